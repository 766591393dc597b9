"""Where a diagram and a solver can both answer, they answer alike; where only the solver can, it does."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import inf, sqrt

import pytest

from fitengine.decide import oracles
from fitengine.decide.case import Case
from fitengine.decide.cells import CellSpace, build_space, cells_of
from fitengine.decide.compile import compile_decision
from fitengine.decide.decider import Decider
from fitengine.decide.diagram import Diagram, TooLargeError
from fitengine.decide.explain import explain_case
from fitengine.decide.query import (
    answer_rows,
    cheapest_changes,
    information_gains,
    outcome_weights,
    possible,
    relevant,
    sample_point,
)
from fitengine.decide.samples import SAMPLES
from fitengine.decide.solver_route import SolverRoute
from fitengine.model.explanation import Explanation
from fitengine.model.facts import Facts
from fitengine.model.rules import Rulebook
from tests.helpers.reference import random_masks, random_rulebook

FIVE_SIGMA = 5.0


def both(rng: random.Random, subs: int = 0) -> tuple[Rulebook, CellSpace, Diagram, SolverRoute]:
    """A random pack, with gaps and conflicts, both ways; sometimes with a required decision answered directly, or without one of
    the constraints."""
    rulebook = random_rulebook(rng, facts=rng.randint(2, 5), rules=rng.randint(1, 10), subs=subs)
    space = build_space(rulebook)
    ratings = {"s0": rng.choice(rulebook.tables["s0"].outcomes)} if subs and rng.random() < 0.4 else {}
    constraints = [rule.id for table in rulebook.tables.values() for rule in table.constraints]
    dropped = rng.sample(constraints, 1) if constraints and rng.random() < 0.4 else []
    diagram = compile_decision(rulebook, space, "top", ratings=ratings, without=dropped)
    return rulebook, space, diagram, SolverRoute(rulebook, space, "top", ratings=ratings, without=dropped)


def known_of(rng: random.Random, rulebook: Rulebook, space: CellSpace, names: Sequence[str]) -> list[int]:
    masks = random_masks(rng, rulebook, rng.choice([0.2, 0.5, 0.8]))
    return [masks.get(name, space[name].full) for name in names]


def settings(
    seed: int, subs: bool = True
) -> Iterator[tuple[random.Random, CellSpace, Diagram, SolverRoute, list[int]]]:
    rng = random.Random(seed)
    rulebook, space, diagram, route = both(rng, rng.choice([0, 0, 2, 3]) if subs else 0)
    assert route.names == diagram.names
    for _ in range(4):
        yield rng, space, diagram, route, known_of(rng, rulebook, space, diagram.names)


@pytest.mark.parametrize("seed", range(60))
def test_possible_outcomes_and_likely_cases_are_the_same(seed: int) -> None:
    """Gaps, conflicts and contradictory facts among them."""
    for _, space, diagram, route, known in settings(seed):
        assert possible(diagram, known) == route.possible(known)
        priors = [space[name].priors for name in diagram.names]
        assert sample_point(diagram, known, priors) == route.sample_point(known, priors)


@pytest.mark.parametrize("seed", range(60))
def test_what_matters_settles_the_outcome_and_nothing_else_tells_of_it(seed: int) -> None:
    """And without constraints it is what the diagram says. No required decisions here: where one has no outcome (in proved rules
    it always has) nor has this one, even if a constraint forbids the case."""
    for _, space, diagram, route, known in settings(seed, subs=False):
        matters = route.relevant(known)
        assert settles(diagram, known, matters)
        priors = [space[name].priors for name in diagram.names]
        telling = {gain.level for gain in information_gains(diagram, known, priors) if gain.bits > 1e-9}
        assert telling <= matters
        if 0 not in diagram.leaves:
            assert relevant(diagram, known) == matters


def settles(diagram: Diagram, known: Sequence[int], levels: frozenset[int]) -> bool:
    """Whether the outcome is the same in all completions that are alike in these levels, impossible ones aside."""
    leaves: dict[tuple[int, ...], set[int]] = {}
    for cells in product(*map(cells_of, known)):
        leaf = possible(diagram, [1 << cell for cell in cells])
        if leaf:
            leaves.setdefault(tuple(cells[level] for level in sorted(levels)), set()).add(leaf)
    return all(len(different) == 1 for different in leaves.values())


@pytest.mark.parametrize("seed", range(60))
def test_the_cheapest_changes_cost_the_same_and_lead_there(seed: int) -> None:
    for rng, space, diagram, route, known in settings(seed):
        costs = [
            [
                0.0 if mask >> cell & 1 else rng.choice([0.0, 0.5, 1.0, 7.25, inf])
                for cell in range(space[name].size)
            ]
            for name, mask in zip(diagram.names, known, strict=True)
        ]
        exact, found = cheapest_changes(diagram, known, costs), route.cheapest(known, costs)
        assert exact.keys() == found.keys()
        for outcome, change in found.items():
            assert (exact[outcome].cost, len(exact[outcome].moves)) == (change.cost, len(change.moves))
            masks = list(known)
            for level, cell in (*change.moves, *change.finds):
                masks[level] = 1 << cell
            assert possible(diagram, masks) == diagram.bits[outcome]


@pytest.mark.parametrize("seed", range(60))
def test_estimated_weights_lie_within_the_sampling_error(seed: int) -> None:
    """The same outcomes, rare ones too; and for each answer to what matters, how often it is given and where it leads."""
    for _, space, diagram, route, known in settings(seed):
        priors = [space[name].priors for name in diagram.names]
        if not possible(diagram, known):
            continue
        exact, found = outcome_weights(diagram, known, priors), route.weights(known, priors)
        assert exact.keys() == found.keys()
        assert_near(exact, found, route.samples)
        total, by_level = route.answer_rows(known, priors)
        _, exact_rows = answer_rows(diagram, known, priors)
        cases = sum(total.values())
        for level, rows in by_level.items():
            for row, exact_row in zip(rows, exact_rows[level], strict=True):
                mass = sum(row.values())
                true_mass = sum(exact_row.values()) / sum(sum(each.values()) for each in exact_rows[level])
                assert abs(mass / cases - true_mass) < error(true_mass, cases)
                if mass:
                    shares = {leaf: weight / mass for leaf, weight in row.items()}
                    real = {
                        leaf: weight / sum(exact_row.values())
                        for leaf, weight in exact_row.items()
                        if weight > 1e-12
                    }
                    assert_near(real, shares, mass)


def assert_near(exact: dict[int, float], found: dict[int, float], cases: float) -> None:
    for leaf in exact.keys() | found.keys():
        share = exact.get(leaf, 0.0)
        assert abs(share - found.get(leaf, 0.0)) < error(share, cases)


def error(share: float, cases: float) -> float:
    """Five standard errors, and the half case that a rare outcome counts as."""
    return FIVE_SIGMA * sqrt(share * (1 - share) / cases) + 8 / cases


@pytest.mark.parametrize("seed", range(80))
def test_explanations_are_the_same_but_for_estimates(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outcome, certainty, assumptions, rules, reasons, what shuts others out, costs, fragile facts: equal to the letter."""
    rng = random.Random(seed)
    rulebook = random_rulebook(rng, facts=5, rules=9, subs=rng.choice([0, 2]))
    masks = random_masks(rng, rulebook, 0.6)
    mine, other = Decider(rulebook, "plain"), Decider(rulebook, "plain")
    exact = explain_case(mine, "top", "s", learnt(mine, masks))
    monkeypatch.setattr(oracles, "compile_decision", give_up)
    solved = explain_case(other, "top", "s", learnt(other, masks))
    assert (exact.decision.samples, solved.decision.samples) == (0, SAMPLES)
    assert without_estimates(exact) == without_estimates(solved)
    if not any(table.constraints for table in rulebook.tables.values()):
        assert exact.decision.missing == solved.decision.missing
    for one, two in zip(exact.why_not, solved.why_not, strict=True):
        assert (one.change is None) == (two.change is None)
        if one.change and two.change:
            assert one.change.cost == two.change.cost
    if exact.stability is not None and solved.stability is not None:
        assert abs(exact.stability - solved.stability) < error(exact.stability, 1000)


