"""Tracking as plain data and as JSON.

`tracking_schema` describes the form; keys are only ever added to it.
"""

from __future__ import annotations

from datetime import date

from fitengine.model.initiative import Actual
from fitengine.model.tracking import CriterionTrack, KpiTrack, Oversight, Tracking
from fitengine.report.json_parts import Json, dump, finding_json, process_json, rounded

__all__ = ["tracking_to_dict", "tracking_to_json"]


def tracking_to_dict(tracking: Tracking) -> Json:
    """Everything as dicts, lists, texts and numbers, in the order of the measures."""
    return {
        "process": process_json(tracking.process),
        "on": tracking.on.isoformat(),
        "go_live": _day(tracking.go_live),
        "standing": str(tracking.standing),
        "kpis": [_kpi(one) for one in tracking.kpis],
        "oversight": _oversight(tracking.oversight),
        "findings": [finding_json(finding) for finding in tracking.findings],
    }


def tracking_to_json(tracking: Tracking) -> str:
    """`tracking_to_dict` as JSON text, indented, ending in a line end."""
    return dump(tracking_to_dict(tracking))


def _kpi(one: KpiTrack) -> Json:
    kpi = one.kpi
    return {
        "name": kpi.name,
        "unit": kpi.unit,
        "direction": kpi.direction,
        "baseline": kpi.baseline,
        "baseline_on": _day(kpi.baseline_on),
        "stop": kpi.stop,
        "criteria": [_criterion(criterion) for criterion in one.criteria],
        "latest": _actual(one.latest),
        "gained": None if one.gained is None else rounded(one.gained),
        "standing": str(one.standing),
        "because": one.because,
    }


def _criterion(one: CriterionTrack) -> Json:
    return {
        "month": one.month,
        "figure": one.figure,
        "due": _day(one.due),
        "state": str(one.state),
        "actual": _actual(one.actual),
    }


def _oversight(oversight: Oversight) -> Json:
    return {
        "plan": oversight.plan,
        "review": oversight.review,
        "next_review": oversight.next_review,
        "periods_left": oversight.periods_left,
        "because": oversight.because,
        "periods": [
            {"on": _day(one.on), "within": one.within, "out": list(one.out), "review": one.review}
            for one in oversight.periods
        ],
    }


def _actual(actual: Actual | None) -> Json | None:
    return {"on": _day(actual.on), "value": actual.value} if actual else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
