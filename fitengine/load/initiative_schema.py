"""The initiative of a process file as JSON Schema: answers, measures, dates."""

from __future__ import annotations

from fitengine.load.fact_schema import Schema

__all__ = ["initiative_schemas"]

_FIGURE: Schema = {"title": "a number", "type": ["number", "string"]}
_DATE: Schema = {"title": "a date, as `2026-09-30`", "type": "string"}
_KPI_FIGURES = {
    "baseline": "Today's figure.",
    "month_1": "What it should be after one month.",
    "month_6": "What it should be after six months.",
    "stop": "The figure from which on, towards the worse, the initiative must be thought over.",
}


def initiative_schemas() -> Schema:
    """The definitions `initiative` and `kpi`."""
    return {"initiative": _initiative(), "kpi": _kpi()}


def _initiative() -> Schema:
    return {
        "title": "an initiative",
        "description": "The undertaking to automate the process.",
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {
            "facts": {
                "$ref": "#/$defs/process_facts",
                "description": "What is known about the process and its initiative.",
            },
            "go_live": _date("The day on which the new way of working begins; months are counted from it."),
            "kpis": {
                "title": "a list of measures",
                "type": ["array", "null"],
                "items": {"$ref": "#/$defs/kpi"},
            },
        },
    }


def _kpi() -> Schema:
    return {
        "title": "a measure",
        "type": "object",
        "required": ["name", "unit", "direction"],
        "additionalProperties": False,
        "properties": {
            "name": {"$ref": "#/$defs/text", "description": "What is measured."},
            "unit": {"$ref": "#/$defs/text", "description": "The unit of all its figures."},
            "direction": {"title": "the better direction", "enum": ["up", "down"]},
            **{name: {**_FIGURE, "description": words} for name, words in _KPI_FIGURES.items()},
            "baseline_on": _date("The day by which the baseline was known."),
            "actuals": {
                "title": "a list of `{on, value}`",
                "type": ["array", "null"],
                "items": _actual(),
            },
        },
    }


def _actual() -> Schema:
    return {
        "title": "a measured figure",
        "type": "object",
        "required": ["on", "value"],
        "additionalProperties": False,
        "properties": {"on": _DATE, "value": _FIGURE},
    }


def _date(description: str) -> Schema:
    return {**_DATE, "description": description}
