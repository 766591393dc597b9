"""Any pack that can be written decides any step as the plainest reading of its rules does, by diagram and by both executors."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings

from fitengine.decide.decider import Decider
from fitengine.decide.executor import executor_status
from fitengine.model.decision import Certainty
from fitengine.model.facts import Facts, Scalar
from fitengine.model.rules import Rulebook
from tests.helpers.reference import holds
from tests.helpers.strategies import known_cases, packs

EXECUTORS = ("plain", *(["rete"] if executor_status().name == "rete" else []))


def decide(book: Rulebook, values: Mapping[str, Scalar]) -> str:
    """The outcome of the first rule that holds."""
    ranks = {name: fact.values for name, fact in book.dictionary.items() if fact.values}
    return next(rule.then for rule in book.tables["t"].rules if holds(rule.when, values, ranks))


@settings(max_examples=60, deadline=None)
@given(packs(), known_cases())
def test_a_known_step_is_decided_as_the_rules_read(book: Rulebook, values: dict[str, Scalar]) -> None:
    expected = decide(book, values)
    for executor in EXECUTORS:
        decider = Decider(book, executor)
        decision = decider.decide("t", "s", decider.case(Facts(values)))
        assert decision.outcome == expected
        assert decision.certainty is Certainty.SETTLED
        assert decision.missing == ()


@settings(max_examples=40, deadline=None)
@given(packs(), known_cases())
def test_the_verdict_of_a_known_step_was_possible_while_less_was_known(
    book: Rulebook, values: dict[str, Scalar]
) -> None:
    decider = Decider(book, "plain")
    final = decide(book, values)
    known: dict[str, Scalar] = {}
    for name, value in values.items():
        known[name] = value
        decision = decider.decide("t", "s", decider.case(Facts(known)))
        assert final in dict(decision.possible)
        assert decision.outcome in (final, "undetermined")
