"""From grid lines to points on the page: how wide channels and columns are, how high gutters and rows, and where every route
runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fitengine.render.layout.extents import Extent, outline_x, outline_y, port_offset
from fitengine.render.layout.grid import Grid, Path
from fitengine.render.layout.model import Band, Box, LaneSpec, Link, Point
from fitengine.render.layout.routing import Wire, side_of
from fitengine.render.layout.tracks import Tracks

__all__ = ["Frame", "Plan", "Room", "draw_path", "place_lines"]

_TRACK = 9.0
_LEAVE = 12.0
"""From a box to the first track beside it."""
_ENTER = 22.0
"""From the last track to a box: room for a corner and an arrowhead."""
_GAP_ACROSS = 32.0
_GAP_DOWN = 24.0
_EDGE = 14.0
_LABEL_GAP = 4.0
_NUDGE = 7.0
_TWIN = 9.0


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is known before anything has a place on the page."""

    boxes: Sequence[Box]
    links: Sequence[Link]
    lanes: Sequence[LaneSpec]
    rows_of_lane: Sequence[int]
    grid: Grid
    wires: Sequence[Wire]
    paths: Sequence[Path]
    tracks: Tracks
    extents: Sequence[Extent]
    is_fixed: bool
    """Columns were given: straight lines down and up then have the sides of a box for themselves."""
    twins: Sequence[int]
    """For each link, how many before it join the same two boxes in the same straight line."""
    entered: frozenset[int]
    """Gutters through which links come up into the boxes above."""


