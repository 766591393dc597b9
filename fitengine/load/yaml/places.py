"""Where the values of a YAML text stand, to the character: what editing it in place needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import yaml
from yaml.events import (
    CollectionEndEvent,
    CollectionStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
)

from fitengine.load.yaml.scalars import read_scalar
from fitengine.load.yaml.write import Changes

__all__ = ["Entry", "Kind", "Outline", "Place", "outline", "scalar_places"]

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Kind(Enum):
    NOTHING = auto()
    """No value, or a written null."""
    SCALAR = auto()
    BLOCK_SCALAR = auto()
    """A text behind `|` or `>`."""
    SEQUENCE = auto()
    MAPPING = auto()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: offsets in characters, the end is exclusive."""

    kind: Kind
    start: int
    end: int
    column: int
    flow: bool = False
    """A collection in brackets."""
    entries: tuple[Entry, ...] = ()
    """Of a mapping that something is wanted of."""
    ends_in_block: bool = False
    """The last thing in it is a text behind `|` or `>`: the end is where the next line starts."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping, and its value."""

    name: str
    key: Place
    value: Place


@dataclass(frozen=True, slots=True)
class Outline:
    """The places of a text, from its root."""

    root: Place
    braces: bool
    """Some mapping is written in braces."""


def outline(text: str, wanted: Changes) -> Outline:
    """The places of the mappings along the keys of `wanted`, with all their entries. The text is one that loads."""
    locator = _Locator(wanted)
    for event in yaml.parse(text, Loader=_Loader):
        locator.take(event)
    assert locator.last is not None, "a text that loads has a root"
    return Outline(locator.last, locator.braces)


def scalar_places(text: str, start: int, end: int) -> list[Place]:
    """The scalars, keys included, from `start` to `end`."""
    events = yaml.parse(text, Loader=_Loader)
    places = (_scalar_place(event) for event in events if isinstance(event, ScalarEvent))
    return [place for place in places if start <= place.start and place.end <= end]


class _Frame:
    """A collection that is open: a mapping waits for a key where `key` is None."""

    __slots__ = ("entries", "event", "key", "name", "wanted")

    def __init__(self, event: Any, wanted: Changes | None) -> None:
        self.event = event
        self.wanted = wanted
        self.name = ""
        self.key: Place | None = None
        self.entries: list[Entry] = []


class _Locator:
    __slots__ = ("braces", "frames", "last", "wanted")

    def __init__(self, wanted: Changes) -> None:
        self.wanted = wanted
        self.frames: list[_Frame] = []
        self.last: Place | None = None
        """The value that ended last; in the end this is the root."""
        self.braces = False

    def take(self, event: Event) -> None:
        if isinstance(event, ScalarEvent):
            self.take_scalar(event)
        elif isinstance(event, CollectionStartEvent):
            self.braces |= bool(isinstance(event, MappingStartEvent) and event.flow_style)
            self.frames.append(_Frame(event, self.wanted_here()))
        elif isinstance(event, CollectionEndEvent):
            self.put(self.closed(self.frames.pop(), event))

    def take_scalar(self, event: ScalarEvent) -> None:
        place = _scalar_place(event)
        frame = self.frames[-1] if self.frames else None
        if frame and frame.key is None and isinstance(frame.event, MappingStartEvent):
            frame.name, frame.key = event.value, place
        else:
            self.put(place)

    def wanted_here(self) -> Changes | None:
        """What is wanted of the collection that starts here."""
        if not self.frames:
            return self.wanted
        frame = self.frames[-1]
        inside = frame.wanted.get(frame.name) if frame.wanted and frame.key else None
        return inside if isinstance(inside, Mapping) else None

    def put(self, value: Place) -> None:
        self.last = value
        frame = self.frames[-1] if self.frames else None
        if frame and frame.key:
            if frame.wanted is not None:
                frame.entries.append(Entry(frame.name, frame.key, value))
            frame.key = None

    def closed(self, frame: _Frame, event: Any) -> Place:
        """libyaml ends a collection without brackets where the next token starts; it ends with its last part."""
        start, flow = frame.event.start_mark, bool(frame.event.flow_style)
        kind = Kind.MAPPING if isinstance(frame.event, MappingStartEvent) else Kind.SEQUENCE
        end, in_block = event.end_mark.index, False
        if not flow and self.last is not None:
            end, in_block = self.last.end, self.last.ends_in_block
        return Place(kind, start.index, end, start.column, flow, tuple(frame.entries), in_block)


def _scalar_place(event: Any) -> Place:
    start, end = event.start_mark, event.end_mark
    kind = Kind.SCALAR
    if event.style in ("|", ">"):
        kind = Kind.BLOCK_SCALAR
    elif event.implicit[0] and read_scalar(event.value) is None:
        kind = Kind.NOTHING
    return Place(kind, start.index, end.index, start.column, ends_in_block=kind is Kind.BLOCK_SCALAR)
