"""How ready a process and its initiative are: its data, its profile by area, its phase gates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from fitengine.assess.checks import check_rules
from fitengine.assess.data_readiness import data_readiness
from fitengine.assess.gates import phase_gates
from fitengine.assess.measures import derived_answers, measure_findings, overlay
from fitengine.decide.decider import Decider
from fitengine.model.decision import StepAssessment
from fitengine.model.facts import Facts
from fitengine.model.initiative import Initiative
from fitengine.model.process import Process
from fitengine.model.readiness import (
    AI_SUITABLE,
    AreaProfile,
    DataReadiness,
    DataState,
    Readiness,
    RuleCheck,
    RuleState,
)

__all__ = ["PROFILE", "assess_readiness"]

PROFILE = "production-readiness"
_DATA_READY = "data_ready"
_PHASE = "phase"


def assess_readiness(process: Process, steps: Iterable[StepAssessment], decider: Decider) -> Readiness:
    """The readiness of a process whose steps are decided. An answer that the measures or the steps give goes before a stated
    one; where the two differ, that is a finding."""
    initiative = process.initiative or Initiative()
    steps = tuple(steps)
    data = data_readiness(steps, decider)
    derived = {**derived_answers(initiative), **_data_answer(data, decider)} if process.initiative else {}
    facts = overlay(initiative.facts, derived)
    return Readiness(
        process,
        facts,
        data,
        _profile(facts, decider) if process.initiative else (),
        phase_gates(facts, decider),
        measure_findings(initiative),
        decider.rulebook.packs,
    )


def _data_answer(data: tuple[DataReadiness, ...], decider: Decider) -> Mapping[str, tuple[bool, str]]:
    """Whether the data lets every AI-suitable step begin; open as long as that is unknown of one."""
    if _DATA_READY not in decider.rulebook.dictionary:
        return {}
    needed = [one for one in data if one.verdict == AI_SUITABLE]
    if any(one.blocked for one in needed):
        return {_DATA_READY: (False, "an AI-suitable step is blocked by its data")}
    if any(one.state is DataState.UNKNOWN for one in needed):
        return {}
    words = "no AI-suitable step is blocked by its data" if needed else "no step is AI-suitable"
    return {_DATA_READY: (True, words)}


def _profile(facts: Facts, decider: Decider) -> tuple[AreaProfile, ...]:
    table = decider.rulebook.tables.get(PROFILE)
    if table is None:
        return ()
    checks = check_rules(decider, PROFILE, decider.case(facts))
    whatever = check_rules(decider, PROFILE, decider.case(_without_phase(facts)))
    later = {check.rule for check in whatever if check.state is not RuleState.DOES_NOT_HOLD}
    return tuple(
        _area(id_, table.label(id_), [check for check in checks if check.outcome == id_], later)
        for id_ in table.outcomes
    )


def _without_phase(facts: Facts) -> Facts:
    return replace(facts, values={name: value for name, value in facts.values.items() if name != _PHASE})


def _area(id_: str, label: str, checks: list[RuleCheck], later: set[str]) -> AreaProfile:
    """A weakness that only the phase excludes is no strength: it is still to come."""
    excluded = [check for check in checks if check.state is RuleState.DOES_NOT_HOLD]
    return AreaProfile(
        id_,
        label,
        tuple(check for check in excluded if check.rule not in later),
        tuple(check for check in checks if check.state is RuleState.HOLDS),
        tuple(check for check in checks if check.state is RuleState.OPEN),
        tuple(check for check in excluded if check.rule in later),
    )
