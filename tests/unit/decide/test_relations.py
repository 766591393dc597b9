"""Which rules win over which, and which build on an outcome."""

from __future__ import annotations

from collections.abc import Iterable

from fitengine.decide.cells import build_space
from fitengine.decide.relations import find_related, following_rules, reachable_rules
from fitengine.model.rules import Rule, Rulebook
from tests.helpers.rules import table_from_text

WHY = "because: it is so, cite: [house-default]"
TABLES = f"""
decision: ways
version: 1.0.0
question: Which?
hit_policy: priority
verdicts: [not_ready, ready]
tiers: [gate, fit]
constraints:
- {{id: C1, never: {{standardised: uniform, applications: over 7}}, because: by definition}}
rules:
- {{id: W1, tier: gate, when: {{exception_rate: over 20}}, then: not_ready, {WHY}}}
- {{id: W2, tier: gate, when: {{standardised: uniform}}, then: ready, {WHY}}}
- {{id: W3, tier: fit, when: {{applications: over 7}}, then: not_ready, {WHY}}}
- {{id: W4, tier: fit, when: {{applications: at most 7}}, then: ready, {WHY}}}
---
decision: todo
version: 1.0.0
question: What then?
hit_policy: first
requires: [ways]
verdicts: [wait, split, start]
rules:
- {{id: Q1, when: {{ways: not_ready, exception_rate: over 20}}, then: wait, {WHY}}}
- {{id: Q2, when: {{ways: not_ready}}, then: split, {WHY}}}
- {{id: Q3, when: {{}}, then: start, {WHY}}}
"""


def book() -> Rulebook:
    return table_from_text(TABLES)


def ids(rules: Iterable[Rule]) -> list[str]:
    return [rule.id for rule in rules]


def test_rules_of_earlier_tiers_win_where_both_can_hold() -> None:
    rulebook = book()
    table, space = rulebook.tables["ways"], build_space(rulebook)
    fourth = find_related(table, table.rules[3], space)
    assert (ids(fourth.same), ids(fourth.above), ids(fourth.below)) == (["W2"], ["W1"], [])
    first = find_related(table, table.rules[0], space)
    assert (ids(first.same), ids(first.above), ids(first.below)) == (["W3"], [], ["W4"])


def test_rules_that_only_meet_in_what_cannot_be_do_not_stand_against_each_other() -> None:
    """`W2` and `W3` share nothing but what C1 rules out."""
    rulebook = book()
    table, space = rulebook.tables["ways"], build_space(rulebook)
    assert "W2" not in ids(find_related(table, table.rules[2], space).above)


def test_following_rules_ask_for_the_outcome() -> None:
    rulebook = book()
    space = build_space(rulebook)
    assert ids(rule for _, rule in following_rules(rulebook, "ways", "not_ready", space)) == ["Q1", "Q2"]
    assert list(following_rules(rulebook, "ways", "ready", space)) == []


COLLECTED = f"""
decision: chores
version: 1.0.0
question: What else?
hit_policy: collect
requires: [ways]
verdicts: [tidy, ask]
rules:
- {{id: T1, when: {{ways: ready, applications: over 3}}, then: tidy, {WHY}}}
- {{id: T2, when: {{applications: over 7}}, then: ask, {WHY}}}
- {{id: T3, when: {{applications: under 2}}, then: tidy, {WHY}}}
"""


def test_where_rules_are_collected_none_wins() -> None:
    table = table_from_text(f"{TABLES}\n---\n{COLLECTED}").tables["chores"]
    related = find_related(table, table.rules[0], build_space(table_from_text(f"{TABLES}\n---\n{COLLECTED}")))
    assert (ids(related.same), related.above, related.below) == (["T3"], (), ())


def test_following_rules_are_found_for_every_outcome() -> None:
    rulebook = table_from_text(f"{TABLES}\n---\n{COLLECTED}")
    space = build_space(rulebook)
    assert ids(rule for _, rule in following_rules(rulebook, "ways", "ready", space)) == ["T1"]
    assert ids(rule for _, rule in following_rules(rulebook, "ways", "not_ready", space)) == ["Q1", "Q2"]


def test_only_rules_that_can_still_decide_are_reachable() -> None:
    rulebook = book()
    ways, todo, space = rulebook.tables["ways"], rulebook.tables["todo"], build_space(rulebook)
    reachable = {rule.id: ids(reachable_rules(ways, rule, todo, space)) for rule in ways.rules}
    assert reachable == {"W1": ["Q1"], "W2": ["Q3"], "W3": ["Q2"], "W4": ["Q3"]}
