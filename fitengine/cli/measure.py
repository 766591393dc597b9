"""`fitengine measure`."""

from __future__ import annotations

from typing import Any

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.failures import show_problems
from fitengine.cli.log_options import log_argument, log_options, read_log_options, show_data
from fitengine.cli.options import facts_option, quiet_option, rules_option, setting_option
from fitengine.cli.output import page_width, wants_colour, write_result
from fitengine.model.measured import Measurement

__all__ = ["command"]


@click.command(
    cls=ExampleCommand,
    short_help="Work out figures for the steps of a process from an event log.",
    epilog="fitengine measure invoices.xes.gz --process invoices.bpmn -o invoices.facts.yaml\n"
    "fitengine measure invoices.csv --process invoices.yaml --software-user 112 --format json",
)
@log_argument
@click.option("--process", metavar="PROCESS", required=True, help="The process: a YAML, JSON or BPMN file.")
@facts_option
@rules_option
@setting_option
@click.option(
    "--map",
    "activities",
    metavar="FILE",
    help="YAML file with `activity: id of the step`, one a line, where the names differ.",
)
@click.option(
    "--accept-similar", is_flag=True, help="Take activities and steps with similar names as the same."
)
@log_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "-o",
    "--out",
    metavar="SIDECAR",
    help="Write the measured facts into this facts file, or into the process file; - is standard output.",
)
@quiet_option
def command(
    log: str,
    process: str,
    facts: str | None,
    rules: tuple[str, ...],
    settings: dict[str, str],
    activities: str | None,
    accept_similar: bool,
    software_users: tuple[str, ...],
    form: str,
    out: str | None,
    quiet: bool,
    **given: Any,
) -> None:
    """Work out volume, handling and waiting time, rework, exceptions and variants of each step of PROCESS from LOG.

    LOG is an event log in CSV or XES, plain or packed with gzip, or - for standard input. Columns are guessed from the header
    and shown; the options name them otherwise. Times that cannot be are counted and left out. Measured facts go
    into a facts file beside what people stated there, and never in its place.
    """
    if log == process == "-":
        raise click.UsageError("the log and the process cannot both come from standard input")
    options, max_bytes = read_log_options(given)
    rulebook = api.load_rules(*rules, settings=settings)
    loaded = api.load_process(process, rules=rulebook, facts=facts)
    if not quiet:
        show_problems(loaded.warnings)
    measurement = api.measure_log(
        log,
        loaded,
        options=options,
        activities=activities,
        accept_similar=accept_similar,
        software_users=software_users,
        max_bytes=max_bytes,
    )
    show_data(measurement, quiet, process=True)
    if out is not None:
        text = api.measured_facts(measurement, loaded, target=out, facts=facts, rules=rulebook)
        write_result(text.encode(), out, quiet)
    if out != "-":
        _show_figures(measurement, form)


def _show_figures(measurement: Measurement, form: str) -> None:
    if form == "json":
        from fitengine.report.measured_json import measurement_to_json

        write_result(measurement_to_json(measurement).encode("utf-8", "backslashreplace"), None)
    else:
        from fitengine.report.measured_text import measurement_text

        write_result(measurement_text(measurement, width=page_width(), colour=wants_colour(None)), None)
