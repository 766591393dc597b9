"""Two rulebooks over the same facts: what a solver and random cases say of them is what the diagrams say."""

from __future__ import annotations

import random
from dataclasses import replace
from math import sqrt

import pytest

from fitengine.decide import diff
from fitengine.decide.cells import build_space
from fitengine.decide.compile import compile_decision, fact_inputs
from fitengine.decide.diagram import TooLargeError
from fitengine.decide.diff import compare_rulebooks
from fitengine.decide.overlay import IMPOSSIBLE, DiagramOverlay, SolverOverlay
from fitengine.decide.query import possible
from fitengine.decide.samples import SAMPLES
from fitengine.load.rules.rulebook import load_rules
from fitengine.model.decision import UNDETERMINED
from fitengine.model.rules import Rulebook
from tests.helpers.reference import random_rulebook

FIT = "technology-fit"


@pytest.mark.parametrize("seed", range(60))
def test_both_overlays_find_the_same_pairs_and_shares(seed: int) -> None:
    """With gaps, conflicts and impossible cases; each example does lead to its pair."""
    rng = random.Random(seed)
    old = random_rulebook(rng, facts=4, rules=6, subs=rng.choice([0, 2]))
    new = altered(rng, old)
    space, old_space = build_space(new, beside=old), build_space(old, beside=new)
    names = list(dict.fromkeys([*fact_inputs(old, "top"), *fact_inputs(new, "top")]))
    priors = [space[name].priors for name in names]
    diagrams = (
        compile_decision(old, old_space, "top", order=names),
        compile_decision(new, space, "top", order=names),
    )
    exact = DiagramOverlay(*diagrams, priors)
    solved = SolverOverlay(((old, old_space), (new, space)), "top", names, priors)
    shares, estimates = exact.shares(), solved.shares()
    assert shares.keys() == estimates.keys()
    for pair, share in shares.items():
        assert abs(share - estimates[pair]) < 5 * sqrt(share * (1 - share) / SAMPLES) + 1 / SAMPLES
        for overlay in (exact, solved):
            path = overlay.example(pair)
            known = [
                1 << path[level] if level in path else space[name].full for level, name in enumerate(names)
            ]
            for diagram, outcome in zip(diagrams, pair, strict=True):
                left = possible(diagram, known)
                if outcome in diagram.bits:
                    assert left == diagram.bits[outcome]
                elif outcome == IMPOSSIBLE:
                    assert left == 0
                else:
                    assert outcome == UNDETERMINED
                    assert diagram.outcome(left) is None


def altered(rng: random.Random, rulebook: Rulebook) -> Rulebook:
    """One rule gone, another one turned."""
    table = rulebook.tables["top"]
    rules = [rule for rule in table.rules if rule is not rng.choice(table.rules)]
    rules[0] = replace(rules[0], then=rng.choice(table.outcomes))
    return replace(rulebook, tables={**rulebook.tables, "top": replace(table, rules=tuple(rules))})


def test_a_difference_by_a_solver_tells_the_same_story(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped rules with a rule less: about the same share, and the same transitions."""
    old = load_rules()
    table = old.tables["ways"]
    without = replace(table, rules=table.rules[1:])
    new = replace(old, tables={**old.tables, "ways": without})
    exact = compare_rulebooks(old, new, FIT)
    monkeypatch.setattr(diff, "compile_decision", give_up)
    solved = compare_rulebooks(old, new, FIT)
    assert (exact.samples, solved.samples) == (0, SAMPLES)
    assert exact.removed == solved.removed == (table.rules[0].id,)
    assert exact.changed == pytest.approx(solved.changed, abs=0.01)
    assert {(one.old, one.new) for one in exact.transitions} == {
        (one.old, one.new) for one in solved.transitions
    }
    for transition in solved.transitions:
        assert transition.example
        assert transition.old_rules or transition.old in (UNDETERMINED, IMPOSSIBLE)


def give_up(*args: object, **options: object) -> None:
    raise TooLargeError
