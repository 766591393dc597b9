"""The numbers of our own that figures from event logs rest on. No source gives them: each is a house-default."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CUTOFFS", "Cutoff", "Cutoffs", "cutoff_table"]


@dataclass(frozen=True, slots=True)
class Cutoff:
    """One setting as people see it."""

    name: str
    value: float
    unit: str
    meaning: str
    basis: str = "house-default"


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """Every setting by name, with its unit in `cutoff_table`."""

    far_years: float = 10.0
    longest_run_days: float = 365.0
    shortest_period_days: float = 7.0
    usual_share: float = 80.0
    least_runs: float = 30.0
    uniform_ways: float = 1.5
    mostly_ways: float = 2.5
    varies_ways: float = 4.0
    likeness: float = 0.7
    volume_factor: float = 1.5
    minutes_factor: float = 2.0
    rate_points: float = 10.0


CUTOFFS = Cutoffs()

_MEANINGS: dict[str, tuple[str, str]] = {
    "far_years": ("years", "a time further than this from the median time of the log is taken as missing"),
    "longest_run_days": ("days", "a run that lasts longer is not averaged into handling time"),
    "shortest_period_days": ("days", "a log that covers less says nothing of the volume a month"),
    "usual_share": (
        "%",
        "the commonest next steps that together cover this share of the runs are the usual path",
    ),
    "least_runs": ("runs", "a step with fewer suggests no level of `standardised`"),
    "uniform_ways": ("ways", "up to this many effective ways on, the log suggests `uniform`"),
    "mostly_ways": ("ways", "up to this many, `mostly`"),
    "varies_ways": ("ways", "up to this many, `varies`; with more, `ad_hoc`"),
    "likeness": ("0 to 1", "names less alike than this are not proposed as the same step"),
    "volume_factor": ("times", "a stated volume that is off by more than this differs from the measured one"),
    "minutes_factor": ("times", "the same for minutes"),
    "rate_points": ("points", "the same for rework and exceptions, in percentage points"),
}


def cutoff_table(cutoffs: Cutoffs = CUTOFFS) -> tuple[Cutoff, ...]:
    """The settings with their units and meanings."""
    return tuple(Cutoff(name, getattr(cutoffs, name), *meaning) for name, meaning in _MEANINGS.items())
