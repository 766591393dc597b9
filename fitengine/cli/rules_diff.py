"""`fitengine rules diff`."""

from __future__ import annotations

from collections.abc import Mapping

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.failures import ExitCode, show_problems
from fitengine.cli.options import (
    form_option,
    out_option,
    quiet_option,
    setting_new_option,
    setting_old_option,
    setting_option,
)
from fitengine.cli.output import note, page_width, utf8, wants_colour, write_result
from fitengine.errors import InputError, Problem
from fitengine.load.yaml.fields import hint
from fitengine.model.explanation import Comparison
from fitengine.model.rules import HitPolicy, Rulebook
from fitengine.report.pack_diff import RulesDiff, share_words
from fitengine.report.words import count_words

__all__ = ["command"]

_SHIPPED = "shipped"


@click.command(
    cls=ExampleCommand,
    name="diff",
    short_help="Say which cases two sets of rules decide otherwise.",
    epilog="fitengine rules diff shipped my-rules --process invoices.yaml\n"
    "fitengine rules diff shipped shipped --setting-new many_systems=benefit",
)
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@click.option(
    "--decision", default="technology-fit", show_default=True, metavar="ID", help="The decision to compare."
)
@click.option(
    "--process",
    "processes",
    metavar="FILE",
    multiple=True,
    help="Also say which steps of this process would change; repeatable.",
)
@setting_option
@setting_old_option
@setting_new_option
@form_option
@out_option
@click.option(
    "--fail-on",
    type=click.Choice(["never", "changed"]),
    default="never",
    show_default=True,
    help="Exit with 1 where a case, or a step of a process, is decided otherwise.",
)
@quiet_option
@click.pass_context
def command(
    ctx: click.Context,
    old: str,
    new: str,
    decision: str,
    processes: tuple[str, ...],
    settings: dict[str, str],
    setting_old: dict[str, str],
    setting_new: dict[str, str],
    form: str,
    out: str | None,
    fail_on: str,
    quiet: bool,
) -> None:
    """Say which share of all cases the rules of A and B decide otherwise, with an example of each kind and the rules that
    took over, and which rules and facts were added, removed or altered.

    A and B are folders of rules that add to the shipped ones, as with --rules; the word shipped stands for these alone.
    """  # fmt: skip
    before = _rulebook(old, {**settings, **setting_old})
    after = _rulebook(new, {**settings, **setting_new})
    for rulebook, name in ((before, old), (after, new)):
        _check_decision(rulebook, decision, name)
    compared = tuple(_compared(source, before, after, quiet) for source in processes)
    diff = RulesDiff(api.compare_rules(before, after, decision), before, after, (old, new), compared)
    write_result(_formatted(diff, form, out), out, quiet)
    if fail_on == "changed" and (reasons := _changes(diff)):
        note(f"failed on {' and '.join(reasons)}", quiet)
        ctx.exit(ExitCode.FINDINGS)


def _rulebook(name: str, settings: Mapping[str, str]) -> Rulebook:
    return api.load_rules(*([] if name == _SHIPPED else [name]), settings=settings)


def _check_decision(rulebook: Rulebook, decision: str, name: str) -> None:
    """Only decisions about a step that come to one outcome can be laid over each other."""
    tables = rulebook.tables.values()
    legal = [one.id for one in tables if one.hit_policy is not HitPolicy.COLLECT and one.subject == "step"]
    if decision not in legal:
        known = "does not come to one outcome" if decision in rulebook.tables else "is no decision"
        raise InputError(
            [Problem("unknown-decision", f"`{decision}` {known} in `{name}`", hint(decision, legal))]
        )


def _compared(source: str, before: Rulebook, after: Rulebook, quiet: bool) -> Comparison:
    """The process under either set of rules, read by either: their fact dictionaries may differ."""
    old, new = api.load_process(source, rules=before), api.load_process(source, rules=after)
    if not quiet:
        show_problems(new.warnings)
    return api.compare(old, new, rules=after, old_rules=before)


def _formatted(diff: RulesDiff, form: str, out: str | None) -> str | bytes:
    match form:
        case "json":
            from fitengine.report.pack_diff_json import pack_diff_to_json

            return utf8(pack_diff_to_json(diff))
        case "markdown":
            from fitengine.report.pack_diff_markdown import pack_diff_markdown

            return utf8(pack_diff_markdown(diff))
        case _:
            from fitengine.report.pack_diff_text import pack_diff_text

            return pack_diff_text(diff, width=page_width(), colour=wants_colour(out))


def _changes(diff: RulesDiff) -> list[str]:
    """What changes, in words: what goes without saying may turn a step where every full case is decided alike."""
    steps = sum(len(comparison.changed()) for comparison in diff.processes)
    share = f"{share_words(diff.diff.changed)} of all cases" if diff.diff.transitions else ""
    return [reason for reason in (share, count_words(steps, "changed step") if steps else "") if reason]
