"""What every written form of a report shows, in words: the page, the workbook and the PDF take it from here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fitengine.model.decision import Assessment
from fitengine.model.explanation import Explanation
from fitengine.model.outlook import Outlook
from fitengine.model.rules import Rulebook
from fitengine.report.explained import explained_steps
from fitengine.report.html.course import Course
from fitengine.report.html.drawn import VerdictMark
from fitengine.report.html.overall import Overall
from fitengine.report.html.plan import Plan
from fitengine.report.html.ready import Ready
from fitengine.report.html.steps import StepPart
from fitengine.report.html.worth import Worth

__all__ = ["METHOD", "ReportParts", "report_parts"]

METHOD = (
    "Every verdict follows from decision tables whose rules are proved complete and free of conflicts.",
    "Settled: whatever the missing facts turn out to be, the verdict stays.",
    "Presumed: it stays as long as what goes without saying is so.",
    "Open: the missing facts decide between the verdicts that are named.",
    "Stability is the chance that the verdict holds when each fact that is exactly known may be one notch off.",
    "Chances and costs rest on house defaults of the fact dictionary.",
)


@dataclass(frozen=True, slots=True)
class ReportParts:
    """The assessment as texts; a part is None where the process says nothing that it could speak of."""

    overall: Overall
    steps: tuple[StepPart, ...]
    marks: Mapping[str, VerdictMark]
    ready: Ready | None
    worth: Worth | None
    plan: Plan | None
    course: Course | None


def report_parts(
    assessment: Assessment,
    explanations: Iterable[Explanation],
    outlook: Outlook,
    rulebook: Rulebook,
    marks: Mapping[str, VerdictMark],
) -> ReportParts:
    """The parts; explanations are those of all steps, in their order."""
    ready = Ready(outlook.readiness, rulebook) if outlook.readiness else None
    looks = {outcome: look for look, outcome in enumerate(marks)}
    explained = explained_steps(assessment.process, explanations, rulebook)
    steps = (
        StepPart(number, step, one, marks[step.decision.outcome], looks[step.decision.outcome], "")
        for number, (step, one) in enumerate(zip(assessment.steps, explained, strict=True))
    )
    return ReportParts(
        Overall(assessment, rulebook, marks, ready.cited() if ready else set()),
        tuple(steps),
        marks,
        ready,
        Worth(outlook.value, rulebook) if outlook.value else None,
        Plan(outlook.roadmap) if outlook.roadmap else None,
        Course(outlook.tracking) if outlook.tracking else None,
    )
