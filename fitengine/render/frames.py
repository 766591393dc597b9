"""Where the frames of unfolded subprocesses run, once everything inside has its place.

A frame is a rectangle around boxes of one subprocess and no others. Where others stand between them, the frame comes in pieces:
a piece for each lane, row, or run of neighbours. A piece around a single box is always free, since boxes keep their distance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fitengine.render.layout import Layout, Rect, Size
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
    rooms = {box.id: _room(part, placed, box.id) for box in part.boxes}
    taken = list(_lines_and_labels(part, placed))
    found = []
    for frame in part.frames:
        for rect in _rects(frame, part, placed, rooms):
            words, title = _title(frame.name, rect, taken)
            taken += [title] if title else []
            found.append(PlacedFrame(rect, words, title))
    return tuple(found)


def _room(part: Part, placed: Layout, box: str) -> Rect:
    """A box with its caption and its boundary events."""
    mine = next(found for found in part.boxes if found.id == box)
    rects = [Rect.around(placed.boxes[box], mine.size)]
    names = [box, *(guest.id for guest in mine.guests)]
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


def _rects(frame: FrameMark, part: Part, placed: Layout, rooms: Mapping[str, Rect]) -> Iterator[Rect]:
    """One rectangle, or as many as it takes to leave all other boxes out."""
    lane = {box.id: box.lane for box in part.boxes}
    mine = sorted(frame.boxes, key=lambda box: (placed.boxes[box][1], placed.boxes[box][0], box))
    others = [rooms[box.id] for box in part.boxes if box.id not in frame.boxes]
    ways: list[Callable[[str], object]] = [
        lambda _: 0,
        lambda box: lane[box],
        lambda box: placed.boxes[box][1],
    ]
    pieces: list[Sequence[str]] = [mine]
    for way in ways:
        pieces = [group for piece in pieces for group in _divided(piece, way, frame, rooms, others)]
    for piece in pieces:
        yield from _runs(piece, frame, rooms, others)


def _divided(
    piece: Sequence[str],
    way: Callable[[str], object],
    frame: FrameMark,
    rooms: Mapping[str, Rect],
    others: Sequence[Rect],
) -> list[list[str]]:
    """A piece that is free stays whole."""
    if _is_free(_padded(piece, frame, rooms), others):
        return [list(piece)]
    groups: dict[object, list[str]] = {}
    for box in piece:
        groups.setdefault(way(box), []).append(box)
    return list(groups.values())


def _runs(
    piece: Sequence[str], frame: FrameMark, rooms: Mapping[str, Rect], others: Sequence[Rect]
) -> Iterator[Rect]:
    """From left to right, each as long as it stays free."""
    run: list[str] = []
    for box in sorted(piece, key=lambda box: (rooms[box].left, rooms[box].top)):
        if run and not _is_free(_padded([*run, box], frame, rooms), others):
            yield _padded(run, frame, rooms)
            run = []
        run.append(box)
    yield _padded(run, frame, rooms)


def _is_free(rect: Rect, others: Sequence[Rect]) -> bool:
    return not any(rect.overlap(other) for other in others)


def _padded(boxes: Iterable[str], frame: FrameMark, rooms: Mapping[str, Rect]) -> Rect:
    """With room for the names of this frame and of those inside it."""
    inside = _around(rooms[box] for box in boxes)
    pad = _PAD + _PAD_MORE * frame.inner
    top = inside.top - FRAME_TITLE * (frame.inner + 1)
    return Rect(inside.left - pad, top, inside.right + pad, inside.bottom + pad)


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
