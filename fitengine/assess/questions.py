"""The questionnaire: which question is expected to settle most, over all steps of a process.

First what open steps turn on, the question with the greatest expected information first; a fact that goes for the whole process
is asked once. Then, for each lane and for the process, one tick-list of what decided steps take for granted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

from fitengine.assess.candidates import (
    Candidate,
    Entry,
    Place,
    bound_of,
    candidate_of,
    place_of_value,
    to_inquiry,
)
from fitengine.assess.standings import Kind, Standing, Standings
from fitengine.assess.tick_lists import tick_lists
from fitengine.decide.decider import Decider
from fitengine.model.inquiry import Inquiry
from fitengine.model.process import Process, Task

__all__ = ["Key", "Questionnaire"]

Key = tuple[str, str, tuple[str, ...]]
"""What makes two questions the same: scope, target and facts."""


@dataclass(frozen=True)
class Questionnaire:
    """The open questions of one state of a process. `skipped` are asked last; `rate` also offers to answer sub-decisions
    directly where that tells more; `confirm` adds the tick-lists; `only` restricts it to some steps, by id."""

    process: Process
    standings: Standings
    skipped: Collection[Key] = ()
    rate: bool = False
    confirm: bool = True
    only: Collection[str] | None = None

    @property
    def decider(self) -> Decider:
        return self.standings.decider

    def after(self, process: Process) -> Questionnaire:
        """The same about another state of the process: only steps whose facts are new are looked at again."""
        return replace(self, process=process)

    def next(self) -> Inquiry | None:
        """The question that matters most now; None when nothing is left to ask."""
        return next(self.each(), None)

    def all(self) -> list[Inquiry]:
        """Every open question, most telling first, skipped ones last."""
        return list(self.each())

    def each(self) -> Iterator[Inquiry]:
        """The same one by one: no more is worked out than is asked for."""
        put_off = []
        for question in self._each():
            if question.key in self.skipped:
                put_off.append(question)
            else:
                yield question
        yield from put_off

    def steps(self) -> list[tuple[Task, Standing]]:
        """The steps that are asked about, and where they stand."""
        return [
            (task, self.standings.of(task.facts))
            for task in self.process.tasks()
            if self.only is None or task.id in self.only
        ]

    def undecided(self) -> tuple[Task, ...]:
        """The steps still open."""
        return tuple(task for task, standing in self.steps() if standing.open)

    def prepare(self) -> Iterator[None]:
        """Looks into the open steps bit by bit, so that later questions come at once."""
        undecided = [standing for _, standing in self.steps() if standing.open]
        for standing in sorted(undecided, key=lambda standing: -standing.uncertainty):
            tuple(standing.questions(self.rate))
            yield

    def sharing(self, step: str, fact: str) -> list[Task]:
        """The other open steps of its lane about which nothing is known of the same fact."""
        lane = next((task.lane for task, _ in self.steps() if task.id == step), None)
        return [
            task
            for task, standing in self.steps()
            if task.lane == lane and task.id != step and standing.open and standing.lacks(fact)
        ]

    def about(self, step: str, facts: Collection[str]) -> Inquiry | None:
        """The most telling question for one open step about one of these facts."""
        return self._first(step, "fact", facts)

    def rating(self, step: str, decisions: Collection[str]) -> Inquiry | None:
        """The most telling one of these sub-decisions to be answered directly for one open step."""
        return self._first(step, "rating", decisions)

    def _first(self, step: str, kind: Kind, names: Collection[str]) -> Inquiry | None:
        for number, (task, standing) in enumerate(self.steps()):
            if task.id == step and standing.open:
                found = (one for one in self._own(number, task, standing, rate=True) if one.kind == kind)
                meant = (one for one in sorted(found) if one.name in names)
                return next((to_inquiry(one, self.decider) for one in meant), None)
        return None

    def _each(self) -> Iterator[Inquiry]:
        steps = self.steps()
        yield from self._open_questions(steps)
        if self.confirm:
            asked = {task.id for task, _ in steps}
            yield from tick_lists(self.process, asked, self.standings)

    def _open_questions(self, steps: Sequence[tuple[Task, Standing]]) -> Iterator[Inquiry]:
        """Best first: a step is looked into once its uncertainty, which no answer is worth more than, comes to the top."""
        undecided = [(number, *pair) for number, pair in enumerate(steps) if pair[1].open]
        heap = [bound_of(number, task, standing) for number, task, standing in undecided]
        heap += self._shared(undecided)
        heapify(heap)
        asked: set[Key] = set()
        while heap:
            best = heappop(heap)
            if not best.entries:
                for candidate in self._own(best.number, *steps[best.number], self.rate):
                    heappush(heap, candidate)
            elif (question := to_inquiry(best, self.decider)).key not in asked:
                asked.add(question.key)
                yield question

    def _shared(self, undecided: Sequence[tuple[int, Task, Standing]]) -> Iterator[Candidate]:
        """The facts that go for the whole process or, where it was said of a lane, for that, each with what it is worth to all
        open steps. Steps that say something of their own are asked by themselves."""
        for name in self._shared_facts():
            found: dict[Place, list[tuple[int, Entry]]] = {}
            for number, task, standing in undecided:
                place = place_of_value(task, name)
                gain = standing.gain(name) if place[0] != "step" else None
                if gain is not None:
                    found.setdefault(place, []).append((number, Entry(task, standing, gain)))
            for place, numbered in found.items():
                entries = tuple(entry for _, entry in numbered)
                yield candidate_of(numbered[0][0], "fact", name, place, entries)

    def _own(self, number: int, task: Task, standing: Standing, rate: bool) -> Iterator[Candidate]:
        """The questions about one step alone."""
        places = {name: place_of_value(task, name) for name in self._shared_facts()}
        for position, (kind, name, gain) in enumerate(standing.questions(rate)):
            place = places.get(name, ("step", task.id))
            if place[0] == "step" or standing.gain(name) is None:
                yield candidate_of(number, kind, name, place, (Entry(task, standing, gain),), position)

    def _shared_facts(self) -> list[str]:
        dictionary = self.decider.rulebook.dictionary
        return [name for name, definition in dictionary.items() if definition.scope == "process"]
