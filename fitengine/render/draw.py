"""Draws the map of an assessed process."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Literal

from fitengine.errors import DrawingFault, FitengineError
from fitengine.garbage import no_garbage_collection
from fitengine.model.decision import Assessment
from fitengine.render.dot import DotText, write_dot, write_pieces
from fitengine.render.insights import Insights
from fitengine.render.layout import Layout, layout
from fitengine.render.marks import make_scene
from fitengine.render.options import MapOptions
from fitengine.render.palette import THEMES
from fitengine.render.pdf import map_pdf
from fitengine.render.program import DrawingProgram, drawing_program, run_program
from fitengine.render.scene import Scene
from fitengine.render.svg import finish_svg
from fitengine.typeset import require_typesetter

__all__ = ["MapFormat", "draw_map", "lay_out"]

MapFormat = Literal["svg", "png", "pdf", "dot"]

_MOST_MEMORY = 2**30
_BYTES_PER_PIXEL = 9


def draw_map(
    assessment: Assessment,
    options: MapOptions | None = None,
    *,
    format: MapFormat = "svg",  # noqa: A002 - the option's name
    insights: Insights | None = None,
    dot: Path | None = None,
) -> str | bytes:
    """The swimlane map of `assessment`: text for `svg` and `dot`, bytes for `png` and `pdf`.

    `insights` adds what the assessment does not hold: stability, readiness of data, what was otherwise before. `dot` names
    the drawing program. Raises InputError for a stage or lane that is not there, and DrawingFault where no drawing program is
    found, where it fails, and where a PNG would need more than 1 GiB of memory."""
    options = options or MapOptions()
    if format == "svg":
        return _draw_svg(assessment, options, insights, dot)
    scene, text = lay_out(assessment, options, insights)
    if format == "dot":
        return text.source
    if format == "png":
        _check_pixels(text, options.dpi)
    program = drawing_program(dot)
    if format == "pdf" and program.kind == "graphviz-pure":
        _require_pdf(program)
        svg = finish_svg([run_program(program, text.source, "svg")], scene)
        return map_pdf(svg, scene.title, text.width, text.height)
    return run_program(program, text.source, format, options.dpi if format == "png" else None)


def _require_pdf(program: DrawingProgram) -> None:
    try:
        require_typesetter()
    except FitengineError:
        raise DrawingFault.single(
            "no-pdf",
            f"`{program.path.name}` does not write PDF, and typst, which would, is not installed",
            "install it with `pip install 'fitengine[pdf]'`, name Graphviz's own `dot` with --dot, or draw SVG",
        ) from None


def lay_out(
    assessment: Assessment, options: MapOptions, insights: Insights | None = None
) -> tuple[Scene, DotText]:
    """What a map shows, and the DOT text with a place for all of it."""
    scene, placed = _place(assessment, options, insights)
    return scene, write_dot(scene, placed, THEMES[options.theme])


def _place(
    assessment: Assessment, options: MapOptions, insights: Insights | None
) -> tuple[Scene, list[Layout]]:
    scene = make_scene(assessment, options, insights)
    return scene, [
        layout(part.boxes, part.links, part.lanes, part.head, part.columns) for part in scene.parts
    ]


def _draw_svg(
    assessment: Assessment, options: MapOptions, insights: Insights | None, dot: Path | None
) -> str:
    """The pieces of a large map are drawn beside each other, while the next is still being written and the last made ready:
    drawing takes as long as everything before it."""
    with no_garbage_collection():
        scene, placed = _place(assessment, options, insights)
        program = drawing_program(dot)
        sources = write_pieces(scene, placed, THEMES[options.theme])
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # no more, or all of them would come at the end
            return finish_svg(pool.map(partial(run_program, program, format="svg"), sources), scene)


def _check_pixels(text: DotText, dpi: int) -> None:
    """Bitmaps have no limit of their own: two thousand steps once took 8 GB."""
    width, height = text.width / 72 * dpi, text.height / 72 * dpi
    if width * height * _BYTES_PER_PIXEL > _MOST_MEMORY:
        raise DrawingFault.single(
            "png-too-large",
            f"the map would be {width:,.0f} × {height:,.0f} pixels and need more than 1 GiB of memory",
            "draw SVG, which has no such limit, or PNG with a lower --dpi",
        )
