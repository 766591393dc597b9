"""What a build says about a file: findings, broken input and undecided steps in one form, for SARIF and for GitHub."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from fitengine.errors import Problem, SourceSpan
from fitengine.model.decision import Assessment, Certainty, StepAssessment
from fitengine.model.finding import Finding
from fitengine.model.rules import Rulebook
from fitengine.report.display import clean
from fitengine.report.words import listed, possible_words, step_name

__all__ = ["BLOCKED", "OPEN", "Annotation", "of_assessment", "of_findings", "of_problems", "sentence"]

OPEN, BLOCKED = "undetermined", "blocked"
"""The codes of steps without a verdict, and of those that something stands in the way of."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One remark. `source` is the file as it was named; `message` and `help` are clean sentences; `subject` is the id of a step
    or empty."""

    code: str
    level: Literal["error", "warning", "note"]
    message: str
    help: str
    source: str
    subject: str = ""
    span: SourceSpan | None = None


def of_findings(source: str, findings: Iterable[Finding]) -> Iterator[Annotation]:
    """Remarks on a healthy process."""
    for one in findings:
        level = "note" if one.severity == "info" else one.severity
        yield Annotation(
            one.code,
            level,
            sentence(one.message),
            sentence(one.help),
            _place(one.span, source),
            one.subject,
            one.span,
        )


def of_problems(source: str, problems: Iterable[Problem]) -> Iterator[Annotation]:
    """What is wrong with an input, or was mended in reading it."""
    for one in problems:
        place = _place(one.span, source)
        yield Annotation(
            one.code, one.severity, sentence(one.message), sentence(one.help), place, "", one.span
        )


def of_assessment(source: str, assessment: Assessment, rulebook: Rulebook) -> Iterator[Annotation]:
    """Findings, then step by step what is undecided (a note) and what blocks (a warning)."""
    yield from of_findings(source, assessment.findings)
    for step in assessment.steps:
        if step.decision.certainty is Certainty.OPEN:
            yield _open(source, step, rulebook)
        for blocker in step.blockers:
            if blocker.status == "holds":
                message = f"`{step_name(step)}` is blocked: {clean(blocker.label)}"
                yield _about(source, step, BLOCKED, "warning", message, blocker.action)


def sentence(text: str) -> str:
    """With a capital and a full stop; nothing where there is nothing."""
    words = clean(text)
    end = "" if words.endswith((".", "?", "!")) else "."
    return f"{words[:1].upper()}{words[1:]}{end}" if words else ""


def _open(source: str, step: StepAssessment, rulebook: Rulebook) -> Annotation:
    question = step.decision.next_question
    possible = listed(possible_words(step.decision, rulebook))
    ask = f"Ask: {question.text} ({question.fact})" if question else ""
    return _about(
        source, step, OPEN, "note", f"`{step_name(step)}` has no verdict yet; possible: {possible}", ask
    )


def _about(
    source: str, step: StepAssessment, code: str, level: Literal["warning", "note"], message: str, help_: str
) -> Annotation:
    span = step.step.span
    return Annotation(
        code, level, sentence(message), sentence(help_), _place(span, source), step.step.id, span
    )


def _place(span: SourceSpan | None, source: str) -> str:
    return span.source if span else source
