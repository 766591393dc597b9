"""A pack of 100 tangled rules over 40 facts: no diagram in sight, and every question still answered."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

from fitengine import api
from fitengine.decide import oracles, solver
from fitengine.decide.case import Case
from fitengine.decide.cells import cells_of
from fitengine.decide.decider import Decider
from fitengine.decide.diagram import MAX_LEVELS, TooLargeError
from fitengine.decide.explain import explain_case
from fitengine.decide.samples import SAMPLES
from fitengine.decide.solver_route import SolverRoute
from fitengine.errors import RulesError
from fitengine.model.decision import Certainty
from fitengine.model.explanation import Explanation
from fitengine.model.facts import Facts
from fitengine.model.rules import (
    AllOf,
    DecisionTable,
    FactDefinition,
    FactType,
    HitPolicy,
    Operator,
    Rule,
    Rulebook,
    UnaryTest,
)
from tests.helpers.large import large_rulebook
from tests.helpers.reference import decide
from tests.helpers.sketch import sketch
from tests.helpers.steps import random_case

FIT = "technology-fit"
STEPS = 12
POINTS = 30


@cache
def large() -> Decider:
    """Giving up the diagram takes seconds: once is enough."""
    made = Decider(large_rulebook(1, decision=FIT), "plain")
    made.require_sound()
    return made


@cache
def explained(seed: int) -> tuple[Case, Explanation]:
    case = random_case(random.Random(seed), large(), FIT, 15, 40)
    return case, explain_case(large(), FIT, "s", case)


def outcomes(rng: random.Random, masks: Mapping[str, int], points: int = POINTS) -> list[str]:
    """What the plainest reading of the rules gives for random completions; impossible ones left out."""
    space, found = large().space, []
    for _ in range(points):
        values = {
            name: space[name].sample(rng.choice(list(cells_of(masks.get(name, space[name].full)))))
            for name in large().rulebook.dictionary
        }
        decided = decide(large().rulebook, FIT, values)
        if decided is not None:
            (outcome,) = decided
            found.append(outcome)
    return found


def test_a_solver_takes_over() -> None:
    assert isinstance(large().oracle(FIT), SolverRoute)
    with pytest.raises(RulesError, match="too-large the rules of `technology-fit` are too large"):
        large().diagram(FIT)


def test_the_steps_below_reach_every_certainty() -> None:
    decisions = [explained(seed)[1].decision for seed in range(STEPS)]
    assert {decision.certainty for decision in decisions} == set(Certainty)
    assert {decision.samples for decision in decisions} == {SAMPLES}


@pytest.mark.parametrize("seed", range(STEPS))
def test_what_is_said_of_a_step_holds_by_the_plainest_reading_of_the_rules(seed: int) -> None:
    """On random completions: outcome, reasons, what shuts others out, and where changes lead."""
    rng = random.Random(f"completions/{seed}")
    case, found = explained(seed)
    if found.decision.contradictions:
        return
    full = {name: variable.full for name, variable in large().space.items()}
    presumed = {name: case.mask(name, full[name], presume=True) for name in large().rulebook.dictionary}
    assert set(outcomes(rng, case.known)) <= dict(found.decision.possible).keys()
    if found.decision.certainty is not Certainty.OPEN:
        why = {reason.fact: presumed[reason.fact] for reason in found.why}
        assert set(outcomes(rng, why)) <= {found.decision.outcome}
    for other in found.why_not:
        shut = {reason.fact: presumed[reason.fact] for reason in other.reasons}
        assert not other.reasons or other.outcome not in outcomes(rng, shut)
        if other.change is not None:
            moved = {move.fact: encoded(move.fact, move.then) for move in other.change.moves}
            assert set(outcomes(rng, {**presumed, **moved})) <= {other.outcome}


def encoded(fact: str, words: str) -> int:
    """The mask that the words stand for."""
    variable = large().space[fact]
    return next(mask for mask in range(1, variable.full + 1) if variable.words(mask) == words)


def test_weights_are_near_those_of_another_thousand_cases() -> None:
    rng = random.Random(5)
    case, found = next(
        (case, found) for case, found in map(explained, range(STEPS)) if len(found.decision.possible) > 1
    )
    space = large().space
    counts: dict[str, int] = {}
    for _ in range(1000):
        point = {
            name: 1 << rng.choices(range(space[name].size), weights(name, case))[0]
            for name in large().rulebook.dictionary
        }
        for outcome in outcomes(rng, point, 1):
            counts[outcome] = counts.get(outcome, 0) + 1
    cases = sum(counts.values())
    for outcome, weight in found.decision.possible:
        assert (
            abs(weight - counts.get(outcome, 0) / cases) < 5 * (weight * (1 - weight) / cases) ** 0.5 + 0.002
        )


def weights(name: str, case: Case) -> list[float]:
    variable = large().space[name]
    mask = case.mask(name, variable.full, presume=False)
    return [prior if mask >> cell & 1 else 0.0 for cell, prior in enumerate(variable.priors)]


def test_questions_lead_to_a_verdict() -> None:
    """Asked for again and again, and answered at random, the question that matters next settles each step in the end."""
    for seed in range(3):
        rng = random.Random(seed)
        case, asked = large().case(Facts(), strict=True), 0
        while (question := large().decide(FIT, "s", case).next_question) is not None:
            mask = case.mask(question.fact, large().space[question.fact].full, presume=False)
            case = large().presumptions.learn(case, question.fact, 1 << rng.choice(list(cells_of(mask))))
            asked += 1
        assert large().decide(FIT, "s", case).certainty is Certainty.SETTLED
        assert asked <= 40


def test_the_same_answers_in_every_thread() -> None:
    cases = [explained(seed)[0] for seed in range(4)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda case: explain_case(large(), FIT, "s", case), cases * 2))
    assert found == [explained(seed)[1] for seed in range(4)] * 2


SCRIPT = """
import random
from fitengine.decide import oracles
from fitengine.decide.decider import Decider
from fitengine.decide.diagram import TooLargeError
from fitengine.decide.explain import explain_case
from tests.helpers.large import large_rulebook
from tests.helpers.steps import random_case
def give_up(*args, **options): raise TooLargeError
oracles.compile_decision = give_up
decider = Decider(large_rulebook(1), "plain")
for seed in (int(number) for number in "{seeds}"):
    print(explain_case(decider, "top", "s", random_case(random.Random(seed), decider, "top", 15, 40)))
