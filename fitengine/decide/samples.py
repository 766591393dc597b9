"""Random cases in columns: bit i of a column is case i, so that one operation on a long number decides all cases at once.

The same name always gives the same cases, and a fact that is known leaves the cases of all other facts as they are.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from functools import lru_cache

from fitengine.decide.cells import cells_of
from fitengine.decide.meaning import Verdict

__all__ = ["SAMPLES", "Samples", "partition"]

SAMPLES = 50_000
"""The standard error of a weight is at most 0.22 % of all cases."""
_PLANES = 24
_KEPT = 512


class Samples:
    """Cases drawn under a name; an algebra of columns."""

    def __init__(self, name: str, count: int = SAMPLES) -> None:
        self.count = count
        self.all = (1 << count) - 1
        self._name = name
        self._planes = lru_cache(maxsize=None)(self._draw)
        self.cells = lru_cache(maxsize=_KEPT)(self._cells)
        """By fact, mask of possible cells and chances of all cells: the cases in which the fact is in each cell."""

    def any(self, parts: Iterable[int]) -> int:
        column = 0
        for part in parts:
            column |= part
        return column

    def no(self, part: int) -> int:
        return self.all & ~part

    def _cells(self, fact: str, mask: int, chances: Sequence[float]) -> tuple[int, ...]:
        total = sum(chances[cell] for cell in cells_of(mask))
        columns = [0] * len(chances)
        reached, before = 0.0, 0
        for cell in cells_of(mask):
            reached += chances[cell] / total
            below = self._below(fact, reached)
            columns[cell], before = below & ~before, below
        return tuple(columns)

    def _below(self, fact: str, chance: float) -> int:
        """The cases whose number for this fact lies under a threshold from 0 to 1."""
        threshold = round(chance * (1 << _PLANES))
        if threshold >> _PLANES:
            return self.all
        under, equal = 0, self.all
        for place, plane in enumerate(self._planes(fact)):
            if threshold >> (_PLANES - 1 - place) & 1:
                under |= equal & ~plane
                equal &= plane
            else:
                equal &= ~plane
        return under

    def _draw(self, fact: str) -> tuple[int, ...]:
        """The digits, from the first, of a random number for every case."""
        source = random.Random(f"{self._name}/{fact}")  # noqa: S311 - repeatable on purpose
        return tuple(source.getrandbits(self.count) for _ in range(_PLANES))


def partition(verdict: Verdict, samples: Samples) -> list[tuple[int, int]]:
    """Masks of outcomes with the cases that end so, impossible cases left out."""
    parts = [(0, samples.no(verdict.impossible))]
    for index, leaf in enumerate(verdict.leaves):
        parts = [
            (mask | bit, cases)
            for mask, whole in parts
            for bit, cases in ((1 << index, whole & leaf), (0, whole & ~leaf))
            if cases
        ]
    return parts
