"""What a fact may hold, as JSON Schema: legal values, parts of them, and doubts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fitengine.load.units import other_units
from fitengine.model.rules import FactDefinition, FactRole, FactType

__all__ = ["Schema", "fact_schemas", "is_measured", "measured_schemas"]

Schema = dict[str, Any]

_NUMBER = r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?"
_QUANTITY = rf"\s*{_NUMBER}\s*([^\s0-9.,'_+-][^0-9]*?)?\s*"
_UNKNOWN = r"\s*[Uu][Nn][Kk][Nn][Oo][Ww][Nn]\s*"
_NUMBER_OR_RANGE = rf"^({_UNKNOWN}|{_QUANTITY}(\s[Tt][Oo]\s{_QUANTITY})?)$"
_YES_NO = r"\s*([Yy][Ee][Ss]|[Nn][Oo]|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])\s*"


def fact_schemas(definitions: Iterable[FactDefinition], subject: str) -> dict[str, Schema]:
    """Schemas by fact name and alias, for the facts of one subject that people may state."""
    schemas: dict[str, Schema] = {}
    for definition in definitions:
        if definition.subject == subject and definition.role is not FactRole.DERIVED:
            schema = _described(definition) | _legal(definition)
            schemas[definition.name] = schema
            schemas |= dict.fromkeys(definition.aliases, schema)
    return schemas


def measured_schemas(definitions: Iterable[FactDefinition]) -> dict[str, Schema]:
    """Schemas by fact name, for what only an event log can say."""
    return {one.name: _described(one) | _legal(one) for one in definitions if is_measured(one)}


def is_measured(definition: FactDefinition) -> bool:
    """Whether a fact comes from event logs alone: its name says so."""
    return definition.role is FactRole.DERIVED and definition.name.startswith("measured_")


def _described(definition: FactDefinition) -> Schema:
    parts = [definition.question, definition.help]
    if definition.unit:
        units = ", ".join(f"`{unit}`" for unit in other_units(definition.unit))
        parts.append(f"In {definition.unit}" + (f"; {units} are converted." if units else "."))
    return {"title": definition.name, "description": " ".join(filter(None, parts))}


def _legal(definition: FactDefinition) -> Schema:
    match definition.type:
        case FactType.BOOL:
            return _bool()
        case FactType.LEVEL | FactType.CHOICE:
            return _named(definition.values)
        case _:
            return _number(definition)


def _bool() -> Schema:
    items = {"type": ["boolean", "string"], "pattern": f"^{_YES_NO}$"}
    return {
        "anyOf": [
            {"enum": [True, False, "yes", "no", "unknown"]},
            {"type": "string", "pattern": f"^({_YES_NO}|{_UNKNOWN})$"},
            {"type": "array", "items": items, "minItems": 1},
        ]
    }


def _named(values: tuple[str, ...]) -> Schema:
    return {
        "anyOf": [
            {"enum": [*values, "unknown"]},
            {"type": "string", "pattern": f"^{_UNKNOWN}$"},
            {"type": "array", "items": {"enum": list(values)}, "minItems": 1},
        ]
    }


def _number(definition: FactDefinition) -> Schema:
    """A single schema without alternatives: `minimum` speaks of numbers only, `pattern` of texts, `items` of lists."""
    single: Schema = {
        "type": ["integer" if definition.type is FactType.COUNT else "number", "string"],
        "minimum": definition.low,
        **({"maximum": definition.high} if definition.high > definition.low else {}),
    }
    return {
        **single,
        "type": [*single["type"], "array"],
        "pattern": _NUMBER_OR_RANGE,
        "items": {**single, "pattern": f"^{_QUANTITY}$"},
        "minItems": 1,
    }
