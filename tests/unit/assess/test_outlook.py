"""What a report looks ahead at: only what the process says something about."""

from __future__ import annotations

from datetime import date

import pytest

from fitengine.api import load_rules
from fitengine.assess.outlook import look_ahead
from fitengine.decide.decider import Decider
from tests.helpers.initiatives import GOOD_DATA, PATTERN, assessed, initiative, steps

DAY = date(2026, 9, 30)
KPI = "kpis:\n- {name: time, unit: days, direction: down, baseline: 9, month_1: 8, month_6: 5}\ngo_live: 2026-01-01"


@pytest.fixture(scope="module")
def decider() -> Decider:
    return Decider(load_rules(), "plain")


def parts(decider: Decider, text: str) -> set[str]:
    ahead = look_ahead(assessed(text), decider, DAY)
    return {
        name for name in ("readiness", "value", "roadmap", "tracking") if getattr(ahead, name) is not None
    }


def test_without_an_initiative_there_is_nothing_ahead(decider: Decider) -> None:
    assert parts(decider, steps(work="volume: 3")) == set()


def test_without_an_initiative_what_is_known_of_the_data_is_told(decider: Decider) -> None:
    known = ", ".join(f"{name}: {value}" for name, value in GOOD_DATA.items())
    assert parts(decider, steps(read=f"{PATTERN}, {known}")) == {"readiness"}


def test_an_initiative_has_readiness_value_and_a_roadmap(decider: Decider) -> None:
    assert parts(decider, initiative("facts: {goal_linked: true}")) == {"readiness", "value", "roadmap"}


@pytest.mark.parametrize("said", [KPI, "facts: {oversight: tapering}\ngo_live: 2026-01-01"])
def test_measures_or_a_plan_for_the_review_are_tracked(decider: Decider, said: str) -> None:
    assert parts(decider, initiative(said)) == {"readiness", "value", "roadmap", "tracking"}
