"""The JSON Schema (draft 2020-12) of what `fitengine.report.explanation_json` writes."""

from __future__ import annotations

from fitengine.report.json_parts import Json
from fitengine.report.schema_parts import (
    CERTAINTY,
    CHANCE,
    FLAG,
    TEXT,
    decision_schema,
    described,
    list_of,
    nullable,
    object_of,
    ref,
    schema_of,
    texts,
)

__all__ = ["explanation_schema"]

_SHARED = ("process", "known", "rule", "question", "sub_decision", "pack")
_COST: Json = {"type": "number", "minimum": 0, "description": "person-days, a house default"}


def explanation_schema() -> Json:
    """The schema of explanations as JSON."""
    form = {
        "process": ref("process"),
        "strict": described("true where presumptions were switched off", FLAG),
        "notch": described("the chance that a fact is one notch off, as stability counts it; a house default", CHANCE),
        "steps": list_of(ref("step")),
        "references": {"type": "object", "additionalProperties": ref("reference"), "description": "by key of citation"},
        "packs": list_of(ref("pack")),
    }  # fmt: skip
    own = {
        "step": _step(),
        "reason": _reason(),
        "why_not": _why_not(),
        "change": object_of({"cost": _COST, "moves": list_of(ref("move"))}),
        "move": _move(),
        "fragility": _fragility(),
        "answer": _answer(),
        "reference": _reference(),
    }
    return schema_of("fitengine explanations", form, _SHARED, own)


def _step() -> Json:
    stability = {
        "anyOf": [CHANCE, {"type": "null"}],
        "description": "the chance that the verdict holds when each exactly known fact may be one notch off",
    }
    return object_of(
        {
            "id": TEXT,
            "name": TEXT,
            "lane": described("empty where there is none"),
            "stage": described("empty where there is none"),
            **decision_schema(),
            "stability": stability,
            "why": list_of(
                ref("reason"), "a smallest set of facts that forces the verdict; empty while it is open"
            ),
            "why_not": list_of(ref("why_not"), "every other verdict"),
            "fragile": list_of(ref("fragility"), "single changes that end elsewhere"),
            "answers": list_of(ref("answer"), "where each answer to the next question leads"),
        }
    )


def _reason() -> Json:
    return object_of(
        {
            "fact": TEXT,
            "value": described("what of the fact is needed, in words"),
            "said": described("what somebody said, with its unit; empty where it is assumed"),
            "assumed": described("nobody said so", FLAG),
            "question": TEXT,
            "unit": TEXT,
        }
    )


def _why_not() -> Json:
    return object_of(
        {
            "verdict": TEXT,
            "weight": described("its likelihood if nothing is assumed, under the priors", CHANCE),
            "reasons": list_of(ref("reason"), "what shuts it out; empty where it is still possible"),
            "change": nullable("change"),
        }
    )


def _move() -> Json:
    return object_of(
        {
            "fact": TEXT,
            "now": described("empty where nothing is known"),
            "then": TEXT,
            "found": described("it may turn out so, and nothing need be done", FLAG),
            "cost": _COST,
        }
    )


def _fragility() -> Json:
    return object_of({"fact": TEXT, "now": TEXT, "then": TEXT, "verdicts": texts("where the change may end")})


def _answer() -> Json:
    return object_of(
        {
            "value": described("the answer, or several that lead to the same"),
            "chance": described("how likely the answer is, under the priors", CHANCE),
            "verdicts": texts("the verdicts that are then possible"),
            "certainty": CERTAINTY,
        }
    )


def _reference() -> Json:
    return object_of({"authors": TEXT, "year": {"type": ["integer", "null"]}, "title": TEXT, "where": TEXT})
