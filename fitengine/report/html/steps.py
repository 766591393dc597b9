"""One step as the page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fitengine.model.decision import Blocker, StepAssessment
from fitengine.model.readiness import DataReadiness
from fitengine.report.display import clean
from fitengine.report.explained import Because, Explained, fact_question
from fitengine.report.explanation_words import (
    answer_rows,
    change_words,
    remark_words,
    shut_words,
    stability_words,
    standing_words,
)
from fitengine.report.html.citations import citations
from fitengine.report.html.drawn import VerdictMark
from fitengine.report.readiness_words import data_todo, state_words
from fitengine.report.sources import cited_keys
from fitengine.report.words import hours_words, listed, settling_words, why_words

__all__ = ["Statement", "StepPart"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact that somebody stated, where from, and the values that alone would turn the verdict."""

    name: str
    question: str
    value: str
    origin: str
    turns: str


@dataclass(frozen=True, slots=True)
class StepPart:
    """A step with its assessment, its explanation and its mark; templates ask it for texts."""

    number: int
    step: StepAssessment
    one: Explained
    mark: VerdictMark
    look: int
    """The position of the verdict in the legend, which the style sheet counts by."""
    anchor: str
    data: DataReadiness | None = None
    """Of a pattern step, where readiness is told."""

    @property
    def name(self) -> str:
        return self.one.name

    @property
    def outcome(self) -> str:
        return self.one.decision.outcome

    @property
    def certainty(self) -> str:
        return str(self.one.decision.certainty)

    @property
    def place(self) -> str:
        """Lane, stage, hours: what stands under the name."""
        hours = self.step.hours_per_month
        known = f"{hours_words(hours)} hours a month" if hours else ""
        stage = clean(self.step.step.stage or "")
        return " · ".join(part for part in (clean(self.step.lane), stage, known) if part)

    @property
    def hours(self) -> str:
        return hours_words(self.step.hours_per_month) if self.step.hours_per_month else ""

    @property
    def least_hours(self) -> float:
        """For sorting; unknown comes before nothing."""
        return self.step.hours_per_month.low if self.step.hours_per_month else -1.0

    @property
    def ground(self) -> str:
        """The reason to show first; of an open step, what it depends on."""
        if self.one.is_open:
            return f"Depends on {listed([clean(name) for name in self.one.decision.missing], 4)}"
        return why_words(self.one.decision)

    @property
    def standing(self) -> str:
        sentences = (standing_words(self.one), stability_words(self.one), *remark_words(self.one))
        return " ".join(filter(None, sentences))

    def because(self) -> list[Because]:
        return self.one.because()

    def statements(self) -> list[Statement]:
        """Everything said about the step, in the order it was said."""
        turns = {fact.name: "; ".join(fact.turns) for fact in self.one.said()}
        return [
            Statement(
                clean(name),
                fact_question(self.one.rulebook, name),
                self.one.said_words(name),
                self.one.origin_words(name) or "said for this step",
                turns.get(clean(name), ""),
            )
            for name in self.step.step.facts.values
        ]

    def assumed(self) -> list[tuple[str, str, str]]:
        """Facts that are taken for granted, what of them, and the questions about them."""
        return [
            (clean(one.fact), one.value.replace(" %", "%"), fact_question(self.one.rulebook, one.fact))
            for one in self.one.decision.assumptions
        ]

    def question(self) -> tuple[str, str, str] | None:
        """What to ask next, the help to it, and what the answer does."""
        question = self.one.decision.next_question
        if question is None:
            return None
        return question.text, question.help, f"The answer {settling_words(question)}."

    def answers(self) -> list[tuple[str, str, str]]:
        return answer_rows(self.one)

    def others(self) -> Iterator[tuple[str, str]]:
        """The other verdicts, and what shuts them out or leads to them."""
        for other in self.one.explanation.why_not:
            words = f"{shut_words(self.one, other)}; {change_words(other.change)}."
            yield self.one.label(other.outcome), words[:1].upper() + words[1:]

    def data_state(self) -> tuple[str, list[str]] | None:
        """How ready its data is, and what must be done or asked."""
        if self.data is None:
            return None
        todo = [words.rstrip(".") for words in data_todo(self.data, self.one.rulebook.dictionary)]
        return state_words(self.data), todo

    def blockers(self) -> tuple[Blocker, ...]:
        return self.step.blockers

    def sources(self) -> list[tuple[str, str]]:
        """What the rules of this step cite."""
        technique = self.step.technique.cite if self.step.technique else ()
        blocking = [key for blocker in self.step.blockers for key in blocker.cite]
        return citations({*cited_keys(self.one.explanation.rules), *technique, *blocking}, self.one.rulebook)
