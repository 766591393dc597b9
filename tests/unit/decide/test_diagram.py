"""A diagram is as small as its order of facts allows, ends within its limits, and rests on whatever its tables rest on."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import partial

import pytest

from fitengine.decide import compile as compiling
from fitengine.decide.cells import build_space
from fitengine.decide.compile import compile_decision, compile_table, tied_facts
from fitengine.decide.diagram import MAX_LEVELS, Builder, Diagram, TooLargeError
from fitengine.load.rules.rulebook import load_rules
from fitengine.model.rules import Rulebook
from tests.helpers.reference import random_rulebook
from tests.helpers.rules import table_from_text

TABLE = """\
decision: {name}
version: '1'
question: Which?
hit_policy: first
requires: [{requires}]
verdicts: [yes_, no_]
{more}rules:
- {{id: {name}-1, when: {when}, then: yes_, because: So., cite: house-default}}
- {{id: {name}-2, when: {{}}, then: no_, because: So., cite: house-default}}
"""
FACTS = "facts:\n" + "".join(f"  {name}: {{question: Is it?, type: bool}}\n" for name in "abcd")


def table(name: str, when: str, requires: str = "", more: str = "") -> str:
    return TABLE.format(name=name, when=when, requires=requires, more=more)


def over_two_decisions(more: str = "", below: str = "") -> Rulebook:
    """A decision that looks at the outcomes of two others and at no fact of its own."""
    return table_from_text(
        "---\n".join(
            [
                table("left", "{a: true, b: true}", more=below),
                table("right", "{c: true}"),
                table("top", "{left: yes_, right: yes_}", "left, right", more),
            ]
        ),
        FACTS,
    )


def outcome(diagram: Diagram, **cells: int) -> str | None:
    reference = diagram.root
    while reference >= 0:
        reference = diagram.children[reference][cells[diagram.names[diagram.levels[reference]]]]
    return diagram.outcome(diagram.leaves[-1 - reference])


@pytest.mark.parametrize("seed", range(30))
def test_no_test_is_idle_no_part_is_stored_twice_and_no_leaf_is_idle(seed: int) -> None:
    book = random_rulebook(random.Random(seed), facts=5, rules=9, subs=seed % 3)
    space = build_space(book)
    for diagram in (compile_decision(book, space, "top"), compile_table(book.tables["top"], space)):
        assert diagram.decision == "top"
        nodes = list(zip(diagram.levels, diagram.children, strict=True))
        assert len(set(nodes)) == len(nodes)
        assert all(len(set(children)) > 1 for children in diagram.children)
        referred = {diagram.root, *(child for children in diagram.children for child in children)}
        assert {child for child in referred if child < 0} == {
            -1 - index for index in range(len(diagram.leaves))
        }
        assert len(set(diagram.leaves)) == len(diagram.leaves)


def test_a_diagram_of_one_test_has_the_leaves_of_that_test() -> None:
    builder = Builder(["a"], [2])
    builder.leaf(4)
    diagram = builder.finish("d", ["x", "y"], builder.node(0, (builder.leaf(1), builder.leaf(2))))
    assert (diagram.leaves, diagram.children, diagram.root) == ((1, 2), ((-1, -2),), 0)


def test_the_leaves_below_a_node_are_those_that_it_leads_to() -> None:
    builder = Builder(["a", "b"], [2, 2])
    below = builder.node(1, (builder.leaf(1), builder.leaf(2)))
    root = builder.node(0, (below, builder.leaf(1)))
    builder.leaf(4)
    assert below == 0
    assert builder.leaf_values(root) == {1, 2}


def test_a_fact_with_one_value_is_not_tested() -> None:
    builder = Builder(["a"], [1])
    assert builder.node(0, (builder.leaf(1),)) == builder.leaf(1)


def test_as_many_states_as_allowed_may_be_looked_at() -> None:
    builder = Builder(["a"], [2], limit=3)
    for _ in range(3):
        builder.look()
    with pytest.raises(TooLargeError):
        builder.look()


def test_as_many_facts_as_allowed_may_be_tested() -> None:
    names = [f"f{number}" for number in range(MAX_LEVELS + 1)]
    Builder(names[:-1], [2] * MAX_LEVELS)
    with pytest.raises(TooLargeError):
        Builder(names, [2] * len(names))


@pytest.mark.parametrize(("decision", "states"), [("technology-fit", 1_600), ("technique", 6_000)])
def test_the_shipped_decisions_take_few_states(
    monkeypatch: pytest.MonkeyPatch, decision: str, states: int
) -> None:
    """What is known to be equal is looked at once. They took 1,083 and 4,125 when this was written."""
    rulebook = load_rules()
    monkeypatch.setattr(compiling, "Builder", partial(Builder, limit=states))
    compile_decision(rulebook, build_space(rulebook), decision)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [((1, 1, 1), "yes_"), ((1, 0, 1), "no_"), ((0, 1, 1), "no_"), ((1, 1, 0), "no_")],
)
def test_a_decision_may_rest_on_other_decisions_alone(facts: tuple[int, ...], expected: str) -> None:
    book = over_two_decisions()
    diagram = compile_decision(book, build_space(book), "top")
    assert outcome(diagram, **dict(zip("abc", facts, strict=True))) == expected


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [({"left": "yes_"}, "yes_"), ({"left": "no_"}, "no_"), ({"left": "yes_", "right": "no_"}, "no_")],
)
def test_an_outcome_that_somebody_answered_stands_for_its_decision(
    ratings: Mapping[str, str], expected: str
) -> None:
    book = over_two_decisions()
    diagram = compile_decision(book, build_space(book), "top", ratings=ratings)
    assert outcome(diagram, a=0, b=0, c=1) == expected


def test_constraints_tie_the_facts_that_they_rest_on_even_through_decisions() -> None:
    more = (
        "constraints:\n"
        "- {id: C1, never: {left: yes_, c: true}, because: So.}\n"
        "- {id: C2, never: {right: yes_, d: true}, because: So.}\n"
    )
    below = "constraints:\n- {id: C0, never: {a: true, b: false}, because: So.}\n"
    book = over_two_decisions(more, below)
    assert tied_facts(book, "top") == [["a", "b"], ["a", "b", "c"], ["c", "d"]]
    assert tied_facts(book, "top", without=["C0", "C1"]) == [["c", "d"]]
    assert tied_facts(book, "left") == [["a", "b"]]
    assert tied_facts(book, "right") == []
