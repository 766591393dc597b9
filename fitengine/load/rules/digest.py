"""Which knowledge decided: a digest over the meaning of a rule pack."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256

from fitengine.model.rules import (
    AllOf,
    AnyOf,
    Condition,
    DecisionTable,
    FactDefinition,
    HitPolicy,
    Not,
    PackInfo,
    Rule,
    UnaryTest,
    walk_tests,
)

__all__ = ["describe_pack", "facts_used"]

_Canonical = str | int | float | None | Sequence["_Canonical"] | Mapping[str, "_Canonical"]


def describe_pack(
    name: str,
    tables: Sequence[DecisionTable],
    dictionary: Mapping[str, FactDefinition],
    more_facts: Collection[str] = (),
) -> PackInfo:
    """Name, version and digest. The version is that of the table called like the pack, else the one all tables share.

    The digest covers what can change an outcome, its certainty, its weights or the next question: the definitions of the
    facts used (and of `more_facts`), conditions, outcomes, tiers, constraints and settings. Texts for people, tests, and
    the order of files and keys do not count.
    """
    used = set(more_facts).union(*(facts_used(table) for table in tables))
    facts = sorted(used & dictionary.keys())
    meaning: _Canonical = {
        "facts": {fact: _fact(dictionary[fact]) for fact in facts},
        "tables": {table.id: _table(table) for table in tables},
    }
    return PackInfo(name, _version(name, tables), sha256(_text(meaning).encode()).hexdigest()[:12])


def facts_used(table: DecisionTable) -> set[str]:
    """The names that the conditions of a table test: facts and required decisions."""
    conditions = [
        *(rule.when for rule in table.rules),
        *(constraint.never for constraint in table.constraints),
    ]
    return {test.fact for condition in conditions for test in walk_tests(condition)}


def _version(name: str, tables: Sequence[DecisionTable]) -> str:
    versions = {table.id: table.version for table in tables}
    shared = set(versions.values())
    return versions.get(name) or (shared.pop() if len(shared) == 1 else "")


def _text(value: _Canonical) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def _fact(definition: FactDefinition) -> _Canonical:
    prior = [[piece.value, piece.low, piece.high, piece.weight] for piece in definition.prior]
    presumptions = [
        [_condition(item.test), _condition(item.when) if item.when else None]
        for item in definition.presumptions
    ]
    return {
        "type": definition.type.value,
        "values": list(definition.values),
        "unit": definition.unit,
        "range": [definition.low, definition.high],
        "role": definition.role.value,
        "subject": definition.subject,
        "scope": definition.scope,
        "change": definition.change.cost,
        "prior": sorted(prior, key=_text),
        "presume": sorted(presumptions, key=_text),
    }


def _table(table: DecisionTable) -> _Canonical:
    rules = [_rule(rule) for rule in table.rules]
    return {
        "subject": table.subject,
        "hit_policy": table.hit_policy.value,
        "outcomes": list(table.outcomes),
        "tiers": list(table.tiers),
        "requires": sorted(table.requires),
        "rules": rules if table.hit_policy is HitPolicy.FIRST else sorted(rules, key=_text),
        "constraints": sorted(([item.id, _condition(item.never)] for item in table.constraints), key=_text),
        "settings": {setting.name: setting.value for setting in table.settings},
    }


def _rule(rule: Rule) -> _Canonical:
    return [rule.id, rule.tier, _condition(rule.when), rule.then, rule.severity]


def _condition(condition: Condition) -> _Canonical:
    match condition:
        case UnaryTest(fact, operator, operands):
            return [fact, operator.value, *operands]
        case Not(part):
            return ["not", _condition(part)]
        case AllOf(parts) | AnyOf(parts):
            word = "all" if isinstance(condition, AllOf) else "any"
            return [word, *sorted((_condition(part) for part in parts), key=_text)]
