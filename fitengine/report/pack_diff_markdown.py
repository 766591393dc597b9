"""Two sets of rules side by side, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from fitengine.report.compared import Compared
from fitengine.report.comparison_markdown import changed_table
from fitengine.report.display import clean
from fitengine.report.markdown_parts import document, escape, table_lines
from fitengine.report.pack_diff import RulesDiff, process_summary, share_words
from fitengine.report.words import listed

__all__ = ["pack_diff_markdown"]


def pack_diff_markdown(rules: RulesDiff) -> str:
    """The cases that change hands, what changed in the rules and facts, and the real steps that change."""
    sections = (
        ("Cases", _transitions(rules)),
        ("Rules", _items(rules)),
        ("Facts", _facts(rules)),
        *(_process(both) for both in rules.compared()),
    )
    packs = " ".join(
        f"{side}: {packs}." for side, packs in zip(("Before", "After"), rules.packs(), strict=False)
    )
    return document(rules.title, (escape(packs), escape(rules.summary())), sections)


def _transitions(rules: RulesDiff) -> Iterator[str]:
    rows = []
    for transition in rules.diff.transitions:
        telling, others = rules.example(transition)
        verdicts = (rules.label(transition.old), rules.label(transition.new), share_words(transition.share))
        reasons = (rules.reasons(hits) for hits in (transition.old_rules, transition.new_rules))
        rows.append((*verdicts, telling, others, *reasons))
    titles = ("Before", "After", "Share", "For example", "Besides", "Decided before by", "Decided after by")
    return table_lines(titles, rows)


def _items(rules: RulesDiff) -> Iterator[str]:
    rows = ((item.kind, item.decision, item.item, item.before, item.after) for item in rules.items())
    return table_lines(("", "Table", "What", "Before", "After"), rows)


def _facts(rules: RulesDiff) -> Iterator[str]:
    for fact in rules.facts():
        parts = f": {listed(fact.parts)}" if fact.parts else ""
        yield f"- {fact.kind}: {escape(fact.fact + parts)}"


def _process(both: Compared) -> tuple[str, list[str]]:
    source = clean(both.comparison.after.process.source)
    return f"{both.title} ({source})", [f"{process_summary(both)}.", "", *changed_table(both)]
