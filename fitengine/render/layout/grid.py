"""The grid that links are routed on.

Across, lines alternate between channels and columns: an even `x` is the channel left of column `x // 2`, an odd one the middle
of column `x // 2`. Down, each lane has a gutter above and below each of its rows; a row's own line is the middle of its boxes.
Boxes stand where a column meets a row. Channels and gutters are free of boxes and take as many links as they have to; the
middle of a row or column takes links only where no box stands.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from itertools import pairwise

__all__ = ["Cell", "Grid", "Path"]

Cell = tuple[int, int]
Path = tuple[Cell, ...]
"""Corners from the middle of the source to the middle of the target, across and down in turn."""


class Grid:
    """Where boxes stand, and which links run where. `cell` is the place of each box."""

    def __init__(self, column: Sequence[int], row: Sequence[int], rows_of_lane: Sequence[int]) -> None:
        self.row_lines = _row_lines(rows_of_lane)
        self.width = 2 * max(column, default=-1) + 3
        self.height = self.row_lines[-1] + 2 if self.row_lines else 1
        self.cell: list[Cell] = [(2 * c + 1, self.row_lines[r]) for c, r in zip(column, row, strict=True)]
        self._is_row = frozenset(self.row_lines)
        self._boxes_across: dict[int, list[int]] = {}
        self._boxes_down: dict[int, list[int]] = {}
        for x, y in self.cell:
            insort(self._boxes_across.setdefault(y, []), x)
            insort(self._boxes_down.setdefault(x, []), y)
        self._runs_down: dict[int, array[int]] = {}
        self._runs_across: dict[int, array[int]] = {}
        self._users: dict[tuple[int, int, bool], list[int]] = {}

    def is_row(self, y: int) -> bool:
        """Whether this line is the middle of a row, not a gutter."""
        return y in self._is_row

    def is_box(self, cell: Cell) -> bool:
        x, y = cell
        found = self._boxes_across.get(y, [])
        at = bisect_left(found, x)
        return at < len(found) and found[at] == x

    def is_clear_across(self, y: int, start: int, end: int) -> bool:
        """No box stands on line `y` between `start` and `end`, both excluded."""
        return _is_clear(self._boxes_across.get(y, []), start, end)

    def is_clear_down(self, x: int, start: int, end: int) -> bool:
        """No box stands on line `x` between `start` and `end`, both excluded."""
        return _is_clear(self._boxes_down.get(x, []), start, end)

    def reach_right(self, cell: Cell) -> int:
        """The last channel that can be reached from a box along its row."""
        x, y = cell
        found = self._boxes_across.get(y, [])
        at = bisect_right(found, x)
        return found[at] - 1 if at < len(found) else self.width - 1

    def reach_left(self, cell: Cell) -> int:
        """The first channel from which a box can be reached along its row."""
        x, y = cell
        found = self._boxes_across.get(y, [])
        at = bisect_left(found, x)
        return found[at - 1] + 1 if at else 0

    def crossings(self, path: Path) -> int:
        """How many links that were noted `path` would cross."""
        count = 0
        for (x0, y0), (x1, y1) in pairwise(path):
            if y0 == y1:
                passing = self._runs_down.get(y0)
                low, high = min(x0, x1), max(x0, x1)
            else:
                passing = self._runs_across.get(x0)
                low, high = min(y0, y1), max(y0, y1)
            if passing:
                count += sum(passing[low + 1 : high])
        return count

    def users(self, path: Path) -> Iterator[int]:
        """Links that were noted on the same middle lines of rows and columns, one for each shared place."""
        for place in self._shared_places(path):
            yield from self._users.get(place, ())

    def note(self, path: Path, link: int, step: int = 1) -> None:
        """Remembers a routed link; `step` -1 forgets it."""
        for (x0, y0), (x1, y1) in pairwise(path):
            if y0 == y1:
                for x in range(min(x0, x1) + 1, max(x0, x1)):
                    _counter(self._runs_across, x, self.height)[y0] += step
            else:
                for y in range(min(y0, y1) + 1, max(y0, y1)):
                    _counter(self._runs_down, y, self.width)[x0] += step
        for place in self._shared_places(path):
            users = self._users.setdefault(place, [])
            if step > 0:
                users.append(link)
            else:
                users.remove(link)

    def _shared_places(self, path: Path) -> Iterator[tuple[int, int, bool]]:
        for (x0, y0), (x1, y1) in pairwise(path):
            if y0 == y1 and y0 in self._is_row:
                for x in range(min(x0, x1), max(x0, x1) + 1):
                    if x % 2 and (x, y0) not in (path[0], path[-1]):
                        yield x, y0, True
            elif x0 == x1 and x0 % 2:
                for y in range(min(y0, y1), max(y0, y1) + 1):
                    if y in self._is_row and (x0, y) not in (path[0], path[-1]):
                        yield x0, y, False


def _row_lines(rows_of_lane: Sequence[int]) -> list[int]:
    lines = []
    start = 0
    for count in rows_of_lane:
        lines += [start + 1 + 2 * row for row in range(count)]
        start += 2 * count + 1
    return lines


def _is_clear(found: list[int], start: int, end: int) -> bool:
    low, high = (start, end) if start < end else (end, start)
    return bisect_right(found, low) == bisect_left(found, high)


def _counter(counters: dict[int, array[int]], line: int, length: int) -> array[int]:
    if line not in counters:
        counters[line] = array("l", bytes(array("l").itemsize * length))
    return counters[line]
