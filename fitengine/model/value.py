"""What a change is worth: the low, likely and high case, by step and in all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import inf

from fitengine.model.estimate import Estimate
from fitengine.model.finding import Finding
from fitengine.model.process import Process
from fitengine.model.rules import PackInfo
from fitengine.model.shown import Shown

__all__ = ["Assumption", "Case", "Figures", "StepValue", "Swing", "Total", "Value"]


class Case(StrEnum):
    """Every assumption at the end that is worse for the value, as is likely, or at the better end."""

    LOW = "low"
    LIKELY = "likely"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Figures:
    """What one step, or several, come to in one case; None is unknown, never nothing.

    Hours and money are by the month, but for what is built and for `net_value`, which covers the horizon. `payback` is months;
    infinite where the running costs eat up what is saved.
    """

    hours: float | None = None
    cost: float | None = None
    hours_saved: float | None = None
    benefit: float | None = None
    run_cost: float | None = None
    build_days: float | None = None
    build_cost: float | None = None
    net_month: float | None = None
    payback: float | None = None
    net_value: float | None = None


@dataclass(frozen=True, slots=True)
class StepValue:
    """The value of changing one step. `planned` is False where its verdict plans no change, or is still open."""

    step: str
    name: str
    verdict: str
    technique: str
    planned: bool
    cases: Mapping[Case, Figures]
    complexity: tuple[str, ...]
    """The levels still possible, least first; empty where nothing is planned."""
    drivers: tuple[str, ...]
    """What makes it hard to build, in words."""
    undecided: tuple[str, ...]
    """The facts that leave the complexity open."""
    missing: tuple[str, ...]
    """What is not known and would be needed."""

    @property
    def complete(self) -> bool:
        """Whether what it brings and what it costs are both known."""
        return self.planned and self.cases[Case.LIKELY].net_value is not None


@dataclass(frozen=True, slots=True)
class Total:
    """The sum over steps. Today's hours and cost, saved hours and build days are over the steps of which they are known; what is
    set against each other (`benefit`, `run_cost`, `build_cost` and all that follows) is over the complete steps alone."""

    cases: Mapping[Case, Figures]
    steps: int
    planned: int
    known: int
    """Planned steps whose saved hours are known."""
    complete: int


@dataclass(frozen=True, slots=True)
class Assumption:
    """A figure that the value rests on. `basis` is `file`, `step`, `house-default`, or what it follows from."""

    key: str
    label: str
    unit: str
    estimate: Estimate
    basis: str


@dataclass(frozen=True, slots=True)
class Swing:
    """How far one assumption alone moves the total while every other one is as likely: its value with the assumption at its
    low end and at its high end."""

    key: str
    label: str
    at_low: float
    at_high: float

    @property
    def size(self) -> float:
        return abs(self.at_high - self.at_low)

    @property
    def tips(self) -> bool:
        """Whether it decides if there is a gain or a loss."""
        return min(self.at_low, self.at_high) < 0 <= max(self.at_low, self.at_high)


@dataclass(frozen=True, slots=True)
class Value(Shown):
    """What the changes of a process are worth. Amounts are in `currency`, which is empty where the file names none."""

    process: Process
    currency: str
    horizon_months: float
    steps: tuple[StepValue, ...]
    total: Total
    assumptions: tuple[Assumption, ...]
    swings: tuple[Swing, ...]
    """Greatest first; those that move nothing are left out."""
    measure: str
    """What the swings are of: `net value`, or `hours saved` where money is not known; empty where nothing is."""
    findings: tuple[Finding, ...]
    packs: tuple[PackInfo, ...]

    @property
    def never(self) -> bool:
        """Whether it does not pay back in the likely case."""
        return self.total.cases[Case.LIKELY].payback == inf
