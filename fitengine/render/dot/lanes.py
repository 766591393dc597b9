"""Bands with their heads, the names of pools, and the titles of parts and columns."""

from __future__ import annotations

from fitengine.render.dot.boxes import write_box
from fitengine.render.dot.canvas import Canvas
from fitengine.render.dot.html import flush_left, font, lines_of, spacer
from fitengine.render.dot.page import Page
from fitengine.render.layout import Box, Size
from fitengine.render.scene import LaneMark
from fitengine.render.sizes import (
    CELL_WIDTH,
    COUNT_LINE,
    COUNT_SIZE,
    LANE_GAP,
    LANE_LINE,
    LANE_SIZE,
    LANE_WIDTH,
)
from fitengine.render.text import shorten

__all__ = ["write_band", "write_titles"]

_INSET = 9.0
_POOL_LINE = 16
_PART_SIZE, _PART_LINE = 13, 20
_COLUMN_SIZE, _COLUMN_LINE = 11, 18


def write_titles(canvas: Canvas, page: Page) -> None:
    """The title of a part and those of its columns, above its first band."""
    above = -_PART_LINE / 2 - 3
    if page.part.title:
        words = flush_left(
            font(page.part.title, _PART_SIZE, page.theme.ink, bold=True), page.width, _PART_LINE
        )
        page.write_text(
            canvas, f"part-{page.number}", words, (page.width / 2, above), Size(page.width, _PART_LINE)
        )
    middles = {
        column: page.placed.boxes[box.id][0]
        for box, column in zip(page.part.boxes, page.part.columns, strict=False)
    }
    for column, title in enumerate(page.part.column_titles):
        if column in middles:
            size = Size(CELL_WIDTH + 24, _COLUMN_LINE)
            words = font(
                shorten(title, size.width, _COLUMN_SIZE, bold=True), _COLUMN_SIZE, page.theme.ink, bold=True
            )
            page.write_text(canvas, f"column-{column + 1}", words, (middles[column], above), size)


def write_band(canvas: Canvas, page: Page, number: int, boxes: list[Box]) -> None:
    """One lane with all that stands in it; lanes count from 0."""
    mark, band, theme = page.part.lane_marks[number], page.placed.bands[number], page.theme
    look = {
        "bb": page.box(0, band.top, page.width, band.bottom),
        "style": "filled",
        "fillcolor": theme.band[mark.shade],
        "color": theme.rule,
        "penwidth": "0.8",
        "class": "lane",
    }
    with canvas.cluster(f"l{page.number}x{number + 1}", look) as lane:
        _write_head(lane, page, number)
        for box in boxes:
            write_box(lane, page, box)
    if mark.pool and (number == 0 or page.part.lane_marks[number - 1].pool != mark.pool):
        _write_pool(canvas, page, number, mark)


def _write_head(lane: Canvas, page: Page, number: int) -> None:
    """The name at the left; a lane without one still needs an element, or its band would not be drawn."""
    mark, band, theme = page.part.lane_marks[number], page.placed.bands[number], page.theme
    name, middle = f"h{page.number}x{number + 1}", (band.top + band.bottom) / 2
    if not mark.name:
        lane.node(name, {"shape": "none", **page.place((1, middle), Size(1, 1))})
        return
    look = {
        "bb": page.box(0, band.top, page.part.head, band.bottom),
        "style": "filled",
        "fillcolor": theme.head[mark.shade],
        "color": theme.rule,
        "penwidth": "0.8",
        "class": "lane-head",
    }
    with lane.cluster(f"{name}b", look) as head:
        words = lines_of(mark.name, LANE_SIZE, theme.ink, bold=True) + spacer(LANE_GAP)
        words += lines_of(mark.counts, COUNT_SIZE, theme.mute)
        size = Size(LANE_WIDTH, LANE_LINE * len(mark.name) + LANE_GAP + 1 + COUNT_LINE * len(mark.counts))
        centre = LANE_WIDTH / 2 + _INSET, middle
        page.write_text(head, name, flush_left(words, size.width, size.height), centre, size)


def _write_pool(canvas: Canvas, page: Page, number: int, mark: LaneMark) -> None:
    size = Size(page.width - 2 * _INSET, _POOL_LINE)
    centre = page.width / 2, page.placed.bands[number].top - _POOL_LINE / 2 - 2
    words = flush_left(font(mark.pool, LANE_SIZE, page.theme.ink, bold=True), size.width, size.height)
    page.write_text(canvas, f"p{page.number}x{number + 1}", words, centre, size)
