"""The page that a map is drawn on: from the layout's places to Graphviz's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from fitengine.render.dot.canvas import Canvas, inches
from fitengine.render.layout import Layout, Point, Size
from fitengine.render.palette import Theme
from fitengine.render.scene import Part, Scene

__all__ = ["Page"]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything a writer needs for one part of a page. Graphviz counts upwards from the lower left corner of the page; the
    layout counts downwards from the top of the part, which is `top` points below that of the page."""

    scene: Scene
    part: Part
    placed: Layout
    theme: Theme
    number: int
    """Of the part, from 1."""
    width: float
    height: float
    top: float
    starts: Counter[Point]
    """How many routes begin at a place."""

    def point(self, point: Point) -> str:
        return f"{point[0]:.2f},{self.height - self.top - point[1]:.2f}"

    def points(self, points: Iterable[Point]) -> str:
        return " ".join(self.point(point) for point in points)

    def box(self, left: float, top: float, right: float, bottom: float) -> str:
        return f"{self.point((left, bottom))},{self.point((right, top))}"

    def place(self, centre: Point, size: Size) -> dict[str, str]:
        """The attributes that put a node there."""
        return {"pos": self.point(centre), "width": inches(size.width), "height": inches(size.height)}

    def write_text(
        self, canvas: Canvas, name: str, label: str, centre: Point, size: Size, kind: str = "text"
    ) -> None:
        """Text without a shape around it; `label` is HTML-like."""
        canvas.node(name, {"label": f"<{label}>", "shape": "none", "class": kind, **self.place(centre, size)})
