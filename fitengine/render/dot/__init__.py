"""A placed scene as DOT text. Graphviz only draws it: every place is fixed (`neato -n2`).

Nothing of the user's has a say in the structure: ids are generated, every plain attribute goes through `page.plain`, every
HTML-like label through `html.markup`, and links lead to anchors of the page alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fitengine.render.dot.arrows import write_arrow
from fitengine.render.dot.boxes import write_markers
from fitengine.render.dot.canvas import Canvas, inches, plain
from fitengine.render.dot.heading import make_heading
from fitengine.render.dot.lanes import write_band, write_heading
from fitengine.render.dot.page import Page
from fitengine.render.layout import Box, Layout
from fitengine.render.palette import Theme
from fitengine.render.scene import Scene
from fitengine.render.sizes import LABEL_SIZE

__all__ = ["DotText", "write_dot"]

_MARGIN = 18.0
_FONT = "Arial"
"""The one font name: lists of names are not taken everywhere."""


@dataclass(frozen=True, slots=True)
class DotText:
    """DOT, and the size of its page in points."""

    source: str
    width: float
    height: float


def write_dot(scene: Scene, placed: Layout, theme: Theme) -> DotText:
    """DOT for a scene that has been laid out: the same text for the same input."""
    heading = make_heading(scene, theme, placed.width)
    width, height = max(placed.width, heading.width), placed.height + heading.height
    starts = Counter(route.points[0] for route in placed.routes.values())
    page = Page(scene, placed, theme, heading, width, height, starts)
    canvas = _new_canvas(page)
    write_heading(canvas, page)
    in_lane: dict[int, list[Box]] = {}
    for box in scene.boxes:
        in_lane.setdefault(box.lane, []).append(box)
    for number in range(len(scene.lane_marks)):
        write_band(canvas, page, number, in_lane.get(number, []))
    for link in scene.links:
        write_arrow(canvas, page, link)
    for box in scene.boxes:
        write_markers(canvas, page, box)
    return DotText(canvas.source, width + 2 * _MARGIN, height + 2 * _MARGIN)


def _new_canvas(page: Page) -> Canvas:
    """Lines come after boxes, so that markers show on top of them."""
    return Canvas.new(
        graph={
            "bb": f"0,0,{page.width:.2f},{page.height:.2f}",
            "pad": inches(_MARGIN),
            "bgcolor": page.theme.paper,
            "fontname": _FONT,
            "outputorder": "nodesfirst",
            "tooltip": plain(page.scene.title),
        },
        node={
            "fontname": _FONT,
            "fontcolor": page.theme.ink,
            "fixedsize": "true",
            "margin": "0",
            "label": "",
        },
        edge={"fontname": _FONT, "fontsize": f"{LABEL_SIZE:g}", "color": page.theme.line},
    )
