"""What the tests of a table exercise: rules that decide, the ways in which a rule can hold, and both sides of its numbers."""

from __future__ import annotations

from textwrap import dedent

from fitengine.decide.coverage import measure_coverage
from fitengine.decide.decider import Decider
from fitengine.load.rules.rulebook import load_rules
from fitengine.model.coverage import Coverage, RuleCoverage
from tests.helpers.rules import table_from_text

HEAD = """
decision: t
version: 1.0.0
question: Which?
hit_policy: priority
verdicts: [stop, go]
tiers: [early, late]
rules:
"""
WHY = "because: it is so, cite: [house-default]"
TABLE = f"""{HEAD}
- {{id: A, tier: early, when: {{physical: true}}, then: stop, {WHY}}}
- {{id: B, tier: late, when: {{exception_rate: over 20}}, then: stop, {WHY}}}
- {{id: C, tier: late, when: {{exception_rate: at most 20, standardised: [mostly, uniform]}}, then: go, {WHY}}}
- {{id: D, tier: late, when: {{exception_rate: at most 20, standardised: at most varies}}, then: stop, {WHY}}}
tests:
"""


def coverage_of(tests: str, table: str = TABLE) -> Coverage:
    return measure_coverage(Decider(table_from_text(dedent(table) + dedent(tests).strip() + "\n"), "plain"))


def rule(coverage: Coverage, id_: str) -> RuleCoverage:
    return next(rule for rule in coverage.rules if rule.rule == id_)


def exercised(coverage: Coverage, id_: str) -> dict[str, tuple[str, ...]]:
    """The branches of a rule in words, with the cases that exercise them."""
    return {
        " ".join(f"{name} {value}" for name, value in branch.facts): branch.tests
        for branch in rule(coverage, id_).branches
    }


def test_a_rule_is_covered_by_the_cases_it_decides_and_by_no_others() -> None:
    coverage = coverage_of("""
        - {name: by hand, given: {physical: true, exception_rate: 50}, expect: stop}
        - {name: nobody knows, given: {}, expect: [stop, go]}
    """)
    assert rule(coverage, "A").tests == ("by hand",)
    assert [one.rule for one in coverage.undecided()] == ["B", "C", "D"]


def test_each_value_of_a_list_is_a_branch_of_its_own() -> None:
    coverage = coverage_of("""
        - {name: one way, given: {physical: false, exception_rate: 5, standardised: uniform}, expect: go}
    """)
    alternatives = [branch for branch in rule(coverage, "C").branches if branch.kind == "alternative"]
    assert [(dict(one.facts)["standardised"], one.tests) for one in alternatives] == [
        ("mostly", ()),
        ("uniform", ("one way",)),
    ]


def test_a_case_known_in_part_exercises_no_single_alternative() -> None:
    """It is decided by the rule as a whole; that each of the values works is not shown."""
    coverage = coverage_of("""
        - {name: either, given: {physical: false, exception_rate: 5, standardised: [mostly, uniform]}, expect: go}
    """)
    assert not any(branch.tests for branch in rule(coverage, "C").branches if branch.kind == "alternative")


def test_the_far_side_of_a_threshold_asks_for_a_case_that_only_the_number_keeps_out() -> None:
    coverage = coverage_of("""
        - {name: calm, given: {physical: false, exception_rate: 20, standardised: mostly}, expect: go}
        - {name: wild, given: {physical: false, exception_rate: 30, standardised: mostly}, expect: stop}
        - {name: by hand, given: {physical: true, exception_rate: 10}, expect: stop}
    """)
    assert exercised(coverage, "B") == {"exception_rate at most 20 %": ("calm",)}
    assert exercised(coverage, "C")["exception_rate over 20 %"] == ("wild",)
    assert exercised(coverage, "D") == {"exception_rate over 20 %": ()}


def test_a_range_has_a_far_side_at_each_end() -> None:
    table = """
        decision: t
        version: 1.0.0
        question: Which?
        hit_policy: first
        verdicts: [stop, go]
        rules:
        - {id: A, when: {applications: 3 to 7}, then: go, because: it is so, cite: [house-default]}
        - {id: B, when: {}, then: stop, because: it is so, cite: [house-default]}
        tests:
    """
    coverage = coverage_of("- {name: eight, given: {applications: 8}, expect: stop}", table)
    assert exercised(coverage, "A") == {"applications at most 2": (), "applications at least 8": ("eight",)}


def test_a_rule_that_cannot_decide_is_told_apart_from_one_that_nobody_tested() -> None:
    masked = f"- {{id: E, tier: late, when: {{physical: true, standardised: varies}}, then: stop, {WHY}}}"
    coverage = coverage_of("[]", TABLE.replace("tests:\n", f"{masked}\ntests: "))
    assert [(one.rule, one.idle) for one in coverage.undecided()][-2:] == [("D", False), ("E", True)]


def test_a_branch_that_no_case_can_reach_is_not_asked_for() -> None:
    """An earlier tier takes `ad_hoc`, so only `varies` is left of the list: a rule of one box."""
    table = """
        decision: t
        version: 1.0.0
        question: Which?
        hit_policy: first
        verdicts: [stop, go]
        rules:
        - {id: A, when: {standardised: ad_hoc}, then: go, because: it is so, cite: [house-default]}
        - {id: B, when: {standardised: [ad_hoc, varies]}, then: stop, because: it is so, cite: [house-default]}
        - {id: C, when: {}, then: stop, because: it is so, cite: [house-default]}
        tests: []
    """
    assert rule(coverage_of("", table), "B").branches == ()


def test_collected_rules_are_covered_by_the_cases_in_which_they_hold() -> None:
    table = """
        decision: t
        version: 1.0.0
        question: Which?
        hit_policy: collect
        verdicts: [hands, odd]
        rules:
        - {id: A, when: {physical: true}, then: hands, because: it is so, cite: [house-default]}
        - {id: B, when: {exception_rate: over 20}, then: odd, because: it is so, cite: [house-default]}
        tests:
    """
    coverage = coverage_of("- {name: a lathe, given: {physical: true}, expect: hands}", table)
    assert [one.tests for one in coverage.rules] == [("a lathe",), ()]


def test_the_share_counts_rules_and_branches_alike() -> None:
    coverage = coverage_of("- {name: by hand, given: {physical: true}, expect: stop}")
    assert (len(coverage.rules), len(coverage.branches())) == (4, 5)
    assert coverage.share == 1 / 9
    assert coverage.of("elsewhere").share == 1


def test_every_shipped_rule_and_branch_is_reached_by_a_test_that_travels_with_it() -> None:
    coverage = measure_coverage(Decider(load_rules(), "plain"))
    missing = [
        (one.rule, branch.facts) for one in coverage.rules for branch in one.branches if not branch.tests
    ]
    assert [one.rule for one in coverage.undecided()] == []
    assert missing == []
