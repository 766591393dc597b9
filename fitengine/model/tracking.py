"""Whether an initiative keeps what it promised: measure by measure, criterion by criterion, on a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fitengine.model.finding import Finding
from fitengine.model.initiative import Actual, Kpi
from fitengine.model.process import Process
from fitengine.model.shown import Shown

__all__ = ["CriterionState", "CriterionTrack", "KpiTrack", "Oversight", "Period", "Standing", "Tracking"]


class Standing(StrEnum):
    """Where a measure, or all of them, stand; the later the graver."""

    WAITING = "not due yet"
    ON = "on track"
    UNMEASURED = "no figures"
    OFF = "off track"
    STOP = "stop and think"


class CriterionState(StrEnum):
    """What became of one criterion."""

    NONE = "none"
    """No figure was set."""
    NOT_DUE = "not due yet"
    UNMEASURED = "no figure"
    """Due, and nobody measured near the day."""
    MET = "met"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class CriterionTrack:
    """What a measure should be `month` months after the go-live. `due` is None without a go-live; `actual` is the figure that
    the criterion is judged by."""

    month: int
    figure: float | None
    due: date | None
    state: CriterionState
    actual: Actual | None = None


@dataclass(frozen=True, slots=True)
class KpiTrack:
    """One measure on the day. `latest` is the last figure since the go-live; `gained` the part of the way from the baseline to
    the farthest criterion that it has come, 1 being all of it."""

    kpi: Kpi
    criteria: tuple[CriterionTrack, ...]
    latest: Actual | None
    gained: float | None
    standing: Standing
    because: str


@dataclass(frozen=True, slots=True)
class Period:
    """A day with figures since the go-live. `out` names the measures beyond their limits; `review` is the part of the outputs, 0
    to 1, that people should check from then on."""

    on: date
    out: tuple[str, ...]
    review: float

    @property
    def within(self) -> bool:
        return not self.out


@dataclass(frozen=True, slots=True)
class Oversight:
    """The review by people: what is planned, and what the figures allow. `review` is None where none can be said."""

    plan: str
    """The fact `oversight`; empty where nobody answered it."""
    periods: tuple[Period, ...]
    review: float | None
    next_review: float | None
    """What it may be reduced to; None where it stays."""
    periods_left: int
    """How many more periods within the limits that takes."""
    because: str


@dataclass(frozen=True, slots=True)
class Tracking(Shown):
    """How an initiative stands on a day."""

    process: Process
    on: date
    go_live: date | None
    standing: Standing
    kpis: tuple[KpiTrack, ...]
    oversight: Oversight
    findings: tuple[Finding, ...]
