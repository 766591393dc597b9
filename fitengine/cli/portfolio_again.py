"""`fitengine portfolio again`."""

from __future__ import annotations

import os
import sys

import click

from fitengine.cli.commands import ExampleCommand
from fitengine.cli.options import quiet_option, rules_option, setting_option
from fitengine.cli.output import note, utf8, write_result
from fitengine.portfolio.again import AgainOptions, decide_again
from fitengine.portfolio.changes_text import changes_json, changes_text

__all__ = ["command"]


@click.command(
    cls=ExampleCommand,
    name="again",
    epilog="fitengine portfolio again results --rules new-rules\n"
    "fitengine portfolio again results --rules new-rules -o results-2 --format json",
)
@click.argument("results", metavar="RESULTS")
@rules_option
@setting_option
@click.option(
    "-o",
    "--out",
    metavar="RESULTS2",
    help="Folder for the new results; without it only the changes are told.",
)
@click.option(
    "--strict/--presume", default=None, help="Presume nothing, or what goes without saying; as in RESULTS."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    default=os.cpu_count() or 1,
    show_default="one a core",
    help="Processes on this machine.",
)
@quiet_option
def command(
    results: str,
    rules: tuple[str, ...],
    settings: dict[str, str],
    out: str | None,
    strict: bool | None,
    form: str,
    workers: int,
    quiet: bool,
) -> None:
    """Decide the steps of RESULTS again by other rules, and say which verdicts change.

    The sources are not read: RESULTS holds what is known of every step.
    """
    watched = not quiet and sys.stderr.isatty()

    def tell(done: int, parts: int) -> None:
        if watched:
            click.echo(f"\r\033[K{done:,} of {parts:,} parts", err=True, nl=done == parts)

    changes = decide_again(AgainOptions(results, out, rules, settings, strict, workers), tell)
    write_result(utf8(changes_json(changes)) if form == "json" else changes_text(changes), None)
    if out is not None:
        note(f"wrote {out}", quiet)
