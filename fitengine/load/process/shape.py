"""What a schema refuses, said in words, and left out so that reading can go on."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind as Kind

from fitengine.load.defects import Defects
from fitengine.load.process.fact_schema import Schema
from fitengine.load.values import shown
from fitengine.load.yaml.events import Path
from fitengine.load.yaml.fields import hint, quoted

__all__ = ["ID_HELP", "mended"]

ID_HELP = "an id has letters, digits, `_`, `-` and `.` only; the name may be any text"


def mended(
    raw: Any,
    validator: jsonschema_rs.Draft202012Validator,
    schema: Schema,
    path: Path,
    defects: Defects,
    misplaced: Callable[[str], str],
) -> Any:
    """A copy of `raw` without the parts that the schema refuses, each noted; items of lists become None.

    `misplaced` gives the help for a key that belongs elsewhere, empty for a key that nobody knows.
    """
    copy = deepcopy(raw)
    for error in validator.iter_errors(raw):
        place: Path = tuple(error.instance_path)
        part = _part(schema, error.schema_path[:-1])
        match error.kind:
            case Kind.AdditionalProperties(unexpected):
                for key in unexpected:
                    message = f"{shown(key)} is not a key of {part['title']}"
                    options = (key, part["properties"])
                    defects.add("unknown-key", message, (*path, *place, key), misplaced(key), options, True)
                    copy = _without(copy, (*place, key))
            case Kind.Required(key):
                message = f"`{key}` is missing in {part['title']}"
                defects.add("missing-key", message, (*path, *place))
                copy = _without(copy, place) if place else copy
            case Kind.PropertyNames(cause):
                key = str(cause.instance)
                defects.add(
                    "bad-id", f"{shown(key)} cannot be an id", (*path, *place, key), ID_HELP, at_key=True
                )
            case _:
                _note_value(error, part, (*path, *place), defects)
                copy = _without(copy, place)
    return copy


def _note_value(error: jsonschema_rs.ValidationError, part: Schema, path: Path, defects: Defects) -> None:
    subject, value = _subject(path), shown(error.instance)
    match error.kind:
        case Kind.Pattern():
            defects.add("bad-id", f"{subject} cannot be {value}", path, ID_HELP)
        case Kind.Enum(options) if isinstance(error.instance, str):
            words = [str(option).lower() if isinstance(option, bool) else str(option) for option in options]
            help_ = hint(error.instance, words) or f"write one of {quoted(words)}"
            defects.add("illegal-value", f"{subject} cannot be {value}", path, help_)
        case _:
            help_ = "leave the line out, or fill it in" if error.instance is None else ""
            defects.add("wrong-type", f"{subject} must be {part['title']}, not {value}", path, help_)


def _subject(path: Path) -> str:
    last = path[-1] if path else "the file"
    return f"item {last + 1} of {shown(path[-2])}" if isinstance(last, int) else shown(last)


def _part(schema: Schema, path: list[str | int]) -> Schema:
    part: Any = schema
    for key in path:
        part = part[key]
    assert isinstance(part, dict)
    return part


def _without(copy: Any, place: Path) -> Any:
    """The copy, its part at `place` gone; the part may be gone already, with one around it."""
    if not place:
        return {}
    container = copy
    for key in place[:-1]:
        container = _child(container, key)
    if isinstance(container, dict):
        container.pop(place[-1], None)
    elif isinstance(container, list):
        container[int(place[-1])] = None
    return copy


def _child(container: Any, key: str | int) -> Any:
    if isinstance(container, dict):
        return container.get(key)
    return container[int(key)] if isinstance(container, list) else None
