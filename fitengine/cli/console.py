"""Lines to and from a person: a terminal, or answers from a pipe."""

from __future__ import annotations

import select
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TextIO

import click

from fitengine.cli.output import end_of_pipe
from fitengine.report.display import clean

__all__ = ["Console"]

_PROMPT = "> "


class Console:
    """Shows lines on standard output, or on standard error where results go there, and reads lines."""

    def __init__(self, source: TextIO | None = None, on_error: bool = False) -> None:
        self._source = source or sys.stdin
        self.on_error = on_error
        self._typed = self._source.isatty()
        for stream in (self._source, sys.stderr if on_error else sys.stdout):
            with suppress(AttributeError, ValueError):  # not every stream can; those of the program can
                stream.reconfigure(errors="replace")  # type: ignore[union-attr]

    def show(self, lines: Iterable[str]) -> None:
        """Shows some lines."""
        for line in lines:
            self._write(f"{line}\n")

    def read(self, ahead: Iterator[None]) -> str:
        """One line, without its end. While the person thinks, goes on with what can be done ahead. Raises EOFError at the end
        of the input."""
        self._write(_PROMPT)
        if self._typed:
            self._work(ahead)
        line = self._source.readline()
        if not line:
            self._write("\n")
            raise EOFError
        if (
            not self._typed
        ):  # a terminal shows what is typed; a record of answers from a pipe should have both sides
            self._write(f"{clean(line)}\n")
        return line.rstrip("\r\n")

    def _write(self, text: str) -> None:
        try:
            click.echo(text, nl=False, err=self.on_error)
        except BrokenPipeError:
            end_of_pipe(sys.stderr if self.on_error else sys.stdout)

    def _work(self, ahead: Iterator[None]) -> None:
        for _ in ahead:
            if sys.platform == "win32" or select.select([self._source], [], [], 0)[0]:
                return
