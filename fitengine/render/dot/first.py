"""Notes that hang below a card: what must come before anything is built."""

from __future__ import annotations

from itertools import pairwise

from fitengine.render.dot.canvas import Canvas
from fitengine.render.dot.html import cell, font, lines_of, row, table
from fitengine.render.dot.page import Page
from fitengine.render.layout import Box, Point, Size
from fitengine.render.scene import Prerequisite
from fitengine.render.sizes import FIRST_FOLD, FIRST_FOOT, FIRST_HEAD, FIRST_LINE, NOTE_SIZE, TAG_SIZE

__all__ = ["write_first", "write_first_line"]

_INSET = 6
_HEAD, _HALF_HEAD = 5.0, 3.5


def write_first(canvas: Canvas, page: Page, box: Box, first: Prerequisite) -> None:
    """The note of one card."""
    rect = page.placed.captions[box.id]
    size = Size(rect.right - rect.left, rect.bottom - rect.top)
    look = {
        "label": f"<{_label(page, first, size)}>",
        "shape": "note",
        "style": "filled",
        "fillcolor": page.theme.note[0],
        "color": page.theme.note[1],
        "penwidth": "1",
        "class": "first",
    }
    canvas.node(f"{box.id}f", {**look, **page.place(rect.centre, size)})


def write_first_line(canvas: Canvas, page: Page, box: Box) -> None:
    """A dashed line from the note up to its card, with an open head."""
    x, y = page.placed.boxes[box.id]
    top, bottom = y + box.size.height / 2 + 2, page.placed.captions[box.id].top
    head = [(x - _HALF_HEAD, top + _HEAD), (x, top), (x + _HALF_HEAD, top + _HEAD)]
    for number, (points, dashed) in enumerate((([(x, bottom), (x, top)], True), (head, False)), 1):
        look = {
            "pos": page.points(_straight(points)),
            "dir": "none",
            "color": page.theme.note[1],
            "penwidth": "1.2",
            "class": "marker",
            **({"style": "dashed"} if dashed else {}),
        }
        canvas.edge(f"{box.id}fm{number}", f"{box.id}f", f"{box.id}f", look)


def _label(page: Page, first: Prerequisite, size: Size) -> str:
    width = size.width - 2 * _INSET
    rows = [
        row(cell("", _INSET, FIRST_FOLD - 3), cell("", width)),
        row(cell(""), cell(font(first.heading, TAG_SIZE, page.theme.mute, bold=True), width, FIRST_HEAD)),
        row(
            cell(""),
            cell(lines_of(first.lines, NOTE_SIZE, page.theme.ink), width, FIRST_LINE * len(first.lines)),
        ),
    ]
    return table([*rows, row(cell(""), cell("", width, FIRST_FOOT))], size.width - _INSET, size.height - 2)


def _straight(corners: list[Point]) -> list[Point]:
    """Lines as Bézier pieces."""
    points = [corners[0]]
    for (x0, y0), (x1, y1) in pairwise(corners):
        points += [
            (x0 + (x1 - x0) / 3, y0 + (y1 - y0) / 3),
            (x0 + (x1 - x0) * 2 / 3, y0 + (y1 - y0) * 2 / 3),
            (x1, y1),
        ]
    return points
