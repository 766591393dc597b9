"""The short road for plain JSON: a document to rows, without an object for every step.

A document is plain when it says nothing that this module does not know to be right: keys in their places, texts where texts go,
values of facts that were read before or can be read. Whatever is not plain is left to the loader, with its diagnostics. What the
graph says is worked out once for each shape that a graph has. It comes with the extra `portfolio`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate
from operator import itemgetter
from struct import Struct
from typing import TYPE_CHECKING, Any

import numpy
from msgspec import UNSET, DecodeError
from msgspec.structs import astuple

from fitengine.assess.process import FIT
from fitengine.load.defects import Defects
from fitengine.load.process.fact_block import FactReader
from fitengine.load.process.initiative_block import read_initiative
from fitengine.load.process.schema import shapes
from fitengine.load.process.value_block import check_steps
from fitengine.load.values import ValueProblem, read_value
from fitengine.load.yaml.events import YamlDocument
from fitengine.model.initiative import Initiative
from fitengine.model.rules import FactDefinition, FactRole, Rulebook
from fitengine.portfolio.documents import Document
from fitengine.portfolio.fact_columns import NOTHING, Tokens
from fitengine.portfolio.json_text import has_odd_number, is_odd_number, is_plain_text
from fitengine.portfolio.plain_document import NotPlainError, PlainDocument, Row, Shape, ShapeView, Strict
from fitengine.portfolio.plain_schema import plain_facts, plain_process

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PlainReader"]

_MOST_SHAPES = 50_000
_MOST_TOKENS = 200_000
_NOT_PLAIN = -1


class _KnownValues(dict[Any, int]):
    """Tokens by value of one fact; a value that is not known yet is read."""

    def __init__(self, read: Callable[[Any], int]) -> None:
        super().__init__({UNSET: NOTHING})
        self._read = read

    def __missing__(self, value: Any) -> int:
        token = self._read(value)
        if token != _NOT_PLAIN:  # a document that is not plain leaves nothing behind
            self[value] = token
        return token


class PlainReader:
    """Reads plain documents, remembering values and shapes. `tokens` may be cleared between batches: see `forget`."""

    def __init__(self, rulebook: Rulebook, tokens: Tokens) -> None:
        self._tokens = tokens
        self._rateable = rulebook.rateable()
        self._facts = FactReader(rulebook.dictionary, self._rateable, Strict())
        stated = (one for one in tokens.definitions.values() if one.role is not FactRole.DERIVED)
        self._definitions = tuple(stated)
        facts = plain_facts(self._definitions)
        self._decoder = plain_process(facts)
        self.blank: Row = astuple(facts())
        """The row of a step that says nothing."""
        self._known = self._nothing_known()
        self._shapes: dict[Shape, ShapeView] = {}

    def forget(self) -> None:
        """Makes room, where much was remembered; tokens given out before mean nothing any more."""
        if len(self._tokens) > _MOST_TOKENS:
            self._known = self._nothing_known()
            self._tokens.clear()
        if len(self._shapes) > _MOST_SHAPES:
            self._shapes.clear()

    def _nothing_known(self) -> list[_KnownValues]:
        """Tokens of values, by the place of the fact."""
        return [_KnownValues(partial(self._new_token, one)) for one in self._definitions]

    def read(self, raw: bytes) -> PlainDocument | None:
        """A JSON text, but for the values of its facts; None for one that is not plain."""
        if not is_plain_text(raw):
            return None
        try:
            return PlainDocument(self, raw, self._decoder.decode(raw))
        except (NotPlainError, DecodeError):
            return None

    def finish(self, read: Sequence[PlainDocument]) -> list[Document | None]:
        """The processes; None for one that turns out not to be plain. Values of several documents are looked up in less time."""
        if not read:
            return []
        tokens = self._tokens_of([row for one in read for row in one.rows])
        facts = _in_force(tokens, read)
        starts = [0, *accumulate(len(one.rows) for one in read)][:-1]
        given = numpy.add.reduceat(numpy.count_nonzero(tokens, axis=0), starts).tolist()
        odd = numpy.logical_or.reduceat((tokens == _NOT_PLAIN).any(axis=0), starts).tolist()
        found: list[Document | None] = []
        first = 0
        for one, given_, odd_ in zip(read, given, odd, strict=True):
            steps = slice(first, first := first + len(one.steps))
            try:
                found.append(None if odd_ else one.document(facts[:, steps], given_))
            except NotPlainError:
                found.append(None)
        return found

    def _tokens_of(self, rows: Sequence[Row]) -> NDArray[numpy.int32]:
        """By fact and row the token of the value, of several rows."""
        pack = Struct(f"{len(rows)}i").pack  # in a quarter of the time that numpy takes to read a tuple
        columns = zip(self._known, zip(*rows, strict=True), strict=True)
        tokens = b"".join([pack(*itemgetter(*values)(known)) for known, values in columns])
        return numpy.frombuffer(tokens, numpy.int32).reshape(len(self._known), len(rows))

    def initiative(self, raw: Any, tasks: Sequence[str]) -> Initiative | None:
        """The initiative of a document, by its loader."""
        text = YamlDocument("", "", {"initiative": raw})
        defects = Defects(text)
        if (
            not raw
            or has_odd_number(raw)
            or not shapes().head.is_valid({"process": "p", "initiative": raw, "steps": {}})
        ):
            raise NotPlainError
        found = read_initiative(raw, text, self._facts, self._rateable.get(FIT, ()), defects)
        check_steps(found, tasks, defects)
        if defects:
            raise NotPlainError
        return found

    def view(self, shape: Shape, skeleton: PlainDocument) -> ShapeView:
        """What the graph of a shape says; `skeleton` is a process that has it."""
        found = self._shapes.get(shape)
        if found is None:
            found = self._shapes[shape] = skeleton.look()
        return found

    def _new_token(self, definition: FactDefinition, value: Any) -> int:
        if definition.name in self._rateable or is_odd_number(value):
            return _NOT_PLAIN
        try:
            known = read_value(definition, list(value) if value.__class__ is tuple else value)
        except ValueProblem:
            return _NOT_PLAIN
        return self._tokens.token(definition.name, known)


def _in_force(tokens: NDArray[numpy.int32], read: Sequence[PlainDocument]) -> NDArray[numpy.int32]:
    """By fact and task the token of what the task says, else of what goes for its lane, else of what goes for all."""
    tasks = numpy.array([len(one.steps) for one in read])
    rows = numpy.array([len(one.rows) for one in read])
    starts = rows.cumsum() - rows
    own = numpy.arange(tasks.sum()) + (starts - tasks.cumsum() + tasks).repeat(tasks)
    defaults = [(starts + tasks).repeat(tasks)]
    if (rows > tasks + 1).any():
        pairs = zip(starts.tolist(), read, strict=True)
        defaults.insert(0, numpy.array([start + row for start, one in pairs for row in one.lane_rows()]))
    facts: NDArray[numpy.int32] = tokens.take(own, axis=1)
    for level in defaults:
        facts += tokens.take(level, axis=1) * (facts == NOTHING)
    return facts