"""


def test_the_same_answers_whatever_the_hash_seed_and_whatever_was_asked_before() -> None:
    def said(hash_seed: str, seeds: str) -> list[str]:
        command = [sys.executable, "-c", SCRIPT.format(seeds=seeds)]
        environment = {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": "."}
        root = Path(__file__).parents[2]
        run = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=True)
        assert run.stderr == ""
        return run.stdout.splitlines()

    assert sorted(said("1", "0123")) == sorted(said("2", "3210"))


def test_a_process_says_that_a_solver_answered() -> None:
    assessed = api.assess(sketch("s_1 -> a -> e_1"), rules=large().rulebook, executor="plain")
    (finding,) = [finding for finding in assessed.findings if finding.code == "solver-route"]
    assert finding.message == (
        "the rules of `technology-fit` are too large for a decision diagram; a solver answers, "
        "weights are estimated from 50,000 random cases"
    )
    assert assessed.steps[0].decision.samples == SAMPLES
    (remark,) = [found for found in api.check_rules(large().rulebook) if found.code == "solver-route"]
    assert (remark.severity, remark.decision, remark.message) == ("info", FIT, finding.message)


def test_the_shipped_rules_need_no_solver() -> None:
    assessed = api.assess(sketch("s_1 -> a -> e_1"))
    assert not [finding for finding in assessed.findings if finding.code == "solver-route"]
    assert assessed.steps[0].decision.samples == 0


def test_without_a_solver_the_pack_is_refused_with_the_way_to_get_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(solver, "find_spec", lambda _: None)
    monkeypatch.setattr(oracles, "compile_decision", give_up)
    decider = Decider(large_rulebook(1), "plain")
    with pytest.raises(RulesError) as raised:
        decider.decide("top", "s", decider.case(Facts()))
    (problem,) = raised.value.problems
    assert problem.code == "solver-missing"
    assert problem.help == "`pip install 'fitengine[solver]'`"


def give_up(*args: object, **options: object) -> None:
    raise TooLargeError


def test_what_a_diagram_was_given_up_for_is_not_tried_again_with_ratings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Otherwise each rating would cost seconds, and the answer would depend on what was asked before."""
    tried = []

    def count(*args: object, **options: object) -> None:
        tried.append(options)
        raise TooLargeError

    monkeypatch.setattr(oracles, "compile_decision", count)
    decider = Decider(api.load_rules(), "plain")
    for nature in decider.rulebook.tables["nature"].outcomes:
        assert decider.oracle(FIT, {"nature": nature}).samples
    assert len(tried) == 1


@pytest.mark.parametrize(("facts", "samples"), [(MAX_LEVELS, 0), (MAX_LEVELS + 1, SAMPLES)])
def test_no_number_of_facts_is_too_deep(facts: int, samples: int) -> None:
    """Diagrams are walked by recursion; where that would go too deep the solver answers."""
    decider = Decider(ladder(facts), "plain")
    case = decider.presumptions.learn(decider.case(Facts()), f"f{facts - 1:03}", 0b10)
    explanation = explain_case(decider, "ladder", "s", case)
    assert explanation.decision.samples == samples
    assert dict(explanation.decision.possible).keys() == {"even", "odd"}
    assert explanation.decision.next_question is not None
    assert explanation.decision.next_question.fact == "f000"


def ladder(facts: int) -> Rulebook:
    """The first fact that holds decides, by its number."""
    names = [f"f{number:03}" for number in range(facts)]
    rules = [
        Rule(name, UnaryTest(name, Operator.IS, (True,)), ("even", "odd")[number % 2], "b", ("c",))
        for number, name in enumerate(names)
    ]
    rules.append(Rule("none", AllOf(()), "odd", "b", ("c",)))
    table = DecisionTable("ladder", "1", "?", HitPolicy.FIRST, ("even", "odd"), tuple(rules))
    dictionary = {name: FactDefinition(name, FactType.BOOL, "?") for name in names}
    return Rulebook(dictionary=dictionary, tables={"ladder": table}, references={}, packs=())
