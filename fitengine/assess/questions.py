"""The questionnaire: which question is expected to settle most, over all steps of a process.

First what open steps turn on, the question with the greatest expected information first; a fact that goes for the whole process
is asked once. Then, for each lane and for the process, one tick-list of what decided steps take for granted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fitengine.assess.process import FIT
from fitengine.decide.case import Case
from fitengine.decide.cells import cells_of
from fitengine.decide.decider import Decider, Grade
from fitengine.decide.query import Gain, entropy, outcome_weights, possible
from fitengine.model.decision import Certainty
from fitengine.model.inquiry import Inquiry
from fitengine.model.process import Process, Task
from fitengine.model.rules import FactDefinition

__all__ = ["Questionnaire", "rating_gains"]

Key = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True)
class Questionnaire:
    """The open questions of one state of a process. `skipped` are asked last; `rate` also offers to answer sub-decisions
    directly where that tells more; `confirm` adds the tick-lists."""

    process: Process
    decider: Decider
    skipped: Collection[Key] = ()
    rate: bool = False
    confirm: bool = True
    strict: bool = False
    _memo: dict[tuple[int, str], tuple[Grade, Case]] = field(default_factory=dict, repr=False, compare=False)

    def next(self) -> Inquiry | None:
        """The question that matters most now; None when nothing is left to ask."""
        return next(iter(self.all()), None)

    def all(self) -> list[Inquiry]:
        """Every open question, most telling first, skipped ones last."""
        questions = [*self._open_questions(), *(self._tick_lists() if self.confirm else ())]
        return sorted(questions, key=lambda question: question.key in self.skipped)

    def undecided(self) -> tuple[Task, ...]:
        """The steps still open."""
        return tuple(task for task, grade, _ in self._graded() if grade.certainty is Certainty.OPEN)

    def _open_questions(self) -> list[Inquiry]:
        asked: dict[Key, list[tuple[Task, Grade, Gain]]] = {}
        kinds: dict[Key, str] = {}
        for task, grade, case in self._graded():
            if grade.certainty is not Certainty.OPEN:
                continue
            for kind, name, gain in self._gains(grade, case):
                key = self._key(task, kind, name)
                asked.setdefault(key, []).append((task, grade, gain))
                kinds[key] = kind
        questions = [self._inquiry(key, kinds[key], entries) for key, entries in asked.items()]
        order = {question.key: number for number, question in enumerate(questions)}
        return sorted(
            questions, key=lambda one: (-round(one.gain, 9), -round(one.settles, 9), order[one.key])
        )

    def _gains(self, grade: Grade, case: Case) -> Iterator[tuple[str, str, Gain]]:
        for gain in self.decider.gains(grade, case):
            yield "fact", grade.diagram.names[gain.level], gain
        if self.rate:
            for name, gain in rating_gains(self.decider, grade, case):
                yield "rating", name, gain

    def _key(self, task: Task, kind: str, name: str) -> Key:
        shared = kind == "fact" and self.decider.rulebook.dictionary[name].scope == "process"
        return ("process", "", (name,)) if shared else ("step", task.id, (name,))

    def _inquiry(self, key: Key, kind: str, entries: Sequence[tuple[Task, Grade, Gain]]) -> Inquiry:
        scope, target, (name,) = key
        left = 0
        for _, grade, _ in entries:
            left |= grade.mask
        outcomes = tuple(outcome for outcome, bit in entries[0][1].diagram.bits.items() if left & bit)
        definition = self.decider.rulebook.dictionary.get(name)
        text, help_, unit, options = (
            self._fact_words(definition, entries)
            if definition and kind == "fact"
            else self._rating_words(name)
        )
        return Inquiry(
            "rating" if kind == "rating" else "fact",
            "process" if scope == "process" else "step",
            target,
            (name,),
            text,
            help_,
            unit,
            options,
            tuple(task.id for task, _, _ in entries),
            outcomes,
            sum(gain.bits for _, _, gain in entries),
            sum(gain.settles for _, _, gain in entries),
        )

    def _fact_words(
        self, definition: FactDefinition, entries: Sequence[tuple[Task, Grade, Gain]]
    ) -> tuple[str, str, str, tuple[str, ...]]:
        variable = self.decider.space[definition.name]
        mask = 0
        for _, grade, gain in entries:
            mask |= grade.known[gain.level]
        options = (
            () if definition.type.numeric else tuple(variable.words(1 << cell) for cell in cells_of(mask))
        )
        return definition.question, definition.help, definition.unit, options

    def _rating_words(self, name: str) -> tuple[str, str, str, tuple[str, ...]]:
        table = self.decider.rulebook.tables[name]
        help_ = "; ".join(f"{outcome}: {table.label(outcome)}" for outcome in table.outcomes)
        return table.question, help_, "", table.outcomes

    def _tick_lists(self) -> list[Inquiry]:
        """What the decided steps take for granted, once for the process and once a lane."""
        listed: dict[tuple[str, str], dict[str, int]] = {}
        steps: dict[tuple[str, str], dict[str, None]] = {}
        for task, grade, _ in self._graded():
            for level in grade.assumed:
                name = grade.diagram.names[level]
                place = self._place(task, name)
                listed.setdefault(place, {}).setdefault(name, grade.used[level])
                steps.setdefault(place, {})[task.id] = None
        return [self._tick_list(place, facts, tuple(steps[place])) for place, facts in sorted(listed.items())]

    def _place(self, task: Task, name: str) -> tuple[str, str]:
        if self.decider.rulebook.dictionary[name].scope == "process":
            return "process", ""
        return ("lane", task.lane) if task.lane else ("step", task.id)

    def _tick_list(self, place: tuple[str, str], facts: Mapping[str, int], steps: tuple[str, ...]) -> Inquiry:
        scope, target = place
        names = tuple(name for name in self.decider.rulebook.dictionary if name in facts)
        usual = tuple(self.decider.space[name].words(facts[name]) for name in names)
        where = {"process": "the process", "lane": f"the steps of {self._lane_name(target)}"}.get(
            scope, "this step"
        )
        text = f"Is anything of this remarkable about {where}?"
        help_ = "Tick what differs; what is not ticked is confirmed as usual."
        return Inquiry(
            "tick-list",
            "lane" if scope == "lane" else "process" if scope == "process" else "step",
            target, names, text, help_, "", usual, steps, (), 0.0, 0.0,
        )  # fmt: skip

    def _lane_name(self, lane: str) -> str:
        return self.process.lanes[lane].name if lane in self.process.lanes else lane

    def _graded(self) -> Iterator[tuple[Task, Grade, Case]]:
        for task in self.process.tasks():
            key = (id(task.facts), task.id)
            if key not in self._memo:
                case = self.decider.case(task.facts, strict=self.strict)
                self._memo[key] = (self.decider.grade(FIT, case), case)
            yield task, *self._memo[key]


def rating_gains(decider: Decider, grade: Grade, case: Case) -> list[tuple[str, Gain]]:
    """What a direct answer to each required decision is worth, most telling first."""
    decision = grade.diagram.decision
    priors = decider.priors(grade.diagram)
    before = entropy(outcome_weights(grade.diagram, grade.used, priors))
    gains = []
    for name in decider.rulebook.tables[decision].requires:
        if name not in case.ratings:
            gain = _rating_gain(decider, grade, case, name, before)
            if gain is not None:
                gains.append((name, gain))
    return sorted(gains, key=lambda item: (-round(item[1].bits, 9), item[0]))


def _rating_gain(decider: Decider, grade: Grade, case: Case, name: str, before: float) -> Gain | None:
    """The expected information of one rating; None where only one answer is possible anyway."""
    by_fact = dict(zip(grade.diagram.names, grade.used, strict=True))
    own = decider.diagram(name, case.ratings)
    masks = [by_fact.get(fact, case.mask(fact, decider.space[fact].full, presume=True)) for fact in own.names]
    if own.outcome(possible(own, masks)) is not None:
        return None
    after = settles = 0.0
    for leaf, share in outcome_weights(own, masks, decider.priors(own)).items():
        outcome = own.outcome(leaf)
        if outcome is None:
            return None
        rated = decider.diagram(grade.diagram.decision, {**case.ratings, name: outcome})
        weights = outcome_weights(rated, [by_fact[fact] for fact in rated.names], decider.priors(rated))
        after += share * entropy(weights)
        settles += share if len(weights) == 1 else 0.0
    return Gain(-1, max(0.0, before - after), settles)
