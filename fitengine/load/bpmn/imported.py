"""The facts that a task's type gives: only what BPMN 2.0 says of the type (docs/decisions/0004-imported-facts.md)."""

from __future__ import annotations

from collections.abc import Mapping

from fitengine.errors import SourceSpan
from fitengine.model.facts import Facts, Known, OneOf, Origin, Provenance
from fitengine.model.process import TaskKind

__all__ = ["imported_facts"]

_PASSING_ON: Mapping[str, Known] = {"judgement": OneOf(("none", "low"))}
_BY_KIND: Mapping[TaskKind, tuple[str, Mapping[str, Known]]] = {
    TaskKind.BUSINESS_RULE: (
        "business rule task",
        {
            "rule_based": OneOf(("mostly", "fully")),
            "physical": False,
            "input_digital": "digital",
            "input_structure": OneOf(("mixed", "structured")),
        },
    ),
    TaskKind.SCRIPT: (
        "script task",
        {"rule_based": OneOf(("mostly", "fully")), "physical": False, "input_digital": "digital"},
    ),
    TaskKind.SERVICE: ("service task", {"physical": False, "input_digital": OneOf(("mixed", "digital"))}),
    TaskKind.MANUAL: ("manual task", {"input_digital": OneOf(("paper", "mixed")), "applications": 0}),
    TaskKind.SEND: ("send task", _PASSING_ON),
    TaskKind.RECEIVE: ("receive task", _PASSING_ON),
}


def imported_facts(kind: TaskKind, span: SourceSpan | None = None) -> Facts:
    """What the type of a task says about the step; nothing for untyped tasks, user tasks, calls and subprocesses."""
    if kind not in _BY_KIND:
        return Facts()
    name, values = _BY_KIND[kind]
    origin = Provenance(Origin.IMPORTED, f"BPMN type {name}", span)
    return Facts(values, dict.fromkeys(values, origin))
