"""The JSON Schema (draft 2020-12) of what `fitengine.report.tracking_json` writes."""

from __future__ import annotations

from fitengine.model.tracking import CriterionState, Standing
from fitengine.report.json_parts import Json
from fitengine.report.schema_parts import (
    CHANCE,
    COUNT,
    FLAG,
    TEXT,
    described,
    list_of,
    nullable,
    object_of,
    ref,
    schema_of,
    texts,
)
from fitengine.report.schemas import finding_schemas

__all__ = ["tracking_schema"]

_NUMBER: Json = {"type": ["number", "null"]}
_DAY: Json = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_MAYBE_DAY: Json = {"anyOf": [_DAY, {"type": "null"}]}
_STANDING: Json = {"enum": list(Standing)}


def tracking_schema() -> Json:
    """The schema of tracking as JSON."""
    form = {
        "process": ref("process"),
        "on": described("the day the figures are looked at", _DAY),
        "go_live": _MAYBE_DAY,
        "standing": described("the gravest of the measures", _STANDING),
        "kpis": list_of(ref("kpi")),
        "oversight": ref("oversight"),
        "findings": list_of(ref("finding")),
    }
    own = {
        "kpi": _kpi(),
        "criterion": _criterion(),
        "actual": object_of({"on": _DAY, "value": {"type": "number"}}),
        "oversight": _oversight(),
        "period": object_of(
            {"on": _DAY, "within": FLAG, "out": texts("measures beyond their limits"), "review": CHANCE}
        ),
    }
    return schema_of("fitengine tracking", form, ("process",), {**own, **finding_schemas()})


def _kpi() -> Json:
    return object_of(
        {
            "name": TEXT,
            "unit": TEXT,
            "direction": {"enum": ["up", "down"]},
            "baseline": _NUMBER,
            "baseline_on": _MAYBE_DAY,
            "stop": described("the figure to stop at", _NUMBER),
            "criteria": list_of(ref("criterion")),
            "latest": nullable("actual"),
            "gained": described("the part of the way from the baseline to the farthest criterion", _NUMBER),
            "standing": _STANDING,
            "because": TEXT,
        }
    )


def _criterion() -> Json:
    return object_of(
        {
            "month": {"enum": [1, 6]},
            "figure": _NUMBER,
            "due": _MAYBE_DAY,
            "state": {"enum": list(CriterionState)},
            "actual": described("the figure it is judged by", nullable("actual")),
        }
    )


def _oversight() -> Json:
    share: Json = {"anyOf": [CHANCE, {"type": "null"}]}
    return object_of(
        {
            "plan": described("the fact `oversight`; empty where nobody answered"),
            "review": described("the part of the outputs that people should check", share),
            "next_review": described("what it may be reduced to; null where it stays", share),
            "periods_left": COUNT,
            "because": TEXT,
            "periods": list_of(ref("period")),
        }
    )
