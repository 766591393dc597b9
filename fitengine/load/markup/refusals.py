"""Why an XML file is refused, in the words that every reader of XML uses."""

from __future__ import annotations

from typing import TypeAlias
from xml.parsers import expat

__all__ = ["MAX_DEPTH", "Reason", "doctype_reason", "entity_reason", "syntax_reason", "too_deep"]

Reason: TypeAlias = tuple[str, str, str]
"""Code, message, help."""

MAX_DEPTH = 200
"""Levels of nested elements; a real model has about ten."""

_CUT_OFF = ("no element found", "unclosed token", "unclosed CDATA section", "partial character")


def syntax_reason(error: expat.ExpatError, again: str, broken: str = "") -> Reason:
    """What expat could not read. `again` says how to get a file that is cut off once more, `broken` how to mend another."""
    words = expat.ErrorString(error.code)
    if words in _CUT_OFF:
        help_ = f"the file may be cut off: {again}"
        return "broken-xml", "the XML stops before its last element is closed", help_
    if words == "unbound prefix":
        return "broken-xml", f"this is broken XML: {words}", "declare the prefix with an `xmlns:` attribute"
    return "broken-xml", f"this is broken XML: {words}", broken or again


def doctype_reason(system: str | None, public: str | None, kind: str) -> Reason | None:
    """A document type that lies outside of the file; None for one that does not. `kind` is `a BPMN file`."""
    if not (system or public):
        return None
    message = f"the DOCTYPE points to `{system or public}`, and nothing outside the file is read"
    return "external-entity", message, f"{kind} needs no DOCTYPE: delete it"


def entity_reason(name: str, outside: tuple[str | None, ...], kind: str) -> Reason:
    """An entity that is declared, with where it points to if that is outside."""
    help_ = f"{kind} needs no entities: write the text out and delete the DOCTYPE"
    if place := next((identifier for identifier in outside if identifier), None):
        message = f"the entity `{name}` points to `{place}`, and nothing outside the file is read"
        return "external-entity", message, help_
    return "entity", f"the entity `{name}` is declared, and entities are not read", help_


def too_deep(most: int = MAX_DEPTH) -> Reason:
    return "too-deep", f"elements are nested deeper than {most} levels", ""
