"""The words of the questionnaire for what an answer came to, and for how a sitting ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fitengine.assess.interview import State
from fitengine.model.decision import Certainty
from fitengine.model.facts import format_known
from fitengine.model.inquiry import Answer, Scope
from fitengine.model.process import Process
from fitengine.model.rules import Rulebook
from fitengine.model.wording import join_words
from fitengine.report.display import Style, clean
from fitengine.report.page import Page
from fitengine.report.question_text import Progress, step_words, verdict_words
from fitengine.report.words import count_words, listed, outcome_label, process_name, verdict_style

__all__ = ["AnswerText", "progress_of"]

_MOST_NAMED = 6

States = Mapping[str, State]


def progress_of(states: States) -> Progress:
    """How many steps are decided."""
    return Progress(sum(state.outcome is not None for state in states.values()), len(states))


@dataclass(frozen=True, slots=True)
class AnswerText:
    """What answers about one process came to, set for one page."""

    process: Process
    rulebook: Rulebook
    page: Page

    def opening(self, progress: Progress, place: str, is_new: bool) -> Iterator[str]:
        """Which process it is, how far it is, and what becomes of the answers."""
        yield from self.page.paragraph(f"{process_name(self.process)} · {progress.words()}", style=Style.BOLD)
        making = ", which the first one makes" if is_new else ""
        text = (
            f"Every answer is saved at once, in {place}{making}. Stop with `q` and go on whenever you like."
        )
        if not place:
            text = "Nothing is written: the answers are printed at the end. Stop with `q`."
        yield from self.page.paragraph(text)

    def saved(self, answers: Sequence[Answer], kept: bool, others: bool) -> Iterator[str]:
        """What was understood, for whom and, with `others`, which steps go on saying something else."""
        places: dict[tuple[Scope, str], list[str]] = {}
        for answer in answers:
            said = f"{answer.fact} {format_known(answer.value)}"
            places.setdefault((answer.scope, answer.target), []).append(said)
        by_words: dict[str, list[str]] = {}
        for place, facts in places.items():
            by_words.setdefault(", ".join(facts), []).append(self._place(*place))
        for words, named in by_words.items():
            text = f"{'Saved' if kept else 'Noted'} for {listed(named, _MOST_NAMED)}: {words}."
            yield from self.page.paragraph(clean(text), 2)
        for answer in answers:
            if others and (keeping := self._keeping(answer)):
                keep = "keeps a value of its own" if len(keeping) == 1 else "keep a value of their own"
                yield from self.page.paragraph(f"{listed(keeping, _MOST_NAMED)} {keep} of {answer.fact}.", 2)

    def changes(self, before: States, after: States, asked: Sequence[str]) -> Iterator[str]:
        """What an answer settled: steps with the same news in one line, those that were `asked` about in any case."""
        news: dict[tuple[str, Style], list[str]] = {}
        for step, state in after.items():
            if step in before and (words := self._news(before[step], state, step in asked)):
                news.setdefault((words, verdict_style(state.outcome or "")), []).append(step)
        names = {task.id: step_words(task) for task in self.process.tasks()}
        for (words, style), steps in news.items():
            text = f"{listed([names[step] for step in steps], _MOST_NAMED)}: {words}."
            yield from self.page.paragraph(text, 2, style)
        for finding in self._contradictions(before, after):
            yield from self.page.paragraph(f"Mind: {finding} `b` takes the answer back.", 2, Style.RED)

    def closing(self, after: States, answers: int, place: str) -> Iterator[str]:
        """How it ended: where the answers are, and how far the steps are."""
        yield ""
        if answers and place:
            saved = "is saved" if answers == 1 else "are saved"
            yield from self.page.paragraph(f"{count_words(answers, 'answer')} {saved} in {place}.")
        progress = progress_of(after)
        settled = sum(state.certainty is Certainty.SETTLED for state in after.values())
        presumed = progress.decided - settled
        parts = [f"{settled:,} settled", f"{presumed:,} presumed"] if progress.decided else []
        words = f" ({', '.join(parts)})" if parts else ""
        yield from self.page.paragraph(f"{progress.words()}{words}.")

    def _place(self, scope: Scope, target: str) -> str:
        if scope == "process":
            return "the whole process"
        if scope == "lane":
            return (
                clean(self.process.lanes[target].name) or target if target in self.process.lanes else target
            )
        return next((step_words(task) for task in self.process.tasks() if task.id == target), target)

    def _keeping(self, answer: Answer) -> list[str]:
        """The steps that an answer for their lane or the process does not reach."""
        if answer.scope == "step" or answer.initiative:
            return []
        return [
            step_words(task)
            for task in self.process.tasks()
            if (answer.scope == "process" or task.lane == answer.target)
            and task.facts.values.get(answer.fact, answer.value) != answer.value
        ]

    def _news(self, before: State, after: State, asked: bool) -> str:
        """What is new about a step; empty where nothing is."""
        if after.outcome is None:
            if not asked and before.outcome is None and before.possible == after.possible:
                return ""
            words = "still open" if before.outcome is None else "open again"
            left = join_words([verdict_words(self.rulebook, outcome) for outcome in after.possible])
            return words if before.possible == after.possible else f"{words}, {left}"
        label = f"{outcome_label(self.rulebook, after.outcome)} ({after.certainty})"
        if before.outcome == after.outcome:
            return f"now {label}" if before.certainty is not after.certainty else ""
        if before.outcome is None:
            return label
        return f"{label}, no longer {verdict_words(self.rulebook, before.outcome)}"

    def _contradictions(self, before: States, after: States) -> Iterator[str]:
        old = {finding.message for state in before.values() for finding in state.contradictions}
        found = (finding.message for state in after.values() for finding in state.contradictions)
        for message in dict.fromkeys(found):
            if message not in old:
                text = clean(message)
                yield text if text.endswith(".") else f"{text}."
