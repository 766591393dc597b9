"""Results that a notebook shows as what they are: a table, a map, a roadmap.

What draws them stands in a room above this one and is named by text alone, so that nothing here depends on it and nothing is
imported before a notebook asks.
"""

from __future__ import annotations

from importlib import import_module

__all__ = ["Drawn", "Shown"]

_ROOM = "fitengine.notebook"


class Shown:
    """Has a form in HTML."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        text: str = import_module(_ROOM).html_of(self)
        return text


class Drawn(Shown):
    """Has a picture too."""

    __slots__ = ()

    def _repr_svg_(self) -> str | None:
        """None without a drawing program: the notebook then shows the next best form."""
        picture: str | None = import_module(_ROOM).svg_of(self)
        return picture
