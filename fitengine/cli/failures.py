"""How the program ends: one exit code and some lines on standard error, never a traceback for a bad input."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import IntEnum

import click

from fitengine.errors import DrawingFault, EngineFault, FitengineError, Problem

__all__ = ["ExitCode", "exit_code", "show_problems"]


class ExitCode(IntEnum):
    """The last two follow the shell: 128 and the number of the signal."""

    DONE = 0
    FINDINGS = 1
    UNUSABLE = 2
    FAULT = 3
    INTERRUPTED = 130
    PIPE_CLOSED = 141


def exit_code(run: Callable[[], object]) -> int:
    """Runs a click program outside its standalone mode, shows what went wrong and says how to exit."""
    try:
        result = run()
    except (click.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    except click.ClickException as error:
        error.show()
        return ExitCode.UNUSABLE
    except FitengineError as error:
        show_problems(error.problems)
        return ExitCode.FAULT if isinstance(error, EngineFault | DrawingFault) else ExitCode.UNUSABLE
    except OSError as error:
        place = f"`{error.filename}`: " if error.filename is not None else ""
        _complain(f"cannot-access {place}{(error.strerror or str(error)).lower()}")
        return ExitCode.UNUSABLE
    except Exception as error:  # noqa: BLE001 - the last resort: whatever it is, no traceback
        return _internal_error(error)
    return result if isinstance(result, int) else ExitCode.DONE


def show_problems(problems: Iterable[Problem]) -> None:
    """Every problem with its place, its source line and its help, on standard error."""
    for problem in problems:
        _complain(problem.format())


def _internal_error(error: Exception) -> int:
    if os.environ.get("FITENGINE_DEBUG"):
        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    what = " ".join(f"{type(error).__name__}: {error}".split())
    _complain(f"internal error: {what}; please report it (FITENGINE_DEBUG=1 shows where it happened)")
    return ExitCode.FAULT


def _complain(text: str) -> None:
    """Control characters of a hostile input must not reach the terminal."""
    safe = "".join(letter if letter.isprintable() or letter == "\n" else "\ufffd" for letter in text)
    with suppress(OSError):  # where nobody can be told, the exit code still says it
        click.echo(safe, err=True)
