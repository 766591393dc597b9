"""Where results go: standard output or a file that is replaced as a whole."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn, TextIO

import click

from fitengine.cli.failures import ExitCode
from fitengine.load.atomic import replace_file

__all__ = ["end_of_pipe", "note", "page_width", "utf8", "wants_colour", "write_result"]

_WIDTH_WITHOUT_TERMINAL = 120


def page_width() -> int:
    """Columns of the terminal, or of `COLUMNS`."""
    return shutil.get_terminal_size((_WIDTH_WITHOUT_TERMINAL, 24)).columns


def wants_colour(target: str | None) -> bool:
    """Colours only on a terminal, and not with `NO_COLOR` (no-color.org) or on a dumb one."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return _is_standard_output(target) and sys.stdout.isatty() and not plain


def write_result(content: str | bytes, target: str | None, quiet: bool = False) -> None:
    """Writes to the file `target`, or to standard output where it is None or `-`. Raises InputError where it cannot."""
    if _is_standard_output(target):
        _write_standard_output(content)
        return
    assert target is not None
    data = content if isinstance(content, bytes) else utf8(content)
    replace_file(Path(target), data)
    note(f"wrote {target}", quiet)


def utf8(text: str) -> bytes:
    """What programs read, in the same bytes whatever the terminal speaks; lone surrogates are written out."""
    return text.encode("utf-8", "backslashreplace")


def note(text: str, quiet: bool = False) -> None:
    """A word to the person at the keyboard, on standard error."""
    if not quiet:
        click.echo(text, err=True)


def end_of_pipe(stream: TextIO) -> NoReturn:
    """Ends the program when the reader of a pipe has seen enough: without a new target Python complains again when it closes
    the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    raise SystemExit(ExitCode.PIPE_CLOSED) from None


def _is_standard_output(target: str | None) -> bool:
    return target is None or target == "-"


def _write_standard_output(content: str | bytes) -> None:
    try:
        if isinstance(content, bytes):
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            text = _encodable(content, sys.stdout.encoding or "utf-8")
            click.echo(text, nl=False, color=sys.stdout.isatty())
    except BrokenPipeError:
        end_of_pipe(sys.stdout)


def _encodable(text: str, encoding: str) -> str:
    """The text with what the encoding lacks replaced."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.replace("─", "-").encode(encoding, "replace").decode(encoding)
    return text
