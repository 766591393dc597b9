"""Which row of its lane each box stands in.

Links inside a lane are joined into chains, heaviest first; a chain shares one row, so that its links are straight lines. Chains
are then put into rows one by one, heaviest first, each where its other links stay short and cross few chains.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

__all__ = ["Rows", "assign_rows"]

Pair = tuple[int, int]

_NEW_ROW = 1.5
_CROSSING = 2.0
_WINDOW = 6
"""How far from the rows it is linked to a chain looks for a place; keeps lanes with hundreds of rows fast."""
_REFINED = 120
"""Lanes with more chains are not gone over a second time."""


@dataclass(frozen=True, slots=True)
class Rows:
    """`row` of each box, counted from 0 at the top of the map; `count` of rows of each lane, at least one."""

    row: list[int]
    count: list[int]


@dataclass(slots=True, eq=False)
class _Chain:
    boxes: list[int]
    first: int
    last: int
    weight: float
    ties: list[tuple[int, int]] = field(default_factory=list)
    """Links to boxes outside: the box, and the channel the link is likely to turn in."""


def assign_rows(
    lanes: Sequence[int],
    lane_count: int,
    column: Sequence[int],
    links: Sequence[Pair],
    weights: Sequence[float],
    back: frozenset[int],
) -> Rows:
    """Rows for boxes in given lanes and columns; links numbered in `back` do not form chains."""
    chains = _join_chains(lanes, column, links, weights, back)
    place = [0] * len(lanes)
    rows_of_lane = []
    for lane in range(lane_count):
        shelf = _Shelf(lane, lanes, place)
        shelf.fill(chains.get(lane, []))
        rows_of_lane.append(max(1, len(shelf.rows)))
    start = [sum(rows_of_lane[:lane]) for lane in range(lane_count)]
    return Rows([start[lane] + place[box] for box, lane in enumerate(lanes)], rows_of_lane)


def _join_chains(
    lanes: Sequence[int],
    column: Sequence[int],
    links: Sequence[Pair],
    weights: Sequence[float],
    back: frozenset[int],
) -> dict[int, list[_Chain]]:
    after, before = _matched_neighbours(lanes, column, links, weights, back)
    weight = [0.0] * len(lanes)
    for number, ends in enumerate(links):
        for box in ends:
            weight[box] += 0.0 if number in back else weights[number]
    chain_of: dict[int, _Chain] = {}
    chains: dict[int, list[_Chain]] = {}
    for box in range(len(lanes)):
        if box not in before:
            boxes = list(_follow(box, after))
            chain = _Chain(
                boxes, column[boxes[0]], column[boxes[-1]], max(weight[member] for member in boxes)
            )
            chain_of.update(dict.fromkeys(boxes, chain))
            chains.setdefault(lanes[box], []).append(chain)
    for source, target in links:
        if chain_of[source] is not chain_of[target]:
            turn = max(column[source], column[target])
            chain_of[source].ties.append((target, turn))
            chain_of[target].ties.append((source, turn))
    for members in chains.values():
        members.sort(key=lambda chain: (-round(chain.weight, 6), -len(chain.boxes), chain.boxes[0]))
    return chains


def _matched_neighbours(
    lanes: Sequence[int],
    column: Sequence[int],
    links: Sequence[Pair],
    weights: Sequence[float],
    back: frozenset[int],
) -> tuple[dict[int, int], dict[int, int]]:
    """For each box at most one box that follows it in its row, and at most one that comes before."""
    tail = _tail_lengths(column, links, back)
    inside = [n for n, (s, t) in enumerate(links) if n not in back and lanes[s] == lanes[t]]
    inside.sort(
        key=lambda n: (
            -round(weights[n], 6),
            column[links[n][1]] - column[links[n][0]],
            -tail[links[n][1]],
            n,
        )
    )
    after: dict[int, int] = {}
    before: dict[int, int] = {}
    for number in inside:
        source, target = links[number]
        if source not in after and target not in before:
            after[source], before[target] = target, source
    return after, before


def _tail_lengths(column: Sequence[int], links: Sequence[Pair], back: frozenset[int]) -> list[int]:
    """The number of links on the longest way on from each box."""
    tail = [0] * len(column)
    forward = [ends for number, ends in enumerate(links) if number not in back]
    for source, target in sorted(forward, key=lambda ends: -column[ends[0]]):
        tail[source] = max(tail[source], tail[target] + 1)
    return tail


def _follow(box: int, after: dict[int, int]) -> Iterator[int]:
    yield box
    while box in after:
        box = after[box]
        yield box


class _Shelf:
    """The rows of one lane while they are filled. `place` is shared: the row inside its lane of every placed box."""

    def __init__(self, lane: int, lanes: Sequence[int], place: list[int]) -> None:
        self.rows: list[list[_Chain]] = []
        self._lane = lane
        self._lanes = lanes
        self._place = place
        self._placed: set[int] = set()

    def fill(self, chains: list[_Chain]) -> None:
        for chain in chains:
            self._put(chain)
        if 2 < len(chains) <= _REFINED:
            for chain in chains * 2:
                self._take(chain)
                self._put(chain)

    def _put(self, chain: _Chain) -> None:
        row, is_new = min(self._choices(chain), key=lambda choice: self._cost(chain, *choice))
        if is_new:
            self.rows.insert(row, [])
        self.rows[row].append(chain)
        self._placed.update(chain.boxes)
        self._renumber(row if is_new else None, chain)

    def _take(self, chain: _Chain) -> None:
        row = self._place[chain.boxes[0]]
        self.rows[row] = [other for other in self.rows[row] if other is not chain]
        self._placed.difference_update(chain.boxes)
        if not self.rows[row]:
            del self.rows[row]
            self._renumber(row, None)

    def _renumber(self, start: int | None, chain: _Chain | None) -> None:
        """Row numbers again: from `start` on where rows moved, and for a chain that came."""
        if start is not None:
            for row in range(start, len(self.rows)):
                for member in self.rows[row]:
                    for box in member.boxes:
                        self._place[box] = row
        elif chain is not None:
            row = next(number for number, members in enumerate(self.rows) if chain in members)
            for box in chain.boxes:
                self._place[box] = row

    def _choices(self, chain: _Chain) -> Iterator[tuple[int, bool]]:
        """Rows with room for the chain, and places for a new row."""
        near = [self._place[box] for box, _ in chain.ties if box in self._placed]
        low = min(near, default=len(self.rows)) - _WINDOW
        high = max(near, default=0) + _WINDOW
        every = len(self.rows) <= 2 * _WINDOW
        for row in range(len(self.rows) - 1, -1, -1):
            if (every or low <= row <= high or not near) and self._is_free(row, chain):
                yield row, False
        for row in range(len(self.rows), -1, -1):
            if every or low <= row <= high or row == len(self.rows):
                yield row, True

    def _is_free(self, row: int, chain: _Chain) -> bool:
        return all(chain.last < other.first or other.last < chain.first for other in self.rows[row])

    def _cost(self, chain: _Chain, row: int, is_new: bool) -> tuple[float, bool, int]:
        cost = _NEW_ROW if is_new else 0.0
        last = len(self.rows) if is_new else len(self.rows) - 1
        for box, turn in chain.ties:
            lane = self._lanes[box]
            if lane < self._lane:
                cost += row + _CROSSING * self._crossed(0, row, turn)
            elif lane > self._lane:
                cost += (last - row) + _CROSSING * self._crossed(
                    row if is_new else row + 1, len(self.rows), turn
                )
            elif box in self._placed:
                cost += self._tie_cost(self._place[box], row, is_new, turn)
        return cost, is_new, -row

    def _tie_cost(self, other: int, row: int, is_new: bool, turn: int) -> float:
        if is_new and other >= row:
            return (other + 1 - row) + _CROSSING * self._crossed(row, other, turn)
        low, high = min(other, row), max(other, row)
        return (high - low) + _CROSSING * self._crossed(low + 1, high, turn)

    def _crossed(self, low: int, high: int, turn: int) -> int:
        """Chains of the rows `low` to `high` (excluded) that run past the channel left of column `turn`."""
        return sum(chain.first < turn <= chain.last for row in self.rows[low:high] for chain in row)
