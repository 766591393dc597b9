"""What changes are worth as plain data and as JSON.

`value_schema` describes the form; keys are only ever added to it. A payback that does not come is the text `never`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from math import inf

from fitengine.model.estimate import Estimate
from fitengine.model.value import Assumption, Case, Figures, StepValue, Swing, Value
from fitengine.report.json_parts import Json, dump, finding_json, packs_json, process_json, rounded

__all__ = ["cases_json", "figure_json", "value_parts", "value_to_dict", "value_to_json"]


def value_to_dict(value: Value) -> Json:
    """Everything as dicts, lists, texts and numbers, in the order of the value."""
    return {
        "process": process_json(value.process),
        **value_parts(value),
        "steps": [_step(step) for step in value.steps],
        "assumptions": [_assumption(one) for one in value.assumptions],
        "swings": [_swing(one) for one in value.swings],
        "findings": [finding_json(finding) for finding in value.findings],
        "packs": packs_json(value.packs),
    }


def value_to_json(value: Value) -> str:
    """`value_to_dict` as JSON text, indented, ending in a line end."""
    return dump(value_to_dict(value))


def value_parts(value: Value) -> Json:
    """The total, as it stands in every output that speaks of value."""
    total = value.total
    return {
        "currency": value.currency,
        "horizon_months": value.horizon_months,
        "measure": value.measure,
        "total": {
            "steps": total.steps,
            "planned": total.planned,
            "known": total.known,
            "complete": total.complete,
            "cases": cases_json(total.cases),
        },
    }


def cases_json(cases: Mapping[Case, Figures]) -> Json:
    """The figures by case."""
    return {
        str(case): {name: figure_json(figure) for name, figure in asdict(figures).items()}
        for case, figures in cases.items()
    }


def figure_json(figure: float | None) -> float | str | None:
    """A number, null for what is unknown, `never` for a payback that does not come."""
    if figure is None:
        return None
    return "never" if figure == inf else rounded(figure)


def _step(step: StepValue) -> Json:
    return {
        "id": step.step,
        "name": step.name,
        "verdict": step.verdict,
        "technique": step.technique,
        "planned": step.planned,
        "complete": step.complete,
        "complexity": list(step.complexity),
        "drivers": list(step.drivers),
        "undecided": list(step.undecided),
        "missing": list(step.missing),
        "cases": cases_json(step.cases),
    }


def _assumption(one: Assumption) -> Json:
    return {
        "key": one.key,
        "label": one.label,
        "unit": one.unit,
        "basis": one.basis,
        **_estimate(one.estimate),
    }


def _estimate(estimate: Estimate) -> Json:
    return {
        "low": rounded(estimate.low),
        "likely": rounded(estimate.likely),
        "high": rounded(estimate.high),
        "midpoint": estimate.midpoint,
    }


def _swing(swing: Swing) -> Json:
    return {
        "key": swing.key,
        "label": swing.label,
        "at_low": rounded(swing.at_low),
        "at_high": rounded(swing.at_high),
        "size": rounded(swing.size),
        "tips": swing.tips,
    }
