"""Flow nodes to steps, gateways, events and subprocesses."""

from __future__ import annotations

from collections.abc import Mapping

from fitengine.errors import Problem, SourceSpan
from fitengine.load.bpmn.imported import imported_facts
from fitengine.load.bpmn.index import Index, Place, spellings
from fitengine.load.bpmn.vocabulary import ACTIVITIES, CONTAINERS, EVENT_DEFINITION, EVENTS, GATEWAYS, TASKS
from fitengine.load.markup.elements import Document, Element
from fitengine.model.process import (
    Event,
    EventKind,
    Gateway,
    Node,
    SubProcess,
    SubProcessKind,
    Task,
    TaskKind,
)

__all__ = ["read_nodes"]


def read_nodes(
    document: Document, index: Index, lanes: Mapping[str, str]
) -> tuple[dict[str, Node], list[Problem]]:
    """All nodes by id in the file's order, and a warning for every boundary event that hangs on nothing.

    A subprocess without a node inside is a step; `lanes` is the lane's id by node.
    """
    filled = {place.scope.parent for place in index.places.values()}
    shared = _shared_triggers(document)
    nodes: dict[str, Node] = {}
    warnings: list[Problem] = []
    for place in index.places.values():
        element, lane, span = place.element, lanes.get(place.id), document.span(place.element)
        name, parent = element.words("name"), place.scope.parent
        if element.tag in EVENTS:
            event = _event(place, index, shared, lane, span)
            nodes[place.id] = event
            if event.kind is EventKind.BOUNDARY and event.attached_to is None:
                warnings.append(_loose(document, place))
        elif element.tag in GATEWAYS:
            nodes[place.id] = Gateway(place.id, name, GATEWAYS[element.tag], lane, parent=parent, span=span)
        elif place.id in filled:
            nodes[place.id] = SubProcess(
                place.id, name, _container_kind(element), lane, parent=parent, span=span
            )
        else:
            kind = TASKS.get(element.tag, TaskKind.SUBPROCESS)
            nodes[place.id] = Task(place.id, name, kind, lane, None, parent, imported_facts(kind, span), span)
    return nodes, warnings


def _event(
    place: Place, index: Index, shared: Mapping[str, str], lane: str | None, span: SourceSpan
) -> Event:
    element, kind = place.element, EVENTS[place.element.tag]
    host = index.resolve(element.get("attachedToRef"), place.scope) if kind is EventKind.BOUNDARY else None
    host = host if host and host.element.tag in ACTIVITIES else None
    attribute = "cancelActivity" if kind is EventKind.BOUNDARY else "isInterrupting"
    return Event(
        place.id,
        element.words("name"),
        kind,
        _trigger(element, shared),
        attached_to=host.id if host else None,
        interrupting=element.is_true(attribute, default=True),
        lane=lane,
        parent=place.scope.parent,
        span=span,
    )


def _trigger(event: Element, shared: Mapping[str, str]) -> str:
    own = [_trigger_name(child) for child in event.children if child.tag.endswith(EVENT_DEFINITION)]
    named = [
        shared[word]
        for child in event.all("eventDefinitionRef")
        for word in spellings(child.text.strip())
        if word in shared
    ]
    triggers = own + named
    if len(triggers) > 1:
        return "parallel-multiple" if event.is_true("parallelMultiple") else "multiple"
    return triggers[0] if triggers else ""


def _shared_triggers(document: Document) -> dict[str, str]:
    """Triggers of the event definitions that events only refer to."""
    return {
        element.get("id"): _trigger_name(element)
        for element in document.root.children
        if element.tag.endswith(EVENT_DEFINITION)
    }


def _trigger_name(definition: Element) -> str:
    return definition.tag.removesuffix(EVENT_DEFINITION)


def _container_kind(element: Element) -> SubProcessKind:
    return SubProcessKind.EVENT if element.is_true("triggeredByEvent") else CONTAINERS[element.tag]


def _loose(document: Document, place: Place) -> Problem:
    reference = place.element.get("attachedToRef")
    where = (
        f"hangs on `{reference}`, which is no activity of this file" if reference else "hangs on no activity"
    )
    help_ = "attach it to an activity in the modelling tool"
    return document.warning(
        "loose-boundary", f"the boundary event {place.title} {where}", help_, place.element
    )
