"""How much room a box takes around its middle, once it is known which of its sides are taken by links."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from fitengine.render.layout.model import Box, Outline, Point, Rect
from fitengine.render.layout.routing import Side

__all__ = ["Extent", "guest_pitch", "measure_box", "outline_x", "outline_y", "port_offset"]

_GAP = 4.0
_HANG = 20.0
"""Between a rectangle and the note below it: room for a line that ties them."""
_ABOVE: Side = (0, -1)
_BELOW: Side = (0, 1)
_GUEST_SHARE = 0.7
"""A boundary event stands at this part of its share of the lower edge, with its words to the left."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Distances from the middle, and the places of captions and boundary events relative to it."""

    left: float
    right: float
    up: float
    down: float
    caption: Rect | None
    guests: tuple[Point, ...]
    guest_captions: tuple[Rect | None, ...]


def measure_box(box: Box, taken: Collection[Side]) -> Extent:
    """The room for `box` when links use the sides `taken`."""
    half_width, half_height = box.size.width / 2, box.size.height / 2
    caption = _caption(box, taken)
    guests = _guest_places(box)
    words = tuple(_guest_caption(box, number, place) for number, place in enumerate(guests))
    parts = [Rect(-half_width, -half_height, half_width, half_height)]
    parts += [part for part in (caption, *words) if part]
    parts += [
        Rect(x - guest.radius, y - guest.radius, x + guest.radius, y + guest.radius)
        for guest, (x, y) in zip(box.guests, guests, strict=True)
    ]
    return Extent(
        -min(part.left for part in parts), max(part.right for part in parts),
        box.headroom - min(part.top for part in parts), max(part.bottom for part in parts),
        caption, guests, words,
    )  # fmt: skip


def guest_pitch(box: Box) -> float:
    """The part of the lower edge that each boundary event has for itself."""
    return box.size.width / len(box.guests)


def outline_x(box: Box, dy: float) -> float:
    """How far the outline is from the middle at `dy` above or below it."""
    return _outline(box.outline, box.size.width / 2, box.size.height / 2, dy)


def outline_y(box: Box, dx: float) -> float:
    return _outline(box.outline, box.size.height / 2, box.size.width / 2, dx)


def port_offset(box: Box, comes_in: bool) -> float:
    """Where links touch top and bottom: a card keeps those that come in apart from those that leave."""
    if box.outline is not Outline.RECTANGLE:
        return 0.0
    return box.size.width / 4 if comes_in else -box.size.width / 4


def _outline(outline: Outline, along: float, across: float, offset: float) -> float:
    part = min(1.0, abs(offset) / across)
    match outline:
        case Outline.RECTANGLE:
            return along
        case Outline.DIAMOND:
            return along * (1 - part)
        case Outline.ELLIPSE:
            return along * math.sqrt(1 - part * part)


def _caption(box: Box, taken: Collection[Side]) -> Rect | None:
    if not box.caption:
        return None
    width, height = box.caption.width, box.caption.height
    edge = box.size.height / 2 + (_HANG if box.outline is Outline.RECTANGLE else _GAP)
    if box.outline is not Outline.DIAMOND or (_ABOVE in taken and _BELOW not in taken):
        return Rect(-width / 2, edge, width / 2, edge + height)
    if _ABOVE not in taken:
        return Rect(-width / 2, -edge - height, width / 2, -edge)
    return Rect(_GAP + 1, -edge - height + 2, _GAP + 1 + width, -edge + 2)


def _guest_places(box: Box) -> tuple[Point, ...]:
    if not box.guests:
        return ()
    pitch = guest_pitch(box)
    return tuple(
        (-box.size.width / 2 + pitch * (number + _GUEST_SHARE), box.size.height / 2)
        for number in range(len(box.guests))
    )


def _guest_caption(box: Box, number: int, place: Point) -> Rect | None:
    guest = box.guests[number]
    if not guest.caption:
        return None
    right = place[0] - guest.radius - _GAP
    top = place[1] + _GAP
    return Rect(right - guest.caption.width, top, right, top + guest.caption.height)
