"""Cutting facts into cells: the finest parts that the rules can tell apart.

A number is cut at every threshold some rule or presumption names; a level, choice or bool has one cell a value; the outcome of
a decision has one cell an outcome. A set of cells is a bit mask: bit i stands for cell i.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log10

from fitengine.model.facts import Known, OneOf, Range, Scalar, Unknown, format_known
from fitengine.model.rules import (
    Condition,
    DecisionTable,
    FactDefinition,
    FactType,
    Operator,
    PriorPiece,
    Rulebook,
    UnaryTest,
    walk_tests,
)
from fitengine.model.wording import join_words

__all__ = ["CellSpace", "Variable", "build_space", "cells_of"]

Cut = tuple[float, int]
"""A place between two cells: (value, 0) just before the value, (value, 1) just after it."""


@dataclass(frozen=True, slots=True)
class Variable:
    """What a condition can test: a fact of the dictionary, or the outcome of a required decision (then `definition` is None)."""

    name: str
    size: int
    definition: FactDefinition | None = None
    cuts: tuple[Cut, ...] = ()
    values: tuple[str, ...] = ()
    """The words of the cells of a level, choice or outcome."""
    priors: tuple[float, ...] = ()
    """The chance of each cell, sum 1."""

    @property
    def full(self) -> int:
        """Every cell: nothing known."""
        return (1 << self.size) - 1

    def encode(self, value: Known) -> int:
        """The cells in which the value may lie; a value known exactly gives one cell."""
        match value:
            case Unknown():
                return self.full
            case OneOf(values):
                mask = 0
                for item in values:
                    mask |= self.encode(item)
                return mask
            case Range(low, high):
                return _run(self._cell(low), self._cell(high))
            case _:
                return 1 << self._cell(value)

    def allowed(self, test: UnaryTest) -> int:
        """The cells in which the test holds."""
        if self.definition is not None and self.definition.type.numeric:
            return self._allowed_numbers(test)
        first = self._index(test.operands[0])
        last = self.size - 1
        match test.operator:
            case Operator.IS:
                return 1 << first
            case Operator.NOT:
                return self.full & ~(1 << first)
            case Operator.AT_LEAST:
                return _run(first, last)
            case Operator.OVER:
                return _run(first + 1, last)
            case Operator.AT_MOST:
                return _run(0, first)
            case Operator.UNDER:
                return _run(0, first - 1)
            case Operator.TO:
                return _run(first, self._index(test.operands[1]))

    def words(self, mask: int) -> str:
        """The cells as a person says them: `mostly or uniform`, `at most 20 %`, `yes`."""
        cells = [cell for cell in range(self.size) if mask >> cell & 1]
        if self.definition is None or not self.definition.type.numeric:
            return self._level_words(cells) or join_words([self._word(cell) for cell in cells])
        return " or ".join(self._run_words(first, last) for first, last in _runs(cells))

    def value(self, mask: int) -> Known | None:
        """The value, exact or in part, that is encoded as `mask`; None where no single one is."""
        cells = list(cells_of(mask))
        if self.definition is None or not self.definition.type.numeric:
            values = tuple(self.sample(cell) for cell in cells)
            return values[0] if len(values) == 1 else OneOf(values)
        runs = list(_runs(cells))
        if len(runs) != 1:
            return None
        first, last = runs[0]
        low, high = self._inside(first)[0], self._inside(last)[1]
        return _tidy(low) if low == high else Range(low, high)

    def sample(self, cell: int) -> Scalar:
        """A plain value inside the cell."""
        if self.definition is None:
            return self.values[cell]
        if self.definition.type is FactType.BOOL:
            return bool(cell)
        if not self.definition.type.numeric:
            return self.values[cell]
        low, high = self._edges(cell)
        if low[1] == 0:
            return _tidy(low[0])
        if high[1] == 1:
            return _tidy(high[0])
        return _tidy((low[0] + high[0]) / 2)

    def _cell(self, value: Scalar) -> int:
        if self.definition is not None and self.definition.type.numeric:
            assert not isinstance(value, str)
            return bisect_right(self.cuts, (float(value), 0))
        return self._index(value)

    def _index(self, value: Scalar) -> int:
        if self.definition is not None and self.definition.type is FactType.BOOL:
            return int(bool(value))
        return self.values.index(str(value))

    def _allowed_numbers(self, test: UnaryTest) -> int:
        assert self.definition is not None
        low, high = _interval(test, self.definition.type is FactType.COUNT)
        first = (
            0 if low is None else bisect_left(self.cuts, low) + 1 if low in self.cuts else self._beyond(low)
        )
        last = (
            self.size - 1
            if high is None
            else bisect_left(self.cuts, high)
            if high in self.cuts
            else self._beyond(high) - 1
        )
        mask = _run(first, last)
        return self.full & ~mask if test.operator is Operator.NOT else mask

    def _beyond(self, cut: Cut) -> int:
        """The first cell after a cut that was dropped because no legal value lies on one side of it."""
        assert self.definition is not None
        return 0 if cut <= (self.definition.low, 0) else self.size

    def _edges(self, cell: int) -> tuple[Cut, Cut]:
        assert self.definition is not None
        low = self.cuts[cell - 1] if cell else (self.definition.low, 0)
        high = self.cuts[cell] if cell < len(self.cuts) else (self.definition.high, 1)
        return low, high

    def _inside(self, cell: int) -> tuple[float, float]:
        """The lowest and the highest number of a cell; one with few digits beside an edge that lies outside."""
        assert self.definition is not None
        (low, after), (high, before) = self._edges(cell)
        if self.definition.type is FactType.COUNT:
            return low + after, high - (not before)
        digits = max(2, 2 - floor(log10(high - low)))
        step = 10.0**-digits
        return round(low + step, digits) if after else low, high if before else round(high - step, digits)

    def _word(self, cell: int) -> str:
        if self.definition is not None and self.definition.type is FactType.BOOL:
            return format_known(bool(cell))
        return self.values[cell]

    def _level_words(self, cells: list[int]) -> str:
        """Three levels or more in a row, from the lowest or to the highest; empty where a list is plainer."""
        ordered = self.definition is not None and self.definition.type is FactType.LEVEL
        if not ordered or not 3 <= len(cells) < self.size:
            return ""
        if cells == list(range(len(cells))):
            return f"at most {self._word(cells[-1])}"
        if cells == list(range(self.size - len(cells), self.size)):
            return f"at least {self._word(cells[0])}"
        return ""

    def _run_words(self, first: int, last: int) -> str:
        assert self.definition is not None
        unit = f" {self.definition.unit}" if self.definition.unit else ""
        low, high = self._edges(first)[0], self._edges(last)[1]
        if first == 0 and last == self.size - 1:
            return "anything"
        count = self.definition.type is FactType.COUNT
        if first == 0:
            if count and high[1] == 0:
                return f"at most {format_known(high[0] - 1)}{unit}"
            return f"{'at most' if high[1] else 'under'} {format_known(high[0])}{unit}"
        if last == self.size - 1:
            return f"{'over' if low[1] else 'at least'} {format_known(low[0])}{unit}"
        top = high[0] - 1 if count and high[1] == 0 else high[0]
        if low[0] == top:
            return f"{format_known(top)}{unit}"
        lower = f"over {format_known(low[0])}" if low[1] else format_known(low[0])
        upper = format_known(top) if high[1] or count else f"under {format_known(top)}"
        return f"{lower} to {upper}{unit}"


CellSpace = Mapping[str, Variable]
"""Every variable of a rulebook by name."""


def build_space(rulebook: Rulebook, beside: Rulebook | None = None) -> dict[str, Variable]:
    """Cut every fact at the thresholds of all rules, constraints and presumptions; add the outcomes of decisions.

    With a rulebook `beside`, its thresholds cut as well, so that diagrams of both can be laid over each other.
    """
    cuts: dict[str, set[Cut]] = {}
    for test in (*_all_tests(rulebook), *(_all_tests(beside) if beside else ())):
        definition = rulebook.dictionary.get(test.fact)
        if definition is not None and definition.type.numeric:
            cuts.setdefault(test.fact, set()).update(_cuts_of(test, definition))
    space = {
        name: _fact_variable(definition, cuts.get(name, set()))
        for name, definition in rulebook.dictionary.items()
    }
    for table in rulebook.tables.values():
        space[table.id] = _outcome_variable(table)
    return space


def cells_of(mask: int) -> Iterator[int]:
    """The cells in a mask, rising."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _all_tests(rulebook: Rulebook) -> Iterator[UnaryTest]:
    for condition in _all_conditions(rulebook):
        yield from walk_tests(condition)


