"""Why a step is decided as it is, for terminals: one step in full, or all steps of a process in a paragraph each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fitengine.model.explanation import Explanation
from fitengine.model.process import Process
from fitengine.model.rules import Rulebook
from fitengine.report.display import Style, clean
from fitengine.report.explained import Explained, SaidFact, explained_steps
from fitengine.report.explanation_words import (
    HOUSE_NOTE,
    NEEDED_NOTE,
    NO_STEPS,
    STEP_HINT,
    answer_rows,
    change_words,
    headline,
    remark_words,
    shut_words,
    stability_words,
    standing_words,
    summary_words,
)
from fitengine.report.grid import Column, Row, cell, grid_lines
from fitengine.report.page import Page
from fitengine.report.sources import cited_keys, source_lines
from fitengine.report.words import (
    facts_words,
    listed,
    pack_words,
    process_marks,
    process_name,
    settling_words,
    verdict_style,
)

__all__ = ["explanation_text", "explanations_text"]

_WIDE = 110
"""Columns from which the question about a fact and the values that turn the verdict get columns of their own."""
_LABEL_WIDTH = 17
_REASON_COLUMNS = (Column("Asked", 18, 2), Column("Answer", 14, 2), Column("Because", 24, 5))
_WIDE_COLUMNS = (
    Column("Fact", 14, 1), Column("Said", 12, 2), Column("Question", 24, 4), Column("Would turn it alone", 20, 3),
)  # fmt: skip
_NARROW_COLUMNS = (Column("Fact", 18, 2), Column("Question, and what would turn it alone", 30, 5))
_ANSWER_COLUMNS = (Column("Answer", 8, 1), Column("Chance", 6, right=True), Column("Leads to", 20, 4))
_MISSING_COLUMNS = (Column("Fact", 14, 1), Column("Question", 24, 4))


def explanation_text(
    process: Process, explanation: Explanation, rulebook: Rulebook, *, width: int, colour: bool = False
) -> str:
    """One step in full: its verdict, or what to ask; how it was decided, what it rests on and why not otherwise."""
    (one,) = explained_steps(process, [explanation], rulebook)
    page = Page.of(width, colour)
    sections = (
        _verdict_lines(one, page),
        _question_lines(one, page),
        _missing_lines(one, page),
        _reason_lines(one, page),
        _fact_lines(one, page),
        _other_lines(one, page),
        source_lines(cited_keys(explanation.rules), rulebook, page),
        _closing_lines(HOUSE_NOTE, rulebook, page),
    )
    return "\n".join(line for section in sections for line in section) + "\n"


def explanations_text(
    process: Process,
    explanations: Iterable[Explanation],
    rulebook: Rulebook,
    *,
    width: int,
    colour: bool = False,
) -> str:
    """All steps, a paragraph each: the verdict, its ground, what it rests on, and the ways to the other verdicts."""
    page = Page.of(width, colour)
    lines = [*page.paragraph(process_name(process), style=Style.BOLD)]
    lines += page.paragraph(listed(process_marks(process)), style=Style.DIM)
    steps = explained_steps(process, explanations, rulebook)
    if not steps:
        lines += page.paragraph(NO_STEPS)
    for one in steps:
        lines += page.heading(one.title)
        lines += page.paragraph(headline(one), 2, verdict_style(one.decision.outcome))
        lines += page.paragraph(summary_words(one), 2)
    lines += _closing_lines(f"{HOUSE_NOTE} {STEP_HINT}", rulebook, page)
    return "\n".join(lines) + "\n"


def _verdict_lines(one: Explained, page: Page) -> Iterator[str]:
    decision = one.decision
    yield from page.paragraph(one.title, style=Style.BOLD)
    yield from page.paragraph(listed(one.marks()), style=Style.DIM)
    yield ""
    verdict = f"{one.label(decision.outcome)}, {decision.certainty}"
    yield from page.paragraph(verdict, style=verdict_style(decision.outcome))
    yield from page.paragraph(standing_words(one))
    if stability := stability_words(one):
        yield from page.paragraph(stability)
    for remark in remark_words(one):
        yield from page.paragraph(remark, style=Style.YELLOW)


def _question_lines(one: Explained, page: Page) -> Iterator[str]:
    question = one.decision.next_question
    if question is None:
        return
    yield from page.heading("Ask next")
    yield from page.paragraph(f"{clean(question.text)} ({clean(question.fact)})", 2)
    if question.help:
        yield from page.paragraph(clean(question.help), 2, Style.DIM)
    yield from page.paragraph(f"The answer {settling_words(question)}.", 2, Style.DIM)
    rows: list[Row] = [tuple(map(cell, row)) for row in answer_rows(one)]
    yield ""
    yield from _grid(_ANSWER_COLUMNS, rows, page)


def _missing_lines(one: Explained, page: Page) -> Iterator[str]:
    rows: list[Row] = [(cell(name), cell(asked)) for name, asked in one.missing()]
    if rows:
        yield from page.heading("Missing, and still able to change the verdict")
        yield from _grid(_MISSING_COLUMNS, rows, page)


def _reason_lines(one: Explained, page: Page) -> Iterator[str]:
    rows: list[Row] = []
    for because in one.because():
        reasons = [part for words, rule in because.reasons for part in (words, (rule, Style.DIM))]
        rows.append((cell(because.question), cell(because.answer), cell(*reasons)))
    yield from page.heading("What is decided so far" if one.is_open else "How it was decided")
    yield from _grid(_REASON_COLUMNS, rows, page)


def _fact_lines(one: Explained, page: Page) -> Iterator[str]:
    if one.is_open:
        return
    yield from page.heading("What it rests on")
    wide = page.width >= _WIDE
    rows = [_fact_row(fact, wide) for fact in one.said()]
    if one.explanation.why:
        yield from page.paragraph(NEEDED_NOTE, 2, Style.DIM)
    if rows:
        yield ""
        yield from _grid(_WIDE_COLUMNS if wide else _NARROW_COLUMNS, rows, page)
    groups = [
        (label, facts) for label, facts in (("assumed", one.assumed()), ("rated", one.rated())) if facts
    ]
    if groups:
        yield ""
    for label, facts in groups:
        yield from page.entry(label, [facts_words(facts)], _LABEL_WIDTH)


def _fact_row(fact: SaidFact, wide: bool) -> Row:
    dim = [(words, Style.DIM) for words in (f"enough: {fact.enough}" if fact.enough else "", fact.origin)]
    turns = [(words, Style.YELLOW) for words in fact.turns]
    if wide:
        return cell(fact.name), cell(fact.said, *dim), cell(fact.question), cell(*turns)
    return cell((fact.name, Style.BOLD), fact.said, *dim), cell(fact.question, *turns)


def _other_lines(one: Explained, page: Page) -> Iterator[str]:
    title = "Why no other verdict, and what would change that"
    yield from page.heading("What is possible, and when" if one.is_open else title)
    for other in one.explanation.why_not:
        texts = (shut_words(one, other), change_words(other.change))
        yield from page.entry(one.label(other.outcome), texts, _LABEL_WIDTH, verdict_style(other.outcome))


def _closing_lines(note: str, rulebook: Rulebook, page: Page) -> Iterator[str]:
    yield ""
    yield from page.paragraph(note, style=Style.DIM)
    yield from page.paragraph(f"Decided by {pack_words(rulebook.packs)}", style=Style.DIM)


def _grid(columns: tuple[Column, ...], rows: Iterable[Row], page: Page) -> Iterator[str]:
    for line in grid_lines(columns, rows, page.width - 2, page.colour):
        yield f"  {line}" if line else line
