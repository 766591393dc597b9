"""One plain document on its way to rows: every key that is understood is counted, and what is left over makes it not plain."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress
from typing import TYPE_CHECKING, Any

import numpy
from msgspec import UNSET, Struct, json
from msgspec.structs import astuple

from fitengine.assess.structure import check_structure
from fitengine.facts.graph import process_graph, upstream_steps
from fitengine.load.process.step_flows import FlowReader
from fitengine.load.yaml.events import Path
from fitengine.model.process import (
    Event,
    EventKind,
    Gateway,
    GatewayKind,
    Lane,
    Node,
    Process,
    Task,
    TaskKind,
)
from fitengine.portfolio.documents import (
    NO,
    NOT_SAID,
    YES,
    Document,
    FindingRow,
    GraphView,
    InitiativeRow,
    finding_rows,
    graph_view,
    initiative_row,
)
from fitengine.portfolio.json_text import count_keys, has_keys, is_odd_number
from fitengine.portfolio.plain_schema import ELEMENTS, TASK, PlainBranch

if TYPE_CHECKING:
    from array import array

    from numpy.typing import NDArray

    from fitengine.portfolio.plain import PlainReader

__all__ = ["NotPlainError", "PlainDocument", "Row", "Shape", "ShapeView", "Strict"]

_ID = re.compile(r"[A-Za-z0-9_.-]{1,200}").fullmatch
_IDS: set[str] = set()
_MOST_IDS = 100_000
Shape = Hashable
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ShapeView:
    """What the graph says of every process of one shape, whatever its names and lanes are."""

    tasks: Sequence[bool]
    """Which elements are tasks; what follows is about these."""
    clean: bool
    """No remark on the structure, but for names and lanes."""
    feeding: array[int]
    feeding_counts: array[int]
    upstream: Sequence[Sequence[int]]
    handovers: Sequence[tuple[int, int]]
    """Each step with each of those upstream."""
    in_loop: bytes
    on_critical_path: bytes


class NotPlainError(Exception):
    """Left to the loader."""


class PlainDocument:
    """One document on its way. Every key that is understood is counted: what is left over makes the document not plain."""

    def __init__(self, reader: PlainReader, raw: bytes, data: Any) -> None:
        self.reader = reader
        self.raw = raw
        # what was parsed is not kept: the next document finds its room, which is still near
        self.process: str = data.process
        self.name: str = data.process if data.name is UNSET else data.name
        self.owner: str = data.owner or ""
        self.told: Any = data.initiative
        self.lanes: dict[str, str] = data.lanes or {}
        self.ids = (*data.steps,)
        if not (self.ids and _ID(self.process) and _are_ids(self.ids) and _are_ids(self.lanes)):
            raise NotPlainError
        self.keys = _present(data) + len(self.lanes) + len(self.ids) + count_keys(data.initiative)
        steps = [*map(astuple, data.steps.values())]
        # an empty text is not counted: what has one is left to the loader
        self.keys += len([*filter(None, chain.from_iterable(steps))])
        types, names, lanes, _, triggers, facts, following = zip(*steps, strict=True)
        shape = tuple(map(ELEMENTS.__getitem__, types)), triggers, self.flows(following)
        self.view = reader.view(shape, self)
        self.steps, told, self.task_lanes, known = (
            tuple(compress(column, self.view.tasks)) for column in (self.ids, names, lanes, facts)
        )
        self.names = _named(self.steps, told)
        if _given(known) != _given(facts):
            raise NotPlainError  # something that is no task has facts
        if not self.lanes.keys() >= {*lanes} - {UNSET}:
            raise NotPlainError
        by_lane = data.lane_defaults or {}
        if not by_lane.keys() <= self.lanes.keys():
            raise NotPlainError
        self.keys += len(by_lane)
        self.default_lanes = (*by_lane,)
        blank = reader.blank
        self.rows: list[Row] = [
            astuple(one) if one else blank for one in (*known, data.defaults, *by_lane.values())
        ]
        """What each task says, then what goes for those that say nothing else: for all, and by lane."""

    def document(self, facts: NDArray[numpy.int32], given: int) -> Document:
        """The document, with the tokens of its facts by fact and step, of which the text gives so many."""
        if not has_keys(self.raw, self.keys + given):
            raise NotPlainError  # a key stands twice
        view = self.view
        return Document(
            self.process,
            self.name,
            self.owner,
            self.steps,
            self.names,
            [None if lane is UNSET else self.lanes[lane] for lane in self.task_lanes],
            facts,
            GraphView(
                view.feeding,
                view.feeding_counts,
                self.handovers(view),
                view.in_loop,
                view.on_critical_path,
            ),
            () if view.clean and self.names_are_clean() else self.remarks(),
            self.initiative(self.steps),
        )

    def flows(self, following: Iterable[Any]) -> tuple[Hashable, ...]:
        """Where elements lead to: by element a number, nothing, or several branches."""
        place = dict(zip(self.ids, range(len(self.ids)), strict=True))
        try:
            return tuple(
                [
                    place[one] if one.__class__ is str else one and self.branches(one, place)
                    for one in following
                ]
            )
        except KeyError:
            raise NotPlainError from None

    def branches(self, parts: Iterable[Any], place: Mapping[str, int]) -> tuple[Hashable, ...]:
        return tuple([place[part] if part.__class__ is str else self.branch(part, place) for part in parts])

    def branch(self, part: PlainBranch, place: Mapping[str, int]) -> Hashable:
        self.keys += _present(part)
        if is_odd_number(part.share):
            raise NotPlainError
        return place[part.to], bool(part.when), part.share.__class__, part.share

    def lane_rows(self) -> list[int]:
        """By task the row of what goes for its lane; for all, where there is none."""
        general = len(self.steps)
        place = {lane: at for at, lane in enumerate(self.default_lanes, general + 1)}
        return [place.get(lane, general) for lane in self.task_lanes]

    def initiative(self, steps: Sequence[str]) -> InitiativeRow | None:
        if self.told is UNSET:
            return None
        found = self.reader.initiative(self.told, steps)
        return initiative_row(Process(self.process, "", {}), found) if found else None

    def names_are_clean(self) -> bool:
        """Whether there is nothing to remark on names and lanes."""
        folded = {*map(str.casefold, self.names)}
        missing = self.task_lanes.count(UNSET)
        return "" not in folded and len(folded) == len(self.names) and missing in (0, len(self.names))

    def handovers(self, view: ShapeView) -> bytes:
        """Whether a nearest step before each step is in another lane; see `fitengine.facts.derived`."""
        lanes = self.task_lanes
        if UNSET in lanes:
            steps = zip(lanes, view.upstream, strict=True)
            return bytes([_unsure_handover(lane, before, lanes) for lane, before in steps])
        found = bytearray([NO]) * len(lanes)
        for at, before in view.handovers:
            if lanes[at] != lanes[before]:
                found[at] = YES
        return bytes(found)

    def look(self) -> ShapeView:
        """What the graph says."""
        process = self.skeleton()
        tasks = process.tasks()
        if not tasks:
            raise NotPlainError
        graph = process_graph(process)
        view = graph_view(process, graph)
        place = {task.id: at for at, task in enumerate(tasks)}
        before = upstream_steps(process, graph)
        upstream = [[place[one] for one in before[step]] for step in place]
        codes = {finding.code for finding in check_structure(process, graph)}
        return ShapeView(
            [isinstance(node, Task) for node in process.nodes.values()],
            codes <= _ABOUT_NAMES,
            view.feeding,
            view.feeding_counts,
            upstream,
            [(at, one) for at, several in enumerate(upstream) for one in several],
            view.in_loop,
            view.on_critical_path,
        )

    def remarks(self) -> list[FindingRow]:
        process = self.skeleton()
        return finding_rows(process, check_structure(process, process_graph(process)))

    def skeleton(self) -> Process:
        """The process without its facts."""
        steps = json.decode(self.raw)["steps"]
        lanes = {id_: Lane(id_, name) for id_, name in self.lanes.items()}
        reader = FlowReader(steps, Strict())
        nodes: dict[str, Node] = {}
        for id_, step in steps.items():
            nodes[id_] = _node(id_, step)
            if "next" in step:
                reader.read(id_, step["next"], ("steps", id_, "next"), None)
        return Process(self.process, "", nodes, tuple(reader.flows), lanes)


_ABOUT_NAMES = frozenset({"unnamed-step", "duplicate-name", "no-lane"})


class Strict:
    """Takes no defects."""

    def add(
        self,
        code: str,  # noqa: ARG002 - the sink's signature, as the rest
        message: str,  # noqa: ARG002
        path: Path,  # noqa: ARG002
        help: str = "",  # noqa: A002, ARG002
        meant: tuple[str, Iterable[str]] = ("", ()),  # noqa: ARG002
        at_key: bool = False,  # noqa: ARG002
    ) -> None:
        raise NotPlainError


def _are_ids(texts: Collection[str]) -> bool:
    """Remembers them: the same ids come in many processes."""
    if _IDS.issuperset(texts):
        return True
    if not all(map(_ID, texts)):
        return False
    if len(_IDS) > _MOST_IDS:
        _IDS.clear()
    _IDS.update(texts)
    return True


def _present(data: Struct) -> int:
    """How many attributes are given."""
    return _given(astuple(data))


def _given(values: tuple[Any, ...]) -> int:
    return len(values) - values.count(UNSET)


def _named(ids: Sequence[str], names: Sequence[Any]) -> Sequence[str]:
    """The names of steps, their ids for those without."""
    if UNSET not in names:
        return names
    return [id_ if name is UNSET else name for id_, name in zip(ids, names, strict=True)]


def _node(id_: str, step: Mapping[str, Any]) -> Node:
    kind, name, lane, trigger = (
        step.get("type", TASK),
        step.get("name", id_),
        step.get("lane"),
        step.get("trigger", ""),
    )
    element = ELEMENTS[kind]
    if element in _EVENTS:
        return Event(id_, name, EventKind(kind), trigger, lane=lane)
    if trigger:
        raise NotPlainError
    return (
        Task(id_, name, TaskKind(kind), lane)
        if element == TASK
        else Gateway(id_, name, GatewayKind(kind), lane)
    )


_EVENTS = frozenset(map(str, EventKind))


def _unsure_handover(lane: object, before: Sequence[int], lanes: Sequence[object]) -> int:
    """The same for a step, where some may be without a lane."""
    others = {lanes[at] for at in before}
    if not others:
        return NO
    if lane is UNSET or others == {UNSET}:
        return NOT_SAID
    if others - {UNSET, lane}:
        return YES
    return NOT_SAID if UNSET in others else NO
