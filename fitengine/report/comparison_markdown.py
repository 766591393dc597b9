"""Two assessments side by side, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fitengine.model.explanation import Comparison, StepChange
from fitengine.model.rules import Rulebook
from fitengine.report.compared import Compared, Side, compared
from fitengine.report.display import clean
from fitengine.report.markdown_parts import document, escape, table_lines
from fitengine.report.words import listed

__all__ = ["changed_table", "comparison_markdown"]


def comparison_markdown(
    comparison: Comparison, old_rules: Rulebook, new_rules: Rulebook, *, changes: Sequence[str] = ()
) -> str:
    """What changed, why, and the totals before and after. `changes` are what a what-if tries, as written."""
    both = compared(comparison, old_rules, new_rules)
    sections = (
        ("Changed", changed_table(both)),
        ("Added", _one_sided(both, both.of("added"))),
        ("Removed", _one_sided(both, both.of("removed"))),
        ("Other facts, same verdict", _touched(both)),
        ("Totals", _totals(both)),
    )
    paragraphs = (escape(_about(both, changes)), escape(both.summary()))
    return document(both.title, paragraphs, sections, f"{escape(both.packs())}.")


def changed_table(both: Compared) -> Iterator[str]:
    """The steps that are decided otherwise, a row each; nothing where there are none."""
    rows = []
    for change in both.of("changed"):
        before, after = both.sides(change)
        assert before is not None, "a changed step has two sides"
        assert after is not None, "as above"
        row = (
            _verdict(before),
            before.why,
            _verdict(after),
            after.why,
            both.cause(change),
            both.others(change),
        )
        rows.append((both.name(change), *row))
    return table_lines(("Step", "Before", "Why", "After", "Why", "Turned by", "Also changed"), rows)


def _about(both: Compared, changes: Sequence[str]) -> str:
    before, after = both.marks()
    if changes:
        return f"What if {listed([clean(change) for change in changes])}?"
    return before if before == after else f"Before: {before}. After: {after}."


def _one_sided(both: Compared, changes: list[StepChange]) -> Iterator[str]:
    rows = []
    for change in changes:
        side = next(side for side in both.sides(change) if side is not None)
        rows.append((both.name(change), _verdict(side), side.why))
    return table_lines(("Step", "Verdict", "Why"), rows)


def _touched(both: Compared) -> Iterator[str]:
    return table_lines(("Facts", "Steps"), ((facts, listed(steps)) for facts, steps in both.touched()))


def _totals(both: Compared) -> Iterator[str]:
    titles = ("Verdict", "Steps before", "Steps after", "Hours a month before", "Hours a month after")
    return table_lines(titles, ((row.label, *row.steps, *row.hours) for row in both.totals()))


def _verdict(side: Side) -> str:
    return f"{side.label}, {side.certainty}"
