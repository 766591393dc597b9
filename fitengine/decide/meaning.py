"""What a decision says, in any Boolean algebra: over literals it is a formula for a solver, over columns of bits it decides
thousands of cases at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from fitengine.decide.cells import CellSpace, cells_of
from fitengine.decide.compile import tier_numbers
from fitengine.model.rules import AllOf, AnyOf, Condition, DecisionTable, Not, Rulebook, UnaryTest

__all__ = ["Algebra", "Cells", "Verdict", "say"]

Cells = Mapping[str, Sequence[int]]
"""For each fact, the truth that it is in each of its cells."""


class Algebra(Protocol):
    """Truths are numbers; what a number stands for is the algebra's own business."""

    def any(self, parts: Iterable[int]) -> int:
        """True where one of the parts is; nowhere, when there are none."""
        ...

    def no(self, part: int) -> int:
        """True where the part is not."""
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where each outcome is given (more than one of them: a conflict), where no rule holds, and what cannot be."""

    outcomes: tuple[int, ...]
    gap: int
    impossible: int

    @property
    def leaves(self) -> tuple[int, ...]:
        """The outcomes and the gap, in the order of the bits of a mask of outcomes."""
        return (*self.outcomes, self.gap)


def say(
    rulebook: Rulebook,
    space: CellSpace,
    decision: str,
    algebra: Algebra,
    cells: Cells,
    *,
    ratings: Mapping[str, str] | None = None,
    without: Collection[str] = (),
) -> Verdict:
    """The decision over the facts in `cells`. A decision that stands in `cells` itself is taken from there; `ratings` fixes
    outcomes that somebody answered directly, `without` leaves constraints out, by id."""
    never = algebra.any(())
    rated = {
        name: [algebra.no(never) if value == outcome else never for value in space[name].values]
        for name, outcome in (ratings or {}).items()
    }
    return _Speaker(rulebook, space, algebra, {**cells, **rated}, frozenset(without)).decide(decision)


class _Speaker:
    def __init__(
        self,
        rulebook: Rulebook,
        space: CellSpace,
        algebra: Algebra,
        given: Mapping[str, Sequence[int]],
        without: frozenset[str],
    ) -> None:
        self._rulebook = rulebook
        self._space = space
        self._algebra = algebra
        self._without = without
        self._given = given
        self._cells: dict[str, Sequence[int]] = dict(given)
        self._decided: dict[str, Verdict] = {}

    def decide(self, decision: str) -> Verdict:
        if decision not in self._decided:
            verdict = self._decided[decision] = self._decide(self._rulebook.tables[decision])
            self._cells[decision] = verdict.outcomes
        return self._decided[decision]

    def _decide(self, table: DecisionTable) -> Verdict:
        """Where a required decision is impossible so is this one; where it has no single outcome this one has none, even if no
        rule looks at it there."""
        below = [self.decide(name) for name in table.requires if name not in self._given]
        hopeless = self._any(verdict.impossible for verdict in below)
        undecided = self._any(self._no(self._single(verdict.outcomes)) for verdict in below)
        never = self._any(
            self._holds(constraint.never)
            for constraint in table.constraints
            if constraint.id not in self._without
        )
        impossible = self._any([hopeless, self._all([never, self._no(undecided)])])
        spoken = self._no(self._any([impossible, undecided]))
        outcomes, silent = self._by_tiers(table)
        gap = self._all([self._any([undecided, silent]), self._no(impossible)])
        return Verdict(tuple(self._all([spoken, outcome]) for outcome in outcomes), gap, impossible)

    def _by_tiers(self, table: DecisionTable) -> tuple[list[int], int]:
        """Where the rules give each outcome, and where no rule holds."""
        tiers = tier_numbers(table)
        ways: dict[str, list[int]] = {outcome: [] for outcome in table.outcomes}
        silent = self._no(self._any(()))
        for tier in sorted(set(tiers.values())):
            hits = [(rule.then, self._holds(rule.when)) for rule in table.rules if tiers[rule.id] == tier]
            for outcome in dict.fromkeys(then for then, _ in hits):
                ways[outcome].append(
                    self._all([silent, self._any(hit for then, hit in hits if then == outcome)])
                )
            silent = self._all([silent, self._no(self._any(hit for _, hit in hits))])
        return [self._any(ways[outcome]) for outcome in table.outcomes], silent

    def _holds(self, condition: Condition) -> int:
        match condition:
            case UnaryTest():
                cells = self._cells[condition.fact]
                return self._any(
                    cells[cell] for cell in cells_of(self._space[condition.fact].allowed(condition))
                )
            case AllOf(parts):
                return self._all(self._holds(part) for part in parts)
            case AnyOf(parts):
                return self._any(self._holds(part) for part in parts)
            case Not(part):
                return self._no(self._holds(part))

    def _single(self, outcomes: Sequence[int]) -> int:
        return self._any(
            self._all(one if at == place else self._no(one) for at, one in enumerate(outcomes))
            for place in range(len(outcomes))
        )

    def _any(self, parts: Iterable[int]) -> int:
        return self._algebra.any(parts)

    def _no(self, part: int) -> int:
        return self._algebra.no(part)

    def _all(self, parts: Iterable[int]) -> int:
        return self._no(self._any(self._no(part) for part in parts))
