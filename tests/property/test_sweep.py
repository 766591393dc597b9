"""Sweeping a diagram by columns gives what walking it case by case gives, on random packs: outcomes, open facts, presumptions."""

from __future__ import annotations

import random

import pytest

numpy = pytest.importorskip("numpy", reason="numpy comes with the extra `portfolio`")

from fitengine.decide.case import Case  # noqa: E402 - after the check for numpy
from fitengine.decide.decider import Decider  # noqa: E402
from fitengine.decide.query import possible, relevant  # noqa: E402
from fitengine.decide.vector import VectorDecider  # noqa: E402
from fitengine.model.facts import Facts, Unknown  # noqa: E402
from fitengine.portfolio.missing import relevant_levels  # noqa: E402
from fitengine.portfolio.presuming import ColumnPresumptions  # noqa: E402
from tests.helpers.reference import random_masks, random_rulebook  # noqa: E402

CASES = 70


def random_cases(rng: random.Random, decider: Decider) -> list[Case]:
    """Facts known exactly, in part, doubted and not at all."""
    cases = []
    for _ in range(CASES):
        doubts = {name: Unknown.UNKNOWN for name in decider.rulebook.dictionary if rng.random() < 0.1}
        case = decider.case(Facts(doubts))
        for name, mask in random_masks(rng, decider.rulebook, rng.choice([0.2, 0.5, 0.9])).items():
            if name not in case.doubted:
                case = decider.presumptions.learn(case, name, mask)
        cases.append(case)
    return cases


@pytest.mark.parametrize("seed", range(40))
def test_columns_agree_with_cases(seed: int) -> None:
    rng = random.Random(seed)
    decider = Decider(random_rulebook(rng, facts=6, rules=10, subs=rng.choice([0, 2])), "plain")
    space, diagram, cases = decider.space, decider.diagram("top"), random_cases(rng, decider)
    names = list(decider.rulebook.dictionary)
    known = {
        name: numpy.array([case.known.get(name, space[name].full) for case in cases], dtype=numpy.uint32)
        for name in names
    }
    said = {
        name: numpy.array([name in case.known or name in case.doubted for case in cases]) for name in names
    }
    eased = ColumnPresumptions(decider.rulebook.dictionary, space).apply(known, said, CASES, names)
    sweep = VectorDecider(diagram)
    for columns, presume in ((known, False), (eased, True)):
        left = sweep.possible(columns, CASES)
        support = relevant_levels(sweep, space, columns, CASES)
        for row, case in enumerate(cases):
            masks = [case.mask(name, space[name].full, presume) for name in diagram.names]
            assert possible(diagram, masks) == left[row]
            if left[row]:
                assert relevant(diagram, masks) == frozenset(numpy.flatnonzero(support[:, row]).tolist())
