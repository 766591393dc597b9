"""The page of one rule, with the same headings on every page."""

from __future__ import annotations

from collections.abc import Iterator

from fitengine.decide.relations import find_related, following_rules, reachable_rules
from fitengine.model.rules import AllOf, DecisionTable, HitPolicy, Rule
from fitengine.model.wording import condition_words, join_words
from fitengine.report.page_words import code, page_text, plain, sentence
from fitengine.report.rule_cases import example_part, neighbour_part
from fitengine.report.rule_grounds import condition_part, why_part
from fitengine.report.rule_library import Library, RulePage, outcome_words

__all__ = ["HEADINGS", "rule_page"]

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

_COUNTS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def rule_page(library: Library, table: DecisionTable, rule: Rule) -> str:
    """One page in Markdown; a heading under which there is nothing to say says so."""
    page = RulePage(library, table, rule)
    bodies = (
        _in_words(page),
        _decision(page),
        _meaning(page),
        condition_part(page),
        why_part(page),
        example_part(page),
        neighbour_part(page),
        _to_do(page),
        _related(page),
    )
    title = f"{plain(rule.id)}: {outcome_words(table, rule.then)}"
    return page_text(title, list(zip(HEADINGS, bodies, strict=True)))


def _in_words(page: RulePage) -> Iterator[str]:
    clauses = _clauses(page)
    start = f"When {clauses}" if clauses else "In every case"
    what = "it is reported:" if page.table.hit_policy is HitPolicy.COLLECT else f"{code(page.table.id)} is"
    yield f"{start}, {what} **{outcome_words(page.table, page.rule.then)}**."


def _clauses(page: RulePage) -> str:
    """The conditions one after the other, with commas where a list inside could be misread."""
    when, dictionary = page.rule.when, page.library.rulebook.dictionary
    parts = when.parts if isinstance(when, AllOf) else (when,)
    words = [plain(condition_words(part, dictionary)) for part in parts]
    last = ", and " if len(words) > 2 or any(" or " in one for one in words) else " and "
    return last.join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _decision(page: RulePage) -> Iterator[str]:
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


def _meaning(page: RulePage) -> Iterator[str]:
    table, rule = page.table, page.rule
    collects = table.hit_policy is HitPolicy.COLLECT
    lead = "It is reported as" if collects else "The answer is"
    yield f"{lead} **{outcome_words(table, rule.then)}** ({code(rule.then)})."
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
            yield f"- {link}, {outcome_words(other, one.then)}: {plain(one.because)}"


def _requiring(page: RulePage) -> list[str]:
    return [id_ for id_, other in page.library.rulebook.tables.items() if page.table.id in other.requires]


def _later_tables(page: RulePage) -> list[tuple[DecisionTable, list[Rule]]]:
    """The rules that ask for this outcome, by table."""
    found: dict[str, tuple[DecisionTable, list[Rule]]] = {}
    library = page.library
    for table, rule in following_rules(library.rulebook, page.table.id, page.rule.then, library.space):
        found.setdefault(table.id, (table, []))[1].append(rule)
    return list(found.values())


def _to_do(page: RulePage) -> Iterator[str]:
    lines = [*_own_action(page), *_techniques(page), *_reported(page)]
    yield from lines or ["Nothing by itself: what is to be done follows from the decision it is part of."]


def _own_action(page: RulePage) -> Iterator[str]:
    if page.rule.action:
        severity = f" Severity: {plain(page.rule.severity)}." if page.rule.severity else ""
        yield f"{sentence(page.rule.action)}{severity}"
    elif page.table.id == page.library.technique:
        yield f"{sentence(page.table.label(page.rule.then))}"


def _techniques(page: RulePage) -> Iterator[str]:
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
            f"- {library.site.rule(table, rule, page.path)}, {outcome_words(table, rule.then)}: {plain(rule.because)}"
            for rule in rules
        )


def _reported(page: RulePage) -> Iterator[str]:
    for table, rules in _later_tables(page):
        if table.hit_policy is HitPolicy.COLLECT:
            yield ""
            yield f"{page.library.site.table(table.id, page.path)} may add: {page.rules(table, rules)}."


def _related(page: RulePage) -> Iterator[str]:
    related = find_related(page.table, page.rule, page.library.space)
    kinds = (
        ("Same outcome", related.same),
        ("They win over it where both hold", related.above),
        ("It wins over them where both hold", related.below),
    )
    lines = [f"- {title}: {page.rules(page.table, rules)}." for title, rules in kinds if rules]
    yield from lines or ["None: no other rule of the table has its outcome or stands against it."]
