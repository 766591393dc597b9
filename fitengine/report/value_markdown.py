"""What changes are worth, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from fitengine.model.rules import Rulebook
from fitengine.model.value import Value
from fitengine.report.display import clean
from fitengine.report.markdown_parts import Sections, document, escape, finding_bullets, table_lines
from fitengine.report.value_words import (
    BAND_NOTE,
    CASE_NOTE,
    NO_MONEY,
    assumption_words,
    case_rows,
    incomplete_words,
    span_words,
    swing_title,
    swing_words,
    total_words,
)
from fitengine.report.words import listed, outcome_label, pack_words, process_marks, process_name

__all__ = ["case_table", "value_markdown", "value_sections"]


def value_markdown(value: Value, rulebook: Rulebook) -> str:
    """The three cases, the steps, what matters most and what it rests on, ending in a line end."""
    closing = f"Decided by {escape(pack_words(value.packs))}."
    marks = [escape(listed(process_marks(value.process)))]
    return document(process_name(value.process), marks, value_sections(value, rulebook), closing)


def value_sections(value: Value, rulebook: Rulebook) -> Sections:
    """All that is said about value, by heading."""
    swings = table_lines(
        ("Assumption", "At its low end", "At its high end", "Swing", "Decides"),
        (swing_words(swing, value) for swing in value.swings),
    )
    assumptions = [*table_lines(("Assumption", "Figure", "From"), map(assumption_words, value.assumptions))]
    incomplete = ((words, listed(names)) for words, names in incomplete_words(value))
    return (
        ("Three cases", case_table(value)),
        ("By step", _steps(value, rulebook)),
        ("Unknown", table_lines(("Not known", "Of"), incomplete)),
        (swing_title(value), swings),
        ("What it rests on", [*assumptions, "", escape(BAND_NOTE)] if assumptions else []),
        ("Findings", finding_bullets(value.findings)),
    )


def case_table(value: Value) -> Iterator[str]:
    """The total in its three cases, and what it leaves out."""
    yield f"{escape(total_words(value.total))}."
    if not value.total.planned:
        return
    yield ""
    rows = ((row.label, row.low, row.likely, row.high) for row in case_rows(value))
    yield from table_lines(("", "Low case", "Likely", "High case"), rows)
    yield ""
    yield escape(CASE_NOTE if value.currency else f"{NO_MONEY} {CASE_NOTE}")


def _steps(value: Value, rulebook: Rulebook) -> Iterator[str]:
    rows = (
        (
            clean(step.name) or clean(step.step),
            outcome_label(rulebook, step.verdict),
            span_words(step.cases, "hours_saved"),
            span_words(step.cases, "build_days"),
            span_words(step.cases, "payback"),
            listed([clean(driver) for driver in step.drivers]),
        )
        for step in value.steps
        if step.planned
    )
    titles = ("Step", "Verdict", "Hours saved a month", "Build days", "Payback", "Hard because")
    return table_lines(titles, rows)
