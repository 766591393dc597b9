"""Figures that are estimates, and what a process file says about value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fitengine.errors import SourceSpan

__all__ = ["Estimate", "ValueInputs"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number from `low` to `high`. `midpoint`: nobody said what is likely, so the middle stands for it."""

    low: float
    likely: float
    high: float
    midpoint: bool = False

    @classmethod
    def exactly(cls, value: float) -> Estimate:
        """A number known for certain."""
        return cls(value, value, value)

    @classmethod
    def between(cls, low: float, high: float) -> Estimate:
        """A range of which nobody said what is likely."""
        return cls(low, low + (high - low) / 2, high, midpoint=low != high)

    @property
    def exact(self) -> bool:
        return self.low == self.high

    def scaled(self, factor: float) -> Estimate:
        """Every number times a factor that is not negative."""
        return Estimate(self.low * factor, self.likely * factor, self.high * factor, self.midpoint)


_NO_FIGURES: Mapping[str, Estimate] = {}
_NO_STEPS: Mapping[str, Mapping[str, Estimate]] = {}


@dataclass(frozen=True, slots=True)
class ValueInputs:
    """What a file says about value, by verdict where verdicts differ. Money is in `currency`, shares are parts of 1; what is
    absent is not known."""

    currency: str = ""
    hourly_rate: Estimate | None = None
    """Money for an hour of the people who do the work."""
    day_rate: Estimate | None = None
    """Money for a day of the people who build."""
    build_days: Mapping[str, Estimate] = field(default_factory=lambda: _NO_FIGURES)
    run_cost_month: Mapping[str, Estimate] = field(default_factory=lambda: _NO_FIGURES)
    automated_share: Mapping[str, Estimate] = field(default_factory=lambda: _NO_FIGURES)
    steps: Mapping[str, Mapping[str, Estimate]] = field(default_factory=lambda: _NO_STEPS)
    """What one step is known to build, run or take over, by its id and the names of the three above."""
    horizon_months: float | None = None
    span: SourceSpan | None = None
