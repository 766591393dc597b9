"""Which question comes next, and why: expected information, shared answers, tick-lists, ratings."""

from __future__ import annotations

from collections import Counter
from itertools import product
from math import log2
from pathlib import Path

import pytest

from fitengine import api
from fitengine.api.deciders import sound_decider
from fitengine.assess.answers import apply_answers
from fitengine.assess.process import FIT
from fitengine.assess.questions import Questionnaire
from fitengine.assess.standings import Standings
from fitengine.model.decision import Certainty
from fitengine.model.facts import OneOf, Range, Unknown
from fitengine.model.inquiry import Answer, Inquiry
from tests.helpers.questions import by_lane, everywhere, process_of, questionnaire, task

EXAMPLES = [
    path
    for path in sorted((Path(__file__).parents[3] / "processes").iterdir())
    if path.suffix in (".yaml", ".bpmn") and not path.name.endswith(".facts.yaml")
]
PRIORS = {
    "ruled": {"few": 0.2, "some": 0.3, "all": 0.5},
    "agreed": {False: 0.5, True: 0.5},
    "allowed": {False: 0.02, True: 0.98},
    "physical": {False: 0.9, True: 0.1},
    "rate": {"low": 0.8, "high": 0.2},
}


def verdict(ruled: str, agreed: bool, allowed: bool, physical: bool, rate: str) -> str:
    """The rules of the helper, by hand."""
    if not allowed or physical:
        return "keep-human"
    if rate == "high" or not agreed:
        return "standardise-first"
    return "rpa" if ruled == "all" else "ai-suitable"


def entropy(masses: Counter[str]) -> float:
    total = sum(masses.values())
    return -sum(mass / total * log2(mass / total) for mass in masses.values() if mass)


def gain_by_hand(fact: str) -> float:
    """Mutual information of a fact and the verdict, over all cases, nothing presumed."""
    everything: Counter[str] = Counter()
    by_answer: dict[object, Counter[str]] = {}
    for values in product(*PRIORS.values()):
        case = dict(zip(PRIORS, values, strict=True))
        mass = 1.0
        for name, value in case.items():
            mass *= PRIORS[name][value]
        everything[verdict(**case)] += mass  # type: ignore[arg-type]
        by_answer.setdefault(case[fact], Counter())[verdict(**case)] += mass  # type: ignore[arg-type]
    return entropy(everything) - sum(sum(row.values()) * entropy(row) for row in by_answer.values())


def test_questions_come_by_expected_information():
    asked = [question for question in questionnaire(task("a"), strict=True).all() if question.kind == "fact"]
    assert {question.facts[0] for question in asked} == set(PRIORS)
    for question in asked:
        assert question.gain == pytest.approx(gain_by_hand(question.facts[0]), abs=1e-9)
    assert [one.gain for one in asked] == sorted((one.gain for one in asked), reverse=True)


def test_an_answer_counts_with_what_goes_without_saying_then():
    """Once the way is agreed, few exceptions are presumed: without that, agreeing tells less."""
    gains = {one.facts[0]: one.gain for one in questionnaire(task("a", allowed=True)).all()}
    strict = {one.facts[0]: one.gain for one in questionnaire(task("a", allowed=True), strict=True).all()}
    assert gains["agreed"] > strict["agreed"]


def test_a_fact_of_the_process_is_asked_once_for_all_steps():
    several = questionnaire(task("a"), task("b"), task("c", lane="back"))
    asked = [question for question in several.all() if question.facts == ("allowed",)]
    alone = next(one for one in questionnaire(task("a")).all() if one.facts == ("allowed",))
    assert [(one.scope, one.target, one.steps) for one in asked] == [("process", "", ("a", "b", "c"))]
    assert asked[0].gain == pytest.approx(3 * alone.gain)
    assert asked[0].settles == pytest.approx(3 * alone.settles)


def test_what_many_steps_share_comes_before_what_tells_more_about_one():
    one, many = questionnaire(task("a")), questionnaire(*(task(f"s{number}") for number in range(12)))
    assert one.next().facts != ("allowed",)
    assert many.next().facts == ("allowed",)


