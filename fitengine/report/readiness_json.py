"""Readiness as plain data and as JSON.

`readiness_schema` describes the form; keys are only ever added to it.
"""

from __future__ import annotations

from fitengine.model.facts import Facts, format_known
from fitengine.model.readiness import (
    AreaProfile,
    DataAspect,
    DataReadiness,
    Gate,
    Readiness,
    RuleCheck,
)
from fitengine.report.json_parts import Json, dump, finding_json, packs_json, pairs_json, process_json

__all__ = ["gate_to_json", "readiness_parts", "readiness_to_dict", "readiness_to_json"]


def readiness_to_dict(readiness: Readiness) -> Json:
    """Everything as dicts, lists and texts, in the order of the readiness."""
    return {
        "process": process_json(readiness.process),
        **readiness_parts(readiness),
        "findings": [finding_json(finding) for finding in readiness.findings],
        "packs": packs_json(readiness.packs),
    }


def readiness_to_json(readiness: Readiness) -> str:
    """`readiness_to_dict` as JSON text, indented, ending in a line end."""
    return dump(readiness_to_dict(readiness))


def gate_to_json(readiness: Readiness, gate: Gate) -> str:
    """One gate: `{process, phase, gate, data, packs}`."""
    return dump(
        {
            "process": process_json(readiness.process),
            "phase": readiness.phase,
            "gate": _gate(gate),
            "data": [_data(one) for one in readiness.data],
            "packs": packs_json(readiness.packs),
        }
    )


def readiness_parts(readiness: Readiness) -> Json:
    """What stands in every output that speaks of readiness."""
    return {
        "phase": readiness.phase,
        "answers": _answers(readiness.facts),
        "data": [_data(one) for one in readiness.data],
        "areas": [_area(area) for area in readiness.areas],
        "gates": [_gate(gate) for gate in readiness.gates],
    }


def _answers(facts: Facts) -> list[Json]:
    return [
        {
            "fact": name,
            "value": format_known(value),
            "origin": str(facts.origin(name).origin),
            "because": facts.origin(name).detail,
        }
        for name, value in facts.values.items()
    ]


def _data(one: DataReadiness) -> Json:
    return {
        "step": one.step,
        "name": one.name,
        "verdict": one.verdict,
        "state": str(one.state),
        "blocked": one.blocked,
        "aspects": [_aspect(aspect) for aspect in one.aspects],
    }


def _aspect(aspect: DataAspect) -> Json:
    return {
        "id": aspect.id,
        "label": aspect.label,
        "state": str(aspect.state),
        "work": [_check(check) for check in aspect.work],
        "missing": list(aspect.missing),
    }


def _area(area: AreaProfile) -> Json:
    columns = {
        "holds": area.holds,
        "fails": area.fails,
        "unanswered": area.unanswered,
        "later": area.later,
    }
    lists = {name: [_check(check) for check in checks] for name, checks in columns.items()}
    return {"id": area.id, "label": area.label, **lists}


def _gate(gate: Gate) -> Json:
    return {
        "id": gate.id,
        "label": gate.label,
        "passed": gate.passed,
        "criteria": [_check(check) for check in gate.criteria],
        "failing": [check.rule for check in gate.failing],
        "unanswered": [check.rule for check in gate.unanswered],
    }


def _check(check: RuleCheck) -> Json:
    return {
        "rule": check.rule,
        "state": str(check.state),
        "because": check.because,
        "action": check.action,
        "severity": check.severity,
        "cite": list(check.cite),
        "about": list(check.about),
        "facts": pairs_json(check.facts),
        "missing": list(check.missing),
    }