def _all_conditions(rulebook: Rulebook) -> Iterator[Condition]:
    for table in rulebook.tables.values():
        yield from (rule.when for rule in table.rules)
        yield from (constraint.never for constraint in table.constraints)
    for definition in rulebook.dictionary.values():
        for presumption in definition.presumptions:
            yield presumption.test
            if presumption.when is not None:
                yield presumption.when


def _fact_variable(definition: FactDefinition, cuts: Iterable[Cut]) -> Variable:
    if definition.type is FactType.BOOL:
        return Variable(
            definition.name, 2, definition, (), ("no", "yes"), _named_priors(definition, (False, True))
        )
    if not definition.type.numeric:
        return Variable(
            definition.name,
            len(definition.values),
            definition,
            (),
            definition.values,
            _named_priors(definition, definition.values),
        )
    inside = tuple(sorted(cut for cut in cuts if (definition.low, 0) < cut < (definition.high, 1)))
    return Variable(
        definition.name, len(inside) + 1, definition, inside, (), _number_priors(definition, inside)
    )


def _outcome_variable(table: DecisionTable) -> Variable:
    count = len(table.outcomes)
    return Variable(table.id, count, None, (), table.outcomes, (1 / count,) * count)


def _named_priors(definition: FactDefinition, values: Iterable[Scalar]) -> tuple[float, ...]:
    weights = {piece.value: piece.weight for piece in definition.prior}
    masses = [weights.get(value, 0.0) if weights else 1.0 for value in values]
    return _normalised(masses)


