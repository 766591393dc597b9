"""The index page of one decision table, and the page that lists all tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fitengine.model.rules import DecisionTable, HitPolicy, Rule
from fitengine.report.page_words import RULES_FOLDER, Site, code, page_text, plain, sentence, when_words
from fitengine.report.rule_library import Library
from fitengine.report.words import pack_words, reference_words

__all__ = ["index_page", "table_page"]

_POLICIES = {
    HitPolicy.PRIORITY: "By tiers: a rule of an earlier tier wins over those of later ones.",
    HitPolicy.UNIQUE: "Exactly one rule holds for each case.",
    HitPolicy.FIRST: "The first rule that holds decides, in written order.",
    HitPolicy.COLLECT: "Every rule that holds is reported; none wins over another.",
}


def index_page(library: Library) -> str:
    """All tables, those first that others build on."""
    page = f"{RULES_FOLDER}/README.md"
    tables = list(library.rulebook.tables.values())
    rows = (
        (
            library.site.table(table.id, page),
            plain(table.question),
            f"{len(table.rules)}",
            ", ".join(library.site.table(id_, page) for id_ in table.requires),
        )
        for table in tables
    )
    count = sum(len(table.rules) for table in tables)
    lead = f"{len(tables)} decision tables with {count} rules, over the facts of [facts.md](../facts.md)."
    packs = [plain(pack_words(library.rulebook.packs)) + "."]
    return page_text(
        "Rules",
        [("Tables", _table(("Table", "Question", "Rules", "Builds on"), rows)), ("Packs", packs)],
        lead,
    )


def table_page(library: Library, table: DecisionTable) -> str:
    """One table: its question, outcomes and settings, then every rule with a link to its page."""
    page = library.site.tables[table.id]
    sections = (
        ("Decision", _decision(library, table, page)),
        ("Outcomes", _outcomes(table)),
        ("Settings", _settings(library, table)),
        ("Rules", _rules(library, table, page)),
        ("Never, by definition", _constraints(library, table)),
    )
    return page_text(plain(table.id), sections, sentence(table.question))


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    titles = list(titles)
    yield f"| {' | '.join(titles)} |"
    yield f"|{' --- |' * len(titles)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _decision(library: Library, table: DecisionTable, page: str) -> Iterator[str]:
    site: Site = library.site
    yield f"- Version {plain(table.version)}, about a {plain(table.subject)}."
    yield f"- {_POLICIES[table.hit_policy]}"
    if table.tiers:
        yield f"- Tiers: {', then '.join(map(code, table.tiers))}."
    if table.requires:
        yield f"- Builds on {', '.join(site.table(id_, page) for id_ in table.requires)}."
    if users := [id_ for id_, other in library.rulebook.tables.items() if table.id in other.requires]:
        yield f"- Used by {', '.join(site.table(id_, page) for id_ in users)}."
    yield f"- {len(table.tests)} tests travel with it."


def _outcomes(table: DecisionTable) -> Iterator[str]:
    return _table(
        ("Outcome", "In words", "Rules"),
        (
            (
                code(outcome),
                plain(table.label(outcome)),
                f"{sum(rule.then == outcome for rule in table.rules)}",
            )
            for outcome in table.outcomes
        ),
    )


def _settings(library: Library, table: DecisionTable) -> Iterator[str]:
    """Where published criteria disagree: what was chosen, and what could be."""
    for setting in table.settings:
        others = ", ".join(code(value) for value in setting.values)
        yield f"- {code(setting.name)} is {code(setting.value)} (of {others}). {sentence(setting.because)}"
        for key in setting.cite:
            yield f"  - {plain(reference_words(library.rulebook.references[key]))}"


def _rules(library: Library, table: DecisionTable, page: str) -> Iterator[str]:
    titles = ("Rule", "When", "Then", "Because")
    if not table.tiers:
        yield from _table(titles, (_row(library, table, rule, page) for rule in table.rules))
        return
    for tier in table.tiers:
        if rules := [rule for rule in table.rules if rule.tier == tier]:
            yield f"### {plain(tier)}"
            yield ""
            yield from _table(titles, (_row(library, table, rule, page) for rule in rules))
            yield ""


def _row(library: Library, table: DecisionTable, rule: Rule, page: str) -> tuple[str, ...]:
    return (
        library.site.rule(table, rule, page),
        when_words(rule.when, library.rulebook.dictionary),
        plain(table.label(rule.then)),
        plain(rule.because),
    )


def _constraints(library: Library, table: DecisionTable) -> Iterator[str]:
    for one in table.constraints:
        words = when_words(one.never, library.rulebook.dictionary)
        yield f"- {plain(one.id)}: {words}, because {plain(one.because)}."
