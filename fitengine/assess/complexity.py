"""How hard a step is to build, by what drives its effort."""

from __future__ import annotations

from dataclasses import dataclass

from fitengine.assess.checks import check_rules
from fitengine.decide.decider import Decider
from fitengine.model.facts import Facts
from fitengine.model.readiness import RuleCheck, RuleState

__all__ = ["COMPLEXITY", "LEVELS", "Complexity", "assess_complexity"]

COMPLEXITY = "complexity"
LEVELS = ("low", "medium", "high")
_NATURE = "nature"


@dataclass(frozen=True, slots=True)
class Complexity:
    """`drivers` hold, gravest first. What nobody spoke of counts as usual, and is listed in `undecided`; what somebody voiced a
    doubt about counts as it may turn out, so that several `levels` are possible, least first."""

    levels: tuple[str, ...]
    drivers: tuple[RuleCheck, ...]
    undecided: tuple[str, ...]


def assess_complexity(facts: Facts, decider: Decider) -> Complexity:
    """The complexity of a step; low, and nothing undecided, where the rules have no such table."""
    table = decider.rulebook.tables.get(COMPLEXITY)
    if table is None:
        return Complexity(LEVELS[:1], (), ())
    case = decider.case(facts)
    given = {name: decider.outcome_mask(name, decider.grade(name, case).outcome) for name in table.requires}
    checks = check_rules(decider, COMPLEXITY, case, given)
    holding = [check for check in checks if check.state is RuleState.HOLDS]
    unsaid = [check for check in checks if check.state is RuleState.OPEN]
    doubted = [check for check in unsaid if not set(check.missing).isdisjoint(facts.values)]
    least, most = _level(holding), max(_level(holding), _level(doubted))
    return Complexity(
        LEVELS[least : most + 1],
        tuple(sorted(holding, key=lambda check: -_weight(check))),
        tuple(dict.fromkeys(name for check in unsaid for name in check.missing if name not in given)),
    )


def _level(checks: list[RuleCheck]) -> int:
    """The index of the level that the gravest of these drivers makes; none makes it low."""
    return max(map(_weight, checks), default=0)


def _weight(check: RuleCheck) -> int:
    return LEVELS.index(check.severity) if check.severity in LEVELS else 1
