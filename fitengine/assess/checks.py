"""Every rule of a `collect` table with how it comes out: holds, does not hold, or open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fitengine.decide.case import Case
from fitengine.decide.decider import Decider
from fitengine.model.readiness import RuleCheck, RuleState
from fitengine.model.rules import DecisionTable, Rule, walk_tests

__all__ = ["check_rules"]

_NOTHING: Mapping[str, int] = {}


def check_rules(
    decider: Decider, decision: str, case: Case, given: Mapping[str, int] = _NOTHING
) -> tuple[RuleCheck, ...]:
    """The rules in their order. `given` are the masks of required decisions and of facts that the case lacks; presumptions of
    the case count as known."""
    table = decider.rulebook.tables[decision]
    found = {hit.rule: hit.status for hit in decider.collect(decision, case, given)}
    states = {"holds": RuleState.HOLDS, "open": RuleState.OPEN}
    return tuple(
        _check(decider, table, rule, case, given, states[found[rule.id]] if rule.id in found else None)
        for rule in table.rules
    )


def _check(
    decider: Decider,
    table: DecisionTable,
    rule: Rule,
    case: Case,
    given: Mapping[str, int],
    state: RuleState | None,
) -> RuleCheck:
    state = state or RuleState.DOES_NOT_HOLD
    return RuleCheck(
        rule.id,
        rule.then,
        table.label(rule.then),
        state,
        rule.because,
        rule.action,
        rule.severity,
        rule.cite,
        tuple(_known(decider, rule, case, given)),
        tuple(dict.fromkeys(_undecided(decider, rule, case, given))) if state is RuleState.OPEN else (),
    )


def _known(decider: Decider, rule: Rule, case: Case, given: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    for name in dict.fromkeys(test.fact for test in walk_tests(rule.when)):
        mask = _mask(decider, name, case, given)
        if name not in given and mask != decider.space[name].full:
            yield name, decider.space[name].words(mask)


def _undecided(decider: Decider, rule: Rule, case: Case, given: Mapping[str, int]) -> Iterator[str]:
    """The facts whose values, as far as they are known, may pass their test and may fail it."""
    for test in walk_tests(rule.when):
        mask = _mask(decider, test.fact, case, given)
        allowed = decider.space[test.fact].allowed(test)
        if mask & allowed and mask & ~allowed:
            yield test.fact


def _mask(decider: Decider, name: str, case: Case, given: Mapping[str, int]) -> int:
    return given[name] if name in given else case.mask(name, decider.space[name].full, presume=True)
