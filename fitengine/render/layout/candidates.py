"""The ways a link can take: a handful of shapes with few bends, each free of boxes by construction.

Forward links leave on the right and enter on the left; at a gateway they may also use the corners above and below. Links that
go back run over the top where they can.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fitengine.render.layout.grid import Cell, Grid, Path

__all__ = ["End", "back_paths", "forward_paths", "guest_paths", "loop_path"]


@dataclass(frozen=True, slots=True)
class End:
    """One end of a link. `corners`: forward links may use top and bottom. `pointed`: top and bottom are single points.
    `open_below`: nothing hangs under the box."""

    cell: Cell
    corners: bool = False
    pointed: bool = False
    open_below: bool = True


def forward_paths(grid: Grid, source: End, target: End) -> Iterator[Path]:
    """Ways from a box to one further right; there is always at least one."""
    (xs, ys), (xt, yt) = source.cell, target.cell
    if ys == yt and grid.is_clear_across(ys, xs, xt):
        yield source.cell, target.cell
    if ys != yt:
        yield from _turns_in_channel(grid, source.cell, target.cell)
    if source.corners:
        yield from _leaves_by_corner(grid, source, target)
    if target.corners:
        yield from _enters_by_corner(grid, source, target)
    if xt - xs > 2:
        for gutter in _gutters(ys, yt):
            yield (xs, ys), (xs + 1, ys), (xs + 1, gutter), (xt - 1, gutter), (xt - 1, yt), (xt, yt)


def back_paths(grid: Grid, source: End, target: End) -> Iterator[Path]:
    """Ways from a box to one that is not further right; there is always at least one."""
    (xs, ys), (xt, yt) = source.cell, target.cell
    for gutter in _gutters(ys, yt):
        enters = _is_reached(grid, target, gutter)
        if enters and _is_reached(grid, source, gutter):
            yield (xs, ys), (xs, gutter), (xt, gutter), (xt, yt)
        if enters and abs(gutter - yt) == 1:
            yield (xs, ys), (xs + 1, ys), (xs + 1, gutter), (xt, gutter), (xt, yt)
        if abs(gutter - ys) == 1 and _is_reached(grid, source, gutter):
            yield (xs, ys), (xs, gutter), (xt - 1, gutter), (xt - 1, yt), (xt, yt)
    if ys != yt:
        for first in _own_gutters(source):
            for channel in sorted({xs + 1, xs - 1, xt + 1, xt - 1}):
                yield (xs, ys), (xs, first), (channel, first), (channel, yt - 1), (xt, yt - 1), (xt, yt)


def guest_paths(grid: Grid, host: End, target: End) -> Iterator[Path]:
    """Ways from a boundary event under `host`; there is always at least one."""
    (xs, ys), (xt, yt) = host.cell, target.cell
    below = ys + 1
    if yt > ys and xt > xs and _is_clear_corner(grid, host.cell, (xs, yt), target.cell):
        yield (xs, ys), (xs, yt), (xt, yt)
    if xt != xs:
        yield (xs, ys), (xs, below), (xt - 1, below), (xt - 1, yt), (xt, yt)
    if (target.corners or xt <= xs) and _is_reached(grid, target, below) and target.cell != host.cell:
        yield (xs, ys), (xs, below), (xt, below), (xt, yt)
    if xt <= xs:
        for channel in sorted({xs - 1, xs + 1}):
            yield (xs, ys), (xs, below), (channel, below), (channel, yt - 1), (xt, yt - 1), (xt, yt)


def loop_path(box: End) -> Path:
    """The way of a link from a box to itself: out on the right, back in from above."""
    x, y = box.cell
    return (x, y), (x + 1, y), (x + 1, y - 1), (x, y - 1), (x, y)


def _turns_in_channel(grid: Grid, source: Cell, target: Cell) -> Iterator[Path]:
    (xs, ys), (xt, yt) = source, target
    low = max(xs + 1, grid.reach_left(target))
    high = min(xt - 1, grid.reach_right(source))
    low += low % 2
    high -= high % 2
    for channel in sorted({low, (low + high) // 4 * 2, high}):
        if low <= channel <= high:
            yield (xs, ys), (channel, ys), (channel, yt), (xt, yt)


def _leaves_by_corner(grid: Grid, source: End, target: End) -> Iterator[Path]:
    (xs, ys), (xt, yt) = source.cell, target.cell
    if ys != yt and _is_clear_corner(grid, source.cell, (xs, yt), target.cell):
        yield (xs, ys), (xs, yt), (xt, yt)
    for gutter in _gutters(ys, yt):
        if not _is_reached(grid, source, gutter):
            continue
        yield (xs, ys), (xs, gutter), (xt - 1, gutter), (xt - 1, yt), (xt, yt)
        if target.corners and _is_reached(grid, target, gutter):
            yield (xs, ys), (xs, gutter), (xt, gutter), (xt, yt)


def _enters_by_corner(grid: Grid, source: End, target: End) -> Iterator[Path]:
    (xs, ys), (xt, yt) = source.cell, target.cell
    if ys != yt and _is_clear_corner(grid, target.cell, (xt, ys), source.cell):
        yield (xs, ys), (xt, ys), (xt, yt)
    for gutter in _gutters(ys, yt):
        if _is_reached(grid, target, gutter):
            yield (xs, ys), (xs + 1, ys), (xs + 1, gutter), (xt, gutter), (xt, yt)


def _is_clear_corner(grid: Grid, above: Cell, corner: Cell, beside: Cell) -> bool:
    """Whether a line can run down from a box to `corner`, and from there across to another."""
    x, y = corner
    return (
        not grid.is_box(corner)
        and grid.is_clear_down(x, above[1], y)
        and grid.is_clear_across(y, x, beside[0])
    )


def _gutters(ys: int, yt: int) -> list[int]:
    """The gutters beside both rows, from the top."""
    return sorted({ys - 1, ys + 1, yt - 1, yt + 1})


def _own_gutters(end: End) -> tuple[int, ...]:
    y = end.cell[1]
    return (y - 1, y + 1) if end.open_below else (y - 1,)


def _is_reached(grid: Grid, end: End, gutter: int) -> bool:
    """Whether the top or bottom of a box can be reached from a gutter in a straight line."""
    x, y = end.cell
    return (gutter < y or end.open_below) and grid.is_clear_down(x, y, gutter)
