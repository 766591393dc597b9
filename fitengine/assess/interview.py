"""One sitting with the questionnaire: what comes next once some questions were answered, put off or asked otherwise.

Nothing here prints or writes: a dialogue does, and tells what became of each question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from fitengine.assess.candidates import place_of_value
from fitengine.assess.contradictions import contradictions
from fitengine.assess.process import FIT
from fitengine.assess.questions import Key, Questionnaire
from fitengine.model.decision import Certainty, Finding
from fitengine.model.facts import Known, Unknown
from fitengine.model.inquiry import Answer, Inquiry, Scope
from fitengine.model.process import Process, Task

__all__ = ["Interview", "State"]

_MOST_PUT_OFF = 2
"""A question comes back once; put off again, it has to wait for another sitting."""
_STRENGTH: Mapping[Scope, int] = {"process": 0, "lane": 1, "step": 2}
"""Of two values, that with the greater strength counts."""


@dataclass(frozen=True, slots=True)
class State:
    """Where a step stands, to be compared with where it stood. `outcome` is None while it is open."""

    outcome: str | None
    certainty: Certainty
    possible: tuple[str, ...]
    contradictions: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Past:
    """What was asked, and how the list of questions was before."""

    inquiry: Inquiry
    put_off: Mapping[Key, int]
    process: Process
    written: bool


class Interview:
    """The questions about a process, one after the other."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._questionnaire = questionnaire
        self._put_off: dict[Key, int] = {}
        self._wanted: Inquiry | None = None
        self._past: list[_Past] = []

    @property
    def process(self) -> Process:
        return self._questionnaire.process

    def next(self) -> Inquiry | None:
        """What to ask now: what was asked for, else the most telling question, those put off last; None when all is said."""
        if self._wanted is not None:
            return self._wanted
        last: Inquiry | None = None
        for question in self._questionnaire.each():
            inquiry = self._still_open(question)
            if inquiry is not None and inquiry.key not in self._put_off:
                return inquiry
            last = last or inquiry
        return last

    def all(self) -> list[Inquiry]:
        """Every open question, most telling first."""
        return self._questionnaire.all()

    def learn(self, process: Process) -> None:
        """The process reads as given now, and nobody was asked."""
        self._questionnaire = self._questionnaire.after(process)

    def is_second_time(self, inquiry: Inquiry) -> bool:
        """Whether the question was put off before."""
        return inquiry.key in self._put_off

    def put_off(self, inquiry: Inquiry) -> None:
        """Nobody knows: it comes back last."""
        self._note(inquiry, written=False)
        self._put_off[inquiry.key] = self._put_off.get(inquiry.key, 0) + 1

    def answered(self, inquiry: Inquiry, answers: tuple[Answer, ...], process: Process) -> None:
        """The answers are written and the process reads as given. What they leave open in part comes back last, a doubt that was
        voiced not at all."""
        self._note(inquiry, written=True)
        self._questionnaire = self._questionnaire.after(process)
        if inquiry.kind != "tick-list":
            doubted = any(isinstance(answer.value, Unknown) for answer in answers)
            self._put_off[inquiry.key] = _MOST_PUT_OFF if doubted else self._put_off.get(inquiry.key, 0) + 1

    def leave(self, inquiry: Inquiry, fact: str) -> None:
        """A line of a tick-list that nobody could speak about is not asked again."""
        self._put_off[inquiry.scope, inquiry.target, (fact,)] = _MOST_PUT_OFF

    def ask_otherwise(self, inquiry: Inquiry) -> bool:
        """Facts instead of a rating, or a rating instead of a fact; False where there is no such question."""
        decider = self._questionnaire.decider
        step, (name, *_) = inquiry.target or inquiry.steps[0], inquiry.facts
        if inquiry.kind == "rating":
            facts = decider.oracle(name).names
            found = self._questionnaire.about(step, facts)
        else:
            required = decider.rulebook.tables[FIT].requires
            found = self._questionnaire.rating(
                step, [one for one in required if name in decider.oracle(one).names]
            )
        if found is None:
            return False
        self._note(inquiry, written=False)
        if inquiry.kind == "rating":
            self._put_off[inquiry.key] = _MOST_PUT_OFF
        self._wanted = found
        return True

    def back(self) -> Inquiry | None:
        """The question before this one, which is asked again; None at the beginning. See `back_takes_back`."""
        if not self._past:
            return None
        past = self._past.pop()
        self._put_off = dict(past.put_off)
        self._questionnaire = self._questionnaire.after(past.process)
        self._wanted = past.inquiry
        return past.inquiry

    @property
    def back_takes_back(self) -> bool:
        """Whether going back takes back an answer that was written."""
        return bool(self._past) and self._past[-1].written

    def states(self) -> dict[str, State]:
        """Where every step that is asked about stands, by id."""
        return {task.id: self._state(task) for task, _ in self._questionnaire.steps()}

    def sharing(self, inquiry: Inquiry) -> tuple[str, ...]:
        """The other open steps of the same lane about which the same fact is not known at all."""
        if inquiry.kind != "fact" or inquiry.scope != "step":
            return ()
        return tuple(task.id for task in self._questionnaire.sharing(inquiry.target, inquiry.facts[0]))

    def prepare(self) -> Iterator[None]:
        """Works ahead bit by bit, as long as somebody goes on iterating."""
        return self._questionnaire.prepare()

    def reaching(self, inquiry: Inquiry, scope: Scope, target: str, value: Known) -> tuple[Answer, ...]:
        """The answers by which `value` goes for the steps of the question: one for the scope, and where a step or lane says
        something of its own, one for it as well. A rating goes before what is known of a step, so it is no default: it is given
        to each step of the scope that it may be the answer for."""
        (fact,) = inquiry.facts
        if inquiry.kind == "rating":
            steps = [inquiry.target] if scope == "step" else self._open_to(fact, str(value), scope, target)
            return tuple(Answer("step", step, fact, value) for step in steps)
        answers = {(scope, target): Answer(scope, target, fact, value)}
        tasks = {task.id: task for task in self.process.tasks()}
        for step in inquiry.steps:
            place = place_of_value(tasks[step], fact)
            if _STRENGTH[place[0]] > _STRENGTH[scope]:
                answers[place] = Answer(*place, fact, value)
        return tuple(answers.values())

    def _open_to(self, decision: str, outcome: str, scope: Scope, target: str) -> list[str]:
        """The open steps of a lane or of the process that leave a sub-decision open, with this outcome among others."""
        return [
            task.id
            for task, standing in self._questionnaire.steps()
            if (scope == "process" or task.lane == target)
            and standing.open
            and decision not in standing.case.ratings
            and {outcome} < set(standing.outcomes(decision))
        ]

    def _note(self, inquiry: Inquiry, written: bool) -> None:
        self._past.append(_Past(inquiry, dict(self._put_off), self.process, written))
        self._wanted = None

    def _still_open(self, inquiry: Inquiry) -> Inquiry | None:
        """The question without what is not asked again."""
        if self._put_off.get(inquiry.key, 0) >= _MOST_PUT_OFF:
            return None
        left = [number for number, tick in enumerate(inquiry.ticks) if not self._is_left(inquiry, tick.fact)]
        if len(left) == len(inquiry.ticks):
            return inquiry
        if not left:
            return None
        ticks = tuple(inquiry.ticks[number] for number in left)
        return replace(
            inquiry,
            ticks=ticks,
            facts=tuple(dict.fromkeys(tick.fact for tick in ticks)),
            options=tuple(tick.words for tick in ticks),
        )

    def _is_left(self, inquiry: Inquiry, fact: str) -> bool:
        return self._put_off.get((inquiry.scope, inquiry.target, (fact,)), 0) >= _MOST_PUT_OFF

    def _state(self, task: Task) -> State:
        standing = self._questionnaire.standings.of(task.facts)
        grade = standing.grade
        found = contradictions(task, standing.case, grade.contradictions, self._questionnaire.decider)
        return State(grade.outcome, grade.certainty, standing.possible, tuple(found))
