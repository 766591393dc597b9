"""Why a step is decided as it is, as Markdown: one step in full, or all steps of a process in a paragraph each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fitengine.model.explanation import Explanation
from fitengine.model.process import Process
from fitengine.model.rules import Rulebook
from fitengine.report.display import clean
from fitengine.report.explained import Explained, explained_steps
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
from fitengine.report.markdown_parts import document, escape, table_lines
from fitengine.report.sources import cited, cited_keys
from fitengine.report.words import (
    facts_words,
    listed,
    pack_words,
    process_marks,
    process_name,
    reference_words,
    settling_words,
)

__all__ = ["explanation_markdown", "explanations_markdown"]


def explanation_markdown(process: Process, explanation: Explanation, rulebook: Rulebook) -> str:
    """One step in full."""
    (one,) = explained_steps(process, [explanation], rulebook)
    verdict = f"**{escape(one.label(one.decision.outcome))}, {one.decision.certainty}.**"
    remarks = " ".join([standing_words(one), stability_words(one), *remark_words(one)])
    sections = (
        ("Ask next", _question(one)),
        ("Missing, and still able to change the verdict", table_lines(("Fact", "Question"), one.missing())),
        ("What is decided so far" if one.is_open else "How it was decided", _reasons(one)),
        ("What it rests on", () if one.is_open else _facts(one)),
        ("What is possible, and when" if one.is_open else "Why no other verdict, and what would change that", _others(one)),
        ("Sources", _sources(explanation, rulebook)),
    )  # fmt: skip
    paragraphs = (escape(listed(one.marks())), f"{verdict} {escape(remarks)}")
    return document(one.title, paragraphs, sections, _closing(HOUSE_NOTE, rulebook))


def explanations_markdown(process: Process, explanations: Iterable[Explanation], rulebook: Rulebook) -> str:
    """All steps, a paragraph each."""
    steps = explained_steps(process, explanations, rulebook)
    sections = ((one.title, [f"**{escape(headline(one))}.** {escape(summary_words(one))}"]) for one in steps)
    paragraphs = (escape(listed(process_marks(process))), "" if steps else NO_STEPS)
    return document(
        process_name(process), paragraphs, sections, _closing(f"{HOUSE_NOTE} {STEP_HINT}", rulebook)
    )


def _question(one: Explained) -> Iterator[str]:
    question = one.decision.next_question
    if question:
        yield escape(
            f"{question.text} ({question.fact}) {question.help} The answer {settling_words(question)}."
        )
        yield ""
        yield from table_lines(("Answer", "Chance", "Leads to"), answer_rows(one))


def _reasons(one: Explained) -> Iterator[str]:
    rows = (
        (because.question, because.answer, " ".join(f"{words} {rule}" for words, rule in because.reasons))
        for because in one.because()
    )
    return table_lines(("Asked", "Answer", "Because"), rows)


def _facts(one: Explained) -> Iterator[str]:
    if one.explanation.why:
        yield escape(NEEDED_NOTE)
        yield ""
    rows = [
        (fact.name, fact.said, fact.enough, fact.origin, fact.question, "; ".join(fact.turns))
        for fact in one.said()
    ]
    yield from table_lines(("Fact", "Said", "Enough", "Where", "Question", "Would turn it alone"), rows)
    for label, facts in (("Assumed", one.assumed()), ("Rated", one.rated())):
        if facts:
            yield ""
            yield f"{label}: {escape(facts_words(facts))}."


def _others(one: Explained) -> Iterator[str]:
    for other in one.explanation.why_not:
        ways = f"{shut_words(one, other)}; {change_words(other.change)}"
        yield f"- **{escape(one.label(other.outcome))}**: {escape(ways)}."


def _sources(explanation: Explanation, rulebook: Rulebook) -> Iterator[str]:
    for reference in cited(cited_keys(explanation.rules), rulebook):
        yield f"- {escape(clean(reference.key))}: {escape(reference_words(reference))}"


def _closing(note: str, rulebook: Rulebook) -> str:
    return f"{escape(note)} Decided by {escape(pack_words(rulebook.packs))}."
