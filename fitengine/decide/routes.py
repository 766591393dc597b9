"""Saying where a solver answers instead of a decision diagram."""

from __future__ import annotations

from fitengine.decide.decider import Decider
from fitengine.model.decision import Finding, RuleFinding
from fitengine.model.rules import HitPolicy

__all__ = ["solved_decision", "solved_rules"]

_CODE = "solver-route"


def solved_rules(decider: Decider) -> tuple[RuleFinding, ...]:
    """A remark on every decision of the rulebook that a solver answers. Raises RulesError where none is installed."""
    decisions = [
        table.id
        for table in decider.rulebook.tables.values()
        if table.hit_policy is not HitPolicy.COLLECT and decider.oracle(table.id).samples
    ]
    return tuple(_rule_finding(decider, name) for name in decisions)


def solved_decision(decider: Decider, decision: str, subject: str) -> tuple[Finding, ...]:
    """The same remark on what was decided about a subject; none where the decision has a diagram."""
    if not decider.oracle(decision).samples:
        return ()
    return (Finding(_CODE, "info", subject, *_words(decider, decision)),)


def _rule_finding(decider: Decider, decision: str) -> RuleFinding:
    message, help_ = _words(decider, decision)
    return RuleFinding(_CODE, "info", decision, (), message, help=help_)


def _words(decider: Decider, decision: str) -> tuple[str, str]:
    """The message and the help."""
    samples = decider.oracle(decision).samples
    message = (
        f"the rules of `{decision}` are too large for a decision diagram; a solver answers, "
        f"weights are estimated from {samples:,} random cases"
    )
    return message, "verdicts, reasons and changes are exact; for exact weights, split off sub-decisions"
