"""What the pages about rules share: links between them, and words that Markdown takes literally."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fitengine.model.facts import format_known
from fitengine.model.rules import Condition, DecisionTable, FactDefinition, Rule, Rulebook, walk_tests
from fitengine.model.wording import condition_words
from fitengine.report.display import clean
from fitengine.report.markdown_parts import escape

__all__ = [
    "FACTS_PAGE",
    "MARK",
    "RULES_FOLDER",
    "Site",
    "code",
    "fact_anchor",
    "figures",
    "page_text",
    "plain",
    "sentence",
    "when_words",
]

MARK = "<!-- Made by `fitengine rules docs`: change the rules, then make it anew. -->"
RULES_FOLDER = "rules"
FACTS_PAGE = "facts.md"
INDEX = "README.md"

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")
_WORD_UNDERSCORE = re.compile(r"(?<=\w)\\_(?=\w)")
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")
_END = re.compile(r"[.!?:]$")


@dataclass(frozen=True, slots=True)
class Site:
    """Where each page lies, as paths from the top folder, by table id and by table and rule id."""

    tables: Mapping[str, str]
    rules: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, rulebook: Rulebook) -> Site:
        """Pages for every table and rule; names that a file system would mix up are told apart by a number."""
        folders = _file_names(rulebook.tables)
        tables = {id_: f"{RULES_FOLDER}/{folder}/{INDEX}" for id_, folder in folders.items()}
        rules = {}
        for table in rulebook.tables.values():
            for id_, name in _file_names([rule.id for rule in table.rules]).items():
                rules[table.id, id_] = f"{RULES_FOLDER}/{folders[table.id]}/{name}.md"
        return cls(tables, rules)

    def table(self, id_: str, page: str) -> str:
        """A link to a table, as written on `page`."""
        return f"[{plain(id_)}]({_relative(self.tables[id_], page)})"

    def rule(self, table: DecisionTable, rule: Rule, page: str) -> str:
        return f"[{plain(rule.id)}]({_relative(self.rules[table.id, rule.id], page)})"

    def rule_list(self, table: DecisionTable, rules: Iterable[Rule], page: str) -> str:
        return ", ".join(self.rule(table, rule, page) for rule in rules)

    def fact(self, name: str, page: str) -> str:
        return f"[{code(name)}]({_relative(FACTS_PAGE, page)}#{fact_anchor(name)})"


def page_text(title: str, parts: Sequence[tuple[str, Iterable[str]]], lead: str = "") -> str:
    """A page of a title, a lead and sections; what has no lines has no heading."""
    blocks = [MARK, f"# {title}", *([lead] if lead else [])]
    for heading, lines in parts:
        if body := "\n".join(lines).strip("\n"):
            blocks += [f"## {heading}", body]
    return "\n\n".join(blocks) + "\n"


def plain(text: str) -> str:
    """Words that Markdown takes literally. Underscores inside words need no escape and are easier to read without."""
    return _WORD_UNDERSCORE.sub("_", escape(text)).replace(" %", "%")


def code(text: str) -> str:
    """A name in the type of code."""
    return f"`{clean(text).replace('`', chr(39))}`"


def sentence(text: str) -> str:
    """The words with a capital and a full stop."""
    words = plain(text)
    return f"{words[:1].upper()}{words[1:]}{'' if _END.search(words) else '.'}"


def fact_anchor(name: str) -> str:
    """The anchor that GitHub gives to a heading."""
    return _NOT_IN_ANCHORS.sub("", clean(name).lower()).replace(" ", "-")


def when_words(condition: Condition, dictionary: Mapping[str, FactDefinition]) -> str:
    """A condition in words, as a part of a sentence."""
    return plain(condition_words(condition, dictionary))


def figures(condition: Condition, dictionary: Mapping[str, FactDefinition]) -> list[str]:
    """The numbers that a condition asks for, with their units, each once."""
    found = {}
    for test in walk_tests(condition):
        definition = dictionary.get(test.fact)
        if definition is not None and definition.type.numeric:
            unit = f" {definition.unit}" if definition.unit else ""
            found.update(dict.fromkeys(plain(f"{format_known(operand)}{unit}") for operand in test.operands))
    return list(found)


def _relative(target: str, page: str) -> str:
    """The way from the folder of `page` to `target`."""
    here, there = page.split("/")[:-1], target.split("/")
    while here and len(there) > 1 and here[0] == there[0]:
        here, there = here[1:], there[1:]
    return "/".join([*[".."] * len(here), *there])


def _file_names(ids: Iterable[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    taken = {INDEX.removesuffix(".md").lower()}
    for id_ in ids:
        stem = name = _UNSAFE.sub(lambda found: f"_{ord(found[0]):x}_", id_)
        number = 1
        while name.lower() in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.lower())
        names[id_] = name
    return names
