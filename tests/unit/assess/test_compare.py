"""What changed between two versions of a process, step by step, and by which facts."""

from __future__ import annotations

from fitengine.api import compare, load_rules
from fitengine.model.explanation import Comparison, StepChange
from tests.helpers.initiatives import process_from, steps

RULES = (
    "rule_based: fully, standardised: uniform, exception_rate: 2, error_cost: low, input_digital: digital, "
    "input_structure: structured, api_available: false, applications: 2"
)


def changes(old: str, new: str) -> dict[str, StepChange]:
    found: Comparison = compare(process_from(old), process_from(new), rules=load_rules())
    return {change.step: change for change in found.steps}


def test_a_new_step_was_added_and_a_lost_one_removed() -> None:
    found = changes(steps(keep="volume: 3", gone="volume: 4"), steps(keep="volume: 3", fresh="volume: 5"))
    assert {name: change.kind for name, change in found.items()} == {
        "keep": "same",
        "fresh": "added",
        "gone": "removed",
    }


def test_a_step_with_another_id_is_known_by_its_name() -> None:
    old = steps(first=RULES)
    new = old.replace("  first: {name: first", "  other: {name: first").replace("next: first", "next: other")
    assert [change.kind for change in changes(old, new).values()] == ["same"]


def test_names_that_stand_twice_tell_nothing() -> None:
    old = steps(a=RULES, b=RULES).replace("name: b", "name: a")
    new = (
        old.replace("  a: {", "  x: {")
        .replace("  b: {", "  y: {")
        .replace("next: a", "next: x")
        .replace("next: b", "next: y")
    )
    assert sorted(change.kind for change in changes(old, new).values()) == [
        "added",
        "added",
        "removed",
        "removed",
    ]


def test_only_the_facts_that_carry_the_change_are_its_cause() -> None:
    old = steps(work=RULES)
    new = steps(
        work=RULES.replace("standardised: uniform", "standardised: ad_hoc").replace(
            "applications: 2", "applications: 3"
        )
    )
    (change,) = changes(old, new).values()
    assert change.kind == "changed"
    assert change.causes == ("standardised",)
