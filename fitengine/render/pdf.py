"""A map as PDF where the drawing program writes none: its SVG on a page of its own size."""

from __future__ import annotations

import re

from fitengine.typeset import typeset

__all__ = ["map_pdf"]

_LONGEST_SIDE = 14_000.0
"""Points; viewers know no longer page."""
_LEADING_BLANKS = re.compile(r"(?<=>) +(?=[^<]*</text>)")
_DOCUMENT = """\
#let drawn = json(bytes(sys.inputs.data))
#set document(title: drawn.title, date: none)
#set page(width: drawn.width * 1pt, height: drawn.height * 1pt, margin: 0pt)
#image(bytes(sys.inputs.map), format: "svg", width: 100%, alt: drawn.title)
"""


def map_pdf(svg: str, title: str, width: float, height: float) -> bytes:
    """The drawing, `width` by `height` points, as one page. Raises FitengineError without the extra `pdf`."""
    scale = min(1.0, _LONGEST_SIDE / max(width, height))
    data = {"title": title, "width": width * scale, "height": height * scale}
    return typeset(_DOCUMENT, data, {"map": _LEADING_BLANKS.sub(_kept, svg)})


def _kept(blanks: re.Match[str]) -> str:
    """Blanks at the beginning of a text, which would be left out, as such that stay."""
    return "\xa0" * len(blanks[0])
