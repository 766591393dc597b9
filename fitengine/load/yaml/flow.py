"""The short way through mappings and lists in brackets, as long as they hold plain words and simple quotes."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from fitengine.load.yaml.scalars import read_scalar

__all__ = ["FlowReader", "is_unfinished"]

_BRACKETS = re.compile(r"([\[\]{},])").split
_PAIR = re.compile(r" *([A-Za-z0-9_][A-Za-z0-9_.-]{0,200}): +(\S.*)?\Z").match
_PLAIN = re.compile(r"[-+.]?\w[^:#?,\[\]{}]*\Z").match
_QUOTED = re.compile(r"(?:\"([^\"\\]*)\"|'([^']*)')\Z").match
_CLOSING = {"[": "]", "{": "}"}
_MOST_REMEMBERED = 4096
_LONGEST_SPLIT = 4000
_NOTHING: Any = object()


class _Piece(NamedTuple):
    """What stands between two brackets or commas."""

    key: str | None
    value: Any
    """`_NOTHING` where a bracket has to follow."""


_BLANK = _Piece(None, _NOTHING)


class _NotPlainError(Exception):
    pass


class FlowReader:
    """Reads one value in brackets at a time. The same few pieces come again and again: each is read once."""

    __slots__ = ("_entries", "_pieces")

    def __init__(self) -> None:
        self._pieces: dict[str, _Piece] = {}
        self._entries: dict[str, tuple[str, Any]] = {}

    def read(self, text: str) -> Any:
        """The mapping or list, None where the text is more than plain. It means the same as libyaml says it does. Equal
        entries of mappings may share one value."""
        try:
            if text[0] == "{" and text[-1] == "}" and text.count("{") == 1 and len(text) < _LONGEST_SPLIT:
                return self._flat_mapping(text[1:-1])
            return self._read(text)
        except _NotPlainError:
            return None

    def _flat_mapping(self, text: str) -> dict[str, Any]:
        """A mapping of words and lists of words, entry by entry."""
        mapping: dict[str, Any] = {}
        recall = self._entries.get
        parts = iter(text.split(","))
        for words in parts:
            entry = recall(words)
            if entry is None:
                whole = _whole_list(words, parts) if "[" in words else words
                entry = recall(whole) or self._entry(whole)
            key, value = entry
            if key in mapping:
                raise _NotPlainError
            mapping[key] = value
        return mapping

    def _entry(self, words: str) -> tuple[str, Any]:
        piece = _piece(words) if "[" not in words else _Piece(*self._only_entry(words))
        if piece.key is None or piece.value is _NOTHING:
            raise _NotPlainError
        entry = piece.key, piece.value
        if len(self._entries) >= _MOST_REMEMBERED:
            self._entries.clear()
        self._entries[words] = entry
        return entry

    def _only_entry(self, words: str) -> tuple[str, Any]:
        entries: list[tuple[str, Any]] = list(self._read(f"{{{words}}}").items())
        if len(entries) != 1:
            raise _NotPlainError
        return entries[0]

    def _read(self, text: str) -> Any:
        nest = _Nest()
        pieces = iter(_BRACKETS(text))
        for words in pieces:
            piece = self._pieces.get(words) or self._piece(words)
            if piece is not _BLANK:
                nest.add(piece)
            bracket = next(pieces, "")
            if bracket == ",":
                nest.finish_item()
            elif bracket in _CLOSING:
                nest.open(bracket)
            elif bracket:
                nest.close(bracket)
        return nest.value()

    def _piece(self, words: str) -> _Piece:
        if len(self._pieces) >= _MOST_REMEMBERED:
            self._pieces.clear()
        piece = self._pieces[words] = _piece(words)
        return piece


def _whole_list(words: str, parts: Iterator[str]) -> str:
    """An entry whose list was cut at its commas, put together again."""
    while "]" not in words:
        more = next(parts, None)
        if more is None:
            raise _NotPlainError
        words = f"{words},{more}"
    return words


def is_unfinished(text: str) -> bool:
    """Whether a bracket that opens in `text` closes on a later line, as far as counting tells."""
    return text.count("[") + text.count("{") > text.count("]") + text.count("}")


class _Nest:
    """Containers within containers, outermost first in `outer`."""

    __slots__ = ("closing", "container", "full", "key", "outer", "root")

    def __init__(self) -> None:
        self.root: list[Any] = []
        self.container: Any = self.root
        self.closing = ""
        self.outer: list[tuple[Any, str]] = []
        self.key: str | None = None
        """The key that waits for a bracket."""
        self.full = False
        """Whether an item is complete, so that a comma or the end has to follow."""

    def add(self, piece: _Piece) -> None:
        key, value = piece
        if self.full or not self.outer or isinstance(self.container, dict) is (key is None):
            raise _NotPlainError
        self.key = key
        if value is not _NOTHING:
            self.put(value)
            self.full = True

    def put(self, value: Any) -> None:
        if isinstance(self.container, list):
            self.container.append(value)
        elif self.key is None or self.key in self.container:
            raise _NotPlainError
        else:
            self.container[self.key] = value
        self.key = None

    def finish_item(self) -> None:
        if not (self.full and self.outer):
            raise _NotPlainError
        self.full = False

    def open(self, bracket: str) -> None:
        if self.full:
            raise _NotPlainError
        inner: Any = {} if bracket == "{" else []
        self.put(inner)
        self.outer.append((self.container, self.closing))
        self.container, self.closing = inner, _CLOSING[bracket]

    def close(self, bracket: str) -> None:
        if bracket != self.closing or self.full is not bool(self.container) or self.key is not None:
            raise _NotPlainError
        self.container, self.closing = self.outer.pop()
        self.full = True

    def value(self) -> Any:
        if self.outer or len(self.root) != 1:
            raise _NotPlainError
        return self.root[0]


def _piece(words: str) -> _Piece:
    if not words.strip(" "):
        return _BLANK
    if found := _PAIR(words):
        return _Piece(sys.intern(found[1]), _scalar(found[2]) if found[2] else _NOTHING)
    return _Piece(None, _scalar(words.strip(" ")))


def _scalar(text: str) -> Any:
    text = text.rstrip(" ")
    if _PLAIN(text):
        return read_scalar(text)
    if found := _QUOTED(text):
        return found[1] if found[1] is not None else found[2]
    raise _NotPlainError
