"""From events to runs: a run is one passage of a case through a step, with its start and its end as far as they are known."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from fitengine.errors import InputError
from fitengine.facts.cutoffs import CUTOFFS, Cutoffs
from fitengine.model.log import MISSING, NOBODY, DataIssue, EventLog, Transition

__all__ = ["MICROSECONDS_A_DAY", "Runs", "find_runs"]

MICROSECONDS_A_DAY = 86_400_000_000
_DAYS_A_YEAR = 365.2425


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs case by case, in each case by their start, or by their end where no start is known; equal times keep the order
    of the log. Case `n` has the runs from `bounds[n]` to `bounds[n + 1]`.

    `step` is a position in `labels`, `resource` one in the log's resources or NOBODY, times are microseconds or MISSING.
    """

    labels: tuple[str, ...]
    """The id of each step, or the activity that is none, in the order of the log."""
    bounds: array[int]
    step: array[int]
    start: array[int]
    end: array[int]
    resource: array[int]
    first: int
    last: int
    events: int
    issues: tuple[DataIssue, ...]

    def __len__(self) -> int:
        return len(self.step)

    def cases(self) -> Iterable[range]:
        """The positions of each case that has runs."""
        for first, end in pairwise(self.bounds):
            if end > first:
                yield range(first, end)


def find_runs(log: EventLog, steps: Mapping[str, str], cutoffs: Cutoffs = CUTOFFS) -> Runs:
    """The runs of a log, where `steps` gives ids of steps by activity.

    Where the log has one time an event, starts and completions of the same activity in the same case become one run, the
    oldest start with the next completion; completions without a start are runs without a start. Without any start, every
    event is a run. Events are put in the order of their times, repeated events count once, and a time more than
    `far_years` from the median time is taken as missing; an event without any time that can be used is left out.

    Raises InputError where nothing is left.
    """
    return _Finder(log, steps, cutoffs).find()


