"""Where the frames of unfolded subprocesses run, once everything inside has its place.

A frame is a rectangle around boxes of one subprocess and no others. Where others stand between them, the frame comes in pieces,
as large as they can be. A piece around a single box is always free, since boxes keep their distance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fitengine.render.layout import Box, Layout, Rect, Size
from fitengine.render.scene import FrameMark, Part
from fitengine.render.sizes import FRAME_SIZE, FRAME_TITLE
from fitengine.render.text import shorten, text_width

__all__ = ["PlacedFrame", "place_frames"]

_PAD, _PAD_MORE = 7.0, 3.0
"""From a box to the frame around it, and from frame to frame."""
_INSET = 10.0
_STEP = 12.0
_LEAST_TITLE = 24.0


@dataclass(frozen=True, slots=True)
class PlacedFrame:
    """`title` is the place of the words; both are missing where there is no free place for any."""

    rect: Rect
    words: str
    title: Rect | None


def place_frames(part: Part, placed: Layout) -> tuple[PlacedFrame, ...]:
    """The frames of a part, the outer ones first."""
    if not part.frames:
        return ()
    rooms = {box.id: _room(box, placed) for box in part.boxes}
    taken = list(_lines_and_labels(part, placed))
    found = []
    for number, frame in enumerate(part.frames):
        levels = {box: sum(box in other.boxes for other in part.frames[number:]) for box in frame.boxes}
        for rect in _Pieces(frame, part, placed, rooms, levels).rects():
            words, title = _title(frame.name, rect, taken)
            taken += [title] if title else []
            found.append(PlacedFrame(rect, words, title))
    return tuple(found)


def _room(mine: Box, placed: Layout) -> Rect:
    """A box with its caption and its boundary events."""
    rects = [Rect.around(placed.boxes[mine.id], mine.size)]
    names = [mine.id, *(guest.id for guest in mine.guests)]
    rects += [placed.captions[name] for name in names if name in placed.captions]
    rects += [
        Rect.around(placed.guests[guest.id], Size(2 * guest.radius, 2 * guest.radius))
        for guest in mine.guests
    ]
    return _around(rects)


def _around(rects: Iterable[Rect]) -> Rect:
    rects = list(rects)
    return Rect(
        min(rect.left for rect in rects),
        min(rect.top for rect in rects),
        max(rect.right for rect in rects),
        max(rect.bottom for rect in rects),
    )


@dataclass(frozen=True, slots=True)
class _Pieces:
    """One frame while it is cut into as many rectangles as it takes to leave all other boxes out. `levels` counts, for each of
    its boxes, this frame and those inside it that stand around the box."""

    frame: FrameMark
    part: Part
    placed: Layout
    rooms: dict[str, Rect]
    levels: dict[str, int]

    def rects(self) -> Iterator[Rect]:
        if self._is_free(self.frame.boxes):
            yield self._padded(self.frame.boxes)
            return
        pieces: list[frozenset[str]] = []
        for unit in self._units():
            joined = next((at for at, piece in enumerate(pieces) if self._is_free(piece | unit)), None)
            if joined is None:
                pieces.append(unit)
            else:
                pieces[joined] |= unit
        for piece in pieces:
            yield self._padded(piece)

    def _units(self) -> Iterator[frozenset[str]]:
        """What should not be torn apart, from left to right: the frames inside where they are whole, and single boxes."""
        inner = [frame.boxes for frame in self.part.frames if frame.boxes < self.frame.boxes]
        units = [
            boxes for boxes in inner if self._is_free(boxes) and not any(boxes < other for other in inner)
        ]
        rest = self.frame.boxes.difference(*units)
        units += [frozenset([box]) for box in rest]
        middle = self.placed.boxes
        yield from sorted(units, key=lambda unit: min((middle[box][1], middle[box][0], box) for box in unit))

    def _is_free(self, boxes: frozenset[str]) -> bool:
        others = [self.rooms[box.id] for box in self.part.boxes if box.id not in self.frame.boxes]
        return _is_free(self._padded(boxes), others)

    def _padded(self, boxes: frozenset[str]) -> Rect:
        """With room for the names of this frame and of those inside it."""
        inside = _around(self.rooms[box] for box in boxes)
        pad = _PAD + _PAD_MORE * (max(self.levels[box] for box in boxes) - 1)
        top = min(self.rooms[box].top - FRAME_TITLE * self.levels[box] for box in boxes)
        return Rect(inside.left - pad, top, inside.right + pad, inside.bottom + pad)


def _is_free(rect: Rect, others: Sequence[Rect]) -> bool:
    return not any(rect.overlap(other) for other in others)


def _lines_and_labels(part: Part, placed: Layout) -> Iterator[Rect]:
    for link in part.links:
        route = placed.routes[link.id]
        for (x0, y0), (x1, y1) in zip(route.points, route.points[1:], strict=False):
            yield Rect(min(x0, x1) - 2, min(y0, y1) - 2, max(x0, x1) + 2, max(y0, y1) + 2)
        if route.label and link.label:
            yield Rect.around(route.label, link.label)


def _title(name: str, rect: Rect, taken: Sequence[Rect]) -> tuple[str, Rect | None]:
    """The words in the upper left corner, or further right where something else runs there; shorter where they must be."""
    near = [
        other
        for other in taken
        if other.overlap(Rect(rect.left, rect.top, rect.right, rect.top + FRAME_TITLE))
    ]
    room = rect.right - rect.left - 2 * _INSET
    width = min(room, text_width(name, FRAME_SIZE, bold=True) + 2)
    while width >= min(_LEAST_TITLE, room):
        left = rect.left + _INSET
        while left + width <= rect.right - _INSET + 0.01:
            place = Rect(left, rect.top + 3, left + width, rect.top + FRAME_TITLE)
            if _is_free(place, near):
                return shorten(name, width, FRAME_SIZE, bold=True), place
            left += _STEP
        width *= 0.7
    return "", None
