"""`fitengine check`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.failures import ExitCode
from fitengine.cli.options import (
    facts_option,
    out_option,
    processes_argument,
    quiet_option,
    rules_option,
    setting_option,
)
from fitengine.cli.output import page_width, utf8, wants_colour, write_result
from fitengine.cli.several import Read, annotated, joined_json, read_all
from fitengine.model.finding import Finding
from fitengine.report.display import clean

__all__ = ["SEVERITIES", "command"]

SEVERITIES = ("error", "warning", "info")
"""Gravest first."""


@click.command(
    cls=ExampleCommand,
    short_help="Look for weaknesses in the structure of a process.",
    epilog="fitengine check invoices.bpmn --fail-on warning\n"
    "fitengine check invoices.yaml order.bpmn --format sarif -o findings.sarif",
)
@processes_argument
@facts_option
@rules_option
@setting_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="sarif is what code hosts and editors read, github what GitHub Actions shows beside the lines of a file.",
)
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
    processes: tuple[str, ...],
    facts: str | None,
    rules: tuple[str, ...],
    settings: dict[str, str],
    form: str,
    out: str | None,
    fail_on: str,
    quiet: bool,
) -> None:
    """Look for weaknesses in the structure of each PROCESS: dead ends, steps nobody reaches, gateways that do not match.

    PROCESS is a YAML, JSON or BPMN file, or - for standard input. One that cannot be used does not keep the others from
    being checked; the exit code is 2 then.
    """
    read = read_all(processes, api.load_rules(*rules, settings=settings), facts, quiet)
    findings = {one.source: api.check_process(one.process) for one in read if one.process is not None}
    if form in ("sarif", "github"):
        from fitengine.report.annotations import of_findings

        remarks = annotated(form, read, lambda source, _: of_findings(source, findings[source]))
        write_result(remarks, out, quiet)
    elif findings:
        write_result(_formatted(read, findings, form, out), out, quiet)
    if len(findings) < len(set(processes)):
        ctx.exit(ExitCode.UNUSABLE)
    grave = () if fail_on == "never" else SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    if any(finding.severity in grave for found in findings.values() for finding in found):
        ctx.exit(ExitCode.FINDINGS)


def _formatted(
    read: Sequence[Read], findings: Mapping[str, Sequence[Finding]], form: str, out: str | None
) -> str | bytes:
    """One process as it always was; several with their names, or as a list."""
    usable = [(one.source, one.process) for one in read if one.process is not None]
    if form == "json":
        from fitengine.report.json_output import findings_to_json

        texts = [findings_to_json(process, findings[source]) for source, process in usable]
        return utf8(joined_json(texts, len(read)))
    from fitengine.report.findings_text import findings_text

    width, colour = page_width(), wants_colour(out)
    texts = [findings_text(findings[source], width=width, colour=colour) for source, _ in usable]
    if len(read) == 1:
        return texts[0]
    return "\n".join(f"{clean(source)}\n{text}" for (source, _), text in zip(usable, texts, strict=True))
