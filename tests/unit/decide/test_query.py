"""Questions asked of a diagram, where the answer could be one of several or the diagram is as small as can be."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from math import inf

import pytest

from fitengine.decide.cells import build_space, cells_of
from fitengine.decide.compile import compile_decision
from fitengine.decide.diagram import Builder, Diagram
from fitengine.decide.oracle import Change
from fitengine.decide.query import (
    answer_rows,
    cheapest_changes,
    information_gains,
    outcome_weights,
    relevant,
    sample_point,
)
from tests.helpers.reference import random_rulebook

Costs = Sequence[Sequence[float]]


def one_test() -> Diagram:
    """A yes-or-no fact that decides alone."""
    builder = Builder(["a"], [2])
    return builder.finish("d", ["x", "y"], builder.node(0, (builder.leaf(1), builder.leaf(2))))


def no_test() -> Diagram:
    """One outcome whatever is the case."""
    builder = Builder(["a"], [2])
    return builder.finish("d", ["x", "y"], builder.leaf(2))


def test_one_fact_that_decides_alone() -> None:
    assert cheapest_changes(one_test(), [0b01], [[0, 4]]) == {
        "x": Change(0, (), ()),
        "y": Change(4, ((0, 1),), ()),
    }
    assert cheapest_changes(one_test(), [0b11], [[0, 0]]) == {
        "x": Change(0, (), ((0, 0),)),
        "y": Change(0, (), ((0, 1),)),
    }
    assert relevant(one_test(), [0b11]) == {0}
    assert relevant(one_test(), [0b01]) == set()
    (gain,) = information_gains(one_test(), [0b11], [[0.5, 0.5]])
    assert (gain.level, gain.bits, gain.settles) == (0, 1.0, 1.0)


def test_an_outcome_that_nothing_can_change() -> None:
    assert cheapest_changes(no_test(), [0b11], [[0, 0]]) == {"y": Change(0, (), ())}
    assert relevant(no_test(), [0b11]) == set()
    assert information_gains(no_test(), [0b11], [[0.5, 0.5]]) == []
    assert answer_rows(no_test(), [0b11], [[0.5, 0.5]]) == ({}, {})
    assert outcome_weights(no_test(), [0b11], [[0.5, 0.5]]) == {2: 1.0}


def test_a_fact_that_only_tells_the_impossible_apart_does_not_matter() -> None:
    """`b` decides; `a` says no more than that one case cannot be."""
    builder = Builder(["b", "a"], [2, 2])
    x, y, impossible = builder.leaf(1), builder.leaf(2), builder.leaf(0)
    diagram = builder.finish("d", ["x", "y"], builder.node(0, (builder.node(1, (x, impossible)), y)))
    assert relevant(diagram, [0b11, 0b11]) == {0}
    deciding = builder.node(1, (x, y))
    other = builder.finish("d", ["x", "y"], builder.node(0, (deciding, impossible)))
    assert relevant(other, [0b11, 0b11]) == {1}


def test_the_case_shown_is_the_most_likely_that_can_be() -> None:
    """Of equally likely values the lowest; facts that do not matter have their most likely value too."""
    builder = Builder(["a", "b", "c"], [3, 2, 3])
    x, impossible = builder.leaf(1), builder.leaf(0)
    diagram = builder.finish("d", ["x"], builder.node(0, (x, x, impossible)))
    likely = [0.1, 0.3, 0.6], [0.5, 0.5], [0.2, 0.3, 0.5]
    assert sample_point(diagram, [0b111, 0b11, 0b111], likely) == [1, 0, 2]
    assert sample_point(diagram, [0b101, 0b10, 0b011], likely) == [0, 1, 1]
    assert sample_point(diagram, [0b100, 0b11, 0b111], likely) is None


@pytest.mark.parametrize("seed", range(200))
def test_of_equally_dear_changes_that_with_fewest_moves_then_fewest_finds_is_taken(seed: int) -> None:
    rng = random.Random(seed)
    book = random_rulebook(rng, facts=4, rules=8, subs=seed % 2 * 2)
    space = build_space(book)
    diagram = compile_decision(book, space, "top")
    known = [
        1 << rng.randrange(space[name].size)
        if rng.random() < seed % 3 / 4
        else rng.randint(1, space[name].full)
        for name in diagram.names
    ]
    costs = [
        [0.0 if mask >> cell & 1 else rng.choice([1.0, 1.0, 2.0, inf]) for cell in range(space[name].size)]
        for name, mask in zip(diagram.names, known, strict=True)
    ]
    best: dict[str, tuple[float, int, int]] = {}
    for outcome, path in paths(diagram, diagram.root):
        price = sum(costs[level][cell] for level, cell in path)
        if outcome is not None and price < inf:
            here = (price, len(moves_of(path, known)), len(finds_of(path, known)))
            best[outcome] = min(here, best.get(outcome, here))
    found = cheapest_changes(diagram, known, costs)
    assert {name: (one.cost, len(one.moves), len(one.finds)) for name, one in found.items()} == best
    for outcome, change in found.items():
        assert list(change.moves) == moves_of(change.moves, known)
        assert list(change.finds) == finds_of(change.finds, known)
        assert end(diagram, known, dict((*change.moves, *change.finds))) == outcome


Steps = Sequence[tuple[int, int]]


def paths(diagram: Diagram, reference: int, so_far: Steps = ()) -> Iterator[tuple[str | None, Steps]]:
    if reference < 0:
        yield diagram.outcome(diagram.leaves[-1 - reference]), so_far
        return
    level = diagram.levels[reference]
    for cell, child in enumerate(diagram.children[reference]):
        yield from paths(diagram, child, (*so_far, (level, cell)))


def moves_of(path: Steps, known: Sequence[int]) -> list[tuple[int, int]]:
    return [(level, cell) for level, cell in path if not known[level] >> cell & 1]


def finds_of(path: Steps, known: Sequence[int]) -> list[tuple[int, int]]:
    return [
        (level, cell) for level, cell in path if known[level] >> cell & 1 and known[level].bit_count() > 1
    ]


def end(diagram: Diagram, known: Sequence[int], changed: dict[int, int]) -> str | None:
    """Where the changes lead; what they say nothing about must be known."""
    reference = diagram.root
    while reference >= 0:
        level = diagram.levels[reference]
        (cell,) = [changed[level]] if level in changed else cells_of(known[level])
        reference = diagram.children[reference][cell]
    return diagram.outcome(diagram.leaves[-1 - reference])
