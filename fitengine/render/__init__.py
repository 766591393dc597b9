"""Assessment → swimlane layout → DOT → SVG, PNG, PDF."""

from __future__ import annotations

from fitengine.render.draw import MapFormat, draw_map
from fitengine.render.palette import ThemeName
from fitengine.render.program import DrawingProgram, drawing_program

__all__ = ["DrawingProgram", "MapFormat", "ThemeName", "draw_map", "drawing_program"]
