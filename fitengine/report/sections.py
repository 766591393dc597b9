"""What follows the table of steps: what the verdicts rest on, totals, findings, the next question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from fitengine.model.decision import (
    Assessment,
    Certainty,
    Finding,
    Question,
    RuleFinding,
    StepAssessment,
)
from fitengine.model.rules import Rulebook
from fitengine.report.display import Style, clean
from fitengine.report.grid import Column, cell, grid_lines
from fitengine.report.page import Page
from fitengine.report.words import (
    count_words,
    facts_words,
    listed,
    next_question_step,
    outcome_label,
    pack_words,
    settling_words,
    step_name,
    sum_totals,
    total_hours_words,
    verdict_style,
)

__all__ = ["SEVERITY_STYLES", "by_severity", "closing_lines", "finding_lines", "ground_lines"]

_MOST_GROUPS = 8
_MOST_NAMES = 5
_LABEL_WIDTH = 9
SEVERITY_STYLES = {"error": Style.RED, "warning": Style.YELLOW, "info": Style.DIM}

_AnyFinding = TypeVar("_AnyFinding", Finding, RuleFinding)
_Groups = Mapping[tuple[str, ...], list[StepAssessment]]


def ground_lines(assessment: Assessment, page: Page, verbose: bool) -> Iterator[str]:
    """Assumptions, blockers and questions, each once with its steps; only the commonest unless `verbose`."""
    yield from _group_lines(
        "Assumed, because nobody said otherwise", _by_assumptions(assessment), page, verbose
    )
    yield from _group_lines(
        "To be cleared before the build starts", _by_blocker(assessment, "holds"), page, verbose
    )
    yield from _group_lines(
        "May stand in the way: nobody has said yet", _by_blocker(assessment, "open"), page, verbose
    )
    yield from _group_lines("To be asked", _by_question(assessment), page, verbose)


def closing_lines(assessment: Assessment, rulebook: Rulebook, page: Page) -> Iterator[str]:
    """Findings, totals, the one next question, and which rules decided."""
    if assessment.findings:
        yield from page.heading("Findings")
        yield from finding_lines(assessment.findings, page)
    if assessment.totals:
        yield from page.heading("Totals")
        yield from _total_lines(assessment, rulebook, page)
    step = next_question_step(assessment)
    if step is not None and step.decision.next_question is not None:
        yield from page.heading("Ask next")
        yield from _question_lines(step, step.decision.next_question, page)
    yield ""
    presumed = "; without presumptions (strict)" if assessment.strict else ""
    yield from page.paragraph(f"Decided by {pack_words(assessment.packs)}{presumed}", style=Style.DIM)


def finding_lines(findings: Iterable[Finding], page: Page) -> Iterator[str]:
    """One entry a finding, gravest first: severity, subject, message, code and place; equal advice is given once."""
    advised: set[str] = set()
    for finding in by_severity(findings):
        named = not finding.subject or f"`{finding.subject}`" in finding.message
        subject = "" if named else f"{clean(finding.subject)}: "
        advice = "" if finding.help in advised else clean(finding.help)
        advised.add(finding.help)
        place = f" ({clean(str(finding.span))})" if finding.span else ""
        texts = (
            f"{subject}{clean(finding.message)} [{finding.code}]{place}",
            (advice, Style.DIM),
        )
        style = SEVERITY_STYLES[finding.severity]
        yield from page.entry(finding.severity, texts, _LABEL_WIDTH, label_style=style)


def by_severity(findings: Iterable[_AnyFinding]) -> list[_AnyFinding]:
    """Errors, warnings, remarks; equals keep their order."""
    severities = tuple(SEVERITY_STYLES)
    return sorted(findings, key=lambda finding: severities.index(finding.severity))


def _by_assumptions(assessment: Assessment) -> _Groups:
    groups: dict[tuple[str, ...], list[StepAssessment]] = {}
    for step in assessment.steps:
        if step.decision.assumptions:
            words = facts_words((one.fact, one.value) for one in step.decision.assumptions)
            groups.setdefault((words,), []).append(step)
    return groups


def _by_blocker(assessment: Assessment, status: str) -> _Groups:
    groups: dict[tuple[str, ...], list[StepAssessment]] = {}
    for step in assessment.steps:
        for blocker in step.blockers:
            if blocker.status == status:
                groups.setdefault((clean(blocker.label), clean(blocker.action)), []).append(step)
    return groups


def _by_question(assessment: Assessment) -> _Groups:
    groups: dict[tuple[str, ...], list[StepAssessment]] = {}
    for step in assessment.steps:
        question = step.decision.next_question
        if question is not None and step.decision.certainty is Certainty.OPEN:
            groups.setdefault((f"{clean(question.text)} ({clean(question.fact)})",), []).append(step)
    return groups


def _group_lines(title: str, groups: _Groups, page: Page, verbose: bool) -> Iterator[str]:
    """The groups with most steps first; equals keep the order of the steps."""
    if not groups:
        return
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    shown = ordered if verbose else ordered[:_MOST_GROUPS]
    most = None if verbose else _MOST_NAMES
    yield from page.heading(title)
    for texts, steps in shown:
        names = listed([step_name(step) for step in steps], most)
        yield from page.entry(count_words(len(steps), "step"), (*texts, (names, Style.DIM)), _LABEL_WIDTH)
    if len(ordered) > len(shown):
        rest = sum(len(steps) for _, steps in ordered[len(shown) :])
        more = f"and {len(ordered) - len(shown)} more, for {count_words(rest, 'step')}: --verbose shows all"
        yield from page.paragraph(more, 2, Style.DIM)


def _total_lines(assessment: Assessment, rulebook: Rulebook, page: Page) -> Iterator[str]:
    columns = (Column("Verdict", 12), Column("Steps", 5, right=True), Column("Hours a month", 13, 3))
    totals = [total for total in assessment.totals if total.steps]
    rows = [
        (
            cell((outcome_label(rulebook, total.verdict), verdict_style(total.verdict))),
            cell(f"{total.steps:,}"),
            cell(total_hours_words(total)),
        )
        for total in totals
    ]
    whole = sum_totals(totals)
    rows.append((cell("all"), cell(f"{whole.steps:,}"), cell(total_hours_words(whole))))
    yield from grid_lines(columns, rows, page.width, page.colour)


def _question_lines(step: StepAssessment, question: Question, page: Page) -> Iterator[str]:
    yield from page.paragraph(f"{step_name(step)}: {clean(question.text)}", 2)
    unit = f" {question.unit}" if question.unit else ""
    options = listed([clean(option) for option in question.options]) or "a number"
    answers = f"Answer with {clean(question.fact)}: {options}{unit}."
    settles = f"The answer {settling_words(question)}."
    yield from page.paragraph(f"{answers} {settles}", 2, Style.DIM)
    if question.help:
        yield from page.paragraph(clean(question.help), 2, Style.DIM)
