"""The diagram, the cells and the executors say what the rules say, on random packs and random facts."""

from __future__ import annotations

import random
from math import isclose, prod

import pytest

from fitengine.decide.boxes import boxes_of
from fitengine.decide.cells import build_space, cells_of
from fitengine.decide.compile import compile_decision
from fitengine.decide.decider import Decider
from fitengine.decide.diagram import Diagram
from fitengine.decide.diagram_route import DiagramRoute
from fitengine.decide.oracle import sufficient
from fitengine.decide.query import (
    entropy,
    information_gains,
    outcome_weights,
    possible,
    relevant,
    sample_point,
)
from fitengine.model.rules import Rulebook
from tests.helpers.reference import all_points, decide, holds, random_masks, random_rulebook


def leaf_at(diagram: Diagram, cells: dict[str, int]) -> int:
    return possible(diagram, [1 << cells[name] for name in diagram.names])


def expected_leaf(diagram: Diagram, outcomes: frozenset[str] | None) -> int:
    """What the leaf must be for the outcomes of the reference."""
    if outcomes is None:
        return 0
    return sum(diagram.bits[outcome] for outcome in outcomes) or diagram.gap


@pytest.mark.parametrize("subs", [0, 2, 3])
@pytest.mark.parametrize("seed", range(40))
def test_the_diagram_gives_what_the_rules_give(seed: int, subs: int) -> None:
    """14,400 full cases: outcomes, gaps, conflicts and impossible cases, flat and through required decisions."""
    rng = random.Random(f"{seed}/{subs}")
    rulebook = random_rulebook(rng, facts=rng.randint(2, 7), rules=rng.randint(1, 14), subs=subs)
    space = build_space(rulebook)
    diagram = compile_decision(rulebook, space, "top")
    for _ in range(120):
        cells = {name: rng.randrange(space[name].size) for name in rulebook.dictionary}
        values = {name: space[name].sample(cell) for name, cell in cells.items()}
        assert expected_leaf(diagram, decide(rulebook, "top", values)) == leaf_at(diagram, cells)


@pytest.mark.parametrize("seed", range(60))
def test_a_cell_holds_values_that_the_rules_cannot_tell_apart(seed: int) -> None:
    """Any legal value, not only the sample of its cell, meets the same conditions; and boxes say what conditions say."""
    rng = random.Random(seed)
    rulebook = random_rulebook(rng)
    space = build_space(rulebook)
    ranks = {name: fact.values for name, fact in rulebook.dictionary.items() if fact.values}
    for rule in rulebook.tables["top"].rules:
        boxes = boxes_of(rule.when, space)
        for _ in range(40):
            values = {name: _any_value(rng, rulebook, name) for name in rulebook.dictionary}
            masks = {name: space[name].encode(value) for name, value in values.items()}
            inside = any(all(masks[name] & mask for name, mask in box.items()) for box in boxes)
            assert holds(rule.when, values, ranks) == inside


@pytest.mark.parametrize("subs", [0, 2])
@pytest.mark.parametrize("seed", range(40))
def test_what_is_possible_is_what_some_completion_gives(seed: int, subs: int) -> None:
    """Facts missing and known in part: brute force over all completions."""
    rng = random.Random(f"{seed}:{subs}")
    rulebook = random_rulebook(rng, facts=4, rules=6, subs=subs)
    space = build_space(rulebook)
    diagram = compile_decision(rulebook, space, "top")
    for _ in range(4):
        masks = random_masks(rng, rulebook)
        known = [masks.get(name, space[name].full) for name in diagram.names]
        leaves = {
            expected_leaf(diagram, decide(rulebook, "top", values))
            for values in all_points(space, list(rulebook.dictionary), masks)
        }
        union = 0
        for leaf in leaves:
            union |= leaf
        assert union == possible(diagram, known)


def brute_weights(
    rulebook: Rulebook, diagram: Diagram, known: list[int]
) -> dict[tuple[int, ...], tuple[int, float]]:
    """Cells of each completion to its leaf and its chance."""
    space = build_space(rulebook)
    table = {}
    for values in all_points(space, list(diagram.names), dict(zip(diagram.names, known, strict=True))):
        cells = tuple(space[name].encode(values[name]).bit_length() - 1 for name in diagram.names)
        chance = prod(space[name].priors[cell] for name, cell in zip(diagram.names, cells, strict=True))
        table[cells] = (leaf_at(diagram, dict(zip(diagram.names, cells, strict=True))), chance)
    return table


def totals(entries: list[tuple[int, float]]) -> dict[int, float]:
    sums: dict[int, float] = {}
    for leaf, chance in entries:
        if leaf:
            sums[leaf] = sums.get(leaf, 0.0) + chance
    return sums


