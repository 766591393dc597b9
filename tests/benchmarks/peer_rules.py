"""The shipped rules in plain parts that other engines understand: no tiers, no levels, no cells.

A tier becomes the order of the rows (an earlier tier wins, and inside a tier outcomes never overlap, so the first row that holds
decides); a level or choice becomes the list of words that pass; a number stays a comparison.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from fitengine.decide.cells import CellSpace, build_space, cells_of
from fitengine.decide.compile import fact_inputs, tier_numbers
from fitengine.load.rules.rulebook import load_rules
from fitengine.model.facts import Scalar
from fitengine.model.rules import AllOf, AnyOf, Condition, DecisionTable, FactType, Not, Operator, UnaryTest
from tests.helpers import reference

__all__ = [
    "FIT",
    "Pack",
    "Row",
    "Step",
    "Table",
    "Test",
    "Untranslatable",
    "literal",
    "make_steps",
    "read_pack",
    "render",
]

FIT = "technology-fit"
Step = Mapping[str, Scalar]

_SYMBOLS = {
    Operator.IS: "==",
    Operator.NOT: "!=",
    Operator.AT_LEAST: ">=",
    Operator.AT_MOST: "<=",
    Operator.OVER: ">",
    Operator.UNDER: "<",
}


class Untranslatable(Exception):
    """The engine has no way to say this."""


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison: `symbol` is one of == != < <= > >= with one value, or `in` with several."""

    fact: str
    symbol: str
    values: tuple[Scalar, ...]

    __test__ = False  # not a class of test cases


@dataclass(frozen=True, slots=True)
class Row:
    """`when` is the condition as written; `boxes` the same as alternatives of conjunctions, one test a fact in each."""

    rule: str
    when: Condition
    boxes: tuple[tuple[Test, ...], ...]
    then: str


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    rows: tuple[Row, ...]
    """The first that holds decides."""


@dataclass(frozen=True, slots=True)
class Pack:
    """The tables that the decision requires, then the decision itself."""

    required: tuple[Table, ...]
    decision: Table
    facts: tuple[str, ...]
    numeric: frozenset[str]
    space: CellSpace

    @property
    def tables(self) -> tuple[Table, ...]:
        return (*self.required, self.decision)

    def test(self, unary: UnaryTest) -> Test:
        """A unary test as one comparison."""
        if unary.fact in self.numeric:
            if unary.operator not in _SYMBOLS:
                raise Untranslatable(f"{unary.fact}: {unary.operator}")
            return Test(unary.fact, _SYMBOLS[unary.operator], unary.operands)
        variable = self.space[unary.fact]
        words = tuple(variable.sample(cell) for cell in cells_of(variable.allowed(unary)))
        return Test(unary.fact, "==" if len(words) == 1 else "in", words)


def read_pack() -> Pack:
    """The shipped technology-fit rules. Raises Untranslatable where they say something that these parts cannot."""
    rulebook = load_rules()
    space = build_space(rulebook)
    numeric = frozenset(name for name, fact in rulebook.dictionary.items() if fact.type.numeric)
    decision = rulebook.tables[FIT]
    empty = Pack((), Table(FIT, ()), tuple(fact_inputs(rulebook, FIT)), numeric, space)
    required = tuple(_table(empty, rulebook.tables[name]) for name in decision.requires)
    return Pack(required, _table(empty, decision), empty.facts, numeric, space)


def make_steps(pack: Pack, count: int, seed: int = 7) -> tuple[list[dict[str, Scalar]], list[str]]:
    """Fully known steps whose values follow the priors, none of them contradictory, and their verdicts by the reference
    interpreter of the tests."""
    rulebook, rng = load_rules(), random.Random(seed)
    steps: list[dict[str, Scalar]] = []
    verdicts: list[str] = []
    while len(steps) < count:
        step = {name: _random_value(pack, name, rng) for name in pack.facts}
        outcomes = reference.decide(rulebook, FIT, step)
        if outcomes is not None:
            steps.append(step)
            verdicts.append(*outcomes)
    return steps, verdicts


def render(
    pack: Pack, condition: Condition, test: Callable[[Test], str], both: str, either: str, negate: str
) -> str:
    """A condition as the text of an expression."""

    def text(part: Condition) -> str:
        match part:
            case UnaryTest():
                return test(pack.test(part))
            case AllOf(parts):
                return "(" + both.join(map(text, parts)) + ")"
            case AnyOf(parts):
                return "(" + either.join(map(text, parts)) + ")"
            case Not(inner):
                return f"{negate}({text(inner)})"

    return text(condition)


def literal(value: Scalar) -> str:
    """As JSON and most expression languages write it."""
    return json.dumps(value)


def _table(pack: Pack, table: DecisionTable) -> Table:
    tiers = tier_numbers(table)
    rules = sorted(table.rules, key=lambda rule: tiers[rule.id])
    return Table(
        table.id, tuple(Row(rule.id, rule.when, tuple(_boxes(pack, rule.when)), rule.then) for rule in rules)
    )


def _boxes(pack: Pack, condition: Condition) -> list[tuple[Test, ...]]:
    match condition:
        case UnaryTest():
            return [(pack.test(condition),)]
        case AnyOf(parts):
            return [box for part in parts for box in _boxes(pack, part)]
        case AllOf(parts):
            return reduce(_products, (_boxes(pack, part) for part in parts), [()])
        case Not():
            raise Untranslatable("not: of several conditions")


def _products(left: Sequence[tuple[Test, ...]], right: Sequence[tuple[Test, ...]]) -> list[tuple[Test, ...]]:
    joined = ([*one, *other] for one in left for other in right)
    return [box for tests in joined if (box := _one_a_fact(tests)) is not None]


def _one_a_fact(tests: Sequence[Test]) -> tuple[Test, ...] | None:
    """Two lists of words for the same fact become one; None where no word is left."""
    merged: dict[str, Test] = {}
    for test in tests:
        other = merged.setdefault(test.fact, test)
        if other is test:
            continue
        if {test.symbol, other.symbol} - {"==", "in"}:
            raise Untranslatable(f"{test.fact} is compared twice")
        words = tuple(value for value in other.values if value in test.values)
        if not words:
            return None
        merged[test.fact] = Test(test.fact, "==" if len(words) == 1 else "in", words)
    return tuple(merged.values())


def _random_value(pack: Pack, name: str, rng: random.Random) -> Scalar:
    variable = pack.space[name]
    value = variable.sample(rng.choices(range(variable.size), variable.priors)[0])
    whole = variable.definition is not None and variable.definition.type is FactType.COUNT
    return int(value) if whole and isinstance(value, float) else value
