"""The page about the fact dictionary: every fact with its question, values, and what is taken for granted about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fitengine.model.facts import format_known
from fitengine.model.rules import (
    DecisionTable,
    FactDefinition,
    FactRole,
    FactType,
    Presumption,
    PriorPiece,
    Rule,
    walk_tests,
)
from fitengine.model.wording import unary_words
from fitengine.report.page_words import FACTS_PAGE, code, page_text, plain, when_words
from fitengine.report.rule_library import HOUSE_DEFAULT, Library
from fitengine.report.words import percent, reference_words

__all__ = ["fact_page"]

_LEAD = (
    "What can be known about a step, and about a process and its initiative. A fact that nobody states is not known yet, "
    "never false. How common a value is, what a change costs and what goes without saying are defaults of our own "
    f"(`{HOUSE_DEFAULT}`)."
)
_ROLES = {
    FactRole.CORE: "Core: what a verdict turns on. Asked, and taken for granted only where another fact decides already.",
    FactRole.KNOCK_OUT: "Knock-outs: unremarkable unless somebody says so.",
    FactRole.ARRANGEMENT: "Arrangements: what the team will do. Never part of the fit, always a condition of the build.",
    FactRole.DERIVED: "Derived: found by the engine, never typed in.",
}
_HEADINGS = {
    FactRole.CORE: "Core facts of a step",
    FactRole.KNOCK_OUT: "Knock-outs of a step",
    FactRole.ARRANGEMENT: "Arrangements for a step",
    FactRole.DERIVED: "Derived facts of a step",
}
_PROCESS = "Facts of a process and its initiative"


def fact_page(library: Library) -> str:
    """The whole dictionary, by role, in written order; the sources in full at the end."""
    facts = library.rulebook.dictionary.values()
    uses = _uses(library)
    sections: list[tuple[str, Iterator[str]]] = []
    for role, heading in _HEADINGS.items():
        own = [fact for fact in facts if fact.subject == "step" and fact.role is role]
        sections.append((heading, _facts(library, own, uses, _ROLES[role])))
    process = [fact for fact in facts if fact.subject == "process"]
    sections.append((_PROCESS, _facts(library, process, uses, "")))
    sections.append(("Sources", _sources(library)))
    return page_text("Facts", sections, _LEAD)


def _uses(library: Library) -> dict[str, list[tuple[DecisionTable, Rule]]]:
    """The rules that test each fact."""
    found: dict[str, list[tuple[DecisionTable, Rule]]] = {}
    for table in library.rulebook.tables.values():
        for rule in table.rules:
            for name in dict.fromkeys(test.fact for test in walk_tests(rule.when)):
                found.setdefault(name, []).append((table, rule))
    return found


def _facts(
    library: Library,
    facts: Sequence[FactDefinition],
    uses: Mapping[str, Sequence[tuple[DecisionTable, Rule]]],
    lead: str,
) -> Iterator[str]:
    if facts and lead:
        yield lead
        yield ""
    for fact in facts:
        yield f"### {plain(fact.name)}"
        yield ""
        yield f"**{plain(fact.question)}** {plain(fact.help)}".rstrip()
        yield ""
        yield from (f"- {line}" for line in _lines(library, fact))
        if rules := uses.get(fact.name):
            links = ", ".join(library.site.rule(table, rule, FACTS_PAGE) for table, rule in rules)
            yield f"- Rules: {links}."
        yield ""


def _lines(library: Library, fact: FactDefinition) -> Iterator[str]:
    yield f"{_values(fact)}."
    if fact.scope == "process":
        yield "One answer usually goes for the whole process."
    for presumption in fact.presumptions:
        yield f"Goes without saying: {_presumption(library, presumption)}."
    if fact.ask_with:
        yield f"Confirmed with others at once: {plain(library.rulebook.tick_lists[fact.ask_with])}"
    if fact.role is not FactRole.DERIVED and fact.subject == "step":
        yield _change(fact)
    if fact.prior:
        yield f"How common: {', '.join(_piece(fact, piece) for piece in fact.prior)}."
    if fact.aliases:
        yield f"Also called {', '.join(code(alias) for alias in fact.aliases)}."
    if fact.source:
        yield f"Sources: {', '.join(f'[{plain(key)}](#sources)' for key in fact.source)}."


def _values(fact: FactDefinition) -> str:
    unit = f" {plain(fact.unit)}" if fact.unit else ""
    limits = f"{format_known(fact.low)} to {format_known(fact.high)}{unit}"
    match fact.type:
        case FactType.BOOL:
            return "Yes or no"
        case FactType.LEVEL:
            return f"One of, rising: {', '.join(map(code, fact.values))}"
        case FactType.CHOICE:
            return f"One of: {', '.join(map(code, fact.values))}"
        case FactType.NUMBER:
            return f"A number, {limits}"
        case FactType.COUNT:
            return f"A whole number, {limits}"


def _presumption(library: Library, presumption: Presumption) -> str:
    dictionary = library.rulebook.dictionary
    words = plain(unary_words(presumption.test, dictionary))
    return f"{words}, when {when_words(presumption.when, dictionary)}" if presumption.when else words


def _change(fact: FactDefinition) -> str:
    if fact.change.cost is None:
        return "Not changed on purpose."
    days = format_known(fact.change.cost)
    notch = " for each step up or down" if fact.type is FactType.LEVEL else ""
    return f"To change it takes about {days} person-day{'' if days == '1' else 's'}{notch}, in the order of magnitude."


def _piece(fact: FactDefinition, piece: PriorPiece) -> str:
    total = sum(one.weight for one in fact.prior)
    share = percent(piece.weight / total) if total else "0%"
    if piece.value is not None:
        return f"{plain(format_known(piece.value))} {share}"
    low, high = format_known(piece.low or 0.0), format_known(piece.high or 0.0)
    return f"{low if low == high else f'{low} to {high}'} {share}"


def _sources(library: Library) -> Iterator[str]:
    for key, reference in sorted(library.rulebook.references.items()):
        yield f"- {code(key)}: {plain(reference_words(reference))}"
