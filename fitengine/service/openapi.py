"""What the web service understands and answers, as OpenAPI 3.1."""

from __future__ import annotations

from importlib.metadata import version

from fitengine.report.json_parts import Json
from fitengine.service.answers import OPERATIONS, Operation

__all__ = ["openapi"]

_SUMMARIES: dict[Operation, str] = {
    "assess": "A verdict for every step with its reasons, blockers, findings and totals",
    "explain": "Why each step, or the one named, is decided as it is, why not otherwise, and what would change it",
    "next-question": "The one question that is expected to settle most; none where every step is decided",
    "what-if": "What the verdicts would be if some facts were different",
}
_FIELDS: Json = {
    "process": {"type": "string", "description": "The text of a process file: YAML, JSON or BPMN"},
    "facts": {"type": "string", "description": "The text of the facts file of a BPMN model"},
    "strict": {
        "type": "boolean",
        "default": False,
        "description": "Presume nothing: what nobody said stays open",
    },
    "step": {"type": "string", "description": "Id or name of a step"},
    "changes": {
        "type": "array",
        "minItems": 1,
        "items": {"type": "string"},
        "description": "Such as `enter.rule_based=none`, `lane:Clerks.volume=40 a week`, `process.needed=no`",
    },
}
_OWN: dict[Operation, tuple[str, ...]] = {"explain": ("step",), "what-if": ("changes",)}
_SCHEMAS: dict[Operation, str] = {
    "assess": "assess", "explain": "explain", "next-question": "ask", "what-if": "compare",
}  # fmt: skip
_REFUSALS = {
    "400": "The request is no JSON, or says something that no request says",
    "408": "The request takes too long to come in",
    "413": "The request is too large",
    "415": "The request is not sent as `application/json`",
    "421": "The request is addressed to a name that the service does not go by",
    "422": "The process, the facts or the changes cannot be used",
    "500": "A fault of the engine",
    "503": "The answer takes too long, or everybody is busy",
}


def openapi(most_bytes: int) -> Json:
    """The document; `most_bytes` is the limit for the body of a request."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "fitengine",
            "version": version("fitengine"),
            "description": f"A request has at most {most_bytes:,} bytes. `fitengine schema` prints the schemas of the answers.",
        },
        "paths": {f"/{operation}": {"post": _operation(operation)} for operation in OPERATIONS},
        "components": {"schemas": {"Problems": _problems()}},
    }


def _operation(operation: Operation) -> Json:
    names = ("process", "facts", "strict", *_OWN.get(operation, ()))
    required = ["process", *(["changes"] if operation == "what-if" else [])]
    body = {
        "type": "object",
        "required": required,
        "properties": {name: _FIELDS[name] for name in names},
        "additionalProperties": False,
    }
    refusal = {"application/json": {"schema": {"$ref": "#/components/schemas/Problems"}}}
    answer = {
        "type": "object",
        "description": f"As `fitengine schema --output {_SCHEMAS[operation]}` describes it",
    }
    return {
        "operationId": operation,
        "summary": _SUMMARIES[operation],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "200": {"description": "The answer", "content": {"application/json": {"schema": answer}}},
            **{code: {"description": words, "content": refusal} for code, words in _REFUSALS.items()},
        },
    }


def _problems() -> Json:
    text = {"type": "string"}
    place = {"type": ["string", "null"], "description": "`process:LINE:COLUMN`"}
    fields = {"code": text, "message": text, "help": text, "place": place}
    problem = {"type": "object", "required": list(fields), "properties": fields}
    return {
        "type": "object",
        "required": ["problems"],
        "properties": {"problems": {"type": "array", "items": problem}},
    }
