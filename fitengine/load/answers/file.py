"""The file that answers about a process are written into: the process file itself or, for a BPMN model, its sidecar.

Every answer is written at once. The file is read anew each time, so that what somebody else wrote meanwhile stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fitengine.errors import InputError
from fitengine.load.answers.edit import write_answers
from fitengine.load.atomic import check_writable, update_file
from fitengine.load.files import Source, is_markup, read_bytes, sidecar_of
from fitengine.load.process.starter import begun_sidecar
from fitengine.load.yaml.events import decode
from fitengine.model.inquiry import Answer
from fitengine.model.process import Process
from fitengine.model.rules import FactDefinition

__all__ = ["AnswerFile"]


@dataclass(frozen=True, slots=True)
class _Written:
    """One time of writing: the text before and after, and the answers in it."""

    before: str
    after: str
    answers: tuple[Answer, ...]


class AnswerFile:
    """A process, and where answers about it go. `path` is None where nothing is written: for standard input, and where `keep` is
    off; the answers are then kept in memory only."""

    def __init__(
        self,
        source: Source,
        dictionary: Mapping[str, FactDefinition],
        outcomes: Mapping[str, tuple[str, ...]],
        facts: Path | str | None = None,
        keep: bool = True,
    ) -> None:
        """Reads the process. Raises InputError with every problem of it."""
        self._dictionary = dictionary
        self._outcomes = outcomes
        raw, name = read_bytes(source)
        target = _target(source, raw, facts)
        self.path = target if keep else None
        self.from_file = target is not None
        self._name, self._text = str(target) if target else name, ""
        self._model: Process | None = None
        if facts is not None or is_markup(raw):
            self._model = self._read_model(raw, name)
            if target is not None and target.exists():
                self._text = decode(read_bytes(target)[0], self._name)
        else:
            self._text = decode(raw, name)
        self._written: list[_Written] = []
        self.process = self._read(self._text)

    @property
    def text(self) -> str:
        """The process file or sidecar with its answers."""
        return self._text

    @property
    def is_new(self) -> bool:
        """Whether the first answer makes the file."""
        return self.path is not None and not self.path.exists()

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What was written and not taken back, in order."""
        return tuple(answer for written in self._written for answer in written.answers)

    def check(self) -> None:
        """Raises InputError where nothing could be written."""
        if self.path is not None:
            check_writable(self.path)

    def write(self, answers: Sequence[Answer]) -> None:
        """Writes answers, all or none. Raises InputError where the file cannot take them; it then stays as it was."""

        def edit(text: str) -> _Written:
            begun = text if text.strip() or self._model is None else begun_sidecar(self._model)
            return _Written(begun, self._with(begun, answers), tuple(answers))

        self._written.append(self._update(edit))

    def undo(self) -> None:
        """Takes the last writing back. Raises InputError where another program has changed the file since."""
        last = self._written[-1]

        def edit(text: str) -> _Written:
            if text != last.after:
                message = f"`{self._name}` has been changed by another program since"
                raise InputError.single("changed-meanwhile", message, "take the answer back in the file")
            return _Written(text, last.before, ())

        self._update(edit)
        self._written.pop()

    def _update(self, edit: Callable[[str], _Written]) -> _Written:
        """Writes what `edit` makes of the text of today, once it is sure that it loads."""
        state: list[tuple[_Written, Process]] = []

        def edited(text: str) -> str:
            written = edit(text)
            state[:] = [(written, self._read(written.after))]
            return written.after

        if self.path is None:
            edited(self._text)
        else:
            update_file(self.path, edited, create=self._model is not None)
        written, self.process = state[0]
        self._text = written.after
        return written

    def _with(self, text: str, answers: Sequence[Answer]) -> str:
        """An element that was given another id takes its entry along, so that its facts stay together."""
        if self._model is not None:
            from fitengine.load.process.sidecar_update import carry_over

            targets = {answer.target for answer in answers if answer.scope == "step"}
            text = carry_over(text, self._model, targets, self._name)
        return write_answers(text, answers, self._name, self._dictionary)

    def _read(self, text: str) -> Process:
        if self._model is None:
            from fitengine.load.process.file import read_process

            return read_process(text, self._name, self._dictionary, self._outcomes)
        if not text.strip():
            return self._model
        from fitengine.load.process.sidecar import read_sidecar

        return read_sidecar(text, self._name, self._model, self._dictionary, self._outcomes)

    def _read_model(self, raw: bytes, name: str) -> Process:
        if is_markup(raw):
            from fitengine.load.bpmn import read_bpmn

            return read_bpmn(raw, name)
        from fitengine.load.process.file import read_process

        return read_process(raw, name, self._dictionary, self._outcomes)


def _target(source: Source, raw: bytes, facts: Path | str | None) -> Path | None:
    """The file that answers go into; None where the process comes from no file."""
    if facts is not None:
        return Path(facts)
    if not isinstance(source, str | Path) or source == "-":
        return None
    return sidecar_of(Path(source)) if is_markup(raw) else Path(source)
