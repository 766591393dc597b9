"""Whether the data of pattern steps is fit for production, and what must be done to it first.

What goes without saying when a verdict is given does not do so here: data that looks fine until the pilot is what founding
article 4 warns of. So nothing is presumed about the data, and what nobody has answered stays unknown.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from fitengine.assess.checks import check_rules
from fitengine.decide.case import Case
from fitengine.decide.decider import Decider
from fitengine.model.decision import StepAssessment
from fitengine.model.readiness import DataAspect, DataReadiness, DataState, RuleCheck, RuleState

__all__ = ["DATA", "PATTERN", "data_readiness"]

DATA = "data-readiness"
NATURE = "nature"
PATTERN = "pattern"


def data_readiness(steps: Iterable[StepAssessment], decider: Decider) -> tuple[DataReadiness, ...]:
    """The data of every step whose nature is pattern, in their order; nothing where the rules have no such table. Steps of which
    the same is known are looked at once."""
    if DATA not in decider.rulebook.tables or NATURE not in decider.rulebook.tables:
        return ()
    found = []
    known: dict[Hashable, tuple[DataAspect, ...]] = {}
    for step in steps:
        if _is_pattern(step, decider):
            case = decider.case(step.step.facts, strict=True)
            if case.key not in known:
                known[case.key] = _aspects(case, decider)
            aspects = known[case.key]
            found.append(DataReadiness(step.step.id, step.step.name, step.decision.outcome, aspects))
    return tuple(found)


def _is_pattern(step: StepAssessment, decider: Decider) -> bool:
    """By what the verdict found on its way; decided anew where the verdict does not ask for the nature."""
    for sub in step.decision.sub_decisions:
        if sub.id == NATURE:
            return sub.outcome == PATTERN
    return decider.grade(NATURE, decider.case(step.step.facts)).outcome == PATTERN


def _aspects(case: Case, decider: Decider) -> tuple[DataAspect, ...]:
    checks = check_rules(decider, DATA, case, {NATURE: decider.outcome_mask(NATURE, PATTERN)})
    by_aspect: dict[str, list[RuleCheck]] = {name: [] for name in decider.rulebook.tables[DATA].outcomes}
    for check in checks:
        by_aspect[check.outcome].append(check)
    return tuple(_aspect(id_, found) for id_, found in by_aspect.items() if found)


def _aspect(id_: str, checks: list[RuleCheck]) -> DataAspect:
    work = sorted(
        (check for check in checks if check.state is RuleState.HOLDS), key=lambda check: not check.stops
    )
    missing = dict.fromkeys(fact for check in checks for fact in check.missing)
    return DataAspect(id_, checks[0].label, _state(checks), tuple(work), tuple(missing))


def _state(checks: list[RuleCheck]) -> DataState:
    """Work is certain once a rule holds; what may still stop the build leaves it unknown."""
    holding = [check for check in checks if check.state is RuleState.HOLDS]
    unanswered = [check for check in checks if check.state is RuleState.OPEN]
    if any(check.stops for check in holding):
        return DataState.NOT_READY
    if any(check.stops for check in unanswered) or (unanswered and not holding):
        return DataState.UNKNOWN
    return DataState.AFTER_WORK if holding else DataState.READY
