"""`fitengine report`."""

from __future__ import annotations

from functools import partial
from typing import Literal

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.failures import show_problems
from fitengine.cli.options import (
    facts_option,
    out_option,
    process_argument,
    quiet_option,
    rules_option,
    setting_option,
    strict_option,
)
from fitengine.cli.output import utf8, write_result

__all__ = ["command"]


_Theme = Literal["auto", "light", "dark"]


@click.command(
    cls=ExampleCommand,
    short_help="Write everything about a process into one HTML file.",
    epilog="fitengine report invoices.yaml -o invoices.html\n"
    "fitengine report invoices.yaml --format markdown -o invoices.md\n"
    "fitengine report invoices.yaml --watch",
)
@process_argument
@out_option
@click.option("--format", "form", type=click.Choice(["html", "markdown"]), default="html", show_default=True)
@click.option(
    "--theme",
    type=click.Choice(["auto", "light", "dark"]),
    default="auto",
    show_default=True,
    help="auto follows the reader's system; the page has a switch as well.",
)
@click.option(
    "--fragment",
    is_flag=True,
    help="Only what goes into the body of a page of yours, style and script included.",
)
@click.option(
    "--watch",
    is_flag=True,
    help="Show the page in a browser on this machine, and anew whenever the process, its facts or rules change; "
    "Ctrl-C ends.",
)
@click.option("--port", type=click.IntRange(0, 65535), help="Of --watch; else a free one is chosen.")
@facts_option
@rules_option
@setting_option
@strict_option
@quiet_option
def command(
    process: str,
    out: str | None,
    form: Literal["html", "markdown"],
    theme: _Theme,
    fragment: bool,
    watch: bool,
    port: int | None,
    facts: str | None,
    rules: tuple[str, ...],
    settings: dict[str, str],
    strict: bool,
    quiet: bool,
) -> None:
    """Write the report of PROCESS: the map, every verdict with its reasons and sources, what is missing and what would change
    it, in one HTML file that needs no network. In the page, facts can be tried out: verdict, map and totals follow at once.

    PROCESS is a YAML, JSON or BPMN file, or - for standard input.
    """
    if fragment and form != "html":
        raise click.UsageError("--fragment is about HTML: leave out --format markdown")
    write = partial(_write, process, form, theme, fragment, facts, rules, settings, strict, quiet)
    if watch:
        _check_watch(process, out, form, fragment)
        from fitengine.cli.watching import watch_report

        watch_report(write, process, facts, rules, port or 0, quiet)
    elif port is not None:
        raise click.UsageError("--port is about --watch")
    else:
        write_result(utf8(write()), out, quiet)


def _write(
    process: str,
    form: Literal["html", "markdown"],
    theme: _Theme,
    fragment: bool,
    facts: str | None,
    rules: tuple[str, ...],
    settings: dict[str, str],
    strict: bool,
    quiet: bool,
) -> str:
    rulebook = api.load_rules(*rules, settings=settings)
    loaded = api.load_process(process, rules=rulebook, facts=facts)
    if not quiet:
        show_problems(loaded.warnings)
    assessment = api.assess(loaded, rules=rulebook, strict=strict)
    return api.write_report(assessment, rules=rulebook, format=form, theme=theme, fragment=fragment)


def _check_watch(process: str, out: str | None, form: str, fragment: bool) -> None:
    if process == "-":
        raise click.UsageError("standard input cannot be watched: name a file")
    if out is not None or form != "html" or fragment:
        raise click.UsageError("--watch shows the page in a browser: leave out -o, --format and --fragment")
