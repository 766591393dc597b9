"""The parts that the JSON Schemas (draft 2020-12) of our outputs are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fitengine.report.json_parts import Json

__all__ = [
    "CERTAINTY",
    "CHANCE",
    "COUNT",
    "FLAG",
    "TEXT",
    "decision_schema",
    "described",
    "list_of",
    "nullable",
    "object_of",
    "ref",
    "schema_of",
    "texts",
]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Json = {"type": "string"}
FLAG: Json = {"type": "boolean"}
COUNT: Json = {"type": "integer", "minimum": 0}
CHANCE: Json = {"type": "number", "minimum": 0, "maximum": 1}
CERTAINTY: Json = {"enum": ["settled", "presumed", "open"]}


def schema_of(
    title: str, form: Mapping[str, object], shared: Iterable[str], own: Mapping[str, Json] | None = None
) -> Json:
    """The schema of an output: its keys, and what they refer to by name, shared by several outputs or its `own`."""
    common = _shared()
    definitions = {**{name: common[name] for name in shared}, **(own or {})}
    return {"$schema": _DIALECT, "title": title, **object_of(form), "$defs": definitions}


def object_of(properties: Mapping[str, object]) -> Json:
    """An object with exactly these keys."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def list_of(items: Json, description: str = "") -> Json:
    """A list, and what it is about."""
    return {"type": "array", "items": items, **({"description": description} if description else {})}


def texts(description: str) -> Json:
    """A list of texts."""
    return list_of(TEXT, description)


def described(description: str, form: Json = TEXT) -> Json:
    """A value, and what it is about."""
    return {**form, "description": description}


def ref(name: str) -> Json:
    """What the definition of this name says."""
    return {"$ref": f"#/$defs/{name}"}


def nullable(name: str) -> Json:
    """As `ref`, or null."""
    return {"anyOf": [ref(name), {"type": "null"}]}


def decision_schema() -> Json:
    """The keys of a verdict; they stand beside those that say what it is about."""
    possible = {
        "type": "object",
        "additionalProperties": CHANCE,
        "description": "outcome to weight, heaviest first",
    }
    return {
        "verdict": described("an outcome of the deciding table, or undetermined"),
        "certainty": CERTAINTY,
        "assumptions": list_of(ref("known")),
        "possible": possible,
        "samples": described("random cases the weights are estimated from, 0 where they are exact", COUNT),
        "rules": list_of(ref("rule")),
        "overruled": list_of(ref("rule")),
        "missing": texts("missing facts that can still change the verdict"),
        "doubted": texts("facts whose presumption a voiced doubt cancelled"),
        "contradictions": texts("ids of the constraints that the known facts break"),
        "next_question": nullable("question"),
        "sub_decisions": list_of(ref("sub_decision")),
    }


def _shared() -> dict[str, Json]:
    number: Json = {"type": "number", "minimum": 0}
    digest: Json = {"type": "string", "pattern": "^[0-9a-f]*$"}
    total = {"verdict": TEXT, "steps": COUNT, "hours_per_month": ref("hours"), "unknown_hours": COUNT}
    return {
        "process": object_of(dict.fromkeys(("id", "name", "version", "owner", "source"), TEXT)),
        "known": object_of({"fact": TEXT, "value": described("the value in words")}),
        "rule": _rule(),
        "question": _question(),
        "sub_decision": _sub_decision(),
        "hours": object_of({"low": number, "high": number}),
        "total": object_of(total),
        "pack": object_of({"name": TEXT, "version": TEXT, "digest": digest}),
    }


def _rule() -> Json:
    form = {"id": TEXT, "decision": TEXT, "outcome": TEXT, "because": TEXT}
    return object_of({**form, "cite": texts("keys of references"), "facts": list_of(ref("known"))})


def _question() -> Json:
    words = dict.fromkeys(("fact", "text", "help", "unit"), TEXT)
    gain = {"type": "number", "minimum": 0, "description": "expected information in bits"}
    settles = described("the chance that the answer leaves a single outcome", CHANCE)
    return object_of({**words, "options": texts("the legal answers"), "gain": gain, "settles": settles})


def _sub_decision() -> Json:
    return object_of(
        {
            "id": TEXT,
            "question": TEXT,
            "outcome": {"type": ["string", "null"]},
            "certainty": CERTAINTY,
            "possible": texts("the outcomes still possible"),
            "rated": described("answered directly by a person", FLAG),
            "rules": list_of(ref("rule")),
        }
    )
