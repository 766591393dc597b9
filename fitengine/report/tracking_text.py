"""Tracking as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from fitengine.model.tracking import CriterionState, CriterionTrack, KpiTrack, Standing, Tracking
from fitengine.report.display import Style, clean
from fitengine.report.grid import Cell, Column, cell, grid_lines
from fitengine.report.page import Page
from fitengine.report.sections import finding_lines
from fitengine.report.tracking_words import (
    HOUSE_WORDS,
    NO_MEASURES,
    criterion_words,
    figure_words,
    gained_words,
    latest_words,
    period_words,
    plan_words,
    summary_words,
)
from fitengine.report.words import listed, process_marks, process_name

__all__ = ["tracking_text"]

_STYLES = {
    Standing.WAITING: Style.DIM,
    Standing.ON: Style.GREEN,
    Standing.UNMEASURED: Style.YELLOW,
    Standing.OFF: Style.RED,
    Standing.STOP: Style.RED,
}
_STATES = {
    CriterionState.MET: Style.GREEN,
    CriterionState.MISSED: Style.RED,
    CriterionState.UNMEASURED: Style.YELLOW,
}
_COLUMNS = (
    Column("Measure", 10, 2),
    Column("Baseline", 8, right=True),
    Column("Month 1", 11, 2),
    Column("Month 6", 11, 2),
    Column("Latest", 10),
    Column("Standing", 18, 4),
)
_PERIODS = (Column("Period", 10), Column("Limits", 16, 3), Column("Reviewed from then on", 16))


def tracking_text(tracking: Tracking, *, width: int, colour: bool = False) -> str:
    """The measures, the review and the findings, ending in a line end."""
    page = Page.of(width, colour)
    lines = [*page.paragraph(process_name(tracking.process), style=Style.BOLD)]
    if marks := process_marks(tracking.process):
        lines += page.paragraph(listed(marks), style=Style.DIM)
    lines += page.paragraph(summary_words(tracking), style=_STYLES[tracking.standing])
    if not tracking.kpis:
        return "\n".join([*lines, "", *page.paragraph(NO_MEASURES)]) + "\n"
    lines += [*page.heading("Measures")]
    lines += grid_lines(_COLUMNS, [_row(one) for one in tracking.kpis], page.width, page.colour)
    lines += _oversight_lines(tracking, page)
    if tracking.findings:
        lines += [*page.heading("Findings"), *finding_lines(tracking.findings, page)]
    lines += ["", *page.paragraph(HOUSE_WORDS, style=Style.DIM)]
    return "\n".join(lines) + "\n"


def _row(one: KpiTrack) -> tuple[Cell, ...]:
    kpi = one.kpi
    stop = f"stop at {figure_words(kpi.stop)}" if kpi.stop is not None else ""
    return (
        cell(clean(kpi.name), (f"{clean(kpi.unit)}, better {kpi.direction}", Style.DIM), (stop, Style.DIM)),
        cell(figure_words(kpi.baseline) or "none"),
        *(_criterion(criterion) for criterion in one.criteria),
        cell(latest_words(one), (gained_words(one), Style.DIM)),
        cell((str(one.standing), _STYLES[one.standing]), (clean(one.because), Style.DIM)),
    )


def _criterion(one: CriterionTrack) -> Cell:
    asked, state = criterion_words(one)
    return cell(asked, (state, _STATES.get(one.state, Style.PLAIN)))


def _oversight_lines(tracking: Tracking, page: Page) -> Iterator[str]:
    oversight = tracking.oversight
    yield from page.heading("Review by people")
    for words in plan_words(oversight):
        yield from page.paragraph(words)
    if oversight.periods and oversight.plan in ("", "tapering"):
        yield ""
        rows = [tuple(cell(words) for words in period_words(period)) for period in oversight.periods]
        yield from grid_lines(_PERIODS, rows, page.width, page.colour)
