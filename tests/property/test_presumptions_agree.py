"""What goes without saying is the same case by case, as facts become known one by one, by columns, and by its meaning: a
condition is met when every completion of what is known meets it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest

numpy = pytest.importorskip("numpy", reason="numpy comes with the extra `portfolio`")

from fitengine.decide.case import Case  # noqa: E402 - after the check for numpy
from fitengine.decide.decider import Decider  # noqa: E402
from fitengine.model.facts import Facts, Unknown  # noqa: E402
from fitengine.model.rules import (  # noqa: E402
    AllOf,
    AnyOf,
    Condition,
    Not,
    Presumption,
    Rulebook,
    UnaryTest,
    walk_tests,
)
from fitengine.portfolio.presuming import ColumnPresumptions  # noqa: E402
from tests.helpers.reference import all_points, holds, random_rulebook  # noqa: E402

CASES = 60


def conditional(rng: random.Random, rulebook: Rulebook) -> Rulebook:
    """The pack with one to three presumptions for most facts, many of them with a condition that everything meets, or nothing."""
    tests = [
        test for table in rulebook.tables.values() for rule in table.rules for test in walk_tests(rule.when)
    ]

    def condition(name: str) -> Condition | None:
        others = [test for test in tests if test.fact in rulebook.dictionary and test.fact != name]
        if not others or rng.random() < 0.2:
            return None
        one, other = rng.choice(others), rng.choice(others)
        shapes = (
            one,
            Not(one),
            AllOf((one, other)),
            AnyOf((one, other)),
            AnyOf((one, Not(one))),
            AnyOf((AllOf((one, other)), Not(one), Not(other))),
            AllOf((one, Not(one))),
            AllOf(()),
        )
        return rng.choice(shapes)

    def presumptions(name: str) -> tuple[Presumption, ...]:
        own: list[UnaryTest] = [test for test in tests if test.fact == name]
        return tuple(Presumption(rng.choice(own), condition(name)) for _ in range(rng.randint(1, 3)) if own)

    return replace(
        rulebook,
        dictionary={
            name: replace(definition, presumptions=presumptions(name))
            for name, definition in rulebook.dictionary.items()
        },
    )


def random_case(rng: random.Random, decider: Decider) -> Case:
    """Facts known exactly, in part, as one of all there are, doubted and not at all, learnt in any order."""
    names = rng.sample(list(decider.space), len(decider.space))
    names = [name for name in names if name in decider.rulebook.dictionary]
    case = decider.case(Facts({name: Unknown.UNKNOWN for name in names if rng.random() < 0.1}))
    told = rng.choice([0.1, 0.4, 0.8])
    for name in names:
        if name not in case.doubted and rng.random() < told:
            variable = decider.space[name]
            mask = rng.choice(
                [1 << rng.randrange(variable.size), rng.randint(1, variable.full), variable.full]
            )
            case = decider.presumptions.learn(case, name, mask)
    return case


def by_meaning(decider: Decider, case: Case, name: str) -> int:
    """The cells left to a fact, by trying every completion of what is known."""
    space, dictionary = decider.space, decider.rulebook.dictionary
    ranks = {fact: one.values for fact, one in dictionary.items() if one.values}

    def met(condition: Condition, masks: Mapping[str, int]) -> bool:
        names = sorted({test.fact for test in walk_tests(condition)})
        return all(holds(condition, point, ranks) for point in all_points(space, names, masks))

    mask = space[name].full
    for presumption in dictionary[name].presumptions:
        if presumption.when is None or met(presumption.when, case.known):
            cells = [cell for cell in range(space[name].size) if met(presumption.test, {name: 1 << cell})]
            mask = mask & sum(1 << cell for cell in cells) or mask
    return mask


@pytest.mark.parametrize("seed", range(40))
def test_what_goes_without_saying_is_the_same_everywhere(seed: int) -> None:
    rng = random.Random(seed)
    decider = Decider(conditional(rng, random_rulebook(rng, facts=5, rules=10)), "plain")
    dictionary, space = decider.rulebook.dictionary, decider.space
    cases = [decider.case(Facts({})), *(random_case(rng, decider) for _ in range(CASES - 1))]
    known = {
        name: numpy.array([case.known.get(name, space[name].full) for case in cases], dtype=numpy.uint32)
        for name in dictionary
    }
    said = {
        name: numpy.array([name in case.known or name in case.doubted for case in cases])
        for name in dictionary
    }
    columns = ColumnPresumptions(dictionary, space).apply(known, said, CASES, dictionary.keys())
    for row, case in enumerate(cases):
        for name in dictionary:
            unsaid = name not in case.known and name not in case.doubted
            full = space[name].full
            meant = by_meaning(decider, case, name) if unsaid else case.known.get(name, full)
            assert case.mask(name, full, presume=True) == meant, (name, case)
            assert columns[name][row] == meant, (name, case)
