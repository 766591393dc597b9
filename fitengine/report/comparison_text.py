"""Two assessments side by side, for terminals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fitengine.model.explanation import Comparison, StepChange
from fitengine.model.rules import Rulebook
from fitengine.report.compared import Compared, Side, compared
from fitengine.report.display import Style, clean
from fitengine.report.grid import Cell, Column, Row, cell, grid_lines
from fitengine.report.page import Page
from fitengine.report.words import listed, verdict_style

__all__ = ["changed_lines", "comparison_text"]

_LABEL_WIDTH = 6
_CHANGED = (Column("Step", 14, 3), Column("Before", 11, 1), Column("After", 11, 1), Column("Because", 28, 6))
_ONE_SIDED = (Column("Step", 14, 3), Column("Verdict", 11, 1), Column("Why", 28, 6))
_TOUCHED = (Column("Facts", 24, 3), Column("Steps", 24, 6))
_TOTALS = (
    Column("Verdict", 12), Column("Steps before", 12, right=True), Column("after", 5, right=True),
    Column("Hours a month before", 13, 2), Column("after", 10, 2),
)  # fmt: skip


def comparison_text(
    comparison: Comparison,
    old_rules: Rulebook,
    new_rules: Rulebook,
    *,
    width: int,
    colour: bool = False,
    changes: Sequence[str] = (),
) -> str:
    """What changed, why, and the totals before and after. `changes` are what a what-if tries, as written."""
    both = compared(comparison, old_rules, new_rules)
    page = Page.of(width, colour)
    sections = (
        _title_lines(both, changes, page),
        *([page.heading("Changed")] if both.of("changed") else []),
        changed_lines(both, page),
        _one_sided_lines("Added", both, both.of("added"), page),
        _one_sided_lines("Removed", both, both.of("removed"), page),
        _touched_lines(both, page),
        _total_lines(both, page),
        ("", *page.paragraph(both.packs(), style=Style.DIM)),
    )
    return "\n".join(line for section in sections for line in section) + "\n"


def changed_lines(both: Compared, page: Page) -> Iterator[str]:
    """The steps that are decided otherwise, a row each; nothing where there are none."""
    rows = [_changed_row(both, change) for change in both.of("changed")]
    if rows:
        yield from grid_lines(_CHANGED, rows, page.width, page.colour)


def _title_lines(both: Compared, changes: Sequence[str], page: Page) -> Iterator[str]:
    yield from page.paragraph(both.title, style=Style.BOLD)
    before, after = both.marks()
    if changes:
        yield from page.paragraph(
            f"What if {listed([clean(change) for change in changes])}?", style=Style.DIM
        )
    elif before == after:
        yield from page.paragraph(before, style=Style.DIM)
    else:
        for label, marks in (("before", before), ("after", after)):
            yield from page.entry(label, [(marks, Style.DIM)], _LABEL_WIDTH)
    yield from page.paragraph(both.summary())


def _changed_row(both: Compared, change: StepChange) -> Row:
    before, after = both.sides(change)
    assert before is not None, "a changed step has two sides"
    assert after is not None, "as above"
    others = both.others(change)
    because = cell(
        both.cause(change) if change.facts else "",
        (f"was: {before.why}", Style.DIM),
        f"now: {after.why}",
        (f"also: {others}" if others else "", Style.DIM),
    )
    return cell(both.name(change)), _verdict(before), _verdict(after), because


def _one_sided_lines(title: str, both: Compared, changes: list[StepChange], page: Page) -> Iterator[str]:
    rows: list[Row] = []
    for change in changes:
        side = next(side for side in both.sides(change) if side is not None)
        rows.append((cell(both.name(change)), _verdict(side), cell(side.why)))
    if rows:
        yield from page.heading(title)
        yield from grid_lines(_ONE_SIDED, rows, page.width, page.colour)


def _touched_lines(both: Compared, page: Page) -> Iterator[str]:
    rows: list[Row] = [(cell(facts), cell(listed(steps))) for facts, steps in both.touched()]
    if rows:
        yield from page.heading("Other facts, same verdict")
        yield from grid_lines(_TOUCHED, rows, page.width, page.colour)


def _total_lines(both: Compared, page: Page) -> Iterator[str]:
    rows: list[Row] = [
        (cell((row.label, verdict_style(row.verdict))), *(cell(words) for words in (*row.steps, *row.hours)))
        for row in both.totals()
    ]
    if rows:
        yield from page.heading("Totals")
        yield from grid_lines(_TOTALS, rows, page.width, page.colour)


def _verdict(side: Side) -> Cell:
    return cell((side.label, verdict_style(side.outcome)), (side.certainty, Style.DIM))
