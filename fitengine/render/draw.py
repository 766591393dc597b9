"""Draws the map of an assessed process."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from fitengine.errors import DrawingFault
from fitengine.model.decision import Assessment
from fitengine.render.dot import DotText, write_dot
from fitengine.render.insights import Insights
from fitengine.render.layout import layout
from fitengine.render.marks import make_scene
from fitengine.render.options import MapOptions
from fitengine.render.palette import THEMES
from fitengine.render.program import drawing_program, run_program
from fitengine.render.svg import finish_svg

__all__ = ["MapFormat", "draw_map"]

MapFormat = Literal["svg", "png", "pdf", "dot"]

_MOST_MEMORY = 2**30
_BYTES_PER_PIXEL = 9


def draw_map(
    assessment: Assessment,
    options: MapOptions | None = None,
    *,
    format: MapFormat = "svg",  # noqa: A002 - the option's name
    insights: Insights | None = None,
    dpi: int = 96,
    dot: Path | None = None,
) -> str | bytes:
    """The swimlane map of `assessment`: text for `svg` and `dot`, bytes for `png` and `pdf`.

    `insights` adds what the assessment does not hold: stability, readiness of data, what was otherwise before. `dpi` is for
    PNG; `dot` names the drawing program. Raises InputError for a stage or lane that is not there, and DrawingFault where no
    drawing program is found, where it fails, and where a PNG would need more than 1 GiB of memory."""
    options = options or MapOptions()
    scene = make_scene(assessment, options, insights)
    placed = [layout(part.boxes, part.links, part.lanes, part.head, part.columns) for part in scene.parts]
    text = write_dot(scene, placed, THEMES[options.theme])
    if format == "dot":
        return text.source
    if format == "png":
        _check_pixels(text, dpi)
    program = drawing_program(dot)
    if format == "pdf" and program.kind == "graphviz-pure":
        raise DrawingFault.single(
            "no-pdf",
            f"`{program.path.name}` does not write PDF",
            "name Graphviz's own `dot` with --dot, or draw SVG and print that to PDF",
        )
    drawn = run_program(program, text.source, format, dpi if format == "png" else None)
    return finish_svg(drawn, scene) if format == "svg" else drawn


def _check_pixels(text: DotText, dpi: int) -> None:
    """Bitmaps have no limit of their own: two thousand steps once took 8 GB."""
    width, height = text.width / 72 * dpi, text.height / 72 * dpi
    if width * height * _BYTES_PER_PIXEL > _MOST_MEMORY:
        raise DrawingFault.single(
            "png-too-large",
            f"the map would be {width:,.0f} × {height:,.0f} pixels and need more than 1 GiB of memory",
            "draw SVG, which has no such limit, or a lower resolution",
        )
