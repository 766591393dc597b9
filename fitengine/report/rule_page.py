"""The page of one rule, with the same headings on every page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fitengine.decide.cells import CellSpace
from fitengine.decide.examples import Example, Neighbour
from fitengine.decide.relations import find_related, following_rules, reachable_rules
from fitengine.model.rules import (
    AllOf,
    AnyOf,
    Condition,
    DecisionTable,
    HitPolicy,
    Not,
    Rule,
    Rulebook,
    UnaryTest,
)
from fitengine.model.wording import condition_words, join_words, only_fact, unary_words
from fitengine.report.page_words import Site, code, figures, page_text, plain, sentence
from fitengine.report.words import reference_words

__all__ = ["HEADINGS", "HOUSE_DEFAULT", "Library", "rule_page"]

HOUSE_DEFAULT = "house-default"
"""The reference that says: nobody published this."""

HEADINGS = (
    "Rule in words",
    "Decision and tier",
    "What it means",
    "When it holds",
    "Why",
    "Example",
    "Neighbouring case",
    "What to do",
    "Related rules",
)

_MOST_OUTCOMES = 4
_COUNTS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True, slots=True)
class Library:
    """What all pages are made from, with the ids of the table that gives the verdict and of the one that says what to do about
    it."""

    rulebook: Rulebook
    space: CellSpace
    site: Site
    examples: Mapping[tuple[str, str], Example]
    verdict: str
    technique: str


@dataclass(frozen=True, slots=True)
class _Page:
    library: Library
    table: DecisionTable
    rule: Rule

    @property
    def path(self) -> str:
        return self.library.site.rules[self.table.id, self.rule.id]

    def rules(self, table: DecisionTable, rules: Iterable[Rule]) -> str:
        return self.library.site.rule_list(table, rules, self.path)


def rule_page(library: Library, table: DecisionTable, rule: Rule) -> str:
    """One page in Markdown; a heading under which there is nothing to say says so."""
    page = _Page(library, table, rule)
    bodies = (
        _in_words(page),
        _decision(page),
        _meaning(page),
        _condition(page),
        _why(page),
        _example(page),
        _neighbour(page),
        _to_do(page),
        _related(page),
    )
    title = f"{plain(rule.id)}: {_outcome(table, rule.then)}"
    return page_text(title, list(zip(HEADINGS, bodies, strict=True)))


def _in_words(page: _Page) -> Iterator[str]:
    clauses = _clauses(page)
    start = f"When {clauses}" if clauses else "In every case"
    what = "it is reported:" if page.table.hit_policy is HitPolicy.COLLECT else f"{code(page.table.id)} is"
    yield f"{start}, {what} **{_outcome(page.table, page.rule.then)}**."


def _clauses(page: _Page) -> str:
    """The conditions one after the other, with commas where a list inside could be misread."""
    when, dictionary = page.rule.when, page.library.rulebook.dictionary
    parts = when.parts if isinstance(when, AllOf) else (when,)
    words = [plain(condition_words(part, dictionary)) for part in parts]
    last = ", and " if len(words) > 2 or any(" or " in one for one in words) else " and "
    return last.join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _outcome(table: DecisionTable, outcome: str) -> str:
    return plain(table.label(outcome))


def _decision(page: _Page) -> Iterator[str]:
    table, rule = page.table, page.rule
    link = page.library.site.table(table.id, page.path)
    yield f"{link} {plain(table.version)}: {sentence(table.question)}"
    yield ""
    match table.hit_policy:
        case HitPolicy.COLLECT:
            yield "No rule of this table wins over another: every one that holds is reported."
        case HitPolicy.UNIQUE:
            yield "No two rules of this table ever hold for the same case."
        case HitPolicy.FIRST:
            place = _ordinal([one.id for one in table.rules].index(rule.id))
            count = _count(len(table.rules))
            yield f"The {place} of {count} rules in written order; the first one that holds decides."
        case HitPolicy.PRIORITY:
            yield _tier_words(table, rule.tier)


def _tier_words(table: DecisionTable, tier: str) -> str:
    index = table.tiers.index(tier)
    before = join_words([code(name) for name in table.tiers[:index]], "and")
    after = join_words([code(name) for name in table.tiers[index + 1 :]], "and")
    wins = f"It wins over rules of {after}" if after else "It is the last"
    loses = f", and rules of {before} win over it" if before else ""
    return f"Tier {code(tier)}, the {_ordinal(index)} of {_count(len(table.tiers))}. {wins}{loses}."


def _ordinal(index: int) -> str:
    if index < len(_ORDINALS):
        return _ORDINALS[index]
    number = index + 1
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number % 100 // 10 != 1 else 0, "th")
    return f"{number}{ending}"


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else f"{number:,}"


def _meaning(page: _Page) -> Iterator[str]:
    table, rule = page.table, page.rule
    collects = table.hit_policy is HitPolicy.COLLECT
    lead = "It is reported as" if collects else "The answer is"
    yield f"{lead} **{_outcome(table, rule.then)}** ({code(rule.then)})."
    later = _later_tables(page)
    if not later and _requiring(page):
        names = [page.library.site.table(id_, page.path) for id_ in _requiring(page)]
        yield f"No rule of {join_words(names, 'and')} asks for this answer: it keeps those for the others from holding."
    for other, rules in later:
        if other.id == page.library.technique or other.hit_policy is HitPolicy.COLLECT:
            continue
        yield ""
        yield f"In {page.library.site.table(other.id, page.path)} it counts for:"
        yield ""
        for one in rules:
            link = page.library.site.rule(other, one, page.path)
            yield f"- {link}, {_outcome(other, one.then)}: {plain(one.because)}"


def _requiring(page: _Page) -> list[str]:
    return [id_ for id_, other in page.library.rulebook.tables.items() if page.table.id in other.requires]


def _later_tables(page: _Page) -> list[tuple[DecisionTable, list[Rule]]]:
    """The rules that ask for this outcome, by table."""
    found: dict[str, tuple[DecisionTable, list[Rule]]] = {}
    library = page.library
    for table, rule in following_rules(library.rulebook, page.table.id, page.rule.then, library.space):
        found.setdefault(table.id, (table, []))[1].append(rule)
    return list(found.values())


def _condition(page: _Page) -> Iterator[str]:
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


def _condition_lines(page: _Page, condition: Condition, asked: set[str], indent: str) -> Iterator[str]:
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


def _test_words(page: _Page, name: str, condition: Condition) -> str:
    rulebook, site = page.library.rulebook, page.library.site
    link = site.table(name, page.path) if name in rulebook.tables else site.fact(name, page.path)
    return f"{link} is {plain(unary_words(condition, rulebook.dictionary))}"


def _question(page: _Page, name: str) -> str:
    """The question behind a fact or a decision, and its help."""
    rulebook = page.library.rulebook
    if name in rulebook.tables:
        return plain(rulebook.tables[name].question)
    definition = rulebook.dictionary[name]
    return plain(f"{definition.question} {definition.help}")


def _why(page: _Page) -> Iterator[str]:
    references = page.library.rulebook.references
    sources = [key for key in page.rule.cite if key != HOUSE_DEFAULT]
    yield sentence(page.rule.because)
    if provenance := _provenance(page, bool(sources)):
        yield ""
        yield provenance
    if sources:
        yield ""
        yield from (f"- {plain(reference_words(references[key]))}" for key in sources)


def _provenance(page: _Page, published: bool) -> str:
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


def _example(page: _Page) -> Iterator[str]:
    example = page.library.examples.get((page.table.id, page.rule.id))
    if example is None:
        yield "No test of the table is decided by this rule."
        return
    yield f"*{plain(example.name)}*, a test of the table: {_pairs(example.given) or 'nothing is known'}."
    yield ""
    verb = "holds" if page.table.hit_policy is HitPolicy.COLLECT else "decides"
    yield f"This rule {verb}: **{_outcome(page.table, page.rule.then)}**."
    if example.assumptions:
        yield ""
        assumed = _pairs((one.fact, one.value) for one in example.assumptions)
        yield f"What nobody said goes without saying: {assumed}."


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{code(name)} {plain(value)}" for name, value in pairs)


def _neighbour(page: _Page) -> Iterator[str]:
    example = page.library.examples.get((page.table.id, page.rule.id))
    neighbour = example.neighbour if example else None
    if neighbour is None:
        yield "There is none: no single change takes a case away from this rule."
        return
    change = f"{code(neighbour.name)} {plain(neighbour.after)} instead of {plain(neighbour.before)}"
    yield f"With {change}, all else being as above, {_ending(page, neighbour)}."


def _ending(page: _Page, neighbour: Neighbour) -> str:
    table = page.table
    if table.hit_policy is HitPolicy.COLLECT:
        return "this rule does not hold"
    if len(neighbour.outcomes) == 1:
        deciding = [rule for rule in table.rules if rule.id in neighbour.rules]
        return f"{page.rules(table, deciding) or 'it'} decides: **{_outcome(table, neighbour.outcomes[0])}**"
    left = [_outcome(table, outcome) for outcome in neighbour.outcomes]
    if len(left) > _MOST_OUTCOMES:
        return f"it is open: {len(left)} of {len(table.outcomes)} answers are left"
    return f"it is open: {join_words([f'**{one}**' for one in left])}"


def _to_do(page: _Page) -> Iterator[str]:
    lines = [*_own_action(page), *_techniques(page), *_reported(page)]
    yield from lines or ["Nothing by itself: what is to be done follows from the decision it is part of."]


def _own_action(page: _Page) -> Iterator[str]:
    if page.rule.action:
        severity = f" Severity: {plain(page.rule.severity)}." if page.rule.severity else ""
        yield f"{sentence(page.rule.action)}{severity}"
    elif page.table.id == page.library.technique:
        yield f"{sentence(page.table.label(page.rule.then))}"


def _techniques(page: _Page) -> Iterator[str]:
    """What may be done about it, by the table of techniques: for a verdict every way that is left, for a part of one those
    that ask for it."""
    library = page.library
    table = library.rulebook.tables.get(library.technique)
    if table is None or page.table.id not in table.requires:
        return
    left = reachable_rules(page.table, page.rule, table, library.space)
    asking = {
        rule.id for _, rule in following_rules(library.rulebook, page.table.id, page.rule.then, library.space)
    }
    rules = [rule for rule in left if page.table.id == library.verdict or rule.id in asking]
    if rules:
        yield f"What {library.site.table(table.id, page.path)} says then, depending on the other facts:"
        yield ""
        yield from (
            f"- {library.site.rule(table, rule, page.path)}, {_outcome(table, rule.then)}: {plain(rule.because)}"
            for rule in rules
        )


def _reported(page: _Page) -> Iterator[str]:
    for table, rules in _later_tables(page):
        if table.hit_policy is HitPolicy.COLLECT:
            yield ""
            yield f"{page.library.site.table(table.id, page.path)} may add: {page.rules(table, rules)}."


def _related(page: _Page) -> Iterator[str]:
    related = find_related(page.table, page.rule, page.library.space)
    kinds = (
        ("Same outcome", related.same),
        ("They win over it where both hold", related.above),
        ("It wins over them where both hold", related.below),
    )
    lines = [f"- {title}: {page.rules(page.table, rules)}." for title, rules in kinds if rules]
    yield from lines or ["None: no other rule of the table has its outcome or stands against it."]
