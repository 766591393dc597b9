"""Rules: loaded, checked, tested, compared, described, exchanged as DMN."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from fitengine.errors import InputError
from fitengine.load.files import Source
from fitengine.load.rules.rulebook import load_rules as _load_rules
from fitengine.model.decision import RuleFinding, RuleTestResult
from fitengine.model.rules import Rulebook

if TYPE_CHECKING:  # what only the signatures name is not imported: start-up counts
    from fitengine.load.dmn.pack import DmnPack
    from fitengine.model.coverage import Coverage
    from fitengine.model.explanation import PackDiff
from fitengine.api.deciders import decider_of, rules_at, shipped_rules, sound_decider

__all__ = [
    "check_rules",
    "compare_rules",
    "export_dmn",
    "import_dmn",
    "load_rules",
    "rule_coverage",
    "rule_pages",
    "test_rules",
]

_log = logging.getLogger("fitengine")


def load_rules(*folders: Path | str, settings: Mapping[str, str] | None = None) -> Rulebook:
    """The shipped rules; each folder, or installed pack by its name, adds to them, extends or overrides them by id, `settings`
    choose by name. Raises RulesError."""
    rulebook = _load_rules([rules_at(folder) for folder in folders], settings or {})
    _log.debug("rules: %s", ", ".join(f"{pack.name} {pack.version} {pack.digest}" for pack in rulebook.packs))
    return rulebook


def compare_rules(old: Rulebook, new: Rulebook, decision: str = "technology-fit") -> PackDiff:
    """How a decision differs between two rulebooks: share of cases per transition, an example each, the rule that took over."""
    from fitengine.decide.diff import compare_rulebooks

    for rulebook in (old, new):
        sound_decider(rulebook)
    return compare_rulebooks(old, new, decision)


def check_rules(rules: Rulebook) -> tuple[RuleFinding, ...]:
    """Gaps and conflicts with a witness each (errors), rules that do nothing (warnings), and decisions that are too large for a
    diagram (remarks)."""
    from fitengine.decide.proofs import check_rulebook
    from fitengine.decide.routes import solved_rules

    decider = decider_of(rules, "plain")
    return (*check_rulebook(rules, decider.space), *solved_rules(decider))


def test_rules(rules: Rulebook) -> tuple[RuleTestResult, ...]:
    """Every test that travels with the rules."""
    from fitengine.decide.rule_tests import run_tests

    return run_tests(decider_of(rules, "plain"))


def rule_coverage(rules: Rulebook) -> Coverage:
    """Which rules, and which parts of them, those tests exercise."""
    from fitengine.decide.coverage import measure_coverage

    return measure_coverage(decider_of(rules, "plain"))


def rule_pages(rules: Rulebook) -> Mapping[str, str]:
    """The rules and facts as Markdown pages, by their path from the folder they are to lie in."""
    from fitengine.report.rule_pages import rule_pages as make

    return make(decider_of(rules, "plain"))


def import_dmn(
    source: Source, *, rules: Rulebook | None = None, otherwise: Mapping[str, str] | None = None
) -> DmnPack:
    """The decision tables of a DMN file (1.1 to 1.5), or of an Excel workbook, as texts of a rule pack by file name. Names that
    `rules` have (the shipped ones, where none are given) get a number; `otherwise` gives the outcome where no rule holds, by the
    decision's id in the pack. Raises InputError with everything that the rule language cannot express, each at its place;
    FitengineError for a workbook without the extra `excel`."""
    from fitengine.load.dmn.pack import import_dmn as read
    from fitengine.load.files import read_bytes

    rulebook = rules or shipped_rules()
    aliases = [alias for fact in rulebook.dictionary.values() for alias in fact.aliases]
    raw, name = read_bytes(source)
    return read(raw, name, taken={*rulebook.dictionary, *rulebook.tables, *aliases}, otherwise=otherwise)


def export_dmn(rules: Rulebook | None = None, *, decision: str | None = None) -> bytes:
    """The rules as DMN 1.3 in UTF-8: every table, or one `decision` with those that it requires. Raises InputError for a decision
    that is not there, RulesError where a table leaves a gap or conflicts."""
    from fitengine.report.dmn_output import write_dmn

    rulebook = rules or shipped_rules()
    if decision is not None and decision not in rulebook.tables:
        from fitengine.load.suggest import near

        meant = near(decision, rulebook.tables)
        hint = f"did you mean `{meant}`?" if meant else "`fitengine rules list` shows the tables"
        raise InputError.single("unknown-decision", f"no table is called `{decision}`", hint)
    return write_dmn(rulebook, decision)
