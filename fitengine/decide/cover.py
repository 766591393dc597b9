"""Whether boxes cover another one: by cutting it up, which is quick for rules that people write, and by a solver where that
would take long. Both find a part that is left over, if there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fitengine.decide.boxes import Box, Effort, TooHardError, uncovered
from fitengine.decide.solver import Solver, solver_installed

__all__ = ["EFFORT", "Cover"]

EFFORT = 20_000
"""Boxes that a cover may look at by cutting, a tenth of a second; proofs about the shipped rules look at a few hundred."""


class Cover:
    """Covers over one set of facts, of which `full` gives the whole domain."""

    def __init__(self, full: Mapping[str, int], effort: int = EFFORT) -> None:
        self._full = full
        self._effort = effort
        self._solved: _SolvedCover | None = None

    def hole(self, box: Box, others: Sequence[Box]) -> dict[str, int] | None:
        """A part of `box` that no other box reaches; None when they cover it. Without a solver, hard ones take their time."""
        if not solver_installed():
            return uncovered(box, others, self._full)
        try:
            return uncovered(box, others, self._full, Effort(self._effort))
        except TooHardError:
            if self._solved is None:
                self._solved = _SolvedCover(self._full)
            return self._solved.hole(box, others)


class _SolvedCover:
    """The boxes met so far, each with a literal that shuts it out."""

    def __init__(self, full: Mapping[str, int]) -> None:
        self._full = full
        self._solver = Solver()
        self._cells = {name: self._solver.one_of(mask.bit_length()) for name, mask in full.items()}
        self._shut: dict[tuple[tuple[str, int], ...], int] = {}

    def hole(self, box: Box, others: Sequence[Box]) -> dict[str, int] | None:
        inside = [-literal for name, mask in box.items() for literal in self._beside(name, mask)]
        true = self._solver.find([*inside, *map(self._outside, others)])
        if true is None:
            return None
        point = {name: _true_cells(cells, true) for name, cells in self._cells.items()}
        return self._widened(point, box, others)

    def _outside(self, box: Box) -> int:
        key = tuple(sorted(box.items()))
        if key not in self._shut:
            shut = self._shut[key] = self._solver.fresh()
            self._solver.require(
                [-shut, *(literal for name, mask in key for literal in self._beside(name, mask))]
            )
        return self._shut[key]

    def _beside(self, name: str, mask: int) -> list[int]:
        """Literals: the fact is in a cell outside the mask."""
        return [literal for cell, literal in enumerate(self._cells[name]) if not mask >> cell & 1]

    def _widened(self, point: Mapping[str, int], box: Box, others: Sequence[Box]) -> dict[str, int]:
        """The point without the facts that do not matter, so that a reader sees those that do."""
        hole = dict(point)
        for name in point:
            wider = {**hole, name: box.get(name, self._full[name])}
            if not any(_touch(wider, other) for other in others):
                hole = wider
        return {name: mask for name, mask in hole.items() if name in box or mask != self._full[name]}


def _true_cells(cells: Sequence[int], true: frozenset[int]) -> int:
    return sum(1 << cell for cell, literal in enumerate(cells) if literal in true)


def _touch(one: Box, other: Box) -> bool:
    return all(one[name] & mask for name, mask in other.items())
