"""Assessment → swimlane layout → DOT → SVG, PNG, PDF."""

from __future__ import annotations

from fitengine.render.draw import MapFormat, draw_map
from fitengine.render.insights import Insights, gather_insights
from fitengine.render.options import MapOptions
from fitengine.render.palette import ThemeName
from fitengine.render.program import DrawingProgram, drawing_program

__all__ = [
    "DrawingProgram",
    "Insights",
    "MapFormat",
    "MapOptions",
    "ThemeName",
    "draw_map",
    "drawing_program",
    "gather_insights",
]
