"""`fitengine doctor`."""

from __future__ import annotations

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.failures import ExitCode
from fitengine.cli.output import page_width, wants_colour, write_result
from fitengine.doctor import DoctorLine
from fitengine.report.display import Style, clean
from fitengine.report.grid import Column, Row, cell, grid_lines

__all__ = ["command"]

_STYLES = {"ok": Style.GREEN, "missing": Style.RED, "optional": Style.YELLOW}
_COLUMNS = (Column("What", 12, 2), Column("State", 8), Column("Found", 20, 5))


@click.command(
    cls=ExampleCommand,
    short_help="Say what is installed, in use and missing.",
    epilog="fitengine doctor",
)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Say which versions are installed, which executor, drawing program and rules are in use, and what is missing.

    The exit code is 1 where something essential is missing.
    """
    lines = api.doctor()
    grid = grid_lines(_COLUMNS, map(_row, lines), page_width(), wants_colour(None))
    write_result("\n".join(grid) + "\n", None)
    if any(line.status == "missing" for line in lines):
        ctx.exit(ExitCode.FINDINGS)


def _row(line: DoctorLine) -> Row:
    state = (line.status, _STYLES[line.status])
    return cell(clean(line.name)), cell(state), cell(clean(line.value), (clean(line.help), Style.DIM))
