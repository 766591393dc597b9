"""What a plain YAML 1.2 scalar means: `no`, `on`, `1:30` and `010` are text."""

from __future__ import annotations

import re

__all__ = ["read_scalar", "write_scalar"]

_INTEGER = re.compile(r"[-+]?[0-9]+\Z").match
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]").match
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z").match
_CONSTANTS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_PLAIN = re.compile(r"[^\W\d][\w .+/()%-]*\Z").match
_NUMBER_START = frozenset("-+.0123456789")
_LONGEST_NUMBER = 300


def read_scalar(text: str) -> str | int | float | bool | None:
    """The value of a scalar without quotes. Infinity and not-a-number stay text: no fact can be either."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] in _NUMBER_START and len(text) <= _LONGEST_NUMBER and not _LEADING_ZERO(text):
        if _INTEGER(text):
            return int(text)
        if _FLOAT(text):
            number = float(text)
            return number if abs(number) != float("inf") else text
    return text


def write_scalar(text: str) -> str:
    """A text as YAML that reads back as the same text, in quotes where it has to be; on one line, anywhere."""
    if _PLAIN(text) and text[-1] != " " and text.isprintable() and read_scalar(text) == text:
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    return f"\\U{ord(character):08X}"
