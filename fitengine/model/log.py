"""An event log as columns: what happened in which case, when, and who did it."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

__all__ = ["MISSING", "NOBODY", "DataIssue", "EventLog", "Transition"]

MISSING = -(2**63)
"""A time that is not known."""

NOBODY = -1
"""The resource of an event that names none."""


class Transition(IntEnum):
    """What an event says about its activity: the lifecycle of XES, as far as figures need it."""

    COMPLETE = 0
    START = 1
    ABORT = 2
    OTHER = 3


@dataclass(frozen=True, slots=True)
class DataIssue:
    """Something about the data that the figures leave out or had to mend: `count` says how often, `message` what it was and
    what was done with it."""

    code: str
    count: int
    message: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class EventLog:
    """Events in the order of the file, one array a column; nobody writes to them once the log is read.

    `case`, `activity` and `resource` are positions in `cases`, `activities` and `resources` (`NOBODY` where none is named).
    Times are microseconds since 1970 in UTC, `MISSING` where they are not known. An event of a log with one time column
    has it as its `end`, whatever its transition.
    """

    source: str
    columns: Mapping[str, str]
    """The column, or the attribute of XES, that each role was read from."""
    cases: Sequence[str]
    activities: Sequence[str]
    resources: Sequence[str]
    case: array[int]
    activity: array[int]
    resource: array[int]
    start: array[int]
    end: array[int]
    transition: array[int]
    issues: tuple[DataIssue, ...] = ()

    def __len__(self) -> int:
        return len(self.case)
