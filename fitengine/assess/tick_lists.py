"""Tick-lists: what decided steps take for granted, asked at once for each lane and for the process."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from fitengine.assess.standings import Standing, Standings
from fitengine.decide.decider import Decider
from fitengine.model.inquiry import Inquiry, Scope, Tick
from fitengine.model.process import Process, Task
from fitengine.model.rules import FactRole

__all__ = ["concerned", "covered", "tick_lists"]

Place = tuple[Scope, str]
Line = tuple[str, int]
"""A fact, and the cells it is taken to be in."""
_ORDER: Mapping[Scope, int] = {"lane": 0, "step": 1, "process": 2}
_HELP = "What differs is asked for; the rest is confirmed as usual."


def tick_lists(process: Process, asked: Collection[str], standings: Standings) -> Iterator[Inquiry]:
    """One list for each lane in which decided steps take something for granted, in the order of the lanes, and one for the
    process. Without lanes, all steps share the list of the process; where only some of those that would share a list are
    `asked` about (ids), each has its own."""
    everyone = [(task, standings.of(task.facts)) for task in process.tasks()]
    dictionary = standings.decider.rulebook.dictionary
    resting: dict[Place, dict[Line, list[str]]] = {}
    for task, standing in everyone:
        if task.id in asked:
            for line in _taken_for_granted(standing):
                place = _place(process, task, asked, dictionary[line[0]].scope)
                resting.setdefault(place, {}).setdefault(line, []).append(task.id)
    lanes = list(process.lanes)
    for place in sorted(resting, key=lambda place: _rank(place, lanes)):
        covered = [standing for task, standing in everyone if _covers(place, task)]
        ticks = tuple(_ticks(place, resting[place], covered, standings.decider))
        if ticks:
            yield _tick_list(process, place, ticks)


def covered(process: Process, inquiry: Inquiry) -> list[Task]:
    """The steps of the lane or process that a list is about."""
    return [task for task in process.tasks() if _covers((inquiry.scope, inquiry.target), task)]


def concerned(process: Process, inquiry: Inquiry, tick: Tick) -> list[Task]:
    """Those of them that one line goes for: what is shared goes for all that say nothing of their own."""
    tasks = covered(process, inquiry)
    if tick.shared:
        return [task for task in tasks if tick.fact not in task.facts.values]
    return [task for task in tasks if task.id in tick.steps]


def _taken_for_granted(standing: Standing) -> Iterator[Line]:
    grade = standing.grade
    return ((grade.oracle.names[level], grade.used[level]) for level in grade.assumed)


def _place(process: Process, task: Task, asked: Collection[str], scope: str) -> Place:
    place: Place = ("lane", task.lane or "") if process.lanes else ("process", "")
    if scope == "process":
        return "process", ""
    alone = process.lanes and task.lane is None
    if alone or any(_covers(place, other) and other.id not in asked for other in process.tasks()):
        return "step", task.id
    return place


def _rank(place: Place, lanes: Sequence[str]) -> tuple[int, int]:
    scope, target = place
    return _ORDER[scope], lanes.index(target) if target in lanes else len(lanes)


def _covers(place: Place, task: Task) -> bool:
    scope, target = place
    return scope == "process" or target == (task.lane if scope == "lane" else task.id)


def _ticks(
    place: Place,
    resting: Mapping[Line, list[str]],
    covered: Sequence[Standing],
    decider: Decider,
) -> Iterator[Tick]:
    """The lines of one list in the order of the dictionary; what no single value can say is left out."""
    order = list(decider.rulebook.dictionary)
    for (fact, mask), steps in sorted(
        resting.items(), key=lambda item: (order.index(item[0][0]), item[0][1])
    ):
        variable = decider.space[fact]
        usual = variable.value(mask)
        if usual is not None:
            definition = decider.rulebook.dictionary[fact]
            shared = place[0] != "step" and definition.role is not FactRole.CORE
            shared = shared and all(_goes_for(standing, fact, mask) for standing in covered)
            yield Tick(fact, definition.question, usual, variable.words(mask), tuple(steps), shared)


def _goes_for(standing: Standing, fact: str, mask: int) -> bool:
    """Whether a default for all may say so of this step: it has a value of its own, or just this goes without saying."""
    case = standing.case
    return fact in case.known or fact in case.doubted or case.presumed.get(fact) == mask


def _tick_list(process: Process, place: Place, ticks: tuple[Tick, ...]) -> Inquiry:
    scope, target = place
    where = {
        "process": "the process",
        "lane": f"the steps of {process.lanes[target].name if target in process.lanes else target}",
        "step": "this step",
    }[scope]
    steps = dict.fromkeys(step for tick in ticks for step in tick.steps)
    return Inquiry(
        "tick-list",
        scope,
        target,
        tuple(dict.fromkeys(tick.fact for tick in ticks)),
        f"Is anything of this remarkable about {where}?",
        _HELP,
        "",
        tuple(tick.words for tick in ticks),
        tuple(steps),
        (),
        0.0,
        0.0,
        ticks,
    )
