"""What the page takes from whoever draws maps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["DrawnMap", "VerdictMark"]


@dataclass(frozen=True, slots=True)
class VerdictMark:
    """How a verdict looks on the map: `word` on chips, `phrase` in sentences; colours are `#rrggbb` of the light theme."""

    word: str
    phrase: str
    icon: str
    chip: str
    chip_text: str
    outline: str
    tint: str
    dashed: bool


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """Checked SVGs in the colours of the light theme, and what it takes to change them in the page."""

    svg: str
    """In one strip, however long."""
    printed: str
    """Folded to fit on paper."""
    marks: Mapping[str, VerdictMark]
    """By outcome, in the order of the legend."""
    fills: Mapping[str, str]
    """Colours that fill shapes in the light theme, each with its colour in the dark one."""
    strokes: Mapping[str, str]
    """The same for lines."""
    texts: Mapping[str, str]
    """The same for text."""
    anchors: Mapping[str, str]
    """By step, where its card links to: `#step-…`."""
    roadmap: str = ""
    """The waves as a picture; empty where there is no roadmap."""
