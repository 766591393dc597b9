"""Running the cases that travel with a decision table."""

from __future__ import annotations

from collections.abc import Iterator

from fitengine.decide.case import Case
from fitengine.decide.decider import Decider
from fitengine.load.values import read_value
from fitengine.model.decision import RuleTestResult
from fitengine.model.facts import Facts
from fitengine.model.rules import DecisionTable, HitPolicy, RuleTest
from fitengine.model.wording import join_words

__all__ = ["run_tests", "test_case"]


def run_tests(decider: Decider) -> tuple[RuleTestResult, ...]:
    """Every case of every table, in the order of the rulebook."""
    return tuple(
        RuleTestResult(table.id, test.name, not faults, join_words(faults, "and"))
        for table in decider.rulebook.tables.values()
        for test in table.tests
        for faults in [list(_faults(decider, table, test))]
    )


def test_case(decider: Decider, test: RuleTest) -> Case:
    """What a case of a table gives: facts, and answers to the decisions the table requires."""
    dictionary = decider.rulebook.dictionary
    values = {
        name: read_value(dictionary[name], raw) for name, raw in test.given.items() if name in dictionary
    }
    ratings = {name: str(raw) for name, raw in test.given.items() if name not in dictionary}
    return decider.case(Facts(values, ratings=ratings), strict=not test.presumed)


test_case.__test__ = False  # type: ignore[attr-defined] # its name is the rule author's word, not a test runner's


def _faults(decider: Decider, table: DecisionTable, test: RuleTest) -> Iterator[str]:
    case = test_case(decider, test)
    if table.hit_policy is HitPolicy.COLLECT:
        yield from _collected_faults(decider, table, test, case)
        return
    grade = decider.grade(table.id, case)
    left = {outcome for outcome, bit in grade.oracle.bits.items() if grade.mask & bit}
    if left != set(test.expect):
        yield f"expected {_words(test.expect)}, got {_words(tuple(sorted(left)))}"
    if not test.by and not test.ask_next:
        return
    decision = decider.decide(table.id, test.name, case)
    deciding = {hit.rule for hit in decision.rules}
    if not set(test.by) <= deciding:
        yield f"expected rule {_words(test.by)} to decide, but {_words(tuple(sorted(deciding)))} did"
    asked = decision.next_question.fact if decision.next_question else ""
    if test.ask_next and asked != test.ask_next:
        yield f"expected to ask for `{test.ask_next}` next, but `{asked or 'nothing'}` is asked"


def _collected_faults(decider: Decider, table: DecisionTable, test: RuleTest, case: Case) -> Iterator[str]:
    answers = {name: decider.outcome_mask(name, outcome) for name, outcome in case.ratings.items()}
    holding = [blocker for blocker in decider.collect(table.id, case, answers) if blocker.status == "holds"]
    found = {blocker.id for blocker in holding}
    if found != set(test.expect):
        yield f"expected {_words(test.expect)}, got {_words(tuple(sorted(found)))}"
    if not set(test.by) <= {blocker.rule for blocker in holding}:
        yield f"expected rule {_words(test.by)} to hold"


def _words(names: tuple[str, ...]) -> str:
    return join_words([f"`{name}`" for name in names], "and") or "nothing"
