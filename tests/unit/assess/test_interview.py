"""One sitting: what comes next once questions were put off, answered in part, asked otherwise or taken back."""

from __future__ import annotations

import pytest

from fitengine.assess.answers import apply_answers
from fitengine.assess.interview import Interview
from fitengine.model.decision import Certainty
from fitengine.model.facts import OneOf, Unknown
from fitengine.model.inquiry import Answer, Inquiry
from fitengine.model.process import Task
from tests.helpers.questions import by_lane, everywhere, questionnaire, task


def sitting(*tasks: Task, **settings: object) -> Interview:
    return Interview(questionnaire(*tasks, **settings))


def answer(interview: Interview, inquiry: Inquiry, value: object) -> tuple[Answer, ...]:
    answers = interview.reaching(inquiry, inquiry.scope, inquiry.target, value)  # type: ignore[arg-type]
    interview.answered(inquiry, answers, apply_answers(interview.process, answers, ("way",)))
    return answers


def rest(interview: Interview) -> list[tuple[str, ...]]:
    """What is asked from here on if everything is put off."""
    asked = []
    while (inquiry := interview.next()) is not None:
        asked.append((inquiry.target, *inquiry.facts))
        interview.put_off(inquiry)
    return asked


def test_what_is_put_off_comes_back_once_and_last():
    interview = sitting(task("a"), task("b"))
    asked = rest(interview)
    half = len(asked) // 2
    assert asked[:half] == asked[half:]
    assert len(set(asked)) == half > 2


def test_the_second_time_is_told():
    interview = sitting(task("a", allowed=True, agreed=True))
    inquiry = interview.next()
    assert not interview.is_second_time(inquiry)
    interview.put_off(inquiry)
    assert interview.next() == inquiry
    assert interview.is_second_time(inquiry)


def test_an_answer_in_part_is_asked_for_again_at_the_end():
    interview = sitting(task("a", allowed=True, agreed=True), task("b"))
    inquiry = next(one for one in interview.all() if one.facts == ("ruled",) and one.target == "a")
    answer(interview, inquiry, OneOf(("some", "all")))
    asked = rest(interview)
    first_time = len(set(asked)) - 1
    assert ("a", "ruled") not in asked[:first_time]
    assert asked[first_time] == ("a", "ruled")
    assert asked.count(("a", "ruled")) == 1


def test_a_doubt_is_not_asked_about_again():
    interview = sitting(task("a", allowed=True, agreed=True))
    inquiry = interview.next()
    answer(interview, inquiry, Unknown.UNKNOWN)
    assert interview.next() is None
    assert interview.states()["a"].outcome is None


def test_an_answer_settles_what_it_settles():
    interview = sitting(task("a", allowed=True, agreed=True))
    before = interview.states()["a"]
    answer(interview, interview.next(), "all")
    after = interview.states()["a"]
    assert (before.outcome, before.certainty, before.possible) == (
        None,
        Certainty.OPEN,
        ("rpa", "ai-suitable"),
    )
    assert (after.outcome, after.certainty) == ("rpa", Certainty.PRESUMED)


def test_facts_can_be_asked_instead_of_a_rating_and_the_other_way_round():
    interview = sitting(task("a", allowed=True, physical=False), strict=True, rate=True)
    rating = interview.next()
    assert (rating.kind, rating.facts) == ("rating", ("way",))
    assert interview.ask_otherwise(rating)
    fact = interview.next()
    assert fact.kind == "fact"
    assert fact.facts[0] in ("agreed", "rate")
    assert interview.ask_otherwise(fact)
    assert interview.next() == rating


def test_there_is_not_always_something_to_ask_instead():
    interview = sitting(task("a", allowed=True, agreed=True))
    inquiry = interview.next()
    assert inquiry.facts == ("ruled",)
    assert not interview.ask_otherwise(inquiry), "no sub-decision asks it"
    assert interview.next() == inquiry


