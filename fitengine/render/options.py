"""What a map shows, and how: the one list of its options."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fitengine.render.palette import ThemeName

__all__ = ["COLOURS", "Colour", "MapOptions"]

Colour = Literal["verdict", "readiness", "hours", "stability"]
COLOURS: tuple[Colour, ...] = ("verdict", "readiness", "hours", "stability")


@dataclass(frozen=True, slots=True)
class MapOptions:
    """`colour` says what the colour of a step stands for: its verdict, how ready its data is, its hands-on hours a month, or
    how stable its verdict is; word and figure always go with it.

    `overview` draws one cell for each lane and stage, `stage` or `lane` only the steps of one. `unfold` shows what is inside
    subprocesses, each in a frame. Long maps are folded into strips of at most about `columns`; 0 never folds, and draws every
    step on one map where a large process would else be drawn as an overview with a part for each stage. `date` stands in the
    heading as it is given; `dpi` is the resolution of a PNG."""

    theme: ThemeName = "light"
    colour: Colour = "verdict"
    overview: bool = False
    stage: str | None = None
    lane: str | None = None
    unfold: bool = False
    columns: int | None = None
    date: str = ""
    dpi: int = 96
