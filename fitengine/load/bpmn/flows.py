"""What follows what: sequence flows, and the two other ways that work travels.

A compensation event leads to its handler by an association, and a throwing link event to the catching one of the same
name without any line. Both become sequence flows here.
"""

from __future__ import annotations

from collections.abc import Iterator

from fitengine.errors import Problem
from fitengine.load.bpmn.index import Index, Place, Scope
from fitengine.load.markup.elements import Document, Element
from fitengine.model.process import SequenceFlow

__all__ = ["read_flows"]


def read_flows(document: Document, index: Index) -> tuple[tuple[SequenceFlow, ...], list[Problem]]:
    """All flows in the file's order, and a warning for each one that was dropped because an end of it is missing.

    A flow without an id gets one quietly, as nothing is ever filed under it.
    """
    flows: dict[str, SequenceFlow] = {}
    warnings: list[Problem] = []
    for scope, container in index.scopes:
        for element in container.all("sequenceFlow"):
            ends = (
                index.resolve(element.get("sourceRef"), scope),
                index.resolve(element.get("targetRef"), scope),
            )
            if ends[0] and ends[1]:
                _add(flows, index, document, element, ends[0], ends[1])
            else:
                warnings.append(_dangling(document, element, *ends))
    for element, source, target in (*_compensations(index), *_links(index)):
        _add(flows, index, document, element, source, target)
    return tuple(flows.values()), warnings


def _add(
    flows: dict[str, SequenceFlow],
    index: Index,
    document: Document,
    element: Element,
    source: Place,
    target: Place,
) -> None:
    written = element.get("id")
    is_flow = element.tag == "sequenceFlow"
    id_ = written if is_flow and written and written not in flows else index.ids.numbered("flow")
    condition = _condition(element) if is_flow else ""
    default = is_flow and bool(written) and source.element.get("default") == written
    flows[id_] = SequenceFlow(id_, source.id, target.id, condition, None, default, document.span(element))


def _condition(flow: Element) -> str:
    expressions = " ".join(child.text for child in flow.all("conditionExpression"))
    return flow.words("name") or " ".join(expressions.split())


def _dangling(document: Document, flow: Element, source: Place | None, target: Place | None) -> Problem:
    reasons = [
        f"its {word} `{flow.get(attribute)}` does not exist" if flow.get(attribute) else f"it names no {word}"
        for word, attribute, found in (("source", "sourceRef", source), ("target", "targetRef", target))
        if found is None
    ]
    name = flow.words("name") or flow.get("id")
    subject = f"the sequence flow `{name}`" if name else "a sequence flow"
    help_ = "connect it in the modelling tool, or delete it"
    return document.warning("dangling-flow", f"{subject} was dropped: {' and '.join(reasons)}", help_, flow)


def _compensations(index: Index) -> Iterator[tuple[Element, Place, Place]]:
    for scope, container in index.scopes:
        for association in container.all("association"):
            ends = [index.resolve(association.get(end), scope) for end in ("sourceRef", "targetRef")]
            for source, target in (ends, reversed(ends)):
                if (
                    source
                    and target
                    and _starts_compensation(source)
                    and target.element.is_true("isForCompensation")
                ):
                    yield association, source, target


def _starts_compensation(place: Place) -> bool:
    return place.element.tag == "boundaryEvent" and any(place.element.all("compensateEventDefinition"))


def _links(index: Index) -> Iterator[tuple[Element, Place, Place]]:
    """Every throwing link event with the first catching one of its name in the same container."""
    targets: dict[tuple[Scope, str], Place] = {}
    for place in index.places.values():
        if place.element.tag == "intermediateCatchEvent":
            for name in _link_names(place):
                targets.setdefault((place.scope, name), place)
    for place in index.places.values():
        if place.element.tag == "intermediateThrowEvent":
            yield from (
                (place.element, place, targets[place.scope, name])
                for name in _link_names(place)
                if (place.scope, name) in targets
            )


def _link_names(event: Place) -> list[str]:
    definitions = event.element.all("linkEventDefinition")
    return [name for link in definitions if (name := link.words("name") or event.element.words("name"))]
