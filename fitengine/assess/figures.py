"""The figures that the value of a step rests on, and where each comes from: the step, the file, or a default of our own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fitengine.assess.complexity import LEVELS, Complexity, assess_complexity
from fitengine.assess.house import HOUSE, HOUSE_DEFAULT, STANDARDISE
from fitengine.decide.decider import Decider
from fitengine.model.decision import StepAssessment
from fitengine.model.estimate import Estimate, ValueInputs
from fitengine.model.facts import Known, OneOf, Range

__all__ = [
    "ELIMINATE",
    "FAVOURABLE",
    "FILE",
    "PLANNED",
    "Need",
    "Plan",
    "estimate_of",
    "horizon_of",
    "plan_step",
]

PLANNED = ("rpa", "ai-suitable", STANDARDISE)
"""The verdicts that plan a change."""
FILE = "file"
ELIMINATE = "eliminate"
FAVOURABLE = frozenset({"volume", "handling_minutes", "automated_share", "hourly_rate"})
"""The figures of which more is better for the value; of all others less is."""

_SIMPLE = Complexity(LEVELS[:1], (), ())
_WORDS = {
    "automated_share": ("share taken over", "part of 1"),
    "build_days": ("build days", "person-days"),
    "run_cost_month": ("running cost", "{} a month"),
    "volume": ("volume", "a month"),
    "handling_minutes": ("minutes a run", "minutes"),
    "hourly_rate": ("hourly rate", "{} an hour"),
    "day_rate": ("day rate", "{} a day"),
}
"""By quantity, how people call it and its unit; braces take the currency."""


@dataclass(frozen=True, slots=True)
class Need:
    """One figure of a step. `given` is the figure as it was given, for many steps maybe, under `key`; `estimate` what of it
    goes for this step. Both are None where nobody gives it."""

    quantity: str
    key: str
    label: str
    unit: str
    basis: str
    given: Estimate | None
    estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A step and the figures that its value rests on."""

    step: StepAssessment
    planned: bool
    technique: str
    complexity: Complexity
    needs: tuple[Need, ...]
    horizon: float


def plan_step(step: StepAssessment, inputs: ValueInputs, decider: Decider) -> Plan:
    """The figures of a step, found from the nearest to the farthest: its own, those of its verdict, ours."""
    technique = (step.technique.id or "") if step.technique else ""
    dropped = technique == ELIMINATE
    complexity = _SIMPLE if dropped else assess_complexity(step.step.facts, decider)
    finder = _Finder(step, inputs, complexity)
    needs = (
        finder.fact("volume"),
        finder.fact("handling_minutes"),
        finder.rate("hourly_rate", inputs.hourly_rate),
        finder.rate("day_rate", inputs.day_rate),
        finder.dropped() if dropped else finder.by_verdict("automated_share"),
        finder.banded(finder.by_verdict("build_days")),
        finder.by_verdict("run_cost_month"),
    )
    return Plan(step, step.decision.outcome in PLANNED, technique, complexity, needs, horizon_of(inputs))


def horizon_of(inputs: ValueInputs) -> float:
    """Months over which costs and savings are set against each other: the file's, else ours."""
    return HOUSE.horizon_months if inputs.horizon_months is None else inputs.horizon_months


def estimate_of(value: Known | None) -> Estimate | None:
    """A fact as an estimate; None where it is not known as a number."""
    match value:
        case bool() | str() | None:
            return None
        case int() | float():
            return Estimate.exactly(value)
        case Range():
            return Estimate.between(value.low, value.high)
        case OneOf():
            numbers = [float(number) for number in value.values if isinstance(number, int | float)]
            return Estimate.between(min(numbers), max(numbers))
        case _:
            return None


@dataclass(frozen=True, slots=True)
class _Finder:
    """Looks up the figures of one step."""

    step: StepAssessment
    inputs: ValueInputs
    complexity: Complexity

    def fact(self, quantity: str) -> Need:
        """What the facts of the step say."""
        return self.own(quantity, "facts", estimate_of(self.step.step.facts.values.get(quantity)))

    def rate(self, quantity: str, given: Estimate | None) -> Need:
        """A rate that goes for all steps."""
        words, unit = _WORDS[quantity]
        return Need(quantity, quantity, words, unit.format(self.inputs.currency), FILE, given, given)

    def by_verdict(self, quantity: str) -> Need:
        """What the file says of the step, else of its verdict, else what we do."""
        own = self.inputs.steps.get(self.step.step.id, {}).get(quantity)
        if own is not None:
            return self.own(quantity, "step", own)
        verdict = self.step.decision.outcome
        stated: Estimate | None = getattr(self.inputs, quantity).get(verdict)
        house: Estimate | None = getattr(HOUSE, quantity).get(verdict)
        given, basis = (stated, FILE) if stated is not None else (house, HOUSE_DEFAULT)
        words, unit = _WORDS[quantity]
        label = f"{words}, {verdict}"
        unit = unit.format(self.inputs.currency)
        return Need(quantity, f"{quantity}.{verdict}", label, unit, basis, given, given)

    def own(self, quantity: str, basis: str, given: Estimate | None) -> Need:
        """A figure of this step alone."""
        words, unit = _WORDS[quantity]
        label = f"{words}, {self.step.step.name or self.step.step.id}"
        key = f"{quantity}.{self.step.step.id}"
        return Need(quantity, key, label, unit.format(self.inputs.currency), basis, given, given)

    def dropped(self) -> Need:
        """A step that is dropped takes no time, whatever the file says of its verdict."""
        words, unit = _WORDS["automated_share"]
        share, label = HOUSE.dropped_share, f"{words}, dropped steps"
        return Need("automated_share", "automated_share.dropped", label, unit, "dropped", share, share)

    def banded(self, need: Need) -> Need:
        """Build days that go for a verdict, cut to the part of the range that the drivers of effort point at."""
        if need.given is None or need.basis == "step":
            return need
        return replace(need, estimate=_band(need.given, self.complexity.levels))


def _band(given: Estimate, levels: tuple[str, ...]) -> Estimate:
    span = given.high - given.low
    low = given.low + HOUSE.effort_bands[levels[0]][0] * span
    high = given.low + HOUSE.effort_bands[levels[-1]][1] * span
    if given.midpoint:
        return Estimate.between(low, high)
    return Estimate(low, min(max(given.likely, low), high), high)
