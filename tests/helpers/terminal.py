"""Driving a program on a terminal of its own, 80 columns by 24 lines, as a person does."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

__all__ = ["Terminal"]

_PATIENCE = 60.0
"""Seconds: machines that run tests are busy."""


def _take_terminal() -> None:
    """In the new process: what it writes to becomes its terminal, and it heeds interrupts, as under a shell in the foreground."""
    fcntl.ioctl(1, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A running program. `screen` is everything it has shown, without escape sequences."""

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str], stdin: bytes | None = None
    ) -> None:
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        source: int | None = follower
        if stdin is not None:
            source, sink = os.pipe()
            os.write(sink, stdin)
            os.close(sink)
        self.process = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdin=source, stdout=follower, stderr=follower,
            start_new_session=True, preexec_fn=_take_terminal,
        )  # fmt: skip
        os.close(follower)
        if stdin is not None and source is not None:
            os.close(source)
        self.leader = leader
        self.raw = b""
        self.seen = 0

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.leader)

    @property
    def screen(self) -> str:
        text = self.raw.decode("utf-8", "replace").replace("\r\n", "\n")
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)

    def wait_for(self, words: str) -> str:
        """What was shown since the last wait, up to these words. Fails where they do not come."""
        end = time.monotonic() + _PATIENCE
        while (at := self.screen.find(words, self.seen)) < 0:
            assert time.monotonic() < end, (
                f"{words!r} did not come; the screen ends with {self.screen[-600:]!r}"
            )
            if not self._read(0.1) and self.process.poll() is not None:
                assert words in self.screen[self.seen :], f"{words!r} did not come: {self.screen[-600:]!r}"
        start, self.seen = self.seen, at + len(words)
        return self.screen[start : self.seen]

    def type(self, line: str) -> None:
        os.write(self.leader, line.encode() + b"\n")

    def answer(self, line: str) -> str:
        """Waits for the prompt, types a line, and gives what was shown before it."""
        shown = self.wait_for("\n> ")
        self.type(line)
        return shown

    def press(self, key: bytes) -> None:
        os.write(self.leader, key)

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def end(self) -> int:
        """The exit code, once the program has ended; what it showed last is read."""
        end = time.monotonic() + _PATIENCE
        while self.process.poll() is None and time.monotonic() < end:
            self._read(0.1)
        while self._read(0.1):
            pass
        return self.process.wait(timeout=1)

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.leader], [], [], seconds)
        if not ready:
            return False
        with contextlib.suppress(OSError):  # Linux reports the end of a terminal as an error
            part = os.read(self.leader, 65536)
            self.raw += part
            return bool(part)
        return False
