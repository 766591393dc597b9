"""Answers taken into a process: as the file would have them, or as a thought experiment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from fitengine.model.facts import Facts, Known, Origin, Provenance
from fitengine.model.initiative import Initiative
from fitengine.model.inquiry import Answer
from fitengine.model.process import Process, Task

__all__ = ["apply_answers", "spread"]


def apply_answers(process: Process, answers: Iterable[Answer], rateable: Collection[str] = ()) -> Process:
    """The process as it reads once the answers are written into its file. An answer for a lane or the process is a default: it
    goes for every step that has no value of its own. `rateable` are the decisions that an answer may rate."""
    for answer in answers:
        process = _apply(process, answer, rateable)
    return process


def spread(process: Process, answers: Iterable[Answer]) -> Iterator[Answer]:
    """Answers for a lane or the process as answers for each of its steps, whatever the step says itself: what if they were so?"""
    for answer in answers:
        if answer.scope == "step" or answer.initiative:
            yield answer
            continue
        for task in process.tasks():
            if answer.scope == "process" or task.lane == answer.target:
                yield replace(answer, scope="step", target=task.id)


def _apply(process: Process, answer: Answer, rateable: Collection[str]) -> Process:
    if answer.initiative:
        initiative = process.initiative or Initiative()
        return replace(
            process, initiative=replace(initiative, facts=_with(initiative.facts, answer, None, rateable))
        )
    nodes = dict(process.nodes)
    for task in process.tasks():
        if _concerns(task, answer):
            provenance = _default(answer) if answer.scope != "step" else None
            nodes[task.id] = replace(task, facts=_with(task.facts, answer, provenance, rateable))
    return replace(process, nodes=nodes)


def _concerns(task: Task, answer: Answer) -> bool:
    """Whether the answer is what counts for the step: its own value goes before its lane's, that before the process's."""
    if answer.scope == "step":
        return task.id == answer.target
    if answer.scope == "lane" and task.lane != answer.target:
        return False
    if answer.fact in task.facts.ratings:
        return False
    if answer.fact not in task.facts.values:
        return True
    origin = task.facts.origin(answer.fact)
    stronger = answer.scope == "process" and origin.detail.startswith("lane_defaults")
    return origin.origin is Origin.DEFAULT and not stronger


def _default(answer: Answer) -> Provenance:
    return Provenance(
        Origin.DEFAULT, f"lane_defaults.{answer.target}" if answer.scope == "lane" else "defaults"
    )


def _with(facts: Facts, answer: Answer, provenance: Provenance | None, rateable: Collection[str]) -> Facts:
    if answer.fact in rateable:
        return replace(facts, ratings={**facts.ratings, answer.fact: str(answer.value)})
    values: Mapping[str, Known] = {**facts.values, answer.fact: answer.value}
    origins = {name: origin for name, origin in facts.provenance.items() if name != answer.fact}
    if provenance is not None:
        origins[answer.fact] = provenance
    return replace(facts, values=values, provenance=origins)
