"""Decision tables: from YAML to rules, with every defect at its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fitengine.load.rules.conditions import ALWAYS, Vocabulary, read_condition
from fitengine.load.rules.dictionary import SUBJECTS, read_citations
from fitengine.load.rules.heads import Knowledge, TableHead
from fitengine.load.rules.rule_tests import read_rule_tests
from fitengine.load.yaml.fields import Fields, Node, hint
from fitengine.model.rules import Condition, Constraint, DecisionTable, HitPolicy, Rule, Setting

__all__ = ["natural", "read_table"]

_RULE = ("id", "when", "then", "because", "cite")
_RULE_IN_TIERS = ("id", "tier", "when", "then", "because", "cite")
_SEVERITIES = ("error", "warning", "info", "high", "medium", "low")
_TIERS_HELP = "only `priority` has tiers"
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class _Body:
    """A table while its rules are read."""

    head: TableHead
    knowledge: Knowledge
    vocabulary: Vocabulary
    policy: HitPolicy
    tiers: tuple[str, ...]
    settings: Mapping[str, Setting]


def read_table(head: TableHead, knowledge: Knowledge) -> DecisionTable:
    """The whole table. Rules whose setting is not chosen are checked like the others, and left out."""
    fields = head.fields
    policy = fields.word("hit_policy", HitPolicy, HitPolicy.PRIORITY)
    settings = {
        name: _read_setting(name, node, knowledge) for name, node in fields.entries("settings").items()
    }
    tiers = _read_tiers(fields, policy)
    body = _Body(head, knowledge, knowledge.vocabulary(head.requires), policy, tiers, settings)
    return DecisionTable(
        id=head.id,
        version=_read_version(fields.get("version")),
        question=fields.text("question"),
        hit_policy=policy,
        outcomes=head.outcomes,
        rules=_read_rules(body),
        tiers=tiers,
        constraints=tuple(_read_constraint(node, body) for node in fields.items("constraints")),
        requires=head.requires,
        subject=fields.choice("subject", SUBJECTS, "step"),
        labels={id_: label for id_, label in head.labels.items() if label},
        settings=tuple(settings.values()),
        tests=read_rule_tests(head, knowledge, policy),
        span=fields.node.place("decision"),
    )


def natural(id_: str) -> tuple[tuple[str, int, str], ...]:
    """A key that sorts `W2` before `W10`."""
    parts = _DIGITS.split(id_)
    numbers = [digits.lstrip("0") for digits in parts[1::2]]
    return tuple((text, len(number), number) for text, number in zip(parts[::2], [*numbers, ""], strict=True))


def _read_tiers(fields: Fields, policy: HitPolicy) -> tuple[str, ...]:
    node = fields.get("tiers")
    if policy is not HitPolicy.PRIORITY:
        if node:
            message = f"`tiers` mean nothing under hit policy `{policy}`"
            node.note("tiers-unused", message, _TIERS_HELP, at_key=True)
        return ()
    if node is None and "hit_policy" in fields.found:
        fields.node.note(
            "missing-key", "`tiers` is missing in a decision table", "`priority` decides by tiers"
        )
    return fields.texts("tiers")


def _read_version(node: Node | None) -> str:
    """A text such as `1.0.0`. YAML reads `1.10` as the number 1.1: numbers with a point are refused."""
    if node is not None and isinstance(node.value, int) and not isinstance(node.value, bool):
        return str(node.value)
    return node.text("`version`") if node else ""


def _read_setting(name: str, node: Node, knowledge: Knowledge) -> Setting:
    fields = Fields.read(node, "a setting", ("value", "values", "because"), ("cite",))
    values = fields.texts("values")
    return Setting(
        name,
        knowledge.settings.get(name, fields.choice("value", values)),
        values,
        fields.text("because"),
        read_citations(fields.get("cite"), knowledge.references),
    )


def _read_rules(body: _Body) -> tuple[Rule, ...]:
    """The rules that apply under the settings, in natural order of their ids; under `first`, as written."""
    nodes = body.head.fields.items("rules")
    read = [(_read_rule(node, body), _applies(node.child("with"), body)) for node in nodes]
    rules = [rule for rule, applies in read if applies]
    return tuple(
        rules if body.policy is HitPolicy.FIRST else sorted(rules, key=lambda rule: natural(rule.id))
    )


def _read_rule(node: Node, body: _Body) -> Rule:
    required = _RULE_IN_TIERS if body.policy is HitPolicy.PRIORITY else _RULE
    fields = Fields.read(node, "a rule", required, ("tier", "with", "action", "severity"))
    return Rule(
        id=fields.text("id"),
        when=_read_when(fields.get("when"), body),
        then=body.head.outcome(fields.get("then"), "`then`"),
        because=fields.text("because"),
        cite=read_citations(fields.get("cite"), body.knowledge.references),
        tier=_read_tier(fields.get("tier"), body),
        action=fields.text("action"),
        severity=fields.choice("severity", _SEVERITIES),
        span=node.place("id"),
    )


def _read_constraint(node: Node, body: _Body) -> Constraint:
    fields = Fields.read(node, "a constraint", ("id", "never", "because"))
    never = _read_when(fields.get("never"), body)
    return Constraint(fields.text("id"), never, fields.text("because"), node.place("id"))


def _read_when(node: Node | None, body: _Body) -> Condition:
    return read_condition(node, body.vocabulary) if node else ALWAYS


def _read_tier(node: Node | None, body: _Body) -> str:
    if node is None:
        return ""
    if body.policy is HitPolicy.PRIORITY:
        return node.choice("`tier`", body.tiers, "unknown-tier")
    message = f"`tier` means nothing under hit policy `{body.policy}`"
    node.note("tiers-unused", message, _TIERS_HELP, at_key=True)
    return ""


def _applies(node: Node | None, body: _Body) -> bool:
    """Whether every setting that the rule is bound to has the value it asks for."""
    bound = node.entries("`with`") if node else {}
    chosen = {name: _is_chosen(name, value, body) for name, value in bound.items()}
    return all(chosen.values())


def _is_chosen(name: str, node: Node, body: _Body) -> bool:
    setting = body.settings.get(name)
    if setting is None:
        node.note("unknown-setting", f"`{name}` is not a setting", hint(name, body.settings), at_key=True)
        return True
    return node.choice(f"`{name}`", setting.values, "unknown-setting-value") == setting.value
