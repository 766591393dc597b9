"""For each rule a case that it decides and the nearest one that it does not."""

from __future__ import annotations

from functools import cache

import pytest

from fitengine.decide.coverage import deciding_rules
from fitengine.decide.decider import Decider
from fitengine.decide.examples import Example, find_examples
from fitengine.decide.rule_tests import test_case
from fitengine.load.rules.rulebook import load_rules
from tests.helpers.rules import table_from_text

WHY = "because: it is so, cite: [house-default]"
HEAD = """
decision: t
version: 1.0.0
question: Which?
hit_policy: {policy}
verdicts: [stop, go]
{tiers}
rules:
"""
RULES = f"""
- {{id: A, tier: early, when: {{physical: true}}, then: stop, {WHY}}}
- {{id: B, tier: late, when: {{standardised: at least mostly, exception_rate: over 20}}, then: stop, {WHY}}}
- {{id: C, tier: late, when: {{exception_rate: at most 20}}, then: go, {WHY}}}
- {{id: D, tier: late, when: {{standardised: at most varies, exception_rate: over 20}}, then: stop, {WHY}}}
tests:
"""


def examples(tests: str, rules: str = RULES, policy: str = "priority") -> dict[str, Example]:
    tiers = "tiers: [early, late]" if policy == "priority" else ""
    text = HEAD.format(policy=policy, tiers=tiers) + rules.strip() + "\n" + tests
    decider = Decider(table_from_text(text), "plain")
    return {rule: example for (_, rule), example in find_examples(decider).items()}


def test_an_example_says_what_was_given_as_it_was_written() -> None:
    found = examples(
        "- {name: wild, given: {exception_rate: 33.5, standardised: mostly, physical: false}, expect: stop}"
    )
    assert found["B"].name == "wild"
    assert found["B"].given == (
        ("exception_rate", "33.5 %"),
        ("standardised", "mostly"),
        ("physical", "no"),
    )
    assert list(found) == ["B"]


def test_the_neighbour_changes_a_number_first_and_ends_elsewhere() -> None:
    found = examples(
        "- {name: wild, given: {exception_rate: 30, standardised: mostly, physical: false}, expect: stop}"
    )
    neighbour = found["B"].neighbour
    assert neighbour is not None
    assert (neighbour.name, neighbour.before, neighbour.after) == (
        "exception_rate",
        "over 20 %",
        "at most 20 %",
    )
    assert (neighbour.rules, neighbour.outcomes) == (("C",), ("go",))


def test_a_neighbour_may_be_open() -> None:
    found = examples("- {name: by hand, given: {physical: true}, expect: stop}")
    neighbour = found["A"].neighbour
    assert neighbour is not None
    assert (neighbour.after, neighbour.rules, neighbour.outcomes) == ("no", (), ("stop", "go"))


def test_a_rule_that_always_decides_has_no_neighbour() -> None:
    found = examples(
        "- {name: any, given: {}, expect: go}", f"- {{id: A, when: {{}}, then: go, {WHY}}}\ntests:", "first"
    )
    assert found["A"].neighbour is None


def test_a_collected_rule_has_a_neighbour_in_which_it_does_not_hold() -> None:
    rules = f"""
- {{id: A, when: {{physical: true}}, then: stop, {WHY}}}
- {{id: B, when: {{exception_rate: over 20}}, then: go, {WHY}}}
tests:"""
    found = examples(
        "- {name: both, given: {physical: true, exception_rate: 30}, expect: [stop, go]}", rules, "collect"
    )
    neighbour = found["A"].neighbour
    assert neighbour is not None
    assert (neighbour.name, neighbour.after, neighbour.outcomes) == ("physical", "no", ("go",))


@cache
def shipped() -> tuple[Decider, dict[tuple[str, str], Example]]:
    decider = Decider(load_rules(), "plain")
    return decider, dict(find_examples(decider))


def test_every_shipped_rule_has_an_example_and_a_neighbour() -> None:
    decider, found = shipped()
    rules = [(table.id, rule.id) for table in decider.rulebook.tables.values() for rule in table.rules]
    assert set(rules) == set(found)
    assert [key for key in rules if found[key].neighbour is None] == []


@pytest.mark.parametrize("decision", ["ways", "nature", "technology-fit", "technique", "blockers"])
def test_the_rule_decides_its_example_and_not_its_neighbour(decision: str) -> None:
    decider, found = shipped()
    table = decider.rulebook.tables[decision]
    for rule in table.rules:
        example = found[decision, rule.id]
        (test,) = (test for test in table.tests if test.name == example.name)
        assert rule.id in deciding_rules(decider, table, test_case(decider, test))
        assert example.neighbour is not None
        assert rule.id not in example.neighbour.rules
