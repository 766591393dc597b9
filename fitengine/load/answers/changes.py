"""Changes that somebody wants to try: `enter.rule_based=none`, `lane:Clerks.volume=40 a week`, `process.needed=no`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from fitengine.errors import InputError, Problem, SourceSpan
from fitengine.load.answers.lookup import find_lane, find_step
from fitengine.load.process.fact_block import FactReader, Subject
from fitengine.load.values import shown
from fitengine.load.yaml.events import Path
from fitengine.load.yaml.fields import hint
from fitengine.model.facts import Facts, Known
from fitengine.model.inquiry import Answer, Scope
from fitengine.model.process import Process
from fitengine.model.rules import FactDefinition

__all__ = ["read_changes"]

_CHANGE = re.compile(r"(.+?)\.([^.=]+)=(.*)", re.DOTALL).fullmatch
"""Ids may hold dots, names of facts never do."""
_PREFIXED = re.compile(r"(step|lane):(.*)", re.DOTALL).fullmatch
_AS_CHANGE = "write `STEP.FACT=VALUE`, `lane:LANE.FACT=VALUE` or `process.FACT=VALUE`"


def read_changes(
    texts: Iterable[str],
    process: Process,
    dictionary: Mapping[str, FactDefinition],
    outcomes: Mapping[str, tuple[str, ...]],
    source: str = "--set",
) -> tuple[Answer, ...]:
    """What the texts say, in their order. Steps and lanes go by id or name (`step:` in front tells a step from the process),
    values are written as in a process file; `outcomes` are those of the decisions that may be rated.

    Raises InputError with every problem of every text; the line of a problem is the number of its text.
    """
    changes = [_Change(source, number, text) for number, text in enumerate(texts, 1)]
    answers = [change.read(process, dictionary, outcomes) for change in changes]
    if problems := [problem for change in changes for problem in change.problems]:
        raise InputError(problems)
    return tuple(answer for answer in answers if answer is not None)


@dataclass(slots=True)
class _Change:
    """One text, and what is wrong with it."""

    source: str
    number: int
    text: str
    problems: list[Problem] = field(default_factory=list)

    def read(
        self,
        process: Process,
        dictionary: Mapping[str, FactDefinition],
        outcomes: Mapping[str, tuple[str, ...]],
    ) -> Answer | None:
        parts = _CHANGE(self.text)
        if parts is None:
            problem = Problem("no-change", f"{shown(self.text)} changes no fact", _AS_CHANGE)
            self._note(problem, 0, len(self.text))
            return None
        word = parts[2].strip()
        definition = next((one for one in dictionary.values() if word in (one.name, *one.aliases)), None)
        about = self._about(parts[1].strip(), process, definition)
        reader = FactReader(dictionary, outcomes, self)
        subject: Subject = "process" if about and about[2] else "step"
        learnt = reader.read({word: _raw(parts[3])}, (word,), subject)
        return _answer(*about, learnt) if about and not self.problems else None

    def add(
        self,
        code: str,
        message: str,
        path: Path,  # noqa: ARG002 - as documents note defects
        help: str = "",  # noqa: A002 - as above
        meant: tuple[str, Iterable[str]] = ("", ()),
        at_key: bool = False,
    ) -> None:
        """Note a defect of the value, or of the name of the fact."""
        parts = _CHANGE(self.text)
        assert parts is not None, "only what has a fact and a value is read"
        problem = Problem(code, message, help or (hint(*meant) if meant[0] else ""))
        self._note(problem, *parts.span(2 if at_key else 3))

    def _about(
        self, word: str, process: Process, definition: FactDefinition | None
    ) -> tuple[Scope, str, bool] | None:
        """The scope, the id, and whether it is about the initiative; None where it is unknown."""
        if word == "process":
            return "process", "", definition is not None and definition.subject == "process"
        kind, name = found.groups() if (found := _PREFIXED(word)) else ("step", word)
        target = find_lane(process, name) if kind == "lane" else find_step(process, name)
        if isinstance(target, Problem):
            self._note(target, 0, len(word))
            return None
        return "lane" if kind == "lane" else "step", target.id, False

    def _note(self, problem: Problem, start: int, end: int) -> None:
        span = SourceSpan(self.source, self.number, start + 1, self.number, max(start, end) + 1)
        self.problems.append(replace(problem, span=span, excerpt=self.text))


def _answer(scope: Scope, target: str, initiative: bool, learnt: Facts) -> Answer:
    known: dict[str, Known] = {**learnt.values, **learnt.ratings}
    ((fact, value),) = known.items()  # one text says one thing
    return Answer(scope, target, fact, value, initiative)


def _raw(text: str) -> object:
    """The text as YAML would give it: a list in brackets, or one value."""
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return [part.strip() for part in text[1:-1].split(",") if part.strip()]
    return text or None
