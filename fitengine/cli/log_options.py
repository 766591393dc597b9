"""Arguments and options of the commands that read event logs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fitengine.cli.output import note

if TYPE_CHECKING:
    from fitengine.load.logs import LogOptions
    from fitengine.model.measured import Measurement

__all__ = ["log_argument", "log_options", "read_log_options", "show_data"]

_Command = TypeVar("_Command", bound=Callable[..., Any])
_SIZE = re.compile(r"(\d+)\s*(?:([KMG])I?B?|B)?", re.IGNORECASE).fullmatch
_POWERS = {"K": 1, "M": 2, "G": 3}


def _read_size(ctx: click.Context | None, param: click.Parameter | None, text: str | None) -> int | None:
    """Bytes, or units of 1024: `500000000`, `500M`, `8 GB`."""
    if text is None:
        return None
    found = _SIZE(text.strip())
    if found is None or int(found[1]) == 0:
        raise click.BadParameter(f"`{text}` is no size, as 500M or 8G", ctx, param)
    power = _POWERS.get((found[2] or "").upper(), 0)
    return int(found[1]) * int(1024**power)


log_argument = click.argument("log", metavar="LOG")
_OPTIONS = (
    click.option(
        "--case", metavar="COLUMN", default="", help="Column, or attribute of traces, with the case."
    ),
    click.option("--activity", metavar="COLUMN", default="", help="Column with what was done."),
    click.option("--start", metavar="COLUMN", default="", help="Column with the start."),
    click.option(
        "--end",
        "--timestamp",
        "end",
        metavar="COLUMN",
        default="",
        help="Column with the end, or the only time.",
    ),
    click.option("--resource", metavar="COLUMN", default="", help="Column with who did it."),
    click.option(
        "--lifecycle", metavar="COLUMN", default="", help="Column that tells starts from completions."
    ),
    click.option(
        "--dates",
        type=click.Choice(["auto", "day-first", "month-first"]),
        default="auto",
        show_default=True,
        help="What 03/04/2026 means.",
    ),
    click.option(
        "--software-user",
        "software_users",
        metavar="RESOURCE",
        multiple=True,
        help="A resource that is a program: its runs are automated already; repeatable.",
    ),
    click.option(
        "--max-bytes",
        metavar="SIZE",
        callback=_read_size,
        help="What a log may hold once it is unpacked, as 500M; 4G where this is not given.",
    ),
)


def log_options(command: _Command) -> _Command:
    """Gives a command the options that say how a log is read: the columns, dates, software and limits."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_log_options(given: dict[str, Any]) -> tuple[LogOptions, int]:
    """Takes the options on columns and dates, and the limit, out of what click gives."""
    from fitengine.load.logs import MAX_BYTES, LogOptions

    names = ("case", "activity", "start", "end", "resource", "lifecycle", "dates")
    return LogOptions(**{name: given.pop(name) for name in names}), given.pop("max_bytes") or MAX_BYTES


def show_data(measurement: Measurement, quiet: bool, *, process: bool) -> None:
    """What was read as what, and what was wrong with it, on standard error."""
    from fitengine.report.measured_text import data_lines

    for line in data_lines(measurement, process=process):
        note(line, quiet)
