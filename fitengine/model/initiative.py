"""The initiative around a process: what is answered about it, and its measures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from fitengine.errors import SourceSpan
from fitengine.model.facts import Facts

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
    span: SourceSpan | None = None


@dataclass(frozen=True, slots=True)
class Initiative:
    facts: Facts = field(default_factory=Facts)
    kpis: tuple[Kpi, ...] = ()
    span: SourceSpan | None = None
