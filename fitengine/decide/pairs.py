"""Two cases of one decision side by side: what can make them end differently."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from fitengine.decide.meaning import Cells, Verdict
from fitengine.decide.oracle import Known
from fitengine.decide.solver import Solver

__all__ = ["Pair", "assume"]


class Pair:
    """Both cases are over the same facts; `encode` adds one of them to a formula."""

    def __init__(self, names: Sequence[str], encode: Callable[[Solver], tuple[Cells, Verdict]]) -> None:
        self._names = names
        self._solver = solver = Solver()
        (self._one, one), (self._other, other) = encode(solver), encode(solver)
        self._alike = [self._same(name) for name in names]
        self._real = [-one.impossible, -other.impossible]
        pairs = [*zip(one.leaves, other.leaves, strict=True), *zip(other.leaves, one.leaves, strict=True)]
        self._differ = solver.any(-solver.any([-first, second]) for first, second in pairs)

    def differ(self, known: Known, level: int, group: Iterable[int]) -> bool:
        """Whether two possible completions can end differently that differ in this level, and otherwise in its group at most."""
        return self._solver.can([*self._sides(known, group), *self._real, -self._alike[level]])

    def tell_apart(self, known: Known, level: int) -> bool:
        """Whether two completions can end differently, or one of them be impossible, that differ in this level alone."""
        return self._solver.can(self._sides(known, [level]))

    def _sides(self, known: Known, free: Iterable[int]) -> list[int]:
        """Both cases are among the completions, alike in all but the free levels, and end differently."""
        varied = set(free)
        alike = [same for level, same in enumerate(self._alike) if level not in varied]
        sides = (assume(cells, self._names, known) for cells in (self._one, self._other))
        return [*(literal for side in sides for literal in side), *alike, self._differ]

    def _same(self, name: str) -> int:
        """A literal that is true exactly when both cases are alike in one fact."""
        same = self._solver.fresh()
        for one, other in zip(self._one[name], self._other[name], strict=True):
            self._solver.require([-same, -one, other])
            self._solver.require([same, -one, -other])
        return same


def assume(cells: Mapping[str, Sequence[int]], names: Sequence[str], known: Known) -> list[int]:
    """Literals: each fact is in none of the cells that it cannot be in."""
    return [
        -literal
        for name, mask in zip(names, known, strict=True)
        for cell, literal in enumerate(cells[name])
        if not mask >> cell & 1
    ]
