"""Draws the map of an assessed process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from fitengine.errors import DrawingFault
from fitengine.model.decision import Assessment
from fitengine.render.dot import DotText, write_dot
from fitengine.render.layout import layout
from fitengine.render.marks import make_scene
from fitengine.render.palette import THEMES, ThemeName
from fitengine.render.program import drawing_program, run_program
from fitengine.render.svg import finish_svg

__all__ = ["MapFormat", "draw_map"]

MapFormat = Literal["svg", "png", "pdf", "dot"]

_MOST_MEMORY = 2**30
_BYTES_PER_PIXEL = 8


def draw_map(
    assessment: Assessment,
    *,
    format: MapFormat = "svg",  # noqa: A002 - the option's name
    theme: ThemeName = "light",
    unfold: bool = False,
    stability: Mapping[str, float] | None = None,
    date: str = "",
    dpi: int = 96,
    dot: Path | None = None,
) -> str | bytes:
    """The swimlane map of `assessment`: text for `svg` and `dot`, bytes for `png` and `pdf`.

    `unfold` shows what is inside subprocesses; `stability` (0 to 1, by step) is shown on the chips, `date` in the heading;
    `dpi` is for PNG; `dot` names the drawing program. Raises DrawingFault where none is found, where it fails, and where a
    PNG would need more than 1 GiB of memory."""
    scene = make_scene(assessment, unfold=unfold, stability=stability, date=date)
    text = write_dot(scene, layout(scene.boxes, scene.links, scene.lanes, scene.head), THEMES[theme])
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
