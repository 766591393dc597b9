"""What learning a fact is worth once other things go without saying: equal to asking each answer in turn, on random packs."""

from __future__ import annotations

import random

import pytest

from fitengine.decide.case import Case
from fitengine.decide.cells import cells_of
from fitengine.decide.decider import Decider, Grade
from fitengine.decide.query import Gain, entropy, is_single
from fitengine.model.facts import Facts
from tests.helpers.reference import random_rulebook

NO_GAIN = 1e-9


def graded(seed: int, strict: bool) -> tuple[Decider, Grade, Case]:
    """A random pack with presumptions, and a case of which one or two facts are known."""
    rng = random.Random(seed)
    decider = Decider(random_rulebook(rng, facts=5, rules=8), "plain")
    case = decider.case(Facts(), strict=strict)
    for name in rng.sample(list(decider.rulebook.dictionary), rng.randint(0, 2)):
        case = decider.presumptions.learn(case, name, 1 << rng.randrange(decider.space[name].size))
    return decider, decider.grade("top", case), case


def asked_in_turn(decider: Decider, grade: Grade, case: Case, level: int) -> tuple[float, float] | None:
    """Bits and the chance of a single outcome, from the weights after each answer; None where no answer is possible."""
    oracle, priors = grade.oracle, decider.priors(grade.oracle)
    name = oracle.names[level]
    depends = not case.strict and decider.presumptions.depend_on(name)
    parts = []
    for cell in cells_of(grade.used[level]):
        only = [mask if other != level else 1 << cell for other, mask in enumerate(grade.used)]
        as_it_is = oracle.weights(only, priors)
        if not as_it_is:
            continue
        learnt = decider.presumptions.learn(case, name, 1 << cell)
        masks = [learnt.mask(one, decider.space[one].full, presume=True) for one in oracle.names]
        parts.append(
            (priors[level][cell], oracle.weights(masks, priors) if depends else as_it_is, as_it_is, cell)
        )
    if not parts:
        return None
    masses = (
        [prior for prior, *_ in parts]
        if depends
        else shares_of(grade, decider, level, [cell for *_, cell in parts])
    )
    after = sum(mass * entropy(row) for mass, (_, row, *_) in zip(masses, parts, strict=True)) / sum(masses)
    settles = sum(mass for mass, (_, row, *_) in zip(masses, parts, strict=True) if is_single(row)) / sum(
        masses
    )
    return max(0.0, entropy(oracle.weights(grade.used, priors)) - after), settles


def shares_of(grade: Grade, decider: Decider, level: int, cells: list[int]) -> list[float]:
    """How often each answer is given among the cases that are not impossible."""
    total, rows = grade.oracle.answer_rows(grade.used, decider.priors(grade.oracle))
    assert sum(total.values()) > 0
    possible = [sum(row.values()) for row in rows[level]] if level in rows else []
    order = list(cells_of(grade.used[level]))
    return [possible[order.index(cell)] for cell in cells]


def key(gain: Gain) -> tuple[float, float, int]:
    return -round(gain.bits, 9), -round(gain.settles, 9), gain.level


SEEDS = [(seed, strict) for seed in range(40) for strict in (False, True)]


@pytest.mark.parametrize(("seed", "strict"), SEEDS)
def test_a_gain_is_what_asking_each_answer_gives(seed: int, strict: bool) -> None:
    decider, grade, case = graded(seed, strict)
    for gain in decider.gains(grade, case):
        expected = asked_in_turn(decider, grade, case, gain.level)
        assert expected is not None
        assert (gain.bits, gain.settles) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("seed", "strict"), SEEDS)
def test_the_best_comes_first_and_what_tells_nothing_is_left_out(seed: int, strict: bool) -> None:
    decider, grade, case = graded(seed, strict)
    gains = decider.gains(grade, case)
    assert gains == sorted(gains, key=key)
    telling = [gain for gain in gains if gain.bits > NO_GAIN or gain.settles > NO_GAIN]
    assert telling in (gains, [])


@pytest.mark.parametrize(("seed", "strict"), SEEDS[:30])
def test_asking_for_some_facts_gives_those_alone(seed: int, strict: bool) -> None:
    decider, grade, case = graded(seed, strict)
    gains = decider.gains(grade, case)
    for gain in gains:
        (alone,) = decider.gains(grade, case, only={grade.oracle.names[gain.level]})
        assert alone == gain
    assert decider.gains(grade, case, only=()) == []


def test_the_packs_above_tell_something_of_each_kind() -> None:
    """Facts on which presumptions depend and others, answers that settle and answers that do not."""
    depend, settle, some = 0, 0, 0
    for seed, strict in SEEDS:
        decider, grade, case = graded(seed, strict)
        for gain in decider.gains(grade, case):
            some += 1
            depend += not strict and decider.presumptions.depend_on(grade.oracle.names[gain.level])
            settle += 0 < gain.settles < 1
    assert some > 100
    assert depend > 10
    assert settle > 20
