"""`fitengine assess`."""

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
    set_option,
    setting_option,
    strict_option,
)
from fitengine.cli.output import note, page_width, utf8, wants_colour, write_result
from fitengine.model.decision import Assessment, Certainty
from fitengine.model.rules import Rulebook
from fitengine.report.words import count_words

__all__ = ["command"]


@click.command(
    cls=ExampleCommand,
    short_help="Decide for every step of a process what suits it, and say why.",
    epilog="fitengine assess invoices.yaml\n"
    "fitengine assess invoices.yaml --set register.rule_based=mostly --set 'lane:AP accounting.volume=40 a week'\n"
    "fitengine assess invoices.bpmn --format json -o invoices.json --fail-on error",
)
@process_argument
@facts_option
@rules_option
@setting_option
@strict_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv", "markdown"]),
    default="text",
    show_default=True,
)
@click.option("-v", "--verbose", is_flag=True, help="Text with every step in full and uncut lists.")
@set_option
@out_option
@click.option(
    "--fail-on",
    type=click.Choice(["never", "error", "warning", "open", "blocked"]),
    multiple=True,
    default=("never",),
    show_default=True,
    help="Exit with 1 on findings of this severity or graver, on steps without a verdict, or on blocked steps; "
    "repeatable.",
)
@click.option(
    "--executor", type=click.Choice(["auto", "rete", "plain"]), default="auto", show_default=True,
    help="What collects the rules that hold.",
)  # fmt: skip
@quiet_option
@click.pass_context
def command(
    ctx: click.Context,
    process: str,
    facts: str | None,
    rules: tuple[str, ...],
    settings: dict[str, str],
    strict: bool,
    form: str,
    verbose: bool,
    changes: tuple[str, ...],
    out: str | None,
    fail_on: tuple[str, ...],
    executor: str,
    quiet: bool,
) -> None:
    """Decide for every step of PROCESS whether it suits RPA, must be standardised first, suits AI or stays with people.

    PROCESS is a YAML, JSON or BPMN file, or - for standard input. What is not known and does not go without saying
    leaves a step undetermined; the result says what to ask next. With --set, the result is what would become otherwise.
    """
    if changes and form == "csv":
        raise click.UsageError("what --set would change can be text, json or markdown, not csv")
    rulebook = api.load_rules(*rules, settings=settings)
    loaded = api.load_process(process, rules=rulebook, facts=facts)
    if not quiet:
        show_problems(loaded.warnings)
    if changes:
        tried = api.read_changes(loaded, changes, rules=rulebook)
        comparison = api.what_if(loaded, tried, rules=rulebook, strict=strict, executor=executor)
        assessment = comparison.after
        from fitengine.cli.comparisons import format_comparison

        content = format_comparison(comparison, (rulebook, rulebook), form, out, changes)
    else:
        assessment = api.assess(loaded, rules=rulebook, strict=strict, executor=executor)
        content = _formatted(assessment, rulebook, form, verbose, out)
    write_result(content, out, quiet)
    if reasons := [words for level in fail_on if (words := _failing(assessment, level))]:
        note(f"failed on {', '.join(reasons)}", quiet)
        ctx.exit(ExitCode.FINDINGS)


def _formatted(
    assessment: Assessment, rulebook: Rulebook, form: str, verbose: bool, out: str | None
) -> str | bytes:
    """Text for people as text; what programs read as UTF-8, whatever the terminal speaks."""
    match form:
        case "json":
            from fitengine.report.json_output import to_json

            text = to_json(assessment)
        case "csv":
            from fitengine.report.csv_output import to_csv

            text = to_csv(assessment)
        case "markdown":
            from fitengine.report.markdown import assessment_markdown

            text = assessment_markdown(assessment, rulebook)
        case _:
            from fitengine.report.table import assessment_text

            colour = wants_colour(out)
            return assessment_text(assessment, rulebook, width=page_width(), colour=colour, verbose=verbose)
    return utf8(text)


def _failing(assessment: Assessment, level: str) -> str:
    """What makes the run fail at this level, in words; empty where nothing does."""
    match level:
        case "open":
            count = sum(step.decision.certainty is Certainty.OPEN for step in assessment.steps)
            return f"{count_words(count, 'step')} without a verdict" if count else ""
        case "blocked":
            count = sum(any(one.status == "holds" for one in step.blockers) for step in assessment.steps)
            return f"{count_words(count, 'blocked step')}" if count else ""
        case "error" | "warning":
            grave = ("error",) if level == "error" else ("error", "warning")
            count = sum(finding.severity in grave for finding in assessment.findings)
            return count_words(count, "finding") if count else ""
        case _:
            return ""
