"""What changes are worth, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from fitengine.model.rules import Rulebook
from fitengine.model.value import StepValue, Value
from fitengine.report.display import Style, clean
from fitengine.report.grid import Cell, Column, cell, grid_lines
from fitengine.report.page import Page
from fitengine.report.sections import finding_lines
from fitengine.report.value_words import (
    BAND_NOTE,
    CASE_NOTE,
    NO_MONEY,
    assumption_words,
    case_rows,
    incomplete_words,
    span_words,
    swing_title,
    swing_words,
    total_words,
)
from fitengine.report.words import (
    count_words,
    listed,
    outcome_label,
    pack_words,
    process_marks,
    process_name,
    verdict_style,
)

__all__ = ["value_lines", "value_text"]

_MOST_SWINGS = 8
_MOST_NAMES = 5
_CASES = (
    Column("", 20, 2),
    Column("Low case", 9, right=True),
    Column("Likely", 9, right=True),
    Column("High case", 9, right=True),
)
_STEPS = (
    Column("Step", 12, 3),
    Column("Verdict", 11),
    Column("Hours saved a month", 12, 2),
    Column("Build days", 9, 2),
    Column("Payback", 8, 2),
)
_SWINGS = (
    Column("Assumption", 20, 4),
    Column("At its low end", 8, right=True),
    Column("At its high end", 8, right=True),
    Column("Swing", 6, right=True),
    Column("Decides", 8),
)
_ASSUMPTIONS = (Column("Assumption", 20, 2), Column("Figure", 20, 2), Column("From", 13))
_UNKNOWN = (Column("Not known", 14, 2), Column("Of", 20, 3))


def value_text(value: Value, rulebook: Rulebook, *, width: int, colour: bool = False) -> str:
    """The three cases, the steps, what matters most and what it rests on, ending in a line end."""
    page = Page.of(width, colour)
    lines = [*page.paragraph(process_name(value.process), style=Style.BOLD)]
    if marks := process_marks(value.process):
        lines += page.paragraph(listed(marks), style=Style.DIM)
    lines += value_lines(value, page)
    lines += _step_lines(value, rulebook, page)
    lines += _swing_lines(value, page)
    lines += _assumption_lines(value, page)
    lines += _finding_lines(value, page)
    lines += ["", *page.paragraph(f"Decided by {pack_words(value.packs)}", style=Style.DIM)]
    return "\n".join(lines) + "\n"


def value_lines(value: Value, page: Page) -> Iterator[str]:
    """The total in its three cases, and what it leaves out."""
    yield from page.heading("Value")
    yield from page.paragraph(total_words(value.total))
    if not value.total.planned:
        return
    yield ""
    rows = [(cell(row.label), cell(row.low), cell(row.likely), cell(row.high)) for row in case_rows(value)]
    yield from grid_lines(_CASES, rows, page.width, page.colour)
    yield ""
    if not value.currency:
        yield from page.paragraph(NO_MONEY)
    yield from page.paragraph(CASE_NOTE, style=Style.DIM)


def _step_lines(value: Value, rulebook: Rulebook, page: Page) -> Iterator[str]:
    planned = [step for step in value.steps if step.planned]
    if planned:
        yield from page.heading("By step")
        yield from grid_lines(
            _STEPS, [_step_row(step, rulebook) for step in planned], page.width, page.colour
        )
    if others := [step for step in value.steps if not step.planned]:
        yield ""
        names = listed([clean(step.name) or clean(step.step) for step in others], _MOST_NAMES)
        yield from page.paragraph(
            f"Nothing planned for {count_words(len(others), 'step')}: {names}", style=Style.DIM
        )
    if incomplete := incomplete_words(value):
        yield from page.heading("Unknown")
        rows = [(cell(words), cell(listed(names, _MOST_NAMES))) for words, names in incomplete]
        yield from grid_lines(_UNKNOWN, rows, page.width, page.colour)


def _step_row(step: StepValue, rulebook: Rulebook) -> tuple[Cell, ...]:
    return (
        cell(clean(step.name) or clean(step.step), (listed([clean(one) for one in step.drivers]), Style.DIM)),
        cell((outcome_label(rulebook, step.verdict), verdict_style(step.verdict))),
        cell(span_words(step.cases, "hours_saved")),
        cell(span_words(step.cases, "build_days")),
        cell(span_words(step.cases, "payback")),
    )


def _swing_lines(value: Value, page: Page) -> Iterator[str]:
    if not value.swings:
        return
    yield from page.heading(swing_title(value))
    shown = [swing_words(one, value) for one in value.swings[:_MOST_SWINGS]]
    columns = _SWINGS if any(words[-1] for words in shown) else _SWINGS[:-1]
    rows = [tuple(cell(words) for words in row[: len(columns)]) for row in shown]
    yield from grid_lines(columns, rows, page.width, page.colour)
    if len(value.swings) > _MOST_SWINGS:
        rest = len(value.swings) - _MOST_SWINGS
        matter = "matters" if rest == 1 else "matter"
        yield from page.paragraph(f"and {count_words(rest, 'assumption')} that {matter} less", 0, Style.DIM)


def _assumption_lines(value: Value, page: Page) -> Iterator[str]:
    if not value.assumptions:
        return
    yield from page.heading("What it rests on")
    rows = [tuple(cell(words) for words in assumption_words(one)) for one in value.assumptions]
    yield from grid_lines(_ASSUMPTIONS, rows, page.width, page.colour)
    yield ""
    yield from page.paragraph(BAND_NOTE, style=Style.DIM)


def _finding_lines(value: Value, page: Page) -> Iterator[str]:
    if value.findings:
        yield from page.heading("Findings")
        yield from finding_lines(value.findings, page)
