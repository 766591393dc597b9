"""What must hold for every input: a result or a refusal in plain words, the same twice, in little time and memory, and
nothing written, removed, started or connected to."""

from __future__ import annotations

import os
import time
import traceback
import tracemalloc
from dataclasses import dataclass
from pathlib import Path

from fitengine.errors import InputError, Problem, RulesError
from tests.fuzz.targets import Target
from tests.helpers.deeds import watched

__all__ = ["Violation", "find_violation", "measured_violation"]

_LONGEST_MESSAGE = 2_000


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
    with watched() as deeds:
        started = time.process_time()
        try:
            outcome = _read(target, data)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is a finding
            return None, Violation(type(error).__name__, _place(error), traceback.format_exc(limit=-8))
        spent = time.process_time() - started
    forbidden = [f"{deed.kind}: {deed.what}" for deed in deeds if deed.kind != "read"]
    if forbidden:
        return outcome, Violation("deed", forbidden[0], "\n".join(forbidden))
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
