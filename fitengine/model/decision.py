"""What comes out: decisions with their reasons, findings, and the assessment of a whole process."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from fitengine.model.facts import Range
from fitengine.model.finding import Finding
from fitengine.model.process import Process, Task
from fitengine.model.rules import PackInfo
from fitengine.model.shown import Drawn

if TYPE_CHECKING:  # named in annotations alone: start-up counts
    from fitengine.model.readiness import Readiness
    from fitengine.model.value import Value

__all__ = [
    "UNDETERMINED",
    "Assessment",
    "Assumption",
    "Blocker",
    "Certainty",
    "Decision",
    "Finding",
    "Question",
    "RuleFinding",
    "RuleHit",
    "RuleTestResult",
    "StepAssessment",
    "SubDecision",
    "Technique",
    "Totals",
]

UNDETERMINED = "undetermined"


class Certainty(StrEnum):
    """How far the known facts force an outcome."""

    SETTLED = "settled"
    """Every completion of the missing facts agrees."""
    PRESUMED = "presumed"
    """Every completion in which the listed assumptions hold agrees."""
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Assumption:
    """A presumption the outcome rests on, in words: fact `applications`, value `at most 7`."""

    fact: str
    value: str


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule that holds, and the facts (name, value in words) that make it hold."""

    rule: str
    decision: str
    outcome: str
    because: str
    cite: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """The next thing to find out. `gain` is the expected information in bits; `settles` the chance, 0 to 1, that the answer
    leaves a single outcome; both under the priors of the dictionary."""

    fact: str
    text: str
    help: str
    unit: str
    options: tuple[str, ...]
    gain: float
    settles: float


@dataclass(frozen=True, slots=True)
class SubDecision:
    id: str
    question: str
    outcome: str | None
    certainty: Certainty
    possible: tuple[str, ...]
    rated: bool
    rules: tuple[RuleHit, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict about one subject. `possible` lists every outcome that some completion of the facts gives, with its weight
    under the priors (sum 1), heaviest first; it does not depend on presumptions."""

    subject: str
    outcome: str
    certainty: Certainty
    assumptions: tuple[Assumption, ...]
    possible: tuple[tuple[str, float], ...]
    rules: tuple[RuleHit, ...]
    overruled: tuple[RuleHit, ...]
    missing: tuple[str, ...]
    """Missing facts that can still change the outcome, in the order of the dictionary."""
    doubted: tuple[str, ...]
    """Facts whose presumption a voiced doubt cancelled."""
    next_question: Question | None
    sub_decisions: tuple[SubDecision, ...]
    contradictions: tuple[str, ...]
    """Ids of the constraints that the known facts break."""
    samples: int = 0
    """How many random cases the weights and the worth of questions are estimated from; 0 where they are exact."""


@dataclass(frozen=True, slots=True)
class Technique:
    """The reason code of a verdict: what to do in practice. `possible` names the techniques still open when `id` is None."""

    id: str | None
    label: str
    because: str
    cite: tuple[str, ...]
    possible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something that must be true before the build starts. `open`: nobody has said yet."""

    rule: str
    id: str
    label: str
    status: Literal["holds", "open"]
    because: str
    action: str
    cite: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StepAssessment:
    step: Task
    lane: str
    """The lane's name, empty where there is none."""
    decision: Decision
    technique: Technique | None
    blockers: tuple[Blocker, ...]
    hours_per_month: Range | None
    """Hands-on hours a month; None is unknown."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Steps and hands-on hours a month by verdict. `unknown_hours` counts the steps whose hours nobody knows."""

    verdict: str
    steps: int
    hours: Range
    unknown_hours: int


@dataclass(frozen=True, slots=True)
class Assessment(Drawn):
    process: Process
    steps: tuple[StepAssessment, ...]
    findings: tuple[Finding, ...]
    totals: tuple[Totals, ...]
    packs: tuple[PackInfo, ...]
    strict: bool = False
    readiness: Readiness | None = None
    """How ready data and initiative are; None where the process has no initiative."""
    value: Value | None = None
    """What changing the steps is worth; None where the initiative states no rates, costs or shares."""


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """A remark on a rule pack: rules that conflict, a gap, a rule that never decides. `witness` is one case that shows it,
    as facts and their values in words."""

    code: str
    severity: Literal["error", "warning", "info"]
    decision: str
    rules: tuple[str, ...]
    message: str
    witness: tuple[tuple[str, str], ...] = ()
    help: str = ""


@dataclass(frozen=True, slots=True)
class RuleTestResult:
    """How one case of a decision table's own tests came out; `message` says what differed, empty where it passed."""

    decision: str
    name: str
    passed: bool
    message: str = ""