def test_going_back_asks_again_as_before():
    interview = sitting(task("a"), task("b"))
    first, process = interview.next(), interview.process
    answer(interview, first, True)
    second = interview.next()
    interview.put_off(second)
    assert not interview.back_takes_back
    assert interview.back() == second
    assert interview.next() == second
    assert interview.back_takes_back
    assert interview.back() == first
    assert interview.process == process
    assert interview.back() is None
    assert interview.next() == first


def test_going_back_forgets_that_a_question_was_put_off():
    interview = sitting(task("a", allowed=True, agreed=True))
    inquiry = interview.next()
    interview.put_off(inquiry)
    interview.back()
    assert not interview.is_second_time(inquiry)


@pytest.mark.parametrize(
    ("scope", "target", "step", "places"),
    [
        ("step", "a", task("a"), {("step", "a")}),
        ("lane", "desk", task("a"), {("lane", "desk")}),
        ("lane", "desk", task("a", ruled=OneOf(("some", "all"))), {("lane", "desk"), ("step", "a")}),
        (
            "lane",
            "desk",
            task("a", ruled=OneOf(("some", "all")), origins=everywhere("ruled")),
            {("lane", "desk")},
        ),
        (
            "process",
            "",
            task("a", ruled=OneOf(("some", "all")), origins=by_lane("desk", "ruled")),
            {("process", ""), ("lane", "desk")},
        ),
        ("process", "", task("a", ruled=Unknown.UNKNOWN), {("process", ""), ("step", "a")}),
    ],
)
def test_an_answer_for_many_reaches_the_step_that_it_was_asked_for(scope, target, step, places):
    interview = sitting(step)
    inquiry = next(one for one in interview.all() if one.facts == ("ruled",))
    answers = interview.reaching(inquiry, scope, target, "all")
    assert {(one.scope, one.target) for one in answers} == places
    process = apply_answers(interview.process, answers)
    assert process.nodes["a"].facts.values["ruled"] == "all"


def test_an_answer_for_many_leaves_what_others_say():
    interview = sitting(task("a"), task("b", ruled="few"), task("c"))
    inquiry = next(one for one in interview.all() if one.facts == ("ruled",) and one.target == "a")
    process = apply_answers(interview.process, interview.reaching(inquiry, "lane", "desk", "all"))
    assert [one.facts.values["ruled"] for one in process.tasks()] == ["all", "few", "all"]


def test_who_lacks_the_same_is_counted():
    interview = sitting(
        task("a"), task("b"), task("c", ruled="all"), task("d", allowed=False), task("e", lane="back")
    )
    inquiry = next(one for one in interview.all() if one.facts == ("ruled",) and one.target == "a")
    assert interview.sharing(inquiry) == ("b",)


def test_a_line_that_nobody_can_speak_about_is_not_listed_again():
    interview = sitting(task("a", ruled="all", agreed=True, allowed=True))
    listed = interview.next()
    assert listed.facts == ("physical", "rate")
    interview.leave(listed, "rate")
    assert (interview.next().facts, interview.next().options) == (("physical",), ("no",))
    interview.leave(listed, "physical")
    assert interview.next() is None


def test_contradictions_come_with_the_state():
    interview = sitting(task("a", way="ready", agreed=False))
    (finding,) = interview.states()["a"].contradictions
    assert finding.code == "rating-contradicted"


def test_a_rating_for_many_goes_to_each_step_that_it_may_be_the_answer_for():
    interview = sitting(
        task("a"), task("b"), task("c", agreed=False), task("d", way="not_ready"), task("e", allowed=False),
        task("f", lane="back"), rate=True, strict=True,
    )  # fmt: skip
    inquiry = next(one for one in interview.all() if one.kind == "rating" and one.target == "a")
    by_lane_ = interview.reaching(inquiry, "lane", "desk", "ready")
    assert [(one.scope, one.target) for one in by_lane_] == [("step", "a"), ("step", "b")]
    everywhere_ = interview.reaching(inquiry, "process", "", "not_ready")
    assert [one.target for one in everywhere_] == ["a", "b", "f"]
