"""The words of the questionnaire: a question with what hangs on it, what an answer came to, and how it ended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fitengine.assess.tick_lists import concerned, covered
from fitengine.model.facts import Facts, format_known
from fitengine.model.inquiry import Inquiry, Tick
from fitengine.model.process import Process, Task
from fitengine.model.rules import FactDefinition, FactType, Rulebook
from fitengine.model.wording import join_words
from fitengine.report.display import Style, clean, display_width
from fitengine.report.page import Page
from fitengine.report.words import count_words, listed, outcome_label, percent

__all__ = ["Progress", "QuestionText", "answers_of", "option_notes", "step_words", "verdict_words"]

_MOST_NAMED = 4
_MOST_LINES = 12
"""Steps on lines of their own; more of them would push the question off the screen."""
_KEYS = "? help  d don't know  b back  q stop"
_ITEM = re.compile(r"([\w-]+): (.+)", re.DOTALL).fullmatch
_AFTERTHOUGHT = re.compile(r"(.+?)\. ([A-Z].*)", re.DOTALL).fullmatch


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the steps that are asked about are decided."""

    decided: int
    steps: int

    def words(self) -> str:
        """`3 of 4 steps decided`."""
        return f"{self.decided:,} of {count_words(self.steps, 'step')} decided"


@dataclass(frozen=True, slots=True)
class QuestionText:
    """Questions about one process, set for one page."""

    process: Process
    rulebook: Rulebook
    page: Page

    def question(self, inquiry: Inquiry, progress: Progress, sharing: int = 0) -> Iterator[str]:
        """The question, the answers there are, what hangs on it and the keys. `sharing` is how many more open steps of the lane
        lack the same."""
        yield from self._heading(inquiry, progress)
        (name,) = inquiry.facts
        yield from self.page.paragraph(f"{clean(inquiry.text)} ({name})")
        notes, rest = option_notes(inquiry.help, inquiry.options)
        yield from self._options(inquiry, notes)
        yield from self.page.paragraph(rest, style=Style.DIM) if rest else ()
        yield from self.page.paragraph(self._stakes(inquiry))
        if sharing and self._lane(inquiry):
            wanting = "lacks this" if sharing == 1 else "lack this"
            more = f"{count_words(sharing, 'more open step')} of {self._lane(inquiry)} {wanting} too: "
            yield from self.page.paragraph(f"{more}`l ANSWER` answers for the whole lane.")
        yield from self.page.paragraph(self._keys(inquiry), style=Style.DIM)

    def tick_list(self, inquiry: Inquiry, progress: Progress) -> Iterator[str]:
        """What goes without saying, a number a line."""
        yield from self._heading(inquiry, progress)
        yield from self.page.paragraph(
            "Nobody has said anything about the following, so it is taken as usual. Type the numbers of what differs in any "
            "step, or only Enter to confirm that nothing does."
        )
        for number, tick in enumerate(inquiry.ticks, 1):
            yield from self._tick(number, inquiry, tick)
        yield from self.page.paragraph(_KEYS, style=Style.DIM)

    def which_steps(self, tick: Tick, tasks: Sequence[Task], again: bool) -> Iterator[str]:
        """Which steps a remarkable fact is about."""
        yield ""
        usual = clean(tick.words).replace(" %", "%")
        yield from self.page.paragraph(f"{clean(tick.text)} (usual: {usual})")
        numbered = [f"{number} {step_words(task)}" for number, task in enumerate(tasks, 1)]
        long = len(numbered) > _MOST_LINES
        for text in ["; ".join(numbered)] if long else numbered:
            yield from self.page.paragraph(text, 2)
        ending = "Enter for none" if again else "Enter for all of them"
        yield from self.page.paragraph(
            f"In which {'other ' if again else ''}steps does it differ? Their numbers, or {ending}."
        )

    def which_value(self, definition: FactDefinition, tasks: Sequence[Task]) -> Iterator[str]:
        """What a remarkable fact is in these steps."""
        named = listed([step_words(task) for task in tasks], _MOST_NAMED)
        yield from self.page.paragraph(f"{named}: {clean(definition.question)} ({definition.name})")
        options = answers_of(definition)
        notes, rest = option_notes(definition.help, options)
        yield from self._option_lines(definition, options, notes)
        yield from self.page.paragraph(rest, style=Style.DIM) if rest else ()

    def explanation(self, inquiry: Inquiry, known: Facts) -> Iterator[str]:
        """What can be typed, why this is asked, and what is known so far."""
        yield ""
        for key, meaning in self._all_keys(inquiry):
            yield from self.page.entry(key, [meaning], 8)
        if inquiry.kind != "tick-list":
            yield from self.page.paragraph(
                f"Why now: of all open questions its answer is expected to tell most ({inquiry.gain:.2f} bits). "
                f"{self._stakes(inquiry)}"
            )
        said = {name: format_known(value) for name, value in known.values.items()} | dict(known.ratings)
        if said:
            words = ", ".join(clean(f"{name} {value}") for name, value in said.items())
            yield from self.page.paragraph(f"Known so far: {words}.")

    def _heading(self, inquiry: Inquiry, progress: Progress) -> Iterator[str]:
        lane = self._lane(inquiry)
        about = {
            "process": "The whole process",
            "lane": lane,
            "step": step_words(self._tasks()[inquiry.target]) if inquiry.scope == "step" else "",
        }[inquiry.scope]
        marks = [lane] if lane and inquiry.scope == "step" else []
        if inquiry.scope != "step":
            marks.append(f"asked once for {count_words(len(inquiry.steps), 'step')}")
        yield from self.page.heading(" · ".join([about, *marks, progress.words()]))

    def _options(self, inquiry: Inquiry, notes: Mapping[str, str]) -> Iterator[str]:
        definition = self.rulebook.dictionary.get(inquiry.facts[0]) if inquiry.kind == "fact" else None
        yield from self._option_lines(definition, inquiry.options, notes)

    def _option_lines(
        self, definition: FactDefinition | None, options: Sequence[str], notes: Mapping[str, str]
    ) -> Iterator[str]:
        if definition is not None and definition.type is FactType.BOOL:
            yield from self.page.paragraph("yes or no", 2)
            return
        if definition is not None and definition.type.numeric:
            yield from self.page.paragraph(_number_words(definition), 2)
            return
        width = max((display_width(option) for option in options), default=0) + 3
        for number, option in enumerate(options, 1):
            yield from self.page.entry(f"{number} {option}", [notes.get(option, "")], width)

    def _tick(self, number: int, inquiry: Inquiry, tick: Tick) -> Iterator[str]:
        """One line, and the steps that it goes for where these are not all."""
        tasks = concerned(self.process, inquiry, tick)
        some = len(tasks) < len(covered(self.process, inquiry))
        where = listed([step_words(task) for task in tasks], _MOST_NAMED) if some else ""
        words = f"{clean(tick.text)} {clean(tick.words).replace(' %', '%')}"
        yield from self.page.entry(str(number), [words, (where, Style.DIM)], 2)

    def _stakes(self, inquiry: Inquiry) -> str:
        """What hangs on the answer."""
        outcomes = join_words([verdict_words(self.rulebook, outcome) for outcome in inquiry.outcomes], "and")
        where = f" in {count_words(len(inquiry.steps), 'step')}" if len(inquiry.steps) > 1 else ""
        return f"Decides between {outcomes}{where}; {_chance_words(inquiry)}."

    def _keys(self, inquiry: Inquiry) -> str:
        keys = ["? help", "d don't know"]
        if inquiry.kind == "fact":
            keys.append("u doubtful")
        if inquiry.scope == "step":
            keys += ["l … lane"] if self._lane(inquiry) else []
            keys += ["p … process", "r facts" if inquiry.kind == "rating" else "r rate"]
        return "  ".join([*keys, "b back", "q stop"])

    def _all_keys(self, inquiry: Inquiry) -> Iterator[tuple[str, str]]:
        if inquiry.kind == "tick-list":
            yield "NUMBERS", "what differs from usual, as `1 4`; each is then asked for"
            yield "Enter", "nothing differs: all of it is confirmed and written down"
        else:
            yield "ANSWER", _answer_words(inquiry)
        yield "d", "you do not know: the question comes back at the end"
        if inquiry.kind == "fact":
            yield "u", "doubtful: written as `unknown`; then nothing goes without saying of it"
        if inquiry.scope == "step" and inquiry.kind != "tick-list":
            which = "that is still open" if inquiry.kind == "rating" else "that says nothing else"
            if lane := self._lane(inquiry):
                yield "l ANSWER", f"the answer for every step of {lane} {which}"
            yield "p ANSWER", f"the answer for every step of the process {which}"
            other = (
                "ask the single facts instead"
                if inquiry.kind == "rating"
                else "answer the larger question behind it instead"
            )
            yield "r", other
        yield "b", "back: the last answer is taken back"
        yield "q", "stop; what was answered is saved"

    def _lane(self, inquiry: Inquiry) -> str:
        """The name of the lane that the question is about; empty for the process and steps without a lane."""
        task = self._tasks().get(inquiry.target) if inquiry.scope == "step" else None
        lane = (task.lane if task else inquiry.target if inquiry.scope == "lane" else "") or ""
        return clean(self.process.lanes[lane].name) or lane if lane in self.process.lanes else lane

    def _tasks(self) -> Mapping[str, Task]:
        return {task.id: task for task in self.process.tasks()}


