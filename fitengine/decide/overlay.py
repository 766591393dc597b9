"""One decision by two rulebooks over the same facts: which pairs of outcomes there are, how common each is, and a case of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from fitengine.decide.cells import CellSpace
from fitengine.decide.diagram import Diagram
from fitengine.decide.meaning import Algebra, Cells, Verdict, say
from fitengine.decide.oracle import Priors
from fitengine.decide.pairs import assume
from fitengine.decide.samples import Samples
from fitengine.decide.solver import Solver, require_solver
from fitengine.model.decision import UNDETERMINED
from fitengine.model.rules import Rulebook

__all__ = ["IMPOSSIBLE", "DiagramOverlay", "Overlay", "SolverOverlay"]

IMPOSSIBLE = "impossible"
"""Stands for cases that a constraint of one rulebook forbids."""

Pair = tuple[str, str]
"""The outcomes by the old and by the new rulebook."""


class Overlay(Protocol):
    @property
    def samples(self) -> int:
        """How many random cases the shares are estimated from; 0 where they are exact."""
        ...

    def shares(self) -> dict[Pair, float]:
        """Every pair of outcomes that some case has, with the chance of such a case."""
        ...

    def example(self, pair: Pair) -> dict[int, int]:
        """Levels and cells that lead to a pair of outcomes."""
        ...


class DiagramOverlay:
    """The product of two diagrams over one order of facts. Its examples are the likeliest paths."""

    samples = 0

    def __init__(self, old: Diagram, new: Diagram, priors: Priors) -> None:
        self._old, self._new, self._priors = old, new, priors
        self._memo: dict[tuple[int, int], dict[Pair, tuple[float, float, int]]] = {}

    def shares(self) -> dict[Pair, float]:
        return {pair: share for pair, (share, _, _) in self._walk(self._old.root, self._new.root).items()}

    def example(self, pair: Pair) -> dict[int, int]:
        path: dict[int, int] = {}
        one, other = self._old.root, self._new.root
        while one >= 0 or other >= 0:
            level = self._level(one, other)
            cell = self._walk(one, other)[pair][2]
            path[level] = cell
            one, other = _step(self._old, one, level, cell), _step(self._new, other, level, cell)
        return path

    def _walk(self, one: int, other: int) -> dict[Pair, tuple[float, float, int]]:
        """Pairs to (their chance, the chance of their likeliest path, the cell it takes here)."""
        if one < 0 and other < 0:
            return {(_name(self._old, one), _name(self._new, other)): (1.0, 1.0, -1)}
        found = self._memo.get((one, other))
        if found is None:
            found = self._memo[one, other] = {}
            level = self._level(one, other)
            for cell, chance in enumerate(self._priors[level]):
                below = self._walk(_step(self._old, one, level, cell), _step(self._new, other, level, cell))
                for pair, (share, best, _) in below.items():
                    total, likeliest, choice = found.get(pair, (0.0, 0.0, -1))
                    if chance * best > likeliest:
                        likeliest, choice = chance * best, cell
                    found[pair] = (total + chance * share, likeliest, choice)
        return found

    def _level(self, one: int, other: int) -> int:
        levels = [diagram.levels[at] for diagram, at in ((self._old, one), (self._new, other)) if at >= 0]
        return min(levels)


class SolverOverlay:
    """Where the rules are too large for diagrams: a solver finds the pairs, random cases their shares; a pair that no case shows
    counts as half a case. Raises RulesError where python-sat is not installed."""

    def __init__(
        self,
        rulebooks: Sequence[tuple[Rulebook, CellSpace]],
        decision: str,
        names: Sequence[str],
        priors: Priors,
    ) -> None:
        require_solver(decision)
        self._rulebooks, self._decision = rulebooks, decision
        self._names, self._priors = names, priors
        self._solver = Solver()
        space = rulebooks[0][1]
        self._cells = {name: self._solver.one_of(space[name].size) for name in names}
        self._old, self._new = self._named(self._solver, self._cells)
        self._cases = Samples(decision)

    @property
    def samples(self) -> int:
        return self._cases.count

    def shares(self) -> dict[Pair, float]:
        cells = {
            name: self._cases.cells(name, (1 << len(prior)) - 1, tuple(prior))
            for name, prior in zip(self._names, self._priors, strict=True)
        }
        old, new = self._named(self._cases, cells)
        counts = {
            (before, after): (old[before] & new[after]).bit_count() or 0.5
            for before in old
            for after in new
            if self._solver.can([self._old[before], self._new[after]])
        }
        return {pair: count / self.samples for pair, count in counts.items()}

    def example(self, pair: Pair) -> dict[int, int]:
        """Facts are left out as long as the others lead to the pair."""
        before, after = self._old[pair[0]], self._new[pair[1]]
        elsewhere = self._solver.any([-before, -after])
        true = self._solver.find([before, after])
        assert true is not None, "a pair of outcomes is had by some case"
        masks = [
            sum(1 << cell for cell, literal in enumerate(self._cells[name]) if literal in true)
            for name in self._names
        ]
        for level, prior in enumerate(self._priors):
            wider = [(1 << len(prior)) - 1 if at == level else mask for at, mask in enumerate(masks)]
            if not self._solver.can([*assume(self._cells, self._names, wider), elsewhere]):
                masks = wider
        return {
            level: mask.bit_length() - 1
            for level, (mask, prior) in enumerate(zip(masks, self._priors, strict=True))
            if mask != (1 << len(prior)) - 1
        }

    def _named(self, algebra: Algebra, cells: Cells) -> tuple[dict[str, int], dict[str, int]]:
        """By rulebook, where each outcome is given, where none is, and what cannot be."""
        old, new = (
            _name_leaves(
                algebra,
                say(rulebook, space, self._decision, algebra, cells),
                rulebook.tables[self._decision].outcomes,
            )
            for rulebook, space in self._rulebooks
        )
        return old, new


def _name_leaves(algebra: Algebra, verdict: Verdict, outcomes: Sequence[str]) -> dict[str, int]:
    single = {}
    for place, outcome in enumerate(outcomes):
        others = [leaf for at, leaf in enumerate(verdict.leaves) if at != place]
        single[outcome] = algebra.no(algebra.any([algebra.no(verdict.outcomes[place]), *others]))
    rest = algebra.no(algebra.any([verdict.impossible, *single.values()]))
    return {**single, UNDETERMINED: rest, IMPOSSIBLE: verdict.impossible}


def _step(diagram: Diagram, reference: int, level: int, cell: int) -> int:
    return (
        diagram.children[reference][cell]
        if reference >= 0 and diagram.levels[reference] == level
        else reference
    )


def _name(diagram: Diagram, reference: int) -> str:
    leaf = diagram.leaves[-1 - reference]
    return (diagram.outcome(leaf) or UNDETERMINED) if leaf else IMPOSSIBLE
