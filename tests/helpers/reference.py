"""The meaning of a rule pack in the plainest words: what every faster way of deciding is compared with."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import product

from fitengine.decide.cells import Variable, build_space
from fitengine.model.facts import Scalar
from fitengine.model.rules import (
    AllOf,
    AnyOf,
    Condition,
    Constraint,
    DecisionTable,
    FactDefinition,
    FactType,
    HitPolicy,
    Not,
    Operator,
    Presumption,
    PriorPiece,
    Rule,
    Rulebook,
    UnaryTest,
)

Values = Mapping[str, Scalar]


def holds(condition: Condition, values: Values, ranks: Mapping[str, tuple[str, ...]]) -> bool:  # noqa: C901 - an operator a line
    """Whether a condition holds for plain values; `ranks` orders the words of levels."""
    match condition:
        case AllOf(parts):
            return all(holds(part, values, ranks) for part in parts)
        case AnyOf(parts):
            return any(holds(part, values, ranks) for part in parts)
        case Not(part):
            return not holds(part, values, ranks)
        case UnaryTest(fact, operator, operands):
            value, *limits = (_rank(item, ranks.get(fact)) for item in (values[fact], *operands))
            match operator:
                case Operator.IS:
                    return value == limits[0]
                case Operator.NOT:
                    return value != limits[0]
                case Operator.AT_LEAST:
                    return value >= limits[0]  # type: ignore[operator]
                case Operator.OVER:
                    return value > limits[0]  # type: ignore[operator]
                case Operator.AT_MOST:
                    return value <= limits[0]  # type: ignore[operator]
                case Operator.UNDER:
                    return value < limits[0]  # type: ignore[operator]
                case Operator.TO:
                    return limits[0] <= value <= limits[1]  # type: ignore[operator]


def decide(rulebook: Rulebook, decision: str, values: Values) -> frozenset[str] | None:
    """The outcomes of the best tier with a rule that holds; None where a constraint forbids the case."""
    ranks = {name: fact.values for name, fact in rulebook.dictionary.items() if fact.values}
    table = rulebook.tables[decision]
    values = dict(values)
    below = {name: decide(rulebook, name, values) for name in table.requires}
    if None in below.values():
        return None
    if any(len(outcomes or ()) != 1 for outcomes in below.values()):
        return frozenset()
    values.update({name: next(iter(outcomes or ())) for name, outcomes in below.items()})
    if any(holds(constraint.never, values, ranks) for constraint in table.constraints):
        return None
    for tier in table.tiers:
        hits = {rule.then for rule in table.rules if rule.tier == tier and holds(rule.when, values, ranks)}
        if hits:
            return frozenset(hits)
    return frozenset()


def all_points(
    space: Mapping[str, Variable], names: list[str], masks: Mapping[str, int]
) -> Iterator[dict[str, Scalar]]:
    """Every completion as plain values, one for each cell that the masks leave."""
    cells = [[cell for cell in range(space[name].size) if masks.get(name, -1) >> cell & 1] for name in names]
    for combination in product(*cells):
        yield {name: space[name].sample(cell) for name, cell in zip(names, combination, strict=True)}


def random_rulebook(rng: random.Random, facts: int = 5, rules: int = 8, subs: int = 0) -> Rulebook:
    """A pack of random facts, rules, constraints and presumptions; with `subs`, a table that requires others. It may have gaps
    and conflicts."""
    dictionary = {f"f{number}": _random_fact(rng, f"f{number}") for number in range(facts)}
    names = list(dictionary)
    tables: dict[str, DecisionTable] = {}
    for number in range(subs):
        own = [*rng.sample(names, rng.randint(1, min(3, facts)))]
        tables[f"s{number}"] = _random_table(rng, f"s{number}", dictionary, own, {}, rng.randint(2, 5))
    outcomes = {name: table.outcomes for name, table in tables.items()}
    tables["top"] = _random_table(rng, "top", dictionary, names, outcomes, rules)
    dictionary = {
        name: FactDefinition(
            name, fact.type, "?", values=fact.values, low=fact.low, high=fact.high, prior=fact.prior,
            presumptions=_random_presumptions(rng, name, dictionary),
        )
        for name, fact in dictionary.items()
    }  # fmt: skip
    return Rulebook(dictionary=dictionary, tables=tables, references={}, packs=())


def random_masks(rng: random.Random, rulebook: Rulebook, known: float = 0.5) -> dict[str, int]:
    """Some facts exactly, some in part, the rest not at all."""
    space = build_space(rulebook)
    masks = {}
    for name in rulebook.dictionary:
        if rng.random() < known:
            full = space[name].full
            masks[name] = 1 << rng.randrange(space[name].size) if rng.random() < 0.7 else rng.randint(1, full)
    return masks


def _rank(value: Scalar, words: tuple[str, ...] | None) -> float | str:
    """Words of a level by their rank; outcomes stay words, which are only ever compared for equality."""
    if words:
        return float(words.index(str(value)))
    return value if isinstance(value, str) else float(value)


def _random_fact(rng: random.Random, name: str) -> FactDefinition:
    kind = rng.choice(list(FactType))
    words = tuple("abcd"[: rng.randint(2, 4)]) if kind in (FactType.LEVEL, FactType.CHOICE) else ()
    prior: tuple[PriorPiece, ...] = ()
    if words:
        prior = tuple(PriorPiece(rng.randint(1, 5), word) for word in words)
    elif kind is FactType.BOOL:
        prior = (PriorPiece(rng.randint(1, 5), False), PriorPiece(rng.randint(1, 5), True))
    elif rng.random() < 0.5:
        prior = (PriorPiece(2, None, 0, 5), PriorPiece(1, None, 6, 10))
    return FactDefinition(name, kind, "?", values=words, low=0, high=10, prior=prior)


def _random_table(
    rng: random.Random, name: str, dictionary: Mapping[str, FactDefinition], facts: list[str],
    outcomes: Mapping[str, tuple[str, ...]], count: int,
) -> DecisionTable:  # fmt: skip
    tiers = ("t0", "t1", "t2")[: rng.randint(1, 3)]
    verdicts = tuple("wxyz"[: rng.randint(2, 4)])
    inputs = [*facts, *outcomes]
    rules = tuple(
        Rule(
            f"{name}{number}",
            _random_condition(rng, inputs, dictionary, outcomes),
            rng.choice(verdicts),
            "b",
            ("c",),
            rng.choice(tiers),
        )
        for number in range(count)
    )
    never = tuple(
        Constraint(f"{name}C{number}", _random_conjunction(rng, facts, dictionary, {}, 2), "b")
        for number in range(rng.choice([0, 0, 1, 2]))
    )
    return DecisionTable(name, "1", "?", HitPolicy.PRIORITY, verdicts, rules, tiers, never, tuple(outcomes))


def _random_condition(
    rng: random.Random,
    inputs: list[str],
    dictionary: Mapping[str, FactDefinition],
    outcomes: Mapping[str, tuple[str, ...]],
) -> Condition:
    conjunction = _random_conjunction(rng, inputs, dictionary, outcomes, 3)
    shape = rng.random()
    if shape < 0.2:
        return AnyOf((conjunction, _random_conjunction(rng, inputs, dictionary, outcomes, 2)))
    if shape < 0.3:
        return Not(_random_conjunction(rng, inputs, dictionary, outcomes, 2))
    return conjunction


def _random_conjunction(
    rng: random.Random, inputs: list[str], dictionary: Mapping[str, FactDefinition],
    outcomes: Mapping[str, tuple[str, ...]], most: int,
) -> AllOf:  # fmt: skip
    chosen = rng.sample(inputs, rng.randint(1, min(most, len(inputs))))
    return AllOf(tuple(_random_test(rng, name, dictionary, outcomes) for name in chosen))


def _random_test(
    rng: random.Random,
    name: str,
    dictionary: Mapping[str, FactDefinition],
    outcomes: Mapping[str, tuple[str, ...]],
) -> Condition:
    if name in outcomes:
        return UnaryTest(name, rng.choice([Operator.IS, Operator.NOT]), (rng.choice(outcomes[name]),))
    fact = dictionary[name]
    if fact.type is FactType.BOOL:
        return UnaryTest(name, Operator.IS, (rng.random() < 0.5,))
    pool: list[Scalar] = list(fact.values) or [*range(11)] or []
    if fact.type is FactType.NUMBER and rng.random() < 0.5:
        pool = [value + 0.5 for value in range(10)]
    operators = [*Operator] if fact.type.ordered else [Operator.IS, Operator.NOT]
    operator = rng.choice(operators)
    operands = tuple(sorted(rng.choices(pool, k=2 if operator is Operator.TO else 1)))  # type: ignore[type-var]
    return UnaryTest(name, operator, operands)


def _random_presumptions(
    rng: random.Random, name: str, dictionary: Mapping[str, FactDefinition]
) -> tuple[Presumption, ...]:
    if rng.random() < 0.5:
        return ()
    others = [other for other in dictionary if other != name]
    when = _random_test(rng, rng.choice(others), dictionary, {}) if others and rng.random() < 0.5 else None
    return (Presumption(_random_test(rng, name, dictionary, {}), when),)
