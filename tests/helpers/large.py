"""Rulebooks too large for a decision diagram: many facts, and rules that tangle them."""

from __future__ import annotations

import random
from collections.abc import Sequence

from fitengine.model.facts import Scalar
from fitengine.model.rules import (
    AllOf,
    ChangeCost,
    Constraint,
    DecisionTable,
    FactDefinition,
    FactType,
    HitPolicy,
    Operator,
    Presumption,
    Rule,
    Rulebook,
    UnaryTest,
)

__all__ = ["large_rulebook"]

OUTCOMES = ("w", "x", "y", "z")
TIERS = 8


def large_rulebook(seed: int, facts: int = 40, rules: int = 100, decision: str = "top") -> Rulebook:
    """A sound pack: rules of three to five tests in tiers of one outcome each, and a last rule that always holds."""
    rng = random.Random(seed)
    dictionary = {f"f{number:02}": _fact(rng, f"f{number:02}") for number in range(facts)}
    tiers = (*(f"t{number}" for number in range(TIERS)), "last")
    made = [
        Rule(
            f"R{number:03}",
            _conjunction(rng, list(dictionary.values()), rng.randint(3, 5)),
            OUTCOMES[number % TIERS % len(OUTCOMES)],
            "b",
            ("c",),
            tiers[number % TIERS],
        )
        for number in range(rules - 1)
    ]
    made.append(Rule("last", AllOf(()), rng.choice(OUTCOMES), "b", ("c",), "last"))
    never = tuple(
        Constraint(f"C{number}", _conjunction(rng, list(dictionary.values()), 2), "b") for number in range(2)
    )
    table = DecisionTable(decision, "1", "?", HitPolicy.PRIORITY, OUTCOMES, tuple(made), tiers, never)
    return Rulebook(dictionary=dictionary, tables={decision: table}, references={}, packs=())


def _fact(rng: random.Random, name: str) -> FactDefinition:
    kind = rng.choice(list(FactType))
    words = tuple("abcd"[: rng.randint(3, 4)]) if kind in (FactType.LEVEL, FactType.CHOICE) else ()
    bare = FactDefinition(name, kind, "?", values=words, low=0, high=10)
    usual = (Presumption(_test(rng, bare)),) if rng.random() < 0.4 else ()
    change = ChangeCost(rng.choice([None, 0.5, 1.0, 3.0, 10.0]))
    return FactDefinition(name, kind, "?", values=words, low=0, high=10, presumptions=usual, change=change)


def _conjunction(rng: random.Random, facts: Sequence[FactDefinition], tests: int) -> AllOf:
    return AllOf(tuple(_test(rng, fact) for fact in rng.sample(facts, tests)))


def _test(rng: random.Random, fact: FactDefinition) -> UnaryTest:
    """About half of what the fact can be."""
    match fact.type:
        case FactType.BOOL:
            return UnaryTest(fact.name, Operator.IS, (rng.random() < 0.5,))
        case FactType.CHOICE:
            return UnaryTest(fact.name, rng.choice([Operator.IS, Operator.NOT]), (rng.choice(fact.values),))
        case FactType.LEVEL:
            operand: Scalar = rng.choice(fact.values[1:-1])
        case _:
            operand = rng.choice([3, 5, 7])
    return UnaryTest(fact.name, rng.choice([Operator.AT_LEAST, Operator.AT_MOST]), (operand,))
