"""A condition comes apart into boxes that mean the same, and never into so many that memory or time run out."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings

from fitengine.decide.boxes import MOST_BOXES, boxes_of, covers
from fitengine.decide.cells import build_space
from fitengine.decide.decider import Decider
from fitengine.errors import RulesError
from fitengine.model.facts import Facts
from fitengine.model.rules import AllOf, AnyOf, Condition, Not, Operator, Rulebook, UnaryTest
from tests.helpers.reference import holds
from tests.helpers.rules import table_from_text
from tests.helpers.strategies import packs

SPACED = "facts:\n" + "".join(
    f"  f{number}: {{question: Which?, type: choice, values: [a, b, c, d]}}\n" for number in range(30)
)


TWO_RULES = """\
decision: t
version: '1'
question: Which?
hit_policy: first
verdicts: [yes_, no_]
rules:
- {{id: R0, when: {}, then: yes_, because: So., cite: house-default}}
- {{id: R1, when: {{}}, then: no_, because: So., cite: house-default}}
"""


def rulebook(condition: str) -> Rulebook:
    return table_from_text(TWO_RULES.format(condition), SPACED)


def condition_of(text: str) -> tuple[Condition, Rulebook]:
    book = rulebook(text)
    return book.tables["t"].rules[0].when, book


def is_(fact: str, value: str) -> UnaryTest:
    return UnaryTest(fact, Operator.IS, (value,))


@settings(max_examples=150, deadline=None)
@given(packs())
def test_boxes_mean_what_the_condition_says(book: Rulebook) -> None:
    space = build_space(book)
    ranks = {name: fact.values for name, fact in book.dictionary.items() if fact.values}
    for rule in book.tables["t"].rules:
        boxes = boxes_of(rule.when, space)
        names = list(dict.fromkeys(name for box in boxes for name in box))
        for cells in list(product(*(range(space[name].size) for name in names)))[:300]:
            known = {name: 1 << cell for name, cell in zip(names, cells, strict=True)}
            values = {name: space[name].sample(0) for name in book.dictionary}
            values |= {name: space[name].sample(cell) for name, cell in zip(names, cells, strict=True)}
            if rule.when == AllOf(()) or names:
                assert any(covers(box, known) for box in boxes) is holds(rule.when, values, ranks)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (AllOf(()), [{}]),
        (AnyOf(()), []),
        (Not(AllOf(())), []),
        (Not(AnyOf(())), [{}]),
        (is_("f0", "a"), [{"f0": 0b0001}]),
        (Not(is_("f0", "a")), [{"f0": 0b1110}]),
        (Not(Not(is_("f0", "a"))), [{"f0": 0b0001}]),
        (AllOf((is_("f0", "a"), is_("f1", "b"))), [{"f0": 0b0001, "f1": 0b0010}]),
        (Not(AllOf((is_("f0", "a"), is_("f1", "b")))), [{"f0": 0b1110}, {"f1": 0b1101}]),
        (AnyOf((is_("f0", "a"), is_("f1", "b"))), [{"f0": 0b0001}, {"f1": 0b0010}]),
        (Not(AnyOf((is_("f0", "a"), is_("f0", "b")))), [{"f0": 0b1100}]),
        (AllOf((is_("f0", "a"), is_("f0", "b"))), []),
        (
            AllOf((AnyOf((is_("f0", "a"), is_("f0", "b"))), is_("f1", "c"))),
            [{"f0": 1, "f1": 4}, {"f0": 2, "f1": 4}],
        ),
    ],
)
def test_few_boxes_are_left_as_they_were_thought_of(
    condition: Condition, expected: list[dict[str, int]]
) -> None:
    assert (
        boxes_of(
            condition, build_space(rulebook("{" + ", ".join(f"f{n}: [a, b, c, d]" for n in range(3)) + "}"))
        )
        == expected
    )


def test_lists_over_thirty_facts_are_one_box_and_not_three_to_the_thirtieth() -> None:
    condition, book = condition_of("{" + ", ".join(f"f{number}: [a, b, c]" for number in range(30)) + "}")
    boxes = boxes_of(condition, build_space(book))
    assert len(boxes) < 100
    decider = Decider(book, "plain")
    for other, outcome in (("c", "yes_"), ("d", "no_")):
        facts = Facts({f"f{number}": "a" if number else other for number in range(30)})
        assert decider.decide("t", "s", decider.case(facts)).outcome == outcome


def test_a_denied_choice_among_many_is_no_product() -> None:
    condition, book = condition_of(
        "{not: {" + ", ".join(f"f{number}: [a, b, c]" for number in range(30)) + "}}"
    )
    assert len(boxes_of(condition, build_space(book))) == 30


@pytest.mark.parametrize(
    "text",
    [
        "{all: [" + ", ".join(f"{{any: [{{f{n}: a}}, {{f{n + 1}: b}}]}}" for n in range(0, 30, 2)) + "]}",
        "{not: {any: [" + ", ".join(f"{{f{n}: a, f{n + 1}: b}}" for n in range(0, 30, 2)) + "]}}",
    ],
)
def test_a_condition_of_countless_cases_is_refused_in_words(text: str) -> None:
    condition, book = condition_of(text)
    with pytest.raises(RulesError) as raised:
        boxes_of(condition, build_space(book))
    (problem,) = raised.value.problems
    assert problem.code == "too-many-cases"
    assert problem.message.startswith("a condition over `f0`, `f1")
    assert f"more than {MOST_BOXES:,} separate cases" in problem.message
    assert "several rules" in problem.help


def wide(condition: Condition, size: int) -> list[dict[str, int]]:
    """The boxes of a condition over the choices `x` and `y`, each of as many words, and `z` of two."""
    words = ", ".join(f"w{number}" for number in range(size))
    facts = "facts:\n" + "".join(
        f"  {name}: {{question: Which?, type: choice, values: [{words}]}}\n" for name in "xyz"
    )
    return boxes_of(condition, build_space(table_from_text(TWO_RULES.format("{}"), facts)))


def test_as_many_cases_as_allowed_are_taken() -> None:
    """They cannot be told in fewer: no two differ in one fact alone."""
    apart = [AllOf((is_("x", f"w{number}"), is_("y", f"w{number}"))) for number in range(MOST_BOXES + 1)]
    boxes = wide(AnyOf(tuple(apart[:-1])), MOST_BOXES + 1)
    assert boxes == [{"x": 1 << number, "y": 1 << number} for number in range(MOST_BOXES)]
    with pytest.raises(RulesError):
        wide(AnyOf(tuple(apart)), MOST_BOXES + 1)


def test_cases_that_are_many_on_the_way_and_few_in_the_end_are_taken() -> None:
    """A product of seventy by seventy alternatives says no more than that each fact is one of seventy."""
    some = [AnyOf(tuple(is_(name, f"w{number}") for number in range(70))) for name in "xy"]
    boxes = wide(AllOf(tuple(some)), 80)
    assert len(boxes) < 5
    assert {box["y"] for box in boxes} == {(1 << 70) - 1}
    assert sum(box["x"] for box in boxes) == (1 << 70) - 1


def test_a_case_that_leaves_a_fact_open_leaves_it_open_among_many() -> None:
    apart = [AllOf((is_("x", f"w{number}"), is_("y", f"w{number}"))) for number in range(120)]
    boxes = wide(AnyOf((*apart, is_("z", "w1"))), 120)
    assert {"z": 0b10} in boxes
    assert len(boxes) == 121
    assert all(mask for box in boxes for mask in box.values())
