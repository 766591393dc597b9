"""`fitengine assess`."""

from __future__ import annotations

from collections.abc import Sequence

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
    set_option,
    setting_option,
    strict_option,
)
from fitengine.cli.output import note, page_width, utf8, wants_colour, write_result
from fitengine.cli.several import Read, annotated, joined_json, read_all
from fitengine.model.decision import Assessment, Certainty
from fitengine.model.process import Process
from fitengine.model.rules import Rulebook
from fitengine.report.words import count_words

__all__ = ["command"]


@click.command(
    cls=ExampleCommand,
    short_help="Decide for every step of a process what suits it, and say why.",
    epilog="fitengine assess invoices.yaml\n"
    "fitengine assess invoices.yaml --set register.rule_based=mostly --set 'lane:AP accounting.volume=40 a week'\n"
    "fitengine assess invoices.bpmn --format json -o invoices.json --fail-on error\n"
    "fitengine assess invoices.yaml order.bpmn --format github --fail-on blocked",
)
@processes_argument
@facts_option
@rules_option
@setting_option
@strict_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv", "markdown", "sarif", "github"]),
    default="text",
    show_default=True,
    help="sarif is what code hosts and editors read, github what GitHub Actions shows beside the lines of a file.",
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
    processes: tuple[str, ...],
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

    Of several, as text, json, sarif or github, one that cannot be used does not keep the others from being assessed; the
    exit code is 2 then.
    """
    _check_usage(processes, changes, form)
    rulebook = api.load_rules(*rules, settings=settings)
    read = read_all(processes, rulebook, facts, quiet)
    usable = [one.process for one in read if one.process is not None]
    if changes and usable:
        assessments, content = _tried(usable[0], changes, rulebook, strict, executor, form, out)
        write_result(content, out, quiet)
    else:
        assessments = [api.assess(one, rules=rulebook, strict=strict, executor=executor) for one in usable]
        _write(read, assessments, rulebook, form, verbose, out, quiet)
    if len(usable) < len(read):
        ctx.exit(ExitCode.UNUSABLE)
    if reasons := [words for level in fail_on if (words := _failing(assessments, level))]:
        note(f"failed on {', '.join(reasons)}", quiet)
        ctx.exit(ExitCode.FINDINGS)


def _check_usage(processes: Sequence[str], changes: Sequence[str], form: str) -> None:
    if changes and form in ("csv", "sarif", "github"):
        raise click.UsageError(f"what --set would change can be text, json or markdown, not {form}")
    if len(processes) > 1 and (changes or form in ("csv", "markdown")):
        what = "--set is" if changes else f"{form} is"
        raise click.UsageError(f"{what} about one process: name it alone")


def _tried(
    process: Process,
    changes: Sequence[str],
    rulebook: Rulebook,
    strict: bool,
    executor: str,
    form: str,
    out: str | None,
) -> tuple[list[Assessment], str | bytes]:
    """What would be, and what would become otherwise."""
    from fitengine.cli.comparisons import format_comparison

    tried = api.read_changes(process, changes, rules=rulebook)
    comparison = api.what_if(process, tried, rules=rulebook, strict=strict, executor=executor)
    content = format_comparison(comparison, (rulebook, rulebook), form, out, changes)
    return [comparison.after], content


def _write(
    read: Sequence[Read],
    assessments: Sequence[Assessment],
    rulebook: Rulebook,
    form: str,
    verbose: bool,
    out: str | None,
    quiet: bool,
) -> None:
    if form in ("sarif", "github"):
        from fitengine.report.annotations import of_assessment

        found = {id(one.process): one for one in assessments}
        remarks = annotated(form, read, lambda name, one: of_assessment(name, found[id(one)], rulebook))
        write_result(remarks, out, quiet)
    elif assessments:
        write_result(_joined(read, assessments, rulebook, form, verbose, out), out, quiet)


def _joined(
    read: Sequence[Read],
    assessments: Sequence[Assessment],
    rulebook: Rulebook,
    form: str,
    verbose: bool,
    out: str | None,
) -> str | bytes:
    """Text for people as text; what programs read as UTF-8, whatever the terminal speaks."""
    texts = [_formatted(one, rulebook, form, verbose, out) for one in assessments]
    if form == "text":
        return "\n".join(texts)
    return utf8(joined_json(texts, len(read)) if form == "json" else texts[0])


def _formatted(assessment: Assessment, rulebook: Rulebook, form: str, verbose: bool, out: str | None) -> str:
    match form:
        case "json":
            from fitengine.report.json_output import to_json

            return to_json(assessment)
        case "csv":
            from fitengine.report.csv_output import to_csv

            return to_csv(assessment)
        case "markdown":
            from fitengine.report.markdown import assessment_markdown

            return assessment_markdown(assessment, rulebook)
        case _:
            from fitengine.report.table import assessment_text

            colour = wants_colour(out)
            return assessment_text(assessment, rulebook, width=page_width(), colour=colour, verbose=verbose)


def _failing(assessments: Sequence[Assessment], level: str) -> str:
    """What makes the run fail at this level, in words; empty where nothing does."""
    steps = [step for assessment in assessments for step in assessment.steps]
    match level:
        case "open":
            count = sum(step.decision.certainty is Certainty.OPEN for step in steps)
            return f"{count_words(count, 'step')} without a verdict" if count else ""
        case "blocked":
            count = sum(any(one.status == "holds" for one in step.blockers) for step in steps)
            return f"{count_words(count, 'blocked step')}" if count else ""
        case "error" | "warning":
            grave = ("error",) if level == "error" else ("error", "warning")
            findings = (finding for assessment in assessments for finding in assessment.findings)
            count = sum(finding.severity in grave for finding in findings)
            return count_words(count, "finding") if count else ""
        case _:
            return ""
