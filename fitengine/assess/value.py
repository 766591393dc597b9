"""What the changes of a process are worth: three cases by step and in all, and which assumption matters most.

Every figure that goes in has a low, a likely and a high end. The low case puts each at the end that is worse for the value, the
high case at the better one; as no figure pulls both ways, whatever lies in between gives a value in between. A figure that is
not known makes unknown whatever depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf

from fitengine.assess.figures import FAVOURABLE, FILE, Need, Plan, horizon_of, plan_step
from fitengine.assess.house import HOUSE_DEFAULT
from fitengine.assess.value_findings import value_findings
from fitengine.decide.decider import Decider
from fitengine.model.decision import StepAssessment
from fitengine.model.estimate import Estimate, ValueInputs
from fitengine.model.process import Process
from fitengine.model.value import Assumption, Case, Figures, StepValue, Swing, Total, Value

__all__ = ["assess_value", "total_of"]

_SUMS = ("hours", "cost", "hours_saved", "build_days")
_SET_OFF = ("benefit", "run_cost", "build_cost", "net_month", "net_value")
_Ends = Mapping[str, Case]
_NO_ENDS: _Ends = {}


def assess_value(process: Process, steps: Iterable[StepAssessment], decider: Decider) -> Value:
    """The value of changing the steps as their verdicts say."""
    inputs = (process.initiative.value if process.initiative else None) or ValueInputs()
    plans = [plan_step(step, inputs, decider) for step in steps]
    cases = [{case: _figures(plan, _ends(plan, case)) for case in Case} for plan in plans]
    values = tuple(_step_value(plan, found) for plan, found in zip(plans, cases, strict=True))
    swings, measure = _swings(plans, values)
    total = total_of(values)
    return Value(
        process,
        inputs.currency,
        horizon_of(inputs),
        values,
        total,
        (*_assumptions(plans), _horizon(inputs)) if total.planned else (),
        swings,
        measure,
        value_findings(process, values, total),
        decider.rulebook.packs,
    )


def total_of(values: Iterable[StepValue]) -> Total:
    """The sum over some steps."""
    values = tuple(values)
    planned = [value for value in values if value.planned]
    return Total(
        {case: _sum([value.cases[case] for value in values], planned, case) for case in Case},
        len(values),
        len(planned),
        sum(value.cases[Case.LIKELY].hours_saved is not None for value in planned),
        sum(value.complete for value in planned),
    )


def _ends(plan: Plan, case: Case) -> _Ends:
    """Every figure at the end that a case puts it at."""
    opposite = {Case.LOW: Case.HIGH, Case.LIKELY: Case.LIKELY, Case.HIGH: Case.LOW}
    return {need.key: case if need.quantity in FAVOURABLE else opposite[case] for need in plan.needs}


def _figures(plan: Plan, ends: _Ends) -> Figures:
    """What a step comes to with each figure at one of its ends; the likely one where none is named."""
    known = {need.quantity: _at(need, ends) for need in plan.needs}
    hours = _product(known.get("volume"), known.get("handling_minutes"), 1 / 60)
    cost = _product(hours, known.get("hourly_rate"))
    if not plan.planned:
        return Figures(hours, cost)
    saved = _product(hours, known.get("automated_share"))
    benefit = _product(saved, known.get("hourly_rate"))
    run, days = known.get("run_cost_month"), known.get("build_days")
    build = _product(days, known.get("day_rate"))
    net = benefit - run if benefit is not None and run is not None else None
    return Figures(hours, cost, saved, benefit, run, days, build, net, *_worth(build, net, plan.horizon))


def _at(need: Need, ends: _Ends) -> float | None:
    estimate = need.estimate
    if estimate is None:
        return None
    match ends.get(need.key, Case.LIKELY):
        case Case.LOW:
            return estimate.low
        case Case.HIGH:
            return estimate.high
        case _:
            return estimate.likely


def _product(*factors: float | None) -> float | None:
    """Unknown as soon as one factor is."""
    result = 1.0
    for factor in factors:
        if factor is None:
            return None
        result *= factor
    return result


def _worth(build: float | None, net: float | None, horizon: float) -> tuple[float | None, float | None]:
    """Months until what is saved has paid for the build, and what is left at the horizon."""
    if build is None or net is None:
        return None, None
    payback = 0.0 if build == 0 and net >= 0 else build / net if net > 0 else inf
    return payback, net * horizon - build


def _step_value(plan: Plan, cases: Mapping[Case, Figures]) -> StepValue:
    needed = [need for need in plan.needs if plan.planned or need.quantity in ("volume", "handling_minutes")]
    return StepValue(
        plan.step.step.id,
        plan.step.step.name,
        plan.step.decision.outcome,
        plan.technique,
        plan.planned,
        cases,
        plan.complexity.levels if plan.planned else (),
        tuple(check.label for check in plan.complexity.drivers) if plan.planned else (),
        plan.complexity.undecided if plan.planned else (),
        tuple(need.quantity for need in needed if need.estimate is None),
    )


def _sum(every: list[Figures], planned: list[StepValue], case: Case) -> Figures:
    """What is set against each other is summed over the same steps: those of which both sides are known."""
    complete = [value.cases[case] for value in planned if value.complete]
    sums = {name: _known_sum(getattr(figures, name) for figures in every) for name in _SUMS}
    sums |= {name: _known_sum(getattr(figures, name) for figures in complete) for name in _SET_OFF}
    return Figures(**sums, payback=_worth(sums["build_cost"], sums["net_month"], 0.0)[0])


def _known_sum(figures: Iterable[float | None]) -> float | None:
    """The sum of what is known; unknown, and not nothing, where nothing is."""
    known = [figure for figure in figures if figure is not None]
    return sum(known) if known else None


def _assumptions(plans: list[Plan]) -> tuple[Assumption, ...]:
    """Every figure that counts somewhere, once, but for facts known exactly; first what goes for several steps."""
    found: dict[str, Assumption] = {}
    for plan in plans:
        for need in plan.needs:
            given = need.given
            stated = given is not None and need.basis == "facts" and given.exact
            if given is not None and not stated and (plan.planned or need.quantity == "hourly_rate"):
                assumption = Assumption(need.key, need.label, need.unit, given, need.basis)
                found.setdefault(need.key, assumption)
    return tuple(sorted(found.values(), key=lambda one: one.basis in ("step", "facts")))


def _horizon(inputs: ValueInputs) -> Assumption:
    basis = HOUSE_DEFAULT if inputs.horizon_months is None else FILE
    return Assumption("horizon_months", "horizon", "months", Estimate.exactly(horizon_of(inputs)), basis)


def _swings(plans: list[Plan], values: tuple[StepValue, ...]) -> tuple[tuple[Swing, ...], str]:
    """One assumption at a time at each of its ends, the others as is likely."""
    measure = _measure(values)
    if not measure:
        return (), ""
    attribute = measure.replace(" ", "_")
    counting = [plan for plan, value in zip(plans, values, strict=True) if _counts(value, attribute)]
    labels = {need.key: need.label for plan in counting for need in plan.needs if _moves(need.given)}
    swings = []
    for key, label in labels.items():
        low, high = (_outcome(counting, attribute, {key: end}) for end in (Case.LOW, Case.HIGH))
        swings.append(Swing(key, label, low, high))
    moving = [swing for swing in swings if swing.size > 0]
    return tuple(sorted(moving, key=lambda swing: -swing.size)), measure


def _measure(values: tuple[StepValue, ...]) -> str:
    if any(value.complete for value in values):
        return "net value"
    known = any(value.cases[Case.LIKELY].hours_saved is not None for value in values)
    return "hours saved" if known else ""


def _counts(value: StepValue, attribute: str) -> bool:
    return value.planned and getattr(value.cases[Case.LIKELY], attribute) is not None


def _moves(estimate: Estimate | None) -> bool:
    return estimate is not None and not estimate.exact


def _outcome(plans: list[Plan], attribute: str, ends: _Ends) -> float:
    figures = (getattr(_figures(plan, ends), attribute) for plan in plans)
    return float(sum(figure for figure in figures if figure is not None))
