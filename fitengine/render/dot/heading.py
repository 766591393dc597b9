"""The words above a map: title, version, packs, and the legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from fitengine.render.dot.html import cell, chip, font, row, table
from fitengine.render.grades import LEGENDS, order_categories, style_of
from fitengine.render.marks.changes import CHANGED, NEW
from fitengine.render.palette import Theme
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
_MOST_CHIP = 220.0
_BLANKS = "\xa0" * 6
_BLANKS_WIDTH = 32.0
"""Graphviz takes a blank that does not break to be two."""
_LEAST_WIDTH = 680.0
_MOST_COMPARED = 3


@dataclass(frozen=True, slots=True)
class Heading:
    """An HTML-like label and its size in points."""

    label: str
    width: float
    height: float


def make_heading(scene: Scene, theme: Theme, width: float) -> Heading:
    """The heading of a map that is `width` points wide; it may need more."""
    outcomes = order_categories(scene.counts)
    chips = [_legend_chip(scene, theme, outcome) for outcome in outcomes]
    needed = ceil(max(width, _LEAST_WIDTH, sum(size + _CHIP_GAP for _, size in chips) + 8))
    title = shorten(scene.title, needed, _TITLE, bold=True)
    subtitle = wrap(scene.subtitle, needed, _SMALL, lines=3)
    marks = _explanations(scene, theme, needed)
    compared = wrap(scene.compared, needed, _SMALL, bold=True, lines=_MOST_COMPARED) if scene.compared else ()
    rows = [
        row(cell(font(title, _TITLE, theme.ink, bold=True), height=_TITLE_LINE)),
        *(row(cell(font(line, _SMALL, theme.mute), height=_SMALL_LINE)) for line in subtitle),
        row(cell(_side_by_side(chips), height=_CHIP_ROW)),
        *(row(cell(line, height=_MARK_ROW)) for line in marks),
        *(row(cell(font(line, _SMALL, theme.ink, bold=True), height=_SMALL_LINE)) for line in compared),
    ]
    height = _TITLE_LINE + _CHIP_ROW + _SMALL_LINE * (len(subtitle) + len(compared)) + _MARK_ROW * len(marks)
    return Heading(table(rows, needed, height), needed, height + _GAP)


def _legend_chip(scene: Scene, theme: Theme, outcome: str) -> tuple[str, float]:
    style = style_of(theme, outcome)
    count = str(scene.counts.get(outcome, 0))
    width = min(text_width(f"{style.word} {count}", CHIP_SIZE, bold=True) + 40, _MOST_CHIP)
    return chip(style, style.word, count, width), width


def _side_by_side(chips: Sequence[tuple[str, float]]) -> str:
    cells = [part for label, width in chips for part in (cell(label, width), cell("", _CHIP_GAP))]
    return table([row(*cells)], sum(width + _CHIP_GAP for _, width in chips), CHIP_HEIGHT)


def _explanations(scene: Scene, theme: Theme, width: float) -> list[str]:
    """What the marks on this page mean, in as many rows as it takes; those that are not on it are left out."""
    rows: list[list[str]] = [[]]
    used = 0.0
    for sign, colour, text in _marks(scene, theme):
        size = text_width(sign, _SMALL, bold=True) + text_width(text, _SMALL) + _BLANKS_WIDTH
        if rows[-1] and used + size > width:
            rows.append([])
            used = 0.0
        used += size
        rows[-1].append(font(sign, _SMALL, colour, bold=True) + font(text, _SMALL, theme.mute))
    return [font(_BLANKS, _SMALL, theme.mute).join(row) for row in rows]


def _marks(scene: Scene, theme: Theme) -> list[tuple[str, str, str]]:
    """Sign, colour of the sign, and meaning."""
    marks = scene.marks.values()
    cards = [mark for mark in marks if isinstance(mark, CardMark)]
    signs = " ".join(f"{card.figure} {' '.join(note.text for note in card.notes)}" for card in cards)
    alerts = [note for card in cards for note in card.notes if note.tone == "alert"]
    tags = {card.tag for card in cards}
    legend = LEGENDS[scene.colour]
    words = [
        (bool(legend), "colour:", theme.ink, f" {legend}"),
        ("●" in signs, "●", theme.ink, " settled by the known facts"),
        ("○" in signs, "○", theme.ink, " presumed: as long as nothing unusual applies"),
        (
            scene.colour != "stability" and any("%" in card.figure for card in cards),
            "%",
            theme.ink,
            f" stability: {LEGENDS['stability']}",
        ),
        (bool(alerts), "! reason", theme.alert, " blocks the build"),
        (any(card.first for card in cards), "note below a step:", theme.ink, " what must come first"),
        (NEW in tags, NEW, theme.ink, " step that was not there before"),
        (CHANGED in tags, CHANGED, theme.ink, " verdict that was another one before"),
        (any(isinstance(mark, CellMark) for mark in marks), "bar:", theme.ink, " steps by their colour"),
        (any(arrow.is_rework for arrow in scene.arrows.values()), "red arrow:", theme.alert, " rework"),
        (scene.knows_volume, "thicker arrow:", theme.ink, " more cases"),
    ]
    return [(sign, colour, text) for is_shown, sign, colour, text in words if is_shown]
