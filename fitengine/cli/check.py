"""`fitengine check`."""

from __future__ import annotations

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.failures import ExitCode, show_problems
from fitengine.cli.options import (
    facts_option,
    out_option,
    process_argument,
    quiet_option,
    rules_option,
    setting_option,
)
from fitengine.cli.output import page_width, utf8, wants_colour, write_result

__all__ = ["SEVERITIES", "command"]

SEVERITIES = ("error", "warning", "info")
"""Gravest first."""


@click.command(
    cls=ExampleCommand,
    short_help="Look for weaknesses in the structure of a process.",
    epilog="fitengine check invoices.bpmn --fail-on warning",
)
@process_argument
@facts_option
@rules_option
@setting_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@out_option
@click.option(
    "--fail-on",
    type=click.Choice(["never", *SEVERITIES]),
    default="error",
    show_default=True,
    help="Exit with 1 on findings of this severity or graver.",
)
@quiet_option
@click.pass_context
def command(
    ctx: click.Context,
    process: str,
    facts: str | None,
    rules: tuple[str, ...],
    settings: dict[str, str],
    form: str,
    out: str | None,
    fail_on: str,
    quiet: bool,
) -> None:
    """Look for weaknesses in the structure of PROCESS: dead ends, steps nobody reaches, gateways that do not match.

    PROCESS is a YAML, JSON or BPMN file, or - for standard input.
    """
    loaded = api.load_process(process, rules=api.load_rules(*rules, settings=settings), facts=facts)
    if not quiet:
        show_problems(loaded.warnings)
    findings = api.check_process(loaded)
    if form == "json":
        from fitengine.report.json_output import findings_to_json

        write_result(utf8(findings_to_json(loaded, findings)), out, quiet)
    else:
        from fitengine.report.findings_text import findings_text

        write_result(findings_text(findings, width=page_width(), colour=wants_colour(out)), out, quiet)
    grave = () if fail_on == "never" else SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    if any(finding.severity in grave for finding in findings):
        ctx.exit(ExitCode.FINDINGS)
