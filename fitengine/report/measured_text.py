"""What an event log says, as text for a terminal: a row of figures a step, and what to know about the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fitengine.model.measured import DiscoveredProcess, Measurement, Precision, StepFigures
from fitengine.report.display import Style, clean
from fitengine.report.grid import Cell, Column, cell, grid_lines
from fitengine.report.page import Page
from fitengine.report.words import count_words, listed

__all__ = ["data_lines", "discovery_words", "measurement_text"]

_COLUMNS = (
    Column("Step", 11, 4),
    Column("A month", 7, 1, right=True),
    Column("Handling", 8, 1, right=True),
    Column("Waiting", 8, 1, right=True),
    Column("Rework", 6, 1, right=True),
    Column("Exceptions", 10, 1, right=True),
    Column("Ways", 4, 1, right=True),
    Column("Handovers", 9, 1, right=True),
    Column("Users", 5, 1, right=True),
    Column("Software", 8, 1, right=True),
    Column("Suggests", 8, 1),
)
_NARROW = 6
"""Columns that a narrow page has room for: the first ones."""
_WIDE = 106
_LEGEND = (
    "Handling and waiting: median and, below it, what nine of ten stay under. Rework: cases that pass the step again. "
    "Exceptions: cases that leave the usual path. Ways: different next steps, and users: how many, and the share of the "
    "commonest. Suggests: the level of `standardised` that the ways speak for, by house-default cut-offs; it is not used."
)
_MOST_LISTED = 12
_HOUR, _DAY = 60, 24 * 60
_UNKNOWN = "·"


def measurement_text(measurement: Measurement, *, width: int, colour: bool = False) -> str:
    """The figures of every step, lines at most `width` columns wide (60 at least), ending in a line end."""
    page = Page.of(width, colour)
    columns = _COLUMNS if page.width >= _WIDE else _COLUMNS[:_NARROW]
    rows = [_row(figures)[: len(columns)] for figures in measurement.steps]
    lines = [*page.paragraph(_summary(measurement), style=Style.BOLD)]
    if rows:
        lines += ["", *grid_lines(columns, rows, page.width, colour), ""]
        lines += page.paragraph(_LEGEND, style=Style.DIM)
    else:
        lines.append("no activity of the log is a step of the process")
    return "\n".join(lines) + "\n"


def data_lines(measurement: Measurement, *, process: bool = True) -> Iterator[str]:
    """What was read as what, what was wrong with the data, and how activities and steps were matched (with `process`)."""
    columns = listed([f"{role} `{column}`" for role, column in measurement.columns.items()])
    yield clean(f"columns: {columns}")
    for issue in measurement.issues:
        yield clean(f"{issue.code}: {issue.message}" + (f"; {issue.help}" if issue.help else ""))
    if process:
        yield from _matching_lines(measurement)


def discovery_words(drawn: DiscoveredProcess) -> str:
    """How much of the log the drawn process shows."""
    steps, moves = len(drawn.process.tasks()), drawn.moves
    share = 100 * (moves - drawn.dropped_moves) / moves
    words = (
        f"{count_words(steps, 'step')} drawn; they show {share:.1f}% of the {moves:,} moves from step to step"
    )
    if drawn.dropped:
        return f"{words}, and {count_words(drawn.dropped, 'kind')} of moves were too rare"
    return words


def _summary(measurement: Measurement) -> str:
    return clean(
        f"{measurement.log}: {count_words(measurement.events, 'event')}, {count_words(measurement.cases, 'case')}, "
        f"{measurement.first} to {measurement.last}; {count_words(measurement.variants, 'variant')}, "
        f"the commonest in {measurement.top_variant_share:.0f}% of the cases"
    )


def _row(figures: StepFigures) -> tuple[Cell, ...]:
    top = f"{figures.top_resource_share:.0f}%" if figures.top_resource_share is not None else ""
    return (
        cell(clean(figures.name)),
        cell(_UNKNOWN if figures.volume is None else _number(figures.volume)),
        cell(_time(figures.handling_p50), (_time(figures.handling_p90), Style.DIM)),
        cell(_time(figures.waiting_p50), (_time(figures.waiting_p90), Style.DIM)),
        cell(_share(figures.rework)),
        cell(_share(figures.exceptions)),
        cell(str(figures.variants), (_share(figures.top_variant_share), Style.DIM)),
        cell(_share(figures.handovers)),
        cell(str(figures.resources or _UNKNOWN), (top, Style.DIM)),
        cell(_share(figures.software_share)),
        cell(figures.standardised or _UNKNOWN),
    )


def _matching_lines(measurement: Measurement) -> Iterator[str]:
    matching = measurement.matching
    for match in matching.matches:
        if match.precision is Precision.SIMILAR:
            yield clean(f"similar: `{match.activity}` counts as `{match.step}` ({match.likeness:.0%} alike)")
    for match in matching.proposals:
        yield clean(
            f"proposal: `{match.activity}` may be `{match.step}` ({match.likeness:.0%} alike); it is not used: "
            "confirm it in a `--map`, or take all with `--accept-similar`"
        )
    if matching.activities:
        yield f"activities without a step: {_names(matching.activities)}"
    if matching.steps:
        yield f"steps without an activity: {_names(matching.steps)}"


def _names(names: Sequence[str]) -> str:
    return clean(listed([f"`{name}`" for name in names], _MOST_LISTED))


def _share(percent: float | None) -> str:
    if percent is None:
        return _UNKNOWN
    return f"{percent:.0f}%" if percent == 0 or percent >= 10 else f"{percent:.1f}%"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _time(minutes: float | None) -> str:
    """Minutes, hours or days, whichever reads best."""
    if minutes is None:
        return _UNKNOWN
    if minutes < 2 * _HOUR:
        return f"{_number(minutes)} min"
    return f"{_number(minutes / _HOUR)} h" if minutes < 2 * _DAY else f"{_number(minutes / _DAY)} d"
