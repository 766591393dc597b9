"""Events gathered into columns while a log is read."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping

from fitengine.errors import InputError
from fitengine.load.logs.columns import Columns, transition_of
from fitengine.load.logs.times import Clock, is_nothing
from fitengine.model.log import NOBODY, DataIssue, EventLog, Transition

__all__ = ["LogBuilder", "left_out", "time_issues"]

_MOST_ACTIVITIES = 10_000


class LogBuilder:
    """Takes events one by one. Names are kept once, with runs of blanks made one."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cases: dict[str, int] = {}
        self.activities = _Names()
        self.resources = _Names()
        self.case = array("i")
        self.activity = array("i")
        self.resource = array("i")
        self.start = array("q")
        self.end = array("q")
        self.transition = array("b")
        self.without_activity = 0
        self._transitions: dict[str, Transition] = {}

    def add(self, case: int, activity: str, start: int, end: int, resource: str, transition: str) -> None:
        """One event of the case with this number; one that does not say what was done is only counted."""
        number = self.activities.number(activity)
        if number == NOBODY:
            self.without_activity += 1
            return
        self.case.append(case)
        self.activity.append(number)
        self.resource.append(self.resources.number(resource) if resource else NOBODY)
        self.start.append(start)
        self.end.append(end)
        self.transition.append(self.transition_of(transition) if transition else 0)

    def case_number(self, id_: str) -> int:
        """The number of the case with this id."""
        return self.cases.setdefault(id_, len(self.cases))

    def log(self, columns: Mapping[str, str], cases: Iterable[str], issues: Iterable[DataIssue]) -> EventLog:
        """What was gathered. Raises InputError where it is nothing, or has too many activities to be a process."""
        if not self.case:
            raise InputError.single("empty-log", f"`{self.name}` has no events that can be used")
        if len(self.activities.shown) > _MOST_ACTIVITIES:
            message = f"`{self.name}` has {len(self.activities.shown):,} different activities in {len(self.case):,} events"
            help_ = f"`{columns['activity']}` seems to be no activity: name the column with `--activity`"
            raise InputError.single("too-many-activities", message, help_)
        return EventLog(
            self.name,
            dict(columns),
            tuple(cases),
            tuple(self.activities.shown),
            tuple(self.resources.shown),
            self.case,
            self.activity,
            self.resource,
            self.start,
            self.end,
            self.transition,
            tuple(issues),
        )

    def transition_of(self, word: str) -> Transition:
        """What a word of the lifecycle means; a completion where there is none."""
        if not word:
            return Transition.COMPLETE
        if word not in self._transitions:
            self._transitions[word] = transition_of(word)
        return self._transitions[word]


class _Names:
    """Numbers for names, in the order they are met; NOBODY for words that say nothing."""

    __slots__ = ("_by_text", "shown")

    def __init__(self) -> None:
        self.shown: dict[str, int] = {}
        self._by_text: dict[str, int] = {}

    def number(self, text: str) -> int:
        number = self._by_text.get(text)
        if number is None:
            name = " ".join(text.split())
            number = NOBODY if is_nothing(name) else self.shown.setdefault(name, len(self.shown))
            self._by_text[text] = number
        return number


def time_issues(columns: Columns, clocks: Mapping[str, Clock]) -> list[DataIssue]:
    """What was odd about the times, by column."""
    help_ = "`--start` or `--end` takes it all the same"
    message = "`{}` is called like a time, and most of it cannot be read as one; it was left out"
    issues = [DataIssue("unread-column", 1, message.format(name), help_) for name in columns.unread]
    for column, clock in clocks.items():
        if clock.unreadable:
            what = (
                f"{_count(clock.unreadable, 'time')} in `{column}` cannot be read, as `{clock.example[:40]}`"
            )
            issues.append(DataIssue("unreadable-time", clock.unreadable, f"{what}; taken as missing"))
        if clock.naive and clock.zoned:
            fewer = min(clock.naive, clock.zoned)
            what = f"`{column}` mixes {clock.zoned:,} times with a time zone and {clock.naive:,} without"
            issues.append(DataIssue("mixed-zones", fewer, f"{what}, which were taken as UTC"))
        if clock.open and not clock.confirmed and not clock.refuted:
            order = "month" if clock.month_first else "day"
            what = (
                f"nothing in `{column}` shows whether day or month comes first; read with the {order} first"
            )
            issues.append(DataIssue("ambiguous-dates", clock.open, what, "`--dates` settles it"))
    return issues


def left_out(code: str, count: int, noun: str, lacking: str) -> list[DataIssue]:
    """`3 rows have no case: left out`; nothing where there are none."""
    return [DataIssue(code, count, f"{_count(count, noun)} without {lacking}: left out")] if count else []


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
