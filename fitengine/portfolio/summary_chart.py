"""Value against complexity as a drawing: a dot a step, numbered as in the table beside it.

Complexity goes across in three bands, hours saved a month go up by powers of ten. Colours come from the style sheet by class, so
that they follow the theme; every text is cleaned and escaped here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from fitengine.assess.complexity import LEVELS
from fitengine.portfolio.summary_model import Region, StepRow
from fitengine.report.display import clean
from fitengine.report.value_words import figure_words

__all__ = ["value_chart"]

_LEFT, _TOP, _BAND, _HEIGHT, _BOTTOM = 74.0, 14.0, 290.0, 380.0, 40.0
_RADIUS, _APART = 11.0, 23.5
_WIDTH = _LEFT + 3 * _BAND + 8
_LEAST = 0.1
"""Hours a month; what saves less stands on the lower edge."""


@dataclass(frozen=True, slots=True)
class _Dot:
    number: int
    step: StepRow
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class _Up:
    """Hours to points, by powers of ten; zero is the lower edge."""

    low: int
    high: int

    def at(self, hours: float) -> float:
        power = log10(max(hours, _LEAST)) if hours > 0 else self.low
        share = (power - self.low) / (self.high - self.low)
        return _TOP + _HEIGHT * (1 - min(1.0, max(0.0, share)))


def value_chart(steps: Sequence[StepRow], regions: Sequence[Region], looks: Mapping[str, int]) -> str:
    """The chart as `<svg>`; empty without steps. `looks` gives the number of the style of a verdict."""
    if not steps:
        return ""
    up = _scale(steps, regions)
    parts = [
        *_region_parts(regions, up),
        *_axis_parts(up),
        *_border_parts(regions, up),
        *(_dot_part(dot, looks) for dot in _place_dots(steps, up)),
    ]
    height = _TOP + _HEIGHT + _BOTTOM
    words = "Steps by hours saved a month and complexity; the table has the same steps by number"
    size = f'viewBox="0 0 {_WIDTH:.0f} {height:.0f}" width="{_WIDTH:.0f}" height="{height:.0f}"'
    return f'<svg class="chart value-chart" role="img" aria-label="{words}" {size}>{"".join(parts)}</svg>'


def _scale(steps: Sequence[StepRow], regions: Sequence[Region]) -> _Up:
    hours = [step.saved for step in steps if step.saved > 0] + [one.hours for one in regions if one.hours > 0]
    low, high = min(hours, default=1.0), max(hours, default=10.0)
    lowest = floor(log10(max(low, _LEAST)))
    return _Up(lowest, max(ceil(log10(high) + 0.05), lowest + 1))


def _region_parts(regions: Sequence[Region], up: _Up) -> Iterator[str]:
    """A field a quadrant and level, its name in the upper left corner where the field to its left has another."""
    above: dict[str, float] = {}
    named: dict[tuple[float, str], int] = {}
    for region in regions:
        band = LEVELS.index(region.complexity)
        top, bottom = above.get(region.complexity, _TOP), up.at(region.hours)
        above[region.complexity] = bottom
        left = _LEFT + band * _BAND
        look = "even" if region.quadrant in ("quick-win", "leave") else "odd"
        yield f'<rect class="{look}" x="{left:.1f}" y="{top:.1f}" width="{_BAND:.1f}" height="{bottom - top:.1f}"/>'
        beside = named.get((top, region.quadrant))
        named[top, region.quadrant] = band
        if beside != band - 1:
            yield _text("field", left + 10, top + 20, _capital(region.label))


def _axis_parts(up: _Up) -> Iterator[str]:
    right = _LEFT + 3 * _BAND
    for power in range(up.low, up.high + 1):
        y = up.at(10.0**power)
        yield f'<path class="axis" d="M{_LEFT:.1f} {y:.1f}L{right:.1f} {y:.1f}"/>'
        yield _text("tick", _LEFT - 8, y + 4, figure_words(10.0**power), "end")
    middle = _TOP + _HEIGHT / 2
    yield (
        f'<text class="name" transform="rotate(-90 16 {middle:.0f})" x="16" y="{middle:.0f}" text-anchor="middle">'
        "hours saved a month</text>"
    )
    for band, level in enumerate(LEVELS):
        x = _LEFT + band * _BAND
        yield f'<path class="axis" d="M{x:.1f} {_TOP:.1f}L{x:.1f} {_TOP + _HEIGHT:.1f}"/>'
        yield _text("name", x + _BAND / 2, _TOP + _HEIGHT + 24, f"{level} complexity", "middle")


def _border_parts(regions: Sequence[Region], up: _Up) -> Iterator[str]:
    """Where one quadrant ends and the other begins."""
    for hours in sorted({region.hours for region in regions if region.hours > 0}):
        y = up.at(hours)
        yield f'<path class="base" d="M{_LEFT:.1f} {y:.1f}L{_LEFT + 3 * _BAND:.1f} {y:.1f}"/>'
        yield _text("strong", _LEFT - 8, y + 4, figure_words(hours), "end")


def _place_dots(steps: Sequence[StepRow], up: _Up) -> list[_Dot]:
    """Each as near to the middle of its band as the others let it; where its height is full, a little above or below."""
    placed: list[_Dot] = []
    for number, step in enumerate(steps, 1):
        band = LEVELS.index(step.complexity) if step.complexity in LEVELS else len(LEVELS) - 1
        middle = _LEFT + (band + 0.5) * _BAND
        y = _inside(up.at(step.saved))
        tries = ((x, height) for height in _heights(y) for x in _tries(middle))
        x, y = next((place for place in tries if _is_free(*place, placed)), (middle, y))
        placed.append(_Dot(number, step, x, y))
    return placed


def _heights(y: float) -> Iterator[float]:
    """The right height, then lower and higher ones by turns."""
    yield y
    for away in range(1, int(_HEIGHT / _RADIUS)):
        yield _inside(y + away * _RADIUS)
        yield _inside(y - away * _RADIUS)


def _inside(y: float) -> float:
    return min(max(y, _TOP + _RADIUS + 1), _TOP + _HEIGHT - _RADIUS - 1)


def _tries(middle: float) -> Iterator[float]:
    """From the middle outwards, to both sides in turn."""
    yield middle
    reach = _BAND / 2 - _RADIUS - 3
    away = _RADIUS / 2
    while away <= reach:
        yield middle + away
        yield middle - away
        away += _RADIUS / 2


def _is_free(x: float, y: float, placed: Sequence[_Dot]) -> bool:
    return all((x - dot.x) ** 2 + (y - dot.y) ** 2 >= _APART**2 for dot in placed)


def _dot_part(dot: _Dot, looks: Mapping[str, int]) -> str:
    step = dot.step
    look = f"v-{looks[step.verdict]}" if step.verdict in looks else "v-x"
    words = f"{dot.number}: {step.name}, {step.process_name}: saves {figure_words(step.saved)} hours a month"
    return (
        f'<g class="{look}"><title>{escape(clean(words), quote=True)}</title>'
        f'<circle cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="{_RADIUS:.1f}"/>'
        f'<text x="{dot.x:.1f}" y="{dot.y + 4:.1f}" text-anchor="middle">{dot.number}</text></g>'
    )


def _text(look: str, x: float, y: float, words: str, anchor: str = "start") -> str:
    safe = escape(clean(words), quote=True)
    return f'<text class="{look}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{safe}</text>'


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
