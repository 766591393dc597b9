"""An independent proof about rules, by a SAT solver instead of boxes or diagrams.

Every cell of every fact is a variable, exactly one of each fact is true; a constraint forbids its boxes. Rules are pairs of
tier and boxes: among the rules that hold, those of the earliest tier decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, count
from math import inf
from operator import neg
from types import TracebackType
from typing import NamedTuple, Self

from pysat.examples.rc2 import RC2
from pysat.formula import WCNF
from pysat.solvers import Solver

__all__ = ["Conflict", "SatProof", "TieredRule"]

Box = Mapping[str, int]
Witness = dict[str, int]
"""The cell of every fact, counted from 0."""


class TieredRule(NamedTuple):
    """A rule as its boxes; an earlier tier (a smaller number) wins."""

    id: str
    tier: int
    outcome: str
    boxes: Sequence[Box]


class Conflict(NamedTuple):
    """Two rules of one tier with different outcomes, and a point where both decide."""

    first: str
    second: str
    witness: Witness


class SatProof:
    """Answers about all completions that break no constraint. Use it as a context: the solver lives outside Python.

    `constraints` are boxes that cannot be; `sizes` the number of cells by fact name. `required` are decisions that
    the rules build on: the fact that stands for one, its outcomes in the order of the fact's cells, and its rules,
    which must be free of conflicts.
    """

    def __init__(
        self,
        rules: Sequence[tuple[str, int, str, Sequence[Box]]],
        constraints: Iterable[Box],
        sizes: Mapping[str, int],
        required: Iterable[tuple[str, Sequence[str], Sequence[tuple[str, int, str, Sequence[Box]]]]] = (),
    ) -> None:
        self._solver = Solver(name="cadical153")
        self._clauses: list[list[int]] = []
        self._fresh = count(1)
        self._cells = {fact: [next(self._fresh) for _ in range(size)] for fact, size in sizes.items()}
        for cells in self._cells.values():
            self._require(cells)
            for pair in combinations(cells, 2):
                self._require([-cell for cell in pair])
        for box in constraints:
            self._require([-self._inside(box)])
        for fact, outcomes, inner in required:
            self._require_decided(fact, outcomes, self._add_rules(inner))
        self._rules = self._add_rules(rules)
        self._deciding: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._solver.delete()

    def gap(self) -> Witness | None:
        """A point where no rule holds; None when there is none."""
        return self._find([-holds for _, holds in self._rules])

    def conflicts(self) -> list[Conflict]:
        """All pairs of rules that disagree, in the order of the rules, each with a point where both decide."""
        found = []
        for (first, one), (second, other) in combinations(self._rules, 2):
            if first.tier == second.tier and first.outcome != second.outcome:
                witness = self._find([one, other, *_silent(self._rules, first.tier)])
                if witness is not None:
                    found.append(Conflict(first.id, second.id, witness))
        return found

    def possible(self, partial: Mapping[str, int]) -> frozenset[str]:
        """The outcomes that some completion gives, where `partial` has the mask of the cells a fact may still have.

        Empty when the facts break a constraint, and for points that lie in a gap.
        """
        left = self._left(partial)
        return frozenset(
            rule.outcome
            for rule, holds in self._rules
            if self._find([holds, *_silent(self._rules, rule.tier), *left]) is not None
        )

    def decided(self, partial: Mapping[str, int]) -> str | None:
        """The outcome of some completion, which is the only one where every fact is known exactly; None where there is none."""
        true = self._solve(self._left(partial))
        holding = [rule for rule, holds in self._rules if holds in (true or ())]
        return min(holding, key=lambda rule: rule.tier).outcome if holding else None

    def cheapest(self, outcome: str, costs: Mapping[str, Sequence[int]]) -> int | None:
        """The least sum of costs over all points with the outcome; None where there is no such point. `costs` has a whole number,
        or infinity for never, for each cell of a fact."""
        formula = WCNF()
        formula.extend([[self._decides(outcome)], *self._clauses])
        for fact, prices in costs.items():
            for cell, price in zip(self._cells[fact], prices, strict=True):
                if price:
                    formula.append([-cell], weight=None if price == inf else price)
        with RC2(formula) as search:
            return search.cost if search.compute() else None

    def _add_rules(
        self, rules: Sequence[tuple[str, int, str, Sequence[Box]]]
    ) -> list[tuple[TieredRule, int]]:
        """Each rule with the literal that is true exactly where it holds."""
        return [(TieredRule(*rule), self._any([self._inside(box) for box in rule[3]])) for rule in rules]

    def _decides(self, outcome: str) -> int:
        """A literal that is true exactly where the outcome is the decision."""
        if outcome not in self._deciding:
            rules = [(holds, rule.tier) for rule, holds in self._rules if rule.outcome == outcome]
            ways = [-self._any([-holds, *map(neg, _silent(self._rules, tier))]) for holds, tier in rules]
            self._deciding[outcome] = self._any(ways)
        return self._deciding[outcome]

    def _require_decided(
        self, fact: str, outcomes: Sequence[str], rules: Sequence[tuple[TieredRule, int]]
    ) -> None:
        for rule, holds in rules:
            earlier = [-silent for silent in _silent(rules, rule.tier)]
            self._require([-holds, *earlier, self._cells[fact][outcomes.index(rule.outcome)]])

    def _find(self, assumptions: Sequence[int]) -> Witness | None:
        true = self._solve(assumptions)
        if true is None:
            return None
        return {
            fact: next(i for i, cell in enumerate(cells) if cell in true)
            for fact, cells in self._cells.items()
        }

    def _solve(self, assumptions: Sequence[int]) -> set[int] | None:
        """What is true in some case; None where there is no case."""
        return set(self._solver.get_model()) if self._solver.solve(assumptions=assumptions) else None

    def _left(self, partial: Mapping[str, int]) -> list[int]:
        """What must be true so that each fact is in one of the cells it may still have."""
        return [-cell for fact, mask in partial.items() for cell in self._outside(fact, mask)]

    def _inside(self, box: Box) -> int:
        """A literal that is true exactly inside the box."""
        return -self._any([-self._any(self._allowed(fact, mask)) for fact, mask in box.items()])

    def _any(self, literals: Sequence[int]) -> int:
        """A literal that is true exactly when one of these is."""
        some = next(self._fresh)
        self._require([-some, *literals])
        for literal in literals:
            self._require([some, -literal])
        return some

    def _allowed(self, fact: str, mask: int) -> list[int]:
        return [cell for index, cell in enumerate(self._cells[fact]) if mask >> index & 1]

    def _outside(self, fact: str, mask: int) -> list[int]:
        return [cell for index, cell in enumerate(self._cells[fact]) if not mask >> index & 1]

    def _require(self, clause: Sequence[int]) -> None:
        self._clauses.append(list(clause))
        self._solver.add_clause(self._clauses[-1])


def _silent(rules: Sequence[tuple[TieredRule, int]], tier: int) -> list[int]:
    """What must be true so that no rule of an earlier tier holds."""
    return [-holds for rule, holds in rules if rule.tier < tier]
