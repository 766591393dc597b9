"""The data of pattern steps: each aspect by itself, and what becomes of the whole."""

import pytest

from fitengine.api import load_rules
from fitengine.assess.data_readiness import data_readiness
from fitengine.decide.decider import Decider
from fitengine.model.readiness import DataState
from tests.helpers.initiatives import GOOD_DATA, PATTERN, assessed, steps


@pytest.fixture(scope="module")
def decider():
    return Decider(load_rules(), "plain")


def words(**facts):
    return ", ".join(f"{name}: {value}" for name, value in facts.items())


def read(decider, **facts):
    """The readiness of one pattern step with these facts."""
    (one,) = data_readiness(assessed(steps(read=f"{PATTERN}, {words(**facts)}")).steps, decider)
    return one


def test_data_that_is_good_in_every_aspect_is_ready(decider):
    one = read(decider, **GOOD_DATA)
    assert (one.state, one.work, one.missing) == (DataState.READY, (), ())
    assert [aspect.id for aspect in one.aspects] == [
        "consistent", "reachable", "labelled", "history", "representative", "feedback", "digital",
    ]  # fmt: skip
    assert {aspect.state for aspect in one.aspects} == {DataState.READY}


@pytest.mark.parametrize(
    ("fact", "value", "aspect", "state", "rule"),
    [
        ("data_consistency", "poor", "consistent", DataState.NOT_READY, "R01"),
        ("data_consistency", "fair", "consistent", DataState.AFTER_WORK, "R02"),
        ("data_access", "siloed", "reachable", DataState.NOT_READY, "R03"),
        ("data_access", "partial", "reachable", DataState.AFTER_WORK, "R04"),
        ("labelled_examples", "199", "labelled", DataState.NOT_READY, "R05"),
        ("labelled_examples", "200", "labelled", DataState.AFTER_WORK, "R06"),
        ("labelled_examples", "999", "labelled", DataState.AFTER_WORK, "R06"),
        ("history_months", "11", "history", DataState.AFTER_WORK, "R07"),
        ("data_representative", "no", "representative", DataState.NOT_READY, "R08"),
        ("input_digital", "paper", "digital", DataState.AFTER_WORK, "R10"),
    ],
)
def test_one_flaw_names_its_work_and_decides_the_whole(decider, fact, value, aspect, state, rule):
    facts = {**GOOD_DATA, fact: value}
    pattern = PATTERN.replace("input_digital: digital, ", "") if fact == "input_digital" else PATTERN
    (one,) = data_readiness(assessed(steps(read=f"{pattern}, {words(**facts)}")).steps, decider)
    states = {part.id: part.state for part in one.aspects}
    assert (states.pop(aspect), set(states.values())) == (state, {DataState.READY})
    assert (one.state, [check.rule for check in one.work]) == (state, [rule])
    assert all(check.action for check in one.work)


@pytest.mark.parametrize("fact", GOOD_DATA)
def test_what_nobody_has_answered_is_unknown_and_never_taken_for_good(decider, fact):
    one = read(decider, **{name: value for name, value in GOOD_DATA.items() if name != fact})
    assert one.state is DataState.UNKNOWN
    assert fact in one.missing
    assert not one.work


def test_a_doubt_and_a_range_across_a_limit_are_unknown(decider):
    assert read(decider, **{**GOOD_DATA, "feedback": "unknown"}).state is DataState.UNKNOWN
    one = read(decider, **{**GOOD_DATA, "labelled_examples": "150 to 300"})
    assert (one.state, one.missing) == (DataState.UNKNOWN, ("labelled_examples",))


def test_a_range_within_the_limits_is_as_good_as_a_number(decider):
    assert read(decider, **{**GOOD_DATA, "labelled_examples": "2000 to 9000"}).state is DataState.READY


def test_what_stops_the_build_outweighs_what_nobody_has_answered(decider):
    one = read(decider, data_consistency="good", data_access="unified", labelled_examples="50")
    assert (one.state, one.blocked) == (DataState.NOT_READY, True)
    assert [check.rule for check in one.first] == ["R05"]
    assert {"history_months", "data_representative", "feedback"} <= set(one.missing)


def test_missing_feedback_is_work_unless_what_is_right_changes_fast(decider):
    facts = {**GOOD_DATA, "feedback": "no"}
    assert read(decider, **facts, drift="slow").state is DataState.AFTER_WORK
    assert read(decider, **facts, drift="fast").state is DataState.NOT_READY
    unsure = read(decider, **facts)
    assert (unsure.state, unsure.missing) == (DataState.UNKNOWN, ("drift",))
    assert [check.rule for check in unsure.work] == ["R09"]


def test_work_that_stops_the_build_comes_first(decider):
    one = read(decider, **{**GOOD_DATA, "data_consistency": "fair", "labelled_examples": "10"})
    assert [check.rule for check in one.work] == ["R05", "R02"]


def test_only_ai_suitable_steps_are_blocked(decider):
    """Poor data makes the step standardise-first: it is not ready, but no AI waits for it."""
    poor = read(decider, **{**GOOD_DATA, "data_consistency": "poor"})
    assert (poor.verdict, poor.state, poor.blocked) == ("standardise-first", DataState.NOT_READY, False)
    few = read(decider, **{**GOOD_DATA, "labelled_examples": "10"})
    assert (few.verdict, few.state, few.blocked) == ("ai-suitable", DataState.NOT_READY, True)


def test_steps_that_are_no_pattern_work_need_no_training_data(decider):
    text = steps(enter="rule_based: fully, data_consistency: poor", unsaid="", read=PATTERN)
    assert [one.step for one in data_readiness(assessed(text).steps, decider)] == ["read"]


def test_a_step_rated_as_pattern_work_counts_as_such(decider):
    text = steps(sort="nature: pattern, data_access: siloed")
    (one,) = data_readiness(assessed(text).steps, decider)
    assert one.state is DataState.NOT_READY
