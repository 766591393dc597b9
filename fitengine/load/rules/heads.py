"""What decision tables need to know of one another before their rules are read: outcomes and requirements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from fitengine.load.rules.conditions import Vocabulary
from fitengine.load.rules.dictionary import Dictionary
from fitengine.load.yaml.fields import Fields, Node, find_places, hint
from fitengine.model.rules import FactDefinition, FactType

__all__ = ["DICTIONARY_KEYS", "TABLE_KEYS", "Knowledge", "TableHead", "check_heads", "read_head"]

DICTIONARY_KEYS = ("facts", "tick_lists", "references", "$schema")
_REQUIRED = ("decision", "version", "question", "hit_policy", "verdicts", "rules")
_OPTIONAL = ("subject", "requires", "tiers", "settings", "constraints", "tests")
TABLE_KEYS = (*_REQUIRED, *_OPTIONAL)


@dataclass(frozen=True, slots=True)
class TableHead:
    """One table as others see it. `ids` are those of its constraints and rules."""

    id: str
    pack: str
    fields: Fields
    labels: Mapping[str, str]
    requires: tuple[str, ...]
    ids: tuple[Node, ...]

    @property
    def outcomes(self) -> tuple[str, ...]:
        return tuple(self.labels)

    def outcome(self, node: Node | None, what: str) -> str:
        """The outcome that `node` names; empty where it is none."""
        return node.choice(what, self.outcomes, "unknown-outcome") if node else ""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the rules of a table may refer to. `settings` are the values chosen from outside."""

    dictionary: Dictionary
    references: Collection[str]
    heads: Mapping[str, TableHead]
    settings: Mapping[str, str]

    def vocabulary(self, decisions: Iterable[str]) -> Vocabulary:
        """All facts, and the outcomes of some decisions, each as a choice."""
        choices = {id_: _as_choice(self.heads[id_]) for id_ in decisions if id_ in self.heads}
        names = {**self.dictionary.facts, **choices}
        return Vocabulary(names, self.dictionary.aliases, sorted(self.heads.keys() - choices.keys()))

    def reach(self, head: TableHead) -> list[TableHead]:
        """The table itself, and all that it requires, directly or through others."""
        found = {head.id: head}
        waiting = [head]
        while waiting:
            required = waiting.pop().requires
            new = {id_: self.heads[id_] for id_ in required if id_ in self.heads and id_ not in found}
            found.update(new)
            waiting += new.values()
        return list(found.values())


def read_head(node: Node, pack: str) -> TableHead:
    """The outcomes and requirements of the table that is the whole of a document."""
    fields = Fields.read(node, "a decision table", _REQUIRED, (*_OPTIONAL, *DICTIONARY_KEYS))
    items = [*fields.items("constraints"), *fields.items("rules")]
    find_places(_landmarks(fields))
    return TableHead(
        id=fields.text("decision"),
        pack=pack,
        fields=fields,
        labels=_read_outcomes(fields.get("verdicts")),
        requires=fields.texts("requires"),
        ids=tuple(id_ for item in items if (id_ := item.child("id")) and isinstance(id_.value, str)),
    )


def check_heads(heads: Mapping[str, TableHead], facts: Collection[str]) -> None:
    """Note names that clash: ids of rules within a pack, by which verdicts are explained; decisions and facts."""
    owners: dict[tuple[str, object], str] = {}
    for head in heads.values():
        if head.id in facts:
            head.fields.found["decision"].note(
                "name-clash", f"`{head.id}` is a fact already", "rename one of them"
            )
        for id_ in head.ids:
            if owner := owners.get((head.pack, id_.value)):
                message = f"`{id_.value}` stands twice in the pack `{head.pack}`"
                id_.note("duplicate-id", message, f"it was first used in `{owner}`")
            owners.setdefault((head.pack, id_.value), head.id)
        _check_requires(head, heads)


def _as_choice(head: TableHead) -> FactDefinition:
    return FactDefinition(head.id, FactType.CHOICE, "", values=head.outcomes)


def _read_outcomes(node: Node | None) -> dict[str, str]:
    """Outcome to label, in written order; a plain list labels nothing."""
    if node is None:
        return {}
    if node.value in ([], {}):
        node.note("empty-list", "`verdicts` names no outcome")
    if isinstance(node.value, Mapping):
        return {id_: label.text(f"the label of `{id_}`") for id_, label in node.entries("`verdicts`").items()}
    return dict.fromkeys(node.texts("`verdicts`"), "")


def _landmarks(fields: Fields) -> list[tuple[Node, str]]:
    """The places that the table, its rules, constraints and tests are known by."""
    sections = (("rules", "id"), ("constraints", "id"), ("tests", "name"))
    named = [(node, key) for section, key in sections for node in fields.items(section)]
    return [(fields.node, "decision"), *named]


def _check_requires(head: TableHead, heads: Mapping[str, TableHead]) -> None:
    node = head.fields.get("requires")
    for id_, place in node.texts("`requires`").items() if node else ():
        if id_ not in heads:
            options = sorted(heads.keys() - {head.id})
            place.note("unknown-decision", f"`{id_}` is not a decision", hint(id_, options))
