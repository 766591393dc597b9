"""Explanations equal brute force on small packs: cheapest changes, smallest reasons, what is fragile, stability."""

from __future__ import annotations

import random
from itertools import product
from math import inf, isclose

import pytest

from fitengine.decide.case import Case
from fitengine.decide.cells import build_space, cells_of
from fitengine.decide.compile import compile_decision
from fitengine.decide.decider import Decider
from fitengine.decide.diagram import Diagram
from fitengine.decide.explain import NOTCH, explain_case, stability
from fitengine.decide.query import cheapest_changes, possible
from fitengine.model.decision import Certainty
from tests.helpers.reference import random_masks, random_rulebook


def leaf_of(diagram: Diagram, cells: tuple[int, ...]) -> int:
    return possible(diagram, [1 << cell for cell in cells])


def all_cells(diagram: Diagram, sizes: list[int]) -> list[tuple[tuple[int, ...], int]]:
    return [(cells, leaf_of(diagram, cells)) for cells in product(*map(range, sizes))]


@pytest.mark.parametrize("seed", range(60))
def test_the_cheapest_change_is_the_cheapest_of_all_cases(seed: int) -> None:
    """Its cost equals the least over every full case with that outcome; no outcome is missed, and the change leads to it."""
    rng = random.Random(seed)
    rulebook = random_rulebook(rng, facts=4, rules=7, subs=rng.choice([0, 2]))
    space = build_space(rulebook)
    diagram = compile_decision(rulebook, space, "top")
    sizes = [space[name].size for name in diagram.names]
    masks = random_masks(rng, rulebook, 0.7)
    known = [masks.get(name, space[name].full) for name in diagram.names]
    costs = [
        [0.0 if mask >> cell & 1 else rng.choice([1.0, 2.0, 5.0, inf]) for cell in range(size)]
        for mask, size in zip(known, sizes, strict=True)
    ]
    expected: dict[int, float] = {}
    for cells, leaf in all_cells(diagram, sizes):
        cost = sum(costs[level][cell] for level, cell in enumerate(cells))
        if leaf in diagram.bits.values() and cost < inf:
            expected[leaf] = min(cost, expected.get(leaf, inf))
    found = cheapest_changes(diagram, known, costs)
    assert {diagram.bits[outcome]: change.cost for outcome, change in found.items()} == expected
    for outcome, change in found.items():
        moved = list(known)
        for level, cell in (*change.moves, *change.finds):
            moved[level] = 1 << cell
        assert possible(diagram, moved) == diagram.bits[outcome]


@pytest.mark.parametrize("seed", range(80))
def test_reasons_and_fragile_facts_hold_by_brute_force(seed: int) -> None:
    """What `why` names forces the outcome and nothing in it can be left out; what is fragile does flip it, and nothing else does
    by itself; a counterfactual leads where it says."""
    rng = random.Random(seed)
    rulebook = random_rulebook(rng, facts=4, rules=7, subs=rng.choice([0, 2]))
    decider = Decider(rulebook, "plain")
    case = decided_case(rng, decider)
    if case is None:
        return
    explanation = explain_case(decider, "top", "s", case)
    diagram = decider.diagram("top")
    full = {name: decider.space[name].full for name in diagram.names}
    target = diagram.bits[explanation.decision.outcome]

    named = {
        reason.fact: case.mask(reason.fact, full[reason.fact], presume=True) for reason in explanation.why
    }
    assert forces(diagram, full, named, target)
    for name in named:
        assert not forces(
            diagram, full, {other: mask for other, mask in named.items() if other != name}, target
        )

    presumed = {name: case.mask(name, full[name], presume=True) for name in diagram.names}
    flips = {
        (name, cell)
        for name in diagram.names
        if case.mask(name, full[name], presume=False) != full[name]
        for cell in cells_of(full[name] & ~case.known[name])
        if possible(diagram, [1 << cell if other == name else presumed[other] for other in diagram.names])
        not in (0, target)
    }
    said = {
        (fragile.fact, cell)
        for fragile in explanation.fragile
        for cell in range(decider.space[fragile.fact].size)
        if (fragile.fact, cell) in flips
    }
    assert flips == said


@pytest.mark.parametrize("seed", range(60))
def test_why_not_shuts_the_other_outcome_out(seed: int) -> None:
    rng = random.Random(seed)
    rulebook = random_rulebook(rng, facts=4, rules=7)
    decider = Decider(rulebook, "plain")
    case = decided_case(rng, decider)
    if case is None:
        return
    diagram = decider.diagram("top")
    full = {name: decider.space[name].full for name in diagram.names}
    for other in explain_case(decider, "top", "s", case).why_not:
        bit = diagram.bits[other.outcome]
        named = {
            reason.fact: case.mask(reason.fact, full[reason.fact], presume=True) for reason in other.reasons
        }
        left = possible(diagram, [named.get(name, full[name]) for name in diagram.names])
        assert not left & bit


@pytest.mark.parametrize("seed", range(60))
def test_stability_is_the_chance_over_all_notches(seed: int) -> None:
    """Summed by hand over every full case: exact facts one notch off with the chance NOTCH, the others by their priors."""
    rng = random.Random(seed)
    rulebook = random_rulebook(rng, facts=4, rules=7)
    decider = Decider(rulebook, "plain")
    case = decided_case(rng, decider)
    if case is None:
        return
    grade = decider.grade("top", case)
    diagram = decider.diagram("top")
    chances = []
    for level, name in enumerate(diagram.names):
        variable, mask = decider.space[name], grade.presumed[level]
        exact = name in case.known and bin(mask).count("1") == 1 and mask != variable.full
        if exact:
            here = mask.bit_length() - 1
            ordered = rulebook.dictionary[name].type.ordered
            others = [c for c in range(variable.size) if c != here and (not ordered or abs(c - here) == 1)]
            chances.append({here: 1 - NOTCH if others else 1.0, **{c: NOTCH / len(others) for c in others}})
        else:
            total = sum(variable.priors[c] for c in cells_of(mask))
            chances.append({c: variable.priors[c] / total for c in cells_of(mask)})
    sums: dict[int, float] = {}
    for cells in product(*(chance.keys() for chance in chances)):
        weight = 1.0
        for chance, cell in zip(chances, cells, strict=True):
            weight *= chance[cell]
        leaf = leaf_of(diagram, cells)
        sums[leaf] = sums.get(leaf, 0.0) + weight
    mass = sum(weight for leaf, weight in sums.items() if leaf)
    assert grade.outcome is not None
    assert isclose(stability(decider, grade), sums.get(diagram.bits[grade.outcome], 0.0) / mass, abs_tol=1e-9)


def decided_case(rng: random.Random, decider: Decider) -> Case | None:
    """A random case with an outcome; None where none is found soon."""
    from fitengine.model.facts import Facts

    for _ in range(30):
        case = decider.case(Facts())
        for name, mask in random_masks(rng, decider.rulebook, 0.7).items():
            case = decider.presumptions.learn(case, name, mask)
        grade = decider.grade("top", case)
        if grade.certainty is not Certainty.OPEN and not grade.contradictions:
            return case
    return None


def forces(diagram: Diagram, full: dict[str, int], masks: dict[str, int], target: int) -> bool:
    return not possible(diagram, [masks.get(name, full[name]) for name in diagram.names]) & ~target
