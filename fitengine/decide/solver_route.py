"""A decision whose rules are too large for a diagram, answered by a solver.

What is possible, what matters and what is cheapest are exact. Weights are estimated from random cases; an outcome that is
possible but so rare that no case shows it counts as half a case.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from math import inf

from fitengine.decide.cells import CellSpace, cells_of
from fitengine.decide.compile import fact_inputs
from fitengine.decide.meaning import Algebra, Cells, Verdict, say
from fitengine.decide.oracle import Change, Known, Priors, Row
from fitengine.decide.samples import Samples
from fitengine.decide.solver import Solver, require_solver
from fitengine.model.rules import DecisionTable, Rulebook

__all__ = ["SolverRoute", "solve_table"]

_ENOUGH = 1000
_BLOCKS = 8
_UNITS = 1000
"""Costs count in thousandths."""


def solve_table(table: DecisionTable, space: CellSpace) -> SolverRoute:
    """One table over its own inputs, outcomes of required decisions among them. Raises RulesError where python-sat is not
    installed."""
    alone = Rulebook(dictionary={}, tables={table.id: replace(table, requires=())}, references={}, packs=())
    return SolverRoute(alone, space, table.id)


class SolverRoute:
    """One decision over the facts of all decisions it requires. Raises RulesError where python-sat is not installed."""

    def __init__(
        self,
        rulebook: Rulebook,
        space: CellSpace,
        decision: str,
        *,
        ratings: Mapping[str, str] | None = None,
        without: Collection[str] = (),
    ) -> None:
        require_solver(decision)
        self.decision = decision
        self.names = tuple(fact_inputs(rulebook, decision))
        self.outcomes = rulebook.tables[decision].outcomes
        self.bits = {outcome: 1 << index for index, outcome in enumerate(self.outcomes)}
        self.level_of = {name: level for level, name in enumerate(self.names)}
        self._rulebook, self._space = rulebook, space
        self._ratings, self._without = dict(ratings or {}), tuple(without)
        self._solver = Solver()
        self._cells, self._verdict = self._encode(self._solver)
        self._blocks = tuple(Samples(f"{decision}/{block}") for block in range(_BLOCKS))

    @property
    def samples(self) -> int:
        return self._blocks[0].count

    def outcome(self, mask: int) -> str | None:
        found = [outcome for outcome, bit in self.bits.items() if mask == bit]
        return found[0] if found else None

    def possible(self, known: Known) -> int:
        assumed = self._assume(known)
        found, leaf = 0, self._leaf([*assumed, self._beyond(0)])
        while leaf:
            found |= leaf
            leaf = self._leaf([*assumed, self._beyond(found)])
        return found

    def relevant(self, known: Known) -> frozenset[int]:
        """None of these levels can be left out, and together they settle the outcome; later levels are given up first."""
        kept = [level for level, mask in enumerate(known) if mask & (mask - 1)]
        for level in reversed(kept):
            others = [other for other in kept if other != level]
            if not self._pair.differ(known, others):
                kept = others
        return frozenset(kept)

    def weights(self, known: Known, priors: Priors) -> Row:
        left = self.possible(known)
        if not left or self.outcome(left) is not None:
            return {left: 1.0} if left else {}
        total = self._with_rare(self._sampled(known, priors, ())[0], known, left)
        mass = sum(total.values())
        return {leaf: total[leaf] / mass for leaf in sorted(total)}

    def answer_rows(self, known: Known, priors: Priors) -> tuple[Row, dict[int, list[Row]]]:
        left = self.possible(known)
        levels = sorted(self.relevant(known)) if left else []
        if not levels:
            return {}, {}
        total, by_level = self._sampled(known, priors, levels)
        for level in levels:
            for cell, row in zip(cells_of(known[level]), by_level[level], strict=True):
                self._with_rare(row, _narrowed(known, level, cell), left)
        return self._with_rare(total, known, left), by_level

    def cheapest(self, known: Known, costs: Sequence[Sequence[float]]) -> dict[str, Change]:
        never, prices = self._never(costs), self._prices(known, costs)
        changes = {}
        for outcome, bit in self.bits.items():
            true = self._solver.cheapest([*never, *self._exactly(bit)], prices)
            if true is not None:
                changes[outcome] = self._change(self._point(true), bit, known, costs)
        return changes

    def sample_point(self, known: Known, priors: Priors) -> list[int] | None:
        if not self._solver.can([*self._assume(known), self._beyond(0)]):
            return None
        liked = [
            sorted(cells_of(mask), key=lambda cell, prior=prior: (-prior[cell], cell))  # type: ignore[misc]
            for mask, prior in zip(known, priors, strict=True)
        ]
        point = [cells[0] for cells in liked]
        if self.possible([1 << cell for cell in point]):
            return point
        masks = list(known)
        for level, cells in enumerate(liked):
            masks = next(
                narrowed
                for cell in cells
                if self._solver.can(
                    [*self._assume(narrowed := _narrowed(masks, level, cell)), self._beyond(0)]
                )
            )
        return [mask.bit_length() - 1 for mask in masks]

    def tells_apart(self, fact: str, cell: int) -> bool:
        """Whether some case ends differently in a cell of a fact and in the cell before it."""
        level = self.level_of[fact]
        masks = [3 << cell - 1 if name == fact else self._space[name].full for name in self.names]
        others = [other for other in range(len(masks)) if other != level]
        return self._pair.differ(masks, others, real=False)

    def _encode(self, solver: Solver) -> tuple[Cells, Verdict]:
        cells = {name: solver.one_of(self._space[name].size) for name in self.names}
        return cells, self._say(solver, cells)

    def _say(self, algebra: Algebra, cells: Cells) -> Verdict:
        return say(
            self._rulebook,
            self._space,
            self.decision,
            algebra,
            cells,
            ratings=self._ratings,
            without=self._without,
        )

    def _assume(self, known: Known) -> list[int]:
        return _assume(self._cells, self.names, known)

    def _beyond(self, found: int) -> int:
        """A literal: some outcome, or the gap, that is not among those found."""
        return self._solver.any(
            leaf for index, leaf in enumerate(self._verdict.leaves) if not found >> index & 1
        )

    def _exactly(self, bit: int) -> list[int]:
        leaves = self._verdict.leaves
        return [leaf if bit >> index & 1 else -leaf for index, leaf in enumerate(leaves)]

    def _leaf(self, assumed: Sequence[int]) -> int:
        """The mask of outcomes in some case; 0 where there is none."""
        true = self._solver.find(assumed)
        if true is None:
            return 0
        return sum(1 << index for index, leaf in enumerate(self._verdict.leaves) if leaf in true)

    def _point(self, true: Collection[int]) -> list[int]:
        return [next(at for at, cell in enumerate(self._cells[name]) if cell in true) for name in self.names]

    def _never(self, costs: Sequence[Sequence[float]]) -> list[int]:
        rows = zip(self.names, costs, strict=True)
        return [
            -literal
            for name, row in rows
            for literal, cost in zip(self._cells[name], row, strict=True)
            if cost == inf
        ]

    def _prices(self, known: Known, costs: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
        """Literals of cells with what they cost; between equal costs, the number of facts that move decides."""
        prices = []
        for name, mask, row in zip(self.names, known, costs, strict=True):
            for cell, cost in enumerate(row):
                moved = not mask >> cell & 1
                price = 0 if cost == inf else round(cost * _UNITS) * (len(known) + 1) + moved
                if price:
                    prices.append((self._cells[name][cell], price))
        return prices

    def _change(
        self, point: Sequence[int], bit: int, known: Known, costs: Sequence[Sequence[float]]
    ) -> Change:
        """A point as a change: what must move, and what must turn out so, later facts given up first."""
        moves = [(level, cell) for level, cell in enumerate(point) if not known[level] >> cell & 1]
        moved = dict(moves)
        masks = [1 << cell for cell in point]
        finds = []
        for level, cell in reversed(list(enumerate(point))):
            if level not in moved and known[level] != 1 << cell:
                masks[level] = known[level]
                if self.possible(masks) != bit:
                    masks[level] = 1 << cell
                    finds.append((level, cell))
        cost = sum(costs[level][cell] for level, cell in moves)
        return Change(cost, tuple(moves), tuple(reversed(finds)))

    def _with_rare(self, row: Row, known: Known, left: int) -> Row:
        """The row with half a case for every outcome of `left` that is possible, but in none of its cases."""
        seen = 0
        for leaf in row:
            seen |= leaf
        for index, literal in enumerate(self._verdict.leaves):
            if (left & ~seen) >> index & 1 and self._solver.can([*self._assume(known), literal]):
                row[1 << index] = 0.5
        return row

    def _sampled(
        self, known: Known, priors: Priors, levels: Iterable[int]
    ) -> tuple[Row, dict[int, list[Row]]]:
        """Cases by mask of outcomes, in all and by cell of some levels; more are drawn while nearly all are impossible."""
        total: Row = {}
        by_level: dict[int, list[Row]] = {level: [{} for _ in cells_of(known[level])] for level in levels}
        for block in self._blocks:
            cells = {
                name: block.cells(name, mask, tuple(prior))
                for name, mask, prior in zip(self.names, known, priors, strict=True)
            }
            for leaf, cases in _partition(self._say(block, cells), block):
                _count(total, leaf, cases)
                for level, rows in by_level.items():
                    for cell, row in zip(cells_of(known[level]), rows, strict=True):
                        _count(row, leaf, cases & cells[self.names[level]][cell])
            if sum(total.values()) >= _ENOUGH:
                break
        return total, by_level

    @cached_property
    def _pair(self) -> _Pair:
        return _Pair(self.names, self._encode)


class _Pair:
    """Two cases side by side."""

    def __init__(self, names: Sequence[str], encode: Callable[[Solver], tuple[Cells, Verdict]]) -> None:
        self._names = names
        self._solver = solver = Solver()
        (self._one, one), (self._other, other) = encode(solver), encode(solver)
        self._alike = [self._same(name) for name in names]
        self._real = [-one.impossible, -other.impossible]
        pairs = [*zip(one.leaves, other.leaves, strict=True), *zip(other.leaves, one.leaves, strict=True)]
        self._differ = solver.any(self._only(a, b) for a, b in pairs)

    def differ(self, known: Known, alike: Iterable[int], *, real: bool = True) -> bool:
        """Whether two completions that are alike in these levels can have different outcomes; without `real`, whether one of
        them may be impossible instead."""
        same = [self._alike[level] for level in alike]
        assumed = [*_assume(self._one, self._names, known), *_assume(self._other, self._names, known)]
        return self._solver.can([*assumed, *same, self._differ, *(self._real if real else ())])

    def _same(self, name: str) -> int:
        """A literal that makes both cases alike in one fact."""
        same = self._solver.fresh()
        for one, other in zip(self._one[name], self._other[name], strict=True):
            self._solver.require([-same, -one, other])
        return same

    def _only(self, one: int, other: int) -> int:
        return -self._solver.any([-one, other])


def _assume(cells: Cells, names: Sequence[str], known: Known) -> list[int]:
    """Literals: each fact is in none of the cells that it cannot be in."""
    return [
        -literal
        for name, mask in zip(names, known, strict=True)
        for cell, literal in enumerate(cells[name])
        if not mask >> cell & 1
    ]


def _narrowed(known: Known, level: int, cell: int) -> list[int]:
    return [1 << cell if at == level else mask for at, mask in enumerate(known)]


def _partition(verdict: Verdict, block: Samples) -> list[tuple[int, int]]:
    """Masks of outcomes with the cases that end so."""
    parts = [(0, block.no(verdict.impossible))]
    for index, leaf in enumerate(verdict.leaves):
        parts = [
            (mask | bit, cases)
            for mask, whole in parts
            for bit, cases in ((1 << index, whole & leaf), (0, whole & ~leaf))
            if cases
        ]
    return parts


def _count(row: Row, leaf: int, cases: int) -> None:
    if cases:
        row[leaf] = row.get(leaf, 0.0) + cases.bit_count()
