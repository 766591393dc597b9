"""When a rule holds, with the questions behind it, and why: its reason, its sources, and where its figures come from."""

from __future__ import annotations

from collections.abc import Iterator

from fitengine.model.rules import AllOf, AnyOf, Condition, Not, UnaryTest
from fitengine.model.wording import join_words, only_fact, unary_words
from fitengine.report.page_words import code, figures, plain, sentence
from fitengine.report.rule_library import HOUSE_DEFAULT, RulePage
from fitengine.report.words import reference_words

__all__ = ["condition_part", "why_part"]


def condition_part(page: RulePage) -> Iterator[str]:
    when = page.rule.when
    parts = when.parts if isinstance(when, AllOf) else (when,)
    if not parts:
        yield "Always."
        return
    yield "All of these:" if len(parts) > 1 else "This:"
    yield ""
    asked: set[str] = set()
    for part in parts:
        yield from _condition_lines(page, part, asked, "")


def _condition_lines(page: RulePage, condition: Condition, asked: set[str], indent: str) -> Iterator[str]:
    """The condition as nested items; `asked` collects the facts whose question was given already."""
    if name := only_fact(condition):
        question = "" if name in asked else f" {_question(page, name)}"
        asked.add(name)
        yield f"{indent}- {_test_words(page, name, condition)}.{question}"
        return
    match condition:
        case UnaryTest():
            raise AssertionError("a unary test is about one fact")
        case Not(part):
            yield f"{indent}- not:"
            yield from _condition_lines(page, part, asked, f"{indent}  ")
        case AllOf(parts) | AnyOf(parts):
            yield f"{indent}- {'all' if isinstance(condition, AllOf) else 'at least one'} of these:"
            for part in parts:
                yield from _condition_lines(page, part, asked, f"{indent}  ")


def _test_words(page: RulePage, name: str, condition: Condition) -> str:
    rulebook, site = page.library.rulebook, page.library.site
    link = site.table(name, page.path) if name in rulebook.tables else site.fact(name, page.path)
    return f"{link} is {plain(unary_words(condition, rulebook.dictionary))}"


def _question(page: RulePage, name: str) -> str:
    """The question behind a fact or a decision, and its help."""
    rulebook = page.library.rulebook
    if name in rulebook.tables:
        return plain(rulebook.tables[name].question)
    definition = rulebook.dictionary[name]
    return plain(f"{definition.question} {definition.help}")


def why_part(page: RulePage) -> Iterator[str]:
    references = page.library.rulebook.references
    sources = [key for key in page.rule.cite if key != HOUSE_DEFAULT]
    yield sentence(page.rule.because)
    if provenance := _provenance(page, bool(sources)):
        yield ""
        yield provenance
    if sources:
        yield ""
        yield from (f"- {plain(reference_words(references[key]))}" for key in sources)


def _provenance(page: RulePage, published: bool) -> str:
    """Where the figures come from; a default of our own is never passed off as a finding."""
    numbers = figures(page.rule.when, page.library.rulebook.dictionary)
    named = f"the figure{'s' if len(numbers) > 1 else ''} {join_words(numbers, 'and')}" if numbers else ""
    own = f"({code(HOUSE_DEFAULT)}): adjust to your house"
    if HOUSE_DEFAULT not in page.rule.cite:
        return f"The sources give {named}." if named else ""
    if not published:
        what = f"{named[:1].upper()}{named[1:]} and the rule itself are" if named else "The rule is"
        return f"No published source says this. {what} a default of our own {own}."
    if named:
        be = "are defaults" if len(numbers) > 1 else "is a default"
        return f"The sources give the direction; {named} {be} of our own without a published source {own}."
    return f"The sources give the direction; how far it goes is a default of our own without a published source {own}."
