"""An assessment as Markdown (CommonMark with GitHub's tables), every text from outside escaped."""

from __future__ import annotations

from collections.abc import Iterator

from fitengine.model.decision import Assessment, Certainty, StepAssessment
from fitengine.model.rules import Rulebook
from fitengine.report.display import clean
from fitengine.report.initiative_section import initiative_rows
from fitengine.report.markdown_parts import document, escape, finding_bullets, table_lines
from fitengine.report.words import (
    count_words,
    facts_words,
    listed,
    next_question_step,
    outcome_label,
    pack_words,
    possible_words,
    process_marks,
    process_name,
    settling_words,
    step_name,
    total_hours_words,
    why_words,
)

__all__ = ["assessment_markdown"]


def assessment_markdown(assessment: Assessment, rulebook: Rulebook) -> str:
    """Title, totals, steps, what they rest on, questions and findings, ending in a line end."""
    process = assessment.process
    sections = (
        ("Totals", _totals(assessment, rulebook)),
        ("Steps", _steps(assessment, rulebook)),
        ("Assumptions", _assumptions(assessment)),
        ("Before the build starts", _blockers(assessment)),
        ("Questions", _questions(assessment)),
        ("Initiative", _initiative(assessment)),
        ("Findings", finding_bullets(assessment.findings)),
    )
    closing = f"Decided by {escape(pack_words(assessment.packs))}."
    return document(process_name(process), [_summary(assessment)], sections, closing)


def _initiative(assessment: Assessment) -> Iterator[str]:
    return (f"- {escape(label)}: {escape(words)}" for label, words in initiative_rows(assessment))


def _summary(assessment: Assessment) -> str:
    strict = ["without presumptions"] if assessment.strict else []
    return escape(
        listed([*process_marks(assessment.process), count_words(len(assessment.steps), "step"), *strict])
    )


def _totals(assessment: Assessment, rulebook: Rulebook) -> Iterator[str]:
    totals = (total for total in assessment.totals if total.steps)
    rows = (
        (outcome_label(rulebook, one.verdict), f"{one.steps:,}", total_hours_words(one)) for one in totals
    )
    return table_lines(("Verdict", "Steps", "Hours a month"), rows)


def _steps(assessment: Assessment, rulebook: Rulebook) -> Iterator[str]:
    titles = ("Step", "Lane", "Verdict", "Certainty", "Technique", "Why", "Missing", "Blocked by")
    return table_lines(titles, (_step(step, rulebook) for step in assessment.steps))


def _step(step: StepAssessment, rulebook: Rulebook) -> tuple[str, ...]:
    decision = step.decision
    is_open = decision.certainty is Certainty.OPEN
    possible = f": {listed(possible_words(decision, rulebook))}" if is_open else ""
    return (
        step_name(step),
        step.lane,
        outcome_label(rulebook, decision.outcome) + possible,
        str(decision.certainty),
        step.technique.label if step.technique else "",
        why_words(decision),
        listed(decision.missing) if is_open else "",
        "; ".join(f"{one.label}{'?' if one.status == 'open' else ''}" for one in step.blockers),
    )


def _assumptions(assessment: Assessment) -> Iterator[str]:
    groups: dict[str, list[str]] = {}
    for step in assessment.steps:
        words = facts_words((one.fact, one.value) for one in step.decision.assumptions)
        groups.setdefault(words, []).append(step_name(step))
    for words, names in groups.items():
        if words:
            yield f"- {escape(words)}: {escape(listed(names))}"


def _blockers(assessment: Assessment) -> Iterator[str]:
    groups: dict[tuple[str, str, str], list[str]] = {}
    for step in assessment.steps:
        for blocker in step.blockers:
            key = (blocker.label, "nobody has said yet" if blocker.status == "open" else "", blocker.action)
            groups.setdefault(key, []).append(step_name(step))
    for (label, status, action), names in groups.items():
        note = f" ({status})" if status else ""
        todo = f" *{escape(action)}*" if clean(action) else ""
        yield f"- {escape(label)}{note}: {escape(listed(names))}.{todo}"


def _questions(assessment: Assessment) -> Iterator[str]:
    first = next_question_step(assessment)
    groups: dict[tuple[str, str], list[str]] = {}
    for step in assessment.steps:
        question = step.decision.next_question
        if question and step.decision.certainty is Certainty.OPEN:
            groups.setdefault((question.text, question.fact), []).append(step_name(step))
    for (text, fact), names in groups.items():
        yield f"- {escape(text)} ({escape(fact)}): {escape(listed(names))}"
    if first and first.decision.next_question:
        question = first.decision.next_question
        ask = f"for {escape(step_name(first))}: {escape(question.text)}"
        yield f"- Ask first, {ask} The answer {settling_words(question)}."
