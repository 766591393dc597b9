"""What can be asked of a decision diagram, given what is known of each fact.

`known` has one bit mask of cells a level: a single bit is a fact known exactly, the full mask one that nobody knows, anything
between a fact known in part. Every answer is exact over all completions. Costs are linear in the part of the diagram that the
known facts leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf, log2

from fitengine.decide.cells import cells_of
from fitengine.decide.diagram import Diagram
from fitengine.decide.oracle import Change, Known, Priors, Row

__all__ = [
    "Gain",
    "answer_rows",
    "cheapest_changes",
    "entropy",
    "information_gains",
    "is_single",
    "outcome_weights",
    "possible",
    "relevant",
    "sample_point",
]

_NEGLIGIBLE = 1e-9
_MOST_REMEMBERED = 4096
"""Chances of cells that were worked out already."""


def possible(diagram: Diagram, known: Known) -> int:
    """Every outcome some completion gives, as one mask; 0 when the known facts contradict each other."""
    branches, levels, leaves = diagram.branches, diagram.levels, diagram.leaves
    found = 0
    ahead, seen = [diagram.root], {diagram.root}
    while ahead:
        reference = ahead.pop()
        if reference < 0:
            found |= leaves[-1 - reference]
            continue
        mask = known[levels[reference]]
        for cells, child in branches[reference]:
            if cells & mask and child not in seen:
                seen.add(child)
                ahead.append(child)
    return found


def relevant(diagram: Diagram, known: Known) -> frozenset[int]:
    """The levels, not known exactly, that can still change the outcome. Impossible completions do not count."""
    memo: dict[int, int] = {}
    unique: dict[tuple[int, tuple[int, ...]], int] = {}
    impossible = -1 - diagram.leaves.index(0) if 0 in diagram.leaves else None
    count = len(diagram.levels)
    reduced: list[tuple[int, tuple[int, ...]]] = []

    def go(reference: int) -> int:
        if reference < 0:
            return reference
        found = memo.get(reference)
        if found is None:
            found = memo[reference] = reduce(reference)
        return found

    def reduce(reference: int) -> int:
        level = diagram.levels[reference]
        below = tuple(go(diagram.children[reference][cell]) for cell in cells_of(known[level]))
        real = {child for child in below if child != impossible}
        if len(real) < 2:
            return real.pop() if real else below[0]
        key = (level, below)
        if key not in unique:
            unique[key] = count + len(reduced)
            reduced.append(key)
        return unique[key]

    root = go(diagram.root)
    support: set[int] = set()
    stack, seen = [root], set()
    while stack:
        reference = stack.pop()
        if reference >= count and reference not in seen:
            seen.add(reference)
            level, below = reduced[reference - count]
            support.add(level)
            stack.extend(below)
    return frozenset(support)


def outcome_weights(diagram: Diagram, known: Known, priors: Priors) -> dict[int, float]:
    """The chance of each leaf mask, given what is known and that nothing impossible is the case; they add up to 1."""
    shares = _shares(known, priors)
    count = len(diagram.levels)
    # leaves, with negative references, at the end
    reach: list[float | None] = [None] * (count + len(diagram.leaves))
    reach[diagram.root] = 1.0
    for reference in range(diagram.root, -1, -1):  # children come before their parents
        here = reach[reference]
        if here is None:
            continue
        below = diagram.children[reference]
        for cell, share in shares[diagram.levels[reference]]:
            child = below[cell]
            there = reach[child]
            reach[child] = here * share if there is None else there + here * share
    ends = ((leaf, reach[-1 - index]) for index, leaf in enumerate(diagram.leaves) if leaf)
    weights = {leaf: weight for leaf, weight in ends if weight is not None}
    total = sum(weights.values())
    return {leaf: weights[leaf] / total for leaf in sorted(weights)}


def cheapest_changes(diagram: Diagram, known: Known, costs: Sequence[Sequence[float]]) -> dict[str, Change]:
    """The cheapest change to every outcome that can be reached at all.

    `costs` has, for each level and cell, what it takes to get there: 0 inside what is known, infinite for never. Of two equally
    dear changes the one that moves, then finds out, fewer facts is taken.
    """
    best = _cheapest_paths(diagram, known, costs)
    changes = {}
    for outcome, bit in diagram.bits.items():
        found = best.get(bit)
        if found is None:
            continue
        moves, finds, reference = [], [], diagram.root
        while reference >= 0:
            level = diagram.levels[reference]
            cell = found.choice[reference]
            if not known[level] >> cell & 1:
                moves.append((level, cell))
            elif known[level] & (known[level] - 1):
                finds.append((level, cell))
            reference = diagram.children[reference][cell]
        changes[outcome] = Change(found.cost, tuple(moves), tuple(finds))
    return changes


@dataclass(frozen=True, slots=True)
class Gain:
    """What learning one fact is worth: bits of information on the outcome, and the chance that a single outcome is left."""

    level: int
    bits: float
    settles: float


def information_gains(diagram: Diagram, known: Known, priors: Priors) -> list[Gain]:
    """The worth of every level that is not known exactly and that matters, best first (then by level)."""
    total, by_level = answer_rows(diagram, known, priors)
    mass = sum(total.values())
    before = entropy(total)
    gains = []
    for level, rows in by_level.items():
        after = sum(sum(row.values()) / mass * entropy(row) for row in rows)
        settled = sum(sum(row.values()) for row in rows if is_single(row)) / mass
        gains.append(Gain(level, max(0.0, before - after), settled))
    return sorted(gains, key=lambda gain: (-round(gain.bits, 9), -round(gain.settles, 9), gain.level))


def answer_rows(diagram: Diagram, known: Known, priors: Priors) -> tuple[Row, dict[int, list[Row]]]:
    """The mass of each leaf mask that is not impossible; and, for every level that is not known exactly and that matters, the
    part of it in each of its possible cells."""
    shares = _shares(known, priors)
    order, inside = _inside(diagram, shares)
    total = inside[diagram.root] if diagram.root >= 0 else {}
    if not order or sum(total.values()) <= 0:
        return {}, {}
    joint, through = _joint(diagram, shares, order, inside)
    rows = {level: _completed(joint[level], through[level], total, shares[level]) for level in sorted(joint)}
    return total, rows


def entropy(weights: Mapping[int, float]) -> float:
    """The uncertainty that weights (of any sum) leave, in bits."""
    total = sum(weights.values())
    if total <= 0:
        return 0.0
    return -sum(weight / total * log2(weight / total) for weight in weights.values() if weight > 0)


def is_single(row: Row) -> bool:
    """Whether one outcome has all the mass, apart from what rounding leaves."""
    mass = sum(row.values())
    return mass > 0 and max(row.values()) >= mass * (1 - _NEGLIGIBLE)


def sample_point(diagram: Diagram, known: Known, priors: Priors) -> list[int] | None:
    """A likely completion that is not impossible: at each level the most likely cell; None if everything is impossible."""
    alive = {-1 - index: bool(leaf) for index, leaf in enumerate(diagram.leaves)}

    def lives(reference: int) -> bool:
        """Whether some completion ends in a leaf that is not impossible."""
        found = alive.get(reference)
        if found is None:
            mask = known[diagram.levels[reference]]
            found = alive[reference] = any(
                cells & mask and lives(child) for cells, child in diagram.branches[reference]
            )
        return found

    if not lives(diagram.root):
        return None
    point = [_likeliest(cells_of(mask), prior) for mask, prior in zip(known, priors, strict=True)]
    reference = diagram.root
    while reference >= 0:
        level = diagram.levels[reference]
        choices = [cell for cell in cells_of(known[level]) if lives(diagram.children[reference][cell])]
        point[level] = _likeliest(choices, priors[level])
        reference = diagram.children[reference][point[level]]
    return point


def _likeliest(cells: Iterable[int], prior: Sequence[float]) -> int:
    return max(cells, key=lambda cell: (prior[cell], -cell))


Shares = Sequence[Sequence[tuple[int, float]]]


def _shares(known: Known, priors: Priors) -> list[list[tuple[int, float]]]:
    """By level, the cells still possible with their chances, sum 1."""
    return [_shares_of(mask, tuple(prior)) for mask, prior in zip(known, priors, strict=True)]


@lru_cache(_MOST_REMEMBERED)
def _shares_of(mask: int, prior: tuple[float, ...]) -> list[tuple[int, float]]:
    cells = list(cells_of(mask))
    total = sum(prior[cell] for cell in cells)
    return [(cell, prior[cell] / total) for cell in cells]


@dataclass(frozen=True, slots=True)
class _Path:
    cost: float
    choice: dict[int, int]


def _cheapest_paths(diagram: Diagram, known: Known, costs: Sequence[Sequence[float]]) -> dict[int, _Path]:
    """By leaf mask, the cheapest path from the root as the cell chosen at each node. Children stand before their parents."""
    singles = set(diagram.bits.values())
    best: list[dict[int, tuple[float, int, int]]] = []
    choice: list[dict[int, int]] = []
    ends = [{leaf: (0.0, 0, 0)} if leaf in singles else {} for leaf in diagram.leaves]
    for level, below in zip(diagram.levels, diagram.children, strict=True):
        mask = known[level]
        open_ = mask & (mask - 1) != 0
        mine: dict[int, tuple[float, int, int]] = {}
        chosen: dict[int, int] = {}
        for cell, child in enumerate(below):
            step = costs[level][cell]
            if step == inf:
                continue
            inside = mask >> cell & 1
            for leaf, (cost, moves, finds) in (best[child] if child >= 0 else ends[-1 - child]).items():
                total = (cost + step, moves + (not inside), finds + bool(inside and open_))
                if leaf not in mine or total < mine[leaf]:
                    mine[leaf], chosen[leaf] = total, cell
        best.append(mine)
        choice.append(chosen)
    reached = best[diagram.root] if diagram.root >= 0 else ends[-1 - diagram.root]
    return {leaf: _Path(cost, _follow(diagram, choice, leaf)) for leaf, (cost, _, _) in reached.items()}


def _follow(diagram: Diagram, choice: Sequence[dict[int, int]], leaf: int) -> dict[int, int]:
    path, reference = {}, diagram.root
    while reference >= 0:
        path[reference] = choice[reference][leaf]
        reference = diagram.children[reference][path[reference]]
    return path


def _inside(diagram: Diagram, shares: Shares) -> tuple[list[int], dict[int, Row]]:
    """The nodes that what is known can reach, root first, and for each node and leaf the mass of possible outcomes below."""
    seen: set[int] = set()
    stack = [diagram.root]
    while stack:
        reference = stack.pop()
        if reference >= 0 and reference not in seen:
            seen.add(reference)
            below = diagram.children[reference]
            stack.extend(below[cell] for cell, _ in shares[diagram.levels[reference]])
    order = sorted(seen, reverse=True)
    inside: dict[int, Row] = {
        -1 - index: ({leaf: 1.0} if leaf else {}) for index, leaf in enumerate(diagram.leaves)
    }
    for reference in reversed(order):
        row: Row = {}
        for cell, share in shares[diagram.levels[reference]]:
            for leaf, weight in inside[diagram.children[reference][cell]].items():
                row[leaf] = row.get(leaf, 0.0) + share * weight
        inside[reference] = row
    return order, inside


def _joint(
    diagram: Diagram, shares: Shares, order: Sequence[int], inside: dict[int, Row]
) -> tuple[dict[int, dict[int, Row]], dict[int, Row]]:
    """By level and cell, the mass of each leaf over the paths that test the level; and by level, over all its cells."""
    outside = {diagram.root: 1.0}
    joint: dict[int, dict[int, Row]] = {}
    through: dict[int, Row] = {}
    for reference in order:
        reach = outside.get(reference, 0.0)
        level = diagram.levels[reference]
        for cell, share in shares[level]:
            child = diagram.children[reference][cell]
            outside[child] = outside.get(child, 0.0) + reach * share
            if len(shares[level]) < 2:
                continue
            row = joint.setdefault(level, {}).setdefault(cell, {})
            passed = through.setdefault(level, {})
            for leaf, weight in inside[child].items():
                row[leaf] = row.get(leaf, 0.0) + reach * share * weight
                passed[leaf] = passed.get(leaf, 0.0) + reach * share * weight
    return joint, through


def _completed(
    by_cell: dict[int, Row], through: Row, total: Row, shares: Sequence[tuple[int, float]]
) -> list[Row]:
    """The rows of a level with the mass that never meets it, which every cell shares."""
    rows = []
    for cell, share in shares:
        row = by_cell.get(cell, {})
        rows.append(
            {
                leaf: max(0.0, row.get(leaf, 0.0) + share * (total[leaf] - through.get(leaf, 0.0)))
                for leaf in total
            }
        )
    return rows
