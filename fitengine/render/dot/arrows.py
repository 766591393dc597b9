"""Arrows as Graphviz edges along fixed curves."""

from __future__ import annotations

from fitengine.render.dot.canvas import Canvas
from fitengine.render.dot.curves import rounded
from fitengine.render.dot.html import lines_of
from fitengine.render.dot.page import Page
from fitengine.render.layout import Link, Point
from fitengine.render.sizes import LABEL_SIZE

__all__ = ["write_arrow"]

_HEAD = 10.0
"""Length of Graphviz's arrowhead at arrowsize 1."""
_SLASH = 4.0
_SLASH_AT = 6.0


def write_arrow(canvas: Canvas, page: Page, link: Link) -> None:
    """One arrow with its label; rework is red."""
    mark, route, theme = page.scene.arrows[link.id], page.placed.routes[link.id], page.theme
    colour = theme.alert if mark.is_rework else theme.line
    size = 0.72 + 0.1 * mark.pen
    look = {
        "pos": f"e,{page.point(route.points[-1])} {page.points(rounded(route.points, _HEAD * size))}",
        "penwidth": f"{mark.pen:.2f}",
        "arrowsize": f"{size:.2f}",
        "color": colour,
        "class": "rework" if mark.is_rework else "flow",
    }
    if mark.loose:
        look["style"] = "dashed"
    if route.label:
        ink = theme.alert if mark.is_rework else theme.ink
        look["label"] = f"<{lines_of(mark.label, LABEL_SIZE, ink, align='CENTER')}>"
        look["lp"] = page.point(route.label)
    canvas.edge(link.id, link.source, link.target, look)
    if mark.default:
        _write_slash(canvas, page, link, colour)


def _write_slash(canvas: Canvas, page: Page, link: Link, colour: str) -> None:
    """BPMN's mark of a default flow: a short stroke across its beginning, where it no longer shares its line."""
    points = page.placed.routes[link.id].points
    shared = page.starts[points[0]] > 1 and len(points) > 2
    (x0, y0), (x1, y1) = points[1:3] if shared else points[:2]
    part = (2 * _SLASH_AT if shared else _SLASH_AT) / (abs(x1 - x0) + abs(y1 - y0))
    x, y = x0 + (x1 - x0) * part, y0 + (y1 - y0) * part
    ends: tuple[Point, Point] = (x - _SLASH * 0.6, y - _SLASH), (x + _SLASH * 0.6, y + _SLASH)
    look = {
        "pos": page.points(rounded(ends, 0.0)),
        "dir": "none",
        "color": colour,
        "penwidth": "1.3",
        "class": "marker",
    }
    canvas.edge(f"{link.id}m1", link.source, link.source, look)
