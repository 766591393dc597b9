"""A step of a process beside its explanation: what was said, what is assumed, and how it came to its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fitengine.model.decision import Certainty, Decision, RuleHit, SubDecision
from fitengine.model.explanation import Explanation, Fragility, Reason
from fitengine.model.facts import Origin, format_known
from fitengine.model.process import Process, Task
from fitengine.model.rules import FactRole, Rulebook
from fitengine.model.wording import join_words
from fitengine.report.display import clean
from fitengine.report.words import outcome_label

__all__ = ["Because", "Explained", "SaidFact", "explained_steps", "fact_question", "fact_value"]


@dataclass(frozen=True, slots=True)
class SaidFact:
    """A fact that somebody stated and the verdict rests on. `enough` is what of it the verdict needs, empty where that is what
    was said; `turns` are the values that alone would end elsewhere, and where."""

    name: str
    said: str
    enough: str
    origin: str
    question: str
    turns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Because:
    """A question on the way to the verdict, its answer, and what the rules that gave it say, each with id and sources."""

    question: str
    answer: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """All texts it gives are clean: one line each, safe to show."""

    task: Task
    explanation: Explanation
    process: Process
    rulebook: Rulebook

    @property
    def decision(self) -> Decision:
        return self.explanation.decision

    @property
    def is_open(self) -> bool:
        return self.decision.certainty is Certainty.OPEN

    @property
    def name(self) -> str:
        """The name to show: the id where there is none."""
        return clean(self.task.name) or clean(self.task.id)

    @property
    def title(self) -> str:
        """The name, and the id where it is another."""
        return self.name if self.name == clean(self.task.id) else f"{self.name} ({clean(self.task.id)})"

    def marks(self) -> list[str]:
        """Where the step stands: lane, stage and process."""
        lane = self.process.lanes.get(self.task.lane or "")
        marks = (lane.name if lane else "", self.task.stage or "", self.process.name or self.process.id)
        return [mark for mark in map(clean, marks) if mark]

    def label(self, outcome: str) -> str:
        """The words for a verdict."""
        return outcome_label(self.rulebook, outcome)

    def labels(self, outcomes: Sequence[str]) -> str:
        """The words for several: any of them."""
        return join_words([self.label(outcome) for outcome in outcomes])

    def because(self) -> list[Because]:
        """The verdict with its own rules, where there is one, then the sub-decisions that it is made of."""
        rows = []
        for name in dict.fromkeys(hit.decision for hit in self.decision.rules):
            table = self.rulebook.tables.get(name)
            answer, hits = self.label(self.decision.outcome), self.decision.rules
            rows.append(Because(clean(table.question if table else name), answer, _reasons(hits)))
        return rows + [self._because(sub) for sub in self.decision.sub_decisions]

    def said(self) -> list[SaidFact]:
        """What the verdict rests on and somebody said: first what turns it alone, then what the work is like, then the rest."""
        turns: dict[str, list[str]] = {}
        for flip in self.explanation.fragile:
            turns.setdefault(flip.fact, []).append(self._turn(flip))
        reasons = [reason for reason in self.explanation.why if not reason.assumed]
        reasons.sort(key=lambda reason: (reason.fact not in turns, not self._core(reason.fact)))
        return [self._said(reason, turns.get(reason.fact, ())) for reason in reasons]

    def assumed(self) -> list[tuple[str, str]]:
        """What the verdict rests on and nobody said: facts and values."""
        return [(reason.fact, reason.value) for reason in self.explanation.why if reason.assumed]

    def rated(self) -> list[tuple[str, str]]:
        """Sub-decisions that somebody answered directly: names and answers."""
        return [(sub.id, sub.outcome or "") for sub in self.decision.sub_decisions if sub.rated]

    def missing(self) -> list[tuple[str, str]]:
        """Facts that could still change the verdict, and the questions about them."""
        return [(clean(name), fact_question(self.rulebook, name)) for name in self.decision.missing]

    def broken(self) -> list[str]:
        """Why the known facts cannot all be so; the verdict follows the rules without these constraints."""
        constraints = {one.id: one for table in self.rulebook.tables.values() for one in table.constraints}
        return [clean(constraints[name].because).rstrip(".") for name in self.decision.contradictions]

    def said_words(self, name: str) -> str:
        """What somebody said about a fact, with its unit; empty where nobody did."""
        if name not in self.task.facts.values:
            return ""
        definition = self.rulebook.dictionary.get(name)
        unit = f" {definition.unit}" if definition and definition.unit else ""
        return fact_value(format_known(self.task.facts.values[name]) + unit)

    def origin_words(self, name: str) -> str:
        """Where a value comes from, unless it is plainly stated for the step."""
        origin = self.task.facts.origin(name)
        match origin.origin:
            case Origin.STATED:
                return ""
            case Origin.DEFAULT:
                lane = self.process.lanes.get(origin.detail.partition(".")[2])
                return f"said for the lane {clean(lane.name)}" if lane else "said for every step"
            case _:
                return clean(f"{origin.origin}: {origin.detail}" if origin.detail else str(origin.origin))

    def _because(self, sub: SubDecision) -> Because:
        table = self.rulebook.tables.get(sub.id)
        outcomes = (sub.outcome,) if sub.outcome else sub.possible
        answer = " / ".join(clean(table.label(outcome) if table else outcome) for outcome in outcomes)
        reasons = _reasons(sub.rules)
        if sub.certainty is Certainty.OPEN:
            answer = f"open: {answer}" if self.is_open else "open"
            reasons = () if self.is_open else (("The verdict is the same either way.", ""),)
        return Because(clean(sub.question), f"{answer} (rated)" if sub.rated else answer, reasons)

    def _core(self, name: str) -> bool:
        definition = self.rulebook.dictionary.get(name)
        return definition is not None and definition.role is FactRole.CORE

    def _turn(self, flip: Fragility) -> str:
        return f"{fact_value(flip.then)}: {self.labels(flip.outcomes)}"

    def _said(self, reason: Reason, turns: Iterable[str]) -> SaidFact:
        said, enough = self.said_words(reason.fact), fact_value(reason.value)
        return SaidFact(
            clean(reason.fact),
            said or enough,
            "" if said in ("", enough) else enough,
            self.origin_words(reason.fact),
            fact_question(self.rulebook, reason.fact),
            tuple(turns),
        )


def explained_steps(
    process: Process, explanations: Iterable[Explanation], rulebook: Rulebook
) -> list[Explained]:
    """Explanations beside the steps they are about."""
    tasks = {task.id: task for task in process.tasks()}
    return [Explained(tasks[one.decision.subject], one, process, rulebook) for one in explanations]


def fact_question(rulebook: Rulebook, name: str) -> str:
    """As the dictionary asks it, with the unit of a number."""
    definition = rulebook.dictionary.get(name)
    if definition is None:
        return ""
    return clean(f"{definition.question} ({definition.unit})" if definition.unit else definition.question)


def fact_value(words: str) -> str:
    """A value in words, its per cent sign close by."""
    return clean(words).replace(" %", "%")


def _reasons(hits: Iterable[RuleHit]) -> tuple[tuple[str, str], ...]:
    return tuple((clean(hit.because), clean(f"{hit.rule} [{', '.join(hit.cite)}]")) for hit in hits)
