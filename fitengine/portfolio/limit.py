"""A limit on the time that one document may take.

A thread looks on: when a document takes too long, it raises an error in the thread that reads it. Where that is stuck in foreign
code and does not come back, the whole program ends, and whoever started it finds out which document it was.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Callable
from types import TracebackType

__all__ = ["DocumentTimeoutError", "TimeLimit"]

_LOOK = 0.05
"""Seconds between two looks, at the least."""
_GRACE = 5.0
"""Seconds that a document has to come back after its time is over."""


class DocumentTimeoutError(BaseException):
    """The time is over. Not an ordinary error, so that nobody takes it for one of theirs."""


class TimeLimit:
    """`seconds` for each document (none, if it is 0); `hung` is called with the document that does not come back."""

    def __init__(self, seconds: float, hung: Callable[[int], None]) -> None:
        self._seconds = seconds
        self._hung = hung
        self._lock = threading.Lock()
        self._thread = threading.get_ident()
        self._current: tuple[int, float] | None = None
        self._fired = False
        self._done = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> TimeLimit:
        if self._seconds:
            self._watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._watcher.is_alive():
            self._watcher.join()

    def begin(self, document: int) -> None:
        """The time of a document begins."""
        self._current = (document, time.monotonic())

    def end(self) -> None:
        """It ends in time; raises DocumentTimeoutError where it did not quite."""
        with self._lock:
            self._current = None
            late = self._fired
        while late:  # the error is on its way to this thread
            time.sleep(_LOOK)

    def over(self) -> None:
        """The error has come."""
        with self._lock:
            self._current, self._fired = None, False

    def _watch(self) -> None:
        while not self._done.wait(max(_LOOK, min(self._seconds / 10, 1.0))):
            with self._lock:
                current = self._current
                if current is None:
                    continue
                elapsed = time.monotonic() - current[1]
                if elapsed > self._seconds and not self._fired:
                    self._fired = True
                    _raise_in(self._thread)
            if elapsed > self._seconds + _GRACE:
                self._hung(current[0])


def _raise_in(thread: int) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(DocumentTimeoutError))
