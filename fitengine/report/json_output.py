"""An assessment as plain data and as JSON.

`fitengine.report.schemas` describes the form; keys are only ever added to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from fitengine.errors import SourceSpan
from fitengine.model.decision import (
    Assessment,
    Blocker,
    Decision,
    Finding,
    Question,
    RuleHit,
    StepAssessment,
    SubDecision,
    Technique,
    Totals,
)
from fitengine.model.facts import Range
from fitengine.model.process import Process

__all__ = ["findings_to_json", "to_dict", "to_json"]

_DIGITS = 6
"""Digits behind the point of weights and hours: enough to compare, too few to show how they were computed."""

Json = dict[str, object]


def to_dict(assessment: Assessment) -> Json:
    """The whole assessment as dicts, lists, texts and numbers, in the order of the assessment."""
    return {
        "process": _process(assessment.process),
        "strict": assessment.strict,
        "steps": [_step(step) for step in assessment.steps],
        "totals": [_total(total) for total in assessment.totals],
        "findings": [_finding(finding) for finding in assessment.findings],
        "packs": [
            {"name": pack.name, "version": pack.version, "digest": pack.digest} for pack in assessment.packs
        ],
    }


def to_json(assessment: Assessment) -> str:
    """`to_dict` as JSON text, indented, ending in a line end."""
    return _dump(to_dict(assessment))


def findings_to_json(process: Process, findings: Iterable[Finding]) -> str:
    """What was found about a process, without verdicts: `{process, findings}`."""
    return _dump({"process": _process(process), "findings": [_finding(finding) for finding in findings]})


def _dump(data: Json) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _process(process: Process) -> Json:
    return {
        "id": process.id,
        "name": process.name,
        "version": process.version,
        "owner": process.owner,
        "source": process.source,
    }


def _step(step: StepAssessment) -> Json:
    return {
        "id": step.step.id,
        "name": step.step.name,
        "lane": step.lane,
        "stage": step.step.stage or "",
        **_decision(step.decision),
        "technique": _technique(step.technique) if step.technique else None,
        "blockers": [_blocker(blocker) for blocker in step.blockers],
        "hours_per_month": _range(step.hours_per_month) if step.hours_per_month else None,
    }


def _decision(decision: Decision) -> Json:
    question = decision.next_question
    return {
        "verdict": decision.outcome,
        "certainty": str(decision.certainty),
        "assumptions": _pairs((one.fact, one.value) for one in decision.assumptions),
        "possible": {outcome: round(weight, _DIGITS) for outcome, weight in decision.possible},
        "rules": [_hit(hit) for hit in decision.rules],
        "overruled": [_hit(hit) for hit in decision.overruled],
        "missing": list(decision.missing),
        "doubted": list(decision.doubted),
        "contradictions": list(decision.contradictions),
        "next_question": _question(question) if question else None,
        "sub_decisions": [_sub_decision(sub) for sub in decision.sub_decisions],
    }


def _hit(hit: RuleHit) -> Json:
    return {
        "id": hit.rule,
        "decision": hit.decision,
        "outcome": hit.outcome,
        "because": hit.because,
        "cite": list(hit.cite),
        "facts": _pairs(hit.facts),
    }


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[Json]:
    return [{"fact": fact, "value": value} for fact, value in pairs]


def _question(question: Question) -> Json:
    return {
        "fact": question.fact,
        "text": question.text,
        "help": question.help,
        "unit": question.unit,
        "options": list(question.options),
        "gain": round(question.gain, _DIGITS),
        "settles": round(question.settles, _DIGITS),
    }


def _sub_decision(sub: SubDecision) -> Json:
    return {
        "id": sub.id,
        "question": sub.question,
        "outcome": sub.outcome,
        "certainty": str(sub.certainty),
        "possible": list(sub.possible),
        "rated": sub.rated,
        "rules": [_hit(hit) for hit in sub.rules],
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
        "facts": _pairs(blocker.facts),
    }


def _total(total: Totals) -> Json:
    return {
        "verdict": total.verdict,
        "steps": total.steps,
        "hours_per_month": _range(total.hours),
        "unknown_hours": total.unknown_hours,
    }


def _range(hours: Range) -> Json:
    return {"low": round(hours.low, _DIGITS), "high": round(hours.high, _DIGITS)}


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "subject": finding.subject,
        "message": finding.message,
        "help": finding.help,
        "place": _place(finding.span) if finding.span else None,
    }


def _place(span: SourceSpan) -> Json:
    return {
        "source": span.source,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
