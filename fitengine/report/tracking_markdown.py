"""Tracking as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from fitengine.model.tracking import KpiTrack, Tracking
from fitengine.report.display import clean
from fitengine.report.markdown_parts import Sections, document, escape, finding_bullets, table_lines
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

__all__ = ["tracking_markdown", "tracking_sections"]

_TITLES = ("Measure", "Unit", "Baseline", "Month 1", "Month 6", "Stop at", "Latest", "Standing", "Because")


def tracking_markdown(tracking: Tracking) -> str:
    """The measures, the review and the findings, ending in a line end."""
    paragraphs = [escape(listed(process_marks(tracking.process))), f"**{escape(summary_words(tracking))}.**"]
    if not tracking.kpis:
        return document(process_name(tracking.process), [*paragraphs, escape(NO_MEASURES)], ())
    sections = tracking_sections(tracking)
    return document(process_name(tracking.process), paragraphs, sections, escape(HOUSE_WORDS))


def tracking_sections(tracking: Tracking) -> Sections:
    """The measures with their figures, the review and the findings."""
    yield "Measures", table_lines(_TITLES, map(_row, tracking.kpis))
    yield "Figures", _figures(tracking)
    yield "Review by people", _oversight(tracking)
    yield "Findings", finding_bullets(tracking.findings)


def _row(one: KpiTrack) -> tuple[str, ...]:
    kpi = one.kpi
    criteria = (", ".join(part for part in criterion_words(criterion) if part) for criterion in one.criteria)
    return (
        clean(kpi.name),
        f"{clean(kpi.unit)}, better {kpi.direction}",
        figure_words(kpi.baseline) or "none",
        *criteria,
        figure_words(kpi.stop),
        ", ".join(part for part in (latest_words(one), gained_words(one)) if part),
        str(one.standing),
        clean(one.because),
    )


def _figures(tracking: Tracking) -> Iterator[str]:
    """What was measured, by date."""
    for kpi in (one.kpi for one in tracking.kpis if one.kpi.actuals):
        figures = listed([f"{figure_words(actual.value)} on {actual.on}" for actual in kpi.actuals])
        yield f"- {escape(kpi.name)}: {escape(figures)}"


def _oversight(tracking: Tracking) -> Iterator[str]:
    yield from (f"- {escape(words)}" for words in plan_words(tracking.oversight))
    rows = [
        *table_lines(
            ("Period", "Limits", "Reviewed from then on"), map(period_words, tracking.oversight.periods)
        )
    ]
    yield from ["", *rows] if rows else []
