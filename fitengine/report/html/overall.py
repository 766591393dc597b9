"""What the page says about the process as a whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from fitengine.model.decision import Assessment, Certainty, Finding, Question, Totals
from fitengine.model.rules import PackInfo, Rulebook
from fitengine.report.html.citations import citations
from fitengine.report.html.drawn import VerdictMark
from fitengine.report.sections import by_severity
from fitengine.report.words import (
    count_words,
    listed,
    next_question_step,
    outcome_label,
    process_marks,
    process_name,
    settling_words,
    step_name,
    total_hours_words,
)

__all__ = ["Asked", "Overall", "Tile", "Work"]


@dataclass(frozen=True, slots=True)
class Tile:
    """One verdict: how many steps, and their hours."""

    outcome: str
    label: str
    mark: VerdictMark
    steps: int
    hours: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is open for some steps."""

    question: Question
    steps: list[str]


@dataclass(frozen=True, slots=True)
class Work:
    """Something that must be true before the build of some steps starts."""

    label: str
    is_open: bool
    action: str
    steps: list[str]


@dataclass(frozen=True, slots=True)
class Overall:
    """The assessment as templates ask for it."""

    assessment: Assessment
    rulebook: Rulebook
    marks: Mapping[str, VerdictMark]
    also_cited: Collection[str] = ()
    """Keys that are cited where nothing speaks of steps."""

    @property
    def name(self) -> str:
        return process_name(self.assessment.process)

    @property
    def about(self) -> str:
        """Id, version, owner and size, in one line."""
        strict = ["nothing is presumed"] if self.assessment.strict else []
        steps = count_words(len(self.assessment.steps), "step")
        return " · ".join([*process_marks(self.assessment.process), steps, *strict])

    @property
    def packs(self) -> tuple[PackInfo, ...]:
        return self.assessment.packs

    def tiles(self) -> Iterator[Tile]:
        """The verdicts in the order of the legend, those without steps too: facts may be tried out."""
        totals: dict[str, Totals] = {total.verdict: total for total in self.assessment.totals}
        for outcome, mark in self.marks.items():
            total = totals.get(outcome)
            hours = f"hours a month: {total_hours_words(total)}" if total and total.steps else ""
            steps = total.steps if total else 0
            yield Tile(outcome, outcome_label(self.rulebook, outcome), mark, steps, hours)

    def asked(self) -> list[Asked]:
        """What to ask next, the question first that is likeliest to settle a step."""
        groups: dict[str, Asked] = {}
        first = next_question_step(self.assessment)
        for step in ([first] if first else []) + list(self.assessment.steps):
            question = step.decision.next_question
            if question and step.decision.certainty is Certainty.OPEN:
                names = groups.setdefault(question.fact, Asked(question, [])).steps
                if step_name(step) not in names:
                    names.append(step_name(step))
        return list(groups.values())

    def settles(self, asked: Asked) -> str:
        return f"For {listed(asked.steps, 6)}: the answer {settling_words(asked.question)}."

    def work(self) -> list[Work]:
        """What blocks, what holds first, each with the steps it is about."""
        groups: dict[tuple[str, bool, str], Work] = {}
        for step in self.assessment.steps:
            for one in step.blockers:
                key = (one.label, one.status == "open", one.action)
                groups.setdefault(key, Work(*key, [])).steps.append(step_name(step))
        return sorted(groups.values(), key=lambda work: work.is_open)

    def findings(self) -> list[Finding]:
        return by_severity(self.assessment.findings)

    def sources(self) -> list[tuple[str, str]]:
        """Every source that some rule on the page cites."""
        decisions = [step.decision for step in self.assessment.steps]
        hits = [hit for one in decisions for hit in one.rules]
        hits += [hit for one in decisions for sub in one.sub_decisions for hit in sub.rules]
        keys = {*self.also_cited, *(key for hit in hits for key in hit.cite)}
        keys |= {key for step in self.assessment.steps for one in step.blockers for key in one.cite}
        keys |= {key for step in self.assessment.steps if step.technique for key in step.technique.cite}
        return citations(keys, self.rulebook)