@dataclass(slots=True)
class Room:
    """What labels need: width left of the tracks of a channel, height above the track of a gutter, and half the height of a
    row, by grid line."""

    channel: dict[int, float] = field(default_factory=dict)
    gutter: dict[tuple[int, int], float] = field(default_factory=dict)
    row: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where grid lines and tracks are. `across` and `down` hold the middle of columns and rows by line; `channel` and
    `gutter` the place of each track by line and number."""

    width: float
    height: float
    bands: tuple[Band, ...]
    across: dict[int, float]
    down: dict[int, float]
    channel: dict[tuple[int, int], float]
    gutter: dict[tuple[int, int], float]


def place_lines(plan: Plan, room: Room, indent: float) -> Frame:
    """Places for all lines; the first column stands right of `indent`."""
    width, across, channel = _place_across(plan, room, indent)
    height, bands, down, gutter = _place_down(plan, room)
    return Frame(width, height, bands, across, down, channel, gutter)


def draw_path(plan: Plan, frame: Frame, number: int) -> tuple[Point, ...]:
    """The corners of a route on the page, from outline to outline."""
    path = plan.paths[number]
    values = [_line_value(plan, frame, number, segment) for segment in range(len(path) - 1)]
    points = [_end_point(plan, frame, number, values[0], at_end=False)]
    for segment in range(1, len(values)):
        is_down = path[segment][0] == path[segment + 1][0]
        points.append(
            (values[segment], values[segment - 1]) if is_down else (values[segment - 1], values[segment])
        )
    points.append(_end_point(plan, frame, number, values[-1], at_end=True))
    return tuple(points)


def _place_across(
    plan: Plan, room: Room, indent: float
) -> tuple[float, dict[int, float], dict[tuple[int, int], float]]:
    left: dict[int, float] = {}
    right: dict[int, float] = {}
    for (x, _), extent in zip(plan.grid.cell, plan.extents, strict=True):
        left[x] = max(left.get(x, 0.0), extent.left)
        right[x] = max(right.get(x, 0.0), extent.right)
    middles: dict[int, float] = {}
    channel: dict[tuple[int, int], float] = {}
    at = indent
    for line in range(plan.grid.width):
        if line % 2:
            middles[line] = at + left.get(line, 20.0)
            at = middles[line] + right.get(line, 20.0)
        else:
            at = _place_channel(plan, room, line, at, channel)
    return at, middles, channel


def _place_channel(
    plan: Plan, room: Room, line: int, at: float, channel: dict[tuple[int, int], float]
) -> float:
    count = plan.tracks.count.get((True, line), 0)
    outer = line in (0, plan.grid.width - 1)
    gap = _EDGE if outer else _GAP_ACROSS
    first = at + max(_LEAVE, room.channel.get(line, 0.0))
    for track in range(count):
        channel[line, track] = first + track * _TRACK
    if not count:
        return at + max(gap, room.channel.get(line, 0.0) + (0.0 if outer else _ENTER))
    last = channel[line, count - 1]
    return max(at + gap, last + (_EDGE if line == plan.grid.width - 1 else _ENTER))


def _place_down(
    plan: Plan, room: Room
) -> tuple[float, tuple[Band, ...], dict[int, float], dict[tuple[int, int], float]]:
    up = dict(room.row)
    down = dict(room.row)
    for (_, y), extent in zip(plan.grid.cell, plan.extents, strict=True):
        up[y] = max(up.get(y, 0.0), extent.up)
        down[y] = max(down.get(y, 0.0), extent.down)
    middles: dict[int, float] = {}
    gutter: dict[tuple[int, int], float] = {}
    bands = []
    at, line = 0.0, 0
    for lane, rows in zip(plan.lanes, plan.rows_of_lane, strict=True):
        at += lane.gap
        lines = range(line, line + 2 * rows + 1)
        needed = _lane_height(plan, room, lines, up, down)
        top = at
        at += max(0.0, lane.height - needed) / 2
        for line in lines:
            if plan.grid.is_row(line):
                middles[line] = at + up.get(line, 10.0)
                at = middles[line] + down.get(line, 10.0)
            else:
                at = _place_gutter(plan, room, line, lines, at, gutter)
        at += max(0.0, lane.height - needed) / 2
        bands.append(Band(top, at))
        line = lines.stop
    return at, tuple(bands), middles, gutter


def _lane_height(plan: Plan, room: Room, lines: range, up: dict[int, float], down: dict[int, float]) -> float:
    height = 0.0
    for line in lines:
        if plan.grid.is_row(line):
            height += up.get(line, 10.0) + down.get(line, 10.0)
        else:
            height = _place_gutter(plan, room, line, lines, height, {})
    return height


def _place_gutter(
    plan: Plan, room: Room, line: int, lines: range, at: float, gutter: dict[tuple[int, int], float]
) -> float:
    count = plan.tracks.count.get((False, line), 0)
    outer = line in (lines.start, lines.stop - 1)
    gap = _EDGE if outer else _GAP_DOWN
    if not count:
        return at + gap
    lead = _ENTER if line in plan.entered else _LEAVE if line > lines.start else _LEAVE - 4
    place = at + lead - _TRACK
    for track in range(count):
        place += _TRACK + room.gutter.get((line, track), 0.0)
        gutter[line, track] = place
    return max(at + gap, place + (_EDGE if line == lines.stop - 1 else _ENTER))


def _line_value(plan: Plan, frame: Frame, number: int, segment: int) -> float:
    """The x of a segment that runs down, the y of one that runs across."""
    path = plan.paths[number]
    (x0, y0), (x1, _) = path[segment], path[segment + 1]
    at_end = segment == len(path) - 2
    if x0 == x1:
        if x0 % 2 == 0:
            return frame.channel[x0, plan.tracks.track[number, segment]]
        return frame.across[x0] + _end_offset(plan, number, at_end and segment > 0, is_down=True)
    if not plan.grid.is_row(y0):
        return frame.gutter[y0, plan.tracks.track[number, segment]]
    return frame.down[y0] + _end_offset(plan, number, at_end and segment > 0, is_down=False)


def _end_offset(plan: Plan, number: int, at_end: bool, is_down: bool) -> float:
    """How far a link stays off the middle of the box at one of its ends."""
    wire = plan.wires[number]
    nudge = _NUDGE * plan.tracks.nudged.get((number, at_end), 0) + _TWIN * plan.twins[number]
    if not is_down:
        return nudge
    if wire.guest and not at_end:
        return plan.extents[wire.source].guests[wire.guest - 1][0]
    box = plan.boxes[wire.target if at_end else wire.source]
    path = plan.paths[number]
    if len(path) == 2:
        return port_offset(box, comes_in=path[0] > path[1]) + nudge
    return nudge if plan.is_fixed else port_offset(box, at_end) + nudge


def _end_point(plan: Plan, frame: Frame, number: int, value: float, at_end: bool) -> Point:
    wire = plan.wires[number]
    which = wire.target if at_end else wire.source
    box = plan.boxes[which]
    cell = plan.grid.cell[which]
    x, y = frame.across[cell[0]], frame.down[cell[1]]
    dx, dy = side_of(plan.paths[number], at_end)
    if wire.guest and not at_end:
        guest_x, guest_y = plan.extents[which].guests[wire.guest - 1]
        return x + guest_x, y + guest_y + box.guests[wire.guest - 1].radius
    if dx:
        return x + dx * outline_x(box, value - y), value
    return value, y + dy * outline_y(box, value - x)
