"""Chooses a way for every link: few bends, few crossings, and never on top of a link it has nothing to do with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fitengine.render.layout.candidates import End, back_paths, forward_paths, guest_paths, loop_path
from fitengine.render.layout.grid import Grid, Path

__all__ = ["Wire", "route_wires", "side_of"]

_BEND = 3.0
_CROSSING = 4.0
_STEP = 0.15
_SHARED_LINE = 200.0
_SHARED_CORNER = 60.0
_BOTH_CORNERS = 2.0
_THROUGH_OWN_WORDS = 1.0
_MIXED = 5.0
"""Rework that runs together with other links where they leave or come in."""
_SECOND_LOOK = 600
"""Above this many links nobody is routed a second time."""

Side = tuple[int, int]
"""A direction: (0, -1) is the top of a box."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A link between box numbers, ready to be routed. `guest` counts the boundary events of the source from 1; 0 is the box
    itself."""

    source: int
    target: int
    weight: float
    back: bool
    guest: int = 0


def route_wires(grid: Grid, wires: Sequence[Wire], ends: Sequence[End]) -> list[Path]:
    """A path for each wire. `ends` describes each box."""
    router = _Router(grid, wires, ends)
    order = sorted(range(len(wires)), key=lambda number: _turn(grid, wires[number], number))
    for number in order:
        router.place(number)
    if len(wires) <= _SECOND_LOOK:
        for number in order:
            router.place_again(number)
    return [router.paths[number] for number in range(len(wires))]


def side_of(path: Path, at_end: bool = False) -> Side:
    """Which side of its box a path leaves by, or with `at_end` comes in by."""
    (x0, y0), (x1, y1) = (path[-1], path[-2]) if at_end else (path[0], path[1])
    return (x1 > x0) - (x1 < x0), (y1 > y0) - (y1 < y0)


def _turn(grid: Grid, wire: Wire, number: int) -> tuple[bool, bool, float, int]:
    """Straight ones first, then the heavy ones; what goes back has to run around the rest."""
    (xs, ys), (xt, yt) = grid.cell[wire.source], grid.cell[wire.target]
    straight = ys == yt and xs < xt and not wire.guest and grid.is_clear_across(ys, xs, xt)
    return wire.back, not straight, -round(wire.weight, 6), number


class _Router:
    def __init__(self, grid: Grid, wires: Sequence[Wire], ends: Sequence[End]) -> None:
        self.paths: dict[int, Path] = {}
        self._ways: dict[int, list[Path]] = {}
        """Those of each link, which do not depend on other links."""
        self._grid = grid
        self._wires = wires
        self._ends = ends
        self._corners: dict[tuple[int, Side], list[tuple[int, bool]]] = {}
        """Links at the top and bottom of a box, and whether they come in."""

    def place(self, number: int) -> None:
        wire = self._wires[number]
        if number not in self._ways:
            self._ways[number] = list(dict.fromkeys(_simplify(path) for path in self._candidates(wire)))
        paths = self._ways[number]
        self._settle(
            number, paths[0] if len(paths) == 1 else min(paths, key=lambda path: self._cost(path, wire))
        )

    def place_again(self, number: int) -> None:
        if len(self._ways[number]) == 1:
            return
        old = self.paths.pop(number)
        self._grid.note(old, number, -1)
        for key, use in self._corner_uses(old, number):
            self._corners[key].remove(use)
        self.place(number)

    def _candidates(self, wire: Wire) -> Iterable[Path]:
        source, target = self._ends[wire.source], self._ends[wire.target]
        if wire.guest:
            return guest_paths(self._grid, source, target)
        if wire.source == wire.target:
            return (loop_path(source),)
        return (back_paths if wire.back else forward_paths)(self._grid, source, target)

    def _settle(self, number: int, path: Path) -> None:
        self.paths[number] = path
        self._grid.note(path, number)
        for key, use in self._corner_uses(path, number):
            self._corners.setdefault(key, []).append(use)

    def _corner_uses(self, path: Path, number: int) -> Iterable[tuple[tuple[int, Side], tuple[int, bool]]]:
        wire = self._wires[number]
        for box, at_end in ((wire.source, False), (wire.target, True)):
            side = side_of(path, at_end)
            if side[1] and not (wire.guest and not at_end):
                yield (box, side), (number, at_end)

    def _cost(self, path: Path, wire: Wire) -> float:
        length = sum(abs(x1 - x0) + abs(y1 - y0) for (x0, y0), (x1, y1) in pairwise(path))
        cost = _BEND * (len(path) - 2) + _STEP * length + _CROSSING * self._grid.crossings(path)
        cost += _SHARED_LINE * sum(not self._is_related(wire, other) for other in self._grid.users(path))
        for box, at_end in ((wire.source, False), (wire.target, True)):
            side = side_of(path, at_end)
            cost += self._corner_cost(box, side, at_end, wire.back)
        if wire.back and not side[1]:
            cost += _MIXED
        return cost

    def _is_related(self, wire: Wire, other: int) -> bool:
        """Lines may run together where they leave one box, or where they come to one."""
        return self._wires[other].source == wire.source or self._wires[other].target == wire.target

    def _corner_cost(self, box: int, side: Side, comes_in: bool, back: bool) -> float:
        """A diamond has one point above and one below: a line in and a line out do not share it."""
        if not side[1] or not self._ends[box].pointed:
            return 0.0
        cost = _THROUGH_OWN_WORDS
        others = self._corners.get((box, side), ())
        if any(other_in is not comes_in for _, other_in in others):
            cost += _SHARED_CORNER
        if any(self._wires[other].back is not back for other, _ in others):
            cost += _MIXED
        if self._corners.get((box, (0, -side[1]))):
            cost += _BOTH_CORNERS
        return cost


def _simplify(path: Path) -> Path:
    """Without repeated corners and corners in the middle of a line."""
    corners = [path[0]]
    for point in path[1:]:
        if point == corners[-1]:
            continue
        if len(corners) > 1 and (
            corners[-2][0] == corners[-1][0] == point[0] or corners[-2][1] == corners[-1][1] == point[1]
        ):
            corners[-1] = point
        else:
            corners.append(point)
    return tuple(corners)
