"""The words that all texts share."""

from dataclasses import replace

import pytest

from fitengine.model.decision import Totals
from fitengine.model.facts import Range
from fitengine.model.rules import Reference
from fitengine.report.words import (
    because_words,
    count_words,
    ground_words,
    hours_words,
    listed,
    next_question_step,
    outcome_label,
    percent,
    reference_words,
    settling_words,
    total_hours_words,
    why_words,
)


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        (0.0, "0%"),
        (1e-9, "<1%"),
        (0.005, "1%"),
        (0.62, "62%"),
        (0.625, "63%"),
        (0.9951, ">99%"),
        (1.0, "100%"),
    ],
)
def test_a_weight_is_never_rounded_to_certainty(weight, words):
    assert percent(weight) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0, 0, "0"),
        (4.25, 4.25, "4.3"),
        (0.5, 12.4, "0.5 to 12"),
        (9.96, 9.96, "10"),
        (1234.5, 1234.5, "1,235"),
    ],
)
def test_hours_are_whole_from_ten_on(low, high, words):
    assert hours_words(Range(low, high)) == words


@pytest.mark.parametrize(
    ("total", "words"),
    [
        (Totals("rpa", 3, Range(10, 20), 0), "10 to 20"),
        (Totals("rpa", 3, Range(10, 20), 1), "10 to 20, unknown for 1 step"),
        (Totals("rpa", 3, Range(0, 0), 3), "unknown for 3 steps"),
        (Totals("rpa", 0, Range(0, 0), 0), "0"),
    ],
)
def test_hours_that_nobody_knows_are_said_to_be_unknown(total, words):
    assert total_hours_words(total) == words


def test_counts_agree_with_their_noun():
    assert [count_words(count, "step") for count in (0, 1, 2, 1200)] == [
        "0 steps",
        "1 step",
        "2 steps",
        "1,200 steps",
    ]


def test_a_long_list_says_how_many_it_leaves_out():
    assert listed("abc", 3) == "a, b, c"
    assert listed("abcd", 3) == "a, b and 2 more"
    assert listed("abcd") == "a, b, c, d"


def test_an_outcome_without_a_label_is_its_own_word(rulebook):
    assert outcome_label(rulebook, "rpa") == "RPA"
    assert outcome_label(rulebook, "other") == "other"
    assert outcome_label(replace(rulebook, tables={}), "undetermined") == "Undetermined"


def test_a_settled_verdict_without_a_single_rule_still_has_a_reason(assessment):
    """Either of two rules may hold while facts are missing: the verdict is settled and no rule alone is the reason."""
    settled, _, undecided, _ = (step.decision for step in assessment.steps)
    assert because_words(replace(settled, rules=())).endswith("this verdict follows.")
    assert because_words(undecided) == ""


def test_the_ground_of_a_verdict_is_what_the_sub_decision_says(assessment):
    """The combining rule asks `ways` among others; its own reason is general, the reason of `ways` is what tipped it."""
    settled, presumed, *_ = (step.decision for step in assessment.steps)
    assert ground_words(settled) == "One procedure is followed."
    assert ground_words(presumed) == ""


def test_the_ground_is_the_first_rule_of_the_last_sub_decision_asked(assessment):
    """Three rules may say the same in other words: one is enough."""
    decision = assessment.steps[0].decision
    sub = decision.sub_decisions[-1]
    twice = replace(
        sub, rules=(sub.rules[0], replace(sub.rules[0], rule="W12", because="It is written down."))
    )
    others = decision.sub_decisions[:-1]
    assert ground_words(replace(decision, sub_decisions=(*others, twice))) == "One procedure is followed."


def test_why_falls_back_to_the_deciding_rule_where_a_person_answered(assessment):
    decision = assessment.steps[0].decision
    rated = tuple(replace(sub, rated=True, rules=()) for sub in decision.sub_decisions)
    assert why_words(decision) == "One procedure is followed."
    assert why_words(replace(decision, sub_decisions=rated)) == because_words(decision)


@pytest.mark.parametrize(
    ("title", "words"), [("Robots", "Robots, Journal."), ("Why robots?", "Why robots? Journal.")]
)
def test_a_reference_is_one_sentence(title, words):
    assert reference_words(Reference("k", "Doe, J.", 2020, title, "Journal")) == f"Doe, J. (2020). {words}"


@pytest.mark.parametrize(
    ("settles", "words"),
    [
        (1.0, "settles the step"),
        (0.7, "settles the step with a chance of 70%"),
        (0.999, "settles the step with a chance of >99%"),
        (0.0, "narrows the step down, but cannot settle it alone"),
    ],
)
def test_what_an_answer_does_is_said_without_false_chances(assessment, settles, words):
    question = assessment.steps[2].decision.next_question
    assert settling_words(replace(question, settles=settles)) == words


def test_the_next_question_is_the_one_most_likely_to_settle_a_step(assessment):
    undecided = assessment.steps[2]
    question = undecided.decision.next_question

    def asking(name, settles, gain):
        asked = replace(question, settles=settles, gain=gain)
        decision = replace(undecided.decision, next_question=asked)
        return replace(undecided, step=replace(undecided.step, id=name), decision=decision)

    steps = (asking("a", 0.5, 0.1), asking("b", 0.7, 0.1), asking("c", 0.7, 0.9), asking("d", 0.7, 0.9))
    assert next_question_step(replace(assessment, steps=steps)).step.id == "c"
    assert next_question_step(replace(assessment, steps=assessment.steps[:2])) is None
