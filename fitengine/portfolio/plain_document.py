"""One plain document on its way to rows: every key that is understood is counted, and what is left over makes it not plain."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fitengine.assess.structure import check_structure
from fitengine.facts.graph import process_graph, upstream_steps
from fitengine.load.process.schema import CONTAINERS, TRIGGERS
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
    finding_rows,
    graph_view,
    initiative_row,
)
from fitengine.portfolio.json_text import count_keys, has_keys, is_odd_number

if TYPE_CHECKING:
    from fitengine.portfolio.plain import PlainReader

__all__ = ["NotPlainError", "PlainDocument", "Shape", "ShapeView", "Strict"]

_HEAD = frozenset(
    {
        "$schema",
        "process",
        "name",
        "owner",
        "version",
        "lanes",
        "defaults",
        "lane_defaults",
        "initiative",
        "steps",
    }
)
_ID = re.compile(r"[A-Za-z0-9_.-]{1,200}").fullmatch
_TASK, _GATEWAY, _EVENT = range(3)
_ROLES: Mapping[str, int] = {
    **{str(kind): _TASK for kind in TaskKind if str(kind) not in CONTAINERS},
    **{str(kind): _GATEWAY for kind in GatewayKind},
    **{str(kind): _EVENT for kind in EventKind if kind is not EventKind.BOUNDARY},
}
Shape = Hashable


@dataclass(frozen=True, slots=True)
class ShapeView:
    """What the graph says of every process of one shape, whatever its names and lanes are."""

    clean: bool
    """No remark on the structure, but for names and lanes."""
    feeding: Sequence[int]
    feeding_counts: Sequence[int]
    upstream: Sequence[Sequence[int]]
    in_loop: Sequence[int]
    on_critical_path: Sequence[int]


class NotPlainError(Exception):
    """Left to the loader."""


class PlainDocument:
    """One document on its way. Every key that is understood is counted: what is left over makes the document not plain."""

    def __init__(self, reader: PlainReader, data: Any) -> None:
        if data.__class__ is not dict or not data.keys() <= _HEAD:
            raise NotPlainError
        self.reader = reader
        self.data: dict[str, Any] = data
        self.lanes: dict[str, str] = data.get("lanes", _NOTHING)
        self.steps: dict[str, Any] = data.get("steps", _NOTHING)
        if self.lanes.__class__ is not dict or self.steps.__class__ is not dict or not self.steps:
            raise NotPlainError
        self.keys = len(data) + len(self.lanes) + len(self.steps) + count_keys(data.get("initiative"))
        self.place = {id_: at for at, id_ in enumerate(self.steps)}
        self.roles: list[int | str] = []
        self.flows: list[Hashable] = []
        self.tasks: list[str] = []
        self.names: list[str] = []
        self.task_lanes: list[str | None] = []
        self.tokens: list[int] = []
        self.counts: list[int] = []

    def document(self, raw: bytes) -> Document:
        self.check_head()
        defaults = self.defaults()
        for at, (id_, step) in enumerate(self.steps.items()):
            self.read_step(at, id_, step, defaults)
        if not self.tasks or not has_keys(raw, self.keys):
            raise NotPlainError  # a key stands twice
        view = self.reader.view((tuple(self.roles), tuple(self.flows)), self)
        initiative = self.reader.initiative(self.data, self.tasks) if "initiative" in self.data else None
        clean = view.clean and self.names_are_clean()
        return Document(
            self.data["process"],
            self.data.get("name", self.data["process"]),
            self.data.get("owner", ""),
            self.tasks,
            self.names,
            [None if lane is None else self.lanes[lane] for lane in self.task_lanes],
            self.tokens,
            self.counts,
            GraphView(
                view.feeding,
                view.feeding_counts,
                self.handovers(view.upstream),
                view.in_loop,
                view.on_critical_path,
            ),
            () if clean else self.remarks(),
            initiative_row(Process(self.data["process"], "", {}), initiative) if initiative else None,
        )

    def check_head(self) -> None:
        """The keys beside steps and defaults."""
        data = self.data
        texts = [data[key] for key in ("process", "name", "owner", "version", "$schema") if key in data]
        plain = "process" in data and all(text.__class__ is str for text in (*texts, *self.lanes.values()))
        if not plain or not all(map(_ID, (data["process"], *self.lanes))):
            raise NotPlainError

    def defaults(self) -> dict[str | None, list[int]]:
        """Tokens of what goes for every step that says nothing else, by lane."""
        common = self.default_tokens(self.data.get("defaults", _NOTHING))
        by_lane: dict[str | None, list[int]] = dict.fromkeys((None, *self.lanes), common)
        own = self.data.get("lane_defaults", _NOTHING)
        if own.__class__ is not dict or not own.keys() <= self.lanes.keys():
            raise NotPlainError
        self.keys += len(own)
        for lane, facts in own.items():
            by_lane[lane] = common + self.default_tokens(facts)
        return by_lane

    def default_tokens(self, facts: Any) -> list[int]:
        if facts.__class__ is not dict:
            raise NotPlainError
        self.keys += len(facts)
        return self.reader.fact_tokens(facts)

    def read_step(self, at: int, id_: str, step: Any, defaults: Mapping[str | None, list[int]]) -> None:
        if step.__class__ is not dict or not _is_id(id_):
            raise NotPlainError
        get = step.get
        role = _ROLES.get(get("type", "task"))
        name, lane, following = get("name"), get("lane"), get("next")
        left = len(step) - ("type" in step)
        if (
            role is None
            or not (name is None or name.__class__ is str)
            or not (lane is None or lane in self.lanes)
        ):
            raise NotPlainError
        self.keys += len(step)
        left -= (name is not None) + (lane is not None)
        if following is not None:
            left -= 1
            self.read_next(at, following)
        if "stage" in step:
            left -= step["stage"].__class__ is str
        if role == _TASK:
            self.roles.append(_TASK)
            left -= self.read_facts(get("facts"), defaults[lane])
            self.tasks.append(id_)
            self.names.append(id_ if name is None else name)
            self.task_lanes.append(lane)
        elif role == _EVENT:
            left -= self.read_trigger(step)
        else:
            self.roles.append(step["type"])
        if left:
            raise NotPlainError

    def read_facts(self, facts: Any, defaults: list[int]) -> int:
        """Keeps the tokens of a step; says how many keys it understood."""
        if facts is None:
            self.tokens += defaults
            self.counts.append(len(defaults))
            return 0
        if facts.__class__ is not dict:
            raise NotPlainError
        self.keys += len(facts)
        self.tokens += defaults
        self.tokens += self.reader.fact_tokens(facts)
        self.counts.append(len(defaults) + len(facts))
        return 1

    def read_trigger(self, step: Mapping[str, Any]) -> int:
        trigger = step.get("trigger", "")
        if trigger and trigger not in TRIGGERS:
            raise NotPlainError
        self.roles.append(f"{step['type']} {trigger}")
        return int("trigger" in step and bool(trigger))

    def read_next(self, at: int, following: Any) -> None:
        """The flows that leave a step: numbers for plain ones, tuples for branches."""
        if following.__class__ is str:
            self.flows.append(at << 20 | self.target(following))
            return
        if following.__class__ is not list:
            raise NotPlainError
        for part in following:
            if part.__class__ is str:
                self.flows.append(at << 20 | self.target(part))
            else:
                self.flows.append(self.branch(at, part))

    def branch(self, at: int, part: Any) -> Hashable:
        if part.__class__ is not dict or not part.keys() <= _BRANCH:
            raise NotPlainError
        self.keys += len(part)
        when, share = part.get("when", ""), part.get("share", "")
        if when.__class__ is not str or share.__class__ not in (str, int, float) or is_odd_number(share):
            raise NotPlainError
        return at << 20 | self.target(part.get("to")), bool(when), share.__class__, share

    def target(self, id_: Any) -> int:
        place = self.place.get(id_) if id_.__class__ is str else None
        if place is None:
            raise NotPlainError
        return place

    def names_are_clean(self) -> bool:
        """Whether there is nothing to remark on names and lanes."""
        folded = {name.casefold() for name in self.names}
        missing = self.task_lanes.count(None)
        return "" not in folded and len(folded) == len(self.names) and missing in (0, len(self.names))

    def handovers(self, upstream: Sequence[Sequence[int]]) -> list[int]:
        """Whether a nearest step before each step is in another lane; see `fitengine.facts.derived`."""
        lanes = self.task_lanes
        if None in lanes:
            return [
                _handover(lane, [lanes[at] for at in before])
                for lane, before in zip(lanes, upstream, strict=True)
            ]
        return [
            YES if [at for at in before if lanes[at] != lane] else NO
            for lane, before in zip(lanes, upstream, strict=True)
        ]

    def look(self) -> ShapeView:
        """What the graph says."""
        process = self.skeleton()
        graph = process_graph(process)
        view = graph_view(process, graph)
        place = {task.id: at for at, task in enumerate(process.tasks())}
        upstream = upstream_steps(process, graph)
        codes = {finding.code for finding in check_structure(process, graph)}
        return ShapeView(
            codes <= _ABOUT_NAMES,
            view.feeding,
            view.feeding_counts,
            [[place[before] for before in upstream[step]] for step in place],
            view.in_loop,
            view.on_critical_path,
        )

    def remarks(self) -> list[FindingRow]:
        process = self.skeleton()
        return finding_rows(process, check_structure(process, process_graph(process)))

    def skeleton(self) -> Process:
        """The process without its facts."""
        lanes = {id_: Lane(id_, name) for id_, name in self.lanes.items()}
        reader = FlowReader(self.steps, Strict())
        nodes: dict[str, Node] = {}
        for id_, step in self.steps.items():
            nodes[id_] = _node(id_, step)
            if "next" in step:
                reader.read(id_, step["next"], ("steps", id_, "next"), None)
        return Process(self.data["process"], "", nodes, tuple(reader.flows), lanes)


_NOTHING: Any = {}
_BRANCH = frozenset({"to", "when", "share"})
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


@lru_cache(maxsize=100_000)
def _is_id(text: str) -> bool:
    return _ID(text) is not None


def _node(id_: str, step: Mapping[str, Any]) -> Node:
    kind, name, lane = step.get("type", "task"), step.get("name", id_), step.get("lane")
    match _ROLES[kind]:
        case 0:
            return Task(id_, name, TaskKind(kind), lane)
        case 1:
            return Gateway(id_, name, GatewayKind(kind), lane)
        case _:
            return Event(id_, name, EventKind(kind), step.get("trigger", ""), lane=lane)


def _handover(lane: str | None, before: list[str | None]) -> int:
    if not before:
        return NO
    if lane is None:
        return NOT_SAID
    if all(other is None for other in before):
        return NOT_SAID
    if any(other is not None and other != lane for other in before):
        return YES
    return NOT_SAID if None in before else NO
