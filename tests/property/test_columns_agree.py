"""Deciding by columns gives what deciding one by one gives: known, missing, partly known, doubted and presumed facts."""

from __future__ import annotations

import random

import pytest

from fitengine.decide.case import Case
from fitengine.decide.decider import Decider
from fitengine.decide.query import possible
from fitengine.load.rules.rulebook import load_rules
from fitengine.model.decision import Certainty
from fitengine.model.facts import Facts, Unknown
from tests.helpers.reference import random_masks, random_rulebook

numpy = pytest.importorskip("numpy", reason="numpy comes with the extra `portfolio`")

CERTAINTY = {0: Certainty.SETTLED, 1: Certainty.PRESUMED, 2: Certainty.OPEN}


def check(decider: Decider, decision: str, cases: list[Case]) -> None:
    from fitengine.decide.vector import VectorDecider
    from fitengine.portfolio.presuming import ColumnPresumptions

    diagram = decider.diagram(decision)
    columns = {
        name: numpy.array(
            [case.known.get(name, decider.space[name].full) for case in cases], dtype=numpy.uint32
        )
        for name in decider.rulebook.dictionary
    }
    said = {
        name: numpy.array([name in case.known or name in case.doubted for case in cases])
        for name in decider.rulebook.dictionary
    }
    presumptions = ColumnPresumptions(decider.rulebook.dictionary, decider.space)
    eased = presumptions.apply(columns, said, len(cases), decider.rulebook.dictionary.keys())
    vector = VectorDecider(diagram)
    for _ in range(2):  # the second walk finds every state numbered
        grades = vector.grade(columns, eased, len(cases))
        for row, case in enumerate(cases):
            full = [decider.space[name].full for name in diagram.names]
            known = [case.known.get(name, whole) for name, whole in zip(diagram.names, full, strict=True)]
            assert possible(diagram, known) == grades.possible[row]
            grade = decider.grade(decision, case)
            if not grade.contradictions:
                assert grade.certainty is CERTAINTY[int(grades.certainty[row])]
                assert grade.outcome == (
                    diagram.outcomes[grades.outcome[row]] if grades.outcome[row] >= 0 else None
                )


@pytest.mark.parametrize("seed", range(30))
def test_columns_agree_on_random_packs(seed: int) -> None:
    rng = random.Random(seed)
    decider = Decider(random_rulebook(rng, facts=6, rules=10, subs=rng.choice([0, 2])), "plain")
    cases = []
    for _ in range(60):
        case = decider.case(
            Facts({name: Unknown.UNKNOWN for name in decider.rulebook.dictionary if rng.random() < 0.1})
        )
        for name, mask in random_masks(rng, decider.rulebook).items():
            if name not in case.doubted:
                case = decider.presumptions.learn(case, name, mask)
        cases.append(case)
    check(decider, "top", cases)


def test_columns_agree_on_the_shipped_rules() -> None:
    rng = random.Random(5)
    decider = Decider(load_rules(), "plain")
    cases = []
    for _ in range(600):
        case = decider.case(Facts({"access_allowed": Unknown.UNKNOWN} if rng.random() < 0.1 else {}))
        for name, mask in random_masks(rng, decider.rulebook, rng.choice([0.2, 0.5, 0.9])).items():
            if name not in case.doubted:
                case = decider.presumptions.learn(case, name, mask)
        cases.append(case)
    check(decider, "technology-fit", cases)
