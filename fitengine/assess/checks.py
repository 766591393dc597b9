"""Every rule of a `collect` table with how it comes out: holds, does not hold, or open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

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
    looks = [_look(decider, name, allowed, case, given) for name, allowed in _tests(decider, rule).items()]
    return RuleCheck(
        rule.id,
        rule.then,
        table.label(rule.then),
        state,
        rule.because,
        rule.action,
        rule.severity,
        rule.cite,
        tuple(look.name for look in looks),
        tuple((look.name, look.words) for look in _telling(looks, state)),
        tuple(look.name for look in looks if look.undecided) if state is RuleState.OPEN else (),
    )


class _Look(NamedTuple):
    """A fact as a rule sees it: what may be, in words, and whether all or none of that passes."""

    name: str
    words: str
    passes: bool
    fails: bool

    @property
    def undecided(self) -> bool:
        return not (self.passes or self.fails)


def _tests(decider: Decider, rule: Rule) -> dict[str, int]:
    """By fact, the cells that some test of the rule asks for."""
    asked: dict[str, int] = {}
    for test in walk_tests(rule.when):
        asked[test.fact] = asked.get(test.fact, 0) | decider.space[test.fact].allowed(test)
    return asked


def _look(decider: Decider, name: str, allowed: int, case: Case, given: Mapping[str, int]) -> _Look:
    variable = decider.space[name]
    mask = given[name] if name in given else case.mask(name, variable.full, presume=True)
    words = "" if name in given or mask == variable.full else variable.words(mask)
    return _Look(name, words, not mask & ~allowed, not mask & allowed)


def _telling(looks: list[_Look], state: RuleState) -> list[_Look]:
    """The known facts that decide the rule; all that are known where none does so by itself."""
    known = [look for look in looks if look.words]
    holds = state is RuleState.HOLDS
    return [look for look in known if (look.passes if holds else look.fails)] or known