def test_a_doubt_is_asked_where_it_was_voiced():
    doubt = Unknown.UNKNOWN
    asked = questionnaire(
        task("a", allowed=doubt),
        task("b", allowed=doubt, origins=by_lane("desk", "allowed")),
        task("c", lane="back", allowed=doubt, origins=everywhere("allowed")),
        task("d", lane="back"),
    ).all()
    places = {(one.scope, one.target, one.steps) for one in asked if one.facts == ("allowed",)}
    assert places == {("step", "a", ("a",)), ("lane", "desk", ("b",)), ("process", "", ("c", "d"))}


def test_skipped_questions_come_last():
    first = questionnaire(task("a")).next()
    asked = questionnaire(task("a"), skipped={first.key}).all()
    assert asked[-1] == first
    assert sorted(map(str, asked)) == sorted(map(str, questionnaire(task("a")).all()))


def test_decided_steps_ask_nothing():
    done = task("a", allowed=False)
    assert questionnaire(done).all() == []
    assert questionnaire(done).undecided() == ()


def test_the_order_does_not_depend_on_how_much_of_it_is_asked_for():
    steps = [task(f"s{number}", ruled=ruled) for number, ruled in enumerate(("few", "some", "all") * 3)]
    whole = questionnaire(*steps, rate=True).all()
    lazy = questionnaire(*steps, rate=True)
    assert lazy.next() == whole[0]
    assert lazy.all() == whole


def test_only_some_steps_can_be_asked_about():
    asked = questionnaire(task("a"), task("b"), only={"b"}).all()
    assert {step for question in asked for step in question.steps} == {"b"}


def test_options_are_the_answers_still_possible():
    known = task("a", ruled=OneOf(("few", "some")), agreed=True, allowed=True, rate=Range(0, 50))
    options = {one.facts[0]: one.options for one in questionnaire(known, strict=True).all()}
    assert options["rate"] == ()
    assert options["physical"] == ("no", "yes")
    assert "ruled" not in options, "few and some lead to the same"


def test_verdicts_that_hang_on_a_question_are_named():
    (question,) = (one for one in questionnaire(task("a", allowed=True, agreed=True)).all() if one.gain)
    assert question.outcomes == ("rpa", "ai-suitable")
    assert question.settles == pytest.approx(1)


def test_a_rating_comes_first_where_it_tells_more():
    """In the strict questionnaire, whether the way is ready tells more than either fact behind it."""
    asked = questionnaire(task("a", allowed=True, physical=False), strict=True, rate=True).all()
    gains = {one.facts[0]: one.gain for one in asked}
    assert asked[0].kind == "rating"
    assert asked[0].facts == ("way",)
    assert gains["way"] > max(gains["agreed"], gains["rate"])
    assert asked[0].options == ("ready", "not_ready")
    assert asked[0].help == "ready: it is; not_ready: not yet"


def test_ratings_are_left_out_unless_wanted():
    assert all(one.kind == "fact" for one in questionnaire(task("a"), strict=True).all())


def test_a_rating_offers_only_what_is_possible():
    asked = questionnaire(task("a", agreed=True, rate=Unknown.UNKNOWN), rate=True)
    assert asked.rating("a", ["way"]).options == ("ready", "not_ready")
    settled = questionnaire(task("a", agreed=False), rate=True)
    assert settled.rating("a", ["way"]) is None


def test_a_rated_decision_is_not_asked_again():
    asked = questionnaire(task("a", way="ready"), rate=True).all()
    assert {one.facts for one in asked if one.kind != "tick-list"} == {("ruled",), ("allowed",)}


def ticks(asked: list[Inquiry]) -> dict[tuple[str, str], list[tuple[str, object, tuple[str, ...], bool]]]:
    return {
        (one.scope, one.target): [(tick.fact, tick.usual, tick.steps, tick.shared) for tick in one.ticks]
        for one in asked
        if one.kind == "tick-list"
    }


DECIDED = {"ruled": "all", "agreed": True, "allowed": True}


