"""What must hold for every input: a result or a refusal in plain words, the same twice, in little time and memory, and
nothing written, removed, started or connected to."""

from __future__ import annotations

import os
import sys
import time
import traceback
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fitengine.errors import InputError, Problem, RulesError
from tests.fuzz.targets import Target

__all__ = ["Violation", "find_violation", "measured_violation"]

_OUTSIDE = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.remove", "os.rename", "os.mkdir",
    "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "shutil.", "tempfile.", "urllib.", "ctypes.dlopen",
)  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_LONGEST_MESSAGE = 2_000
_watching: list[list[str]] = []
"""Where deeds are noted while a reader runs. An audit hook cannot be taken off again, so it looks here."""


@dataclass(frozen=True, slots=True)
class Violation:
    """What went wrong (`crash`, `slow`, …) and where, which tells it from others; the detail is for people."""

    kind: str
    place: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind} at {self.place}\n{self.detail}".strip()


def find_violation(target: Target, data: bytes, twice: bool = True) -> Violation | None:
    """Read the input, `twice` or once, and say what did not hold."""
    first, found = _try(target, data)
    if found is None and twice:
        second, found = _try(target, data)
        if found is None and first != second:
            found = Violation("differs", target.name, "two runs gave different results")
    return found


def measured_violation(target: Target, data: bytes) -> Violation | None:
    """The same, with memory counted exactly, which takes several times as long."""
    found = find_violation(target, data)
    if found is not None:
        return found
    tracemalloc.start()
    try:
        _read(target, data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    if peak > target.memory:
        return Violation("memory", target.name, f"{peak:,} bytes for an input of {len(data):,}")
    return None


def _try(target: Target, data: bytes) -> tuple[object, Violation | None]:
    with _watched() as deeds:
        started = time.process_time()
        try:
            outcome = _read(target, data)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is a finding
            return None, Violation(type(error).__name__, _place(error), traceback.format_exc(limit=-8))
        spent = time.process_time() - started
    if deeds:
        return outcome, Violation("deed", deeds[0], "\n".join(deeds))
    if spent > target.seconds:
        return outcome, Violation("slow", target.name, f"{spent:.1f} s for {len(data):,} bytes")
    if isinstance(outcome, tuple):
        return outcome, _bad_wording(outcome)
    return outcome, None


def _read(target: Target, data: bytes) -> object:
    """What the input is read as, or the problems of a refusal."""
    try:
        return target.read(data)
    except (InputError, RulesError) as error:
        return error.problems


def _bad_wording(problems: tuple[object, ...]) -> Violation | None:
    """People see every message on a terminal: one line, nothing unprintable, no flood."""
    for problem in problems:
        if isinstance(problem, Problem):
            for text in (problem.message, problem.help):
                if not text.isprintable() or len(text) > _LONGEST_MESSAGE or text.endswith("."):
                    return Violation("wording", problem.code, repr(text)[:_LONGEST_MESSAGE])
            problem.format()
    return None


def _place(error: BaseException) -> str:
    """The innermost function of ours that it came through; line numbers change too often."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}fitengine{os.sep}" in frame.filename]
    frame = (ours or list(frames))[-1]
    return f"{Path(frame.filename).name}:{frame.name}"


@contextmanager
def _watched() -> Iterator[list[str]]:
    deeds: list[str] = []
    _watching.append(deeds)
    try:
        yield deeds
    finally:
        _watching.remove(deeds)


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if not _watching:
        return
    if event == "open":
        _, mode, flags = arguments
        wants = isinstance(mode, str) and any(letter in mode for letter in "wax+")
        if not (wants or (isinstance(flags, int) and flags & _WRITES)):
            return
    elif not event.startswith(_OUTSIDE):
        return
    if not str(arguments[0]).endswith(".pyc") and "__pycache__" not in str(arguments[0]):
        _watching[-1].append(f"{event} {arguments[0]}")


sys.addaudithook(_audit)
