"""What SARIF 2.1.0 asks of the parts that we write: a schema of our own, made from the text of the standard (sections 3.13 to
3.58), strict about every name."""

from __future__ import annotations

__all__ = ["SARIF"]


def _object(required: list[str], **properties: object) -> dict[str, object]:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


_TEXT = {"type": "string"}
_FROM_ONE = {"type": "integer", "minimum": 1}
_REGION = _object(
    ["startLine"], startLine=_FROM_ONE, startColumn=_FROM_ONE, endLine=_FROM_ONE, endColumn=_FROM_ONE
)
_ARTIFACT = _object(["uri"], uri={"type": "string", "pattern": r"^[A-Za-z0-9._~:/?#@!$&'()*+,;=%\-\[\]]*$"})
_LOCATION = _object(
    ["physicalLocation"],
    physicalLocation=_object(["artifactLocation"], artifactLocation=_ARTIFACT, region=_REGION),
    logicalLocations={"type": "array", "items": _object(["name"], name=_TEXT, kind=_TEXT)},
)
_RESULT = _object(
    ["message", "ruleId"],
    ruleId=_TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level={"enum": ["none", "note", "warning", "error"]},
    message=_object(["text"], text={"type": "string", "minLength": 1}),
    locations={"type": "array", "items": _LOCATION},
    partialFingerprints={"type": "object", "additionalProperties": _TEXT},
)
_RULES = {
    "type": "array",
    "uniqueItems": True,
    "items": _object(["id"], id=_TEXT, name={"type": "string", "pattern": "^[A-Z][A-Za-z0-9]*$"}),
}
_SEMVER = {"type": "string", "pattern": r"^\d+\.\d+\.\d+"}
_RUN = _object(
    ["tool", "results"],
    tool=_object(["driver"], driver=_object(["name"], name=_TEXT, semanticVersion=_SEMVER, rules=_RULES)),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    invocations={
        "type": "array",
        "items": _object(["executionSuccessful"], executionSuccessful={"type": "boolean"}),
    },
    results={"type": "array", "items": _RESULT},
)
SARIF = _object(
    ["version", "runs"],
    version={"const": "2.1.0"},
    runs={"type": "array", "minItems": 1, "items": _RUN},
    **{"$schema": {"type": "string", "format": "uri"}},
)
