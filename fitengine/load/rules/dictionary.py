"""The fact dictionary and the references: from YAML to definitions, with every defect at its place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from fitengine.load.rules.conditions import (
    ALWAYS,
    NESTING_KEYS,
    Vocabulary,
    read_condition,
    read_test,
)
from fitengine.load.rules.priors import read_prior
from fitengine.load.yaml.fields import Fields, Node, hint
from fitengine.model.rules import (
    ChangeCost,
    FactDefinition,
    FactRole,
    FactType,
    Presumption,
    Reference,
)

__all__ = ["SUBJECTS", "Dictionary", "read_citations", "read_dictionary", "read_references"]

SUBJECTS = ("step", "process")

_LARGEST_COUNT = 2**53
"""Up to here every whole number is one of its own as a float."""

_REQUIRED = {
    FactType.BOOL: ("question", "type"),
    FactType.LEVEL: ("question", "type", "values"),
    FactType.CHOICE: ("question", "type", "values"),
    FactType.NUMBER: ("question", "type", "range"),
    FactType.COUNT: ("question", "type", "range"),
}
_OPTIONAL = (
    "help",
    "source",
    "role",
    "subject",
    "scope",
    "presume",
    "ask_with",
    "change",
    "prior",
    "aliases",
)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Facts by name, in written order; None where the definition is broken. `aliases` leads to names."""

    facts: Mapping[str, FactDefinition | None]
    aliases: Mapping[str, str]


def read_references(entries: Mapping[str, Node]) -> dict[str, Reference]:
    """References by key. `year` may be empty, where nobody dated the source."""
    return {key: _read_reference(key, node) for key, node in entries.items()}


def read_citations(node: Node | None, references: Collection[str]) -> tuple[str, ...]:
    """Keys of references that exist; at least one, where there is a node at all."""
    if node is None:
        return ()
    cited = node.texts("a citation")
    if node.value == []:
        node.note("missing-key", "a citation is missing", "`house-default` says that none is published")
    for key, place in cited.items():
        if key not in references:
            place.note("unknown-reference", f"`{key}` is not in the references", hint(key, references))
    return tuple(cited)


def read_dictionary(
    entries: Mapping[str, Node], tick_lists: Collection[str], references: Collection[str]
) -> Dictionary:
    """All definitions. Presumptions come last, since they may speak about any other fact."""
    drafts = {name: _read_definition(name, node, tick_lists, references) for name, node in entries.items()}
    dictionary = Dictionary(drafts, _collect_aliases(drafts, entries))
    vocabulary = Vocabulary(dictionary.facts, dictionary.aliases)
    facts = {
        name: draft and replace(draft, presumptions=_read_presumptions(draft, entries[name], vocabulary))
        for name, draft in drafts.items()
    }
    return replace(dictionary, facts=facts)


def _read_reference(key: str, node: Node) -> Reference:
    fields = Fields.read(node, "a reference", ("authors", "title", "where"), ("year",))
    year = fields.get("year")
    if year and (isinstance(year.value, bool) or not isinstance(year.value, int | None)):
        year.note("wrong-type", "`year` must be a whole number or empty")
    dated = year.value if year and isinstance(year.value, int) else None
    return Reference(key, fields.text("authors"), dated, fields.text("title"), fields.text("where"))


def _read_definition(
    name: str, node: Node, tick_lists: Collection[str], references: Collection[str]
) -> FactDefinition | None:
    if name in NESTING_KEYS:
        node.note("reserved-name", f"a fact cannot be called `{name}`", "conditions nest by it", at_key=True)
    kind = _read_type(node)
    if kind is None:
        return None
    optional = (*_OPTIONAL, "unit") if kind.numeric else _OPTIONAL
    fields = Fields.read(node, f"a {kind} fact", _REQUIRED[kind], optional)
    low, high = _read_range(fields, kind)
    values = _read_values(fields)
    if kind is not FactType.BOOL and low >= high and not values:
        return None
    draft = FactDefinition(
        name=name,
        type=kind,
        question=fields.text("question"),
        help=fields.text("help"),
        values=values,
        unit=fields.text("unit"),
        low=low,
        high=high,
        source=read_citations(fields.get("source"), references),
        role=fields.word("role", FactRole, FactRole.CORE),
        subject=fields.choice("subject", SUBJECTS, "step"),
        scope=fields.choice("scope", SUBJECTS, "step"),
        ask_with=fields.choice("ask_with", tick_lists),
        change=_read_change(fields.get("change")),
        aliases=fields.texts("aliases"),
    )
    return replace(draft, prior=read_prior(fields.get("prior"), draft))


