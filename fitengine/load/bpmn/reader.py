"""A BPMN 2.0 file as one process."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import NoReturn

from fitengine.errors import InputError, Problem
from fitengine.garbage import no_garbage_collection
from fitengine.load.bpmn.flows import read_flows
from fitengine.load.bpmn.index import Index, index_nodes, spellings
from fitengine.load.bpmn.lanes import read_lanes
from fitengine.load.bpmn.markup import read_markup
from fitengine.load.bpmn.nodes import read_nodes
from fitengine.load.markup.elements import Document, Element
from fitengine.model.process import Node, Process, Task

__all__ = ["read_bpmn"]

_MODELS = (".bpmn", ".bpmn2", ".xml")
"""How the names of files end that hold a process."""


def read_bpmn(raw: bytes, source: str) -> Process:
    """The process of a BPMN 2.0 file; `source` is the name that places carry.

    All pools and processes of the file become one process, and what is inside a subprocess names it as its `parent`. What is
    dropped or mended on the way is in `warnings`. Data objects, annotations and message flows are not read. Source: OMG
    formal/2013-12-09 (BPMN 2.0.2).

    Raises InputError, with one reason, for a file that is not BPMN 2.0 or has no flow node in any process. A file of events
    and gateways alone is read, with the warning `no-steps`.
    """
    with no_garbage_collection():
        return _read(raw, source)


def _read(raw: bytes, source: str) -> Process:
    document = read_markup(raw, source)
    index = index_nodes(document)
    if not index.places:
        _refuse(document)
    lanes = read_lanes(document, index)
    nodes, loose = read_nodes(document, index, lanes.of_node)
    flows, dangling = read_flows(document, index)
    id_, name, main = _identity(document, index)
    notes = [
        *document.mended,
        *index.warnings,
        *lanes.warnings,
        *loose,
        *dangling,
        *_left_out(document, nodes.values()),
    ]
    return Process(
        id_,
        name,
        nodes,
        flows,
        lanes.lanes,
        source=source,
        warnings=document.with_excerpts(notes),
        span=document.span(main),
    )


def _identity(document: Document, index: Index) -> tuple[str, str, Element]:
    """Id and name of the whole, and the element that stands for it: the process, or what holds several."""
    root = document.root
    processes = list(root.all("process"))
    inhabited = dict.fromkeys(place.scope.process for place in index.places.values())
    collaborations = list(root.all("collaboration"))
    stem = PurePath(document.source).stem
    if len(inhabited) == 1:
        process = processes[next(iter(inhabited))]
        names = [
            process,
            *(pool for item in collaborations for pool in item.all("participant") if _runs(pool, process)),
            root,
        ]
        return process.get("id") or stem, _first_name(names) or stem, process
    whole = [*collaborations, root]
    return (
        next((item.get("id") for item in whole if item.get("id")), stem),
        _first_name(whole) or stem,
        whole[0],
    )


def _runs(participant: Element, process: Element) -> bool:
    return process.get("id") in spellings(participant.get("processRef"))


def _first_name(elements: Iterable[Element]) -> str:
    return next((name for element in elements if (name := element.words("name"))), "")


def _left_out(document: Document, nodes: Iterable[Node]) -> list[Problem]:
    """What the reader should know about the file as a whole."""
    notes = []
    if not any(isinstance(node, Task) for node in nodes):
        message = "the process has events and gateways but no step, so there is nothing to assess"
        notes.append(document.warning("no-steps", message, "draw the work as tasks", document.root))
    for choreography in document.root.all("choreography"):
        message = "the choreography beside the process was left out"
        notes.append(document.warning("choreography", message, "", choreography))
    return notes


def _refuse(document: Document) -> NoReturn:
    """Says why a BPMN 2.0 file without any flow node in a process cannot be used."""
    root = document.root
    processes = list(root.all("process"))
    pools = [pool for collaboration in root.all("collaboration") for pool in collaboration.all("participant")]
    choreography = next(root.all("choreography"), None)
    if choreography is not None:
        code, message = (
            "choreography",
            "this is a choreography: it shows messages between partners and nobody's steps",
        )
        _raise(document, code, message, "draw the process of one partner", choreography)
    if processes:
        message = (
            "the process has no step"
            if len(processes) == 1
            else f"none of the {len(processes)} processes has a step"
        )
        _raise(
            document, "no-steps", message, "draw the work as tasks between a start and an end", processes[0]
        )
    if pools:
        message = "all pools are black boxes, so there is nothing to assess"
        _raise(
            document, "black-boxes", message, _where_else(root) or "draw the steps inside a pool", pools[0]
        )
    _raise(
        document,
        "no-process",
        "the file has no process",
        _where_else(root) or "draw one in the modelling tool",
        root,
    )


def _where_else(root: Element) -> str:
    locations = [
        f"`{item.words('location')}`"
        for item in root.all("import")
        if item.words("location").lower().endswith(_MODELS)
    ]
    return f"read what it imports: {', '.join(locations)}" if locations else ""


def _raise(document: Document, code: str, message: str, help_: str, element: Element) -> NoReturn:
    raise InputError(document.with_excerpts([Problem(code, message, help_, document.span(element))]))
