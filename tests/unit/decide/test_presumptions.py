"""What goes without saying, of a fact that nobody spoke of, beside what is known of others."""

from __future__ import annotations

import random

import pytest

from fitengine.decide.case import Case, Presumptions
from fitengine.decide.cells import build_space, cells_of
from fitengine.model.facts import Facts, OneOf, Unknown
from tests.helpers.reference import random_rulebook
from tests.helpers.rules import table_from_text

FACTS = """\
facts:
  clear: {question: How clear?, type: level, values: [none, partly, mostly, fully], presume: at least partly}
  kind: {question: Which kind?, type: choice, values: [text, table, picture]}
  hands: {question: Hands?, type: bool, presume: [{is: false, when: {any: [{kind: table}, {kind: text}]}}]}
  trust: {question: Trust?, type: level, values: [low, mid, high],
    presume: [{is: at most mid}, {is: at least mid, when: {kind: text}}, {is: high, when: {kind: text}}]}
  share: {question: What share?, type: count, range: [0, 100], presume: [{is: at most 20, when: {clear: at least mostly}}]}
"""
TABLE = """\
decision: fit
version: '1'
question: Which?
hit_policy: first
verdicts: [yes_, no_]
rules:
- {id: R1, when: {clear: fully, kind: table, hands: true, trust: low, share: at most 20}, then: no_,
    because: So., cite: house-default}
- {id: R2, when: {}, then: yes_, because: So., cite: house-default}
"""
BOOK = table_from_text(TABLE, FACTS)
SPACE = build_space(BOOK)


@pytest.fixture
def presumptions() -> Presumptions:
    """Anew for each test: they remember what was asked before."""
    return Presumptions(BOOK.dictionary, SPACE)


def presumed(case: Case) -> dict[str, str]:
    return {name: SPACE[name].words(mask) for name, mask in case.presumed.items()}


ALWAYS = {"clear": "at least partly", "trust": "low or mid"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ALWAYS),
        ({"kind": "picture"}, ALWAYS),
        ({"kind": "table"}, {**ALWAYS, "hands": "no"}),
        ({"kind": "text"}, {"clear": "at least partly", "hands": "no", "trust": "mid"}),
        ({"clear": "none"}, {"trust": "low or mid"}),
        ({"clear": "fully", "trust": "high"}, {"share": "at most 20"}),
        ({"clear": OneOf(("mostly", "fully"))}, {"trust": "low or mid", "share": "at most 20"}),
        ({"clear": OneOf(("partly", "mostly", "fully"))}, {"trust": "low or mid"}),
        ({"clear": Unknown.UNKNOWN, "kind": "table"}, {"trust": "low or mid", "hands": "no"}),
        ({"kind": Unknown.UNKNOWN}, ALWAYS),
        ({"kind": "table", "hands": True}, ALWAYS),
    ],
)
def test_what_goes_without_saying(
    presumptions: Presumptions, facts: dict[str, object], expected: dict[str, str]
) -> None:
    """Of several presumptions all that leave something hold, in written order; a condition holds where all that is still
    possible meets it; what is said, be it that nobody knows, is not presumed."""
    case = presumptions.case(Facts(facts))  # type: ignore[arg-type]
    assert presumed(case) == expected


def test_only_what_is_said_of_facts_that_there_are_is_known(presumptions: Presumptions) -> None:
    case = presumptions.case(Facts({"clear": Unknown.UNKNOWN, "kind": "text", "elsewhere": 7}))
    assert (dict(case.known), case.doubted) == ({"kind": 0b001}, ("clear",))


def test_of_values_that_meet_different_parts_of_a_condition_each_will_do(presumptions: Presumptions) -> None:
    case = presumptions.learn(presumptions.case(Facts()), "kind", 0b011)
    assert presumed(case)["hands"] == "no"
    assert "hands" not in presumed(presumptions.learn(case, "kind", 0b111))


def test_strictly_nothing_goes_without_saying(presumptions: Presumptions) -> None:
    case = presumptions.case(Facts({"kind": "text"}), strict=True)
    assert case.presumed == {}
    learnt = presumptions.learn(case, "hands", 0b01)
    assert (learnt.presumed, learnt.known) == ({}, {"kind": 0b001, "hands": 0b01})


@pytest.mark.parametrize("seed", range(40))
def test_to_learn_a_fact_is_to_have_known_it(seed: int) -> None:
    rng = random.Random(seed)
    book = random_rulebook(rng, facts=5, rules=4)
    space = build_space(book)
    presumptions = Presumptions(book.dictionary, space)
    case, values = presumptions.case(Facts()), {}
    for name in rng.sample(sorted(book.dictionary), 5):
        cell = rng.choice(list(cells_of(space[name].full)))
        values[name] = space[name].sample(cell)
        case = presumptions.learn(case, name, 1 << cell)
        anew = presumptions.case(Facts(values))
        assert (case.known, case.presumed) == (anew.known, anew.presumed)