class _Finder:
    def __init__(self, log: EventLog, steps: Mapping[str, str], cutoffs: Cutoffs) -> None:
        self.log = log
        labels = [steps.get(activity, activity) for activity in log.activities]
        numbers = {label: number for number, label in enumerate(dict.fromkeys(labels))}
        self.labels = tuple(numbers)
        self.steps = [numbers[label] for label in labels]
        self.low, self.high = _credible(log, cutoffs)
        self.years = cutoffs.far_years
        self.counts = dict.fromkeys(_MESSAGES, 0)
        self.spans = "start" in log.columns
        self.paired = Transition.START in log.transition and not self.spans
        self.all_other = Transition.COMPLETE not in log.transition
        self.bounds = array("q", [0])
        self.step, self.resource = array("i"), array("i")
        self.start, self.end = array("q"), array("q")

    def find(self) -> Runs:
        start, end = self.usable(self.log.start), self.usable(self.log.end)
        for events in _by_case(self.log):
            self.take_case(events, start, end)
            self.bounds.append(len(self.step))
        if not self.step:
            message = f"`{self.log.source}` has no event with a time that can be used"
            raise InputError.single("empty-log", message, "`--timestamp` names the column with the times")
        times = [time for times in (self.start, self.end) for time in times if time != MISSING]
        issues = (*self.log.issues, *self.issues())
        columns = (self.bounds, self.step, self.start, self.end, self.resource)
        return Runs(self.labels, *columns, min(times), max(times), len(self.log), issues)

    def usable(self, times: array[int]) -> array[int]:
        """The times, those far off the others taken as missing."""
        far = sum(time != MISSING and not self.low <= time <= self.high for time in times)
        if not far:
            return times
        self.counts["far-date"] += far
        return array("q", (time if self.low <= time <= self.high else MISSING for time in times))

    def take_case(self, events: list[int], start: array[int], end: array[int]) -> None:
        events = self.once(events)
        placed = [event for event in events if start[event] != MISSING or end[event] != MISSING]
        self.counts["no-time"] += len(events) - len(placed)
        self.count_unsorted(placed, start, end)
        placed.sort(key=lambda event: end[event] if start[event] == MISSING else start[event])
        if self.paired:
            self.pair(placed, end)
        else:
            for event in placed:
                self.take_event(event, start[event], end[event])

    def once(self, events: list[int]) -> list[int]:
        """The events without exact repetitions."""
        log = self.log
        seen = {
            (
                log.activity[event],
                log.start[event],
                log.end[event],
                log.resource[event],
                log.transition[event],
            ): event
            for event in reversed(events)
        }
        if len(seen) == len(events):
            return events
        self.counts["duplicate-event"] += len(events) - len(seen)
        return sorted(seen.values())

    def count_unsorted(self, events: list[int], start: array[int], end: array[int]) -> None:
        """Events of which all that can be compared lies before the event that stands in front of them."""
        for before, event in pairwise(events):
            starts_back = MISSING != start[event] < start[before]
            ends_back = MISSING != end[event] < end[before]
            if (starts_back and (ends_back or MISSING in (end[event], end[before]))) or (
                ends_back and MISSING in (start[event], start[before])
            ):
                self.counts["unsorted"] += 1

    def take_event(self, event: int, start: int, end: int) -> None:
        if self.spans:
            self.counts["missing-start"] += start == MISSING
            self.counts["missing-end"] += end == MISSING
        elif self.log.transition[event] != Transition.COMPLETE and not self.all_other:
            self.counts["other-transition"] += 1
            return
        self.put(self.steps[self.log.activity[event]], start, end, self.log.resource[event])

    def pair(self, events: list[int], time: array[int]) -> None:
        """Starts wait for completions of their activity, the oldest first; an abort ends the oldest without a run."""
        log = self.log
        waiting: dict[int, deque[list[int]]] = {}
        found: list[list[int]] = []
        for event in events:
            activity, transition = log.activity[event], log.transition[event]
            queue = waiting.setdefault(activity, deque())
            if transition == Transition.START:
                queue.append([time[event], MISSING, activity, log.resource[event]])
                found.append(queue[-1])
            elif transition == Transition.COMPLETE and queue:
                run = queue.popleft()
                run[1] = time[event]
                run[3] = log.resource[event] if log.resource[event] != NOBODY else run[3]
            elif transition == Transition.COMPLETE:
                found.append([MISSING, time[event], activity, log.resource[event]])
                self.counts["missing-start"] += 1
            elif transition == Transition.ABORT and queue:
                found.remove(queue.popleft())
                self.counts["aborted-run"] += 1
            else:
                self.counts["other-transition"] += 1
        self.counts["missing-end"] += sum(map(len, waiting.values()))
        found.sort(key=lambda run: run[1] if run[0] == MISSING else run[0])
        for start, end, activity, resource in found:
            self.put(self.steps[activity], start, end, resource)

    def put(self, step: int, start: int, end: int, resource: int) -> None:
        self.step.append(step)
        self.start.append(start)
        self.end.append(end)
        self.resource.append(resource)

    def issues(self) -> Iterable[DataIssue]:
        for code, count in self.counts.items():
            if count:
                one, many = _MESSAGES[code]
                message = (one if count == 1 else many).format(count=f"{count:,}", years=f"{self.years:g}")
                yield DataIssue(code, count, message)


_MESSAGES: dict[str, tuple[str, str]] = {
    "far-date": (
        "1 time lies more than {years} years from the median of the log; taken as missing",
        "{count} times lie more than {years} years from the median of the log; taken as missing",
    ),
    "no-time": (
        "1 event has no time that can be used: left out",
        "{count} events have no time that can be used: left out",
    ),
    "duplicate-event": (
        "1 event repeats another one in everything: counted once",
        "{count} events repeat others in everything: counted once",
    ),
    "unsorted": (
        "1 event stands behind a later one of its case: sorted by time",
        "{count} events stand behind later ones of their cases: sorted by time",
    ),
    "other-transition": (
        "1 event is neither a start nor a completion: left out",
        "{count} events are neither starts nor completions: left out",
    ),
    "aborted-run": (
        "1 run was broken off: left out",
        "{count} runs were broken off: left out",
    ),
    "missing-start": (
        "1 run has no start: its handling and waiting time is not known",
        "{count} runs have no start: their handling and waiting times are not known",
    ),
    "missing-end": (
        "1 run has no end: its handling time is not known",
        "{count} runs have no end: their handling times are not known",
    ),
}


def _credible(log: EventLog, cutoffs: Cutoffs) -> tuple[int, int]:
    """The first and the last time that is near enough to the median."""
    times = sorted(time for times in (log.start, log.end) for time in times if time != MISSING)
    if not times:
        return 0, 0
    middle = times[len(times) // 2]
    far = round(cutoffs.far_years * _DAYS_A_YEAR * MICROSECONDS_A_DAY)
    return middle - far, middle + far


def _by_case(log: EventLog) -> Iterable[list[int]]:
    """The positions of the events of each case, in the order of the log."""
    by_case: list[list[int]] = [[] for _ in log.cases]
    for position, case in enumerate(log.case):
        by_case[case].append(position)
    return by_case
