"""Which rules of a `collect` table hold or are open, for many steps at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

from fitengine.decide.boxes import Box, boxes_of, uncovered
from fitengine.decide.cells import CellSpace
from fitengine.model.rules import Rule

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Masks = NDArray[np.uint32]
    Flags = NDArray[np.bool_]

__all__ = ["CollectColumns", "Held", "patterns"]

_MOST_REMEMBERED = 100_000
Column = Callable[[str], "Masks"]
"""The cells in which a fact, or the outcome of a decision, may be, one entry a step."""


@dataclass(frozen=True, slots=True)
class Held:
    """One rule: the steps for which it holds, and those for which it may."""

    rule: Rule
    holds: Flags
    open: Flags


class CollectColumns:
    """Some rules, as `Decider.collect` reads them case by case."""

    def __init__(self, rules: Iterable[Rule], space: CellSpace) -> None:
        self._space = space
        self._rules = [(rule, boxes_of(rule.when, space)) for rule in rules]
        self._remembered: dict[tuple[str, tuple[int, ...]], bool] = {}

    def states(self, column: Column, count: int) -> list[Held]:
        """Every rule, in its turn."""
        return [self._state(rule, boxes, column, count) for rule, boxes in self._rules]

    def evidence(self, column: Column, count: int) -> list[Held]:
        """The same, but a rule whose boxes hold only together does not count as holding: what is listed as a reason is one."""
        found = []
        for rule, boxes in self._rules:
            columns = {name: column(name) for box in boxes for name in box}
            holds, meets = _some(_inside, boxes, columns, count), _some(_meets, boxes, columns, count)
            found.append(Held(rule, holds, meets & ~holds))
        return found

    def _state(self, rule: Rule, boxes: Sequence[Box], column: Column, count: int) -> Held:
        import numpy

        columns = {name: column(name) for name in sorted({name for box in boxes for name in box})}
        meets, holds = _some(_meets, boxes, columns, count), _some(_inside, boxes, columns, count)
        if len(boxes) > 1 and (unclear := numpy.flatnonzero(meets & ~holds)).size:
            holds[unclear] = self._covered(
                rule.id, boxes, {name: masks[unclear] for name, masks in columns.items()}
            )
        return Held(rule, holds, meets & ~holds)

    def _covered(self, rule: str, boxes: Sequence[Box], columns: Mapping[str, Masks]) -> Flags:
        """Whether several boxes cover together what none of them covers alone; worked out once for each case."""
        import numpy

        full = {name: self._space[name].full for name in columns}
        distinct, where = patterns(list(columns.values()))
        if len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.clear()
        found = []
        for masks in distinct:
            key = (rule, tuple(masks))
            if key not in self._remembered:
                case = dict(zip(columns, masks, strict=True))
                self._remembered[key] = uncovered(case, boxes, full) is None
            found.append(self._remembered[key])
        return numpy.array(found)[where]


def patterns(columns: Sequence[NDArray[np.generic]]) -> tuple[list[list[int]], NDArray[np.intp]]:
    """The different rows of some columns, and which of them each row is."""
    import numpy

    number = numpy.zeros(len(columns[0]), dtype=numpy.int64)
    for column in columns:
        wide = column.astype(numpy.int64)
        wide -= wide.min(initial=0)
        _, number = numpy.unique(number * (int(wide.max(initial=0)) + 1) + wide, return_inverse=True)
    _, first, where = numpy.unique(number, return_index=True, return_inverse=True)
    return [[int(column[row]) for column in columns] for row in first], where


def _some(
    test: Callable[[Box, Mapping[str, Masks], int], Flags],
    boxes: Sequence[Box],
    columns: Mapping[str, Masks],
    count: int,
) -> Flags:
    """Where the test passes for some box."""
    import numpy

    return reduce(or_, (test(box, columns, count) for box in boxes), numpy.zeros(count, dtype=bool))


def _meets(box: Box, columns: Mapping[str, Masks], count: int) -> Flags:
    import numpy

    parts = ((columns[name] & numpy.uint32(mask)) != 0 for name, mask in box.items())
    return reduce(and_, parts, numpy.ones(count, dtype=bool))


def _inside(box: Box, columns: Mapping[str, Masks], count: int) -> Flags:
    import numpy

    parts = ((columns[name] & ~numpy.uint32(mask)) == 0 for name, mask in box.items())
    return reduce(and_, parts, numpy.ones(count, dtype=bool))