def _number_priors(definition: FactDefinition, cuts: tuple[Cut, ...]) -> tuple[float, ...]:
    """Each piece of the prior is spread evenly over its range, or lies on its number; a cell has what falls into it."""
    bounds = [definition.low, *(value for value, _ in cuts), definition.high]
    whole = definition.type is FactType.COUNT
    bounds[-1] += whole
    masses = [0.0] * (len(cuts) + 1)
    for low, high, weight in map(_piece, definition.prior or (_anywhere(definition),)):
        if high + whole <= low:
            masses[bisect_right(cuts, (low, 0))] += weight
        else:
            for cell, (start, end) in enumerate(pairwise(bounds)):
                shared = max(0.0, min(high + whole, end) - max(low, start))
                masses[cell] += weight * shared / (high + whole - low)
    return _normalised(masses)


def _anywhere(definition: FactDefinition) -> PriorPiece:
    return PriorPiece(1.0, low=definition.low, high=definition.high)


def _piece(piece: PriorPiece) -> tuple[float, float, float]:
    """Lowest and highest number, and the weight."""
    if piece.low is not None and piece.high is not None:
        return piece.low, piece.high, piece.weight
    assert isinstance(piece.value, int | float)
    return float(piece.value), float(piece.value), piece.weight


_LEAST_MASS = 1e-6
"""No cell is impossible by its prior alone: a legal value must never get weight 0."""


def _normalised(masses: list[float]) -> tuple[float, ...]:
    total = sum(masses) or 1.0
    raised = [max(mass / total, _LEAST_MASS) for mass in masses]
    total = sum(raised)
    return tuple(mass / total for mass in raised)


def _cuts_of(test: UnaryTest, definition: FactDefinition) -> Iterator[Cut]:
    yield from (cut for cut in _interval(test, definition.type is FactType.COUNT) if cut is not None)


def _interval(test: UnaryTest, whole: bool) -> tuple[Cut | None, Cut | None]:
    """The cuts below and above the numbers in which the test holds (for `not`: in which it does not)."""
    first = _number(test.operands[0])
    low: Cut | None = None
    high: Cut | None = None
    match test.operator:
        case Operator.IS | Operator.NOT:
            low, high = (first, 0), (first, 1)
        case Operator.AT_LEAST:
            low = (first, 0)
        case Operator.OVER:
            low = (first, 1)
        case Operator.AT_MOST:
            high = (first, 1)
        case Operator.UNDER:
            high = (first, 0)
        case Operator.TO:
            low, high = (first, 0), (_number(test.operands[1]), 1)
    return (_whole(low), _whole(high)) if whole else (low, high)


def _whole(cut: Cut | None) -> Cut | None:
    """Between whole numbers `after 3` and `before 4` are the same place."""
    return (cut[0] + 1, 0) if cut is not None and cut[1] else cut


def _number(operand: Scalar) -> float:
    assert not isinstance(operand, str)
    return float(operand)


def _tidy(number: float) -> Scalar:
    return int(number) if float(number).is_integer() else number


def _run(first: int, last: int) -> int:
    return ((1 << (last + 1)) - 1) & ~((1 << first) - 1) if last >= first else 0


def _runs(cells: list[int]) -> Iterator[tuple[int, int]]:
    start = previous = None
    for cell in cells:
        if previous is not None and cell != previous + 1:
            assert start is not None
            yield start, previous
            start = None
        if start is None:
            start = cell
        previous = cell
    if start is not None and previous is not None:
        yield start, previous
