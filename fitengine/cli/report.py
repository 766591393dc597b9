"""`fitengine report`."""

from __future__ import annotations

import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.days import on_option
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


Form = Literal["html", "markdown", "xlsx", "pdf"]
_Theme = Literal["auto", "light", "dark"]
_FORMS: tuple[Form, ...] = ("html", "markdown", "xlsx", "pdf")
_ENDINGS: dict[str, Form] = {"": "html", "htm": "html", "md": "markdown"}


@click.command(
    cls=ExampleCommand,
    short_help="Write everything about a process as one HTML file, PDF or workbook.",
    epilog="fitengine report invoices.yaml -o invoices.html\n"
    "fitengine report invoices.yaml -o invoices.pdf\n"
    "fitengine report invoices.yaml -o invoices.xlsx\n"
    "fitengine report invoices.yaml --watch",
)
@process_argument
@out_option
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="The ending of the file decides where this is not given; else html.",
)
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
@on_option
@facts_option
@rules_option
@setting_option
@strict_option
@quiet_option
def command(
    process: str,
    out: str | None,
    form: Form | None,
    theme: _Theme,
    fragment: bool,
    watch: bool,
    port: int | None,
    on: date | None,
    facts: str | None,
    rules: tuple[str, ...],
    settings: dict[str, str],
    strict: bool,
    quiet: bool,
) -> None:
    """Write the report of PROCESS: the map, every verdict with its reasons and sources, what is missing and what would change
    it, in one HTML file that needs no network. In the page, facts can be tried out: verdict, map and totals follow at once.

    As PDF and as Markdown it is there to be read, as an Excel workbook (xlsx) to be filtered and handed on.

    PROCESS is a YAML, JSON or BPMN file, or - for standard input.
    """
    form = form or _form_of(out)
    if fragment and form != "html":
        raise click.UsageError(f"--fragment is about HTML: leave it out, or write no {form}")
    write = partial(_write, process, theme, fragment, on, facts, rules, settings, strict, quiet)
    if watch:
        _check_watch(process, out, form, fragment)
        from fitengine.cli.watching import watch_report

        watch_report(partial(write, "html"), process, facts, rules, port or 0, quiet)
    elif port is not None:
        raise click.UsageError("--port is about --watch")
    elif out is None and form in ("xlsx", "pdf") and sys.stdout.isatty():
        raise click.UsageError(f"a {form} file is no text for a terminal: name a file with -o")
    else:
        content = write(form)
        write_result(utf8(content) if isinstance(content, str) else content, out, quiet)


def _form_of(out: str | None) -> Form:
    """The format that the file's ending names."""
    ending = Path(out or "").suffix.lower().lstrip(".")
    form = _ENDINGS.get(ending) or next((form for form in _FORMS if form == ending), None)
    if form is None:
        raise click.UsageError(
            f"no report can be written as `.{ending}`: choose from {', '.join(_FORMS)} with --format"
        )
    return form


def _write(
    process: str,
    theme: _Theme,
    fragment: bool,
    on: date | None,
    facts: str | None,
    rules: tuple[str, ...],
    settings: dict[str, str],
    strict: bool,
    quiet: bool,
    form: Form,
) -> str | bytes:
    rulebook = api.load_rules(*rules, settings=settings)
    loaded = api.load_process(process, rules=rulebook, facts=facts)
    if not quiet:
        show_problems(loaded.warnings)
    assessment = api.assess(loaded, rules=rulebook, strict=strict)
    if form == "xlsx" or form == "pdf":
        return api.write_report(assessment, rules=rulebook, format=form, on=on)
    return api.write_report(assessment, rules=rulebook, format=form, theme=theme, fragment=fragment, on=on)


def _check_watch(process: str, out: str | None, form: str, fragment: bool) -> None:
    if process == "-":
        raise click.UsageError("standard input cannot be watched: name a file")
    if out is not None or form != "html" or fragment:
        raise click.UsageError("--watch shows the page in a browser: leave out -o, --format and --fragment")