def test_what_goes_without_saying_is_listed_once_a_lane():
    asked = questionnaire(task("a", **DECIDED), task("b", **DECIDED), task("c", lane="back", **DECIDED)).all()
    line = [("physical", False), ("rate", Range(0, 20))]
    assert ticks(asked) == {
        ("lane", "desk"): [(fact, usual, ("a", "b"), True) for fact, usual in line],
        ("lane", "back"): [(fact, usual, ("c",), True) for fact, usual in line],
    }
    assert [one.options for one in asked] == [("no", "at most 20 %")] * 2


def test_without_lanes_there_is_one_list_for_the_process():
    asked = questionnaire(task("a", lane=None, **DECIDED), task("b", lane=None, **DECIDED)).all()
    assert list(ticks(asked)) == [("process", "")]


def test_no_default_is_proposed_that_would_say_more_than_goes_without_saying():
    """Few exceptions go without saying where the way is agreed; a default would say it of the other step as well."""
    asked = questionnaire(task("a", **DECIDED), task("b", allowed=True, agreed=False)).all()
    shared = {fact: is_shared for fact, _, _, is_shared in ticks(asked)["lane", "desk"]}
    assert shared == {"physical": True, "rate": False}


def test_a_list_for_a_lane_is_not_made_of_some_of_its_steps():
    asked = questionnaire(task("a", **DECIDED), task("b", **DECIDED), only={"a"}).all()
    assert ticks(asked) == {
        ("step", "a"): [("physical", False, ("a",), False), ("rate", Range(0, 20), ("a",), False)]
    }


def test_tick_lists_can_be_left_out():
    assert questionnaire(task("a", **DECIDED), confirm=False).all() == []


def test_steps_with_the_same_facts_are_looked_at_once(monkeypatch):
    """What a person waits for after an answer is what the answer changed."""
    graded = []
    asked = questionnaire(*(task(f"s{number}") for number in range(50)))
    grade = asked.decider.grade
    monkeypatch.setattr(asked.decider, "grade", lambda *words: graded.append(words) or grade(*words))
    asked.next()
    assert len(graded) == 1
    process = apply_answers(asked.process, [Answer("step", "s7", "agreed", True)])
    later = asked.after(process)
    later.next()
    assert len(graded) == 2


def test_working_ahead_changes_nothing():
    steps = [task("a"), task("b", agreed=True), task("c", ruled="few")]
    ahead = questionnaire(*steps, rate=True)
    assert len(list(ahead.prepare())) == 3
    assert ahead.all() == questionnaire(*steps, rate=True).all()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("by_default", [True, False])
def test_confirming_every_list_settles_what_was_presumed_and_changes_no_verdict(path, by_default):
    """Lists come again as long as their answers let other things go without saying; in the end nothing is presumed."""
    decider = sound_decider(None)
    process = api.load_process(path)
    asked = Questionnaire(process, Standings(decider))
    before = {task.id: standing.grade.outcome for task, standing in asked.steps()}
    for _ in range(5):
        lists = [one for one in asked.all() if one.kind == "tick-list"]
        answers = [answer for one in lists for answer in confirmations(one, by_default)]
        process = apply_answers(process, answers)
        asked = asked.after(process)
    after = {task.id: standing.grade for task, standing in asked.steps()}
    assert not [one for one in asked.all() if one.kind == "tick-list"]
    for step, outcome in before.items():
        if outcome is not None:
            assert (after[step].outcome, after[step].certainty) == (outcome, Certainty.SETTLED)


def confirmations(inquiry: Inquiry, by_default: bool) -> list[Answer]:
    found = []
    for tick in inquiry.ticks:
        if tick.shared and by_default:
            found.append(Answer(inquiry.scope, inquiry.target, tick.fact, tick.usual))
        else:
            found += [Answer("step", step, tick.fact, tick.usual) for step in tick.steps]
    return found


def test_next_question_of_the_library_is_the_first_fact():
    process = process_of(task("a"))
    shipped = api.next_question(process)
    assert shipped == next(one for one in api.open_questions(process) if one.kind == "fact")
    assert sound_decider(None).grade(FIT, sound_decider(None).case(process.nodes["a"].facts)).outcome is None
