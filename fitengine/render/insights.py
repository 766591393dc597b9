"""What a map tells besides the assessment: how stable the verdicts are, how ready the data is, and what was otherwise before."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from fitengine.assess.data_readiness import data_readiness
from fitengine.assess.process import FIT
from fitengine.decide.decider import Decider
from fitengine.decide.explain import stability
from fitengine.model.decision import Assessment
from fitengine.model.explanation import Comparison
from fitengine.model.readiness import DataReadiness

__all__ = ["Insights", "gather_insights"]


@dataclass(frozen=True, slots=True)
class Insights:
    """By step: the stability of its verdict (0 to 1), where it has one, and the readiness of its data, where it needs data."""

    stability: Mapping[str, float] = field(default_factory=dict)
    data: Mapping[str, DataReadiness] = field(default_factory=dict)
    comparison: Comparison | None = None


def gather_insights(
    assessment: Assessment, decider: Decider, comparison: Comparison | None = None
) -> Insights:
    """What `decider`, the one of the assessment, finds out about its steps."""
    return Insights(
        _stabilities(assessment, decider),
        {one.step: one for one in data_readiness(assessment.steps, decider)},
        comparison,
    )


def _stabilities(assessment: Assessment, decider: Decider) -> dict[str, float]:
    """Worked out once for steps of which the same is known."""
    by_case: dict[Hashable, float | None] = {}
    found = {}
    for step in assessment.steps:
        case = decider.case(step.step.facts, strict=assessment.strict)
        key = case.key
        if key not in by_case:
            grade = decider.grade(FIT, case)
            by_case[key] = None if grade.outcome is None else stability(decider, grade)
        held = by_case[key]
        if held is not None:
            found[step.step.id] = held
    return found
