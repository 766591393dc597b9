"""Processes that answer, each one question at a time, so that a question which takes too long can be ended for good."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import Empty, Queue

from fitengine.errors import FitengineError, InputError, Problem
from fitengine.service.answers import OPERATIONS, Form, Request

__all__ = ["Reply", "Workers"]

_START = 60.0
"""Seconds a new worker may take to be ready: it imports everything and compiles the rules."""
BUSY = Problem("busy", "everybody is busy", "ask again later")
_WARMING = "process: warming\nsteps: {one: {name: One}}\n"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, or what was wrong: `refused` where the input is to blame, `failed` where we are, `late` where time ran out."""

    text: str = ""
    problems: tuple[Problem, ...] = ()
    state: str = "answered"


class Workers:
    """A few processes with the same rules. Safe to ask from several threads."""

    def __init__(
        self, count: int, seconds: float, rules: Sequence[str] = (), settings: Mapping[str, str] | None = None
    ) -> None:
        self._seconds = seconds
        self._start = (tuple(rules), dict(settings or {}))
        self._idle: Queue[_Worker] = Queue()
        self._all = [_Worker(*self._start) for _ in range(count)]
        for worker in self._all:
            self._idle.put(worker)

    def wait_until_ready(self) -> None:
        """Before the first question: they start meanwhile. Raises OSError where one does not come up."""
        for worker in self._all:
            worker.wait_until_ready()

    def ask(self, request: Request, form: Form = "json") -> Reply:
        """The reply of the first that is free, within the seconds that a question may take; `late` where none is free so long."""
        try:
            worker = self._idle.get(timeout=self._seconds)
        except Empty:
            return Reply(state="late", problems=(BUSY,))
        try:
            return worker.ask(request, form, self._seconds)
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """Ends them all, whatever they are at; a question that waits for one gets no answer."""
        for worker in self._all:
            worker.end()


class _Worker:
    """One process and the pipe to it; after a question that took too long it is another process."""

    def __init__(self, rules: tuple[str, ...], settings: dict[str, str]) -> None:
        self._start = (rules, settings)
        self._ready = self._over = False
        self._begin()

    def ask(self, request: Request, form: Form, seconds: float) -> Reply:
        try:
            if not self._is_ready(seconds):
                return Reply(state="late", problems=(BUSY,))
            self._pipe.send((request, form))
            if self._pipe.poll(seconds):
                reply = self._pipe.recv()
                assert isinstance(reply, Reply)
                return reply
            self._renew()
            message = f"the answer takes longer than {seconds:g} seconds"
            return Reply(state="late", problems=(Problem("too-slow", message, "ask about less at once"),))
        except (EOFError, OSError):
            self._renew()
            return Reply(
                state="failed", problems=(Problem("internal-error", "the worker ended unexpectedly", ""),)
            )

    def wait_until_ready(self) -> None:
        """Raises OSError where the process does not come up."""
        if not self._is_ready(_START):
            raise TimeoutError("a worker does not start")

    def _is_ready(self, seconds: float) -> bool:
        if not self._ready and self._pipe.poll(seconds):
            self._pipe.recv()
            self._ready = True
        return self._ready

    def end(self) -> None:
        self._over = True
        self._kill()

    def _renew(self) -> None:
        self._kill()
        if not self._over:
            self._pipe.close()
            self._begin()

    def _kill(self) -> None:
        self._process.kill()
        self._process.join()

    def _begin(self) -> None:
        context = get_context("spawn")  # a fork would take over the locks of the threads that serve
        ours, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(target=_work, args=(theirs, *self._start), daemon=True)
        self._process.start()
        theirs.close()
        self._pipe: Connection = ours
        self._ready = False


def _work(pipe: Connection, rules: tuple[str, ...], settings: dict[str, str]) -> None:
    """The life of a worker. It ends with its parent: by its order, or when the pipe breaks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    # on its standard output the parent may speak a protocol, which is no place for anything of ours
    os.dup2(2, 1)
    from fitengine import api
    from fitengine.service.answers import answer

    rulebook = api.load_rules(*rules, settings=settings)
    for operation in OPERATIONS:  # what is imported and compiled at the first question is not on its account
        answer(Request(operation, _WARMING, changes=("one.rule_based=none",)), rulebook)
    pipe.send("ready")
    while True:
        try:
            request, form = pipe.recv()
        except EOFError:
            sys.exit()
        try:
            reply = Reply(answer(request, rulebook, form))
        except InputError as error:
            reply = Reply(problems=error.problems, state="refused")
        except FitengineError as error:
            reply = Reply(problems=error.problems, state="failed")
        except Exception as error:  # noqa: BLE001 - a worker that stumbles says so and goes on
            reply = Reply(
                problems=(Problem("internal-error", type(error).__name__, "please report it"),),
                state="failed",
            )
        pipe.send(reply)
