"""An assessment as flat rows, one a step, for spreadsheets and data frames."""

from __future__ import annotations

from fitengine.model.decision import Assessment, StepAssessment
from fitengine.report.words import because_words, ground_words

__all__ = ["FIELDS", "Record", "to_records"]

FIELDS = (
    "process", "step", "name", "lane", "stage", "verdict", "certainty", "possible", "rules", "because", "ground",
    "technique", "technique_label", "assumptions", "missing", "next_question", "blockers", "open_blockers",
    "hours_low", "hours_high",
)  # fmt: skip
"""The columns, in order."""

Record = dict[str, str | float | None]
"""One row: texts, several of a kind joined by `; `, and hours a month (None is unknown)."""


def to_records(assessment: Assessment) -> list[Record]:
    """One row a step with the keys of `FIELDS`, in the order of the steps."""
    return [_record(assessment.process.id, step) for step in assessment.steps]


def _record(process: str, step: StepAssessment) -> Record:
    decision, technique, hours = step.decision, step.technique, step.hours_per_month
    texts = (
        process,
        step.step.id,
        step.step.name,
        step.lane,
        step.step.stage or "",
        decision.outcome,
        str(decision.certainty),
        "; ".join(f"{outcome} {weight:.6g}" for outcome, weight in decision.possible),
        "; ".join(hit.rule for hit in decision.rules),
        because_words(decision),
        ground_words(decision),
        (technique.id or "") if technique else "",
        technique.label if technique else "",
        "; ".join(f"{one.fact} {one.value}" for one in decision.assumptions),
        "; ".join(decision.missing),
        decision.next_question.text if decision.next_question else "",
        "; ".join(blocker.id for blocker in step.blockers if blocker.status == "holds"),
        "; ".join(blocker.id for blocker in step.blockers if blocker.status == "open"),
    )
    bounds = (round(hours.low, 6), round(hours.high, 6)) if hours else (None, None)
    return dict(zip(FIELDS, (*texts, *bounds), strict=True))
