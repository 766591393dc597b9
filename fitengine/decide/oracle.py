"""What is asked of a decision, whoever answers: the decision diagram, or a solver where the rules are too large for one.

Outcomes are bits of a mask, in the order of the decision's outcomes; the bit after the last one is a gap, no bit at all is
impossible. `known` has one mask of possible cells for each of the names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

__all__ = ["Change", "Known", "Oracle", "Priors", "Row", "sufficient"]

Known = Sequence[int]
Priors = Sequence[Sequence[float]]
"""By level, the chance of each cell."""
Row = dict[int, float]
"""Masses by mask of outcomes."""


@dataclass(frozen=True, slots=True)
class Change:
    """The cheapest way to one outcome: `moves` are facts that must change (level, cell), `finds` are facts not known exactly
    that must turn out so."""

    cost: float
    moves: tuple[tuple[int, int], ...]
    finds: tuple[tuple[int, int], ...]


class Oracle(Protocol):
    """Answers about one decision over all completions of what is known."""

    def __hash__(self) -> int: ...

    @property
    def decision(self) -> str: ...

    @property
    def names(self) -> tuple[str, ...]:
        """The facts, one a level."""
        ...

    @property
    def outcomes(self) -> tuple[str, ...]: ...

    @property
    def bits(self) -> Mapping[str, int]:
        """Outcome to its bit."""
        ...

    @property
    def level_of(self) -> Mapping[str, int]:
        """Fact to its level."""
        ...

    @property
    def samples(self) -> int:
        """How many random cases the weights are estimated from; 0 where they are exact."""
        ...

    def outcome(self, mask: int) -> str | None:
        """The single outcome of a mask; None for none, several, or a gap."""
        ...

    def possible(self, known: Known) -> int:
        """Every outcome some completion gives, as one mask; 0 when the known facts contradict each other."""
        ...

    def relevant(self, known: Known) -> frozenset[int]:
        """Levels, not known exactly, that settle the outcome once they are known."""
        ...

    def weights(self, known: Known, priors: Priors) -> Row:
        """The chance of each mask of outcomes, given what is known and that nothing impossible is the case; sum 1."""
        ...

    def answer_rows(self, known: Known, priors: Priors) -> tuple[Row, dict[int, list[Row]]]:
        """The mass of each mask of outcomes; and, for every level that is not known exactly and that matters, the part of it in
        each of its possible cells."""
        ...

    def cheapest(self, known: Known, costs: Sequence[Sequence[float]]) -> dict[str, Change]:
        """The cheapest change to every outcome that can be reached at all. `costs` has, for each level and cell, what it takes to
        get there: 0 inside what is known, infinite for never."""
        ...

    def sample_point(self, known: Known, priors: Priors) -> list[int] | None:
        """A likely completion that is not impossible; None if everything is impossible."""
        ...


def sufficient(
    oracle: Oracle, known: Known, candidates: Sequence[int], free: Sequence[int]
) -> tuple[int, ...]:
    """A smallest part of `candidates` (levels) that forces the same outcomes as all of them: none of the kept can be given up.

    Earlier candidates are given up first; `free` has the mask that a level falls back to when it is given up.
    """
    current = list(known)
    target = oracle.possible(current)
    kept = []
    for level in candidates:
        before = current[level]
        if before == free[level]:
            continue
        current[level] = free[level]
        if oracle.possible(current) & ~target:
            current[level] = before
            kept.append(level)
    return tuple(kept)
