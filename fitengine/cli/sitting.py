"""What every part of the dialogue needs: reading replies, saving answers, saying what became of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fitengine.assess.interview import Interview
from fitengine.cli.console import Console
from fitengine.cli.failures import show_problems
from fitengine.cli.output import page_width
from fitengine.errors import FitengineError
from fitengine.load.answers.file import AnswerFile
from fitengine.load.values import ValueProblem
from fitengine.model.inquiry import Answer, Inquiry
from fitengine.model.process import Task
from fitengine.model.rules import Rulebook
from fitengine.report.answer_text import AnswerText, progress_of
from fitengine.report.display import clean
from fitengine.report.page import Page
from fitengine.report.question_text import Progress, QuestionText

__all__ = ["Back", "Key", "Reply", "Sitting", "Stop", "read_reply"]


class Key(StrEnum):
    """What can be typed instead of an answer. Single letters: an answer that is cut short needs two."""

    HELP = "?"
    SKIP = "d"
    DOUBT = "u"
    LANE = "l"
    PROCESS = "p"
    TURN = "r"
    BACK = "b"
    STOP = "q"


_WORDS = {
    **{str(key): key for key in Key},
    **dict.fromkeys(("h", "help"), Key.HELP),
    **dict.fromkeys(("skip", "don't know", "dont know"), Key.SKIP),
    **dict.fromkeys(("unknown", "doubtful"), Key.DOUBT),
    **dict.fromkeys(("rate", "facts"), Key.TURN),
    **dict.fromkeys(("back", "undo"), Key.BACK),
    **dict.fromkeys(("quit", "stop", "exit"), Key.STOP),
}
_WIDER = re.compile(r"(l|lane|p|process)\s+(\S.*)", re.IGNORECASE | re.DOTALL).fullmatch


class Stop(Exception):
    """Ends the dialogue."""


class Back(Exception):
    """Returns to the question before."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A key, an answer, or a key with an answer: `l mostly` is for the whole lane."""

    key: Key | None
    text: str = ""


def read_reply(text: str, legal: Collection[str]) -> Reply:
    """What was typed. A legal answer is never taken for a key."""
    text = text.strip()
    if text.casefold() in legal:
        return Reply(None, text)
    if key := _WORDS.get(text.casefold()):
        return Reply(key)
    if wider := _WIDER(text):
        return Reply(Key(wider[1][0].casefold()), wider[2])
    return Reply(None, text)


class Sitting:
    """One sitting over the questions of a process."""

    def __init__(
        self, interview: Interview, file: AnswerFile, rulebook: Rulebook, console: Console, colour: bool
    ) -> None:
        self.interview = interview
        self.file = file
        self.rulebook = rulebook
        self.colour = colour
        self.console = console
        self.states = interview.states()

    @property
    def page(self) -> Page:
        """As wide as the terminal is now."""
        return Page.of(page_width(), self.colour)

    @property
    def questions(self) -> QuestionText:
        return QuestionText(self.file.process, self.rulebook, self.page)

    @property
    def answers(self) -> AnswerText:
        return AnswerText(self.file.process, self.rulebook, self.page)

    @property
    def progress(self) -> Progress:
        return progress_of(self.states)

    def tasks(self) -> dict[str, Task]:
        """The steps of the process as it reads now, by id."""
        return {task.id: task for task in self.file.process.tasks()}

    def show(self, lines: Iterable[str]) -> None:
        self.console.show(lines)

    def say(self, text: str) -> None:
        """One remark on what was typed."""
        self.show(self.page.paragraph(clean(text), 2))

    def refuse(self, problem: ValueProblem) -> None:
        """Why a reply is no answer, and what to type instead."""
        self.say(
            f"{problem.message[:1].upper()}{problem.message[1:]}{': ' if problem.help else ''}{problem.help}."
        )

    def reply(self, legal: Collection[str] = ()) -> Reply:
        """The next reply. Raises Stop and Back where that is what was typed, EOFError at the end of the input."""
        reply = read_reply(self.console.read(self.interview.prepare()), legal)
        if reply.key is Key.STOP:
            raise Stop
        if reply.key is Key.BACK:
            raise Back
        return reply

    def save(self, inquiry: Inquiry, answers: Sequence[Answer], asked: Sequence[str] = ()) -> bool:
        """Writes answers to a question and says what they came to; False, and why, where they cannot be written."""
        try:
            self.file.write(answers)
        except FitengineError as error:
            show_problems(error.problems)
            self.say("This answer is not saved. Answer again once that is mended, or stop with `q`.")
            return False
        self.interview.answered(inquiry, tuple(answers), self.file.process)
        before, self.states = self.states, self.interview.states()
        self.show(self.answers.saved(answers, self.file.path is not None, inquiry.kind != "tick-list"))
        self.show(self.answers.changes(before, self.states, asked))
        return True

    def go_back(self) -> None:
        """Takes the last answer back, or only asks the last question again."""
        taken_back = self.interview.back_takes_back
        if taken_back:
            try:
                self.file.undo()
            except FitengineError as error:
                show_problems(error.problems)
                return
        if self.interview.back() is None:
            self.say("This is the first question.")
        elif taken_back:
            self.say("The last answer is taken back.")
        self.states = self.interview.states()
