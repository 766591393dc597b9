"""What an event log says about each step, from its runs.

How the figures are defined, for a step and its runs:

- `volume`: runs a month of 30.44 days over the time that the whole log covers; None where that is under
  `shortest_period_days`.
- `handling`: minutes from start to end, p50 and p90, of the runs that people did. Runs without start or end, of no length,
  with the end before the start, or longer than `longest_run_days` are counted and left out.
- `waiting`: minutes from the latest end, at or before the start of the run, among the runs of the case that stand before it.
  The first run of a case has none.
- `rework`: cases with two or more runs of the step, per cent of the cases with any.
- `variants`: different steps that follow in the same case; the end of the case counts as one. `entropy` is Shannon's over
  them, divided by its greatest value, log(variants): 0 is always the same, 1 is evenly (Augusto et al. 2022).
- `exceptions`: cases that leave the step at least once by another step than the usual ones, per cent of the cases with any run.
  Usual are the commonest next steps that together cover `usual_share` of the runs, all that are as common as the rarest
  of these, and the steps that the process lets follow.
- `handovers`: runs whose resource is another than that of the run before in the case, per cent of the runs where both are known.
- `top_resource_share` and `concentration`: the busiest resource's share, and Herfindahl's index H over the n resources
  normalised to (H - 1/n) / (1 - 1/n), 1 where n is 1. `software_share`: runs by declared software. All are per cent or 0 to 1 of
  the runs whose resource is known.
- `standardised`: a level for at least `least_runs` runs, by the effective number of ways on, which is variants to the power of
  entropy (the exponential of Shannon's entropy; Hill's number of order 1).

Percentiles interpolate linearly between the two nearest values.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from math import log2
from pathlib import PurePath

from fitengine.facts.cutoffs import CUTOFFS, Cutoffs
from fitengine.facts.runs import MICROSECONDS_A_DAY, Runs, find_runs
from fitengine.facts.tallies import END, Tallies
from fitengine.model.log import DataIssue, EventLog
from fitengine.model.measured import Measurement, StepFigures

__all__ = ["StepNames", "effective_ways", "measure_log", "suggested_level"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAYS_A_MONTH = 365.2425 / 12
_MICROSECONDS_A_MINUTE = 60_000_000
_NO_STEPS: Mapping[str, str] = {}
_NO_FLOWS: Mapping[str, Collection[str]] = {}


@dataclass(frozen=True, slots=True)
class StepNames:
    """Which activity is which step. `steps` are the ids of steps by activity; an activity without one stands for itself.
    `names` are the names of steps by id, and `following` the ids that the process lets follow, empty for the end."""

    steps: Mapping[str, str] = field(default_factory=lambda: _NO_STEPS)
    names: Mapping[str, str] = field(default_factory=lambda: _NO_STEPS)
    following: Mapping[str, Collection[str]] = field(default_factory=lambda: _NO_FLOWS)


def measure_log(
    log: EventLog,
    names: StepNames | None = None,
    software_users: Collection[str] = (),
    cutoffs: Cutoffs = CUTOFFS,
) -> tuple[Measurement, Runs]:
    """The figures of a log, by step where activities are steps, else by activity, in the order of first appearance; and the
    runs that they rest on.

    `software_users` are resources that are programs. Raises InputError where no event has a time that can be used.
    """
    names = names or StepNames()
    runs = find_runs(log, names.steps, cutoffs)
    return _Figures(log, names, runs, frozenset(software_users), cutoffs).measurement(), runs


def effective_ways(variants: int, entropy: float) -> float:
    """How many evenly used ways on would have the same entropy."""
    return float(variants**entropy)


def suggested_level(variants: int, entropy: float, cutoffs: Cutoffs = CUTOFFS) -> str:
    """The level of `standardised` that the ways on suggest, by the house-default cut-offs."""
    ways = effective_ways(variants, entropy)
    levels = (
        ("uniform", cutoffs.uniform_ways),
        ("mostly", cutoffs.mostly_ways),
        ("varies", cutoffs.varies_ways),
    )
    return next((level for level, limit in levels if ways <= limit), "ad_hoc")


class _Figures:
    """Turns what was counted into figures."""

    def __init__(
        self,
        log: EventLog,
        names: StepNames,
        runs: Runs,
        software_users: Collection[str],
        cutoffs: Cutoffs,
    ) -> None:
        self.log, self.labels, self.names, self.runs, self.cutoffs = log, runs.labels, names, runs, cutoffs
        self.unknown_software = sorted(set(software_users) - set(log.resources))
        self.software = {number for number, name in enumerate(log.resources) if name in software_users}
        self.counted = Tallies(runs, len(runs.labels), self.software, self.allowed, cutoffs)
        self.months = (runs.last - runs.first) / MICROSECONDS_A_DAY / _DAYS_A_MONTH
        self.too_short = self.months * _DAYS_A_MONTH < cutoffs.shortest_period_days

    def allowed(self, step: int, after: int) -> bool:
        """Whether the process lets a step, or the end, follow."""
        return ("" if after == END else self.labels[after]) in self.names.following.get(self.labels[step], ())

    def measurement(self) -> Measurement:
        sequences = self.counted.sequences
        return Measurement(
            log=PurePath(self.log.source).name or self.log.source,
            columns=self.log.columns,
            events=len(self.log),
            cases=sequences.total(),
            runs=len(self.runs),
            first=_day(self.runs.first),
            last=_day(self.runs.last),
            months=round(self.months, 4),
            variants=len(sequences),
            top_variant_share=_percent(max(sequences.values()), sequences.total()),
            steps=tuple(
                self.figures(number) for number, tally in enumerate(self.counted.tallies) if tally.runs
            ),
            issues=(*self.runs.issues, *self.issues()),
        )

    def figures(self, number: int) -> StepFigures:
        tally, label = self.counted.tallies[number], self.labels[number]
        ways = self.ways(tally.following)
        entropy = _entropy(tally.following.values())
        known = tally.resources.total()
        software = sum(tally.resources[user] for user in self.software)
        return StepFigures(
            step=label,
            name=self.names.names.get(label, label),
            cases=tally.cases,
            runs=tally.runs,
            volume=None if self.too_short else round(tally.runs / self.months, 2),
            handling_p50=_minutes(tally.handling, 0.5),
            handling_p90=_minutes(tally.handling, 0.9),
            waiting_p50=_minutes(tally.waiting, 0.5),
            waiting_p90=_minutes(tally.waiting, 0.9),
            rework=_percent(tally.repeated, tally.cases),
            variants=len(ways),
            entropy=round(entropy, 4),
            top_variant_share=_percent(ways[0][1], tally.runs),
            exceptions=_percent(tally.exceptional, tally.cases),
            handovers=_percent(tally.from_others, tally.known_before) if tally.known_before else None,
            resources=len(tally.resources),
            top_resource_share=_percent(max(tally.resources.values()), known) if known else None,
            concentration=round(_concentration(tally.resources.values()), 4) if known else None,
            software_share=_percent(software, known) if known and self.software else None,
            standardised=self.suggestion(tally.runs, len(ways), entropy),
            ways=ways,
        )

    def ways(self, following: Counter[int]) -> tuple[tuple[str, int], ...]:
        """The commonest first; equals in the order of the steps, the end of the case last."""
        ordered = sorted(following.items(), key=lambda way: (-way[1], way[0] == END, way[0]))
        return tuple(("" if way == END else self.labels[way], times) for way, times in ordered)

    def suggestion(self, runs: int, variants: int, entropy: float) -> str | None:
        return suggested_level(variants, entropy, self.cutoffs) if runs >= self.cutoffs.least_runs else None

    def issues(self) -> Iterator[DataIssue]:
        counted, days = self.counted, self.cutoffs.longest_run_days
        found = (
            ("zero-duration", counted.zero, "end when they start"),
            ("negative-duration", counted.negative, "end before they start"),
            ("endless-run", counted.endless, f"last longer than {days:g} days"),
        )
        for code, count, what in found:
            if count:
                message = f"{count:,} of {len(self.runs):,} runs {what}: not averaged into handling time"
                yield DataIssue(code, count, message)
        if self.too_short:
            message = (
                f"the log covers {self.months * _DAYS_A_MONTH:.1f} days, too few to tell the volume a month"
            )
            yield DataIssue("short-period", 1, message)
        for name in self.unknown_software:
            help_ = "`--software-user` takes the name of a resource"
            yield DataIssue("unknown-software", 1, f"no resource in the log is called `{name}`", help_)


def _entropy(times: Collection[int]) -> float:
    """Shannon's entropy over its greatest value."""
    total = sum(times)
    if len(times) < 2:
        return 0.0
    return sum(-part / total * log2(part / total) for part in times) / log2(len(times))


def _concentration(times: Collection[int]) -> float:
    """Herfindahl's index, normalised."""
    total = sum(times)
    if len(times) < 2:
        return 1.0
    evenly = 1 / len(times)
    return (sum((part / total) ** 2 for part in times) - evenly) / (1 - evenly)


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2)


def _minutes(durations: array[int], share: float) -> float | None:
    """The percentile in minutes; None where there is nothing to rank."""
    if not durations:
        return None
    ranked = sorted(durations)
    place = share * (len(ranked) - 1)
    low = int(place)
    high = min(low + 1, len(ranked) - 1)
    value = ranked[low] + (ranked[high] - ranked[low]) * (place - low)
    return round(value / _MICROSECONDS_A_MINUTE, 2)


def _day(time: int) -> date:
    return (_EPOCH + timedelta(microseconds=time)).date()