def without_estimates(explanation: Explanation) -> Explanation:
    """All that a solver answers exactly, as far as there is one answer only."""
    decision = replace(
        explanation.decision,
        possible=tuple(sorted((outcome, 0.0) for outcome, _ in explanation.decision.possible)),
        missing=(),
        next_question=None,
        samples=0,
    )
    why_not = tuple(replace(one, weight=0.0, change=None) for one in explanation.why_not)
    return replace(explanation, decision=decision, why_not=why_not, stability=None, answers=())


@pytest.mark.parametrize("seed", range(40))
def test_the_next_question_is_worth_as_much(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fact asked for by estimate is, by exact reckoning, about as telling as the best one."""
    rng = random.Random(seed)
    rulebook = random_rulebook(rng, facts=5, rules=9)
    masks = random_masks(rng, rulebook, 0.3)
    mine, other = Decider(rulebook, "plain"), Decider(rulebook, "plain")
    monkeypatch.setattr(oracles, "compile_decision", give_up)
    solved = other.decide("top", "s", learnt(other, masks))
    monkeypatch.undo()
    case = learnt(mine, masks)
    grade = mine.grade("top", case)
    worth = {grade.oracle.names[gain.level]: gain.bits for gain in mine.gains(grade, case)}
    if solved.next_question is None:
        assert all(bits < 1e-9 for bits in worth.values())
        return
    best = max(worth.values())
    assert worth.get(solved.next_question.fact, 0.0) > best - 0.02
    assert abs(solved.next_question.gain - best) < 0.05


def learnt(decider: Decider, masks: Mapping[str, int]) -> Case:
    case = decider.case(Facts())
    for name, mask in masks.items():
        case = decider.presumptions.learn(case, name, mask)
    return case


def give_up(*args: object, **options: object) -> None:
    raise TooLargeError
