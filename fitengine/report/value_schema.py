"""The JSON Schema (draft 2020-12) of what `fitengine.report.value_json` writes."""

from __future__ import annotations

from dataclasses import fields

from fitengine.model.value import Case, Figures
from fitengine.report.json_parts import Json
from fitengine.report.schema_parts import (
    COUNT,
    FLAG,
    TEXT,
    described,
    list_of,
    object_of,
    ref,
    schema_of,
    texts,
)
from fitengine.report.schemas import finding_schemas

__all__ = ["FIGURE", "value_definitions", "value_form", "value_schema"]

FIGURE: Json = {"anyOf": [{"type": "number"}, {"const": "never"}, {"type": "null"}]}
"""A number; null is unknown, `never` a payback that does not come."""
_NUMBER: Json = {"type": "number"}


def value_schema() -> Json:
    """The schema of value as JSON."""
    form = {
        "process": ref("process"),
        **value_form(),
        "steps": list_of(ref("step")),
        "assumptions": list_of(ref("assumption")),
        "swings": list_of(ref("swing"), "greatest first"),
        "findings": list_of(ref("finding")),
        "packs": list_of(ref("pack")),
    }
    own = {**value_definitions(), "step": _step(), "assumption": _assumption(), "swing": _swing()}
    return schema_of("fitengine value", form, ("process", "pack"), {**own, **finding_schemas()})


def value_form() -> dict[str, Json]:
    """The keys that stand in every output which speaks of value."""
    total = {
        "steps": COUNT,
        "planned": described("steps whose verdict plans a change", COUNT),
        "known": described("planned steps whose saved hours are known", COUNT),
        "complete": described("planned steps of which costs and savings are known", COUNT),
        "cases": ref("cases"),
    }
    measure: Json = {"enum": ["net value", "hours saved", ""]}
    return {
        "currency": described("empty where the file names none"),
        "horizon_months": _NUMBER,
        "measure": described("what the swings are of", measure),
        "total": object_of(total),
    }


def value_definitions() -> dict[str, Json]:
    """What those keys refer to."""
    return {
        "cases": object_of({str(case): ref("figures") for case in Case}),
        "figures": object_of({field.name: FIGURE for field in fields(Figures)}),
    }


def _step() -> Json:
    return object_of(
        {
            "id": TEXT,
            "name": TEXT,
            "verdict": TEXT,
            "technique": described("empty where it is open"),
            "planned": FLAG,
            "complete": FLAG,
            "complexity": texts("the levels still possible, least first"),
            "drivers": texts("what makes it hard to build"),
            "undecided": texts("facts nobody spoke of that could make it harder"),
            "missing": texts("what is not known and would be needed"),
            "cases": ref("cases"),
        }
    )


def _assumption() -> Json:
    words = dict.fromkeys(("key", "label", "unit"), TEXT)
    basis = {"enum": ["file", "step", "facts", "house-default", "dropped"]}
    return object_of(
        {
            **words,
            "basis": basis,
            **dict.fromkeys(("low", "likely", "high"), _NUMBER),
            "midpoint": described("likely is the middle of the range, because nobody said more", FLAG),
        }
    )


def _swing() -> Json:
    numbers = dict.fromkeys(("at_low", "at_high", "size"), _NUMBER)
    return object_of(
        {"key": TEXT, "label": TEXT, **numbers, "tips": described("decides between gain and loss", FLAG)}
    )
