"""What the results of a portfolio say together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = [
    "GROUPINGS",
    "Choice",
    "CommonBlocker",
    "CommonQuestion",
    "Counts",
    "Documents",
    "Duplicate",
    "Group",
    "Initiatives",
    "Place",
    "ProcessRow",
    "Region",
    "StepRow",
    "Summary",
    "VerdictCount",
]

GROUPINGS = ("area", "lane", "owner")


@dataclass(frozen=True, slots=True)
class Choice:
    """What a summary is asked for: `by` are groupings, `limit` the rows of each list (0: all); of `areas` and `owners` only these
    processes count (all, where there are none)."""

    by: tuple[str, ...] = GROUPINGS
    limit: int = 20
    areas: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Documents:
    """What was read: `refused` are codes of what could not be used, with their number, most frequent first."""

    total: int
    assessed: int
    refused: tuple[tuple[str, int], ...]

    @property
    def unusable(self) -> int:
        return self.total - self.assessed


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """Steps of one verdict. Hours are hands-on hours a month of the steps of which they are known; `saved` is what a change would
    save a month in the likely case."""

    verdict: str
    steps: int
    presumed: int = 0
    hours_low: float = 0.0
    hours_likely: float = 0.0
    hours_high: float = 0.0
    unknown_hours: int = 0
    saved: float = 0.0


@dataclass(frozen=True, slots=True)
class Counts:
    """Verdicts in the order of the rules, those without steps too."""

    verdicts: tuple[VerdictCount, ...]

    @property
    def steps(self) -> int:
        return sum(one.steps for one in self.verdicts)

    @property
    def hours(self) -> float:
        return sum(one.hours_likely for one in self.verdicts)

    @property
    def saved(self) -> float:
        return sum(one.saved for one in self.verdicts)

    @property
    def unknown_hours(self) -> int:
        return sum(one.unknown_hours for one in self.verdicts)

    def of(self, verdict: str) -> VerdictCount:
        """The count of one verdict."""
        return next((one for one in self.verdicts if one.verdict == verdict), VerdictCount(verdict, 0))


@dataclass(frozen=True, slots=True)
class Group:
    """One area, lane or owner; `name` is empty for steps without one."""

    name: str
    processes: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class CommonBlocker:
    """Something that must be true before builds start: steps for which it holds, for which nobody has said yet, and the
    processes of both."""

    id: str
    label: str
    holds: int
    open: int
    processes: int
    hours: float
    """Likely hours a month of the steps for which it holds."""


@dataclass(frozen=True, slots=True)
class CommonQuestion:
    """A fact that open steps lack.

    `missing` are open steps whose verdict it can still change, `settles` those that its answers alone are expected to settle,
    `bits` the information that they give on all verdicts, `next` the steps of which it was found to be the most telling question,
    `alone` those that lack nothing else. `settled` are settled for sure once this question and all before it are answered.
    """

    fact: str
    text: str
    missing: int
    settles: float
    bits: float
    next: int
    alone: int
    settled: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step stands."""

    source: str
    process: str
    step: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step whose change would save something. `quadrant` is an outcome of the table `priority`."""

    place: Place
    process_name: str
    name: str
    lane: str
    owner: str
    verdict: str
    technique: str
    saved: float
    complexity: str
    quadrant: str
    quadrant_label: str
    because: str
    blockers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """A process in the ranking: quick wins by the hours they save, then all saved hours, then steps that suit automation."""

    source: str
    id: str
    name: str
    area: str
    owner: str
    counts: Counts
    quick_wins: int
    quick_saved: float
    blocked: int
    """Steps to be automated for which some blocker holds."""


@dataclass(frozen=True, slots=True)
class Initiatives:
    """Initiatives by phase (empty: not said), how many reached production, and of how many a measured figure is better than its
    baseline since the go-live (`delivering`) or was measured at all (`measured`)."""

    total: int
    phases: tuple[tuple[str, int], ...]
    production: int
    measured: int
    delivering: int


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Steps of the same name and the same facts in several processes: candidates for one shared automation where their verdict is
    one that automates."""

    name: str
    verdict: str
    steps: int
    processes: int
    hours: float
    saved: float
    places: tuple[Place, ...]
    """The first few."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the chart of value against complexity: from so many saved hours on, at a level of complexity, the quadrant is
    this."""

    complexity: str
    hours: float
    quadrant: str
    label: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything about a portfolio. Lists hold as many rows as were asked for; the totals say how many there are."""

    choice: Choice
    rules: tuple[tuple[str, str, str], ...]
    """Name, version and digest of the packs that decided."""
    documents: Documents
    total: Counts
    groups: tuple[tuple[str, tuple[Group, ...], int], ...]
    """By grouping: the groups, largest first, and how many there are."""
    blockers: tuple[CommonBlocker, ...]
    questions: tuple[CommonQuestion, ...]
    sampled: bool
    """Whether what answers settle is estimated from some of the open steps; it is exact otherwise."""
    open_steps: int
    unsettling: int
    """Open steps that no answer settles, as their facts contradict each other or the rules leave a gap."""
    processes: tuple[ProcessRow, ...]
    steps: tuple[StepRow, ...]
    """Those that save most, whatever their quadrant."""
    quick_wins: tuple[StepRow, ...]
    quick_total: int
    quick_saved: float
    quadrants: tuple[tuple[str, str, int, float], ...]
    """Outcome, label, steps and saved hours, in the order of the rules."""
    initiatives: Initiatives
    duplicates: tuple[Duplicate, ...]
    duplicate_total: int
    regions: tuple[Region, ...] = ()
    """By complexity, the highest hours first."""
    base: str = ""
    """The folder that was run, with its last slash, where there was one alone."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Words for verdicts, techniques and blockers."""
