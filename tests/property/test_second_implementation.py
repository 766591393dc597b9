"""What the decision diagram says about the shipped rules, a SAT solver says too: proofs, verdicts, reasons, changes, questions.

The solver knows the rules as boxes over cells and nothing of diagrams.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from math import inf, prod

import pytest

from fitengine.decide.boxes import boxes_of
from fitengine.decide.case import Case
from fitengine.decide.cells import cells_of
from fitengine.decide.compile import fact_inputs, table_inputs, tier_numbers
from fitengine.decide.decider import Decider, Grade
from fitengine.decide.explain import change_costs, cheapest_counterfactuals, explain_case
from fitengine.decide.oracle import sufficient
from fitengine.decide.proofs import check_table
from fitengine.decide.query import entropy, information_gains
from fitengine.load.rules.rulebook import load_rules
from fitengine.model.decision import Certainty
from fitengine.model.rules import DecisionTable, HitPolicy
from tests.helpers.sat_proof import SatProof
from tests.helpers.steps import nearly_complete, random_case

FIT, TECHNIQUE = "technology-fit", "technique"
STEPS = 200
Rules = list[tuple[str, int, str, list[dict[str, int]]]]


@cache
def decider() -> Decider:
    return Decider(load_rules(), "plain")


@dataclass(frozen=True)
class Second:
    """One decision of the shipped rules, as a solver sees it."""

    decision: str
    proof: SatProof

    def possible(self, masks: Mapping[str, int]) -> frozenset[str]:
        return self.proof.possible(masks)

    def cases(self, salt: str, steps: int = STEPS) -> Iterator[tuple[int, random.Random, Case, Grade]]:
        """Steps without contradictory facts."""
        for seed in range(steps):
            rng = random.Random(f"{salt}/{self.decision}/{seed}")
            case = random_case(rng, decider(), self.decision)
            grade = decider().grade(self.decision, case)
            if not grade.contradictions:
                yield seed, rng, case, grade


@pytest.fixture(scope="module", params=[FIT, TECHNIQUE])
def second(request: pytest.FixtureRequest) -> Iterator[Second]:
    with joined_proof(request.param) as proof:
        yield Second(request.param, proof)


def joined_proof(decision: str) -> SatProof:
    """The decision over facts, with everything it requires."""
    rulebook, space = decider().rulebook, decider().space
    below = required(decision)
    tables = [rulebook.tables[name] for name in (*below, decision)]
    names = dict.fromkeys([*fact_inputs(rulebook, decision), *below])
    return SatProof(
        rules_of(rulebook.tables[decision]),
        [box for table in tables for box in never_of(table)],
        {name: space[name].size for name in names},
        [(name, rulebook.tables[name].outcomes, rules_of(rulebook.tables[name])) for name in below],
    )


def required(decision: str) -> list[str]:
    """The decisions below one, each after those it requires itself."""
    found: dict[str, None] = {}
    for name in decider().rulebook.tables[decision].requires:
        found.update(dict.fromkeys([*required(name), name]))
    return list(found)


def rules_of(table: DecisionTable) -> Rules:
    tiers = tier_numbers(table)
    return [
        (rule.id, tiers[rule.id], rule.then, boxes_of(rule.when, decider().space)) for rule in table.rules
    ]


def never_of(table: DecisionTable) -> list[dict[str, int]]:
    return [box for constraint in table.constraints for box in boxes_of(constraint.never, decider().space)]


def named(grade: Grade, mask: int) -> frozenset[str]:
    return frozenset(outcome for outcome, bit in grade.oracle.bits.items() if mask & bit)


def masks_of(grade: Grade, masks: Sequence[int]) -> dict[str, int]:
    return dict(zip(grade.oracle.names, masks, strict=True))


def decided_tables() -> list[DecisionTable]:
    tables = decider().rulebook.tables.values()
    return [table for table in tables if table.hit_policy is not HitPolicy.COLLECT]


def variants() -> Iterator[DecisionTable]:
    """Every table as shipped, and with one rule left out or turned to the next outcome."""
    for table in decided_tables():
        yield table
        for number, rule in enumerate(table.rules):
            following = table.outcomes[(table.outcomes.index(rule.then) + 1) % len(table.outcomes)]
            yield replace(table, rules=(*table.rules[:number], *table.rules[number + 1 :]))
            turned = replace(rule, then=following)
            yield replace(table, rules=(*table.rules[:number], turned, *table.rules[number + 1 :]))


def test_gaps_and_conflicts_are_the_same_in_whole_and_damaged_tables() -> None:
    """Sound as shipped; with a rule less or a rule altered, the same gaps and the same pairs in conflict."""
    space = decider().space
    seen = {"sound": 0, "gap": 0, "conflict": 0}
    for table in variants():
        found = check_table(table, space)
        sizes = {name: space[name].size for name in table_inputs(table)}
        with SatProof(rules_of(table), never_of(table), sizes) as proof:
            gap, conflicts = proof.gap(), proof.conflicts()
        assert (gap is not None) == any(finding.code == "gap" for finding in found)
        pairs = {finding.rules for finding in found if finding.code == "conflict"}
        assert {(one, other) for one, other, _ in conflicts} == pairs
        seen["gap"] += gap is not None
        seen["conflict"] += bool(conflicts)
        seen["sound"] += gap is None and not conflicts
    assert min(seen.values()) >= 8, f"the tables must show every answer: {seen}"


def test_possible_verdicts(second: Second) -> None:
    """By what is known, by what goes without saying too, and by what the outcome is said to rest on."""
    for seed, _, _, grade in second.cases("possible"):
        for masks in (grade.known, grade.presumed, grade.used):
            left = grade.oracle.possible(masks)
            assert named(grade, left) == second.possible(masks_of(grade, masks)), seed


def test_contradictory_facts_leave_no_verdict(second: Second) -> None:
    """Steps that the diagram calls contradictory are impossible, and no others."""
    contradictory = 0
    for seed in range(STEPS):
        case = random_case(
            random.Random(f"clash/{second.decision}/{seed}"), decider(), second.decision, 15, 30
        )
        grade = decider().grade(second.decision, case)
        assert bool(grade.contradictions) == (not second.possible(masks_of(grade, grade.known))), seed
        contradictory += bool(grade.contradictions)
    assert contradictory, "no step was contradictory"


def test_assumptions_suffice_and_none_can_go(second: Second) -> None:
    presumed = 0
    for seed, _, _, grade in second.cases("assumptions"):
        if grade.certainty is not Certainty.PRESUMED:
            continue
        presumed += 1
        assert second.possible(masks_of(grade, grade.used)) == {grade.outcome}, seed
        for level in grade.assumed:
            without = [grade.known[level] if at == level else mask for at, mask in enumerate(grade.used)]
            assert second.possible(masks_of(grade, without)) != {grade.outcome}, seed
    assert presumed > STEPS // 20


def test_reasons_suffice_and_none_can_go(second: Second) -> None:
    """Why: the facts named force the verdict. Why not: those named shut the other one out. Irreducible, both."""
    decided = 0
    for seed, _, case, grade in second.cases("reasons"):
        if grade.outcome is None:
            continue
        decided += 1
        presumed = masks_of(grade, grade.presumed)
        explained = explain_case(decider(), second.decision, "s", case)
        why = {reason.fact: presumed[reason.fact] for reason in explained.why}
        assert second.possible(why) == {grade.outcome}, seed
        for name in why:
            assert second.possible(without(why, name)) != {grade.outcome}, seed
        for other in explained.why_not:
            shut = {reason.fact: presumed[reason.fact] for reason in other.reasons}
            assert other.outcome not in second.possible(shut), seed
            assert all(other.outcome in second.possible(without(shut, name)) for name in shut), seed
    assert decided > STEPS // 10


def without(masks: Mapping[str, int], name: str) -> dict[str, int]:
    return {other: mask for other, mask in masks.items() if other != name}


def test_a_sufficient_part_of_full_facts_suffices_and_none_can_go(second: Second) -> None:
    for seed, rng, case, grade in second.cases("sufficient"):
        masks = nearly_complete(rng, decider(), second.decision, case, 1)
        names, full = grade.oracle.names, [decider().space[name].full for name in grade.oracle.names]
        outcomes = second.possible(masks)
        if not outcomes:
            continue
        kept = sufficient(grade.oracle, [masks[name] for name in names], range(len(names)), full)
        bare = {names[level]: masks[names[level]] for level in kept}
        assert second.possible(bare) == outcomes, seed
        assert all(second.possible(without(bare, name)) != outcomes for name in bare), seed


def test_the_cheapest_change_is_the_optimum(second: Second) -> None:
    """MaxSAT over the costs of cells finds no cheaper way to any outcome, and the change does lead there."""
    compared, steps = 0, STEPS if second.decision == FIT else STEPS // 5  # a technique has many outcomes
    for seed, _, _, grade in second.cases("costs", steps):
        names = grade.oracle.names
        prices = {
            name: change_costs(decider().space[name], grade.known[level]) for level, name in enumerate(names)
        }
        whole = {
            name: [cost if cost == inf else round(cost * 1000) for cost in row]
            for name, row in prices.items()
        }
        found = cheapest_counterfactuals(decider(), grade)
        for outcome in grade.oracle.outcomes:
            best = second.proof.cheapest(outcome, whole)
            change = found.get(outcome)
            assert (best is None) == (change is None), (seed, outcome)
            if change is not None and best is not None:
                compared += 1
                assert round(change.cost * 1000) == best, (seed, outcome)
    assert compared > steps


def test_weights_questions_and_relevance_by_enumeration(second: Second) -> None:
    """Where little is open: every completion is decided by the solver, and summed up by hand."""
    telling = 0
    for seed, rng, case, grade in second.cases("weights"):
        masks = nearly_complete(rng, decider(), second.decision, case, rng.choice([8, 32, 128]))
        points = list(completions(second, grade, masks))
        if not points:
            continue
        names = grade.oracle.names
        known = [masks[name] for name in names]
        priors = decider().priors(grade.oracle)
        weights = grade.oracle.weights(known, priors)
        sums = summed(points)
        assert {named(grade, leaf): weight for leaf, weight in weights.items()} == {
            frozenset({outcome}): pytest.approx(share) for outcome, share in sums.items()
        }, seed
        gains = {
            gain.level: gain for gain in information_gains(decider().diagram(second.decision), known, priors)
        }
        for level in (level for level, mask in enumerate(known) if mask.bit_count() > 1):
            bits, settles = worth(points, level, sums)
            assert (gains[level].bits if level in gains else 0.0) == pytest.approx(bits, abs=1e-9), seed
            if level in gains:
                assert gains[level].settles == pytest.approx(settles, abs=1e-9), seed
            telling += bits > 0.01
        assert_determined(points, grade.oracle.relevant(known), seed)
    assert telling > STEPS // 10


Point = tuple[tuple[int, ...], str, float]


def completions(second: Second, grade: Grade, masks: Mapping[str, int]) -> Iterator[Point]:
    """Cells, outcome and chance of every completion that is not impossible."""
    names = grade.oracle.names
    space = decider().space
    for cells in product(*(cells_of(masks[name]) for name in names)):
        outcome = second.proof.decided({name: 1 << cell for name, cell in zip(names, cells, strict=True)})
        if outcome is not None:
            yield (
                cells,
                outcome,
                prod(space[name].priors[cell] for name, cell in zip(names, cells, strict=True)),
            )


def summed(points: Sequence[Point]) -> dict[str, float]:
    mass = sum(chance for *_, chance in points)
    sums: dict[str, float] = {}
    for _, outcome, chance in points:
        sums[outcome] = sums.get(outcome, 0.0) + chance / mass
    return sums


def worth(points: Sequence[Point], level: int, sums: Mapping[str, float]) -> tuple[float, float]:
    """Bits of information about the outcome that the fact of a level gives, and the chance that it settles it."""
    mass = sum(chance for *_, chance in points)
    after = settles = 0.0
    for cell in {cells[level] for cells, *_ in points}:
        those = [point for point in points if point[0][level] == cell]
        share = sum(chance for *_, chance in those) / mass
        rest = summed(those)
        after += share * entropy(dict(enumerate(rest.values())))
        settles += share if len(rest) == 1 else 0.0
    return entropy(dict(enumerate(sums.values()))) - after, settles


def assert_determined(points: Sequence[Point], levels: frozenset[int], seed: int) -> None:
    """What is said to matter settles the outcome: two completions alike in it have the same."""
    by_part: dict[tuple[int, ...], set[str]] = {}
    for cells, outcome, _ in points:
        by_part.setdefault(tuple(cells[level] for level in sorted(levels)), set()).add(outcome)
    assert all(len(outcomes) == 1 for outcomes in by_part.values()), seed
