"""The words above a map: title, version, packs, and the legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fitengine.render.dot.html import cell, chip, font, row, table
from fitengine.render.palette import Theme, order_outcomes, verdict_style
from fitengine.render.scene import CardMark, CellMark, Scene
from fitengine.render.sizes import CHIP_HEIGHT, CHIP_SIZE
from fitengine.render.text import shorten, text_width, wrap

__all__ = ["Heading", "make_heading"]

_TITLE, _TITLE_LINE = 20, 26
_SMALL, _SMALL_LINE = 9, 13
_CHIP_ROW = 28
_MARK_ROW = 16
_GAP = 14
_CHIP_GAP = 6
_BLANKS = "\xa0" * 6
_LEAST_WIDTH = 680.0


@dataclass(frozen=True, slots=True)
class Heading:
    """An HTML-like label and its size in points."""

    label: str
    width: float
    height: float


def make_heading(scene: Scene, theme: Theme, width: float) -> Heading:
    """The heading of a map that is `width` points wide; it may need more."""
    outcomes = order_outcomes(scene.counts)
    chips = [_legend_chip(scene, theme, outcome) for outcome in outcomes]
    needed = max(width, _LEAST_WIDTH, sum(size + _CHIP_GAP for _, size in chips) + 8)
    title = shorten(scene.title, needed, _TITLE, bold=True)
    subtitle = wrap(scene.subtitle, needed, _SMALL, lines=3)
    rows = [
        row(cell(font(title, _TITLE, theme.ink, bold=True), height=_TITLE_LINE)),
        *(row(cell(font(line, _SMALL, theme.mute), height=_SMALL_LINE)) for line in subtitle),
        row(cell(_side_by_side(chips), height=_CHIP_ROW)),
        row(cell(_explanations(scene, theme), height=_MARK_ROW)),
    ]
    height = _TITLE_LINE + _SMALL_LINE * len(subtitle) + _CHIP_ROW + _MARK_ROW
    return Heading(table(rows, needed, height), needed, height + _GAP)


def _legend_chip(scene: Scene, theme: Theme, outcome: str) -> tuple[str, float]:
    style = verdict_style(theme, outcome)
    count = str(scene.counts.get(outcome, 0))
    width = text_width(f"{style.word} {count}", CHIP_SIZE, bold=True) + 40
    return chip(style, style.word, count, width), width


def _side_by_side(chips: Sequence[tuple[str, float]]) -> str:
    cells = [part for label, width in chips for part in (cell(label, width), cell("", _CHIP_GAP))]
    return table([row(*cells)], sum(width + _CHIP_GAP for _, width in chips), CHIP_HEIGHT)


def _explanations(scene: Scene, theme: Theme) -> str:
    """What the marks on this page mean; those that are not on it are left out."""
    cards = [mark for mark in scene.marks.values() if isinstance(mark, CardMark)]
    figures = " ".join(card.figure for card in cards)
    words = [
        ("●" in figures, "●", theme.ink, " settled by the known facts"),
        ("○" in figures, "○", theme.ink, " presumed: as long as nothing unusual applies"),
        ("%" in figures, "%", theme.ink, " stability of the verdict"),
        (any(card.is_alert for card in cards), "! reason", theme.alert, " blocks the build"),
        (
            any(isinstance(mark, CellMark) for mark in scene.marks.values()),
            "bar:",
            theme.ink,
            " steps by verdict",
        ),
        (any(arrow.is_rework for arrow in scene.arrows.values()), "red arrow:", theme.alert, " rework"),
        (scene.knows_volume, "thicker arrow:", theme.ink, " more cases"),
    ]
    shown = [
        font(sign, _SMALL, colour, bold=True) + font(text, _SMALL, theme.mute)
        for is_shown, sign, colour, text in words
        if is_shown
    ]
    return font(_BLANKS, _SMALL, theme.mute).join(shown)
