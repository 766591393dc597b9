"""What the tests of the rules came to: for a terminal what they do not exercise, as JSON all of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from fitengine.model.coverage import BranchCoverage, Coverage, RuleCoverage
from fitengine.model.decision import RuleTestResult
from fitengine.report.display import Style, clean, paint
from fitengine.report.grid import Column, Row, cell, grid_lines
from fitengine.report.page import Page
from fitengine.report.words import facts_words, listed

__all__ = ["coverage_text", "rule_tests_json"]

_DIGITS = 6
_COLUMNS = (
    Column("Table", 12, 2),
    Column("Rules", 7, 1, right=True),
    Column("Branches", 8, 1, right=True),
    Column("Covered", 7, 1, right=True),
)

Json = dict[str, object]


def coverage_text(coverage: Coverage, *, width: int, colour: bool = False) -> str:
    """How much of each table its tests exercise, then what no test does, then the share of the whole."""
    page = Page.of(width, colour)
    tables = {name: coverage.of(name) for name in dict.fromkeys(rule.decision for rule in coverage.rules)}
    lines = list(grid_lines(_COLUMNS, (_table_row(*item) for item in tables.items()), page.width, colour))
    gaps = {name: list(_gaps(part)) for name, part in tables.items()}
    lines += page.heading("No test for") if any(gaps.values()) else ()
    for name, texts in gaps.items():
        lines += page.entry(clean(name), texts, max(map(len, tables))) if texts else ()
    summary = f"{_ratio(coverage.rules)} rules and {_ratio(coverage.branches())} branches covered"
    style = Style.GREEN if coverage.share == 1 else Style.YELLOW
    return "\n".join([*lines, "", paint(f"{summary}: {_percent(coverage)}", style, colour)]) + "\n"


def rule_tests_json(results: Iterable[RuleTestResult], coverage: Coverage | None = None) -> str:
    """The cases and, where it was measured, the coverage: `{tests, coverage}`; shares are from 0 to 1."""
    tests = [
        {"decision": one.decision, "name": one.name, "passed": one.passed, "message": one.message}
        for one in results
    ]
    data: Json = {"tests": tests, "coverage": _coverage(coverage) if coverage else None}
    return json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _table_row(table: str, coverage: Coverage) -> Row:
    counts = (cell(_ratio(coverage.rules, "/")), cell(_ratio(coverage.branches(), "/")))
    return cell(clean(table)), *counts, cell(_percent(coverage))


def _gaps(coverage: Coverage) -> Iterator[str]:
    """What is not exercised in one table: whole rules in one line, then the branches of the others."""
    undecided = coverage.undecided()
    if untested := [clean(rule.rule) for rule in undecided if not rule.idle]:
        yield f"{listed(untested)}: no case is decided by {'it' if len(untested) == 1 else 'them'}"
    if idle := [clean(rule.rule) for rule in undecided if rule.idle]:
        yield f"{listed(idle)}: no case can be, as `fitengine rules check` shows"
    for rule in coverage.rules:
        for branch in rule.branches if rule.tests else ():
            if not branch.tests:
                yield f"{clean(rule.rule)}: {_branch_words(branch)}"


def _branch_words(branch: BranchCoverage) -> str:
    if branch.kind == "alternative":
        return facts_words(branch.facts)
    return f"missed only by {facts_words(branch.facts)}"


def _ratio(parts: Sequence[RuleCoverage | BranchCoverage], word: str = " of ") -> str:
    return f"{sum(bool(part.tests) for part in parts):,}{word}{len(parts):,}"


def _percent(coverage: Coverage) -> str:
    """Whole per cent, rounded down: 100% means all of it."""
    return f"{int(100 * coverage.share)}%"


def _coverage(coverage: Coverage) -> Json:
    return {"share": round(coverage.share, _DIGITS), "rules": [_rule(rule) for rule in coverage.rules]}


def _rule(rule: RuleCoverage) -> Json:
    return {
        "id": rule.rule,
        "decision": rule.decision,
        "idle": rule.idle,
        "tests": list(rule.tests),
        "branches": [
            {
                "kind": branch.kind,
                "facts": [{"fact": name, "value": value} for name, value in branch.facts],
                "tests": list(branch.tests),
            }
            for branch in rule.branches
        ],
    }
