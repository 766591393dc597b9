"""Marks of single elements, and the boxes they fill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

from fitengine.model.process import Event, EventKind, Gateway, GatewayKind, Node, SubProcess, Task
from fitengine.render.layout import Box, Guest, Outline, Size
from fitengine.render.marks.cards import CardMaker
from fitengine.render.scene import CardMark, CellMark, EventMark, GatewayMark, Mark, OffPageMark
from fitengine.render.sizes import (
    CAPTION_LINE,
    CAPTION_SIZE,
    CARD_PADDING,
    CELL_HEIGHT,
    CELL_WIDTH,
    CHIP_GAP,
    CHIP_HEIGHT,
    FIRST_FOLD,
    FIRST_FOOT,
    FIRST_HEAD,
    FIRST_LINE,
    FIRST_WIDTH,
    GUEST_PITCH,
    META_LINE,
    NOTE_LINE,
    OFF_PAGE_HEIGHT,
    OFF_PAGE_SIZE,
    QUESTION_SIZE,
    TITLE_LINE,
)
from fitengine.render.text import clean, text_width, wrap

__all__ = ["make_box", "make_guests", "make_mark"]

_DIAMOND = 44.0
_RADIUS, _GUEST_RADIUS = 16.0, 12.0
_QUESTION_WIDTH, _CAPTION_WIDTH = 90.0, 88.0
_OFF_PAGE_POINT = 26.0
"""What the point of an off-page mark takes besides its words."""
_GATEWAYS = {
    GatewayKind.EXCLUSIVE: "exclusive gateway: one branch", GatewayKind.PARALLEL: "parallel gateway: all branches",
    GatewayKind.INCLUSIVE: "inclusive gateway: one branch or more",
    GatewayKind.EVENT_BASED: "event-based gateway: whatever happens first", GatewayKind.COMPLEX: "complex gateway",
}  # fmt: skip
_EVENTS = {
    EventKind.START: "start", EventKind.END: "end", EventKind.CATCH: "intermediate event",
    EventKind.THROW: "intermediate event, sends", EventKind.BOUNDARY: "boundary event",
}  # fmt: skip


def make_mark(node: Node, cards: CardMaker, guests: int) -> Mark:
    """The mark of an element with so many boundary events."""
    match node:
        case Task():
            return cards.card(node, guests)
        case SubProcess():
            return cards.folded(node, guests)
        case Gateway():
            caption = wrap(node.name, _QUESTION_WIDTH, QUESTION_SIZE, bold=True) if node.name.strip() else ()
            return GatewayMark(node.kind, caption, _named(node.name, _GATEWAYS[node.kind]))
        case Event():
            return _event(node, _CAPTION_WIDTH)


def make_guests(
    events: Sequence[Event], ids: Mapping[str, str], host: Mark, marks: dict[str, Mark]
) -> tuple[Guest, ...]:
    """Boundary events of one host; their marks are added to `marks`."""
    if not events:
        return ()
    width = host.width if isinstance(host, CardMark) else GUEST_PITCH * len(events)
    pitch = width / len(events)
    room = pitch * 0.7 - 18 if len(events) == 1 else pitch - 34
    guests = []
    for event in events:
        mark = _event(event, room)
        marks[ids[event.id]] = mark
        guests.append(Guest(ids[event.id], mark.radius, _caption_size(mark.caption, CAPTION_SIZE)))
    return tuple(guests)


def make_box(name: str, mark: Mark, lane: int, guests: tuple[Guest, ...] = ()) -> Box:
    """The box that a mark fills."""
    match mark:
        case CardMark():
            return Box(
                name, lane, Size(mark.width, _card_height(mark)), caption=_first_size(mark), guests=guests
            )
        case GatewayMark(caption=caption):
            words = _caption_size(caption, QUESTION_SIZE, bold=True)
            return Box(name, lane, Size(_DIAMOND, _DIAMOND), Outline.DIAMOND, words, guests)
        case EventMark(caption=caption, radius=radius):
            words = _caption_size(caption, CAPTION_SIZE)
            return Box(name, lane, Size(2 * radius, 2 * radius), Outline.ELLIPSE, words, guests)
        case OffPageMark(text=text):
            width = ceil(text_width(text, OFF_PAGE_SIZE, bold=True) + _OFF_PAGE_POINT)
            return Box(name, lane, Size(width, OFF_PAGE_HEIGHT))
        case CellMark():
            return Box(name, lane, Size(CELL_WIDTH, CELL_HEIGHT))


def _event(event: Event, width: float) -> EventMark:
    caption = wrap(event.name, width, CAPTION_SIZE) if event.name.strip() else ()
    words = _EVENTS[event.kind] + (f", {clean(event.trigger, 40)}" if event.trigger else "")
    radius = _GUEST_RADIUS if event.kind is EventKind.BOUNDARY else _RADIUS
    return EventMark(
        event.kind, event.trigger, event.interrupting, caption, _named(event.name, words), radius
    )


def _named(name: str, words: str) -> str:
    return f"{clean(name)} ({words})" if name.strip() else words


def _card_height(mark: CardMark) -> float:
    """Whole points: some versions of Graphviz draw nothing else."""
    text = META_LINE + TITLE_LINE * len(mark.title) + CHIP_GAP + CHIP_HEIGHT
    return ceil(2 * CARD_PADDING - 3 + text + NOTE_LINE * len(mark.notes) + mark.foot)


def _first_size(mark: CardMark) -> Size | None:
    if mark.first is None:
        return None
    return Size(FIRST_WIDTH, FIRST_HEAD + FIRST_LINE * len(mark.first.lines) + FIRST_FOLD + FIRST_FOOT)


def _caption_size(lines: Sequence[str], size: float, bold: bool = False) -> Size | None:
    if not lines:
        return None
    return Size(max(text_width(line, size, bold) for line in lines) + 3, CAPTION_LINE * len(lines))