def _read_type(node: Node) -> FactType | None:
    kind = node.child("type")
    if kind is None:
        if node.entries("a fact") or node.value == {}:
            node.note("missing-key", "`type` is missing in a fact")
        return None
    word = kind.choice("`type`", list(FactType))
    return FactType(word) if word else None


def _read_values(fields: Fields) -> tuple[str, ...]:
    """The legal values; none where they are missing or broken."""
    values = fields.texts("values")
    node = fields.get("values")
    if node and "unknown" in values:
        node.note("reserved-name", "a value cannot be called `unknown`", "it voices a doubt about any fact")
    if node and len(values) < 2:
        node.note("bad-values", "`values` must list at least two words")
    return values if len(values) > 1 else ()


def _read_range(fields: Fields, kind: FactType) -> tuple[float, float]:
    """Both ends; `low` is not below `high` where the range is missing or broken."""
    node = fields.get("range")
    if node is None or not kind.numeric:
        return 0.0, 0.0
    ends = [item.number() for item in node.items("`range`")]
    if len(ends) != 2 or None in ends:
        node.note("bad-range", "`range` must hold two numbers", "write `[0, 100]`")
        return 0.0, 0.0
    low, high = (end or 0.0 for end in ends)
    if low >= high:
        node.note("bad-range", "`range` must rise", f"write `[{high:g}, {low:g}]`" if low > high else "")
    if kind is FactType.COUNT and not (low.is_integer() and high.is_integer()):
        node.note("bad-range", "`range` of a count must hold whole numbers")
    elif kind is FactType.COUNT and max(-low, high) > _LARGEST_COUNT:
        message = f"`range` of a count must lie within {_LARGEST_COUNT:,} and its negative, where whole numbers are exact"
        node.note("bad-range", message)
    return low, high


def _read_change(node: Node | None) -> ChangeCost:
    if node is None or node.value == "never":
        return ChangeCost(None)
    cost = node.number()
    if cost is None or cost <= 0:
        node.note("bad-change", "`change` must be a number of person-days over 0, or `never`")
        return ChangeCost(None)
    return ChangeCost(cost)


def _collect_aliases(facts: Mapping[str, FactDefinition | None], nodes: Mapping[str, Node]) -> dict[str, str]:
    owners = {name: name for name in facts}
    for name, definition in facts.items():
        for alias in definition.aliases if definition else ():
            if alias in owners:
                message = f"`{alias}` stands for `{owners[alias]}` already"
                nodes[name].at("aliases", None).note("duplicate-alias", message, "keep one of them")
            owners.setdefault(alias, name)
    return {alias: name for alias, name in owners.items() if alias not in facts}


def _read_presumptions(
    definition: FactDefinition, fact: Node, vocabulary: Vocabulary
) -> tuple[Presumption, ...]:
    """A single test presumes always; a list of mappings presumes under conditions."""
    node = fact.child("presume")
    if node is None:
        return ()
    listed = node.value if isinstance(node.value, list) else [node.value]
    if not any(isinstance(item, Mapping) for item in listed):
        return (Presumption(read_test(node, definition)),)
    items: Iterable[Node] = node.items("`presume`") if isinstance(node.value, list) else (node,)
    return tuple(_read_presumption(definition, item, vocabulary) for item in items)


def _read_presumption(definition: FactDefinition, node: Node, vocabulary: Vocabulary) -> Presumption:
    fields = Fields.read(node, "a presumption", ("is",), ("when",))
    test, when = fields.get("is"), fields.get("when")
    return Presumption(
        read_test(test, definition) if test else ALWAYS,
        read_condition(when, vocabulary) if when else None,
    )
