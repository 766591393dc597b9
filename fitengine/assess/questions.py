"""The questionnaire: which question is expected to settle most, over all steps of a process.

First what open steps turn on, the question with the greatest expected information first; a fact that goes for the whole process
is asked once. Then, for each lane and for the process, one tick-list of what decided steps take for granted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from math import inf
from typing import NamedTuple

from fitengine.assess.standings import Kind, Standing, Standings
from fitengine.assess.tick_lists import tick_lists
from fitengine.decide.cells import cells_of
from fitengine.decide.decider import Decider
from fitengine.decide.query import Gain
from fitengine.model.inquiry import Inquiry, Scope
from fitengine.model.process import Process, Task
from fitengine.model.rules import FactDefinition

__all__ = ["Key", "Questionnaire"]

Key = tuple[str, str, tuple[str, ...]]
"""What makes two questions the same: scope, target and facts."""

_DIGITS = 9
_BEFORE = -1


class _Entry(NamedTuple):
    """One step that a question is asked for."""

    task: Task
    standing: Standing
    gain: Gain


class _Candidate(NamedTuple):
    """A question, or with `entries` None all those of one step, which tell at most as much. Sorts by what is told."""

    gain: float
    settles: float
    number: int
    """Of the step in the process."""
    position: int
    """Of the question among those of the step."""
    kind: Kind
    name: str
    scope: Scope
    entries: tuple[_Entry, ...] | None


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
            (task, self.standings.of(task.facts)) for task in self.process.tasks() if self._is_asked(task)
        ]

    def undecided(self) -> tuple[Task, ...]:
        """The steps still open."""
        return tuple(task for task, standing in self.steps() if standing.open)

    def prepare(self) -> Iterator[None]:
        """Looks into the open steps bit by bit, so that later questions come at once."""
        for _, standing in sorted(self.steps(), key=lambda pair: -pair[1].uncertainty):
            if standing.open:
                tuple(standing.questions(self.rate))
                yield

    def sharing(self, step: str, name: str) -> list[Task]:
        """The other open steps of its lane about which nothing is known of the same fact or sub-decision."""
        lane = next((task.lane for task, _ in self.steps() if task.id == step), None)
        return [
            task
            for task, standing in self.steps()
            if task.lane == lane and task.id != step and standing.open and standing.lacks(name)
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
                return next((self._inquiry(one) for one in sorted(found) if one.name in names), None)
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
        heap = [_bound(number, standing) for number, _, standing in undecided]
        heap += self._shared(undecided)
        heapify(heap)
        asked: set[Key] = set()
        while heap:
            best = heappop(heap)
            if best.entries is None:
                for candidate in self._own(best.number, *steps[best.number], self.rate):
                    heappush(heap, candidate)
                continue
            question = self._inquiry(best)
            if question.key not in asked:
                asked.add(question.key)
                yield question

    def _shared(self, undecided: Sequence[tuple[int, Task, Standing]]) -> Iterator[_Candidate]:
        """The facts that go for the whole process, each with what it is worth to all open steps."""
        for name in self._shared_facts():
            found = [
                (number, _Entry(task, standing, gain))
                for number, task, standing in undecided
                if standing.is_open(name) and (gain := standing.gain(name)) is not None
            ]
            if found:
                entries = tuple(entry for _, entry in found)
                yield _candidate(found[0][0], _BEFORE, "fact", name, "process", entries)

    def _own(self, number: int, task: Task, standing: Standing, rate: bool) -> Iterator[_Candidate]:
        """The questions about one step alone."""
        shared = {name for name in self._shared_facts() if standing.is_open(name) and standing.gain(name)}
        for position, (kind, name, gain) in enumerate(standing.questions(rate)):
            if name not in shared:
                scope: Scope = "process" if kind == "fact" and self._is_shared(name) else "step"
                yield _candidate(number, position, kind, name, scope, (_Entry(task, standing, gain),))

    def _is_asked(self, task: Task) -> bool:
        return self.only is None or task.id in self.only

    def _shared_facts(self) -> list[str]:
        return [name for name in self.decider.rulebook.dictionary if self._is_shared(name)]

    def _is_shared(self, name: str) -> bool:
        return self.decider.rulebook.dictionary[name].scope == "process"

    def _inquiry(self, candidate: _Candidate) -> Inquiry:
        entries = candidate.entries or ()
        left = {outcome for entry in entries for outcome in entry.standing.possible}
        text, help_, unit, options = (
            self._fact_words(candidate.name, entries)
            if candidate.kind == "fact"
            else self._rating_words(candidate.name, entries)
        )
        return Inquiry(
            candidate.kind,
            candidate.scope,
            entries[0].task.id if candidate.scope == "step" else "",
            (candidate.name,),
            text,
            help_,
            unit,
            options,
            tuple(entry.task.id for entry in entries),
            tuple(outcome for outcome in entries[0].standing.grade.oracle.outcomes if outcome in left),
            sum(entry.gain.bits for entry in entries),
            sum(entry.gain.settles for entry in entries),
        )

    def _fact_words(self, name: str, entries: Sequence[_Entry]) -> tuple[str, str, str, tuple[str, ...]]:
        definition: FactDefinition = self.decider.rulebook.dictionary[name]
        variable = self.decider.space[name]
        mask = 0
        for entry in entries:
            mask |= entry.standing.known(name)
        cells = () if definition.type.numeric else cells_of(mask)
        return (
            definition.question,
            definition.help,
            definition.unit,
            tuple(variable.words(1 << cell) for cell in cells),
        )

    def _rating_words(self, name: str, entries: Sequence[_Entry]) -> tuple[str, str, str, tuple[str, ...]]:
        table = self.decider.rulebook.tables[name]
        possible = {outcome for entry in entries for outcome in entry.standing.outcomes(name)}
        options = tuple(outcome for outcome in table.outcomes if outcome in possible)
        help_ = "; ".join(f"{outcome}: {table.label(outcome)}" for outcome in options)
        return table.question, help_, "", options


def _bound(number: int, standing: Standing) -> _Candidate:
    """Stands for all questions about one step."""
    return _Candidate(
        -round(standing.uncertainty, _DIGITS) - 1e-9, -inf, number, _BEFORE, "fact", "", "step", None
    )


def _candidate(
    number: int,
    position: int,
    kind: Kind,
    name: str,
    scope: Scope,
    entries: tuple[_Entry, ...],
) -> _Candidate:
    gain = round(sum(entry.gain.bits for entry in entries), _DIGITS)
    settles = round(sum(entry.gain.settles for entry in entries), _DIGITS)
    return _Candidate(-gain, -settles, number, position, kind, name, scope, entries)
