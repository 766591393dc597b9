"""How much of the rules their own tests exercise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = ["BranchCoverage", "BranchKind", "Coverage", "RuleCoverage"]

BranchKind = Literal["alternative", "threshold"]


@dataclass(frozen=True, slots=True)
class BranchCoverage:
    """A part of a rule that needs a case of its own.

    An `alternative` is one of several ways in which the rule can hold: a case that the rule decides lies in it. A `threshold`
    is the far side of a number that the rule asks for: a case lies there, and the rule would have decided it otherwise.
    """

    kind: BranchKind
    facts: tuple[tuple[str, str], ...]
    """Names and values in words: `exception_rate` `at most 20 %`."""
    tests: tuple[str, ...]
    """The names of the cases that exercise it, in written order."""


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """One rule with the cases that it decides. `idle` rules can decide none, whatever is tested."""

    decision: str
    rule: str
    tests: tuple[str, ...]
    branches: tuple[BranchCoverage, ...]
    idle: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every rule of a rulebook, table by table. A rule is covered when the decision of a case was made by it."""

    rules: tuple[RuleCoverage, ...]

    @property
    def share(self) -> float:
        """The part of all rules and branches, each counted once, that some case exercises: 0 to 1."""
        exercised = [*_exercised(self.rules), *_exercised(self.branches())]
        return sum(exercised) / len(exercised) if exercised else 1.0

    def of(self, decision: str) -> Coverage:
        """The part that is about one table."""
        return Coverage(tuple(rule for rule in self.rules if rule.decision == decision))

    def branches(self) -> tuple[BranchCoverage, ...]:
        """The branches of all rules."""
        return tuple(branch for rule in self.rules for branch in rule.branches)

    def undecided(self) -> tuple[RuleCoverage, ...]:
        """The rules by which no case was decided."""
        return tuple(rule for rule in self.rules if not rule.tests)


def _exercised(parts: Iterable[RuleCoverage | BranchCoverage]) -> list[bool]:
    return [bool(part.tests) for part in parts]
