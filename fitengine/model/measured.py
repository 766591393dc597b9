"""What an event log says about a process: figures a step, how its activities were matched, and what was wrong with the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fitengine.model.facts import Facts, Origin, Provenance, Scalar
from fitengine.model.log import DataIssue
from fitengine.model.process import Process

__all__ = [
    "DiscoveredProcess",
    "Match",
    "Matching",
    "Measurement",
    "Precision",
    "StepFigures",
    "log_words",
    "measured_facts",
]


class Precision(StrEnum):
    """How an activity was found to be a step."""

    MAPPED = "mapped"
    """Somebody said so."""
    EXACT = "exact"
    SPELLING = "spelling"
    """Equal but for capitals, spaces and punctuation."""
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True)
class Match:
    """An activity of the log and the step it is, or may be; `likeness` from 0 to 1."""

    activity: str
    step: str
    precision: Precision
    likeness: float = 1.0


@dataclass(frozen=True, slots=True)
class Matching:
    """Which activity is which step. `proposals` are similar names that nobody confirmed: they are not used."""

    matches: tuple[Match, ...]
    proposals: tuple[Match, ...] = ()
    activities: tuple[str, ...] = ()
    """Activities without a step, in the order of the log."""
    steps: tuple[str, ...] = ()
    """Ids of the steps without an activity, in the order of the process."""


@dataclass(frozen=True, slots=True)
class StepFigures:
    """What the log says about one step. Times are minutes, shares and rates per cent; None is what the log does not tell.

    How each figure is worked out stands in `fitengine.facts.measured`.
    """

    step: str
    """The id of the step, or the name of the activity where there is no process."""
    name: str
    cases: int
    """Cases that pass the step."""
    runs: int
    volume: float | None
    """Runs a month."""
    handling_p50: float | None
    handling_p90: float | None
    waiting_p50: float | None
    waiting_p90: float | None
    rework: float
    variants: int
    """Different next steps, the end of the case among them."""
    entropy: float
    top_variant_share: float
    """Runs that go on to the commonest next step."""
    exceptions: float
    handovers: float | None
    resources: int
    top_resource_share: float | None
    concentration: float | None
    """Herfindahl's index over the resources, 0 (evenly spread) to 1 (a single one)."""
    software_share: float | None
    standardised: str | None
    """The level of `standardised` that the figures suggest; a hint, never a fact."""
    ways: tuple[tuple[str, int], ...] = ()
    """Next steps by how often they follow, most often first; an empty one is the end of the case."""

    def facts(self) -> dict[str, Scalar]:
        """The measured facts of the dictionary that are known."""
        known = {
            "measured_volume": self.volume,
            "measured_minutes_p50": self.handling_p50,
            "measured_minutes_p90": self.handling_p90,
            "measured_rework": self.rework,
            "measured_variants": self.variants,
            "measured_entropy": self.entropy,
            "measured_exception_rate": self.exceptions,
        }
        return {name: value for name, value in known.items() if value is not None}

    def figures(self) -> dict[str, Scalar]:
        """The other figures that are known, by name."""
        known = {
            "runs": self.runs,
            "waiting_minutes_p50": self.waiting_p50,
            "waiting_minutes_p90": self.waiting_p90,
            "top_variant_share": self.top_variant_share,
            "handover_share": self.handovers,
            "resources": self.resources or None,
            "top_resource_share": self.top_resource_share,
            "resource_concentration": self.concentration,
            "software_share": self.software_share,
            "suggested_standardised": self.standardised,
        }
        return {name: value for name, value in known.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Measurement:
    """The figures of one log. `steps` has those with runs, in the order of the process, or of the log where there is none."""

    log: str
    columns: Mapping[str, str]
    events: int
    cases: int
    runs: int
    first: date
    last: date
    months: float
    """The time from the first to the last event, in months of 30.44 days."""
    variants: int
    """Different sequences of steps that cases take."""
    top_variant_share: float
    """Cases that take the commonest of them, in per cent."""
    steps: tuple[StepFigures, ...]
    issues: tuple[DataIssue, ...]
    matching: Matching = Matching(())


@dataclass(frozen=True, slots=True)
class DiscoveredProcess:
    """A process drawn from a log. `dropped` counts the kinds of step-to-step moves that were too rare, `dropped_moves` how
    often they happened among `moves`."""

    process: Process
    measurement: Measurement
    dropped: int
    dropped_moves: int
    moves: int


def log_words(log: str, first: str, last: str, cases: int | None) -> str:
    """What measured facts rest on, in words: `orders.csv, 2026-01-02 to 2026-06-30, 1,200 cases`."""
    period = f"{first} to {last}" if first and last else first or last
    counted = "" if cases is None else f"{cases:,} cases" if cases != 1 else "1 case"
    return ", ".join(part for part in (log, period, counted) if part)


def measured_facts(measurement: Measurement, figures: StepFigures) -> Facts:
    """The measured facts of a step, with their log, period and cases as provenance."""
    words = log_words(
        measurement.log, measurement.first.isoformat(), measurement.last.isoformat(), figures.cases
    )
    provenance = Provenance(Origin.MEASURED, words)
    values = figures.facts()
    return Facts(values, dict.fromkeys(values, provenance))
