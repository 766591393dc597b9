"""Two assessments side by side: which verdicts changed, by which fact and by which rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from fitengine.assess.process import FIT
from fitengine.decide.decider import Decider
from fitengine.model.decision import UNDETERMINED, Assessment, StepAssessment
from fitengine.model.explanation import Comparison, StepChange
from fitengine.model.facts import Facts, format_known
from fitengine.model.process import Task

__all__ = ["compare_assessments"]


def compare_assessments(old: Assessment, new: Assessment, decider: Decider) -> Comparison:
    """Steps are matched by id, then by a name that both sides have once; `decider` is the one of the new assessment and finds
    the facts that turned an outcome."""
    before = {step.step.id: step for step in old.steps}
    matched = _matches(old, new)
    changes = [
        _change(before.get(matched.get(step.step.id, "")), step, decider, new.strict) for step in new.steps
    ]
    gone = [step for step in old.steps if step.step.id not in set(matched.values())]
    steps = (*changes, *(_removed(step) for step in gone))
    return Comparison(old.process.name, new.process.name, steps, old, new)


def _matches(old: Assessment, new: Assessment) -> dict[str, str]:
    """New step id to old step id."""
    before = {step.step.id for step in old.steps}
    matches = {step.step.id: step.step.id for step in new.steps if step.step.id in before}
    taken = set(matches.values())
    by_name = _once([step.step for step in old.steps if step.step.id not in taken])
    for name, task_id in _once([step.step for step in new.steps if step.step.id not in matches]).items():
        if name in by_name:
            matches[task_id] = by_name[name]
    return matches


def _once(tasks: Sequence[Task]) -> dict[str, str]:
    """Name to id, for names that stand once."""
    names = [task.name for task in tasks]
    return {task.name: task.id for task in tasks if task.name and names.count(task.name) == 1}


def _change(old: StepAssessment | None, new: StepAssessment, decider: Decider, strict: bool) -> StepChange:
    decision = new.decision
    if old is None:
        return StepChange(
            new.step.id,
            new.step.name,
            "added",
            "",
            decision.outcome,
            "",
            decision.certainty,
            (),
            (),
            (),
            decision.rules,
            "",
        )
    facts = _changed_facts(old.step.facts, new.step.facts)
    differs = (old.decision.outcome, old.decision.certainty) != (decision.outcome, decision.certainty)
    turned = old.decision.outcome != decision.outcome
    causes = _causes(
        old.step.facts, new.step.facts, [name for name, _, _ in facts], decision.outcome, decider, strict
    )
    return StepChange(
        new.step.id,
        new.step.name,
        "changed" if differs else "same",
        old.decision.outcome,
        decision.outcome,
        old.decision.certainty,
        decision.certainty,
        facts,
        causes if turned else (),
        old.decision.rules,
        decision.rules,
        old.step.id,
    )


def _removed(old: StepAssessment) -> StepChange:
    decision = old.decision
    return StepChange(
        old.step.id,
        old.step.name,
        "removed",
        decision.outcome,
        "",
        decision.certainty,
        "",
        (),
        (),
        decision.rules,
        (),
        old.step.id,
    )


def _changed_facts(old: Facts, new: Facts) -> tuple[tuple[str, str, str], ...]:
    before, after = _words(old), _words(new)
    names = [*after, *(name for name in before if name not in after)]
    return tuple(
        (name, before.get(name, ""), after.get(name, ""))
        for name in names
        if before.get(name) != after.get(name)
    )


def _words(facts: Facts) -> dict[str, str]:
    return {name: format_known(value) for name, value in facts.values.items()} | dict(facts.ratings)


def _causes(
    old: Facts, new: Facts, changed: Sequence[str], outcome: str, decider: Decider, strict: bool
) -> tuple[str, ...]:
    """A smallest part of the changed facts that gives the new outcome from the old facts; none where the rules alone do."""
    if _outcome(_mixed(old, new, ()), decider, strict) == outcome:
        return ()
    kept = list(changed)
    for name in changed:
        fewer = [other for other in kept if other != name]
        if _outcome(_mixed(old, new, fewer), decider, strict) == outcome:
            kept = fewer
    return tuple(kept)


def _mixed(old: Facts, new: Facts, taken: Sequence[str]) -> Facts:
    """The old facts with some taken over from the new ones."""
    return replace(
        old,
        values=_overlaid(old.values, new.values, taken),
        ratings=_overlaid(old.ratings, new.ratings, taken),
    )


_T = TypeVar("_T")


def _overlaid(old: Mapping[str, _T], new: Mapping[str, _T], taken: Sequence[str]) -> dict[str, _T]:
    values = {name: value for name, value in old.items() if name not in taken}
    return values | {name: new[name] for name in taken if name in new}


def _outcome(facts: Facts, decider: Decider, strict: bool) -> str:
    return decider.grade(FIT, decider.case(facts, strict=strict)).outcome or UNDETERMINED
