"""Assess a process: a verdict for every step, its technique and blockers, findings and totals."""

from __future__ import annotations

from collections.abc import Mapping

from fitengine.assess.structure import check_structure
from fitengine.decide.case import Case
from fitengine.decide.decider import Decider
from fitengine.decide.query import possible
from fitengine.facts.derived import derived_facts
from fitengine.facts.graph import process_graph, upstream_steps
from fitengine.model.decision import (
    UNDETERMINED,
    Assessment,
    Certainty,
    Decision,
    Finding,
    StepAssessment,
    Technique,
    Totals,
)
from fitengine.model.facts import Known, Range
from fitengine.model.process import Process, Task

__all__ = ["BLOCKERS", "FIT", "TECHNIQUE", "assess_process"]

FIT = "technology-fit"
TECHNIQUE = "technique"
BLOCKERS = "blockers"
UNREADY = "standardise-first"
"""The verdict of a step that blocks the steps it feeds."""


def assess_process(process: Process, decider: Decider, *, strict: bool = False) -> Assessment:
    """Decide every step of the process. Raises EngineFault when two ways of deciding disagree."""
    graph = process_graph(process)
    derived = derived_facts(process, graph)
    tasks = process.tasks()
    cases = {task.id: decider.case(task.facts, strict=strict) for task in tasks}
    decisions = {task.id: decider.decide(FIT, task.id, cases[task.id]) for task in tasks}
    upstream = upstream_steps(process, graph)
    steps = tuple(
        _assess_step(
            task,
            process,
            decider,
            cases[task.id],
            decisions,
            upstream.get(task.id, ()),
            derived.get(task.id, {}),
        )
        for task in tasks
    )
    findings = (
        *check_structure(process, graph),
        *(
            finding
            for task in tasks
            for finding in _contradictions(task, decisions[task.id], cases[task.id], decider)
        ),
    )
    return Assessment(process, steps, findings, _totals(steps, decider), decider.rulebook.packs, strict)


def _assess_step(
    task: Task,
    process: Process,
    decider: Decider,
    case: Case,
    decisions: Mapping[str, Decision],
    feeding: tuple[str, ...],
    derived: Mapping[str, Known],
) -> StepAssessment:
    decision = decisions[task.id]
    technique, blockers = None, ()
    if decision.certainty is not Certainty.OPEN:
        technique = _technique(decider, case, decision) if TECHNIQUE in decider.rulebook.tables else None
        if BLOCKERS in decider.rulebook.tables:
            outcomes = {FIT: decider.outcome_mask(FIT, decision.outcome)}
            outcomes |= {
                name: decider.space[name].encode(value)
                for name, value in derived.items()
                if name in decider.space
            }
            outcomes["upstream_unready"] = _upstream_unready([decisions[step] for step in feeding])
            blockers = decider.collect(BLOCKERS, case, outcomes)
    lane = process.lanes[task.lane].name if task.lane in process.lanes else ""
    return StepAssessment(task, lane, decision, technique, blockers, _hours(derived.get("hours_per_month")))


def _upstream_unready(feeding: list[Decision]) -> int:
    """Cells of a bool: yes as soon as one feeding step must be standardised first, no once none can."""
    if any(decision.outcome == UNREADY for decision in feeding):
        return 0b10
    may = any(decision.outcome == UNDETERMINED and UNREADY in dict(decision.possible) for decision in feeding)
    return 0b11 if may else 0b01


def _technique(decider: Decider, case: Case, decision: Decision) -> Technique | None:
    """What to do in practice; presumptions narrow it, and what they leave open is listed."""
    table = decider.rulebook.tables[TECHNIQUE]
    grade = decider.grade(TECHNIQUE, case)
    if grade.outcome is not None:
        hits = decider.decide(TECHNIQUE, decision.subject, case).rules
        because, cite = (hits[0].because, hits[0].cite) if hits else ("", ())
        return Technique(grade.outcome, table.label(grade.outcome), because, cite, (grade.outcome,))
    left = possible(grade.diagram, grade.used)
    options = tuple(outcome for outcome, bit in grade.diagram.bits.items() if left & bit)
    return Technique(None, " or ".join(table.label(option) for option in options), "", (), options)


def _contradictions(task: Task, decision: Decision, case: Case, decider: Decider) -> list[Finding]:
    """Facts that cannot both be, and direct answers that the facts speak against. The verdict stands; somebody should look."""
    findings = []
    constraints = {
        constraint.id: constraint
        for table in decider.rulebook.tables.values()
        for constraint in table.constraints
    }
    for broken in decision.contradictions:
        constraint = constraints[broken]
        names = decider.constraint_facts(constraint)
        said = " and ".join(
            f"`{name}` {decider.space[name].words(case.known[name])}" for name in names if name in case.known
        )
        findings.append(
            Finding(
                "contradictory-facts",
                "warning",
                task.id,
                f"{said} contradict each other: {constraint.because}",
                "correct one of them; the verdict follows the rules without this constraint",
                task.span,
            )
        )
    for name, outcome in case.ratings.items():
        if not decider.allows(name, outcome, case):
            findings.append(
                Finding(
                    "rating-contradicted",
                    "warning",
                    task.id,
                    f"`{name}` was rated `{outcome}`, but the facts speak against it",
                    "correct the facts or drop the rating; the verdict follows the rating",
                    task.span,
                )
            )
    return findings


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
