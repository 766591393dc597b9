"""Each fault planted in a table is found, with a case that shows it."""

from __future__ import annotations

from textwrap import indent

import pytest

from fitengine.decide.cells import build_space
from fitengine.decide.proofs import check_rulebook, require_sound
from fitengine.errors import RulesError
from fitengine.load.rules.rulebook import load_rules
from fitengine.model.decision import RuleFinding
from tests.helpers.rules import table_from_text

HEAD = """
decision: t
version: 1.0.0
question: Which?
hit_policy: {policy}
verdicts: [go, stop]
{tiers}
rules:
"""


def check(
    rules: str, policy: str = "priority", tiers: str = "tiers: [early, late]", after: str = ""
) -> list[RuleFinding]:
    text = HEAD.format(policy=policy, tiers=tiers) + indent(rules.strip(), "") + "\n" + after
    rulebook = table_from_text(text)
    return [
        finding
        for finding in check_rulebook(rulebook, build_space(rulebook))
        if finding.code != "unused-fact"
    ]


def rule(id_: str, when: str, then: str, tier: str = "late") -> str:
    tier_text = f"tier: {tier}, " if tier else ""
    return (
        f"- {{id: {id_}, {tier_text}when: {when}, then: {then}, because: it is so, cite: [house-default]}}\n"
    )


def test_a_gap_is_an_error_with_a_case_that_no_rule_decides() -> None:
    found = check(
        rule("A", "{physical: true}", "stop") + rule("B", "{physical: false, exception_rate: under 30}", "go")
    )
    gap = next(finding for finding in found if finding.code == "gap")
    assert gap.severity == "error"
    assert dict(gap.witness) == {"exception_rate": "30 %", "physical": "no"}


def test_a_conflict_names_both_rules_and_a_case() -> None:
    found = check(
        rule("A", "{exception_rate: over 20}", "stop") + rule("B", "{exception_rate: at most 40}", "go")
    )
    conflict = next(finding for finding in found if finding.code == "conflict")
    assert conflict.severity == "error"
    assert conflict.rules == ("A", "B")
    assert "`A` and `B` give `stop` and `go` for the same case" in conflict.message
    assert dict(conflict.witness) == {"exception_rate": "40 %"}


def test_an_earlier_tier_resolves_a_conflict() -> None:
    rules = (
        rule("A", "{physical: true}", "stop", "early")
        + rule("B", "{physical: true}", "go")
        + rule("C", "{physical: false}", "go")
    )
    assert {finding.code for finding in check(rules)} == {"masked"}


def test_many_conflicts_with_one_cause_say_the_cause() -> None:
    rules = "".join(rule(f"A{n}", f"{{standardised: ad_hoc, applications: {n}}}", "stop") for n in range(4))
    found = check(rules + rule("B", "{standardised: at least ad_hoc}", "go"))
    conflicts = [finding for finding in found if finding.code == "conflict"]
    assert len(conflicts) == 4
    assert all(
        "all 4 conflicts lie inside" in finding.help and "standardised ad_hoc" in finding.help
        for finding in conflicts
    )


@pytest.mark.parametrize(
    ("rules", "code", "culprits"),
    [
        pytest.param(
            rule("A", "{physical: true}", "stop", "early") + rule("B", "{physical: [true, false]}", "go")
            + rule("M", "{physical: true, applications: over 3}", "go"),
            "masked", ("M",), id="a rule that earlier tiers always beat",
        ),
        pytest.param(
            rule("A", "{physical: [true, false]}", "go") + rule("S", "{applications: over 3}", "go"),
            "subsumed", ("S",), id="a rule that others with its outcome cover",
        ),
        pytest.param(
            rule("A", "{physical: [true, false]}", "go") + rule("U", "{all: [{physical: true}, {physical: false}]}", "stop"),
            "unreachable", ("U",), id="a rule that contradicts itself",
        ),
        pytest.param(
            rule("A", "{physical: true}", "go") + rule("B", "{physical: false}", "go") + rule("C", "{physical: false}", "go"),
            "duplicate", ("B", "C"), id="two rules that say the same",
        ),
        pytest.param(
            rule("A", "{physical: true}", "go") + rule("B", "{physical: false, exception_rate: over 20}", "go")
            + rule("C", "{physical: false, exception_rate: at most 20}", "go"),
            "idle-threshold", (), id="a threshold on which nothing turns",
        ),
        pytest.param(rule("A", "{physical: [true, false]}", "go"), "idle-outcome", (), id="an outcome no rule gives"),
        pytest.param(
            rule("A", "{physical: true}", "stop", "early") + rule("B", "{physical: false}", "go"),
            "last-tier-incomplete", (), id="a last tier that leans on earlier ones",
        ),
    ],
)  # fmt: skip
def test_idle_parts_are_warnings(rules: str, code: str, culprits: tuple[str, ...]) -> None:
    found = [finding for finding in check(rules) if finding.code == code]
    assert [finding.severity for finding in found[:1]] == ["warning"]
    assert culprits in [finding.rules for finding in found]


def test_a_constraint_makes_cases_impossible() -> None:
    """What cannot be needs no rule, and a rule for it can never hold."""
    rules = rule("A", "{standardised: at least varies}", "go") + rule("B", "{standardised: ad_hoc}", "stop")
    after = "constraints:\n- {id: C, never: {standardised: ad_hoc}, because: it is so}\n"
    assert ("unreachable", ("B",)) in [(finding.code, finding.rules) for finding in check(rules, after=after)]


def test_unique_refuses_two_rules_for_one_case_even_with_one_outcome() -> None:
    rules = (
        rule("A", "{physical: true}", "go", "")
        + rule("B", "{applications: over 3}", "go", "")
        + rule("C", "{physical: false}", "go", "")
    )
    overlaps = [finding.rules for finding in check(rules, "unique", "") if finding.code == "overlap"]
    assert overlaps == [("A", "B"), ("B", "C")]


def test_first_lets_the_written_order_decide() -> None:
    rules = rule("A", "{physical: true}", "go", "") + rule("B", "{physical: [true, false]}", "stop", "")
    assert check(rules, "first", "") == []


def test_rules_that_leave_gaps_or_conflict_are_refused_before_deciding() -> None:
    """All faults at once, each with its place and a case."""
    text = HEAD.format(policy="priority", tiers="tiers: [late]")
    rulebook = table_from_text(
        text + rule("A", "{exception_rate: over 20}", "stop") + rule("B", "{exception_rate: over 40}", "go")
    )
    with pytest.raises(RulesError) as raised:
        require_sound(rulebook, build_space(rulebook))
    assert [problem.code for problem in raised.value.problems] == ["gap", "conflict"]
    gap, conflict = raised.value.problems
    assert gap.message == "`t` has no outcome for some cases: exception_rate 0 %"
    assert (
        conflict.message == "rules `A` and `B` give `stop` and `go` for the same case: exception_rate 100 %"
    )
    assert conflict.span is not None
    assert conflict.span.line == 10


def test_the_shipped_rules_are_proved_and_have_nothing_idle() -> None:
    rulebook = load_rules()
    assert check_rulebook(rulebook, build_space(rulebook)) == ()
    fit = rulebook.tables["technology-fit"]
    assert 45 <= sum(len(rulebook.tables[name].rules) for name in (fit.id, *fit.requires)) <= 70
