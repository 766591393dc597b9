"""The short road for plain JSON: a document to rows, without an object for every step.

A document is plain when it says nothing that this module does not know to be right: keys in their places, texts where texts go,
values of facts that were read before or can be read. Whatever is not plain is left to the loader, with its diagnostics. What the
graph says is worked out once for each shape that a graph has.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fitengine.assess.process import FIT
from fitengine.assess.structure import check_structure
from fitengine.facts.graph import process_graph, upstream_steps
from fitengine.load.defects import Defects
from fitengine.load.process.fact_block import FactReader
from fitengine.load.process.initiative_block import read_initiative
from fitengine.load.process.schema import CONTAINERS, TRIGGERS, shapes
from fitengine.load.process.step_flows import FlowReader
from fitengine.load.process.value_block import check_steps
from fitengine.load.values import ValueProblem, read_value
from fitengine.load.yaml.events import Path, YamlDocument
from fitengine.model.initiative import Initiative
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
from fitengine.model.rules import FactRole, Rulebook
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
from fitengine.portfolio.fact_columns import Tokens

__all__ = ["PlainReader"]

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
_SPECIAL = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]").search
"""Characters that YAML refuses or takes for line ends."""
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]").search
_LARGEST_WHOLE = 1 << 53
_TASK, _GATEWAY, _EVENT = range(3)
_ROLES: Mapping[str, int] = {
    **{str(kind): _TASK for kind in TaskKind if str(kind) not in CONTAINERS},
    **{str(kind): _GATEWAY for kind in GatewayKind},
    **{str(kind): _EVENT for kind in EventKind if kind is not EventKind.BOUNDARY},
}
_MOST_SHAPES = 50_000
_MOST_TOKENS = 200_000
Shape = Hashable


@dataclass(frozen=True, slots=True)
class _ShapeView:
    """What the graph says of every process of one shape, whatever its names and lanes are."""

    clean: bool
    """No remark on the structure, but for names and lanes."""
    feeding: Sequence[Sequence[int]]
    upstream: Sequence[Sequence[int]]
    in_loop: Sequence[int]
    on_critical_path: Sequence[int]


class _NotPlainError(Exception):
    """Left to the loader."""


class PlainReader:
    """Reads plain documents, remembering values and shapes. `tokens` may be cleared between batches: see `forget`."""

    def __init__(self, rulebook: Rulebook, tokens: Tokens) -> None:
        self._tokens = tokens
        self._rateable = rulebook.rateable()
        self._facts = FactReader(rulebook.dictionary, self._rateable, _Strict())
        self._stated = {
            name: one
            for name, one in tokens.definitions.items()
            if one.role is not FactRole.DERIVED and name not in self._rateable
        }
        self._known: dict[tuple[object, ...], int] = {}
        self._shapes: dict[Shape, _ShapeView] = {}

    def forget(self) -> None:
        """Makes room, where much was remembered; tokens given out before mean nothing any more."""
        if len(self._tokens) > _MOST_TOKENS:
            self._known.clear()
            self._tokens.clear()
        if len(self._shapes) > _MOST_SHAPES:
            self._shapes.clear()

    def read(self, raw: bytes) -> Document | None:
        """The process of a JSON text; None for one that is not plain."""
        from orjson import JSONDecodeError, loads

        if not _is_plain_text(raw):
            return None
        try:
            data = loads(raw)
        except JSONDecodeError:
            return None
        try:
            return _Reading(self, data).document(raw)
        except (_NotPlainError, TypeError):  # the latter for a list or a mapping where a word belongs
            return None

    def fact_tokens(self, facts: Mapping[str, Any]) -> list[int]:
        """The tokens of a mapping of facts."""
        known = self._known
        try:
            return [known[name, value.__class__, value] for name, value in facts.items()]
        except (KeyError, TypeError):  # something new, or a list, which cannot be looked up as it is
            return [
                self._fact_token(name, value)
                if value.__class__ is list or (token := known.get((name, value.__class__, value))) is None
                else token
                for name, value in facts.items()
            ]

    def initiative(self, data: Mapping[str, Any], tasks: Sequence[str]) -> Initiative | None:
        """The initiative of a document, by its loader."""
        defects = Defects(YamlDocument("", "", data))
        raw = data["initiative"]
        if (
            not raw
            or _has_odd_number(raw)
            or not shapes().head.is_valid({"process": "p", "initiative": raw, "steps": {}})
        ):
            raise _NotPlainError
        verdicts = self._rateable.get(FIT, ())
        found = read_initiative(raw, YamlDocument("", "", data), self._facts, verdicts, defects)
        check_steps(found, tasks, defects)
        if defects:
            raise _NotPlainError
        return found

    def view(self, shape: Shape, skeleton: _Reading) -> _ShapeView:
        """What the graph of a shape says; `skeleton` is a process that has it."""
        found = self._shapes.get(shape)
        if found is None:
            found = self._shapes[shape] = skeleton.look()
        return found

    def _fact_token(self, name: str, value: object) -> int:
        key = (
            (name, list, *map(type, value), *value)
            if isinstance(value, list)
            else (name, value.__class__, value)
        )
        try:
            found = self._known.get(key)
        except TypeError:  # a list of lists or mappings
            raise _NotPlainError from None
        if found is None:
            found = self._known[key] = self._read(name, value)
        return found

    def _read(self, name: str, value: object) -> int:
        definition = self._stated.get(name)
        if definition is None or _is_odd_number(value):
            raise _NotPlainError
        try:
            token = self._tokens.token(name, read_value(definition, value))
        except ValueProblem:
            raise _NotPlainError from None
        assert token is not None, "stated facts are stored"
        return token


class _Reading:
    """One document on its way. Every key that is understood is counted: what is left over makes the document not plain."""

    def __init__(self, reader: PlainReader, data: Any) -> None:
        if data.__class__ is not dict or not data.keys() <= _HEAD:
            raise _NotPlainError
        self.reader = reader
        self.data: dict[str, Any] = data
        self.lanes: dict[str, str] = data.get("lanes", _NOTHING)
        self.steps: dict[str, Any] = data.get("steps", _NOTHING)
        if self.lanes.__class__ is not dict or self.steps.__class__ is not dict or not self.steps:
            raise _NotPlainError
        self.keys = len(data) + len(self.lanes) + len(self.steps) + _count_keys(data.get("initiative"))
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
        if not self.tasks or not _has_keys(raw, self.keys):
            raise _NotPlainError  # a key stands twice
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
            GraphView(view.feeding, self.handovers(view.upstream), view.in_loop, view.on_critical_path),
            () if clean else self.remarks(),
            initiative_row(Process(self.data["process"], "", {}), initiative) if initiative else None,
        )

    def check_head(self) -> None:
        """The keys beside steps and defaults."""
        data = self.data
        texts = [data[key] for key in ("process", "name", "owner", "version", "$schema") if key in data]
        plain = "process" in data and all(text.__class__ is str for text in (*texts, *self.lanes.values()))
        if not plain or not all(map(_ID, (data["process"], *self.lanes))):
            raise _NotPlainError

    def defaults(self) -> dict[str | None, list[int]]:
        """Tokens of what goes for every step that says nothing else, by lane."""
        common = self.default_tokens(self.data.get("defaults", _NOTHING))
        by_lane: dict[str | None, list[int]] = dict.fromkeys((None, *self.lanes), common)
        own = self.data.get("lane_defaults", _NOTHING)
        if own.__class__ is not dict or not own.keys() <= self.lanes.keys():
            raise _NotPlainError
        self.keys += len(own)
        for lane, facts in own.items():
            by_lane[lane] = common + self.default_tokens(facts)
        return by_lane

    def default_tokens(self, facts: Any) -> list[int]:
        if facts.__class__ is not dict:
            raise _NotPlainError
        self.keys += len(facts)
        return self.reader.fact_tokens(facts)

    def read_step(self, at: int, id_: str, step: Any, defaults: Mapping[str | None, list[int]]) -> None:
        if step.__class__ is not dict or not _is_id(id_):
            raise _NotPlainError
        get = step.get
        role = _ROLES.get(get("type", "task"))
        name, lane, following = get("name"), get("lane"), get("next")
        left = len(step) - ("type" in step)
        if (
            role is None
            or not (name is None or name.__class__ is str)
            or not (lane is None or lane in self.lanes)
        ):
            raise _NotPlainError
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
            raise _NotPlainError

    def read_facts(self, facts: Any, defaults: list[int]) -> int:
        """Keeps the tokens of a step; says how many keys it understood."""
        if facts is None:
            self.tokens += defaults
            self.counts.append(len(defaults))
            return 0
        if facts.__class__ is not dict:
            raise _NotPlainError
        self.keys += len(facts)
        self.tokens += defaults
        self.tokens += self.reader.fact_tokens(facts)
        self.counts.append(len(defaults) + len(facts))
        return 1

    def read_trigger(self, step: Mapping[str, Any]) -> int:
        trigger = step.get("trigger", "")
        if trigger and trigger not in TRIGGERS:
            raise _NotPlainError
        self.roles.append(f"{step['type']} {trigger}")
        return int("trigger" in step and bool(trigger))

    def read_next(self, at: int, following: Any) -> None:
        """The flows that leave a step: numbers for plain ones, tuples for branches."""
        if following.__class__ is str:
            self.flows.append(at << 20 | self.target(following))
            return
        if following.__class__ is not list:
            raise _NotPlainError
        for part in following:
            if part.__class__ is str:
                self.flows.append(at << 20 | self.target(part))
            else:
                self.flows.append(self.branch(at, part))

    def branch(self, at: int, part: Any) -> Hashable:
        if part.__class__ is not dict or not part.keys() <= _BRANCH:
            raise _NotPlainError
        self.keys += len(part)
        when, share = part.get("when", ""), part.get("share", "")
        if when.__class__ is not str or share.__class__ not in (str, int, float) or _is_odd_number(share):
            raise _NotPlainError
        return at << 20 | self.target(part.get("to")), bool(when), share.__class__, share

    def target(self, id_: Any) -> int:
        place = self.place.get(id_) if id_.__class__ is str else None
        if place is None:
            raise _NotPlainError
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
            YES if any(lanes[at] != lane for at in before) else NO
            for lane, before in zip(lanes, upstream, strict=True)
        ]

    def look(self) -> _ShapeView:
        """What the graph says."""
        process = self.skeleton()
        graph = process_graph(process)
        view = graph_view(process, graph)
        place = {task.id: at for at, task in enumerate(process.tasks())}
        upstream = upstream_steps(process, graph)
        codes = {finding.code for finding in check_structure(process, graph)}
        return _ShapeView(
            codes <= _ABOUT_NAMES,
            view.feeding,
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
        reader = FlowReader(self.steps, _Strict())
        nodes: dict[str, Node] = {}
        for id_, step in self.steps.items():
            nodes[id_] = _node(id_, step)
            if "next" in step:
                reader.read(id_, step["next"], ("steps", id_, "next"), None)
        return Process(self.data["process"], "", nodes, tuple(reader.flows), lanes)


_NOTHING: Any = {}
_BRANCH = frozenset({"to", "when", "share"})
_ABOUT_NAMES = frozenset({"unnamed-step", "duplicate-name", "no-lane"})


class _Strict:
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
        raise _NotPlainError


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


def _is_plain_text(raw: bytes) -> bool:
    """Whether YAML reads the text as JSON does."""
    if raw[:1] != b"{" or (b"\\" in raw and _SURROGATE(raw)):
        return False
    if raw.isascii():
        return b"\x7f" not in raw
    try:
        return not _SPECIAL(raw.decode())
    except UnicodeDecodeError:
        return False


def _count_keys(value: Any) -> int:
    """The keys of mappings, however deep."""
    if value.__class__ is dict:
        return len(value) + sum(map(_count_keys, value.values()))
    return sum(map(_count_keys, value)) if value.__class__ is list else 0


def _has_odd_number(value: Any) -> bool:
    if value.__class__ is dict:
        return any(map(_has_odd_number, value.values()))
    return any(map(_has_odd_number, value)) if value.__class__ is list else _is_odd_number(value)


def _has_keys(raw: bytes, keys: int) -> bool:
    """Whether a text has so many keys and no more: parsing keeps the last of two equal ones without a word."""
    if raw.count(b":") == keys:
        return True
    in_texts = b'\\":' in raw  # a quote and a colon inside of a text
    spaced = b" :" in raw or b"\n:" in raw or b"\r:" in raw or b"\t:" in raw
    return not (in_texts or spaced) and raw.count(b'":') == keys


def _is_odd_number(value: object) -> bool:
    """Whether a number may have lost digits on the way."""
    return isinstance(value, int | float) and abs(value) >= _LARGEST_WHOLE
