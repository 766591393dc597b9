"""A decision whose rules are too large for a diagram, answered by a solver.

What is possible, what matters and what is cheapest are exact. Weights are estimated from random cases; an outcome that is
possible but so rare that no case shows it counts as half a case.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from math import inf

from fitengine.decide.cells import CellSpace, cells_of
from fitengine.decide.compile import fact_inputs, tied_facts
from fitengine.decide.meaning import Algebra, Cells, Verdict, say
from fitengine.decide.oracle import Change, Known, Priors, Row
from fitengine.decide.pairs import Pair, assume
from fitengine.decide.samples import Samples, partition
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
        """A fact matters when two completions that end differently differ in it, and in nothing else but facts that constraints
        tie to it."""
        unsure = [level for level, mask in enumerate(known) if mask & (mask - 1)]
        return frozenset(level for level in unsure if self._pair.differ(known, level, self._groups[level]))

    def weights(self, known: Known, priors: Priors) -> Row:
        leaves = self._leaves(known)
        if len(leaves) < 2:
            return dict.fromkeys(leaves, 1.0)
        total = self._with_rare(self._sampled(known, priors, ())[0], known, leaves)
        mass = sum(total.values())
        return {leaf: total[leaf] / mass for leaf in leaves}

    def answer_rows(self, known: Known, priors: Priors) -> tuple[Row, dict[int, list[Row]]]:
        levels = sorted(self.relevant(known))
        if not levels:
            return {}, {}
        leaves = self._leaves(known)
        total, by_level = self._sampled(known, priors, levels)
        for level in levels:
            for cell, row in zip(cells_of(known[level]), by_level[level], strict=True):
                self._with_rare(row, _narrowed(known, level, cell), leaves)
        return self._with_rare(total, known, leaves), by_level

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
        masks = [3 << cell - 1 if name == fact else self._space[name].full for name in self.names]
        return self._pair.tell_apart(masks, self.level_of[fact])

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
        return assume(self._cells, self.names, known)

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

    def _leaves(self, known: Known) -> list[int]:
        """Every mask of outcomes that some completion gives."""
        assumed, found = [*self._assume(known), self._beyond(0)], []
        while leaf := self._leaf(assumed):
            found.append(leaf)
            assumed.append(-self._all(self._exactly(leaf)))
        return sorted(found)

    def _all(self, literals: Iterable[int]) -> int:
        return -self._solver.any(-literal for literal in literals)

    def _with_rare(self, row: Row, known: Known, leaves: Iterable[int]) -> Row:
        """The row with half a case for each mask of outcomes that is possible, but in none of its cases."""
        assumed = self._assume(known)
        for leaf in leaves:
            if leaf not in row and self._solver.can([*assumed, *self._exactly(leaf)]):
                row[leaf] = 0.5
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
            for leaf, cases in partition(self._say(block, cells), block):
                _count(total, leaf, cases)
                for level, rows in by_level.items():
                    for cell, row in zip(cells_of(known[level]), rows, strict=True):
                        _count(row, leaf, cases & cells[self.names[level]][cell])
            if sum(total.values()) >= _ENOUGH:
                break
        return total, by_level

    @cached_property
    def _pair(self) -> Pair:
        return Pair(self.names, self._encode)

    @cached_property
    def _groups(self) -> list[frozenset[int]]:
        """By level, the levels that constraints tie to it, directly or through others."""
        groups = [frozenset([level]) for level in range(len(self.names))]
        for facts in tied_facts(self._rulebook, self.decision, self._without):
            joined = frozenset[int]().union(*(groups[self.level_of[fact]] for fact in facts))
            for level in joined:
                groups[level] = joined
        return groups


def _narrowed(known: Known, level: int, cell: int) -> list[int]:
    return [1 << cell if at == level else mask for at, mask in enumerate(known)]


def _count(row: Row, leaf: int, cases: int) -> None:
    if cases:
        row[leaf] = row.get(leaf, 0.0) + cases.bit_count()
