"""A swimlane layout of our own: lanes stay in the given order, flow runs from left to right, links run across and down.

Graphviz's own layouts do not keep the order of lanes and put labels under boxes; it draws what is placed here. Everything is a
pure function of its input: the same boxes and links give the same numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from fitengine.render.layout.candidates import End
from fitengine.render.layout.columns import assign_columns, find_back_links
from fitengine.render.layout.extents import Extent, measure_box
from fitengine.render.layout.grid import Cell, Grid, Path
from fitengine.render.layout.labels import LabelTask, PlacedLabel, place_labels
from fitengine.render.layout.model import (
    Band,
    Box,
    Guest,
    LaneSpec,
    Layout,
    Link,
    Outline,
    Point,
    Rect,
    Route,
    Size,
)
from fitengine.render.layout.places import Plan, Room, draw_path, place_lines
from fitengine.render.layout.routing import Side, Wire, route_wires, side_of
from fitengine.render.layout.rows import Rows, assign_rows
from fitengine.render.layout.tracks import assign_tracks

__all__ = [
    "Band",
    "Box",
    "Guest",
    "LaneSpec",
    "Layout",
    "Link",
    "Outline",
    "Point",
    "Rect",
    "Route",
    "Size",
    "find_columns",
    "layout",
]

K = TypeVar("K")

_ABOVE_LINE = 3.0
_ROUNDS = 4
"""How often room is made for labels that found no free place."""


def layout(
    boxes: Sequence[Box],
    links: Sequence[Link],
    lanes: Sequence[LaneSpec],
    indent: float = 0.0,
    columns: Sequence[int] = (),
) -> Layout:
    """Places boxes and links in bands, one a lane, right of `indent`. Boxes come in reading order, with unique ids; each
    stands in one of `lanes`, and links join boxes that are there. `columns` gives the column of each box instead of the
    flow; then no two boxes of a lane may share a column, and every lane has one row."""
    plan = _make_plan(boxes, links, lanes, columns)
    room = _label_room(plan)
    drawing = _Drawing(plan, room, indent)
    for _ in range(_ROUNDS - 1):
        pinched = [number for number, label in drawing.labels.items() if label.trouble]
        if not pinched:
            break
        _widen(plan, room, pinched)
        wider = _Drawing(plan, room, indent)
        if wider.trouble >= drawing.trouble:
            break
        drawing = wider
    return drawing.result()


def find_columns(boxes: Sequence[Box], links: Sequence[Link]) -> list[int]:
    """The column that each box would stand in."""
    pairs, back = _number_links(boxes, links)
    return assign_columns(
        [box.lane for box in boxes], [pair for at, pair in enumerate(pairs) if at not in back]
    )


def _number_links(
    boxes: Sequence[Box], links: Sequence[Link]
) -> tuple[list[tuple[int, int]], frozenset[int]]:
    """Links as pairs of box numbers, and which of them go back."""
    number = {box.id: at for at, box in enumerate(boxes)}
    pairs = [(number[link.source], number[link.target]) for link in links]
    known = [at for at, link in enumerate(links) if link.back]
    open_links = [at for at, link in enumerate(links) if not link.back]
    found = find_back_links(len(boxes), [pairs[at] for at in open_links])
    return pairs, frozenset(known) | {open_links[at] for at in found}


def _make_plan(
    boxes: Sequence[Box], links: Sequence[Link], lanes: Sequence[LaneSpec], columns: Sequence[int]
) -> Plan:
    pairs, back = _number_links(boxes, links)
    lane_of = [box.lane for box in boxes]
    if columns:
        back = frozenset(
            at for at, (source, target) in enumerate(pairs) if columns[target] <= columns[source]
        )
        column, rows = list(columns), Rows(lane_of, [1] * len(lanes))
    else:
        column = assign_columns(lane_of, [pair for at, pair in enumerate(pairs) if at not in back])
        rows = assign_rows(lane_of, len(lanes), column, pairs, [link.weight for link in links], back)
    grid = Grid(column, rows.row, rows.count)
    boxes = _sort_guests(boxes, pairs, links, rows.row)
    wires = [
        Wire(source, target, link.weight, at in back, _guest_number(boxes[source], link))
        for at, (link, (source, target)) in enumerate(zip(links, pairs, strict=True))
    ]
    paths = route_wires(grid, wires, [_end(box, cell) for box, cell in zip(boxes, grid.cell, strict=True)])
    taken = _taken_sides(wires, paths)
    return Plan(
        boxes, links, lanes, rows.count, grid, wires, paths, assign_tracks(grid, paths, wires),
        [measure_box(box, taken.get(at, ())) for at, box in enumerate(boxes)], bool(columns),
        _count_twins(wires, paths),
        frozenset(path[-1][1] + 1 for path in paths if len(path) > 2 and side_of(path, at_end=True) == (0, 1)),
    )  # fmt: skip


def _count_twins(wires: Sequence[Wire], paths: Sequence[Path]) -> list[int]:
    seen: Counter[tuple[int, int]] = Counter()
    twins = []
    for wire, path in zip(wires, paths, strict=True):
        is_straight = len(path) == 2
        twins.append(seen[wire.source, wire.target] if is_straight else 0)
        seen[wire.source, wire.target] += is_straight
    return twins


def _end(box: Box, cell: tuple[int, int]) -> End:
    hangs = bool(box.guests) or (box.outline is not Outline.DIAMOND and box.caption is not None)
    return End(cell, box.outline is Outline.DIAMOND, box.outline is not Outline.RECTANGLE, not hangs)


def _guest_number(box: Box, link: Link) -> int:
    return next((at for at, guest in enumerate(box.guests, 1) if guest.id == link.guest), 0)


def _sort_guests(
    boxes: Sequence[Box], pairs: Sequence[tuple[int, int]], links: Sequence[Link], row: Sequence[int]
) -> list[Box]:
    """Boundary events whose links end further down stand further left, so that these do not cross."""
    depth: dict[str, int] = {}
    for link, (_, target) in zip(links, pairs, strict=True):
        if link.guest:
            depth.setdefault(link.guest, row[target])
    return [
        replace(box, guests=tuple(sorted(box.guests, key=lambda guest: -depth.get(guest.id, -1))))
        if len(box.guests) > 1
        else box
        for box in boxes
    ]


def _taken_sides(wires: Sequence[Wire], paths: Sequence[Path]) -> dict[int, set[Side]]:
    taken: dict[int, set[Side]] = {}
    for wire, path in zip(wires, paths, strict=True):
        taken.setdefault(wire.source, set()).add(side_of(path))
        taken.setdefault(wire.target, set()).add(side_of(path, at_end=True))
    return taken


def _label_room(plan: Plan) -> Room:
    """Room for each label where one would look for it: beside the source, or over the first line across."""
    room = Room()
    for number, link in enumerate(plan.links):
        if link.label:
            _give_room(plan, room, number, link.label.width + 9, link.label.height + 1, growing=False)
    return room


def _widen(plan: Plan, room: Room, pinched: Sequence[int]) -> None:
    for number in pinched:
        label = plan.links[number].label
        assert label is not None, "only labels can be pinched"
        _give_room(plan, room, number, label.width, label.height + 4, growing=True)


def _give_room(plan: Plan, room: Room, number: int, width: float, height: float, growing: bool) -> None:
    path = plan.paths[number]
    for segment, (start, end) in enumerate(pairwise(path)):
        if start[1] != end[1]:
            continue
        if segment == 0 or growing:
            _give_room_beside(plan, room, start, end, width, height, growing)
        if segment == 0 and not growing:
            return
        if (number, segment) in plan.tracks.track:
            _need(room.gutter, (start[1], plan.tracks.track[number, segment]), height, growing)
            return


def _give_room_beside(
    plan: Plan, room: Room, start: Cell, end: Cell, width: float, height: float, growing: bool
) -> None:
    """Width of the channel that a line across begins in, and height of its row."""
    (x0, y0), (x1, _) = start, end
    line = x0 + 1 if x1 > x0 else x0 - 1
    if line % 2 == 0 and (abs(x1 - x0) <= 2 or growing):
        _need(room.channel, line, width / 2 if growing else width, growing)
    if plan.grid.is_row(y0):
        _need(room.row, y0, height + _ABOVE_LINE, growing)


def _need(needs: dict[K, float], key: K, amount: float, growing: bool) -> None:
    needs[key] = needs.get(key, 0.0) + amount if growing else max(needs.get(key, 0.0), amount)


class _Drawing:
    """One try: lines, routes and labels for a given room."""

    def __init__(self, plan: Plan, room: Room, indent: float) -> None:
        self._plan = plan
        self._frame = place_lines(plan, room, indent)
        self._routes = [draw_path(plan, self._frame, number) for number in range(len(plan.links))]
        self._middles = [(self._frame.across[x], self._frame.down[y]) for x, y in plan.grid.cell]
        self._starts: dict[Point, list[int]] = {}
        for number, route in enumerate(self._routes):
            self._starts.setdefault(route[0], []).append(number)
        self._guests = self._place_guests()
        self._captions = self._place_captions()
        self.labels = self._place_labels(indent)
        self.trouble = sum(label.trouble for label in self.labels.values())

    def result(self) -> Layout:
        plan, frame = self._plan, self._frame
        ids = [box.id for box in plan.boxes]
        return Layout(
            frame.width, frame.height, frame.bands,
            dict(zip(ids, self._middles, strict=True)), self._guests, self._captions,
            {
                link.id: Route(points, self.labels[at].centre if at in self.labels else None, wire.back)
                for at, (link, points, wire) in enumerate(zip(plan.links, self._routes, plan.wires, strict=True))
            },
        )  # fmt: skip

    def _place_labels(self, indent: float) -> dict[int, PlacedLabel]:
        links = self._plan.links
        order = sorted(
            (at for at, link in enumerate(links) if link.label), key=lambda at: (-links[at].weight, at)
        )
        tasks = [LabelTask(at, size, self._shared_start(at)) for at in order if (size := links[at].label)]
        page = Rect(indent, 0.0, self._frame.width, self._frame.height)
        return place_labels(tasks, self._routes, self._obstacles(), page)

    def _shared_start(self, number: int) -> float:
        """The length of a bent route's first segment, if another route begins with it."""
        start, end = self._routes[number][:2]
        if len(self._routes[number]) == 2 or len(self._starts[start]) == 1:
            return 0.0
        heading = _direction(start, end)
        others = (self._routes[other] for other in self._starts[start] if other != number)
        if any(_direction(route[0], route[1]) == heading for route in others):
            return abs(end[0] - start[0]) + abs(end[1] - start[1])
        return 0.0

    def _obstacles(self) -> list[Rect]:
        obstacles = list(self._captions.values())
        for box, (x, y) in zip(self._plan.boxes, self._middles, strict=True):
            obstacles.append(Rect.around((x, y), box.size))
            for guest in box.guests:
                place = self._guests[guest.id]
                obstacles.append(Rect.around(place, Size(2 * guest.radius, 2 * guest.radius)))
        return obstacles

    def _place_guests(self) -> dict[str, Point]:
        return {
            guest.id: (x + dx, y + dy)
            for box, extent, (x, y) in self._each_box()
            for guest, (dx, dy) in zip(box.guests, extent.guests, strict=True)
        }

    def _place_captions(self) -> dict[str, Rect]:
        captions = {}
        for box, extent, middle in self._each_box():
            named = [(box.id, extent.caption)]
            named += zip((guest.id for guest in box.guests), extent.guest_captions, strict=True)
            captions.update({name: _shift(rect, middle) for name, rect in named if rect})
        return captions

    def _each_box(self) -> Iterator[tuple[Box, Extent, Point]]:
        return zip(self._plan.boxes, self._plan.extents, self._middles, strict=True)


def _direction(start: Point, end: Point) -> tuple[bool, bool]:
    return end[0] > start[0], end[1] > start[1]


def _shift(rect: Rect, by: Point) -> Rect:
    return Rect(rect.left + by[0], rect.top + by[1], rect.right + by[0], rect.bottom + by[1])
