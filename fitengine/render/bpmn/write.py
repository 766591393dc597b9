"""A laid-out BPMN 2.0 model of a process that was written as a step graph: lanes, shapes, edges and labels in place.

BPMN has no room for facts, shares of branches, stages or ratings: shares go into the names of flows, stages are lost here,
and facts belong into the sidecar. Subprocesses are unfolded.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from fitengine.load.bpmn.vocabulary import BPMN, EVENTS, GATEWAYS, TASKS
from fitengine.model.decision import Assessment
from fitengine.model.process import Event, Gateway, Node, Process, SubProcess, Task
from fitengine.render.bpmn.colour import colour_bpmn
from fitengine.render.layout import Box, Guest, LaneSpec, Layout, Link, Outline, Rect, Size, layout
from fitengine.render.marks.figures import format_share
from fitengine.render.marks.visible import VisibleFlow, VisibleProcess, select_visible
from fitengine.render.text import clean, text_width, wrap

__all__ = ["as_written", "write_bpmn"]

_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_DD = "http://www.omg.org/spec/DD/20100524/DI"
_PREFIXES = {"bpmn": BPMN, "bpmndi": _DI, "dc": _DC, "di": _DD}
_TARGET = "urn:fitengine"

_TASK, _GATEWAY, _EVENT = Size(120, 80), Size(50, 50), Size(36, 36)
_INDENT = 60.0
"""Room for the names of pool and lanes, left of the flow: 30 each, as modelling tools draw them."""
_LABEL, _LABEL_LINE, _LABEL_WIDTH = 11.0, 14.0, 110.0
_MOST_LINES = 4
_NAME_OF_TASK = {kind: name for name, kind in TASKS.items()} | {"subprocess": "callActivity"}
_NAME_OF_GATEWAY = {kind: name for name, kind in GATEWAYS.items()}
_NAME_OF_EVENT = {kind: name for name, kind in reversed(EVENTS.items())}


def write_bpmn(assessment: Assessment) -> bytes:
    """The assessed process as a BPMN file with verdict colours; UTF-8, the same bytes for the same input."""
    model = _Model.of(assessment.process)
    root = Element(
        f"{{{BPMN}}}definitions", {"id": "definitions", "targetNamespace": _TARGET, "exporter": "fitengine"}
    )
    for prefix, uri in _PREFIXES.items():
        ElementTree.register_namespace(prefix, uri)
    _add_collaboration(root, model)
    _add_process(root, model)
    _add_diagram(root, model)
    ElementTree.indent(root)
    raw = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return colour_bpmn(raw + b"\n", "export", assessment)


def as_written(process: Process) -> Process:
    """The process with its tasks, lanes and value figures under the ids that they have in the BPMN file."""
    ids = _xml_ids(process.nodes)
    lanes = {lane: f"lane_{number}" for number, lane in enumerate(process.lanes)}
    nodes = {
        ids[name]: replace(node, id=ids[name], lane=lanes.get(node.lane or ""))
        for name, node in process.nodes.items()
    }
    named = {lanes[name]: replace(lane, id=lanes[name]) for name, lane in process.lanes.items()}
    initiative = process.initiative
    if initiative and initiative.value:
        steps = {ids.get(step, step): figures for step, figures in initiative.value.steps.items()}
        initiative = replace(initiative, value=replace(initiative.value, steps=steps))
    return replace(process, nodes=nodes, lanes=named, initiative=initiative)


@dataclass(frozen=True)
class _Model:
    """The visible part of a process with everything placed, and ids that XML allows."""

    process: Process
    visible: VisibleProcess
    lanes: tuple[str | None, ...]
    placed: Layout
    ids: Mapping[str, str]

    @classmethod
    def of(cls, process: Process) -> _Model:
        visible = select_visible(process, unfold=True)
        used = {visible.lane[name] for name in visible.nodes}
        lanes = (*process.lanes, *([None] if None in used else ()))
        rank = {lane: number for number, lane in enumerate(lanes)}
        boxes = [_box(name, node, rank[visible.lane[name]], visible) for name, node in visible.nodes.items()]
        links = [
            _link(flow)
            for flow in visible.flows
            if flow.source in visible.nodes and flow.target in visible.nodes
        ]
        placed = layout(boxes, links, [LaneSpec(height=120.0) for _ in lanes] or [LaneSpec()], _INDENT)
        names = [*visible.nodes, *(event.id for events in visible.guests.values() for event in events)]
        return cls(process, visible, lanes, placed, _xml_ids([*names, *(flow.id for flow in visible.flows)]))

    def guests(self) -> Iterator[tuple[str, Event]]:
        """Host and boundary event."""
        for host, events in self.visible.guests.items():
            for event in events:
                yield host, event

    def source(self, flow: VisibleFlow) -> str:
        return flow.guest or flow.source


def _add_collaboration(root: Element, model: _Model) -> None:
    """One pool around all lanes, as every tool expects of lanes."""
    collaboration = SubElement(root, f"{{{BPMN}}}collaboration", {"id": "collaboration"})
    name = clean(model.process.name or model.process.id)
    SubElement(collaboration, f"{{{BPMN}}}participant", {"id": "pool", "name": name, "processRef": "process"})


def _add_process(root: Element, model: _Model) -> None:
    process = SubElement(root, f"{{{BPMN}}}process", {"id": "process", "isExecutable": "false"})
    if any(lane is not None for lane in model.lanes):
        lanes = SubElement(process, f"{{{BPMN}}}laneSet", {"id": "lanes"})
        for number, lane in enumerate(model.lanes):
            name = model.process.lanes[lane].name if lane is not None else ""
            element = SubElement(lanes, f"{{{BPMN}}}lane", {"id": f"lane_{number}", "name": clean(name)})
            for member in _nodes_of(model, lane):
                SubElement(element, f"{{{BPMN}}}flowNodeRef").text = model.ids[member]
    for name, node in model.visible.nodes.items():
        _add_node(process, model, name, node)
    for host, event in model.guests():
        element = _add_node(process, model, event.id, event)
        element.set("attachedToRef", model.ids[host])
        element.set("cancelActivity", "true" if event.interrupting else "false")
    for flow in model.visible.flows:
        _add_flow(process, model, flow)


def _nodes_of(model: _Model, lane: str | None) -> Iterator[str]:
    yield from (name for name in model.visible.nodes if model.visible.lane[name] == lane)
    yield from (event.id for host, event in model.guests() if model.visible.lane[host] == lane)


def _add_node(process: Element, model: _Model, name: str, node: Node) -> Element:
    element = SubElement(process, f"{{{BPMN}}}{_element_name(node)}", {"id": model.ids[name]})
    if node.name:
        element.set("name", clean(node.name))
    default = next(
        (flow.id for flow in model.visible.flows if flow.default and model.source(flow) == name), None
    )
    if default is not None and not isinstance(node, Event):
        element.set("default", model.ids[default])
    for flow in model.visible.flows:
        if flow.target == name:
            SubElement(element, f"{{{BPMN}}}incoming").text = model.ids[flow.id]
    for flow in model.visible.flows:
        if model.source(flow) == name:
            SubElement(element, f"{{{BPMN}}}outgoing").text = model.ids[flow.id]
    if isinstance(node, Event) and node.trigger:
        SubElement(element, f"{{{BPMN}}}{node.trigger}EventDefinition", {"id": f"{model.ids[name]}_trigger"})
    return element


def _element_name(node: Node) -> str:
    match node:
        case Task():
            return _NAME_OF_TASK[node.kind]
        case Gateway():
            return _NAME_OF_GATEWAY[node.kind]
        case Event():
            return _NAME_OF_EVENT[node.kind]
        case SubProcess():
            return "subProcess"


def _add_flow(process: Element, model: _Model, flow: VisibleFlow) -> None:
    ends = {"sourceRef": model.ids[model.source(flow)], "targetRef": model.ids[flow.target]}
    element = SubElement(process, f"{{{BPMN}}}sequenceFlow", {"id": model.ids[flow.id], **ends})
    if words := _flow_words(flow):
        element.set("name", words)


def _flow_words(flow: VisibleFlow) -> str:
    """The condition and the share: `yes (94%)`."""
    share = format_share(flow.share)
    condition = clean(flow.condition)
    return f"{condition} ({share})" if condition and share else condition or share


def _add_diagram(root: Element, model: _Model) -> None:
    diagram = SubElement(root, f"{{{_DI}}}BPMNDiagram", {"id": "diagram"})
    plane = SubElement(diagram, f"{{{_DI}}}BPMNPlane", {"id": "plane", "bpmnElement": "collaboration"})
    placed = model.placed
    bottom = max((band.bottom for band in placed.bands), default=placed.height)
    top = min((band.top for band in placed.bands), default=0.0)
    _add_shape(plane, "pool", Rect(0, top, placed.width, bottom), horizontal=True)
    if any(lane is not None for lane in model.lanes):
        for number, band in enumerate(placed.bands):
            _add_shape(
                plane, f"lane_{number}", Rect(30, band.top, placed.width, band.bottom), horizontal=True
            )
    for name, node in model.visible.nodes.items():
        _add_shape(
            plane, model.ids[name], Rect.around(placed.boxes[name], _size(node)), placed.captions.get(name)
        )
    for _, event in model.guests():
        if event.id in placed.guests:
            shape = Rect.around(placed.guests[event.id], _EVENT)
            _add_shape(plane, model.ids[event.id], shape, placed.captions.get(event.id))
    for flow in model.visible.flows:
        _add_edge(plane, model, flow)


def _add_shape(
    plane: Element, id_: str, bounds: Rect, label: Rect | None = None, horizontal: bool = False
) -> None:
    shape = SubElement(plane, f"{{{_DI}}}BPMNShape", {"id": f"{id_}_di", "bpmnElement": id_})
    if horizontal:
        shape.set("isHorizontal", "true")
    _add_bounds(shape, bounds)
    if label is not None:
        _add_bounds(SubElement(shape, f"{{{_DI}}}BPMNLabel"), label)


def _add_edge(plane: Element, model: _Model, flow: VisibleFlow) -> None:
    route = model.placed.routes.get(flow.id)
    if route is None:
        return
    id_ = model.ids[flow.id]
    edge = SubElement(plane, f"{{{_DI}}}BPMNEdge", {"id": f"{id_}_di", "bpmnElement": id_})
    for x, y in route.points:
        SubElement(edge, f"{{{_DD}}}waypoint", {"x": _figure(x), "y": _figure(y)})
    size = _label_size(_flow_words(flow))
    if route.label is not None and size is not None:
        _add_bounds(SubElement(edge, f"{{{_DI}}}BPMNLabel"), Rect.around(route.label, size))


def _add_bounds(parent: Element, rect: Rect) -> None:
    place = {"x": rect.left, "y": rect.top, "width": rect.right - rect.left, "height": rect.bottom - rect.top}
    SubElement(parent, f"{{{_DC}}}Bounds", {name: _figure(value) for name, value in place.items()})


def _figure(value: float) -> str:
    return str(round(value))


def _box(name: str, node: Node, lane: int, visible: VisibleProcess) -> Box:
    guests = tuple(
        Guest(event.id, _EVENT.width / 2, _label_size(event.name)) for event in visible.guests.get(name, ())
    )
    match node:
        case Gateway():
            return Box(name, lane, _GATEWAY, Outline.DIAMOND, _label_size(node.name))
        case Event():
            return Box(name, lane, _EVENT, Outline.ELLIPSE, _label_size(node.name))
        case _:
            return Box(name, lane, _TASK, guests=guests)


def _link(flow: VisibleFlow) -> Link:
    return Link(flow.id, flow.source, flow.target, 1.0, _label_size(_flow_words(flow)), flow.guest)


def _size(node: Node) -> Size:
    match node:
        case Gateway():
            return _GATEWAY
        case Event():
            return _EVENT
        case _:
            return _TASK


def _label_size(words: str) -> Size | None:
    """What a label needs; None for no words."""
    if not words.strip():
        return None
    lines = wrap(clean(words), _LABEL_WIDTH, _LABEL, lines=_MOST_LINES)
    return Size(max(text_width(line, _LABEL) for line in lines) + 4, _LABEL_LINE * len(lines))


_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z").match
_TAKEN = frozenset({"definitions", "collaboration", "pool", "process", "lanes", "diagram", "plane"})


def _xml_ids(names: Iterable[str]) -> dict[str, str]:
    """Ids as they are where XML allows them; else a name with a digest of the id, so that equal input gives equal ids."""
    ids = {}
    for name in names:
        plain = _ID(name) and name not in _TAKEN and not name.startswith("lane_")
        ids[name] = (
            name if plain else f"id_{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
        )
    return ids