@pytest.mark.parametrize("seed", range(60))
def test_weights_gains_and_relevance_equal_brute_force(seed: int) -> None:
    """Exact over all completions, whatever is missing or known in part."""
    rng = random.Random(seed)
    rulebook = random_rulebook(rng, facts=4, rules=6, subs=rng.choice([0, 2]))
    space = build_space(rulebook)
    diagram = compile_decision(rulebook, space, "top")
    priors = [space[name].priors for name in diagram.names]
    masks = random_masks(rng, rulebook, 0.4)
    known = [masks.get(name, space[name].full) for name in diagram.names]
    table = brute_weights(rulebook, diagram, known)
    sums = totals(list(table.values()))
    mass = sum(sums.values())
    if not mass:
        assert possible(diagram, known) == 0
        return
    weights = outcome_weights(diagram, known, priors)
    assert set(sums) == set(weights)
    assert all(isclose(sums[leaf] / mass, weights[leaf], abs_tol=1e-9) for leaf in sums)
    gains = {gain.level: gain for gain in information_gains(diagram, known, priors)}
    for level in range(len(known)):
        rows = [
            totals([entry for cells, entry in table.items() if cells[level] == cell])
            for cell in cells_of(known[level])
        ]
        after = sum(sum(row.values()) / mass * entropy(row) for row in rows)
        settled = sum(sum(row.values()) for row in rows if len(row) == 1) / mass
        if level in gains:
            assert isclose(gains[level].bits, entropy(sums) - after, abs_tol=1e-9)
            assert isclose(gains[level].settles, settled, abs_tol=1e-9)
        elif len(rows) > 1:
            assert isclose(entropy(sums), after, abs_tol=1e-9)
    matters = {
        level
        for level in range(len(known))
        for one, (leaf, _) in table.items()
        for other, (opposite, _) in table.items()
        if leaf
        and opposite
        and leaf != opposite
        and [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b] == [level]
    }
    assert matters <= relevant(diagram, known)


@pytest.mark.parametrize("seed", range(60))
def test_a_sufficient_set_suffices_and_nothing_in_it_can_go(seed: int) -> None:
    """Freed facts cannot change the outcome; each kept one could."""
    rng = random.Random(seed)
    rulebook = random_rulebook(rng, facts=5, rules=8)
    space = build_space(rulebook)
    diagram = compile_decision(rulebook, space, "top")
    full = [space[name].full for name in diagram.names]
    masks = random_masks(rng, rulebook, 0.9)
    known = [masks.get(name, whole) for name, whole in zip(diagram.names, full, strict=True)]
    kept = sufficient(DiagramRoute(diagram), known, range(len(known)), full)
    bare = [known[level] if level in kept else full[level] for level in range(len(known))]
    target = possible(diagram, known)
    assert possible(diagram, bare) == target
    for level in kept:
        assert possible(diagram, [full[i] if i == level else mask for i, mask in enumerate(bare)]) & ~target


@pytest.mark.parametrize("executor", ["plain", "rete"])
@pytest.mark.parametrize("seed", range(25))
def test_executors_find_the_winner_of_the_diagram(seed: int, executor: str) -> None:
    """Deciding checks the agreement itself, on a completion of every case: none of 1,000 may disagree."""
    if executor == "rete":
        pytest.importorskip("durable_rules_engine", reason="durable-rules is absent", exc_type=ImportError)
    rng = random.Random(seed)
    rulebook = random_rulebook(rng, facts=6, rules=10, subs=2)
    decider = Decider(rulebook, executor)
    for number in range(20):
        masks = random_masks(rng, rulebook, 0.8)
        case = decider.presumptions.learn(
            decider.case(_no_facts()), "f0", masks.pop("f0", decider.space["f0"].full)
        )
        for name, mask in masks.items():
            case = decider.presumptions.learn(case, name, mask)
        decision = decider.decide("top", f"case {number}", case)
        assert decision.outcome in {*rulebook.tables["top"].outcomes, "undetermined"}
    decider.close()


@pytest.mark.parametrize("seed", range(30))
def test_a_sample_point_is_possible(seed: int) -> None:
    rng = random.Random(seed)
    rulebook = random_rulebook(rng, facts=5, rules=6, subs=1)
    space = build_space(rulebook)
    diagram = compile_decision(rulebook, space, "top")
    masks = random_masks(rng, rulebook)
    known = [masks.get(name, space[name].full) for name in diagram.names]
    point = sample_point(diagram, known, [space[name].priors for name in diagram.names])
    if point is None:
        assert possible(diagram, known) == 0
    else:
        assert all(mask >> cell & 1 for mask, cell in zip(known, point, strict=True))
        assert leaf_at(diagram, dict(zip(diagram.names, point, strict=True))) != 0


def _any_value(rng: random.Random, rulebook: Rulebook, name: str) -> bool | int | float | str:
    fact = rulebook.dictionary[name]
    if fact.values:
        return rng.choice(fact.values)
    if fact.type == "bool":
        return rng.random() < 0.5
    return (
        rng.randint(0, 10)
        if fact.type == "count"
        else rng.choice([rng.uniform(0, 10), rng.randint(0, 20) / 2])
    )


def _no_facts():  # type: ignore[no-untyped-def]
    from fitengine.model.facts import Facts

    return Facts()
