"""Facts of many steps in columns: as they are stored, and as the cells that rules tell apart.

A stated value is noted as a token, a number that stands for one value of one fact; the same few values come a million times.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import inf, nan, nextafter
from typing import TYPE_CHECKING

from fitengine.decide.cells import CellSpace, Cut
from fitengine.decide.vector import mask_type
from fitengine.model.facts import Facts, Known, OneOf, Range, Unknown
from fitengine.model.rules import FactDefinition, FactRole
from fitengine.portfolio.tables import code_bits, doubt_code, stored_facts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitengine.decide.vector import Masks

    Numbers = NDArray[np.float64]

__all__ = [
    "NOTHING",
    "CellColumns",
    "FactColumns",
    "Other",
    "Tokens",
    "cell_columns",
    "known_value",
    "other_text",
    "row_facts",
]

NOTHING = 0
"""The token of a fact of which nobody spoke."""
Other = Mapping[str, Mapping[str, object]]
"""`numbers` (lists by fact) and `ratings` (outcomes by decision) of one step."""


@dataclass(frozen=True, slots=True)
class FactColumns:
    """Columns of `count` steps by fact name, in the types in which they are stored: masks over the values of a fact (0 is not
    said, the topmost bit a doubt), or the lowest and highest number (not a number is not said, infinite a doubt). `other` has,
    by row, what does not fit: `numbers`, `ratings`."""

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
    """The values met so far, and the columns that their tokens make. There are tokens for each of `definitions`, in their order,
    but maybe none for the derived ones, which are the last; `NOTHING` is for a fact of which nobody spoke."""

    def __init__(self, dictionary: Mapping[str, FactDefinition]) -> None:
        stored = sorted(stored_facts(dictionary.values()), key=lambda one: one.role is FactRole.DERIVED)
        self.definitions = {one.name: one for one in stored}
        coded = [one for one in self.definitions.values() if not one.type.numeric]
        self._doubts = {one.name: doubt_code(one) for one in coded}
        self._bits = {
            one.name: {value: 1 << at for at, value in enumerate(one.values or (False, True))}
            for one in coded
        }
        self._memo: dict[tuple[str, type, Known], int] = {}
        self._code = array("Q", [0])
        self._low, self._high = array("d", [nan]), array("d", [nan])
        self._lists: dict[int, tuple[float, ...]] = {}

    def __len__(self) -> int:
        return len(self._code)

    def clear(self) -> None:
        """Forget every token: whoever remembers tokens must do so as well."""
        self.__init__(self.definitions)  # type: ignore[misc] # the same facts, nothing met

    def token(self, name: str, value: Known) -> int:
        """The number of a value of one of the facts."""
        key = (name, value.__class__, value)
        found = self._memo.get(key)
        if found is None:
            found = self._memo[key] = self._add(name, value)
        return found

    def rows(self, steps: Sequence[Mapping[str, Known]]) -> NDArray[np.int32]:
        """What is known of steps, as tokens by fact and step."""
        import numpy

        rows = [
            [self.token(name, known[name]) if name in known else NOTHING for known in steps]
            for name in self.definitions
        ]
        return numpy.array(rows, numpy.int32)

    def columns(self, processes: Sequence[NDArray[np.int32]]) -> FactColumns:
        """The columns of the steps of some processes."""
        import numpy

        count = sum(one.shape[1] for one in processes)
        tokens = numpy.full((len(self.definitions), count), NOTHING, numpy.int32)
        first = 0
        for facts, group in groupby(processes, len):
            part = numpy.concatenate([*group], axis=1)
            tokens[:facts, first : (first := first + part.shape[1])] = part
        code = numpy.frombuffer(self._code, dtype=numpy.uint64)
        low, high = numpy.frombuffer(self._low), numpy.frombuffer(self._high)
        columns = dict(zip(self.definitions, tokens, strict=True))
        numeric = {name: columns[name] for name, one in self.definitions.items() if one.type.numeric}
        return FactColumns(
            tokens.shape[1],
            {
                name: code.astype(f"u{code_bits(self.definitions[name]) // 8}").take(column)
                for name, column in columns.items()
                if name not in numeric
            },
            {
                name: (low.take(column, mode="clip"), high.take(column, mode="clip"))  # in half the time
                for name, column in numeric.items()
            },
            self._several(numeric),
        )

    def _several(self, numeric: Mapping[str, NDArray[np.int32]]) -> Mapping[int, Other]:
        """By row, the facts known as one of several numbers."""
        import numpy

        found: dict[int, dict[str, dict[str, object]]] = {}
        for name, column in numeric.items() if self._lists else ():
            for row in numpy.flatnonzero(numpy.isin(column, list(self._lists))).tolist():
                numbers = found.setdefault(row, {}).setdefault("numbers", {})
                numbers[name] = list(self._lists[int(column[row])])
        return found

    def _add(self, name: str, value: Known) -> int:
        token = len(self)
        if name in self._bits:
            self._code.append(self._encode(name, value))
            low = high = 0.0
        else:
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
                full = codes.dtype.type(space[name].full)
                masks = numpy.where(spoken & (codes <= full), codes, full)
                known[name] = masks.astype(mask_type(space[name].size), copy=False)
                said[name] = spoken
        elif name in columns.numbers:
            low, high = columns.numbers[name]
            spoken = ~numpy.isnan(low)
            if spoken.any():
                cells = _number_cells(low, high, space[name].cuts)
                known[name], said[name] = cells.astype(mask_type(space[name].size)), spoken
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


def _number_cells(low: Numbers, high: Numbers, cuts: Sequence[Cut]) -> Masks:
    """The run of cells from the lowest to the highest number."""
    import numpy

    first, last = (numpy.zeros(len(low), dtype=numpy.uint64) for _ in range(2))
    for value, after in cuts:
        edge = nextafter(value, inf) if after else value
        first += low >= edge
        last += ~(high < edge)  # not a number: nobody spoke, and every cell is possible
    one = numpy.uint64(1)
    return (one << last + one) - (one << first)


def _refine(known: Mapping[str, Masks], other: Mapping[int, Other], space: CellSpace) -> None:
    """Facts known as one of several numbers lie in the cells of these alone."""
    for row, extra in other.items():
        for name, numbers in extra.get("numbers", {}).items():
            if name in known and isinstance(numbers, list):
                known[name][row] = space[name].encode(OneOf(tuple(numbers)))
