"""What an explanation says, word by word on a small table, and what its changes are good for on random ones."""

from __future__ import annotations

import random
from dataclasses import replace
from math import inf

import pytest

from fitengine.decide.cells import cells_of
from fitengine.decide.decider import Decider, Grade
from fitengine.decide.explain import change_costs, cheapest_counterfactuals, explain_case
from fitengine.model.decision import Certainty
from fitengine.model.explanation import (
    Counterfactual,
    Explanation,
    FactMove,
    Fragility,
    Outlook,
    Reason,
    WhyNot,
)
from fitengine.model.facts import Facts
from fitengine.model.rules import ChangeCost, Rulebook
from tests.helpers.reference import random_rulebook
from tests.helpers.rules import table_from_text

FACTS = """\
facts:
  clear: {question: How clear is it?, type: level, values: [none, partly, mostly, fully], change: 3,
    prior: {none: 10, partly: 40, mostly: 30, fully: 20}}
  share: {question: What share?, type: number, unit: "%", range: [0, 100], change: 2}
  kind: {question: Which kind?, type: choice, values: [text, table, picture],
    prior: {text: 50, table: 25, picture: 25}}
  hands: {question: Are hands needed?, type: bool, change: 5, presume: [{is: false, when: {kind: table}}],
    prior: {false: 80, true: 20}}
"""
TABLE = """\
decision: fit
version: '1'
question: Which?
hit_policy: first
verdicts: [people, mend, robot]
rules:
- {id: R1, when: {hands: true}, then: people, because: So., cite: house-default}
- {id: R2, when: {clear: at least mostly, share: at most 20, kind: table}, then: robot, because: So., cite: house-default}
- {id: R3, when: {clear: fully, share: at most 5}, then: robot, because: So., cite: house-default}
- {id: R4, when: {clear: at least mostly, share: at most 60}, then: mend, because: So., cite: house-default}
- {id: R5, when: {}, then: people, because: So., cite: house-default}
"""
CLEAR = Reason("clear", "mostly", False, "How clear is it?")
SHARE = Reason("share", "over 20 to 60 %", False, "What share?")
NO_HANDS = Reason("hands", "no", True, "Are hands needed?")


def explained(**facts: str | float | bool) -> Explanation:
    decider = Decider(table_from_text(TABLE, FACTS), "plain")
    return explain_case(decider, "fit", "s", decider.case(Facts(facts)))


def test_a_presumed_verdict_is_explained_in_full() -> None:
    told = explained(clear="mostly", share=30.0, kind="table")
    assert (told.decision.subject, told.decision.outcome, told.decision.certainty) == (
        "s",
        "mend",
        Certainty.PRESUMED,
    )
    assert told.why == (NO_HANDS, CLEAR, SHARE)
    assert [(hit.rule, hit.outcome) for hit in told.rules] == [("R4", "mend")]
    to_robot = FactMove(
        "share", "over 20 to 60 %", "at most 20 %", False, 2.0
    )  # wider than one rule asks for
    to_people = FactMove("hands", "", "yes", True, 0.0)
    assert told.why_not == (
        WhyNot(
            "people",
            pytest.approx(0.2),
            (NO_HANDS, CLEAR, SHARE),
            Counterfactual("people", 0.0, (to_people,)),
        ),
        WhyNot("robot", 0.0, (SHARE,), Counterfactual("robot", 2.0, (to_robot,))),
    )
    assert told.fragile == (
        Fragility("clear", "mostly", "none or partly", ("people",)),
        Fragility("share", "over 20 to 60 %", "at most 20 %", ("robot",)),
        Fragility("share", "over 20 to 60 %", "over 60 %", ("people",)),
    )
    assert told.stability == pytest.approx(0.95 * (0.9 + 0.05 * 0.1))
    assert told.answers == ()


def test_a_verdict_far_from_the_others_has_a_way_to_each() -> None:
    told = explained(clear="none", share=90.0, kind="text")
    assert told.decision.certainty is Certainty.SETTLED
    assert told.why == (Reason("clear", "none", False, "How clear is it?"),)
    no_hands = FactMove("hands", "", "no", True, 0.0)
    changes = {other.outcome: other.change for other in told.why_not}
    assert changes == {
        "robot": Counterfactual(
            "robot",
            11.0,
            (
                no_hands,
                FactMove("clear", "none", "fully", False, 9.0),
                FactMove("share", "over 60 %", "at most 5 %", False, 2.0),
            ),
        ),
        "mend": Counterfactual(
            "mend",
            8.0,
            (
                no_hands,
                FactMove("clear", "none", "mostly", False, 6.0),
                FactMove("share", "over 60 %", "at most 60 %", False, 2.0),
            ),
        ),
    }
    assert told.fragile == ()


def test_an_open_decision_says_what_is_possible_and_what_answers_lead_to() -> None:
    told = explained(clear="mostly")
    assert (told.decision.outcome, told.why, told.fragile, told.stability) == ("undetermined", (), (), None)
    assert {other.outcome: other.weight for other in told.why_not} == pytest.approx(
        dict(told.decision.possible)
    )
    assert all(other.reasons == () and other.change and other.change.cost == 0.0 for other in told.why_not)
    assert told.answers == (
        Outlook("at most 20 %", pytest.approx(0.2), ("people", "mend", "robot"), Certainty.OPEN),
        Outlook("over 20 to 60 %", pytest.approx(0.4), ("people", "mend"), Certainty.OPEN),
        Outlook("over 60 %", pytest.approx(0.4), ("people",), Certainty.SETTLED),
    )


