"""An assessment as plain data and as JSON.

`fitengine.report.schemas` describes the form; keys are only ever added to it.
"""

from __future__ import annotations

from collections.abc import Iterable

from fitengine.model.decision import Assessment, Blocker, Finding, StepAssessment, Technique
from fitengine.model.process import Process
from fitengine.report.initiative_section import initiative_json
from fitengine.report.json_parts import (
    Json,
    decision_json,
    dump,
    finding_json,
    packs_json,
    pairs_json,
    process_json,
    range_json,
    total_json,
)

__all__ = ["findings_to_json", "to_dict", "to_json"]


def to_dict(assessment: Assessment) -> Json:
    """The whole assessment as dicts, lists, texts and numbers, in the order of the assessment."""
    return {
        "process": process_json(assessment.process),
        "strict": assessment.strict,
        "steps": [_step(step) for step in assessment.steps],
        "totals": [total_json(total) for total in assessment.totals],
        "findings": [finding_json(finding) for finding in assessment.findings],
        "packs": packs_json(assessment.packs),
        "initiative": initiative_json(assessment),
    }


def to_json(assessment: Assessment) -> str:
    """`to_dict` as JSON text, indented, ending in a line end."""
    return dump(to_dict(assessment))


def findings_to_json(process: Process, findings: Iterable[Finding]) -> str:
    """What was found about a process, without verdicts: `{process, findings}`."""
    return dump(
        {"process": process_json(process), "findings": [finding_json(finding) for finding in findings]}
    )


def _step(step: StepAssessment) -> Json:
    return {
        "id": step.step.id,
        "name": step.step.name,
        "lane": step.lane,
        "stage": step.step.stage or "",
        **decision_json(step.decision),
        "technique": _technique(step.technique) if step.technique else None,
        "blockers": [_blocker(blocker) for blocker in step.blockers],
        "hours_per_month": range_json(step.hours_per_month) if step.hours_per_month else None,
    }


def _technique(technique: Technique) -> Json:
    return {
        "id": technique.id,
        "label": technique.label,
        "because": technique.because,
        "cite": list(technique.cite),
        "possible": list(technique.possible),
    }


def _blocker(blocker: Blocker) -> Json:
    return {
        "id": blocker.id,
        "rule": blocker.rule,
        "label": blocker.label,
        "status": blocker.status,
        "because": blocker.because,
        "action": blocker.action,
        "cite": list(blocker.cite),
        "facts": pairs_json(blocker.facts),
    }
