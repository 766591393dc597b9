"""The cases that travel with a decision table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from fitengine.load.rules.conditions import Vocabulary, read_operand, unknown_name
from fitengine.load.rules.heads import Knowledge, TableHead
from fitengine.load.values import ValueProblem, read_value
from fitengine.load.yaml.fields import Fields, Node, hint
from fitengine.model.rules import HitPolicy, RuleTest

__all__ = ["read_rule_tests"]


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the cases of one table may name: its outcomes, facts and required decisions, and the rules of all these."""

    head: TableHead
    policy: HitPolicy
    vocabulary: Vocabulary
    decisions: Collection[str]
    rules: Collection[str]


def read_rule_tests(head: TableHead, knowledge: Knowledge, policy: HitPolicy) -> tuple[RuleTest, ...]:
    """All cases, in written order."""
    reach = knowledge.reach(head)
    decisions = [other.id for other in reach if other is not head]
    rules = sorted(str(id_.value) for other in reach for id_ in other.ids)
    scope = _Scope(head, policy, knowledge.vocabulary(decisions), decisions, rules)
    return tuple(_read_rule_test(node, scope) for node in head.fields.items("tests"))


def _read_rule_test(node: Node, scope: _Scope) -> RuleTest:
    fields = Fields.read(node, "a test", ("name", "given", "expect"), ("by", "ask_next", "presume"))
    given = fields.entries("given")
    for name, item in given.items():
        _check_given(name, item, scope)
    return RuleTest(
        name=fields.text("name"),
        given={name: item.value for name, item in given.items()},
        expect=_read_expected(fields.get("expect"), scope),
        by=_read_by(fields.get("by"), scope),
        ask_next=_read_ask_next(fields.get("ask_next"), scope),
        presumed=fields.flag("presume", True),
        span=node.place("name"),
    )


def _check_given(name: str, node: Node, scope: _Scope) -> None:
    """Facts may be known in part; a decision is answered with one outcome."""
    if name not in scope.vocabulary.names:
        node.note(*unknown_name(name, scope.vocabulary), at_key=True)
    definition = scope.vocabulary.names.get(name)
    if definition is None:
        return
    try:
        if name in scope.decisions:
            read_operand(definition, node.value)
        else:
            read_value(definition, node.value)
    except ValueProblem as problem:
        node.note(problem.code, problem.message, problem.help)


def _read_expected(node: Node | None, scope: _Scope) -> tuple[str, ...]:
    """Exactly the outcomes that remain possible; none at all only where rules are collected."""
    if node is None:
        return ()
    if node.value == [] and scope.policy is not HitPolicy.COLLECT:
        node.note("empty-list", "a case has at least one outcome")
    return tuple(
        filter(None, [scope.head.outcome(place, "`expect`") for place in node.texts("`expect`").values()])
    )


def _read_by(node: Node | None, scope: _Scope) -> tuple[str, ...]:
    cited = node.texts("`by`") if node else {}
    for id_, place in cited.items():
        if id_ not in scope.rules:
            place.note("unknown-rule", f"`{id_}` is not a rule of this decision", hint(id_, scope.rules))
    return tuple(cited)


def _read_ask_next(node: Node | None, scope: _Scope) -> str:
    name = node.text("`ask_next`") if node else ""
    if node and name and name not in scope.vocabulary.names:
        node.note(*unknown_name(name, scope.vocabulary))
    return name
