"""`fitengine compare`."""

from __future__ import annotations

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.comparisons import format_comparison
from fitengine.cli.failures import ExitCode, show_problems
from fitengine.cli.options import (
    form_option,
    out_option,
    quiet_option,
    rules_option,
    setting_new_option,
    setting_old_option,
    setting_option,
    strict_option,
)
from fitengine.cli.output import note, write_result
from fitengine.model.process import Process
from fitengine.model.rules import Rulebook
from fitengine.report.words import count_words

__all__ = ["command"]


@click.command(
    cls=ExampleCommand,
    short_help="Compare two versions of a process, or one under two sets of rules.",
    epilog="fitengine compare invoices-2025.yaml invoices-2026.yaml --fail-on changed\n"
    "fitengine compare invoices.yaml --rules-new my-rules",
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="[NEW]", required=False)
@click.option("--facts-old", metavar="SIDECAR", help="Facts file of OLD, where it is a BPMN model.")
@click.option("--facts-new", metavar="SIDECAR", help="Facts file of NEW, where it is a BPMN model.")
@rules_option
@click.option(
    "--rules-old", metavar="DIR", multiple=True, help="As --rules, for the old side only; repeatable."
)
@click.option(
    "--rules-new", metavar="DIR", multiple=True, help="As --rules, for the new side only; repeatable."
)
@setting_option
@setting_old_option
@setting_new_option
@strict_option
@form_option
@out_option
@click.option(
    "--fail-on",
    type=click.Choice(["never", "changed"]),
    default="never",
    show_default=True,
    help="Exit with 1 where a step is decided otherwise, added or removed.",
)
@quiet_option
@click.pass_context
def command(
    ctx: click.Context,
    old: str,
    new: str | None,
    facts_old: str | None,
    facts_new: str | None,
    rules: tuple[str, ...],
    rules_old: tuple[str, ...],
    rules_new: tuple[str, ...],
    settings: dict[str, str],
    setting_old: dict[str, str],
    setting_new: dict[str, str],
    strict: bool,
    form: str,
    out: str | None,
    fail_on: str,
    quiet: bool,
) -> None:
    """Say which verdicts differ between the processes OLD and NEW, which facts and rules turned them, which steps came and
    went, and the totals before and after.

    Without NEW, OLD is compared with itself under other rules, settings or facts. Both are YAML, JSON or BPMN files.
    """  # fmt: skip
    if new is None and not (rules_old or rules_new or setting_old or setting_new or facts_old or facts_new):
        raise click.UsageError(
            "one file is only compared with itself under other rules: name a second file, or --rules-new"
        )
    if old == "-" and new in (None, "-"):
        raise click.UsageError("standard input can be read only once: name a file")
    old_rules = api.load_rules(*rules, *rules_old, settings={**settings, **setting_old})
    new_rules = api.load_rules(*rules, *rules_new, settings={**settings, **setting_new})
    before = _loaded(old, old_rules, facts_old, quiet)
    after = _loaded(old if new is None else new, new_rules, facts_new, quiet)
    comparison = api.compare(before, after, rules=new_rules, old_rules=old_rules, strict=strict)
    write_result(format_comparison(comparison, (old_rules, new_rules), form, out), out, quiet)
    if fail_on == "changed" and (changed := comparison.changed()):
        note(f"failed on {count_words(len(changed), 'changed step')}", quiet)
        ctx.exit(ExitCode.FINDINGS)


def _loaded(source: str, rulebook: Rulebook, facts: str | None, quiet: bool) -> Process:
    process = api.load_process(source, rules=rulebook, facts=facts)
    if not quiet:
        show_problems(process.warnings)
    return process
