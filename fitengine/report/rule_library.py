"""What every page about rules is made from, and the page that is being made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fitengine.decide.cells import CellSpace
from fitengine.decide.examples import Example
from fitengine.model.rules import DecisionTable, Rule, Rulebook
from fitengine.report.page_words import Site, plain

__all__ = ["HOUSE_DEFAULT", "Library", "RulePage", "outcome_words"]

HOUSE_DEFAULT = "house-default"
"""The reference that says: nobody published this."""


@dataclass(frozen=True, slots=True)
class Library:
    """What all pages are made from, with the ids of the table that gives the verdict and of the one that says what to do about
    it."""

    rulebook: Rulebook
    space: CellSpace
    site: Site
    examples: Mapping[tuple[str, str], Example]
    verdict: str
    technique: str


@dataclass(frozen=True, slots=True)
class RulePage:
    """The page of one rule."""

    library: Library
    table: DecisionTable
    rule: Rule

    @property
    def path(self) -> str:
        return self.library.site.rules[self.table.id, self.rule.id]

    def rules(self, table: DecisionTable, rules: Iterable[Rule]) -> str:
        return self.library.site.rule_list(table, rules, self.path)


def outcome_words(table: DecisionTable, outcome: str) -> str:
    """The words people read for an outcome."""
    return plain(table.label(outcome))
