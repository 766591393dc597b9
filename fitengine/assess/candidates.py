"""Questions that may come next: what each is worth, in the order of that, and in words once it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from fitengine.assess.standings import Kind, Standing
from fitengine.decide.cells import cells_of
from fitengine.decide.decider import Decider
from fitengine.decide.query import Gain
from fitengine.model.facts import Origin
from fitengine.model.inquiry import Inquiry, Scope
from fitengine.model.process import Task

__all__ = ["Candidate", "Entry", "Place", "bound_of", "candidate_of", "place_of_value", "to_inquiry"]

_DIGITS = 9
_BEFORE = -1

Place = tuple[Scope, str]
"""A scope and its target, as in `Inquiry`."""


class Entry(NamedTuple):
    """One step that a question is asked for."""

    task: Task
    standing: Standing
    gain: Gain


class Candidate(NamedTuple):
    """A question or, without entries, all those about one step, which tell at most as much. Sorts by what is told."""

    gain: float
    settles: float
    number: int
    """Of the step in the process."""
    position: int
    """Of the question among those of the step; questions for several steps come first."""
    kind: Kind
    name: str
    place: Place
    entries: tuple[Entry, ...]


def bound_of(number: int, task: Task, standing: Standing) -> Candidate:
    """Stands for all questions about one step: it sorts before each of them."""
    most = round(standing.uncertainty, _DIGITS) + 10.0**-_DIGITS
    return Candidate(-most, -inf, number, _BEFORE, "fact", "", ("step", task.id), ())


def candidate_of(
    number: int, kind: Kind, name: str, place: Place, entries: tuple[Entry, ...], position: int = _BEFORE
) -> Candidate:
    """One question, with what it is worth over its steps."""
    gain = round(sum(entry.gain.bits for entry in entries), _DIGITS)
    settles = round(sum(entry.gain.settles for entry in entries), _DIGITS)
    return Candidate(-gain, -settles, number, position, kind, name, place, entries)


def place_of_value(task: Task, fact: str) -> Place:
    """Where a value of the step comes from: itself, its lane or the process; the process, too, where it has none."""
    if fact not in task.facts.values:
        return "process", ""
    origin = task.facts.origin(fact)
    if origin.origin is not Origin.DEFAULT:
        return "step", task.id
    by_lane = origin.detail.startswith("lane_defaults") and task.lane is not None
    return ("lane", task.lane or "") if by_lane else ("process", "")


def to_inquiry(candidate: Candidate, decider: Decider) -> Inquiry:
    """The question in words, with the answers still possible and the verdicts between which it decides."""
    entries = candidate.entries
    possible = {outcome for entry in entries for outcome in entry.standing.possible}
    worded = _fact_words if candidate.kind == "fact" else _rating_words
    text, help_, unit, options = worded(candidate.name, entries, decider)
    return Inquiry(
        candidate.kind,
        *candidate.place,
        (candidate.name,),
        text,
        help_,
        unit,
        options,
        tuple(entry.task.id for entry in entries),
        tuple(outcome for outcome in entries[0].standing.grade.oracle.outcomes if outcome in possible),
        sum(entry.gain.bits for entry in entries),
        sum(entry.gain.settles for entry in entries),
    )


_Words = tuple[str, str, str, tuple[str, ...]]
"""Text, help, unit and options."""


def _fact_words(name: str, entries: Sequence[Entry], decider: Decider) -> _Words:
    definition = decider.rulebook.dictionary[name]
    variable = decider.space[name]
    mask = 0
    for entry in entries:
        mask |= entry.standing.known(name)
    cells = () if definition.type.numeric else cells_of(mask)
    options = tuple(variable.words(1 << cell) for cell in cells)
    return definition.question, definition.help, definition.unit, options


def _rating_words(name: str, entries: Sequence[Entry], decider: Decider) -> _Words:
    table = decider.rulebook.tables[name]
    possible = {outcome for entry in entries for outcome in entry.standing.outcomes(name)}
    options = tuple(outcome for outcome in table.outcomes if outcome in possible)
    help_ = "; ".join(f"{outcome}: {table.label(outcome)}" for outcome in options)
    return table.question, help_, "", options