def option_notes(help_: str, options: Sequence[str]) -> tuple[dict[str, str], str]:
    """What a help text of the form `word: what it means; word: …` says of each option, and the rest of it."""
    notes: dict[str, str] = {}
    rest = []
    for part in clean(help_).rstrip(".").split("; "):
        item = _ITEM(part)
        if item is None or item[1] not in options or item[1] in notes:
            rest.append(part)
            continue
        meaning = _AFTERTHOUGHT(item[2])
        notes[item[1]] = meaning[1] if meaning else item[2]
        rest += [meaning[2]] if meaning else []
    text = "; ".join(part for part in rest if part)
    return notes, f"{text}." if text else ""


def answers_of(definition: FactDefinition) -> tuple[str, ...]:
    """The words that answer a question about the fact; none for numbers."""
    return ("no", "yes") if definition.type is FactType.BOOL else definition.values


def step_words(task: Task) -> str:
    """The name to show: the id where there is none."""
    return clean(task.name) or clean(task.id)


def verdict_words(rulebook: Rulebook, outcome: str) -> str:
    """A verdict inside a sentence: `RPA`, `standardise first`."""
    label = outcome_label(rulebook, outcome)
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _chance_words(inquiry: Inquiry) -> str:
    if inquiry.settles <= 0:
        return "the answer narrows it down, but cannot settle it alone"
    if len(inquiry.steps) > 1:
        return f"the answer is expected to settle {inquiry.settles:.1f} of them"
    if inquiry.settles >= 1:
        return "the answer settles it"
    return f"the answer settles it with a chance of {percent(inquiry.settles)}"


def _number_words(definition: FactDefinition) -> str:
    whole = "whole number" if definition.type is FactType.COUNT else "number"
    unit = f" in {definition.unit}" if definition.unit else ""
    return f"a {whole}{unit} from {definition.low:,.10g} to {definition.high:,.10g}; a range, as `2 to 5`, is fine"


def _answer_words(inquiry: Inquiry) -> str:
    if inquiry.kind == "rating":
        return "its number, its word, or the first letters of it"
    if inquiry.options == ("no", "yes"):
        return "`yes`, `no`, `y` or `n`"
    if inquiry.options:
        return "a number, a word or its first letters; what you know in part as `2 or 3`, `mostly or uniform`"
    return "a number; what you know in part as `2 to 5`, `at most 10`, `over 20`"
