"""Cards, gateways and events as Graphviz nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fitengine.model.process import EventKind
from fitengine.render.dot.canvas import Canvas
from fitengine.render.dot.cards import card_label, cell_label
from fitengine.render.dot.first import write_first, write_first_line
from fitengine.render.dot.glyphs import Stroke, event_strokes, gateway_strokes, plus_strokes
from fitengine.render.dot.html import font, lines_of
from fitengine.render.dot.page import Page
from fitengine.render.grades import style_of
from fitengine.render.layout import Box, Point, Rect, Size
from fitengine.render.scene import CardMark, CellMark, EventMark, GatewayMark, OffPageMark
from fitengine.render.sizes import CAPTION_SIZE, CARD_PADDING, CHIP_HEIGHT, OFF_PAGE_SIZE, QUESTION_SIZE
from fitengine.render.text import step_anchor

__all__ = ["write_box", "write_markers"]

_THIN, _THICK = 1.4, 3.4
_PLUS = 5.0
_CHANGED = "3.2"
"""The outline of a step that was otherwise before, in points."""


def write_box(canvas: Canvas, page: Page, box: Box) -> None:
    """One box with its caption and its boundary events; their markers are written later, on top."""
    centre = page.placed.boxes[box.id]
    match page.scene.marks[box.id]:
        case CardMark() as card:
            _write_card(canvas, page, box, card)
            if card.first:
                write_first(canvas, page, box, card.first)
        case GatewayMark() as gateway:
            _write_gateway(canvas, page, box, gateway)
        case EventMark() as event:
            _write_event(canvas, page, box.id, event, centre)
        case OffPageMark() as mark:
            _write_off_page(canvas, page, box, mark)
        case CellMark() as cell:
            _write_cell(canvas, page, box, cell)
    for name, event, place in _guests(page, box):
        _write_event(canvas, page, name, event, place)


def write_markers(canvas: Canvas, page: Page, box: Box) -> None:
    """The markers of a box and of its boundary events."""
    x, y = page.placed.boxes[box.id]
    match page.scene.marks[box.id]:
        case CardMark() as card if not card.outcome:
            beside = x + box.size.width / 2 - CARD_PADDING - _PLUS - 1
            level = y + box.size.height / 2 - CARD_PADDING - card.foot - CHIP_HEIGHT / 2
            _draw(canvas, page, box.id, (beside, level), plus_strokes(_PLUS))
        case CardMark() as card if card.first:
            write_first_line(canvas, page, box)
        case GatewayMark() as gateway:
            _draw(canvas, page, box.id, (x, y), gateway_strokes(gateway.kind, box.size.width / 2))
        case EventMark() as event:
            _draw(
                canvas,
                page,
                box.id,
                (x, y),
                event_strokes(event.kind, event.trigger, event.radius, event.interrupting),
            )
    for name, event, place in _guests(page, box):
        _draw(
            canvas,
            page,
            name,
            place,
            event_strokes(event.kind, event.trigger, event.radius, event.interrupting),
        )


def _guests(page: Page, box: Box) -> Iterator[tuple[str, EventMark, Point]]:
    for guest in box.guests:
        mark = page.scene.marks[guest.id]
        assert isinstance(mark, EventMark), "guests are boundary events"
        yield guest.id, mark, page.placed.guests[guest.id]


def _write_card(canvas: Canvas, page: Page, box: Box, mark: CardMark) -> None:
    style = style_of(page.theme, mark.category) if mark.category else None
    look = {
        "label": f"<{card_label(mark, page.theme)}>",
        "shape": "box",
        "style": "rounded,filled,dashed" if style and style.dashed else "rounded,filled",
        "fillcolor": style.tint if style else page.theme.shape,
        "color": style.outline if style else page.theme.line,
        "penwidth": _CHANGED if mark.tag else "1.8" if style else "1.4",
        "URL": step_anchor(mark.step),
        "class": "step" if style else "subprocess",
    }
    canvas.node(box.id, {**look, **page.place(page.placed.boxes[box.id], box.size)})


def _write_gateway(canvas: Canvas, page: Page, box: Box, mark: GatewayMark) -> None:
    look = _outline(page, "diamond", "filled", _THIN, "gateway")
    canvas.node(box.id, {**look, **page.place(page.placed.boxes[box.id], box.size)})
    _write_caption(canvas, page, box.id, mark.caption, QUESTION_SIZE, bold=True)


def _write_off_page(canvas: Canvas, page: Page, box: Box, mark: OffPageMark) -> None:
    look = {
        "label": f"<{font(mark.text, OFF_PAGE_SIZE, page.theme.paper, bold=True)}>",
        "shape": "cds",
        "style": "filled",
        "fillcolor": page.theme.mute,
        "color": page.theme.mute,
        "class": "off-page",
        **({"URL": f"#part-{mark.part}"} if mark.part else {}),
    }
    canvas.node(box.id, {**look, **page.place(page.placed.boxes[box.id], box.size)})


def _write_cell(canvas: Canvas, page: Page, box: Box, mark: CellMark) -> None:
    """A cell has the outline of its most frequent verdict."""
    most = max(mark.counts, key=lambda count: count[1])[0]
    look = {
        "label": f"<{cell_label(mark, page.theme)}>",
        "shape": "box",
        "style": "rounded,filled",
        "fillcolor": page.theme.shape,
        "color": style_of(page.theme, most).outline,
        "penwidth": "1.8",
        "class": "cell",
        **({"URL": f"#part-{mark.part}"} if mark.part else {}),
    }
    canvas.node(box.id, {**look, **page.place(page.placed.boxes[box.id], box.size)})


def _write_event(canvas: Canvas, page: Page, name: str, mark: EventMark, centre: Point) -> None:
    dashed = mark.kind in (EventKind.BOUNDARY, EventKind.START) and not mark.interrupting
    pen = _THICK if mark.kind is EventKind.END else _THIN
    look = _outline(page, "circle", "filled,dashed" if dashed else "filled", pen, "event")
    canvas.node(name, {**look, **page.place(centre, Size(2 * mark.radius, 2 * mark.radius))})
    _write_caption(canvas, page, name, mark.caption, CAPTION_SIZE)


def _outline(page: Page, shape: str, style: str, pen: float, kind: str) -> dict[str, str]:
    return {
        "shape": shape,
        "style": style,
        "fillcolor": page.theme.shape,
        "color": page.theme.ink,
        "penwidth": f"{pen:g}",
        "class": kind,
    }


def _write_caption(
    canvas: Canvas, page: Page, owner: str, lines: Sequence[str], size: int, bold: bool = False
) -> None:
    rect = page.placed.captions.get(owner)
    if rect:
        words = lines_of(lines, size, page.theme.ink, bold, _alignment(page, owner, rect))
        room = Size(rect.right - rect.left, rect.bottom - rect.top)
        page.write_text(canvas, f"{owner}t", words, rect.centre, room, "caption")


def _alignment(page: Page, owner: str, rect: Rect) -> str:
    """Centred above and below, and close to the mark where the words stand beside it."""
    x, _ = page.placed.boxes.get(owner) or page.placed.guests[owner]
    if rect.left > x:
        return "LEFT"
    return "RIGHT" if rect.right < x else "CENTER"


def _draw(canvas: Canvas, page: Page, owner: str, centre: Point, strokes: Iterable[Stroke]) -> None:
    """Strokes are edges from a node to itself, since these are all that Graphviz draws freely."""
    for number, stroke in enumerate(strokes, 1):
        look = {
            "pos": page.points((centre[0] + x, centre[1] + y) for x, y in stroke.points),
            "dir": "none",
            "color": page.theme.ink,
            "penwidth": f"{stroke.pen:.2f}",
            "class": "marker",
            **({"style": "dashed"} if stroke.dashed else {}),
        }
        canvas.edge(f"{owner}m{number}", owner, owner, look)
