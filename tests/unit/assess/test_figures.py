"""Where each figure of a step's value comes from, and how people call it."""

from __future__ import annotations

import pytest

from fitengine.api import load_rules
from fitengine.assess.figures import Plan, estimate_of, horizon_of, plan_step
from fitengine.assess.house import HOUSE
from fitengine.decide.decider import Decider
from fitengine.model.estimate import Estimate, ValueInputs
from fitengine.model.facts import OneOf, Range, Unknown
from tests.helpers.initiatives import assessed, initiative

ROBOT = (
    "rule_based: fully, standardised: uniform, exception_rate: 2, error_cost: low, input_digital: digital, "
    "input_structure: structured, api_available: false, applications: 2, volume: 3000, handling_minutes: 3"
)
NEEDLESS = f"{ROBOT}, needed: false"


@pytest.fixture(scope="module")
def decider() -> Decider:
    return Decider(load_rules(), "plain")


def plan(decider: Decider, block: str, facts: str = ROBOT) -> Plan:
    found = assessed(initiative(f"value:\n{block}", enter=facts))
    assert found.process.initiative is not None
    assert found.process.initiative.value is not None
    return plan_step(found.steps[0], found.process.initiative.value, decider)


def words(plan: Plan) -> dict[str, tuple[str, str, str, str]]:
    return {need.quantity: (need.key, need.label, need.unit, need.basis) for need in plan.needs}


def test_figures_of_the_file_are_named_by_quantity_or_verdict_in_its_currency(decider: Decider) -> None:
    rates = "  currency: CHF\n  hourly_rate: 40\n  day_rate: 700 to 900\n"
    assert words(plan(decider, rates + "  build_days: {rpa: 15 to 40}\n  run_cost_month: {rpa: 100}\n")) == {
        "volume": ("volume.enter", "volume, enter", "a month", "facts"),
        "handling_minutes": ("handling_minutes.enter", "minutes a run, enter", "minutes", "facts"),
        "hourly_rate": ("hourly_rate", "hourly rate", "CHF an hour", "file"),
        "day_rate": ("day_rate", "day rate", "CHF a day", "file"),
        "automated_share": ("automated_share.rpa", "share taken over, rpa", "part of 1", "house-default"),
        "build_days": ("build_days.rpa", "build days, rpa", "person-days", "file"),
        "run_cost_month": ("run_cost_month.rpa", "running cost, rpa", "CHF a month", "file"),
    }


def test_figures_of_the_step_itself_go_first_and_as_they_are(decider: Decider) -> None:
    own = "  steps: {enter: {build_days: 10 to 20, automated_share: 50%}}\n"
    made = plan(decider, f"  currency: EUR\n  build_days: {{rpa: 15 to 40}}\n{own}")
    assert words(made)["build_days"] == ("build_days.enter", "build days, enter", "person-days", "step")
    assert words(made)["automated_share"][3] == "step"
    days = next(need for need in made.needs if need.quantity == "build_days")
    assert days.given == days.estimate == Estimate.between(10, 20)


def test_days_that_go_for_a_verdict_are_cut_to_the_effort_of_the_step(decider: Decider) -> None:
    days = next(
        need
        for need in plan(decider, "  currency: EUR\n  build_days: {rpa: 15 to 40}\n").needs
        if need.quantity == "build_days"
    )
    assert days.given == Estimate.between(15, 40)
    assert days.estimate is not None
    assert (days.estimate.low, days.estimate.high) == pytest.approx((21.25, 33.75))


def test_a_step_that_is_dropped_takes_no_time_and_the_least_effort(decider: Decider) -> None:
    made = plan(
        decider,
        "  currency: EUR\n  automated_share: {standardise-first: 10%}\n  build_days: {standardise-first: 10 to 50}\n",
        NEEDLESS,
    )
    assert made.technique == "eliminate"
    share = next(need for need in made.needs if need.quantity == "automated_share")
    assert (share.key, share.label, share.unit, share.basis) == (
        "automated_share.dropped", "share taken over, dropped steps", "part of 1", "dropped",
    )  # fmt: skip
    assert share.given == share.estimate == HOUSE.dropped_share
    assert made.complexity.levels == ("low",)


def test_the_horizon_is_that_of_the_file_else_ours() -> None:
    assert horizon_of(ValueInputs("EUR")) == HOUSE.horizon_months
    assert horizon_of(ValueInputs("EUR", horizon_months=17)) == 17


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (True, None),
        ("many", None),
        (None, None),
        (Unknown.UNKNOWN, None),
        (3, Estimate.exactly(3)),
        (2.5, Estimate.exactly(2.5)),
        (Range(1, 4), Estimate.between(1, 4)),
        (OneOf((7, 2, 5)), Estimate.between(2, 7)),
    ],
)
def test_only_numbers_are_estimates(known: object, expected: Estimate | None) -> None:
    assert estimate_of(known) == expected  # type: ignore[arg-type]


def test_a_step_is_called_by_its_name(decider: Decider) -> None:
    text = initiative("value:\n  currency: EUR\n", enter="volume: 3").replace("name: enter", "name: Enter it")
    found = assessed(text)
    assert found.process.initiative is not None
    assert found.process.initiative.value is not None
    made = plan_step(found.steps[0], found.process.initiative.value, decider)
    assert made.needs[0].label == "volume, Enter it"
