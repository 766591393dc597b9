"""Which rules of a `collect` table hold or are open, for many steps at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

from fitengine.decide.boxes import Box, boxes_of
from fitengine.decide.cells import CellSpace
from fitengine.decide.compile import compile_table
from fitengine.decide.diagram import TooLargeError
from fitengine.decide.vector import VectorDecider
from fitengine.errors import RulesError
from fitengine.model.rules import DecisionTable, HitPolicy, Rule

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitengine.decide.vector import Masks

    Flags = NDArray[np.bool_]

__all__ = ["CollectColumns", "Held"]

Column = Callable[[str], "Masks"]
"""The cells in which a fact, or the outcome of a decision, may be, one entry a step."""


@dataclass(frozen=True, slots=True)
class Held:
    """One rule: the steps for which it holds, and those for which it may."""

    rule: Rule
    holds: Flags
    open: Flags


class CollectColumns:
    """Some rules, as `Decider.collect` reads them case by case. Raises RulesError for a rule that is too large for a diagram."""

    def __init__(self, rules: Iterable[Rule], space: CellSpace) -> None:
        self._rules = [(rule, boxes_of(rule.when, space)) for rule in rules]
        self._together = {rule.id: _diagram(rule, space) for rule, boxes in self._rules if len(boxes) > 1}
        """What several boxes cover together may be more than what each of them covers alone."""

    def states(self, column: Column, count: int) -> list[Held]:
        """Every rule, in its turn."""
        return [self._state(rule, boxes, column, count) for rule, boxes in self._rules]

    def evidence(self, column: Column, count: int) -> list[Held]:
        """The same, but a rule whose boxes hold only together does not count as holding: what is listed as a reason is one."""
        return [_alone(rule, boxes, column, count) for rule, boxes in self._rules]

    def _state(self, rule: Rule, boxes: Sequence[Box], column: Column, count: int) -> Held:
        vector = self._together.get(rule.id)
        if vector is None:
            return _alone(rule, boxes, column, count)
        left = vector.possible({name: column(name) for name in vector.diagram.names}, count)
        return Held(rule, left == _HOLDS, left == _HOLDS | vector.diagram.gap)


_HOLDS = 1


def _diagram(rule: Rule, space: CellSpace) -> VectorDecider:
    """Decides whether a rule holds: its only outcome, beside the gap where it does not."""
    table = DecisionTable(rule.id, "", "", HitPolicy.COLLECT, (rule.then,), (rule,))
    try:
        return VectorDecider(compile_table(table, space))
    except TooLargeError:
        message = f"the rule `{rule.id}` is too large for a decision diagram"
        raise RulesError.single("too-large", message) from None


def _alone(rule: Rule, boxes: Sequence[Box], column: Column, count: int) -> Held:
    columns = {name: column(name) for box in boxes for name in box}
    holds, meets = _some(_inside, boxes, columns, count), _some(_meets, boxes, columns, count)
    return Held(rule, holds, meets & ~holds)


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

    parts = ((columns[name] & mask) != 0 for name, mask in box.items())
    return reduce(and_, parts, numpy.ones(count, dtype=bool))


def _inside(box: Box, columns: Mapping[str, Masks], count: int) -> Flags:
    import numpy

    parts = ((columns[name] | mask) == mask for name, mask in box.items())
    return reduce(and_, parts, numpy.ones(count, dtype=bool))
