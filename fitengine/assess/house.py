"""The figures of our own that stand in where a file gives none. No source gives them: each is a `house-default`, and every output
that rests on one says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fitengine.model.estimate import Estimate

__all__ = ["HOUSE", "HOUSE_DEFAULT", "STANDARDISE", "House"]

HOUSE_DEFAULT = "house-default"
STANDARDISE = "standardise-first"


@dataclass(frozen=True, slots=True)
class House:
    """Settings by name; a file overrides all but the last two under the same names."""

    automated_share: Mapping[str, Estimate]
    """The part of the time of a step that the new way takes over, by verdict."""
    build_days: Mapping[str, Estimate]
    """Person-days to build or prepare one step, by verdict."""
    run_cost_month: Mapping[str, Estimate]
    """Nothing runs where work is only standardised; what software costs to run, we do not know."""
    horizon_months: float
    effort_bands: Mapping[str, tuple[float, float]]
    """By complexity, which part of the range of build days counts: 0 is its low end, 1 its high one."""
    dropped_share: Estimate
    """A step that is dropped takes no time any more."""


HOUSE = House(
    automated_share={
        "rpa": Estimate.between(0.5, 0.9),
        "ai-suitable": Estimate.between(0.3, 0.7),
        STANDARDISE: Estimate.between(0.05, 0.2),
    },
    build_days={
        "rpa": Estimate.between(10, 40),
        "ai-suitable": Estimate.between(40, 120),
        STANDARDISE: Estimate.between(10, 30),
    },
    run_cost_month={STANDARDISE: Estimate.exactly(0)},
    horizon_months=36,
    effort_bands={"low": (0.0, 0.5), "medium": (0.25, 0.75), "high": (0.5, 1.0)},
    dropped_share=Estimate.exactly(1),
)
