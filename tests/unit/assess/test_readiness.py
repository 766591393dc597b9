"""The profile of an initiative by area, and its phase gates."""

import pytest

from fitengine.api import load_rules
from fitengine.assess.gates import phase_gates
from fitengine.assess.readiness import assess_readiness
from fitengine.decide.decider import Decider
from fitengine.model.facts import Facts, Origin
from tests.helpers.initiatives import GOOD_DATA, PATTERN, assessed, initiative, steps

FIRST = "goal_linked: yes, problem_owner: yes, outcome_before_technology: yes, use_case_prioritised: yes, data_profiled: yes"
SECOND = (
    "roi_criteria: yes, business_involved: yes, it_involved: yes, operations_involved: yes, low_risk_first: yes, "
    "escalation_defined: yes"
)
KPI = "kpis: [{name: time, unit: days, direction: down, baseline: 9, month_1: 8, month_6: 5}]"


@pytest.fixture(scope="module")
def decider():
    return Decider(load_rules(), "plain")


def read(decider, text):
    found = assessed(text)
    return assess_readiness(found.process, found.steps, decider)


def area(readiness, name):
    return next(one for one in readiness.areas if one.id == name)


def rules(checks):
    return [check.rule for check in checks]


def test_every_weakness_of_the_articles_stands_in_one_area_once(decider):
    readiness = read(decider, initiative("facts: {goal_linked: yes}"))
    found = [
        check.rule
        for one in readiness.areas
        for check in (*one.holds, *one.fails, *one.unanswered, *one.later)
    ]
    assert sorted(found) == sorted(rule.id for rule in decider.rulebook.tables["production-readiness"].rules)
    assert len(found) == len(set(found))


def test_what_is_known_holds_or_fails_and_the_rest_nobody_has_answered(decider):
    readiness = read(
        decider, initiative("facts: {data_profiled: yes, data_governed: no, data_effort_share: unknown}")
    )
    debt = area(readiness, "data-debt")
    assert (rules(debt.holds), rules(debt.fails), rules(debt.unanswered)) == (["F01"], ["F02"], ["F03"])
    assert debt.holds[0].facts == (("data_profiled", "yes"),)
    assert debt.fails[0].action == "Name owners and quality rules for the data in use."
    assert debt.unanswered[0].missing == ("data_effort_share",)


def test_a_range_across_the_limit_is_not_answered(decider):
    readiness = read(decider, initiative("facts: {payback_months_expected: 12 to 24}"))
    (open_,) = [one for one in area(readiness, "expectation-mismatch").unanswered if one.rule == "F12"]
    assert (open_.missing, open_.facts) == (("payback_months_expected",), ())


def test_one_missing_side_fails_whatever_is_not_known_of_the_others(decider):
    readiness = read(decider, initiative("facts: {operations_involved: no}"))
    assert "F17" in rules(area(readiness, "organisational-resistance").fails)
    readiness = read(decider, initiative("facts: {business_involved: yes, it_involved: yes}"))
    (open_,) = [one for one in area(readiness, "organisational-resistance").unanswered if one.rule == "F17"]
    assert open_.missing == ("operations_involved",)


def test_what_the_phase_excludes_is_still_to_come_and_no_strength(decider):
    idea = area(read(decider, initiative("facts: {phase: idea}")), "infrastructure")
    assert rules(idea.later) == ["F22", "F23", "F24"]
    assert not idea.holds
    live = area(
        read(decider, initiative("facts: {phase: production, mlops_incident: yes}")), "infrastructure"
    )
    assert (rules(live.holds), rules(live.later)) == (["F24"], [])


def test_a_capability_that_is_there_already_holds_in_any_phase(decider):
    idea = area(read(decider, initiative("facts: {phase: idea, mlops_retraining: yes}")), "infrastructure")
    assert rules(idea.holds) == ["F23"]


def test_measures_answer_for_themselves(decider):
    readiness = read(decider, initiative(f"facts: {{criteria_month_1: no}}\n{KPI}"))
    assert rules(area(readiness, "success-agreed").holds) == ["F37", "F38"]
    assert readiness.facts.origin("criteria_month_1").origin is Origin.DERIVED
    assert [finding.code for finding in readiness.findings] == ["contradicts-measures"]


def test_gates_stand_in_the_order_of_the_phases(decider):
    gates = phase_gates(Facts(), decider)
    assert [gate.id for gate in gates] == ["proof_of_concept", "pilot", "production", "scaled"]
    assert not any(gate.passed for gate in gates)
    assert [len(gate.before) for gate in gates] == [0, 5, 12, 21]


def test_a_gate_passes_with_all_its_criteria_and_those_before(decider):
    readiness = read(decider, initiative(f"facts: {{{FIRST}, {SECOND}}}\n{KPI}"))
    assert [gate.passed for gate in readiness.gates] == [True, True, False, False]


def test_a_gate_names_what_fails_and_what_nobody_answered_earlier_gates_first(decider):
    facts = f"{FIRST}, {SECOND}".replace("data_profiled: yes", "data_profiled: no").replace(
        ", low_risk_first: yes", ""
    )
    pilot = read(decider, initiative(f"facts: {{{facts}}}")).gates[1]
    assert (rules(pilot.failing), rules(pilot.unanswered)) == (["G05"], ["G06", "G07", "G10"])
    assert pilot.unanswered[1].missing == ("criteria_month_1", "criteria_month_6")
    assert not pilot.passed


def test_data_that_blocks_an_ai_step_keeps_the_pilot_gate_shut(decider):
    def pilot(**facts):
        step = f"{PATTERN}, " + ", ".join(
            f"{name}: {value}" for name, value in {**GOOD_DATA, **facts}.items()
        )
        return read(decider, initiative(f"facts: {{{FIRST}, {SECOND}}}\n{KPI}", read=step)).gates[1]

    assert pilot().passed
    assert rules(pilot(labelled_examples="20").failing) == ["G28"]
    assert rules(pilot(feedback="unknown").unanswered) == ["G28"]
    assert pilot(history_months="6").passed, "work beside the build does not stop it"


def test_without_an_initiative_there_is_no_profile_and_no_gate_passes(decider):
    readiness = read(decider, steps(read=PATTERN))
    assert (readiness.areas, readiness.phase) == ((), "")
    assert not any(gate.passed for gate in readiness.gates)
    assert [one.step for one in readiness.data] == ["read"]
