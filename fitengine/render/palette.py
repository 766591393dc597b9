"""Colours: a theme for light, dark and printed pages, and for each verdict a colour, an icon and a word.

Icon and word always go together with the colour. The icons are in every common sans-serif font (WGL4); on a chip, text keeps a
contrast of at least 5:1, and no two chips look alike under any kind of colour blindness, nor in grey.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from fitengine.model.decision import UNDETERMINED

__all__ = ["THEMES", "Theme", "ThemeName", "VerdictStyle", "order_outcomes", "verdict_style"]

ThemeName = Literal["light", "dark", "print"]


@dataclass(frozen=True, slots=True)
class VerdictStyle:
    """How a verdict looks: `word` on chips, `phrase` in sentences and legends, `short` in counts."""

    word: str
    phrase: str
    short: str
    icon: str
    chip: str
    chip_text: str
    outline: str
    tint: str
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    paper: str
    band: tuple[str, str]
    """Two shades that alternate from lane to lane."""
    head: tuple[str, str]
    """The same for the names of lanes."""
    rule: str
    """Lines between lanes."""
    ink: str
    mute: str
    line: str
    """Arrows."""
    alert: str
    """Rework and blockers."""
    shape: str
    """Inside gateways and events."""
    note: tuple[str, str]
    """Notes, inside and outline."""
    verdicts: dict[str, VerdictStyle]
    other: VerdictStyle


def verdict_style(theme: Theme, outcome: str) -> VerdictStyle:
    """The style of an outcome; one that a rule pack made up gets neutral colours and its own name."""
    known = theme.verdicts.get(outcome)
    if known:
        return known
    words = outcome.replace("-", " ").replace("_", " ").strip() or "no outcome"
    other = theme.other
    return VerdictStyle(
        words.upper(), words, words, other.icon, other.chip, other.chip_text, other.outline, other.tint
    )


def order_outcomes(outcomes: Iterable[str]) -> list[str]:
    """Outcomes in the order of the legend: the usual ones first, then others by name, undetermined last."""
    usual = [outcome for outcome in _WORDS if outcome != UNDETERMINED]
    found = set(outcomes)
    others = sorted(found - set(_WORDS))
    if not others:
        return [*usual, UNDETERMINED]
    return [*(outcome for outcome in usual if outcome in found), *others, UNDETERMINED]


_WORDS = {
    "rpa": ("RPA", "RPA", "RPA", "☼"),
    "ai-suitable": ("AI-SUITABLE", "AI-suitable", "AI", "♦"),
    "standardise-first": ("STANDARDISE", "standardise first", "standardise", "▲"),
    "keep-human": ("KEEP HUMAN", "keep human", "human", "☻"),
    UNDETERMINED: ("UNDETERMINED", "undetermined", "open", "?"),
}
_CHIPS = {
    "rpa": ("#005a94", "#ffffff"),
    "ai-suitable": ("#007a5a", "#ffffff"),
    "standardise-first": ("#e69f00", "#1d1300"),
    "keep-human": ("#e3bcd4", "#3a1029"),
}


def _verdicts(
    outlines: tuple[str, str, str, str, str], tints: tuple[str, str, str, str, str], ink: str, paper: str
) -> dict[str, VerdictStyle]:
    styles = {}
    for (outcome, words), outline, tint in zip(_WORDS.items(), outlines, tints, strict=True):
        chip, chip_text = _CHIPS.get(outcome, (paper, ink))
        styles[outcome] = VerdictStyle(*words, chip, chip_text, outline, tint, outcome == UNDETERMINED)
    return styles


def _other(outline: str, tint: str, chip: str) -> VerdictStyle:
    return VerdictStyle("", "", "", "●", chip, "#ffffff", outline, tint)


THEMES: dict[ThemeName, Theme] = {
    "light": Theme(
        paper="#ffffff", band=("#fafbfc", "#f1f4f7"), head=("#f1f4f7", "#e8ecf1"), rule="#c9d0d8",
        ink="#1d2733", mute="#56606c", line="#66707c", alert="#b3261e", shape="#ffffff",
        note=("#fffbe8", "#85763a"),
        verdicts=_verdicts(
            ("#005a94", "#007a5a", "#a86f00", "#a85c8b", "#66707c"),
            ("#e3eff7", "#e0f2ec", "#fdf1d6", "#faf1f6", "#ffffff"),
            "#1d2733", "#ffffff",
        ),
        other=_other("#4b5563", "#eef0f3", "#4b5563"),
    ),
    "dark": Theme(
        paper="#11171d", band=("#161d25", "#1b232c"), head=("#1b232c", "#212a35"), rule="#33404d",
        ink="#e8edf2", mute="#a3aebb", line="#93a0ae", alert="#ff8f85", shape="#11171d",
        note=("#2b2816", "#b3a468"),
        verdicts=_verdicts(
            ("#5aa9dd", "#4cc3a0", "#f0b43c", "#d99cc0", "#93a0ae"),
            ("#13293a", "#10302a", "#352a10", "#33202c", "#11171d"),
            "#e8edf2", "#11171d",
        ),
        other=_other("#93a0ae", "#222b35", "#4b5563"),
    ),
    "print": Theme(
        paper="#ffffff", band=("#ffffff", "#f6f6f6"), head=("#f2f2f2", "#ebebeb"), rule="#b0b0b0",
        ink="#000000", mute="#444444", line="#333333", alert="#a01810", shape="#ffffff",
        note=("#ffffff", "#444444"),
        verdicts=_verdicts(
            ("#005a94", "#007a5a", "#a86f00", "#a85c8b", "#444444"),
            ("#ffffff", "#ffffff", "#ffffff", "#ffffff", "#ffffff"),
            "#000000", "#ffffff",
        ),
        other=_other("#444444", "#ffffff", "#444444"),
    ),
}  # fmt: skip
