"""Rulebooks out of inline YAML, for tests that need rules but no files."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

from fitengine.load.rules.rulebook import RuleText, read_rulebook
from fitengine.model.rules import Rulebook

__all__ = ["REFERENCES", "SMALL_FACTS", "table_from_text"]

REFERENCES = """
references:
  house-default: {authors: us, year: 2026, title: a default of our own, where: here}
  syed-2020: {authors: Syed et al., year: 2020, title: a review, where: a journal}
"""

SMALL_FACTS = """
facts:
  standardised: {question: One way?, type: level, values: [ad_hoc, varies, mostly, uniform]}
  exception_rate: {question: Exceptions?, type: number, unit: "%", range: [0, 100], aliases: [exceptions]}
  stable_months: {question: Stable for?, type: number, unit: months, range: [0, 120]}
  applications: {question: Systems?, type: count, range: [0, 1000]}
  physical: {question: Hands?, type: bool}
  exception_kind: {question: Which kind?, type: choice, values: [rules, knowledge, random]}
"""


def table_from_text(
    yaml_text: str,
    facts_text: str = SMALL_FACTS,
    *,
    references_text: str = REFERENCES,
    settings: Mapping[str, str] | None = None,
) -> Rulebook:
    """The rulebook of one or more decision tables, separated by lines `---`, all in the pack `inline`.

    `house-default` can be cited; without `facts_text`, a fact of each type is there. Raises RulesError for bad rules.
    """
    tables = dedent(yaml_text).split("\n---\n")
    texts = [RuleText(f"table-{index}.yaml", text, "inline") for index, text in enumerate(tables, start=1)]
    dictionary = [RuleText("facts.yaml", dedent(facts_text)), RuleText("references.yaml", references_text)]
    shared = [text for text in dictionary if isinstance(text.text, str) and text.text.strip()]
    return read_rulebook([*texts, *shared], settings or {})
