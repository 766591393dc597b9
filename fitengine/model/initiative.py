"""The initiative around a process: what is answered about it, and its measures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from fitengine.errors import SourceSpan
from fitengine.model.facts import Facts

if TYPE_CHECKING:  # named in annotations alone: start-up counts
    from fitengine.model.estimate import ValueInputs

__all__ = ["Actual", "Initiative", "Kpi"]


@dataclass(frozen=True, slots=True)
class Actual:
    """A measured value, in the unit of its measure."""

    on: date
    value: float


@dataclass(frozen=True, slots=True)
class Kpi:
    """A measure with its baseline and the figures it should reach after one month and after six, all in `unit`."""

    name: str
    unit: str
    direction: Literal["up", "down"]
    baseline: float | None = None
    month_1: float | None = None
    month_6: float | None = None
    actuals: tuple[Actual, ...] = ()
    """By date."""
    span: SourceSpan | None = None
    baseline_on: date | None = None
    """The day by which the baseline was known."""
    stop: float | None = None
    """From this figure on, towards the worse, the initiative must be thought over."""

    def better(self, one: float, other: float) -> bool:
        """Whether one figure is better than another."""
        return one < other if self.direction == "down" else one > other

    def meets(self, value: float, criterion: float) -> bool:
        """Whether a figure is as good as it should be."""
        return not self.better(criterion, value)


@dataclass(frozen=True, slots=True)
class Initiative:
    """`go_live` is the day on which the new way of working began or will begin; months are counted from it."""

    facts: Facts = field(default_factory=Facts)
    kpis: tuple[Kpi, ...] = ()
    span: SourceSpan | None = None
    go_live: date | None = None
    value: ValueInputs | None = None
