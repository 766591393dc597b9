"""Counting what happens at each step, run by run."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from heapq import heappop, heappush
from itertools import pairwise

from fitengine.facts.cutoffs import Cutoffs
from fitengine.facts.runs import MICROSECONDS_A_DAY, Runs
from fitengine.model.log import MISSING, NOBODY

__all__ = ["END", "Tallies", "Tally"]

END = -1
"""What follows the last run of a case."""


class Tally:
    """What is counted for one step. Durations are microseconds."""

    __slots__ = (
        "cases", "exceptional", "following", "from_others", "handling", "known_before", "repeated", "resources",
        "runs", "waiting",
    )  # fmt: skip

    def __init__(self) -> None:
        self.runs = self.cases = self.repeated = self.exceptional = 0
        self.known_before = self.from_others = 0
        self.following: Counter[int] = Counter()
        self.resources: Counter[int] = Counter()
        self.handling, self.waiting = array("q"), array("q")


class Tallies:
    """Everything that figures need, of `count` steps. The runs are gone through twice: exceptions can only be told once the
    usual next steps are known. `allowed(step, after)` says whether the process lets a step, or END, follow."""

    def __init__(
        self,
        runs: Runs,
        count: int,
        software: Collection[int],
        allowed: Callable[[int, int], bool],
        cutoffs: Cutoffs,
    ) -> None:
        self.runs, self.software, self.cutoffs = runs, software, cutoffs
        self.tallies = [Tally() for _ in range(count)]
        self.sequences: Counter[bytes] = Counter()
        self.zero = self.negative = self.endless = 0
        for case in runs.cases():
            self.take_case(case)
        usual = [self.usual_ways(number, allowed) for number in range(count)]
        for case in runs.cases():
            for number in {step for step, after in self.moves(case) if after not in usual[step]}:
                self.tallies[number].exceptional += 1

    def moves(self, case: range) -> Iterator[tuple[int, int]]:
        """Each step of a case with the next one."""
        return pairwise((*self.runs.step[case.start : case.stop], END))

    def take_case(self, case: range) -> None:
        tallies, steps = self.tallies, self.runs.step[case.start : case.stop]
        self.sequences[steps.tobytes()] += 1
        for number, times in Counter(steps).items():
            tallies[number].cases += 1
            tallies[number].runs += times
            tallies[number].repeated += times > 1
        for step, after in self.moves(case):
            tallies[step].following[after] += 1
        for step, waited in zip(steps, self.waits(case), strict=True):
            if waited != MISSING:
                tallies[step].waiting.append(waited)
        self.take_resources(case)
        for position in case:
            self.take_duration(tallies[self.runs.step[position]], position)

    def waits(self, case: range) -> Iterator[int]:
        """From the last thing that had ended when a run started; MISSING where that is not known."""
        start, end = self.runs.start, self.runs.end
        running: list[int] = []
        latest = MISSING
        for position in case:
            began, ended = start[position], end[position]
            while running and running[0] <= began:
                latest = heappop(running)
            yield began - latest if MISSING not in (began, latest) else MISSING
            if ended != MISSING and ended >= began:
                heappush(running, ended)

    def take_resources(self, case: range) -> None:
        before = NOBODY
        for position in case:
            tally, resource = self.tallies[self.runs.step[position]], self.runs.resource[position]
            if resource != NOBODY:
                tally.resources[resource] += 1
                if before != NOBODY:
                    tally.known_before += 1
                    tally.from_others += resource != before
            before = resource

    def take_duration(self, tally: Tally, position: int) -> None:
        start, end = self.runs.start[position], self.runs.end[position]
        if MISSING in (start, end):
            return
        if end == start:
            self.zero += 1
        elif end < start:
            self.negative += 1
        elif end - start > self.cutoffs.longest_run_days * MICROSECONDS_A_DAY:
            self.endless += 1
        elif self.runs.resource[position] not in self.software:
            tally.handling.append(end - start)

    def usual_ways(self, number: int, allowed: Callable[[int, int], bool]) -> set[int]:
        """The next steps that are no exception: those that cover enough, with all their equals, and those allowed."""
        ways = self.tallies[number].following
        usual = {after for after in ways if allowed(number, after)}
        wanted = ways.total() * self.cutoffs.usual_share / 100
        covered = least = 0
        for way, times in ways.most_common():
            if covered >= wanted and times < least:
                break
            usual.add(way)
            covered, least = covered + times, times
        return usual
