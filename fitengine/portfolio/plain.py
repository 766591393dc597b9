"""The short road for plain JSON: a document to rows, without an object for every step.

A document is plain when it says nothing that this module does not know to be right: keys in their places, texts where texts go,
values of facts that were read before or can be read. Whatever is not plain is left to the loader, with its diagnostics. What the
graph says is worked out once for each shape that a graph has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fitengine.assess.structure import check_structure
from fitengine.facts.graph import process_graph, upstream_steps
from fitengine.load.process.schema import CONTAINERS, TRIGGERS
from fitengine.load.process.step_flows import FlowReader
from fitengine.load.values import ValueProblem, read_value
from fitengine.model.process import Event, EventKind, Gateway, GatewayKind, Lane, Node, Process, Task, TaskKind
from fitengine.model.rules import FactRole, Rulebook
from fitengine.portfolio.documents import NO, NOT_SAID, YES, Document, GraphView, finding_rows, graph_view
from fitengine.portfolio.fact_columns import Tokens

if TYPE_CHECKING:
    from fitengine.load.yaml.events import Path

__all__ = ["PlainReader"]

_HEAD = frozenset({"$schema", "process", "name", "owner", "version", "lanes", "defaults", "lane_defaults", "steps"})
_ID = re.compile(r"[A-Za-z0-9_.-]{1,200}").fullmatch
_SPECIAL = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]").search
"""Characters that YAML refuses or takes for line ends."""
_ODD_ESCAPE = re.compile(rb'\\(?!["\\]|u(?![dD][89a-fA-F]|00[01]|007[fF]|00[89]|2028|2029|[fF][eE][fF][fF]|[fF]{3}[eEfF])[0-9a-fA-F]{4})').search
_SPACED_COLONS = (b" :", b"\n:", b"\r:")
_EXPONENT = re.compile(rb"[0-9][eE][-+0-9]").search
_LARGEST_WHOLE = 1 << 53
_TASK, _GATEWAY, _EVENT = range(3)
_ROLES: Mapping[str, int] = {
    **{str(kind): _TASK for kind in TaskKind if str(kind) not in CONTAINERS},
    **{str(kind): _GATEWAY for kind in GatewayKind},
    **{str(kind): _EVENT for kind in EventKind if kind is not EventKind.BOUNDARY},
}
_MOST_SHAPES = 50_000
_MOST_TOKENS = 200_000
Shape = tuple[object, ...]


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
        except _NotPlainError:
            return None

    def fact_tokens(self, facts: Mapping[str, Any]) -> list[int]:
        """The tokens of a mapping of facts."""
        known = self._known
        try:
            return [known[name, value.__class__, value] for name, value in facts.items()]
        except (KeyError, TypeError):
            return [self._fact_token(name, value) for name, value in facts.items()]

    def view(self, shape: Shape, skeleton: _Reading) -> _ShapeView:
        """What the graph of a shape says; `skeleton` is a process that has it."""
        found = self._shapes.get(shape)
        if found is None:
            found = self._shapes[shape] = skeleton.look()
        return found

    def _fact_token(self, name: str, value: object) -> int:
        key = (name, list, *map(type, value), *value) if isinstance(value, list) else (name, value.__class__, value)
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
