"""Reading the mappings of a YAML document: every defect is noted with its place, and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite
from typing import TypeVar

from fitengine.errors import Problem, SourceSpan
from fitengine.load.suggest import near
from fitengine.load.yaml.events import Path, YamlDocument

__all__ = ["Fields", "Node", "Notes", "find_places", "hint", "quoted"]

_MOST_LISTED = 12
_LONG_QUOTE = re.compile(r"`([^`]{80})[^`]+`")
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(slots=True)
class Notes:
    """The defects of one document, in the order they are met, and the places in it that somebody looked up."""

    document: YamlDocument
    noted: list[tuple[str, str, str, Path, bool]] = field(default_factory=list)
    places: dict[Path, SourceSpan] = field(default_factory=dict)

    def problems(self) -> list[Problem]:
        """The defects with their places, in the order of these."""
        noted = [
            (code, _sentence(message), _sentence(help_), path, at_key)
            for code, message, help_, path, at_key in self.noted
        ]
        return self.document.problems(dict.fromkeys(noted)) if noted else []


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place in a document.

    The parts of a mapping or list may be nodes themselves, with places of their own: that is how what one document says
    stands in for a part of another.
    """

    notes: Notes
    path: Path
    value: object

    def note(self, code: str, message: str, help: str = "", *, at_key: bool = False) -> None:  # noqa: A002 - the field's name
        """Note a defect of this value, or of the key it stands under."""
        self.notes.noted.append((code, message, help, self.path, at_key))

    def at(self, key: str | int, value: object) -> Node:
        """The part of this value that stands under `key`."""
        return value if isinstance(value, Node) else Node(self.notes, (*self.path, key), value)

    def place(self, key: str) -> SourceSpan | None:
        """Where the part under `key` stands, once it was looked up with `find_places`."""
        return self.notes.places.get((*self.path, key))

    def child(self, key: str) -> Node | None:
        """The value under `key`, where this is a mapping that has it."""
        return (
            self.at(key, self.value[key]) if isinstance(self.value, Mapping) and key in self.value else None
        )

    def items(self, what: str) -> list[Node]:
        """The items of a list; none, and a defect, where this is no list."""
        if isinstance(self.value, list):
            return [self.at(index, item) for index, item in enumerate(self.value)]
        self.note("wrong-type", f"{what} must be a list")
        return []

    def entries(self, what: str) -> dict[str, Node]:
        """The values of a mapping by key; none, and a defect, where this is no mapping."""
        if isinstance(self.value, Mapping):
            return {key: self.at(key, value) for key, value in self.value.items()}
        self.note("wrong-type", f"{what} must be a mapping")
        return {}

    def text(self, what: str) -> str:
        """A text that is not blank; empty, and a defect, where this is none."""
        if isinstance(self.value, str) and self.value.strip():
            return self.value.strip()
        self.note(
            "wrong-type", f"{what} must be a text", "put it in quotes" if self.value is not None else ""
        )
        return ""

    def texts(self, what: str) -> dict[str, Node]:
        """One text, or a list of them without repetition, each with its place."""
        found: dict[str, Node] = {}
        for node in self.items(what) if isinstance(self.value, list) else [self]:
            text = node.text(what if node is self else f"every item of {what}")
            if text in found:
                node.note("duplicate-item", f"`{text}` stands twice in {what}", "keep one of them")
            elif text:
                found[text] = node
        return found

    def number(self) -> float | None:
        """A finite number; None, and no defect, where this is none."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            return None
        try:
            number = float(self.value)
        except OverflowError:
            return None
        return number if isfinite(number) else None

    def flag(self, what: str) -> bool:
        """`true` or `false`."""
        if isinstance(self.value, bool):
            return self.value
        self.note("wrong-type", f"{what} must be `true` or `false`")
        return True

    def choice(self, what: str, options: Iterable[str], code: str = "unknown-word") -> str:
        """One of some words; empty, and a defect, where this is none of them."""
        word = self.text(what)
        legal = list(options)
        if word in legal:
            return word
        if word:
            self.note(code, f"{what} cannot be `{word}`", hint(word, legal))
        return ""


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping with known keys."""

    node: Node
    found: Mapping[str, Node]

    @classmethod
    def read(cls, node: Node, what: str, required: Collection[str], optional: Collection[str] = ()) -> Fields:
        """The mapping at `node`; notes unknown keys, and required ones that are missing or empty."""
        found = node.entries(what)
        known = [*required, *optional]
        for key, entry in found.items():
            if key not in known:
                entry.note("unknown-key", f"`{key}` is not a key of {what}", hint(key, known), at_key=True)
        missing = [key for key in required if key not in found] if isinstance(node.value, Mapping) else []
        for key in missing:
            node.note("missing-key", f"`{key}` is missing in {what}")
        return cls(node, {key: entry for key, entry in found.items() if key in known})

    def get(self, key: str) -> Node | None:
        """The value under `key`, if it is there."""
        return self.found.get(key)

    def text(self, key: str, default: str = "") -> str:
        node = self.found.get(key)
        return node.text(f"`{key}`") if node else default

    def texts(self, key: str) -> tuple[str, ...]:
        node = self.found.get(key)
        return tuple(node.texts(f"`{key}`")) if node else ()

    def flag(self, key: str, default: bool) -> bool:
        node = self.found.get(key)
        return node.flag(f"`{key}`") if node else default

    def items(self, key: str) -> list[Node]:
        node = self.found.get(key)
        return node.items(f"`{key}`") if node else []

    def entries(self, key: str) -> dict[str, Node]:
        node = self.found.get(key)
        return node.entries(f"`{key}`") if node else {}

    def choice(self, key: str, options: Iterable[str], default: str = "") -> str:
        node = self.found.get(key)
        return (node.choice(f"`{key}`", options) if node else "") or default

    def word(self, key: str, kind: type[_Word], default: _Word) -> _Word:
        """A member of an enumeration, written as its value."""
        return kind(self.choice(key, list(kind), default))


def find_places(nodes: Iterable[tuple[Node, str]]) -> None:
    """Look up where the parts of nodes under some keys stand; one pass over each document."""
    wanted: dict[int, tuple[Notes, list[Path]]] = {}
    for node, key in nodes:
        wanted.setdefault(id(node.notes), (node.notes, []))[1].append((*node.path, key))
    for notes, paths in wanted.values():
        notes.places.update(notes.document.spans(paths))


def hint(word: str, options: Iterable[str]) -> str:
    """`did you mean ...?`, or what could be written where nothing is near and the list is short."""
    legal = list(options)
    if meant := near(word, legal):
        return f"did you mean `{meant}`?"
    return f"write one of {quoted(legal)}" if 0 < len(legal) <= _MOST_LISTED else ""


def quoted(words: Iterable[str]) -> str:
    """`a`, `b` and so on, in backticks."""
    return ", ".join(f"`{word}`" for word in words)


def _sentence(text: str) -> str:
    """One line, whatever the user wrote inside: long quotations are cut."""
    return _LONG_QUOTE.sub(r"`\1…`", " ".join(text.split()))
