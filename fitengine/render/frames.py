"""Where the frames of unfolded subprocesses run, once everything inside has its place.

A frame is a rectangle around boxes of one subprocess and no others. Where others stand between them, the frame comes in pieces,
as large as they can be. A piece around a single box is always free, since boxes keep their distance.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from fitengine.render.layout import Box, Layout, Rect, Size
from fitengine.render.scene import Part
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
        for rect in _Pieces(number, part, placed, rooms).rects():
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
class _Group:
    """Boxes of one frame: what they take together, with room for the names above them, the most frames that stand around one of
    them, and where the first of them stands (down, across, its id)."""

    rect: Rect
    level: int
    first: tuple[float, float, str]

    def joined(self, other: _Group) -> _Group:
        rect = _around((self.rect, other.rect))
        return _Group(rect, max(self.level, other.level), min(self.first, other.first))

    @property
    def outline(self) -> Rect:
        pad = _PAD + _PAD_MORE * (self.level - 1)
        return Rect(self.rect.left - pad, self.rect.top, self.rect.right + pad, self.rect.bottom + pad)


class _Crowd:
    """Rectangles, and quickly those that are near another one."""

    def __init__(self, rects: Iterable[Rect]) -> None:
        self._rects = sorted(rects, key=lambda rect: rect.left)
        self._lefts = [rect.left for rect in self._rects]
        self._widest = max((rect.right - rect.left for rect in self._rects), default=0.0)

    def meeting(self, rect: Rect) -> Iterator[Rect]:
        start = bisect_left(self._lefts, rect.left - self._widest)
        end = bisect_left(self._lefts, rect.right)
        return (other for other in self._rects[start:end] if rect.meets(other))


class _Pieces:
    """One frame while it is cut into as many rectangles as it takes to leave all other boxes out."""

    def __init__(self, number: int, part: Part, placed: Layout, rooms: Mapping[str, Rect]) -> None:
        boxes = part.frames[number].boxes
        inner = [other.boxes for other in part.frames if other.boxes < boxes]
        self._inner = [mine for mine in inner if not any(mine < other for other in inner)]
        self._alone = {}
        for box in boxes:
            room, level = rooms[box], sum(box in other.boxes for other in part.frames[number:])
            x, y = placed.boxes[box]
            self._alone[box] = _Group(replace(room, top=room.top - FRAME_TITLE * level), level, (y, x, box))
        self._mine = _Crowd(group.rect for group in self._alone.values())
        self._others = _Crowd(room for box, room in rooms.items() if box not in boxes)

    def rects(self) -> Iterator[Rect]:
        whole = self._group(self._alone)
        if self._is_free(whole):
            yield whole.outline
            return
        pieces = self._join(self._is_free)
        if not all(map(self._is_whole, pieces)):
            pieces = self._join(lambda group: self._is_free(group) and self._is_whole(group))
        for piece in pieces:
            yield piece.outline

    def _group(self, boxes: Iterable[str]) -> _Group:
        return reduce(_Group.joined, (self._alone[box] for box in boxes))

    def _join(self, fits: Callable[[_Group], bool]) -> list[_Group]:
        pieces: list[_Group] = []
        for unit in self._units(fits):
            for at, piece in enumerate(pieces):
                joined = piece.joined(unit)
                if fits(joined):
                    pieces[at] = joined
                    break
            else:
                pieces.append(unit)
        return pieces

    def _units(self, fits: Callable[[_Group], bool]) -> list[_Group]:
        """What should not be torn apart, from left to right: the frames inside where they are whole, and single boxes."""
        whole = [boxes for boxes in self._inner if fits(self._group(boxes))]
        rest = self._alone.keys() - frozenset().union(*whole)
        units = [*map(self._group, whole), *(self._alone[box] for box in rest)]
        return sorted(units, key=lambda unit: unit.first)

    def _is_free(self, group: _Group) -> bool:
        return not any(self._others.meeting(group.outline))

    def _is_whole(self, group: _Group) -> bool:
        """Whether the frame around these boxes runs through none of its other boxes, nor its name over one."""
        outline = group.outline
        return all(_around((other, outline)) == outline for other in self._mine.meeting(outline))


def _is_free(rect: Rect, others: Sequence[Rect]) -> bool:
    return not any(map(rect.meets, others))


def _lines_and_labels(part: Part, placed: Layout) -> Iterator[Rect]:
    for link in part.links:
        route = placed.routes[link.id]
        for (x0, y0), (x1, y1) in zip(route.points, route.points[1:], strict=False):
            yield Rect(min(x0, x1) - 2, min(y0, y1) - 2, max(x0, x1) + 2, max(y0, y1) + 2)
        if route.label and link.label:
            yield Rect.around(route.label, link.label)


def _title(name: str, rect: Rect, taken: Sequence[Rect]) -> tuple[str, Rect | None]:
    """The words in the upper left corner, or further right where something else runs there; shorter where they must be."""
    strip = replace(rect, bottom=rect.top + FRAME_TITLE)
    near = [other for other in taken if strip.meets(other)]
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
