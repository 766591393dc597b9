"""Process files: YAML to a process, with every defect of the file at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fitengine.errors import SourceSpan
from fitengine.garbage import no_garbage_collection
from fitengine.load.process.fact_block import merge_facts
from fitengine.load.process.foreign import refuse_markup, refuse_other_files
from fitengine.load.process.head_block import Head
from fitengine.load.process.schema import CONTAINERS, shapes
from fitengine.load.process.shape import ID_HELP
from fitengine.load.process.step_flows import FlowReader, is_yes, plain_text
from fitengine.load.process.value_block import check_steps
from fitengine.load.values import shown
from fitengine.load.yaml.events import Path, YamlDocument, decode, read_yaml
from fitengine.model.facts import Facts
from fitengine.model.process import (
    Event,
    EventKind,
    Gateway,
    GatewayKind,
    Lane,
    Node,
    Process,
    SubProcess,
    Task,
    TaskKind,
)
from fitengine.model.rules import FactDefinition

__all__ = ["read_document", "read_process"]

_ID = re.compile(r"[\w.-]+\Z").match
_NO_OUTCOMES: Mapping[str, tuple[str, ...]] = {}
_TASKS: Mapping[str, TaskKind] = {str(kind): kind for kind in TaskKind}
_GATEWAYS: Mapping[str, GatewayKind] = {str(kind): kind for kind in GatewayKind}
_EVENTS: Mapping[str, EventKind] = {str(kind): kind for kind in EventKind}
_FACT_KEYS = ("facts", "measured")
_EVENT_KEYS = frozenset({"trigger", "attached_to", "interrupting"})


def read_process(
    raw: str | bytes,
    source: str,
    dictionary: Mapping[str, FactDefinition],
    outcomes: Mapping[str, tuple[str, ...]] = _NO_OUTCOMES,
) -> Process:
    """The process of a YAML file. `source` names the file in messages; `outcomes` are those of the sub-decisions that
    a step may rate directly. Raises InputError with every defect, each at its place."""
    text = decode(raw, source) if isinstance(raw, bytes) else raw
    refuse_markup(text, source)
    with no_garbage_collection():
        return read_document(read_yaml(text, source), dictionary, outcomes)


def read_document(
    document: YamlDocument,
    dictionary: Mapping[str, FactDefinition],
    outcomes: Mapping[str, tuple[str, ...]] = _NO_OUTCOMES,
) -> Process:
    """The same of a document that was read already; its steps are used up. Raises InputError."""
    return _Reader(Head(document, refuse_other_files(document), shapes(), dictionary, outcomes)).read()


class _Reader:
    """Reads the steps of one document."""

    def __init__(self, head: Head) -> None:
        self.head = head
        self.defects = head.defects
        self.steps = head.steps
        self.lanes = _read_lanes(head.data.get("lanes") or {})
        self.lane_facts = self.read_defaults()
        self.parents = self.find_parents()
        self.places = self.find_places()
        self.flows = FlowReader(self.steps, self.defects)
        self.nodes: dict[str, Node] = {}

    def read(self) -> Process:
        """The process. Raises InputError where anything was noted."""
        if self.head.data.get("steps") == {} and not self.steps:
            self.defects.add("no-steps", "`steps` is empty", ("steps",), "a process has at least one step")
        for id_, raw in self.steps.items():
            self.read_step(id_, raw)
            self.steps[id_] = None  # what is read makes room for what it becomes
        self.check_parents()
        initiative = self.head.initiative()
        check_steps(
            initiative, [id_ for id_, node in self.nodes.items() if isinstance(node, Task)], self.defects
        )
        if self.defects:
            self.defects.refuse()
        id_ = self.head.text("process")
        return Process(
            id=id_,
            name=self.head.text("name", id_),
            nodes=self.nodes,
            flows=tuple(self.flows.flows),
            lanes=self.lanes,
            version=self.head.text("version"),
            owner=self.head.text("owner"),
            initiative=initiative,
            source=self.head.document.source,
            span=self.head.place("process"),
        )

    def read_defaults(self) -> dict[str | None, Facts]:
        """The facts that go without saying, by lane; those of no lane under None."""
        common = self.head.defaults()
        by_lane: dict[str | None, Facts] = dict.fromkeys((None, *self.lanes), common)
        for lane, own in self.head.lane_defaults():
            self.check_lane(lane, ("lane_defaults", lane), at_key=True)
            by_lane[lane] = merge_facts(common, own)
        return by_lane

    def find_places(self) -> Mapping[Path, SourceSpan]:
        """The places of the steps. Where all of them stand on one line, nobody has noted them yet."""
        document = self.head.document
        paths: list[Path] = [("steps", id_) for id_ in self.steps]
        known = all(path in document.places for path in paths)
        return document.places if known else document.spans(paths, keys=True)

    def find_parents(self) -> set[str]:
        """The ids that some step names as its subprocess."""
        named = (
            step["parent"] for step in self.steps.values() if isinstance(step, dict) and "parent" in step
        )
        return {plain_text(parent) for parent in named if isinstance(parent, str | int)}

    def read_step(self, id_: str, raw: Any) -> None:
        path: Path = ("steps", id_)
        if _ID(id_) is None:
            self.defects.add("bad-id", f"{shown(id_)} cannot be an id", path, ID_HELP, at_key=True)
        raw = self.head.step(raw, path)
        span = self.places.get(path)
        self.nodes[id_] = self.read_node(id_, raw, path, span)
        if "next" in raw:
            self.flows.read(id_, raw["next"], (*path, "next"), span)

    def read_node(self, id_: str, raw: Mapping[str, Any], path: Path, span: SourceSpan | None) -> Node:
        word = raw.get("type", "task")
        name = plain_text(raw.get("name", id_))
        lane = plain_text(raw["lane"]) if "lane" in raw else None
        stage = plain_text(raw["stage"]) if "stage" in raw else None
        parent = plain_text(raw["parent"]) if "parent" in raw else None
        if lane is not None and lane not in self.lanes:
            self.check_lane(lane, (*path, "lane"))
        if word in _EVENTS:
            self.refuse_keys(raw, _FACT_KEYS, path)
            return self.read_event(id_, name, raw, path, (lane, stage, parent, span))
        if not _EVENT_KEYS.isdisjoint(raw):
            self.refuse_keys(raw, sorted(_EVENT_KEYS), path)
        if word in _GATEWAYS:
            self.refuse_keys(raw, _FACT_KEYS, path)
            return Gateway(id_, name, _GATEWAYS[word], lane, stage, parent, span)
        if word in CONTAINERS and id_ in self.parents:
            self.refuse_keys(raw, _FACT_KEYS, path)
            return SubProcess(id_, name, CONTAINERS[word], lane, stage, parent, span)
        facts = self.lane_facts.get(lane) or self.lane_facts[None]
        if raw.get("facts"):
            facts = merge_facts(facts, self.head.facts.read(raw["facts"], (*path, "facts")))
        figures = None
        if raw.get("measured"):
            measured, figures = self.head.facts.read_measured(raw["measured"], (*path, "measured"), span)
            facts = merge_facts(facts, measured)
        kind = _TASKS.get(word, TaskKind.SUBPROCESS)
        return Task(id_, name, kind, lane, stage, parent, facts, span, figures)

    def read_event(
        self,
        id_: str,
        name: str,
        raw: Mapping[str, Any],
        path: Path,
        place: tuple[str | None, str | None, str | None, SourceSpan | None],
    ) -> Event:
        kind = _EVENTS[raw["type"]]
        host = plain_text(raw["attached_to"]) if "attached_to" in raw else None
        if kind is not EventKind.BOUNDARY:
            self.refuse_keys(raw, ("attached_to",), path)
        elif host is None:
            message = f"`attached_to` is missing in the boundary event `{id_}`"
            self.defects.add("missing-key", message, path, "name the step whose boundary it stands on")
        elif host not in self.steps or host == id_:
            message = f"`{id_}` is attached to {shown(host)}, which is no other step"
            self.defects.add("unknown-step", message, (*path, "attached_to"), meant=(host, self.steps))
        interrupting = is_yes(raw.get("interrupting", True))
        return Event(id_, name, kind, raw.get("trigger", ""), host, interrupting, *place)

    def refuse_keys(self, raw: Mapping[str, Any], keys: tuple[str, ...] | list[str], path: Path) -> None:
        """Keys that a step of another type may have."""
        kind = raw.get("type", "task")
        for key in keys:
            if key in raw:
                bearer = "tasks have facts" if key in _FACT_KEYS else "only events have it"
                bearer = "only boundary events have it" if key == "attached_to" else bearer
                message = f"`{key}` does not belong to a step of type `{kind}`"
                self.defects.add("misplaced-key", message, (*path, key), bearer, at_key=True)

    def check_lane(self, lane: str, path: Path, at_key: bool = False) -> None:
        if lane in self.lanes:
            return
        by_name = {known.name: id_ for id_, known in self.lanes.items()}
        meant = by_name.get(lane)
        help_ = f"did you mean `{meant}`?" if meant else ""
        if not self.lanes:
            help_ = "list the lanes under `lanes`, as `lanes: {intake: Invoice intake}`"
        message = f"{shown(lane)} is no lane of this process"
        self.defects.add("unknown-lane", message, path, help_, (lane, self.lanes), at_key)

    def check_parents(self) -> None:
        """Every parent is a subprocess, and none holds itself."""
        if not self.parents:
            return
        for id_, node in self.nodes.items():
            path: Path = ("steps", id_, "parent")
            if node.parent is None:
                continue
            if node.parent not in self.nodes:
                message = f"the parent {shown(node.parent)} of `{id_}` is no step"
                self.defects.add("unknown-parent", message, path, meant=(node.parent, self.steps))
            elif not isinstance(self.nodes[node.parent], SubProcess):
                message = f"the parent {shown(node.parent)} of `{id_}` is no subprocess"
                self.defects.add("unknown-parent", message, path, "give it the type `subprocess`")
            elif self.holds_itself(id_):
                self.defects.add("parent-cycle", f"`{id_}` holds itself", path, "break the circle of parents")

    def holds_itself(self, id_: str) -> bool:
        seen = set()
        node: Node | None = self.nodes[id_]
        while node and node.parent and node.id not in seen:
            seen.add(node.id)
            node = self.nodes.get(node.parent)
            if node and node.id == id_:
                return True
        return False


def _read_lanes(raw: Mapping[str, Any]) -> dict[str, Lane]:
    lanes = {}
    for id_, lane in raw.items():
        if isinstance(lane, Mapping):
            lanes[id_] = Lane(id_, plain_text(lane.get("name", id_)), plain_text(lane.get("pool", "")))
        else:
            lanes[id_] = Lane(id_, plain_text(lane))
    return lanes
