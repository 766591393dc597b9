"""Which column of a log is what: named by the user, else guessed from its name and from what stands in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from fitengine.errors import InputError, Problem
from fitengine.load.logs.times import DateOrder, is_nothing, reads_as_time
from fitengine.load.suggest import near
from fitengine.load.yaml.fields import quoted
from fitengine.model.log import Transition

__all__ = ["Columns", "LogOptions", "find_columns", "transition_of"]


@dataclass(frozen=True, slots=True)
class LogOptions:
    """What the user says about a log. Empty names of columns are guessed; `end` is also the only time of an event.

    `dates` settles what `03/04/2026` means.
    """

    case: str = ""
    activity: str = ""
    start: str = ""
    end: str = ""
    resource: str = ""
    lifecycle: str = ""
    dates: DateOrder = "auto"

    def on_purpose(self) -> bool:
        """Whether the user named what makes a case log of any table."""
        return bool(self.case and self.activity)


@dataclass(frozen=True, slots=True)
class Columns:
    """Column names by role, empty where there is none. `unread` are called like a missing time and do not read as times."""

    case: str = ""
    activity: str = ""
    start: str = ""
    end: str = ""
    resource: str = ""
    lifecycle: str = ""
    unread: tuple[str, ...] = ()

    def found(self) -> dict[str, str]:
        """The roles that have a column."""
        named = {role: getattr(self, role) for role in _ROLES}
        return {role: name for role, name in named.items() if name}


_ROLES = ("case", "activity", "start", "end", "resource", "lifecycle")
Sample = Mapping[str, Sequence[str]]
"""The first values of every column by name, in the order of the columns."""

_NAMES: Mapping[str, tuple[str, ...]] = {
    "case": (
        "case:concept:name", "case id", "case", "trace id", "trace", "case key", "case number", "case no", "case nr",
        "case name", "case identifier", "process instance id", "process instance", "instance id", "trace name",
    ),
    "activity": (
        "concept:name", "activity", "activity name", "activity label", "activity id", "task", "task name", "step",
        "step name", "event name", "event", "event type", "operation", "action",
    ),
    "start": (
        "start timestamp", "start time", "start date time", "start", "start date", "time:start", "started", "started at",
        "begin", "begin time", "begin timestamp", "begin date", "timestamp start", "start time utc",
    ),
    "end": (
        "end timestamp", "end time", "end date time", "end", "end date", "ended", "ended at", "time:end",
        "complete timestamp", "complete time", "completion timestamp", "completion time", "completed at", "completed",
        "complete", "completion date", "finish time", "finish timestamp", "finish", "finish date", "finished",
        "finished at", "stop time", "timestamp end", "end time utc",
    ),
    "time": (
        "time:timestamp", "timestamp", "event timestamp", "event time", "date time", "event date", "event date time",
        "time", "date", "occurred at", "logged at", "created at", "time stamp",
    ),
    "timestamp": ("time:timestamp", "timestamp", "event timestamp", "time stamp"),
    "resource": (
        "org:resource", "resource", "resource name", "resource id", "user", "user name", "user id", "performer", "employee",
        "agent", "worker", "originator", "operator", "assignee", "actor", "executed by", "completed by", "handled by",
    ),
    "lifecycle": ("lifecycle:transition", "lifecycle", "lifecycle transition", "transition", "event lifecycle"),
    "lifecycle by its values": ("event type", "status", "state", "type", "event"),
}  # fmt: skip
"""What columns are called, likeliest first; capitals, spaces and punctuation do not count."""

_WORDS: Mapping[str, frozenset[str]] = {
    "case": frozenset({"case", "trace"}),
    "activity": frozenset({"activity", "task"}),
    "start": frozenset({"start", "started", "begin", "began"}),
    "end": frozenset({"end", "ended", "finish", "finished", "complete", "completed", "completion"}),
    "time": frozenset({"timestamp", "time", "datetime", "date"}),
    "resource": frozenset({"resource", "user", "performer", "employee"}),
}
"""Words that tell the role of a column whose whole name is none of those above."""
_WORDS_OF_IDS = frozenset({"id", "no", "nr", "number", "key", "name", "identifier", "reference"})
_NOT_AS_IT_HAPPENED = frozenset(
    {
        "estimated",
        "expected",
        "planned",
        "scheduled",
        "due",
        "target",
        "assigned",
        "enabled",
        "enable",
        "created",
        "index",
    }
)
_TRANSITIONS: Mapping[str, Transition] = {
    "complete": Transition.COMPLETE, "completed": Transition.COMPLETE, "end": Transition.COMPLETE,
    "start": Transition.START, "started": Transition.START, "begin": Transition.START,
    "ateabort": Transition.ABORT, "piabort": Transition.ABORT, "abort": Transition.ABORT,
    "aborted": Transition.ABORT, "withdraw": Transition.ABORT, "withdrawn": Transition.ABORT,
}  # fmt: skip
_OTHERS = frozenset({"schedule", "assign", "reassign", "suspend", "resume", "autoskip", "manualskip"})
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_]+")

_MISSING: Mapping[str, tuple[str, str]] = {
    "case": ("no-case-column", "has no column that says which case an event belongs to"),
    "activity": ("no-activity-column", "has no column that says what was done"),
    "end": ("no-time-column", "has no column that says when it was done"),
}


def find_columns(sample: Sample, options: LogOptions, name: str, case_needed: bool = True) -> Columns:
    """The columns of a log called `name`. Raises InputError with every column that is missing or was misnamed."""
    problems: list[Problem] = []
    named = {role: _named(role, sample, options, problems) for role in _ROLES}
    if problems:
        raise InputError(problems)
    columns = _Guesser(sample, named).guess_all()
    needed = [role for role in _MISSING if not getattr(columns, role) and (case_needed or role != "case")]
    if needed:
        raise InputError(_missing_column(role, sample, name) for role in needed)
    return columns


def transition_of(word: str) -> Transition:
    """What a word of the lifecycle means. A word that XES does not know is a state of the case, and its event one like any
    other: a completion."""
    plain = _plain(word)
    return Transition.OTHER if plain in _OTHERS else _TRANSITIONS.get(plain, Transition.COMPLETE)


def _named(role: str, sample: Sample, options: LogOptions, problems: list[Problem]) -> str:
    """The column that the user named; one that is written otherwise counts too."""
    wanted: str = getattr(options, role)
    if not wanted or wanted in sample:
        return wanted
    spelt = [column for column in sample if _plain(column) == _plain(wanted)]
    if len(spelt) == 1:
        return spelt[0]
    meant = near(wanted, sample)
    help_ = f"did you mean `{meant}`?" if meant else f"its columns are {quoted(sample)}"
    problems.append(Problem("no-such-column", f"the log has no column `{wanted}` for `--{role}`", help_))
    return ""


class _Guesser:
    """Fills the roles that the user left open; no column has two."""

    def __init__(self, sample: Sample, named: Mapping[str, str]) -> None:
        self.sample = sample
        self.found = dict(named)
        self.unread: list[str] = []

    def guess_all(self) -> Columns:
        found = self.found
        self.guess_lifecycle()
        self.guess("case", fits=_WORDS_OF_IDS)
        self.guess("activity")
        self.guess("resource")
        self.guess("start", times=True)
        self.guess("end", times=True)
        self.guess("end", "timestamp" if found["start"] else "time", times=True)
        if found["start"] and not found["end"]:  # one time column, whatever it is called
            found["start"], found["end"] = "", found["start"]
        unread = (column for column in self.unread if column not in found.values())
        return Columns(**found, unread=tuple(dict.fromkeys(unread)))

    def guess(
        self, role: str, kind: str = "", times: bool = False, fits: Collection[str] = frozenset()
    ) -> None:
        """The likeliest column by its whole name, then by its words; times must read as such."""
        if self.found[role]:
            return
        free = [column for column in self.sample if column not in self.found.values()]
        by_name = {_plain(column): column for column in reversed(free)}
        named = [by_name[_plain(name)] for name in _NAMES[kind or role] if _plain(name) in by_name]
        worded = [column for column in free if _has_word(column, _WORDS.get(kind or role, frozenset()), fits)]
        if not times:  # ids of ten digits read as times, too
            worded = [column for column in worded if fits or not reads_as_time(self.sample[column])]
            self.found[role] = next(iter(named + worded), "")
            return
        self.found[role] = next(
            (column for column in named + worded if reads_as_time(self.sample[column])), ""
        )
        if not self.found[role]:
            self.unread += [column for column in named if not all(map(is_nothing, self.sample[column]))]

    def guess_lifecycle(self) -> None:
        """By its name; a word that means many things counts only where the column holds starts and completions."""
        self.guess("lifecycle")
        by_name = {
            _plain(column): column
            for column in reversed(list(self.sample))
            if column not in self.found.values()
        }
        for name in () if self.found["lifecycle"] else _NAMES["lifecycle by its values"]:
            column = by_name.get(_plain(name), "")
            values = {_plain(value) for value in self.sample.get(column, ()) if not is_nothing(value)}
            if len(values) > 1 and values <= _TRANSITIONS.keys() | _OTHERS:
                self.found["lifecycle"] = column
                return


def _has_word(column: str, words: Collection[str], also: Collection[str]) -> bool:
    present = set(_words(column))
    return (
        not present.isdisjoint(words)
        and present.isdisjoint(_NOT_AS_IT_HAPPENED)
        and (not also or not present.isdisjoint(also))
    )


def _missing_column(role: str, sample: Sample, name: str) -> Problem:
    code, message = _MISSING[role]
    shown = quoted(list(sample)[:20]) + (" and more" if len(sample) > 20 else "")
    option = "--timestamp" if role == "end" else f"--{role}"
    return Problem(code, f"`{name}` {message}", f"name it with `{option}`; the columns are {shown}")


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _words(name: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(name)}
