"""The short way through the YAML that programs write: one `key: value` or `- value` a line, nothing clever.

A file of 100,000 steps has millions of parser events, and making them costs three times as much as reading these lines.
What is read here means the same as libyaml says it does; at the first line that might not, the whole text is left to
libyaml.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from fitengine.errors import SourceSpan
from fitengine.load.yaml.flow import FlowReader, is_unfinished
from fitengine.load.yaml.scalars import read_scalar

__all__ = ["Lines", "read_lines"]

_KEY_LINE = re.compile(r"( *)([A-Za-z0-9_][A-Za-z0-9_.-]{0,200}):(?: +(\S.*)| *)\Z").match
_WORDS_LINE = re.compile(r"( *)([A-Za-z0-9_][A-Za-z0-9_.-]{0,200}): +([A-Za-z][^:#]{4,}[^:# ]) *\Z").match
"""A key and more words than any constant has, with nothing in them that could mean more."""
_ITEM_LINE = re.compile(r"( *)- +(\S.*)\Z").match
_PLAIN = re.compile(r"[-+.]?\w").match
_SHAPES: dict[str, type] = {"[": list, "{": dict, '"': str, "'": str}
_CHUNK = 1 << 20
_MOST_REMEMBERED = 4096
_MOST_LEVELS = 16
_MOST_BRACKETS = 32
_MOST_LINES = 100


class _Rest(NamedTuple):
    """The value of a key that the next lines hold: what of it stands on the line of the key."""

    text: str


_OPEN = _Rest("")


class Lines(NamedTuple):
    """The root mapping, and the places of the keys of its two topmost levels."""

    data: dict[str, Any]
    places: dict[tuple[str | int, ...], SourceSpan]


_Line = tuple[int, str | None, Any]
"""Indent, key, value. An item of a list has no key, a blank line no indent either."""


class _NotPlainError(Exception):
    pass


_BLANK: _Line = (-1, None, None)


def read_lines(text: str, source: str, read_flow: Callable[[str], object]) -> Lines | None:
    """The text as plain lines, None where it is more than that.

    `read_flow` reads one quoted or bracketed value and returns None if it cannot. Equal values may be one shared object.
    """
    reader = _Reader(source, read_flow)
    try:
        reader.read(text)
    except _NotPlainError:
        return None
    return Lines(reader.root, reader.places) if reader.root else None


def _lines(text: str) -> Iterator[str]:
    """Line by line, a chunk at a time: all lines at once would take more room than the result."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + _CHUNK)
        end = len(text) if end < 0 else end
        yield from text[start:end].replace("\r\n", "\n").removesuffix("\r").split("\n")
        start = end + 1


class _Reader:
    __slots__ = (
        "flow",
        "item_indent",
        "items",
        "outer",
        "places",
        "read_flow",
        "remembered",
        "root",
        "source",
        "top_key",
    )

    def __init__(self, source: str, read_flow: Callable[[str], object]) -> None:
        self.source = source
        self.read_flow = read_flow
        self.flow = FlowReader()
        self.root: dict[str, Any] = {}
        self.places: dict[tuple[str | int, ...], SourceSpan] = {}
        self.remembered: dict[str, _Line] = {}
        self.outer: list[tuple[dict[str, Any], int]] = []
        self.items: list[Any] | None = None
        self.item_indent = 0
        self.top_key = ""

    def read(self, text: str) -> None:
        """State that changes with every line stays in local names: this loop runs a million times."""
        recall = self.remembered.get
        mapping, level = self.root, 0
        open_key: str | None = None
        number = 0
        lines = _lines(text)
        for line in lines:
            number += 1
            indent, key, value = recall(line) or self.parse(line)
            if key is None:
                if indent >= 0:
                    self.add_item(indent, value, mapping, open_key if indent >= level else None)
                    open_key = None
                continue
            if indent != level:
                mapping = self.open(mapping, level, open_key) if indent > level else self.close(indent)
                level = indent
            if key in mapping:
                raise _NotPlainError
            if len(self.outer) < 2:
                self.note_place(number, indent, key)
            self.items = None
            open_key = None
            if value.__class__ is _Rest:
                if value.text:
                    value, more = self.finish(value.text, indent, lines)
                    number += more
                else:
                    open_key, value = key, None
            mapping[key] = value

    def add_item(self, indent: int, value: object, mapping: dict[str, Any], open_key: str | None) -> None:
        if open_key is not None:
            self.items = mapping[open_key] = []
            self.item_indent = indent
        if self.items is None or indent != self.item_indent:
            raise _NotPlainError
        self.items.append(value)

    def open(self, mapping: dict[str, Any], level: int, open_key: str | None) -> dict[str, Any]:
        if open_key is None or len(self.outer) >= _MOST_LEVELS:
            raise _NotPlainError
        self.outer.append((mapping, level))
        inner: dict[str, Any] = {}
        mapping[open_key] = inner
        return inner

    def close(self, indent: int) -> dict[str, Any]:
        mapping, level = self.outer.pop()
        while level > indent:
            mapping, level = self.outer.pop()
        if level != indent:
            raise _NotPlainError
        return mapping

    def finish(self, text: str, indent: int, lines: Iterator[str]) -> tuple[object, int]:
        """A value in brackets over several lines, and how many more these are. A line end is a blank there."""
        more = 0
        while is_unfinished(text):
            line = next(lines, "")
            more += 1
            words = line.lstrip(" ")
            if more > _MOST_LINES or not line.isprintable() or len(line) - len(words) <= indent:
                raise _NotPlainError
            text = f"{text} {words}".rstrip(" ")
        value = self.flow.read(text)
        if value is None:
            raise _NotPlainError
        return value, more

    def note_place(self, number: int, indent: int, key: str) -> None:
        span = SourceSpan(self.source, number, indent + 1, number, indent + 1 + len(key))
        if self.outer:
            self.places[self.top_key, key] = span
        else:
            self.top_key = key
            self.places[(key,)] = span

    def parse(self, line: str) -> _Line:
        if not line.isprintable():
            raise _NotPlainError
        if found := _WORDS_LINE(
            line
        ):  # most lines that differ from step to step: names, and the ids that come next
            entry: _Line = len(found[1]), sys.intern(found[2]), found[3]
        elif found := _KEY_LINE(line):
            indent, key, value = found.groups()
            entry = len(indent), sys.intern(key), self.value(value) if value else _OPEN
        elif found := _ITEM_LINE(line):
            entry = len(found[1]), None, self.value(found[2])
            if isinstance(entry[2], _Rest):
                raise _NotPlainError
        elif not line.strip(" ") or line.lstrip(" ")[0] == "#":
            entry = _BLANK
        else:
            raise _NotPlainError
        if len(self.remembered) >= _MOST_REMEMBERED:
            self.remembered.clear()
        self.remembered[line] = entry
        return entry

    def value(self, text: str) -> object:
        """The value of the rest of a line; a `_Rest` where the next lines hold it, or more of it."""
        if text[0] == "#":
            return _OPEN
        if _PLAIN(text):
            text = text.partition(" #")[0].rstrip(" ")
            if ": " in text or text[-1] == ":":
                raise _NotPlainError
            return read_scalar(text)
        shape = _SHAPES.get(text[0])
        if shape is None or text.count("[") + text.count("{") > _MOST_BRACKETS:
            raise _NotPlainError
        if shape is not str:
            if is_unfinished(text):
                return _Rest(text)
            if value := self.flow.read(text):
                return value
        value = self.read_flow(text)
        if not isinstance(value, shape):
            raise _NotPlainError
        return value
