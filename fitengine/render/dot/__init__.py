"""A placed scene as DOT text. Graphviz only draws it: every place is fixed (`neato -n2`).

Nothing of the user's has a say in the structure: ids are generated, texts stand in HTML-like labels only and were escaped one by
one, and links lead to anchors of the page alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
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

__all__ = ["DotText", "write_dot"]

_MARGIN = 18.0
_TITLE_HEIGHT, _PART_GAP = 28.0, 18.0
_HEADING_LIFT = 4.0
_FONT = "Arial"
"""The one font name: lists of names are not taken everywhere."""


@dataclass(frozen=True, slots=True)
class DotText:
    """DOT, and the size of its page in points."""

    source: str
    width: float
    height: float


def write_dot(scene: Scene, placed: Sequence[Layout], theme: Theme) -> DotText:
    """DOT for a scene whose parts have been laid out: the same text for the same input."""
    heading = make_heading(scene, theme, max(layout.width for layout in placed))
    tops, height = _stack(scene, placed, heading)
    width, height = heading.width, ceil(height)  # some versions of Graphviz know whole pages only
    canvas = _new_canvas(theme, width, height)
    _write_heading(canvas, heading, height)
    for number, (part, layout, top) in enumerate(zip(scene.parts, placed, tops, strict=True), 1):
        starts = Counter(route.points[0] for route in layout.routes.values())
        _write_part(canvas, Page(scene, part, layout, theme, number, width, height, top, starts))
    return DotText(canvas.source, width + 2 * _MARGIN, height + 2 * _MARGIN)


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


def _new_canvas(theme: Theme, width: float, height: float) -> Canvas:
    """Lines come after boxes, so that markers show on top of them."""
    return Canvas.new(
        graph={
            "bb": f"0,0,{width:.2f},{height:.2f}",
            "pad": inches(_MARGIN),
            "bgcolor": theme.paper,
            "fontname": _FONT,
            "outputorder": "nodesfirst",
        },
        node={"fontname": _FONT, "fontcolor": theme.ink, "fixedsize": "true", "margin": "0", "label": ""},
        edge={"fontname": _FONT, "fontsize": f"{LABEL_SIZE:g}", "color": theme.line},
    )
