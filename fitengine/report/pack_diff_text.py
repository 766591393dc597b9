"""Two sets of rules side by side, for terminals."""

from __future__ import annotations

from collections.abc import Iterator

from fitengine.model.explanation import Transition
from fitengine.report.comparison_text import changed_lines
from fitengine.report.display import Style, clean
from fitengine.report.grid import Column, Row, cell, grid_lines
from fitengine.report.pack_diff import ItemChange, RulesDiff, process_summary, share_words
from fitengine.report.page import Page
from fitengine.report.words import listed, verdict_style

__all__ = ["pack_diff_text"]

_LABEL_WIDTH = 8
_COLUMNS = (
    Column("Before", 11, 1), Column("After", 11, 1), Column("Share", 6, right=True),
    Column("For example, and the rules that decide it", 34, 6),
)  # fmt: skip
_STYLES = {"added": Style.GREEN, "removed": Style.RED, "altered": Style.YELLOW}


def pack_diff_text(rules: RulesDiff, *, width: int, colour: bool = False) -> str:
    """The cases that change hands, what changed in the rules and facts, and the real steps that change."""
    page = Page.of(width, colour)
    sections = (
        _title_lines(rules, page),
        _transition_lines(rules, page),
        _item_lines(rules, page),
        _fact_lines(rules, page),
        _process_lines(rules, page),
    )
    return "\n".join(line for section in sections for line in section) + "\n"


def _title_lines(rules: RulesDiff, page: Page) -> Iterator[str]:
    yield from page.paragraph(rules.title, style=Style.BOLD)
    for label, packs in zip(("before", "after"), rules.packs(), strict=False):
        yield from page.entry(label, [(packs, Style.DIM)], _LABEL_WIDTH)
    yield from page.paragraph(rules.summary())


def _transition_lines(rules: RulesDiff, page: Page) -> Iterator[str]:
    rows = [_transition_row(rules, transition) for transition in rules.diff.transitions]
    if rows:
        yield ""
        yield from grid_lines(_COLUMNS, rows, page.width, page.colour)


def _transition_row(rules: RulesDiff, transition: Transition) -> Row:
    telling, others = rules.example(transition)
    case = cell(
        telling,
        (f"besides {others}" if others else "", Style.DIM),
        f"before: {rules.reasons(transition.old_rules)}",
        f"after: {rules.reasons(transition.new_rules)}",
    )
    old, new = transition.old, transition.new
    verdicts = (cell((rules.label(one), verdict_style(one))) for one in (old, new))
    return *verdicts, cell(share_words(transition.share)), case


def _item_lines(rules: RulesDiff, page: Page) -> Iterator[str]:
    items = rules.items()
    if items:
        yield from page.heading("Rules")
    for item in items:
        yield from page.entry(item.kind, _item_texts(item), _LABEL_WIDTH, _STYLES[item.kind])


def _item_texts(item: ItemChange) -> tuple[str, ...]:
    name = clean(f"{item.decision}, {item.item}")
    if item.kind == "altered":
        return name, f"was: {item.before}", f"now: {item.after}"
    return (f"{name}: {item.before or item.after}",)


def _fact_lines(rules: RulesDiff, page: Page) -> Iterator[str]:
    facts = rules.facts()
    if facts:
        yield from page.heading("Facts")
    for fact in facts:
        parts = f": {listed(fact.parts)}" if fact.parts else ""
        yield from page.entry(fact.kind, [clean(fact.fact) + parts], _LABEL_WIDTH, _STYLES[fact.kind])


def _process_lines(rules: RulesDiff, page: Page) -> Iterator[str]:
    for both in rules.compared():
        source = clean(both.comparison.after.process.source)
        yield from page.heading(f"{both.title} ({source}): {process_summary(both)}")
        yield from changed_lines(both, page)
