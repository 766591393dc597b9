"""The JSON Schema (draft 2020-12) of what `fitengine.report.json_output` writes."""

from __future__ import annotations

from collections.abc import Mapping

from fitengine.report.json_output import Json

__all__ = ["findings_schema", "output_schema"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Json = {"type": "string"}
_COUNT: Json = {"type": "integer", "minimum": 0}
_CHANCE: Json = {"type": "number", "minimum": 0, "maximum": 1}
_CERTAINTY: Json = {"enum": ["settled", "presumed", "open"]}


def output_schema() -> Json:
    """The schema of an assessment as JSON."""
    form = {
        "process": _ref("process"),
        "strict": {"type": "boolean", "description": "true where presumptions were switched off"},
        "steps": _list(_ref("step")),
        "totals": _list(_ref("total")),
        "findings": _list(_ref("finding")),
        "packs": _list(_ref("pack")),
    }
    return {"$schema": _DIALECT, "title": "fitengine assessment", **_object(form), "$defs": _definitions()}


def findings_schema() -> Json:
    """The schema of the findings about a process as JSON."""
    form = {"process": _ref("process"), "findings": _list(_ref("finding"))}
    names = ("process", "finding", "place")
    definitions = {name: definition for name, definition in _definitions().items() if name in names}
    return {"$schema": _DIALECT, "title": "fitengine findings", **_object(form), "$defs": definitions}


def _definitions() -> dict[str, Json]:
    return {
        "process": _object(dict.fromkeys(("id", "name", "version", "owner", "source"), _TEXT)),
        "step": _step(),
        "rule": _rule(),
        "known": _object({"fact": _TEXT, "value": _described("the value in words")}),
        "question": _question(),
        "sub_decision": _sub_decision(),
        "technique": _technique(),
        "blocker": _blocker(),
        "hours": _object({"low": {"type": "number", "minimum": 0}, "high": {"type": "number", "minimum": 0}}),
        "total": _object(
            {"verdict": _TEXT, "steps": _COUNT, "hours_per_month": _ref("hours"), "unknown_hours": _COUNT}
        ),
        "finding": _finding(),
        "place": _object({"source": _TEXT, **{name: {"type": "integer", "minimum": 1} for name in _PLACE}}),
        "pack": _object(
            {"name": _TEXT, "version": _TEXT, "digest": {"type": "string", "pattern": "^[0-9a-f]*$"}}
        ),
    }


_PLACE = ("line", "column", "end_line", "end_column")


def _step() -> Json:
    possible = {
        "type": "object",
        "additionalProperties": _CHANCE,
        "description": "outcome to weight, heaviest first",
    }
    return _object(
        {
            "id": _TEXT,
            "name": _TEXT,
            "lane": _described("empty where there is none"),
            "stage": _described("empty where there is none"),
            "verdict": _described("an outcome of the deciding table, or undetermined"),
            "certainty": _CERTAINTY,
            "assumptions": _list(_ref("known")),
            "possible": possible,
            "rules": _list(_ref("rule")),
            "overruled": _list(_ref("rule")),
            "missing": _texts("missing facts that can still change the verdict"),
            "doubted": _texts("facts whose presumption a voiced doubt cancelled"),
            "contradictions": _texts("ids of the constraints that the known facts break"),
            "next_question": _nullable("question"),
            "sub_decisions": _list(_ref("sub_decision")),
            "technique": _nullable("technique"),
            "blockers": _list(_ref("blocker")),
            "hours_per_month": _nullable("hours"),
        }
    )


def _rule() -> Json:
    form = {"id": _TEXT, "decision": _TEXT, "outcome": _TEXT, "because": _TEXT}
    return _object({**form, "cite": _texts("keys of references"), "facts": _list(_ref("known"))})


def _question() -> Json:
    texts = dict.fromkeys(("fact", "text", "help", "unit"), _TEXT)
    gain = {"type": "number", "minimum": 0, "description": "expected information in bits"}
    settles = {**_CHANCE, "description": "the chance that the answer leaves a single outcome"}
    return _object({**texts, "options": _texts("the legal answers"), "gain": gain, "settles": settles})


def _sub_decision() -> Json:
    return _object(
        {
            "id": _TEXT,
            "question": _TEXT,
            "outcome": {"type": ["string", "null"]},
            "certainty": _CERTAINTY,
            "possible": _texts("the outcomes still possible"),
            "rated": {"type": "boolean", "description": "answered directly by a person"},
            "rules": _list(_ref("rule")),
        }
    )


def _technique() -> Json:
    return _object(
        {
            "id": {"type": ["string", "null"]},
            "label": _TEXT,
            "because": _TEXT,
            "cite": _texts("keys of references"),
            "possible": _texts("the techniques still possible"),
        }
    )


def _blocker() -> Json:
    texts = dict.fromkeys(("id", "rule", "label", "because", "action"), _TEXT)
    cite, facts = _texts("keys of references"), _list(_ref("known"))
    return _object({**texts, "status": {"enum": ["holds", "open"]}, "cite": cite, "facts": facts})


def _finding() -> Json:
    texts = dict.fromkeys(("code", "subject", "message", "help"), _TEXT)
    return _object({**texts, "severity": {"enum": ["error", "warning", "info"]}, "place": _nullable("place")})


def _object(properties: Mapping[str, object]) -> Json:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _texts(description: str) -> Json:
    return {**_list(_TEXT), "description": description}


def _described(description: str) -> Json:
    return {**_TEXT, "description": description}


def _ref(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


def _nullable(name: str) -> Json:
    return {"anyOf": [_ref(name), {"type": "null"}]}
