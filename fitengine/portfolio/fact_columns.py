"""Facts of many steps in columns: as they are stored, and as the cells that rules tell apart.

A stated value is noted as a token, a number that stands for one value of one fact; the same few values come a million times.
Tokens of all steps are then spread over the columns in one go.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, nextafter
from typing import TYPE_CHECKING

from fitengine.decide.cells import CellSpace, Cut
from fitengine.model.facts import Facts, Known, OneOf, Range, Unknown
from fitengine.model.rules import FactDefinition
from fitengine.portfolio.tables import doubt_code, stored_facts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Masks = NDArray[np.uint32]
    Numbers = NDArray[np.float64]

__all__ = [
    "CellColumns",
    "FactColumns",
    "Other",
    "Tokens",
    "cell_columns",
    "known_value",
    "other_text",
    "row_facts",
]

Other = Mapping[str, Mapping[str, object]]
"""`numbers` (lists by fact) and `ratings` (outcomes by decision) of one step."""


@dataclass(frozen=True, slots=True)
class FactColumns:
    """Columns of `count` steps by fact name, as they are stored: masks over the values of a fact (0 is not said, the topmost
    bit a doubt), or the lowest and highest number (not a number is not said, infinite a doubt). `other` has, by row, what does
    not fit: `numbers`, `ratings`."""

    count: int
    codes: Mapping[str, Masks]
    numbers: Mapping[str, tuple[Numbers, Numbers]]
    other: Mapping[int, Other] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CellColumns:
    """The same for rules: by fact name, the cells in which it may be (every cell, where nothing is known), and whether anybody
    spoke of it. Facts that nobody spoke of at all are absent."""

    known: dict[str, Masks]
    said: dict[str, NDArray[np.bool_]]


class Tokens:
    """The values met so far, and the columns that lists of their tokens make."""

    def __init__(self, dictionary: Mapping[str, FactDefinition]) -> None:
        self.definitions = {one.name: one for one in stored_facts(dictionary.values())}
        self._coded = {
            name: at for at, name in enumerate(n for n, d in self.definitions.items() if not d.type.numeric)
        }
        self._numeric = {
            name: at for at, name in enumerate(n for n, d in self.definitions.items() if d.type.numeric)
        }
        self._doubts = {
            name: doubt_code(one) for name, one in self.definitions.items() if not one.type.numeric
        }
        self._bits = {
            name: {value: 1 << at for at, value in enumerate(one.values or (False, True))}
            for name, one in self.definitions.items()
            if not one.type.numeric
        }
        self._memo: dict[tuple[str, type, Known], int] = {}
        self._column = array("i")
        self._code = array("I")
        self._low, self._high = array("d"), array("d")
        self._lists: dict[int, tuple[float, ...]] = {}

    def __len__(self) -> int:
        return len(self._column)

    def clear(self) -> None:
        """Forget every token: whoever remembers tokens must do so as well."""
        self.__init__(self.definitions)  # type: ignore[misc] # the same facts, nothing met

    def token(self, name: str, value: Known) -> int | None:
        """The number of a value; None for a fact that is not stored."""
        key = (name, value.__class__, value)
        found = self._memo.get(key)
        if found is None and name in self.definitions:
            found = self._memo[key] = self._add(name, value)
        return found

    def tokens(self, values: Mapping[str, Known]) -> list[int]:
        """The numbers of some values."""
        found = (self.token(name, value) for name, value in values.items())
        return [token for token in found if token is not None]

    def columns(self, tokens: array[int], counts: Sequence[int]) -> FactColumns:
        """The columns of steps, of which `counts` says how many of the tokens each has: of two about one fact the later one."""
        import numpy

        count = len(counts)
        flat = numpy.frombuffer(tokens, dtype=numpy.int32) if tokens else numpy.zeros(0, numpy.int32)
        rows = numpy.repeat(numpy.arange(count), counts)
        column = numpy.frombuffer(self._column, dtype=numpy.int32)[flat] if len(flat) else flat
        codes = numpy.zeros((len(self._coded), count), dtype=numpy.uint32)
        low = numpy.full((len(self._numeric), count), numpy.nan)
        high = low.copy()
        coded = column >= 0
        codes[column[coded], rows[coded]] = numpy.frombuffer(self._code, dtype=numpy.uint32)[flat[coded]]
        at = ~column[~coded]
        low[at, rows[~coded]] = numpy.frombuffer(self._low)[flat[~coded]]
        high[at, rows[~coded]] = numpy.frombuffer(self._high)[flat[~coded]]
        return FactColumns(
            count,
            {name: codes[at] for name, at in self._coded.items()},
            {name: (low[at], high[at]) for name, at in self._numeric.items()},
            self._several(flat[~coded], at, rows[~coded]),
        )

    def _several(
        self, flat: NDArray[np.int32], column: NDArray[np.int32], rows: NDArray[np.int64]
    ) -> Mapping[int, Other]:
        """By row, the facts known as one of several numbers."""
        import numpy

        if not self._lists or not numpy.isin(flat, list(self._lists)).any():
            return {}
        names = list(self._numeric)
        last: dict[tuple[int, int], int] = {}
        for token, at, row in zip(flat.tolist(), column.tolist(), rows.tolist(), strict=True):
            last[row, at] = token
        found: dict[int, dict[str, dict[str, object]]] = {}
        for (row, at), token in last.items():
            if token in self._lists:
                found.setdefault(row, {}).setdefault("numbers", {})[names[at]] = list(self._lists[token])
        return found

    def _add(self, name: str, value: Known) -> int:
        token = len(self._column)
        if name in self._coded:
            self._column.append(self._coded[name])
            self._code.append(self._encode(name, value))
            low = high = 0.0
        else:
            self._column.append(~self._numeric[name])
            self._code.append(0)
            low, high = _ends(value)
            if isinstance(value, OneOf):
                self._lists[token] = tuple(float(item) for item in value.values)
        self._low.append(low)
        self._high.append(high)
        return token

    def _encode(self, name: str, value: Known) -> int:
        bits = self._bits[name]
        match value:
            case Unknown():
                return self._doubts[name]
            case OneOf(values):
                return sum(bits[item] for item in values)
            case Range():
                raise AssertionError("only numbers have ranges")
            case _:
                return bits[value]


def cell_columns(columns: FactColumns, space: CellSpace, names: Iterable[str]) -> CellColumns:
    """The cells of some facts."""
    import numpy

    known: dict[str, Masks] = {}
    said: dict[str, NDArray[np.bool_]] = {}
    for name in names:
        if name in columns.codes:
            codes = columns.codes[name]
            spoken = codes != 0
            if spoken.any():
                full = numpy.uint32(space[name].full)
                known[name] = numpy.where(spoken & (codes <= full), codes, full).astype(numpy.uint32)
                said[name] = spoken
        elif name in columns.numbers:
            low, high = columns.numbers[name]
            spoken = ~numpy.isnan(low)
            if spoken.any():
                known[name], said[name] = _number_cells(low, high, spoken, space[name].cuts), spoken
    _refine(known, columns.other, space)
    return CellColumns(known, said)


def row_facts(columns: FactColumns, definitions: Mapping[str, FactDefinition], row: int) -> Facts:
    """What is known of one step."""
    values: dict[str, Known] = {}
    other = columns.other.get(row, {})
    for name, definition in definitions.items():
        value = known_value(columns, definition, row)
        if value is not None:
            values[name] = value
    return Facts(values, ratings={name: str(rated) for name, rated in other.get("ratings", {}).items()})


def known_value(columns: FactColumns, definition: FactDefinition, row: int) -> Known | None:
    """What is known of one fact of one step; None where nobody spoke of it."""
    name = definition.name
    if name in columns.codes:
        return _coded_value(definition, int(columns.codes[name][row]))
    if name not in columns.numbers:
        return None
    several = columns.other.get(row, {}).get("numbers", {}).get(name)
    if isinstance(several, list):
        return OneOf(tuple(several))
    low, high = (float(end[row]) for end in columns.numbers[name])
    if low != low:  # not a number: not said
        return None
    if low == -inf:
        return Unknown.UNKNOWN
    return low if low == high else Range(low, high)


def other_text(other: Other) -> str:
    """What does not fit into columns, as JSON."""
    return json.dumps(other, sort_keys=True, separators=(",", ":"))


def _coded_value(definition: FactDefinition, code: int) -> Known | None:
    if not code:
        return None
    if code == doubt_code(definition):
        return Unknown.UNKNOWN
    legal: Sequence[str | bool] = definition.values or (False, True)
    values = tuple(value for at, value in enumerate(legal) if code >> at & 1)
    return values[0] if len(values) == 1 else OneOf(values)


def _ends(value: Known) -> tuple[float, float]:
    match value:
        case Unknown():
            return -inf, inf
        case Range(low, high):
            return low, high
        case OneOf(values):
            numbers = [float(item) for item in values]
            return min(numbers), max(numbers)
        case _:
            return float(value), float(value)


def _number_cells(low: Numbers, high: Numbers, spoken: NDArray[np.bool_], cuts: Sequence[Cut]) -> Masks:
    """The run of cells from the lowest to the highest number."""
    import numpy

    edges = numpy.array([nextafter(value, inf) if after else value for value, after in cuts])
    first = numpy.searchsorted(edges, low, side="right")
    last = numpy.searchsorted(edges, high, side="right")
    first, last = numpy.where(spoken, first, 0), numpy.where(spoken, last, len(cuts))
    one = numpy.uint64(1)
    run = (one << (last + 1).astype(numpy.uint64)) - (one << first.astype(numpy.uint64))
    return run.astype(numpy.uint32)


def _refine(known: Mapping[str, Masks], other: Mapping[int, Other], space: CellSpace) -> None:
    """Facts known as one of several numbers lie in the cells of these alone."""
    for row, extra in other.items():
        for name, numbers in extra.get("numbers", {}).items():
            if name in known and isinstance(numbers, list):
                known[name][row] = space[name].encode(OneOf(tuple(numbers)))
