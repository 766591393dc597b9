"""A portfolio's summary as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fitengine.portfolio.summary_model import Counts, Summary, VerdictCount
from fitengine.portfolio.summary_words import (
    DUPLICATE_NOTE,
    QUESTION_NOTE,
    RANKING_NOTE,
    SAMPLE_NOTE,
    SAVED_NOTE,
    chosen_words,
    document_words,
    duplicate_words,
    grouping_words,
    headline_words,
    hours_words,
    initiative_words,
    label,
    left_out_words,
    phase_words,
    process_reason,
    quadrant_words,
    range_words,
    rules_words,
    settles_words,
    share_words,
    source_words,
    step_reason,
    unsettling_words,
)
from fitengine.report.display import Style, clean
from fitengine.report.grid import Cell, Column, cell, grid_lines
from fitengine.report.page import Page
from fitengine.report.words import percent, verdict_style

__all__ = ["summary_text"]

_NUMBER = Column("", 2, 1, right=True)


def summary_text(summary: Summary, *, width: int, colour: bool = False) -> str:
    """All parts, ending in a line end."""
    page = Page.of(width, colour)
    lines = [*page.paragraph("Portfolio", style=Style.BOLD), *page.paragraph(headline_words(summary))]
    lines += page.paragraph(
        f"{document_words(summary.documents)}. {chosen_words(summary.choice)}".strip(), style=Style.DIM
    )
    parts = (_verdicts, _groups, _ranking, _quick_wins, _blockers, _questions, _initiatives, _duplicates)
    for part in parts:
        lines += part(summary, page)
    lines += ["", *page.paragraph(SAVED_NOTE, style=Style.DIM)]
    if rules := rules_words(summary):
        lines += page.paragraph(rules, style=Style.DIM)
    return "\n".join(lines) + "\n"


def _verdicts(summary: Summary, page: Page) -> Iterator[str]:
    yield from page.heading("Verdicts")
    columns = (
        Column("Verdict", 18, 2),
        Column("Steps", 7, 1, right=True),
        Column("Share", 5, 1, right=True),
        Column("Presumed", 8, 1, right=True),
        Column("Hours a month", 16, 2, right=True),
        Column("Hours saved", 11, 1, right=True),
    )
    total = summary.total
    rows = [_verdict_row(summary, one, total.steps) for one in total.verdicts if one.steps]
    yield from grid_lines(columns, rows, page.width, page.colour)


def _verdict_row(summary: Summary, one: VerdictCount, steps: int) -> tuple[Cell, ...]:
    hours = range_words(one) if one.hours_high else "–"
    unknown = (f"unknown of {one.unknown_hours:,}", Style.DIM) if one.unknown_hours else ""
    return (
        cell((label(summary, one.verdict), verdict_style(one.verdict))),
        cell(f"{one.steps:,}"),
        cell(percent(one.steps / steps)),
        cell(f"{one.presumed:,}"),
        cell(hours if one.unknown_hours < one.steps else "", unknown),
        cell(hours_words(one.saved)),
    )


def _groups(summary: Summary, page: Page) -> Iterator[str]:
    for by, groups, total in summary.groups:
        if total < 2:
            continue
        yield from page.heading(f"By {by}")
        columns = (
            Column(grouping_words(by), 16, 4),
            Column("Processes", 9, 1, right=True),
            *_count_columns(summary),
        )
        rows = [
            (cell(grouping_words(by, one.name)), cell(f"{one.processes:,}"), *_count_cells(one.counts))
            for one in groups
        ]
        yield from grid_lines(columns, rows, page.width, page.colour)
        yield from _left_out(page, len(groups), total, f"{by}s")


def _count_columns(summary: Summary) -> Iterator[Column]:
    yield Column("Steps", 6, 1, right=True)
    for one in summary.total.verdicts:
        yield Column(_SHORT.get(one.verdict, label(summary, one.verdict)), 5, 1, right=True)
    yield Column("Hours saved", 7, 1, right=True)


def _count_cells(counts: Counts) -> Iterator[Cell]:
    yield cell(f"{counts.steps:,}")
    for one in counts.verdicts:
        yield cell(f"{one.steps:,}" if one.steps else ("–", Style.DIM))
    yield cell(hours_words(counts.saved))


def _ranking(summary: Summary, page: Page) -> Iterator[str]:
    if not summary.processes:
        return
    yield from page.heading("Which process first")
    yield from page.paragraph(RANKING_NOTE, style=Style.DIM)
    columns = (_NUMBER, Column("Process", 20, 4), Column("Area, owner", 10, 2), Column("Why here", 24, 6))
    rows = [
        (
            cell(str(number)),
            cell((clean(one.name), Style.BOLD), (source_words(one.source, summary), Style.DIM)),
            cell(*(clean(part) for part in (one.area, one.owner))),
            cell(process_reason(one)),
        )
        for number, one in enumerate(summary.processes, 1)
    ]
    yield from grid_lines(columns, rows, page.width, page.colour)
    yield from _left_out(page, len(summary.processes), summary.documents.assessed, "processes")


def _quick_wins(summary: Summary, page: Page) -> Iterator[str]:
    yield from page.heading("Value against complexity")
    yield from page.paragraph(quadrant_words(summary))
    if not summary.quick_wins:
        return
    yield from page.heading("Quick wins")
    columns = (
        _NUMBER,
        Column("Step", 20, 4),
        Column("Saves h", 7, 1, right=True),
        Column("Verdict", 10, 2),
        Column("Why", 20, 5),
    )
    rows = [
        (
            cell(str(number)),
            cell((clean(one.name), Style.BOLD), (clean(one.process_name), Style.DIM)),
            cell(hours_words(one.saved)),
            cell(
                (label(summary, one.verdict), verdict_style(one.verdict)),
                (label(summary, one.technique), Style.DIM),
            ),
            cell(step_reason(one, summary)),
        )
        for number, one in enumerate(summary.quick_wins, 1)
    ]
    yield from grid_lines(columns, rows, page.width, page.colour)
    yield from _left_out(page, len(summary.quick_wins), summary.quick_total, "quick wins")


def _blockers(summary: Summary, page: Page) -> Iterator[str]:
    if not summary.blockers:
        return
    yield from page.heading("What blocks most")
    columns = (
        Column("Blocker", 24, 5),
        Column("Blocks steps", 7, 1, right=True),
        Column("May block", 7, 1, right=True),
        Column("Processes", 9, 1, right=True),
        Column("Hours a month", 7, 1, right=True),
    )
    rows = [
        (
            cell(clean(one.label)),
            cell(f"{one.holds:,}"),
            cell(f"{one.open:,}"),
            cell(f"{one.processes:,}"),
            cell(hours_words(one.hours)),
        )
        for one in summary.blockers
    ]
    yield from grid_lines(columns, rows, page.width, page.colour)


def _questions(summary: Summary, page: Page) -> Iterator[str]:
    if not summary.open_steps:
        return
    yield from page.heading("What to ask first")
    note = f"{QUESTION_NOTE} {SAMPLE_NOTE}" if summary.sampled else QUESTION_NOTE
    yield from page.paragraph(note, style=Style.DIM)
    columns = (
        _NUMBER,
        Column("Question", 26, 6),
        Column("Open for", 6, 1, right=True),
        Column("Settles", 7, 1, right=True),
        Column("With all above", 14, 2, right=True),
    )
    rows = [
        (
            cell(str(number)),
            cell(clean(one.text), (one.fact, Style.DIM)),
            cell(f"{one.missing:,}"),
            cell(settles_words(one, summary)),
            cell(share_words(one.settled, summary.open_steps)),
        )
        for number, one in enumerate(summary.questions, 1)
    ]
    yield from grid_lines(columns, rows, page.width, page.colour) if rows else ()
    if summary.unsettling:
        yield from page.paragraph(unsettling_words(summary), style=Style.DIM)


def _initiatives(summary: Summary, page: Page) -> Iterator[str]:
    words = initiative_words(summary.initiatives)
    if not words:
        return
    yield from page.heading("Initiatives")
    yield from page.paragraph(words)
    for phase, count in summary.initiatives.phases:
        yield from page.entry(phase_words(phase), [share_words(count, summary.initiatives.total)], 18)


def _duplicates(summary: Summary, page: Page) -> Iterator[str]:
    if not summary.duplicates:
        return
    yield from page.heading("The same step in several processes")
    yield from page.paragraph(DUPLICATE_NOTE, style=Style.DIM)
    columns = (
        Column("Step", 20, 4),
        Column("Verdict", 10, 2),
        Column("Steps", 5, 1, right=True),
        Column("Processes", 9, 1, right=True),
        Column("Hours a month", 7, 1, right=True),
        Column("Where", 18, 5),
    )
    rows = [
        (
            cell((clean(one.name), Style.BOLD)),
            cell((label(summary, one.verdict), verdict_style(one.verdict))),
            cell(f"{one.steps:,}"),
            cell(f"{one.processes:,}"),
            cell(hours_words(one.hours)),
            cell(duplicate_words(one, summary)),
        )
        for one in summary.duplicates
    ]
    yield from grid_lines(columns, rows, page.width, page.colour)
    yield from _left_out(page, len(summary.duplicates), summary.duplicate_total, "such steps")


def _left_out(page: Page, shown: int, total: int, noun: str) -> Iterable[str]:
    words = left_out_words(shown, total, noun)
    return page.paragraph(words, style=Style.DIM) if words else ()


_SHORT = {
    "rpa": "RPA",
    "ai-suitable": "AI",
    "standardise-first": "Stand. first",
    "keep-human": "Human",
    "undetermined": "Open",
}
