"""The parts that every JSON output of ours is made of: processes, decisions, rules that hold, totals.

`fitengine.report.schema_parts` describes their form; keys are only ever added to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from fitengine.errors import SourceSpan
from fitengine.model.decision import Decision, Finding, Question, RuleHit, SubDecision, Totals
from fitengine.model.facts import Range
from fitengine.model.process import Process
from fitengine.model.rules import PackInfo

__all__ = [
    "Json",
    "decision_json",
    "dump",
    "finding_json",
    "hit_json",
    "packs_json",
    "pairs_json",
    "process_json",
    "range_json",
    "rounded",
    "total_json",
]

_DIGITS = 6
"""Digits behind the point of weights and hours: enough to compare, too few to show how they were computed."""

Json = dict[str, object]


def dump(data: Json) -> str:
    """JSON text, indented, ending in a line end."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def rounded(number: float) -> float:
    """A weight, a cost or hours, with as many digits as are meant."""
    return round(number, _DIGITS)


def process_json(process: Process) -> Json:
    """What tells a process from others."""
    return {
        "id": process.id,
        "name": process.name,
        "version": process.version,
        "owner": process.owner,
        "source": process.source,
    }


def decision_json(decision: Decision) -> Json:
    """A verdict with everything it rests on."""
    question = decision.next_question
    return {
        "verdict": decision.outcome,
        "certainty": str(decision.certainty),
        "assumptions": pairs_json((one.fact, one.value) for one in decision.assumptions),
        "possible": {outcome: rounded(weight) for outcome, weight in decision.possible},
        "samples": decision.samples,
        "rules": [hit_json(hit) for hit in decision.rules],
        "overruled": [hit_json(hit) for hit in decision.overruled],
        "missing": list(decision.missing),
        "doubted": list(decision.doubted),
        "contradictions": list(decision.contradictions),
        "next_question": _question(question) if question else None,
        "sub_decisions": [_sub_decision(sub) for sub in decision.sub_decisions],
    }


def hit_json(hit: RuleHit) -> Json:
    """A rule that holds."""
    return {
        "id": hit.rule,
        "decision": hit.decision,
        "outcome": hit.outcome,
        "because": hit.because,
        "cite": list(hit.cite),
        "facts": pairs_json(hit.facts),
    }


def pairs_json(pairs: Iterable[tuple[str, str]]) -> list[Json]:
    """Facts and their values in words."""
    return [{"fact": fact, "value": value} for fact, value in pairs]


def packs_json(packs: Iterable[PackInfo]) -> list[Json]:
    """Which knowledge decided."""
    return [{"name": pack.name, "version": pack.version, "digest": pack.digest} for pack in packs]


def total_json(total: Totals) -> Json:
    """Steps and hours of one verdict."""
    return {
        "verdict": total.verdict,
        "steps": total.steps,
        "hours_per_month": range_json(total.hours),
        "unknown_hours": total.unknown_hours,
    }


def range_json(hours: Range) -> Json:
    """Hours a month from the least to the most."""
    return {"low": rounded(hours.low), "high": rounded(hours.high)}


def finding_json(finding: Finding) -> Json:
    """A remark on a process, and its place."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "subject": finding.subject,
        "message": finding.message,
        "help": finding.help,
        "place": _place(finding.span) if finding.span else None,
    }


def _question(question: Question) -> Json:
    return {
        "fact": question.fact,
        "text": question.text,
        "help": question.help,
        "unit": question.unit,
        "options": list(question.options),
        "gain": rounded(question.gain),
        "settles": rounded(question.settles),
    }


def _sub_decision(sub: SubDecision) -> Json:
    return {
        "id": sub.id,
        "question": sub.question,
        "outcome": sub.outcome,
        "certainty": str(sub.certainty),
        "possible": list(sub.possible),
        "rated": sub.rated,
        "rules": [hit_json(hit) for hit in sub.rules],
    }


def _place(span: SourceSpan) -> Json:
    return {
        "source": span.source,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