EITHER = """\
decision: t
version: '1'
question: Which?
hit_policy: first
verdicts: [yes_, no_]
rules:
- {id: R1, when: {all: [{c: true}, {any: [{a: true}, {b: true}]}]}, then: yes_, because: So., cite: house-default}
- {id: R2, when: {}, then: no_, because: So., cite: house-default}
"""


@pytest.mark.parametrize(
    ("more_of_a", "facts", "reason"),
    [
        ("", {"a": True, "b": True}, "a"),
        ("presume: true", {"b": True}, "b"),
        ("role: knock-out, presume: false", {"a": True, "b": True}, "b"),
    ],
    ids=["the first of equals", "what is said before what is presumed", "the core before a knock-out"],
)
def test_of_two_reasons_that_both_suffice_the_weightier_is_named(
    more_of_a: str, facts: dict[str, bool], reason: str
) -> None:
    dictionary = (
        f"facts:\n  a: {{question: A?, type: bool, {more_of_a}}}\n  b: {{question: B?, type: bool}}\n"
        "  c: {question: C?, type: bool, presume: true}\n"
    )
    decider = Decider(table_from_text(EITHER, dictionary), "plain")
    told = explain_case(decider, "t", "s", decider.case(Facts(facts)))
    assert {one.fact for one in told.why} == {"c", reason}


@pytest.mark.parametrize(
    ("name", "known", "costs"),
    [
        ("clear", 0b0010, [3.0, 0.0, 3.0, 6.0]),
        ("clear", 0b1100, [6.0, 3.0, 0.0, 0.0]),
        ("share", 0b1000, [2.0, 2.0, 2.0, 0.0]),
        ("kind", 0b010, [inf, 0.0, inf]),
        ("kind", 0b111, [0.0, 0.0, 0.0]),
    ],
)
def test_a_change_costs_its_notches_and_some_facts_never_change(
    name: str, known: int, costs: list[float]
) -> None:
    variable = Decider(table_from_text(TABLE, FACTS), "plain").space[name]
    assert change_costs(variable, known) == costs


def with_costs(rng: random.Random, book: Rulebook) -> Rulebook:
    priced = {
        name: replace(fact, change=ChangeCost(rng.choice([1.0, 2.0, 2.0, 5.0, None])))
        for name, fact in book.dictionary.items()
    }
    return replace(book, dictionary=priced)


@pytest.mark.parametrize("seed", range(40))
def test_a_change_leads_there_whichever_of_its_values_come_true_and_is_as_wide_as_can_be(seed: int) -> None:
    rng = random.Random(seed)
    decider = Decider(with_costs(rng, random_rulebook(rng, facts=4, rules=8, subs=seed % 2 * 2)), "plain")
    case = decider.case(Facts())
    for name, variable in decider.space.items():
        if name in decider.rulebook.dictionary and rng.random() < 0.7:
            case = decider.presumptions.learn(case, name, rng.randint(1, variable.full))
    grade = decider.grade("top", case)
    if grade.contradictions:
        return
    for outcome, found in cheapest_counterfactuals(decider, grade).items():
        check_change(decider, grade, outcome, found)


def check_change(decider: Decider, grade: Grade, outcome: str, found: Counterfactual) -> None:
    oracle, target = grade.oracle, grade.oracle.bits[outcome]
    assert found.outcome == outcome
    assert sum(move.cost for move in found.moves) == found.cost
    assert [oracle.level_of[move.fact] for move in found.moves] == sorted(
        oracle.level_of[move.fact] for move in found.moves
    )
    wide = list(grade.presumed)
    for move in found.moves:
        wide[oracle.level_of[move.fact]] = mask_of(decider, move.fact, move.then)
    assert oracle.possible(wide) == target
    for move in found.moves:
        level, variable = oracle.level_of[move.fact], decider.space[move.fact]
        known, mask = grade.known[level], wide[level]
        costs = change_costs(variable, known)
        assert move.now == ("" if known == variable.full else variable.words(known))
        assert move.found == bool(known & mask)
        assert max(costs[cell] for cell in cells_of(mask)) == move.cost
        assert move.found == (move.cost == 0)
        if move.found:
            assert oracle.possible([*wide[:level], grade.presumed[level], *wide[level + 1 :]]) & ~target
        for cell in (mask.bit_length(), (mask & -mask).bit_length() - 2):
            if (
                0 <= cell < variable.size
                and costs[cell] <= move.cost
                and bool(known >> cell & 1) == move.found
            ):
                alone = oracle.possible([*wide[:level], 1 << cell, *wide[level + 1 :]])
                assert alone != target, f"{move.fact} could be {variable.words(1 << cell)} too"


def mask_of(decider: Decider, name: str, words: str) -> int:
    variable = decider.space[name]
    return next(mask for mask in range(1, variable.full + 1) if variable.words(mask) == words)
