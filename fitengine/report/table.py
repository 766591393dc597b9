"""An assessment as text for a terminal: one row a step, what the verdicts rest on, totals, what to ask."""

from __future__ import annotations

from collections.abc import Iterator

from fitengine.model.decision import Assessment, Certainty, StepAssessment
from fitengine.model.rules import Rulebook
from fitengine.report.detail import detail_lines
from fitengine.report.display import Style, clean
from fitengine.report.grid import Cell, Column, Row, cell, grid_lines
from fitengine.report.initiative_section import initiative_lines
from fitengine.report.page import Page
from fitengine.report.sections import closing_lines, ground_lines
from fitengine.report.words import (
    count_words,
    listed,
    outcome_label,
    possible_words,
    process_marks,
    process_name,
    step_name,
    verdict_style,
    why_words,
)

__all__ = ["assessment_text"]

_WIDE = 110
"""Columns from which certainty and technique get columns of their own."""
_MOST_MISSING = 4
_LEGEND = "Blocks: how much must be cleared before the build starts; ? is what nobody has spoken about yet."
_WIDE_COLUMNS = (
    Column("Step", 16, 3), Column("Verdict", 21, 1), Column("Certainty", 9, 1), Column("Technique", 14, 2),
    Column("Why", 24, 6), Column("Blocks", 6, 1, right=True),
)  # fmt: skip
_NARROW_COLUMNS = (
    Column("Step", 12, 2),
    Column("Verdict", 12, 1),
    Column("Why", 16, 4),
    Column("Blocks", 6, 1, right=True),
)


def assessment_text(
    assessment: Assessment, rulebook: Rulebook, *, width: int, colour: bool = False, verbose: bool = False
) -> str:
    """The whole assessment, lines at most `width` columns wide (60 at least), ending in a line end.

    `verbose` adds every step in full: deciding rules with their sources, sub-decisions, what was overruled,
    and lists without an end cut off.
    """
    page = Page.of(width, colour)
    lines = [*_title_lines(assessment, rulebook, page), *_table_lines(assessment, rulebook, page)]
    if verbose:
        lines += detail_lines(assessment, rulebook, page)
    lines += ground_lines(assessment, page, verbose)
    lines += initiative_lines(assessment, page)
    lines += closing_lines(assessment, rulebook, page)
    return "\n".join(lines) + "\n"


def _title_lines(assessment: Assessment, rulebook: Rulebook, page: Page) -> Iterator[str]:
    process = assessment.process
    yield from page.paragraph(process_name(process), style=Style.BOLD)
    if marks := process_marks(process):
        yield from page.paragraph(listed(marks), style=Style.DIM)
    counts = (
        f"{outcome_label(rulebook, total.verdict)} {total.steps:,}"
        for total in assessment.totals
        if total.steps
    )
    yield from page.paragraph(
        f"{count_words(len(assessment.steps), 'step')}: {', '.join(counts) or 'nothing to decide'}"
    )


def _table_lines(assessment: Assessment, rulebook: Rulebook, page: Page) -> Iterator[str]:
    if not assessment.steps:
        return
    columns = _WIDE_COLUMNS if page.width >= _WIDE else _NARROW_COLUMNS
    yield ""
    yield from grid_lines(columns, _rows(assessment, rulebook, page.width), page.width, page.colour)
    if any(step.blockers for step in assessment.steps):
        yield ""
        yield from page.paragraph(_LEGEND, style=Style.DIM)


def _rows(assessment: Assessment, rulebook: Rulebook, width: int) -> Iterator[Row]:
    by_group: dict[str, list[StepAssessment]] = {}
    staged = any(step.step.stage for step in assessment.steps)
    for step in assessment.steps:
        by_group.setdefault(_group(step, staged), []).append(step)
    for group, steps in by_group.items():
        if len(by_group) > 1 or group:
            yield group or ("No stage" if staged else "No lane")
        yield from (_step_row(step, rulebook, width) for step in steps)


def _group(step: StepAssessment, staged: bool) -> str:
    """Stages where the process has them, since they follow its flow; otherwise lanes."""
    return clean((step.step.stage or "") if staged else step.lane)


def _step_row(step: StepAssessment, rulebook: Rulebook, width: int) -> tuple[Cell, ...]:
    decision = step.decision
    name = cell(step_name(step))
    verdict = (outcome_label(rulebook, decision.outcome), verdict_style(decision.outcome))
    certainty = (str(decision.certainty), Style.DIM)
    is_open = decision.certainty is Certainty.OPEN
    possible = [(words, Style.DIM) for words in possible_words(decision, rulebook) if is_open]
    technique = clean(step.technique.label) if step.technique else ""
    blocks = cell(_blocks(step))
    if width >= _WIDE:
        return (
            name,
            cell(verdict, *possible),
            cell(certainty),
            cell(technique),
            cell(_why(step)),
            blocks,
        )
    why = " ".join(part for part in (f"{technique}:" if technique else "", _why(step)) if part)
    return name, cell(verdict, *(possible or [certainty])), cell(why), blocks


def _why(step: StepAssessment) -> str:
    missing = step.decision.missing
    if step.decision.certainty is Certainty.OPEN and missing:
        return f"depends on {listed([clean(name) for name in missing], _MOST_MISSING)}"
    return why_words(step.decision)


def _blocks(step: StepAssessment) -> str:
    held = sum(blocker.status == "holds" for blocker in step.blockers)
    unsaid = len(step.blockers) - held
    return " ".join(part for part in (str(held) if held else "", f"{unsaid}?" if unsaid else "") if part)
