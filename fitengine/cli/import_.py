"""`fitengine import`."""

from __future__ import annotations

from typing import Any

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.failures import show_problems
from fitengine.cli.log_options import log_argument, log_options, read_log_options, show_data
from fitengine.cli.options import out_option, quiet_option, rules_option, setting_option
from fitengine.cli.output import note, write_result
from fitengine.errors import InputError
from fitengine.model.measured import DiscoveredProcess
from fitengine.model.rules import Rulebook

__all__ = ["command"]

_WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".ods")
"""Endings; only the first can be read, and the reader says so."""


def _read_share(ctx: click.Context | None, param: click.Parameter | None, text: str) -> float:
    """`5%` or `0.05`."""
    try:
        share = float(text.removesuffix("%")) / 100 if text.endswith("%") else float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise click.BadParameter(f"`{text}` is no share, as 5% or 0.05", ctx, param)
    return share


@click.command(
    cls=ExampleCommand,
    short_help="Draw a process from an event log, or read it from an Excel workbook.",
    epilog="fitengine import invoices.xlsx -o invoices.yaml --problems problems.xlsx\n"
    "fitengine import invoices.xes.gz -o invoices.yaml\n"
    "fitengine import invoices.csv --min-share 10% -o invoices.yaml",
)
@log_argument
@click.option(
    "--min-share",
    default="5%",
    show_default=True,
    metavar="SHARE",
    callback=_read_share,
    help="Leave out moves between steps that are rarer than this among all that leave a step.",
)
@log_options
@rules_option
@setting_option
@click.option(
    "--problems",
    metavar="FILE",
    help="Where a workbook cannot be read, write what is wrong, cell by cell, into this workbook.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="With json, the figures of the log go to standard output; -o names the file of the process.",
)
@out_option
@quiet_option
def command(
    log: str,
    min_share: float,
    software_users: tuple[str, ...],
    rules: tuple[str, ...],
    settings: dict[str, str],
    problems: str | None,
    form: str,
    out: str | None,
    quiet: bool,
    **given: Any,
) -> None:
    """Draw the process that an event log shows: which step follows which, how often, and the figures of each step.

    LOG is an event log in CSV or XES, plain or packed with gzip, or - for standard input. The process is a YAML file to go on
    from: work that goes on side by side looks like a choice or a loop in it, and the branches have shares and no words yet.

    LOG may also be an Excel workbook as `fitengine export` writes it: the process in it becomes a process file.
    """
    if log.lower().endswith(_WORKBOOKS):
        if form == "json":
            raise click.UsageError("a workbook has no figures of a log: --format json is for event logs")
        _import_workbook(log, api.load_rules(*rules, settings=settings), problems, out, quiet)
        return
    if rules or settings or problems:
        raise click.UsageError("--rules, --setting and --problems are for workbooks, not for event logs")
    if form == "json" and out in (None, "-"):
        raise click.UsageError(
            "both the process and the figures would go to standard output: name a file with -o"
        )
    options, max_bytes = read_log_options(given)
    drawn = api.import_log(
        log, options=options, min_share=min_share, software_users=software_users, max_bytes=max_bytes
    )
    show_data(drawn.measurement, quiet, process=False)
    _show_process(drawn, out, quiet)
    if form == "json":
        from fitengine.report.measured_json import discovery_to_json

        write_result(discovery_to_json(drawn).encode("utf-8", "backslashreplace"), None)


def _import_workbook(
    book: str, rulebook: Rulebook, problems: str | None, out: str | None, quiet: bool
) -> None:
    try:
        process = api.import_workbook(book, rules=rulebook)
    except InputError as error:
        if problems is not None:
            write_result(api.problem_workbook(error.problems), problems, quiet)
        raise
    if not quiet:
        show_problems(process.warnings)
    write_result(api.process_text(process), out, quiet)


def _show_process(drawn: DiscoveredProcess, out: str | None, quiet: bool) -> None:
    from fitengine.report.measured_text import discovery_words

    note(discovery_words(drawn), quiet)
    write_result(api.drawn_process(drawn).encode(), out, quiet)
