"""The rules as Markdown pages: one a rule, an index a table, and one page about the facts."""

from __future__ import annotations

from collections.abc import Mapping

from fitengine.assess.process import FIT, TECHNIQUE
from fitengine.decide.decider import Decider
from fitengine.decide.examples import find_examples
from fitengine.report.fact_page import fact_page
from fitengine.report.page_words import FACTS_PAGE, MARK, RULES_FOLDER, Site
from fitengine.report.rule_library import Library
from fitengine.report.rule_page import rule_page
from fitengine.report.table_page import index_page, table_page

__all__ = ["MARK", "RULES_FOLDER", "rule_pages"]


def rule_pages(decider: Decider) -> Mapping[str, str]:
    """Every page by its path, with slashes, from the top folder. The same rules give the same bytes."""
    rulebook = decider.rulebook
    site = Site.of(rulebook)
    library = Library(rulebook, decider.space, site, find_examples(decider), FIT, TECHNIQUE)
    pages = {FACTS_PAGE: fact_page(library), f"{RULES_FOLDER}/README.md": index_page(library)}
    for table in rulebook.tables.values():
        pages[site.tables[table.id]] = table_page(library, table)
        for rule in table.rules:
            pages[site.rules[table.id, rule.id]] = rule_page(library, table, rule)
    return pages
