"""Assess a process: a verdict for every step, its technique and blockers, findings and totals."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fitengine.assess.contradictions import contradictions
from fitengine.assess.measured import check_measured
from fitengine.assess.structure import check_structure
from fitengine.decide.case import Case
from fitengine.decide.decider import Decider
from fitengine.decide.routes import solved_decision
from fitengine.facts.derived import derived_facts
from fitengine.facts.graph import feeding_steps, process_graph
from fitengine.model.decision import (
    UNDETERMINED,
    Assessment,
    Blocker,
    Certainty,
    Decision,
    StepAssessment,
    Technique,
    Totals,
)
from fitengine.model.facts import Known, Range
from fitengine.model.process import Process, Task

if TYPE_CHECKING:
    from fitengine.model.readiness import Readiness
    from fitengine.model.value import Value

__all__ = ["BLOCKERS", "FIT", "TECHNIQUE", "assess_process"]

FIT = "technology-fit"
TECHNIQUE = "technique"
BLOCKERS = "blockers"
ELIMINATE = "eliminate"
UNREADY = "standardise-first"
"""The verdict of a step that blocks the steps it feeds."""


def assess_process(process: Process, decider: Decider, *, strict: bool = False) -> Assessment:
    """Decide every step of the process. Raises EngineFault when two ways of deciding disagree."""
    graph = process_graph(process)
    derived = derived_facts(process, graph)
    upstream = feeding_steps(process, graph)
    verdicts = _decide_all(process.tasks(), decider, strict)
    steps = tuple(
        _assess_step(
            verdict,
            process,
            decider,
            [verdicts[step] for step in upstream.get(step_id, ())],
            derived.get(step_id, {}),
        )
        for step_id, verdict in verdicts.items()
    )
    findings = (
        *check_structure(process, graph),
        *check_measured(process),
        *(
            finding
            for verdict in verdicts.values()
            for finding in contradictions(
                verdict.task, verdict.case, verdict.decision.contradictions, decider
            )
        ),
        *solved_decision(decider, FIT, process.id),
    )
    readiness = _readiness(process, steps, decider) if process.initiative else None
    findings = (*findings, *(readiness.findings if readiness else ()))
    totals = _totals(steps, decider)
    value = _value(process, steps, decider)
    return Assessment(process, steps, findings, totals, decider.rulebook.packs, strict, readiness, value)


def _readiness(process: Process, steps: tuple[StepAssessment, ...], decider: Decider) -> Readiness:
    from fitengine.assess.readiness import assess_readiness  # most processes have no initiative

    return assess_readiness(process, steps, decider)


def _value(process: Process, steps: tuple[StepAssessment, ...], decider: Decider) -> Value | None:
    if process.initiative is None or process.initiative.value is None:
        return None
    from fitengine.assess.value import assess_value  # as above

    return assess_value(process, steps, decider)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """A step decided by itself, before its neighbours are looked at."""

    task: Task
    case: Case
    decision: Decision
    technique: Technique | None

    @property
    def unready(self) -> bool:
        """Whether it must be standardised before the steps it feeds; one that is to be dropped feeds nobody."""
        return self.decision.outcome == UNREADY and (self.technique is None or self.technique.id != ELIMINATE)

    @property
    def may_be_unready(self) -> bool:
        return self.decision.outcome == UNDETERMINED and UNREADY in dict(self.decision.possible)


def _decide_all(tasks: Iterable[Task], decider: Decider, strict: bool) -> dict[str, _Verdict]:
    """By step; those of which the same is known are decided once."""
    verdicts: dict[str, _Verdict] = {}
    decided: dict[Hashable, _Verdict] = {}
    for task in tasks:
        case = decider.case(task.facts, strict=strict)
        alike = decided.get(case.key)
        if alike is None:
            decided[case.key] = verdicts[task.id] = _decide(task, case, decider)
        else:
            verdicts[task.id] = replace(alike, task=task, decision=replace(alike.decision, subject=task.id))
    return verdicts


def _decide(task: Task, case: Case, decider: Decider) -> _Verdict:
    decision = decider.decide(FIT, task.id, case)
    decided = decision.certainty is not Certainty.OPEN and TECHNIQUE in decider.rulebook.tables
    return _Verdict(task, case, decision, _technique(decider, case) if decided else None)


def _assess_step(
    verdict: _Verdict,
    process: Process,
    decider: Decider,
    feeding: list[_Verdict],
    derived: Mapping[str, Known],
) -> StepAssessment:
    task, decision = verdict.task, verdict.decision
    blockers: tuple[Blocker, ...] = ()
    if decision.certainty is not Certainty.OPEN and BLOCKERS in decider.rulebook.tables:
        outcomes = {FIT: decider.outcome_mask(FIT, decision.outcome)}
        outcomes |= {
            name: decider.space[name].encode(value)
            for name, value in derived.items()
            if name in decider.space
        }
        outcomes["upstream_unready"] = _upstream_unready(feeding)
        blockers = decider.collect(BLOCKERS, verdict.case, outcomes)
    lane = process.lanes[task.lane].name if task.lane is not None and task.lane in process.lanes else ""
    return StepAssessment(
        task, lane, decision, verdict.technique, blockers, _hours(derived.get("hours_per_month"))
    )


def _upstream_unready(feeding: list[_Verdict]) -> int:
    """Cells of a bool: yes as soon as one feeding step must be standardised first, no once none can."""
    if any(verdict.unready for verdict in feeding):
        return 0b10
    return 0b11 if any(verdict.may_be_unready for verdict in feeding) else 0b01


def _technique(decider: Decider, case: Case) -> Technique:
    """What to do in practice; presumptions narrow it, and what they leave open is listed."""
    table = decider.rulebook.tables[TECHNIQUE]
    grade = decider.grade(TECHNIQUE, case)
    if grade.outcome is not None:
        hits = decider.evidence(grade, case)
        because, cite = (hits[0].because, hits[0].cite) if hits else ("", ())
        return Technique(grade.outcome, table.label(grade.outcome), because, cite, (grade.outcome,))
    left = grade.oracle.possible(grade.used)
    options = tuple(outcome for outcome, bit in grade.oracle.bits.items() if left & bit)
    return Technique(None, " or ".join(table.label(option) for option in options), "", (), options)


def _hours(value: Known | None) -> Range | None:
    match value:
        case Range():
            return value
        case int() | float():
            return Range(float(value), float(value))
        case _:
            return None


def _totals(steps: tuple[StepAssessment, ...], decider: Decider) -> tuple[Totals, ...]:
    table = decider.rulebook.tables[FIT]
    totals = []
    for verdict in (*table.outcomes, UNDETERMINED):
        mine = [step for step in steps if step.decision.outcome == verdict]
        known = [step.hours_per_month for step in mine if step.hours_per_month is not None]
        hours = Range(sum(item.low for item in known), sum(item.high for item in known))
        totals.append(Totals(verdict, len(mine), hours, len(mine) - len(known)))
    return tuple(totals)
