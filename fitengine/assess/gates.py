"""Phase gates: which criteria are met, and which are missing."""

from __future__ import annotations

from fitengine.assess.checks import check_rules
from fitengine.decide.decider import Decider
from fitengine.model.facts import Facts
from fitengine.model.readiness import Gate, RuleCheck

__all__ = ["GATES", "phase_gates"]

GATES = "gates"


def phase_gates(facts: Facts, decider: Decider) -> tuple[Gate, ...]:
    """The gates in the order in which an initiative passes them; nothing where the rules have none."""
    table = decider.rulebook.tables.get(GATES)
    if table is None:
        return ()
    checks = check_rules(decider, GATES, decider.case(facts))
    gates: list[Gate] = []
    before: list[RuleCheck] = []
    for id_ in table.outcomes:
        criteria = tuple(check for check in checks if check.outcome == id_)
        gates.append(Gate(id_, table.label(id_), criteria, tuple(before)))
        before += criteria
    return tuple(gates)
