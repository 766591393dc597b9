"""The promises on the shipped rules: settled stays, presumed changes only with a broken assumption, order does not matter."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import pytest

from fitengine.decide.case import Case
from fitengine.decide.cells import cells_of
from fitengine.decide.decider import Decider
from fitengine.decide.query import possible
from fitengine.load.rules.rulebook import load_rules
from fitengine.model.decision import Certainty, Decision
from fitengine.model.facts import Facts

FIT = "technology-fit"


@cache
def decider() -> Decider:
    made = Decider(load_rules())
    made.require_sound()
    return made


def random_case(rng: random.Random) -> Case:
    """8 to 18 facts of a step: exactly, in part, or voiced as a doubt; the values by their priors."""
    names = list(decider().diagram(FIT).names)
    case = decider().case(Facts())
    for name in rng.sample(names, rng.randint(4, 18)):
        variable = decider().space[name]
        cell = rng.choices(range(variable.size), variable.priors)[0]
        mask = 1 << cell if rng.random() < 0.85 else (1 << cell) | (1 << rng.randrange(variable.size))
        case = decider().presumptions.learn(case, name, mask)
    return case


def completed(rng: random.Random, case: Case, keep: dict[str, int]) -> Case | None:
    """A random completion: every fact exactly, inside what is known and inside `keep`; None if it breaks a constraint."""
    names = decider().diagram(FIT).names
    for name in names:
        full = decider().space[name].full
        mask = case.known.get(name, full) & keep.get(name, full)
        case = decider().presumptions.learn(case, name, 1 << rng.choice(list(cells_of(mask))))
    known = [case.known[name] for name in names]
    return case if possible(decider().diagram(FIT), known) else None


def partly_completed(rng: random.Random, case: Case, whole: Case) -> Case:
    """Some more facts of a completion."""
    more = [name for name in whole.known if name not in case.known]
    for name in rng.sample(more, rng.randint(0, len(more))):
        case = decider().presumptions.learn(case, name, whole.known[name])
    return case


@pytest.mark.parametrize("seed", range(150))
def test_settled_verdicts_stay_and_presumed_ones_fall_only_with_an_assumption(seed: int) -> None:
    """Whatever turns out: the same verdict, as long as the listed assumptions hold."""
    rng = random.Random(seed)
    case = random_case(rng)
    decision = decider().decide(FIT, "s", case)
    if decision.certainty is Certainty.OPEN or decision.contradictions:
        return
    assumed = {item.fact: case.presumed[item.fact] for item in decision.assumptions}
    assert (decision.certainty is Certainty.PRESUMED) == bool(assumed)
    for _ in range(12):
        whole = completed(rng, case, assumed)
        if whole is None:
            continue
        for later in (partly_completed(rng, case, whole), whole):
            held = replace(
                later,
                presumed={**later.presumed, **{k: v for k, v in assumed.items() if k not in later.known}},
            )
            assert decision.outcome == decider().decide(FIT, "s", held).outcome


def test_the_cases_above_reach_every_certainty_and_verdict() -> None:
    """The property test is worth something only if its cases are mixed."""
    decisions: list[Decision] = [
        decider().decide(FIT, "s", random_case(random.Random(seed))) for seed in range(600)
    ]
    assert {decision.certainty for decision in decisions} == set(Certainty)
    assert {decision.outcome for decision in decisions} >= {
        "rpa",
        "ai-suitable",
        "standardise-first",
        "keep-human",
    }


@pytest.mark.parametrize("seed", range(40))
def test_weights_speak_of_every_possible_outcome_and_of_no_other(seed: int) -> None:
    case = random_case(random.Random(seed))
    decision = decider().decide(FIT, "s", case)
    grade = decider().grade(FIT, case)
    left = grade.oracle.possible(grade.known)
    assert {outcome for outcome, bit in grade.oracle.bits.items() if left & bit} == {
        name for name, _ in decision.possible
    }
    assert sum(weight for _, weight in decision.possible) == pytest.approx(1)


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_rules_and_facts_changes_nothing(seed: int) -> None:
    rng = random.Random(seed)
    rulebook = load_rules()
    tables = {
        name: replace(table, rules=tuple(rng.sample(table.rules, len(table.rules))))
        for name, table in rulebook.tables.items()
        if name != "technique"
    }
    shuffled = Decider(replace(rulebook, tables=tables), "plain")
    case = random_case(rng)
    known = dict(rng.sample(list(case.known.items()), len(case.known)))
    assert decider().decide(FIT, "s", case) == shuffled.decide(FIT, "s", replace(case, known=known))
