"""Small drawings of figures: the trend of a measure, and how far each assumption moves a result.

Colours come from the style sheet by class, so that they follow the theme; every text is cleaned and escaped here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from fitengine.model.tracking import CriterionState, KpiTrack, Tracking
from fitengine.model.value import Case, Value
from fitengine.report.display import clean
from fitengine.report.tracking_words import figure_words
from fitengine.report.value_words import figure_words as rounded_words

__all__ = ["swing_chart", "trend_chart"]

_WIDTH, _HEIGHT = 560.0, 190.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 14.0, 128.0, 18.0, 26.0
_LINE = 14.0
"""Points from one label to the next."""
_MOST_SWINGS = 8
_BAR, _NAMES, _ENDS = 22.0, 250.0, 74.0
_LONGEST_NAME = 40
_LONGEST_LABEL = 20


@dataclass(frozen=True, slots=True)
class _Scale:
    """From figures to points along one axis."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class _Level:
    """A figure that holds over the whole time, told at the right edge."""

    look: str
    words: str
    value: float


def trend_chart(one: KpiTrack, tracking: Tracking) -> str:
    """The figures of a measure over time with what they are held against, as `<svg>`; empty where nothing was measured."""
    kpi, actuals = one.kpi, one.kpi.actuals
    if not actuals:
        return ""
    days = [actual.on for actual in actuals] + [tracking.on]
    days += [day for day in (kpi.baseline_on, tracking.go_live, *(part.due for part in one.criteria)) if day]
    levels = list(_levels(one))
    values = [actual.value for actual in actuals] + [level.value for level in levels]
    values += [part.figure for part in one.criteria if part.figure is not None]
    across = _scale([float(day.toordinal()) for day in days], _LEFT, _WIDTH - _RIGHT)
    up = _scale(values, _HEIGHT - _BOTTOM, _TOP)
    parts = [
        *_level_lines(levels, up),
        *_time_lines(tracking, across),
        *_criterion_marks(one, across, up),
        *_figures(one, across, up),
        *_dates(min(days), max(days), across),
    ]
    words = f"{kpi.name}: {one.standing}. {_figure_list(one)}"
    return _svg(_WIDTH, _HEIGHT, words, parts)


def swing_chart(value: Value) -> str:
    """A bar an assumption, from the result at its low end to that at its high end, as `<svg>`; empty where nothing moves it."""
    swings = value.swings[:_MOST_SWINGS]
    middle = getattr(value.total.cases[Case.LIKELY], value.measure.replace(" ", "_"), None)
    if not swings or middle is None:
        return ""
    ends = [end for swing in swings for end in (swing.at_low, swing.at_high)]
    across = _scale([*ends, middle], _NAMES + _ENDS, _WIDTH + _NAMES - _ENDS)
    height = _BAR * len(swings) + _LINE + 8
    parts = [_line("middle", across.at(middle), _LINE, across.at(middle), height)]
    parts.append(_text("strong", across.at(middle), 10, f"likely {rounded_words(middle)}", "middle"))
    for row, swing in enumerate(swings):
        top = _LINE + 8 + row * _BAR
        least, most = sorted((swing.at_low, swing.at_high))
        left, right = across.at(least), across.at(most)
        parts.append(_text("name", _NAMES, top + 11, _cut(swing.label, _LONGEST_NAME), "end"))
        parts.append(
            f'<rect class="bar" x="{left:.1f}" y="{top:.1f}" width="{max(right - left, 1):.1f}" height="15"/>'
        )
        parts.append(_text("end", left - 5, top + 11, rounded_words(least), "end"))
        parts.append(_text("end", right + 5, top + 11, rounded_words(most)))
    words = f"How far each assumption moves the {value.measure}; the table below has the figures"
    return _svg(_WIDTH + _NAMES, height, words, parts)


def _levels(one: KpiTrack) -> Iterator[_Level]:
    """What holds at any time: the baseline, the figure to stop at, and criteria without a day."""
    if one.kpi.baseline is not None:
        yield _Level("base", f"baseline {figure_words(one.kpi.baseline)}", one.kpi.baseline)
    if one.kpi.stop is not None:
        yield _Level("stop", f"stop at {figure_words(one.kpi.stop)}", one.kpi.stop)
    for part in one.criteria:
        if part.figure is not None and part.due is None:
            yield _Level("goal", f"month {part.month}: {figure_words(part.figure)}", part.figure)


