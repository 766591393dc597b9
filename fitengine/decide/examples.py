"""For each rule a case that it decides, out of its table's own tests, and the nearest one that it does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from fitengine.decide.case import Case
from fitengine.decide.cells import cells_of
from fitengine.decide.coverage import cells_left, deciding_rules, measure_coverage
from fitengine.decide.decider import Decider
from fitengine.decide.rule_tests import test_case
from fitengine.load.values import read_value
from fitengine.model.decision import Assumption
from fitengine.model.facts import Unknown, format_known
from fitengine.model.rules import DecisionTable, FactDefinition, HitPolicy, Rule, RuleTest, walk_tests

__all__ = ["Example", "Neighbour", "find_examples"]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The example with one fact, or the answer to one decision, changed from `before` to `after`, in words.

    `rules` decide then, `outcomes` are what is left: one where the case is decided; of collected ones all that hold.
    """

    name: str
    before: str
    after: str
    rules: tuple[str, ...]
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A test of the table that the rule decides: what is given, in words, and what the decision takes for granted."""

    name: str
    given: tuple[tuple[str, str], ...]
    assumptions: tuple[Assumption, ...]
    neighbour: Neighbour | None


def find_examples(decider: Decider) -> Mapping[tuple[str, str], Example]:
    """By decision and rule id; rules that no test reaches have none."""
    found = {}
    for coverage in measure_coverage(decider).rules:
        if coverage.tests:
            table = decider.rulebook.tables[coverage.decision]
            rule = next(rule for rule in table.rules if rule.id == coverage.rule)
            test = next(test for test in table.tests if test.name == coverage.tests[0])
            found[table.id, rule.id] = _example(decider, table, rule, test)
    return found


def _example(decider: Decider, table: DecisionTable, rule: Rule, test: RuleTest) -> Example:
    case = test_case(decider, test)
    given = tuple(
        (name, _said(decider.rulebook.dictionary.get(name), raw)) for name, raw in test.given.items()
    )
    collects = table.hit_policy is HitPolicy.COLLECT
    assumptions = () if collects else decider.decide(table.id, test.name, case).assumptions
    return Example(test.name, given, assumptions, _neighbour(decider, table, rule, case))


def _said(definition: FactDefinition | None, raw: object) -> str:
    """What is given, as a person writes it; decisions have outcomes and no definition."""
    if definition is None:
        return str(raw)
    unit = f" {definition.unit}" if definition.unit else ""
    value = read_value(definition, raw)
    return format_known(value) + ("" if isinstance(value, Unknown) else unit)


@dataclass(frozen=True, slots=True)
class _Result:
    """How a changed case comes out; an impossible one has no outcomes and contradicts itself."""

    rules: frozenset[str]
    outcomes: tuple[str, ...]
    contradicts: bool = False


def _neighbour(decider: Decider, table: DecisionTable, rule: Rule, case: Case) -> Neighbour | None:
    """The most telling change after which the rule does not decide: of what it asks for rather than of anything else, of a
    fact rather than of a decision."""
    here = _result(decider, table, case)
    tested = {test.fact for test in walk_tests(rule.when)}
    found: list[tuple[tuple[bool, bool, int], Neighbour]] = []
    for name in _changeable(decider, rule, case):
        kind = (name not in tested, name not in decider.rulebook.dictionary)
        if found and min(rank for rank, _ in found)[:2] < kind:
            break
        before = decider.space[name].words(cells_left(decider, name, case))
        for result, mask in _changes(decider, table, case, name).items():
            if rule.id not in result.rules and not result.contradicts:
                after = decider.space[name].words(mask)
                neighbour = Neighbour(name, before, after, tuple(sorted(result.rules)), result.outcomes)
                found.append(((*kind, _rank(result, here, table)), neighbour))
    return min(found, key=lambda one: one[0], default=(None, None))[1]


def _rank(result: _Result, here: _Result, table: DecisionTable) -> int:
    """Another outcome tells most, then an open case without this one, an open case with it, and another rule."""
    if table.hit_policy is HitPolicy.COLLECT or len(result.outcomes) == 1:
        return 0 if result.outcomes != here.outcomes else 3
    return 2 if set(here.outcomes) & set(result.outcomes) else 1


def _changes(decider: Decider, table: DecisionTable, case: Case, name: str) -> dict[_Result, int]:
    """The results of giving `name` a value it does not have, nearest first, each with all cells that lead to it."""
    left = cells_left(decider, name, case)
    changes: dict[_Result, int] = {}
    for cell in sorted(cells_of(decider.space[name].full & ~left), key=lambda cell: _distance(cell, left)):
        result = _result(decider, table, _changed(decider, case, name, cell))
        changes[result] = changes.get(result, 0) | 1 << cell
    return changes


def _distance(cell: int, mask: int) -> int:
    return min(abs(cell - other) for other in cells_of(mask))


def _changeable(decider: Decider, rule: Rule, case: Case) -> Iterator[str]:
    """What the rule asks for, numbers before other facts and these before decisions, then what else is given. Decisions can
    be changed only where they are answered directly."""
    dictionary = decider.rulebook.dictionary
    tested = [test.fact for test in walk_tests(rule.when)]
    facts = [name for name in tested if name in dictionary]
    numbers = [name for name in facts if dictionary[name].type.numeric]
    rated = [name for name in tested if name in case.ratings]
    yield from dict.fromkeys([*numbers, *facts, *rated, *case.known, *case.ratings])


def _changed(decider: Decider, case: Case, name: str, cell: int) -> Case:
    if name in case.ratings:
        return replace(case, ratings={**case.ratings, name: decider.space[name].values[cell]})
    return decider.presumptions.learn(case, name, 1 << cell)


def _result(decider: Decider, table: DecisionTable, case: Case) -> _Result:
    rules = deciding_rules(decider, table, case)
    if table.hit_policy is HitPolicy.COLLECT:
        outcomes = {rule.then for rule in table.rules if rule.id in rules}
        return _Result(rules, tuple(outcome for outcome in table.outcomes if outcome in outcomes))
    grade = decider.grade(table.id, case)
    left = (one for one in table.outcomes if grade.mask & decider.outcome_mask(table.id, one))
    return _Result(rules, tuple(left), bool(grade.contradictions))
