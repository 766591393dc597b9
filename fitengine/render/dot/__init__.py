"""A placed scene as DOT text. Graphviz only draws it: every place is fixed (`neato -n2`).

Nothing of the user's has a say in the structure: ids are generated, texts stand in HTML-like labels only and were escaped one by
one, and links lead to anchors of the page alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil

from fitengine.render.dot.arrows import write_arrow
from fitengine.render.dot.boxes import write_markers
from fitengine.render.dot.canvas import Canvas, inches
from fitengine.render.dot.frames import write_frames
from fitengine.render.dot.heading import Heading, make_heading
from fitengine.render.dot.lanes import write_band, write_titles
from fitengine.render.dot.page import Page
from fitengine.render.layout import Box, Layout
from fitengine.render.palette import Theme
from fitengine.render.scene import Scene
from fitengine.render.sizes import LABEL_SIZE

__all__ = ["DotText", "write_dot", "write_pieces"]

_MARGIN = 18.0
_TITLE_HEIGHT, _PART_GAP = 28.0, 18.0
_HEADING_LIFT = 4.0
_FONT = "Arial"
"""The one font name: lists of names are not taken everywhere."""
_CORNER = 2.16
"""A size that is written without rounding, in inches too; Graphviz makes smaller nodes larger."""
_PIECE = 300
"""Boxes of a piece: drawing fewer by themselves saves no time."""


@dataclass(frozen=True, slots=True)
class DotText:
    """DOT, and the size of its page in points."""

    source: str
    width: float
    height: float


def write_dot(scene: Scene, placed: Sequence[Layout], theme: Theme) -> DotText:
    """DOT for a scene whose parts have been laid out: the same text for the same input."""
    heading, pages = _make_pages(scene, placed, theme)
    width, height = pages[0].width, pages[0].height
    return DotText(_source(heading, pages), width + 2 * _MARGIN, height + 2 * _MARGIN)


def write_pieces(scene: Scene, placed: Sequence[Layout], theme: Theme) -> Iterator[str]:
    """The same as one text for each piece of the page, written when it is asked for: a large map comes in several, which can be
    drawn at the same time. Every piece has the size of the whole page; the first one has its heading."""
    heading, pages = _make_pages(scene, placed, theme)
    pieces = _pieces(pages)
    last = pages[-1]
    foot = last.height - last.top - last.placed.height if len(pieces) > 1 else None
    for number, piece in enumerate(pieces):
        yield _source(None if number else heading, piece, foot)


def _make_pages(scene: Scene, placed: Sequence[Layout], theme: Theme) -> tuple[Heading, list[Page]]:
    """One for each part, all of the same size."""
    heading = make_heading(scene, theme, max(layout.width for layout in placed))
    tops, height = _stack(scene, placed, heading)
    height = ceil(height)  # some versions of Graphviz know whole pages only
    pages = []
    for number, (part, layout, top) in enumerate(zip(scene.parts, placed, tops, strict=True), 1):
        starts = Counter(route.points[0] for route in layout.routes.values())
        pages.append(Page(scene, part, layout, theme, number, heading.width, height, top, starts))
    return heading, pages


def _pieces(pages: Sequence[Page]) -> list[Sequence[Page]]:
    """Parts that follow each other, with about as many boxes in each piece."""
    ends = list(accumulate(len(page.part.boxes) for page in pages))
    count = max(1, round(ends[-1] / _PIECE))
    cuts = [0, *(bisect_left(ends, ends[-1] * number / count) + 1 for number in range(1, count)), len(pages)]
    return [pages[start:end] for start, end in pairwise(cuts) if start < end]


def _source(heading: Heading | None, pages: Sequence[Page], foot: float | None = None) -> str:
    """A piece is told where the page ends at its `foot` and its head, since Graphviz would cut it where nothing stands."""
    canvas = _new_canvas(pages[0])
    if foot is not None:
        _write_corners(canvas, pages[0], foot)
    if heading:
        _write_heading(canvas, heading, pages[0].height)
    for page in pages:
        _write_part(canvas, page)
    return canvas.source


def _stack(scene: Scene, placed: Sequence[Layout], heading: Heading) -> tuple[list[float], float]:
    """Where each part begins below the top of the page, and how high that is."""
    tops = []
    at = heading.height
    for part, layout in zip(scene.parts, placed, strict=True):
        at += _TITLE_HEIGHT if part.title or part.column_titles else 0.0
        tops.append(at)
        at += layout.height + _PART_GAP
    return tops, at - _PART_GAP


def _write_heading(canvas: Canvas, heading: Heading, height: float) -> None:
    look = {
        "label": f"<{heading.label}>",
        "shape": "none",
        "class": "text",
        "pos": f"{heading.width / 2:.2f},{height - heading.height / 2 + _HEADING_LIFT:.2f}",
        "width": inches(heading.width),
        "height": inches(heading.height),
    }
    canvas.node("heading", look)


def _write_corners(canvas: Canvas, page: Page, foot: float) -> None:
    head, half = page.height + _HEADING_LIFT, _CORNER / 2
    for name, x, y in (("foot", half, foot + half), ("head", page.width - half, head - half)):
        look = {"shape": "none", "style": "invis", "pos": f"{x:.2f},{y:.2f}"}
        canvas.node(name, {**look, "width": inches(_CORNER), "height": inches(_CORNER)})


def _write_part(canvas: Canvas, page: Page) -> None:
    write_titles(canvas, page)
    in_lane: dict[int, list[Box]] = {}
    for box in page.part.boxes:
        in_lane.setdefault(box.lane, []).append(box)
    for number in range(len(page.part.lanes)):
        write_band(canvas, page, number, in_lane.get(number, []))
    write_frames(canvas, page)
    for link in page.part.links:
        write_arrow(canvas, page, link)
    for box in page.part.boxes:
        write_markers(canvas, page, box)


def _new_canvas(page: Page) -> Canvas:
    """Lines come after boxes, so that markers show on top of them."""
    theme = page.theme
    return Canvas.new(
        graph={
            "bb": f"0,0,{page.width:.2f},{page.height:.2f}",
            "pad": inches(_MARGIN),
            "bgcolor": theme.paper,
            "fontname": _FONT,
            "outputorder": "nodesfirst",
        },
        node={"fontname": _FONT, "fontcolor": theme.ink, "fixedsize": "true", "margin": "0", "label": ""},
        edge={"fontname": _FONT, "fontsize": f"{LABEL_SIZE:g}", "color": theme.line},
    )
