"""What the colour of a step stands for: its verdict, or a grade of its data, its hours or its stability.

A grade looks like a verdict does: icon, word and colour always together. Hours and stability run along one hue, and the darker a
step, the more there is to look at; so they can be told apart in grey and by colour-blind eyes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fitengine.model.facts import Range
from fitengine.model.readiness import DataState
from fitengine.render.options import Colour
from fitengine.render.palette import Theme, VerdictStyle, order_outcomes, verdict_style

__all__ = [
    "FIRM",
    "HOURS",
    "LEGENDS",
    "data_grade",
    "grades_of",
    "hours_grade",
    "order_categories",
    "stability_grade",
    "style_of",
]

HOURS = (8.0, 40.0, 160.0)
"""House default: hands-on hours a month that make a working day, a week, and the month of one person."""
FIRM = (0.9, 0.7)
"""House default: a verdict is firm from here, and mostly firm from there."""
LEGENDS: dict[Colour, str] = {
    "verdict": "",
    "readiness": "how ready the data of a step is for AI",
    "hours": "hands-on hours a month",
    "stability": "the chance that a verdict holds when each known fact may be one notch off",
}


@dataclass(frozen=True, slots=True)
class _Grade:
    word: str
    phrase: str
    short: str
    icon: str
    chip: str
    chip_text: str
    dashed: bool = False


_DARK, _LIGHT = "#0d1f2d", "#ffffff"
_GRADES: dict[Colour, dict[str, _Grade]] = {
    "readiness": {
        "ready": _Grade("DATA READY", "data ready", "ready", "■", "#007a5a", _LIGHT),
        "after work": _Grade("AFTER WORK", "ready after work", "after work", "▲", "#e69f00", "#1d1300"),
        "not ready": _Grade("NOT READY", "data not ready", "not ready", "▼", "#7b1e3a", _LIGHT),
        "unknown": _Grade("NOT ANSWERED", "nobody has answered", "unanswered", "?", "", "", dashed=True),
        "none": _Grade("NO DATA NEEDED", "no data needed", "none needed", "○", "#cfd6de", _DARK),
    },
    "hours": {
        "least": _Grade("UP TO 8 H", "up to 8 hours", "of ≤ 8 h", "░", "#dbe9f4", _DARK),
        "few": _Grade("UP TO 40 H", "up to 40 hours", "of ≤ 40 h", "▒", "#97c1de", _DARK),
        "many": _Grade("UP TO 160 H", "up to 160 hours", "of ≤ 160 h", "▓", "#2a6a9c", _LIGHT),
        "most": _Grade("OVER 160 H", "over 160 hours", "of > 160 h", "█", "#08304f", _LIGHT),
        "unknown": _Grade("UNKNOWN", "hours unknown", "unknown", "?", "", "", dashed=True),
    },
    "stability": {
        "firm": _Grade("FIRM", "firm", "firm", "█", "#e6dcf0", _DARK),
        "mostly": _Grade("MOSTLY FIRM", "mostly firm", "mostly firm", "▓", "#b08fd0", _DARK),
        "fragile": _Grade("FRAGILE", "fragile", "fragile", "░", "#4b1d73", _LIGHT),
        "open": _Grade("OPEN", "open: not decided", "open", "?", "", "", dashed=True),
    },
}  # fmt: skip


def style_of(theme: Theme, key: str) -> VerdictStyle:
    """The style of a verdict or grade."""
    colour, _, name = key.partition("/")
    grade = _GRADES.get(colour, {}).get(name)  # type: ignore[call-overload]
    if grade is None:
        return verdict_style(theme, key)
    chip, text = grade.chip or theme.paper, grade.chip_text or theme.ink
    outline = theme.line if grade.dashed else _mixed(chip, theme.ink, 0.4)
    tint = theme.shape if grade.dashed or theme.band[0] == theme.paper else _mixed(theme.paper, chip, 0.12)
    return VerdictStyle(
        grade.word, grade.phrase, grade.short, grade.icon, chip, text, outline, tint, grade.dashed
    )


def order_categories(keys: Iterable[str]) -> list[str]:
    """Verdicts or grades in the order of the legend: all usual ones, whether they are among `keys` or not."""
    keys = list(keys)
    colours = {key.partition("/")[0] for key in keys} & set(_GRADES)
    return [key for colour in _GRADES if colour in colours for key in grades_of(colour)] or order_outcomes(
        keys
    )


def grades_of(colour: Colour) -> list[str]:
    """The grades that steps may have when the colour stands for this; none where it stands for the verdict."""
    return [f"{colour}/{name}" for name in _GRADES.get(colour, ())]


def data_grade(state: DataState | None) -> str:
    """The grade of the data of a step; None where the step needs none."""
    names = {
        DataState.READY: "ready", DataState.AFTER_WORK: "after work",
        DataState.NOT_READY: "not ready", DataState.UNKNOWN: "unknown",
    }  # fmt: skip
    return f"readiness/{names[state] if state else 'none'}"


def hours_grade(hours: Range | None) -> str:
    """The grade of hands-on hours a month, by the middle where they are known as a range."""
    if hours is None:
        return "hours/unknown"
    middle = (hours.low + hours.high) / 2
    names = ("least", "few", "many")
    name = next((name for name, end in zip(names, HOURS, strict=True) if middle <= end), "most")
    return f"hours/{name}"


def stability_grade(share: float | None) -> str:
    """The grade of a verdict that holds with this chance; None where there is no verdict."""
    if share is None:
        return "stability/open"
    return f"stability/{'firm' if share >= FIRM[0] else 'mostly' if share >= FIRM[1] else 'fragile'}"


def _mixed(first: str, second: str, part: float) -> str:
    """A colour between two, `part` of the way to the second."""
    pairs = ((int(first[at : at + 2], 16), int(second[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)
