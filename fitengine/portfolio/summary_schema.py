"""The JSON Schema (draft 2020-12) of what `fitengine.portfolio.summary_json` writes."""

from __future__ import annotations

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

__all__ = ["summary_schema"]

_AMOUNT: Json = {"type": "number", "minimum": 0}


def summary_schema() -> Json:
    """The schema of a portfolio's summary as JSON."""
    form = {
        "packs": list_of(ref("pack"), "the rules that decided"),
        "documents": object_of({"total": COUNT, "assessed": COUNT, "refused": _counts("documents by code")}),
        "limit": described("rows of each list; 0 is all of them", COUNT),
        "areas": texts("only these count; empty: all"),
        "owners": texts("only these count; empty: all"),
        "totals": list_of(ref("count")),
        "groups": described("by area, lane and owner, as asked for", _map_of(ref("grouping"))),
        "processes": list_of(ref("process"), "the ranking"),
        "steps": list_of(ref("step"), "those whose change saves most"),
        "quick_wins": object_of({"total": COUNT, "hours_saved": _AMOUNT, "steps": list_of(ref("step"))}),
        "quadrants": list_of(object_of({"id": TEXT, "label": TEXT, "steps": COUNT, "hours_saved": _AMOUNT})),
        "blockers": list_of(ref("blocker")),
        "questions": ref("questions"),
        "initiatives": ref("initiatives"),
        "duplicates": object_of({"total": COUNT, "duplicates": list_of(ref("duplicate"))}),
    }
    return schema_of("fitengine portfolio summary", form, ("pack",), _definitions())


def _definitions() -> dict[str, Json]:
    group = {"name": described("empty: none stated"), "processes": COUNT, "totals": list_of(ref("count"))}
    place = dict.fromkeys(("source", "process", "step"), TEXT)
    return {
        "count": _count(),
        "grouping": object_of({"total": COUNT, "groups": list_of(object_of(group))}),
        "process": _process(),
        "step": _step(),
        "blocker": object_of(
            {
                "id": TEXT,
                "label": TEXT,
                "holds": described("steps", COUNT),
                "open": described("steps of which nobody has said", COUNT),
                "processes": COUNT,
                "hours": _AMOUNT,
            }
        ),
        "questions": object_of(
            {
                "open_steps": COUNT,
                "sampled": described("whether `settles` and `bits` are estimated", FLAG),
                "unsettling": described("open steps that no answer settles", COUNT),
                "questions": list_of(_question()),
            }
        ),
        "initiatives": object_of(
            {
                "total": COUNT,
                "phases": _counts("initiatives by phase; empty: not said"),
                **dict.fromkeys(("production", "measured", "delivering"), COUNT),
            }
        ),
        "duplicate": object_of(
            {
                "name": TEXT,
                "verdict": TEXT,
                "steps": COUNT,
                "processes": COUNT,
                "hours": _AMOUNT,
                "saved": _AMOUNT,
                "places": list_of(object_of(place), "the first few"),
            }
        ),
    }


def _count() -> Json:
    """Steps and hours of one verdict."""
    hours = described("hands-on hours a month", _AMOUNT)
    return object_of(
        {
            "verdict": TEXT,
            "steps": COUNT,
            "presumed": COUNT,
            "hours_low": hours,
            "hours_likely": hours,
            "hours_high": {"anyOf": [_AMOUNT, {"type": "null"}], "description": "null: without an end"},
            "unknown_hours": described("steps whose hours nobody knows", COUNT),
            "saved": described("hours a month that a change saves in the likely case", _AMOUNT),
        }
    )


def _process() -> Json:
    names = dict.fromkeys(("source", "id", "name", "area", "owner"), TEXT)
    return object_of(
        {
            **names,
            "quick_wins": COUNT,
            "quick_saved": _AMOUNT,
            "blocked": described("steps to be automated that something blocks", COUNT),
            "reason": TEXT,
            "totals": list_of(ref("count")),
        }
    )


def _step() -> Json:
    names = ("source", "process", "step", "process_name", "name", "lane", "owner", "verdict", "technique")
    quadrant = dict.fromkeys(("complexity", "quadrant", "quadrant_label", "because", "reason"), TEXT)
    return object_of(
        {**dict.fromkeys(names, TEXT), "saved": _AMOUNT, **quadrant, "blockers": texts("those that hold")}
    )


def _question() -> Json:
    return object_of(
        {
            "fact": TEXT,
            "text": TEXT,
            "missing": described("open steps that lack it", COUNT),
            "settles": described("steps that its answers alone are expected to settle", _AMOUNT),
            "bits": described("information of its answers on all verdicts", _AMOUNT),
            "next": described("steps of which it was found to be the most telling question", COUNT),
            "alone": described("steps that lack nothing else", COUNT),
            "settled": described("steps that lack nothing more once it and all above it are answered", COUNT),
        }
    )


def _map_of(values: Json) -> Json:
    return {"type": "object", "additionalProperties": values}


def _counts(description: str) -> Json:
    return described(description, _map_of(COUNT))
