"""Facts about a step or a process: what is known, how well, and from where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from types import MappingProxyType

from fitengine.errors import SourceSpan

__all__ = ["Facts", "Known", "OneOf", "Origin", "Provenance", "Range", "Scalar", "Unknown", "format_known"]

Scalar = bool | int | float | str


@dataclass(frozen=True, slots=True)
class OneOf:
    """Known in part: one of these values, at least two, in the order of the dictionary."""

    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Known in part: a number from `low` to `high`, both included, in the unit of the fact."""

    low: float
    high: float


class Unknown(Enum):
    """A doubt somebody voiced: `access_allowed: unknown`. It cancels the presumption of that fact."""

    UNKNOWN = "unknown"


Known = Scalar | OneOf | Range | Unknown
"""A value, a part of it, or a voiced doubt. A fact that is absent is not known yet, never false."""


class Origin(StrEnum):
    """Where the value of a fact comes from."""

    STATED = "stated"
    MEASURED = "measured"
    DERIVED = "derived"
    IMPORTED = "imported"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Origin of one value, a word on it (a log, a lane default), and its place in the source."""

    origin: Origin
    detail: str = ""
    span: SourceSpan | None = None


_STATED = Provenance(Origin.STATED)
_NOTHING: Mapping[str, Known] = MappingProxyType({})
_NOWHERE: Mapping[str, Provenance] = MappingProxyType({})
_UNRATED: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Facts:
    """Values by fact name. Provenance is listed where it is not plainly *stated*; `ratings` are sub-decisions that
    an analyst answered directly."""

    values: Mapping[str, Known] = field(default_factory=lambda: _NOTHING)
    provenance: Mapping[str, Provenance] = field(default_factory=lambda: _NOWHERE)
    ratings: Mapping[str, str] = field(default_factory=lambda: _UNRATED)

    def origin(self, name: str) -> Provenance:
        """Where the value of `name` comes from."""
        return self.provenance.get(name, _STATED)


def format_known(value: Known) -> str:
    """The value as a person writes it: `yes`, `mostly or uniform`, `2 to 5`."""
    match value:
        case bool():
            return "yes" if value else "no"
        case OneOf():
            return " or ".join(format_known(item) for item in value.values)
        case Range():
            return f"{format_known(value.low)} to {format_known(value.high)}"
        case Unknown():
            return "unknown"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)
