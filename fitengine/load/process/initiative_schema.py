"""The initiative of a process file as JSON Schema: answers, measures, dates."""

from __future__ import annotations

from fitengine.load.process.fact_schema import Schema

__all__ = ["initiative_schemas"]

_FIGURE: Schema = {"title": "a number", "type": ["number", "string"]}
_DATE: Schema = {"title": "a date, as `2026-09-30`", "type": "string"}
_KPI_FIGURES = {
    "baseline": "Today's figure.",
    "month_1": "What it should be after one month.",
    "month_6": "What it should be after six months.",
    "stop": "The figure from which on, towards the worse, the initiative must be thought over.",
}

_PER_STEP = {
    "build_days": "Person-days to build or prepare one step.",
    "run_cost_month": "Money a month to run what was built for one step.",
    "automated_share": "The part of the time of a step that the new way takes over.",
}


def initiative_schemas() -> Schema:
    """The definitions `initiative`, `kpi` and `value`."""
    return {"initiative": _initiative(), "kpi": _kpi(), "value": _value(), "estimate": _estimate()}


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
            "value": {"$ref": "#/$defs/value"},
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


def _value() -> Schema:
    return {
        "title": "a value block",
        "description": "What time costs, what building and running cost, and how much the new way takes over.",
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {
            "currency": {
                "title": "a currency of three capitals, as `EUR`",
                "description": "The currency of every amount (ISO 4217).",
                "type": "string",
            },
            "hourly_rate": _estimated("Money for an hour of the people who do the work."),
            "day_rate": _estimated("Money for a day of the people who build."),
            **{name: _by_verdict(words) for name, words in _PER_STEP.items()},
            "steps": _by_step(),
            "horizon_months": _estimated(
                "Over how many months costs and savings are set against each other."
            ),
        },
    }


def _by_verdict(description: str) -> Schema:
    return {
        "title": "a mapping from verdict to figure",
        "description": description,
        "type": ["object", "null"],
        "additionalProperties": {"$ref": "#/$defs/estimate"},
    }


def _by_step() -> Schema:
    return {
        "title": "a mapping from step to its figures",
        "description": "What is known of one step better than of its verdict.",
        "type": ["object", "null"],
        "additionalProperties": {
            "title": "the figures of a step",
            "type": "object",
            "additionalProperties": False,
            "properties": {name: _estimated(words) for name, words in _PER_STEP.items()},
        },
    }


def _estimated(description: str) -> Schema:
    return {"$ref": "#/$defs/estimate", "description": description}


def _estimate() -> Schema:
    return {
        "title": "an estimate: a number, a range or `{low, likely, high}`",
        "type": ["number", "string", "object"],
        "required": ["low", "likely", "high"],
        "additionalProperties": False,
        "properties": dict.fromkeys(("low", "likely", "high"), _FIGURE),
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