def _level_lines(levels: Sequence[_Level], up: _Scale) -> Iterator[str]:
    below = 0.0
    for level in sorted(levels, key=lambda level: -level.value):
        y = up.at(level.value)
        below = max(y + 4, below + _LINE)
        yield _line(level.look, _LEFT, y, _WIDTH - _RIGHT, y)
        yield _text(level.look, _WIDTH - _RIGHT + 8, below, _cut(level.words, _LONGEST_LABEL))


def _time_lines(tracking: Tracking, across: _Scale) -> Iterator[str]:
    """The go-live and the day of the report."""
    for day, words in ((tracking.go_live, "go-live"), (tracking.on, "this report")):
        if day is not None:
            x = across.at(day.toordinal())
            yield _line("day", x, _TOP - 4, x, _HEIGHT - _BOTTOM)
            yield _text("day", x, _TOP - 7, words, "start" if x < _WIDTH / 3 else "end")


def _criterion_marks(one: KpiTrack, across: _Scale, up: _Scale) -> Iterator[str]:
    """A diamond on the day of each criterion: filled where it was met, crossed where it was missed."""
    for part in one.criteria:
        if part.figure is None or part.due is None:
            continue
        x, y = across.at(part.due.toordinal()), up.at(part.figure)
        words = f"month {part.month}: {figure_words(part.figure)} by {part.due}, {part.state}"
        look = {CriterionState.MET: "goal met", CriterionState.MISSED: "goal missed"}.get(part.state, "goal")
        shape = f"M{x:.1f} {y - 6:.1f}L{x + 6:.1f} {y:.1f}L{x:.1f} {y + 6:.1f}L{x - 6:.1f} {y:.1f}Z"
        yield f'<path class="{look}" d="{shape}"><title>{_safe(words)}</title></path>'
        label = _cut(f"month {part.month}: {figure_words(part.figure)}", _LONGEST_LABEL)
        yield _text("goal", x, y + (-10 if one.kpi.direction == "down" else 18), label, "middle")


def _figures(one: KpiTrack, across: _Scale, up: _Scale) -> Iterator[str]:
    """What was measured, a line through points; the last one is told."""
    places = [(across.at(actual.on.toordinal()), up.at(actual.value)) for actual in one.kpi.actuals]
    way = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    yield f'<path class="trend" d="M{way}"/>'
    for actual, (x, y) in zip(one.kpi.actuals, places, strict=True):
        words = _safe(f"{figure_words(actual.value)} on {actual.on}")
        yield f'<circle class="point" cx="{x:.1f}" cy="{y:.1f}" r="3.5"><title>{words}</title></circle>'
    x, y = places[-1]
    yield _text(
        "strong",
        x,
        y + (-9 if one.kpi.direction == "down" else 18),
        figure_words(one.kpi.actuals[-1].value),
        "middle",
    )


def _dates(first: date, last: date, across: _Scale) -> Iterator[str]:
    yield _line("axis", _LEFT, _HEIGHT - _BOTTOM, _WIDTH - _RIGHT, _HEIGHT - _BOTTOM)
    yield _text("day", _LEFT, _HEIGHT - 9, str(first))
    if last > first:
        yield _text("day", across.at(last.toordinal()), _HEIGHT - 9, str(last), "end")


def _figure_list(one: KpiTrack) -> str:
    return ", ".join(f"{figure_words(actual.value)} on {actual.on}" for actual in one.kpi.actuals)


def _scale(values: Iterable[float], start: float, end: float) -> _Scale:
    """Some room around; where all are equal, they stand in the middle."""
    values = list(values)
    low, high = min(values), max(values)
    room = (high - low) * 0.06 or max(abs(high) * 0.1, 1.0)
    return _Scale(low - room, high + room, start, end)


def _svg(width: float, height: float, words: str, parts: Iterable[str]) -> str:
    size = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    return f'<svg class="chart" role="img" aria-label="{_safe(words)}" {size}>{"".join(parts)}</svg>'


def _line(look: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<path class="{look}" d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>'


def _text(look: str, x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text class="{look}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{_safe(words)}</text>'


def _cut(words: str, most: int) -> str:
    words = clean(words)
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _safe(words: str) -> str:
    return escape(clean(words), quote=True)
