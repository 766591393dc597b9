"""Coverage of the rules as text and as JSON."""

from __future__ import annotations

import json

from fitengine.model.coverage import BranchCoverage, Coverage, RuleCoverage
from fitengine.model.decision import RuleTestResult
from fitengine.report.coverage_text import coverage_text, rule_tests_json

FAR = BranchCoverage("threshold", (("exception_rate", "at most 20 %"),), ())
LIST = BranchCoverage("alternative", (("nature", "rules"), ("ways", "random")), ())
SEEN = BranchCoverage("alternative", (("nature", "pattern"), ("ways", "random")), ("one",))
PARTLY = Coverage(
    (
        RuleCoverage("ways", "W1", ("one",), (FAR,)),
        RuleCoverage("ways", "W2", (), (FAR,)),
        RuleCoverage("ways", "W3", (), ()),
        RuleCoverage("fit", "T1", ("one",), (SEEN, LIST)),
        RuleCoverage("fit", "T2", (), (), idle=True),
    )
)
FULL = Coverage((RuleCoverage("ways", "W1", ("one",), ()),))


def test_what_no_test_exercises_is_said_rule_by_rule() -> None:
    text = coverage_text(PARTLY, width=100)
    assert "W2, W3: no case is decided by them" in text
    assert "W1: missed only by exception_rate at most 20%" in text
    assert "T1: nature rules, ways random" in text
    assert "T2: no case can be, as `fitengine rules check` shows" in text
    assert "nature pattern" not in text
    assert text.endswith("2 of 5 rules and 1 of 4 branches covered: 33%\n")


def test_branches_of_a_rule_that_no_test_reaches_are_not_listed_beside_it() -> None:
    assert "W2: missed" not in coverage_text(PARTLY, width=100)


def test_nothing_is_missing_of_what_is_covered() -> None:
    text = coverage_text(FULL, width=80)
    assert "No test for" not in text
    assert text.endswith("1 of 1 rules and 0 of 0 branches covered: 100%\n")


def test_nearly_all_is_not_all() -> None:
    many = Coverage((*(RuleCoverage("t", f"R{n}", ("one",), ()) for n in range(999)), PARTLY.rules[1]))
    assert coverage_text(many, width=80).endswith(": 99%\n")


def test_no_line_is_wider_than_the_page() -> None:
    wide = Coverage(tuple(RuleCoverage("technology-fit", f"RULE{n}", (), ()) for n in range(60)))
    assert max(map(len, coverage_text(wide, width=60).splitlines())) <= 60


def test_json_holds_tests_and_coverage_side_by_side() -> None:
    results = (RuleTestResult("ways", "one", True), RuleTestResult("ways", "two", False, "expected `a`"))
    data = json.loads(rule_tests_json(results, PARTLY))
    assert data["tests"][1] == {
        "decision": "ways",
        "name": "two",
        "passed": False,
        "message": "expected `a`",
    }
    assert data["coverage"]["share"] == 0.333333
    assert data["coverage"]["rules"][0] == {
        "id": "W1",
        "decision": "ways",
        "idle": False,
        "tests": ["one"],
        "branches": [
            {
                "kind": "threshold",
                "facts": [{"fact": "exception_rate", "value": "at most 20 %"}],
                "tests": [],
            }
        ],
    }
    assert json.loads(rule_tests_json(results))["coverage"] is None
