"""Rules as text for a terminal: tables and single rules, and how their checks and tests came out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fitengine.model.decision import RuleFinding, RuleTestResult
from fitengine.model.rules import Condition, DecisionTable, Rule, Rulebook
from fitengine.model.wording import condition_words
from fitengine.report.display import Style, clean, paint
from fitengine.report.grid import Column, Row, cell, grid_lines
from fitengine.report.page import Page
from fitengine.report.sections import SEVERITY_STYLES, by_severity
from fitengine.report.words import count_words, facts_words, listed, pack_words, reference_words

__all__ = ["rule_findings_text", "rule_tests_text", "rule_text", "table_text", "tables_text"]

_LABEL_WIDTH = 9


def tables_text(rulebook: Rulebook, *, width: int, colour: bool = False) -> str:
    """Every table with its number of rules and outcomes, then the packs they come from."""
    columns = (
        Column("Table", 12, 2),
        Column("Version", 7, 1),
        Column("Rules", 5, 1, right=True),
        Column("Tests", 5, 1, right=True),
        Column("Outcomes", 20, 6),
    )
    page = Page.of(width, colour)
    lines = list(grid_lines(columns, map(_table_row, rulebook.tables.values()), page.width, colour))
    lines += ["", *page.paragraph(f"Packs: {pack_words(rulebook.packs)}", style=Style.DIM)]
    return _text(lines)


def table_text(table: DecisionTable, rulebook: Rulebook, *, width: int, colour: bool = False) -> str:
    """One table: its question, outcomes and settings, then its rules and constraints."""
    page = Page.of(width, colour)
    lines = [*page.paragraph(clean(f"{table.id} {table.version}"), style=Style.BOLD)]
    lines += page.paragraph(clean(table.question)) if table.question else ()
    for label, texts in _table_entries(table):
        lines += page.entry(label, texts, _LABEL_WIDTH)
    columns = (Column("Rule", 4, 1), Column("When", 20, 4), Column("Then", 9, 2), Column("Because", 20, 4))
    lines += ["", *grid_lines(columns, _rule_rows(table, rulebook), page.width, colour)]
    if table.constraints:
        lines += page.heading("Never, by definition")
        for constraint in table.constraints:
            words = _when(constraint.never, rulebook)
            lines += page.entry(
                clean(constraint.id), (words, (clean(constraint.because), Style.DIM)), _LABEL_WIDTH
            )
    return _text(lines)


def rule_text(
    rule: Rule, table: DecisionTable, rulebook: Rulebook, *, width: int, colour: bool = False
) -> str:
    """One rule in words, with its sources in full."""
    page = Page.of(width, colour)
    tier = f", tier {rule.tier}" if rule.tier else ""
    sources = [
        reference_words(rulebook.references[key]) if key in rulebook.references else key for key in rule.cite
    ]
    entries = (
        ("question", [table.question]),
        ("when", [_when(rule.when, rulebook)]),
        ("then", [table.label(rule.then)]),
        ("because", [rule.because]),
        ("action", [rule.action]),
        ("severity", [rule.severity]),
        ("sources", sources),
        ("written", [str(rule.span) if rule.span else ""]),
    )
    lines = [*page.paragraph(clean(f"{rule.id} of {table.id} {table.version}{tier}"), style=Style.BOLD)]
    for label, texts in entries:
        if any(texts):
            lines += page.entry(label, map(clean, texts), _LABEL_WIDTH)
    return _text(lines)


def rule_findings_text(findings: Sequence[RuleFinding], *, width: int, colour: bool = False) -> str:
    """What a check of the rules found, gravest first, each with a case that shows it."""
    page = Page.of(width, colour)
    lines: list[str] = []
    for finding in by_severity(findings):
        where = clean(f"{finding.decision} {listed(finding.rules)}".strip())
        witness = f"for example: {facts_words(finding.witness)}" if finding.witness else ""
        texts = (
            f"{where}: {clean(finding.message)} [{finding.code}]",
            witness,
            (clean(finding.help), Style.DIM),
        )
        lines += page.entry(finding.severity, texts, _LABEL_WIDTH, SEVERITY_STYLES[finding.severity])
    return _text([*lines, count_words(len(findings), "finding") if findings else "nothing found"])


def rule_tests_text(results: Sequence[RuleTestResult], *, width: int, colour: bool = False) -> str:
    """Every case that failed, and how many passed."""
    page = Page.of(width, colour)
    failed = [result for result in results if not result.passed]
    lines: list[str] = []
    for result in failed:
        texts = (clean(f"{result.decision}: {result.name}"), clean(result.message))
        lines += page.entry("failed", texts, _LABEL_WIDTH, Style.RED)
    passed = f"{count_words(len(results) - len(failed), 'test')} passed"
    style = Style.RED if failed else Style.GREEN
    return _text([*lines, paint(f"{passed}, {len(failed):,} failed" if failed else passed, style, colour)])


def _table_row(table: DecisionTable) -> Row:
    outcomes = listed([clean(outcome) for outcome in table.outcomes])
    counts = (cell(f"{len(table.rules):,}"), cell(f"{len(table.tests):,}"))
    return cell(clean(table.id)), cell(clean(table.version)), *counts, cell(outcomes)


def _table_entries(table: DecisionTable) -> Iterator[tuple[str, list[str | tuple[str, Style]]]]:
    named = (
        outcome if table.label(outcome) == outcome else f"{outcome} ({table.label(outcome)})"
        for outcome in table.outcomes
    )
    yield "outcomes", [listed([clean(words) for words in named])]
    if table.requires:
        yield "requires", [listed(table.requires)]
    tiers = f": {', then '.join(table.tiers)}" if table.tiers else ""
    yield "policy", [clean(f"{table.hit_policy}{tiers}")]
    for setting in table.settings:
        choice = f"{setting.name}: {setting.value} (of {listed(setting.values)})"
        yield "setting", [clean(choice), (clean(setting.because), Style.DIM)]


def _rule_rows(table: DecisionTable, rulebook: Rulebook) -> Iterator[Row]:
    tier = ""
    for rule in table.rules:
        if rule.tier != tier:
            tier = rule.tier
            yield clean(tier)
        yield (
            cell(clean(rule.id)),
            cell(_when(rule.when, rulebook)),
            cell(clean(table.label(rule.then))),
            cell(clean(rule.because)),
        )


def _when(condition: Condition, rulebook: Rulebook) -> str:
    return clean(condition_words(condition, rulebook.dictionary)).replace(" %", "%")


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
