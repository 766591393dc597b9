"""Bands with their heads, the names of pools, and the heading above."""

from __future__ import annotations

from fitengine.render.dot.boxes import write_box
from fitengine.render.dot.canvas import Canvas, plain
from fitengine.render.dot.html import flush_left, font, lines_of, spacer
from fitengine.render.dot.page import Page
from fitengine.render.layout import Box, Size
from fitengine.render.scene import LaneMark
from fitengine.render.sizes import (
    COUNT_LINE,
    COUNT_SIZE,
    LANE_GAP,
    LANE_LINE,
    LANE_SIZE,
    LANE_WIDTH,
    POOL_HEIGHT,
)

__all__ = ["write_band", "write_heading"]

_INSET = 9.0
_TITLE_INSET = 4.0


def write_heading(canvas: Canvas, page: Page) -> None:
    size = Size(page.heading.width, page.heading.height)
    page.write_text(
        canvas, "heading", page.heading.label, (size.width / 2, -size.height / 2 - _TITLE_INSET), size
    )


def write_band(canvas: Canvas, page: Page, number: int, boxes: list[Box]) -> None:
    """One lane with all that stands in it; lanes count from 0."""
    mark, band, theme = page.scene.lane_marks[number], page.placed.bands[number], page.theme
    look = {
        "bb": page.box(0, band.top, page.width, band.bottom),
        "style": "filled",
        "fillcolor": theme.band[number % 2],
        "color": theme.rule,
        "penwidth": "0.8",
        "tooltip": plain(mark.tooltip or "steps without a lane"),
        "class": "lane",
    }
    with canvas.cluster(f"l{number + 1}", look) as lane:
        _write_head(lane, page, number)
        for box in boxes:
            write_box(lane, page, box)
    if mark.pool:
        _write_pool(canvas, page, number, mark)


def _write_head(lane: Canvas, page: Page, number: int) -> None:
    """The name at the left; a lane without one still needs an element, or its band would not be drawn."""
    mark, band, theme = page.scene.lane_marks[number], page.placed.bands[number], page.theme
    name, middle = f"h{number + 1}", (band.top + band.bottom) / 2
    if not mark.name:
        lane.node(name, {"shape": "none", **page.place((1, middle), Size(1, 1))})
        return
    look = {
        "bb": page.box(0, band.top, page.scene.head, band.bottom),
        "style": "filled",
        "fillcolor": theme.head[number % 2],
        "color": theme.rule,
        "penwidth": "0.8",
        "class": "lane-head",
    }
    with lane.cluster(f"{name}b", look) as head:
        words = lines_of(mark.name, LANE_SIZE, theme.ink, bold=True) + spacer(LANE_GAP)
        words += lines_of(mark.counts, COUNT_SIZE, theme.mute)
        size = Size(LANE_WIDTH, LANE_LINE * len(mark.name) + LANE_GAP + 1 + COUNT_LINE * len(mark.counts))
        page.write_text(
            head, name, flush_left(words, size.width, size.height), (LANE_WIDTH / 2 + _INSET, middle), size
        )


def _write_pool(canvas: Canvas, page: Page, number: int, mark: LaneMark) -> None:
    size = Size(page.width - 2 * _INSET, POOL_HEIGHT - 4)
    middle = page.placed.bands[number].top - POOL_HEIGHT / 2 + 1
    words = font(mark.pool, LANE_SIZE, page.theme.ink, bold=True)
    page.write_text(
        canvas, f"p{number + 1}", flush_left(words, size.width, size.height), (page.width / 2, middle), size
    )
