"""How ready things are: the data of pattern steps, the initiative area by area, and the phase gates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from fitengine.model.facts import Facts
from fitengine.model.finding import Finding
from fitengine.model.process import Process
from fitengine.model.rules import PackInfo
from fitengine.model.shown import Shown

__all__ = [
    "AI_SUITABLE",
    "RANKS",
    "STOPS",
    "AreaProfile",
    "DataAspect",
    "DataReadiness",
    "DataState",
    "Gate",
    "Readiness",
    "RuleCheck",
    "RuleState",
]

AI_SUITABLE = "ai-suitable"
"""The verdict that needs data."""
STOPS = "high"
"""The severity of a rule that stops the build; every other one names work beside it."""


class RuleState(StrEnum):
    """How a rule of a `collect` table came out."""

    HOLDS = "holds"
    DOES_NOT_HOLD = "does not hold"
    OPEN = "open"
    """Nobody has answered what it turns on."""


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """One rule of a `collect` table, however it came out."""

    rule: str
    outcome: str
    """The id of what the rule speaks about: an aspect, an area, a gate."""
    label: str
    """The same in words."""
    state: RuleState
    because: str
    action: str
    severity: str
    cite: tuple[str, ...]
    about: tuple[str, ...]
    """Every fact it speaks about, in written order."""
    facts: tuple[tuple[str, str], ...]
    """The facts that make it hold, or not hold (name, value in words); while it is open, what is known of all."""
    missing: tuple[str, ...]
    """The facts that leave it open, in written order."""

    @property
    def stops(self) -> bool:
        """Whether the build must wait while the rule holds."""
        return self.severity == STOPS


class DataState(StrEnum):
    """How ready data is, best first."""

    READY = "ready"
    AFTER_WORK = "ready after work"
    """Nothing stops the build; the work named goes on beside it and must be done before go-live."""
    UNKNOWN = "unknown"
    """Nobody has answered."""
    NOT_READY = "not ready"
    """The work named must be done before the build."""


RANKS = {state: rank for rank, state in enumerate(DataState)}
"""The higher the worse."""


@dataclass(frozen=True, slots=True)
class DataAspect:
    """One property that data needs: agreement, reach, labels, history, likeness to live work, feedback, capture."""

    id: str
    label: str
    state: DataState
    work: tuple[RuleCheck, ...]
    """The rules that hold, those that stop the build first: each names work."""
    missing: tuple[str, ...]
    """The facts nobody has answered."""


@dataclass(frozen=True, slots=True)
class DataReadiness:
    """The data of one pattern step."""

    step: str
    name: str
    verdict: str
    aspects: tuple[DataAspect, ...]

    @property
    def state(self) -> DataState:
        """The worst of its aspects."""
        return max((aspect.state for aspect in self.aspects), key=RANKS.__getitem__, default=DataState.READY)

    @property
    def work(self) -> tuple[RuleCheck, ...]:
        """Everything that has to be done, what stops the build first."""
        work = [check for aspect in self.aspects for check in aspect.work]
        return tuple(sorted(work, key=lambda check: not check.stops))

    @property
    def first(self) -> tuple[RuleCheck, ...]:
        """What must be done before the build."""
        return tuple(check for check in self.work if check.stops)

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts nobody has answered, each once."""
        return tuple(dict.fromkeys(fact for aspect in self.aspects for fact in aspect.missing))

    @property
    def blocked(self) -> bool:
        """Whether AI fits the step and its data does not let it begin."""
        return self.verdict == AI_SUITABLE and self.state is DataState.NOT_READY


@dataclass(frozen=True, slots=True)
class AreaProfile:
    """One area in which initiatives stall, weakness by weakness."""

    id: str
    label: str
    holds: tuple[RuleCheck, ...]
    """Weaknesses that the initiative is known not to have."""
    fails: tuple[RuleCheck, ...]
    """Weaknesses that it has."""
    unanswered: tuple[RuleCheck, ...]
    later: tuple[RuleCheck, ...] = ()
    """What does not matter yet in the phase the initiative is in."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A phase gate. It passes when its own criteria are met and those of every gate before it."""

    id: str
    label: str
    criteria: tuple[RuleCheck, ...]
    """Its own; a rule that holds is a criterion met."""
    before: tuple[RuleCheck, ...] = ()
    """Those of the earlier gates."""

    @property
    def failing(self) -> tuple[RuleCheck, ...]:
        """Criteria known not to be met, those of earlier gates first."""
        return _in_state(RuleState.DOES_NOT_HOLD, (*self.before, *self.criteria))

    @property
    def unanswered(self) -> tuple[RuleCheck, ...]:
        """Criteria nobody has answered, those of earlier gates first."""
        return _in_state(RuleState.OPEN, (*self.before, *self.criteria))

    @property
    def met(self) -> tuple[RuleCheck, ...]:
        """Its own criteria that are met."""
        return _in_state(RuleState.HOLDS, self.criteria)

    @property
    def passed(self) -> bool:
        return not self.failing and not self.unanswered


@dataclass(frozen=True, slots=True)
class Readiness(Shown):
    """How ready a process and its initiative are. Without an initiative there are no areas, and no gate passes."""

    process: Process
    facts: Facts
    """The answers about the initiative, with those that the measures and the steps give."""
    data: tuple[DataReadiness, ...]
    areas: tuple[AreaProfile, ...]
    gates: tuple[Gate, ...]
    findings: tuple[Finding, ...]
    packs: tuple[PackInfo, ...]

    @property
    def phase(self) -> str:
        """Where the initiative stands; empty where nobody said."""
        phase = self.facts.values.get("phase")
        return phase if isinstance(phase, str) else ""


def _in_state(state: RuleState, checks: Iterable[RuleCheck]) -> tuple[RuleCheck, ...]:
    return tuple(check for check in checks if check.state is state)
