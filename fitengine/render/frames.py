"""Where the frames of unfolded subprocesses run, once everything inside has its place.

A frame is a rectangle around boxes of one subprocess and no others. Where others stand between them, the frame comes in pieces,
as large as they can be. A piece around a single box is always free, since boxes keep their distance.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    """Boxes of one frame: what they take together, with room for the names above them, and the most frames that stand around one
    of them."""

    boxes: frozenset[str]
    rect: Rect
    level: int

    def joined(self, other: _Group) -> _Group:
        rect = _around((self.rect, other.rect))
        return _Group(self.boxes | other.boxes, rect, max(self.level, other.level))

    @property
    def outline(self) -> Rect:
        pad = _PAD + _PAD_MORE * (self.level - 1)
        return Rect(self.rect.left - pad, self.rect.top, self.rect.right + pad, self.rect.bottom + pad)


class _Crowd:
    """Boxes by their places, and quickly those that a rectangle meets."""

    def __init__(self, places: Mapping[str, Rect]) -> None:
        self._places = sorted(places.items(), key=lambda place: place[1].left)
        self._lefts = [rect.left for _, rect in self._places]
        self._widest = max((rect.right - rect.left for _, rect in self._places), default=0.0)

    def meeting(self, rect: Rect) -> Iterator[str]:
        start = bisect_left(self._lefts, rect.left - self._widest)
        end = bisect_left(self._lefts, rect.right)
        return (box for box, other in self._places[start:end] if rect.meets(other))


class _Pieces:
    """One frame while it is cut into as many rectangles as it takes to leave all other boxes out. No piece meets a box of
    another one."""

    def __init__(self, number: int, part: Part, placed: Layout, rooms: Mapping[str, Rect]) -> None:
        boxes = part.frames[number].boxes
        inner = [other.boxes for other in part.frames if other.boxes < boxes]
        self._inner = [mine for mine in inner if not any(mine < other for other in inner)]
        self._alone = {}
        for box in boxes:
            level = sum(box in other.boxes for other in part.frames[number:])
            place = replace(rooms[box], top=rooms[box].top - FRAME_TITLE * level)
            self._alone[box] = _Group(frozenset([box]), place, level)
        self._mine = _Crowd({box: group.rect for box, group in self._alone.items()})
        self._others = _Crowd({box: room for box, room in rooms.items() if box not in boxes})
        self._middle = placed.boxes

    def rects(self) -> Iterator[Rect]:
        whole = self._group(self._alone)
        for piece in [whole] if self._is_free(whole) else self._join():
            yield piece.outline

    def _join(self) -> list[_Group]:
        """From the top, each with the first piece that it can be joined to with all that comes to lie between."""
        pieces: list[_Group] = []
        owner: dict[str, int] = {}
        for unit in self._units():
            if owner.keys() & unit.boxes:
                if not (left := unit.boxes - owner.keys()):
                    continue
                unit = self._group(left)
            for at, piece in enumerate(pieces):
                joined = self._filled(piece.joined(unit))
                if joined and all(owner.get(box, at) == at for box in joined.boxes):
                    break
            else:
                at, joined = len(pieces), unit
                pieces.append(unit)
            pieces[at] = joined
            owner.update(dict.fromkeys(joined.boxes, at))
        return pieces

    def _units(self) -> list[_Group]:
        """What should not be torn apart, from the top and from left to right: the frames inside where they are whole, and single
        boxes."""
        inside = (self._group(boxes) for boxes in self._inner)
        whole = [group for group in inside if self._filled(group) == group]
        rest = self._alone.keys() - frozenset().union(*(group.boxes for group in whole))
        units = [*whole, *(self._alone[box] for box in rest)]
        middle = self._middle
        return sorted(
            units, key=lambda unit: min((middle[box][1], middle[box][0], box) for box in unit.boxes)
        )

    def _group(self, boxes: Iterable[str]) -> _Group:
        return reduce(_Group.joined, (self._alone[box] for box in boxes))

    def _filled(self, group: _Group) -> _Group | None:
        """The group with all boxes of the frame that come to lie in it; None where others do."""
        while self._is_free(group):
            met = frozenset(self._mine.meeting(group.outline))
            if met <= group.boxes:
                return group
            group = group.joined(self._group(met - group.boxes))
        return None

    def _is_free(self, group: _Group) -> bool:
        return not any(self._others.meeting(group.outline))


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
