"""`fitengine rules`: list, show, check, test and compare."""

from __future__ import annotations

import click

from fitengine import api
from fitengine.cli import rules_diff, rules_dmn, rules_docs
from fitengine.cli.check import SEVERITIES
from fitengine.cli.commands import ExampleCommand, ExampleGroup
from fitengine.cli.failures import ExitCode
from fitengine.cli.options import out_option, quiet_option, rules_option, setting_option
from fitengine.cli.output import page_width, wants_colour, write_result
from fitengine.errors import InputError
from fitengine.load.suggest import near
from fitengine.model.rules import Rulebook
from fitengine.report import coverage_text, rules_text

__all__ = ["command"]


@click.group(
    cls=ExampleGroup,
    short_help="List, show, check, test and compare the rules.",
    epilog="fitengine rules show ways",
)
def command() -> None:
    """List, show, check, test and compare the rules."""


command.add_command(rules_docs.command)
command.add_command(rules_diff.command)
command.add_command(rules_dmn.import_command)
command.add_command(rules_dmn.export_command)


@command.command(cls=ExampleCommand, name="list", epilog="fitengine rules list --rules my-rules")
@rules_option
@setting_option
def list_tables(rules: tuple[str, ...], settings: dict[str, str]) -> None:
    """List the decision tables with their rules and outcomes."""
    text = rules_text.tables_text(
        api.load_rules(*rules, settings=settings), width=page_width(), colour=wants_colour(None)
    )
    write_result(text, None)


@command.command(cls=ExampleCommand, name="show", epilog="fitengine rules show W3\nfitengine rules show ways")
@click.argument("name", metavar="ID")
@rules_option
@setting_option
def show(name: str, rules: tuple[str, ...], settings: dict[str, str]) -> None:
    """Show the rule or the decision table called ID, in words and with its sources."""
    rulebook = api.load_rules(*rules, settings=settings)
    texts = _texts(name, rulebook)
    if not texts:
        raise _unknown(name, rulebook)
    write_result("\n".join(texts), None)


@command.command(
    cls=ExampleCommand, name="check", epilog="fitengine rules check --rules my-rules --fail-on warning"
)
@rules_option
@setting_option
@click.option(
    "--fail-on",
    type=click.Choice(["never", *SEVERITIES]),
    default="error",
    show_default=True,
    help="Exit with 1 on findings of this severity or graver.",
)
@click.pass_context
def check(ctx: click.Context, rules: tuple[str, ...], settings: dict[str, str], fail_on: str) -> None:
    """Prove that the rules leave no case out and never conflict, and look for rules that never decide."""
    findings = api.check_rules(api.load_rules(*rules, settings=settings))
    write_result(rules_text.rule_findings_text(findings, width=page_width(), colour=wants_colour(None)), None)
    grave = () if fail_on == "never" else SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    if any(finding.severity in grave for finding in findings):
        ctx.exit(ExitCode.FINDINGS)


@command.command(
    cls=ExampleCommand,
    name="test",
    epilog="fitengine rules test --rules my-rules\nfitengine rules test --coverage --fail-under 100",
)
@rules_option
@setting_option
@click.option("--coverage", "covered", is_flag=True, help="Say which rules and branches no test exercises.")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="N",
    help="Exit with 1 where fewer than N per cent of the rules and branches are covered; implies --coverage.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@out_option
@quiet_option
@click.pass_context
def test(
    ctx: click.Context,
    rules: tuple[str, ...],
    settings: dict[str, str],
    covered: bool,
    fail_under: float | None,
    form: str,
    out: str | None,
    quiet: bool,
) -> None:
    """Run the tests that the decision tables bring along.

    A rule is covered when the decision of a test was made by it. Its branches are the cases in which it can hold, where there
    are several, and the far side of each number that it asks for.
    """
    rulebook = api.load_rules(*rules, settings=settings)
    results = api.test_rules(rulebook)
    coverage = api.rule_coverage(rulebook) if covered or fail_under is not None else None
    if form == "json":
        write_result(coverage_text.rule_tests_json(results, coverage), out, quiet)
    else:
        width, colour = page_width(), wants_colour(out)
        texts = [rules_text.rule_tests_text(results, width=width, colour=colour)]
        texts += [coverage_text.coverage_text(coverage, width=width, colour=colour)] if coverage else []
        write_result("\n".join(texts), out, quiet)
    short = coverage is not None and 100 * coverage.share < (fail_under or 0)
    if short or not all(result.passed for result in results):
        ctx.exit(ExitCode.FINDINGS)


def _texts(name: str, rulebook: Rulebook) -> list[str]:
    """The table of that name, or the rules of that id in whatever tables."""
    width, colour = page_width(), wants_colour(None)
    if name in rulebook.tables:
        return [rules_text.table_text(rulebook.tables[name], rulebook, width=width, colour=colour)]
    return [
        rules_text.rule_text(rule, table, rulebook, width=width, colour=colour)
        for table in rulebook.tables.values()
        for rule in table.rules
        if rule.id.casefold() == name.casefold()
    ]


def _unknown(name: str, rulebook: Rulebook) -> InputError:
    names = [*rulebook.tables, *(rule.id for table in rulebook.tables.values() for rule in table.rules)]
    meant = near(name, names)
    hint = f"did you mean `{meant}`?" if meant else "`fitengine rules list` shows the tables"
    error = InputError.single("unknown-rule", f"no rule or table is called `{name}`", hint)
    assert isinstance(error, InputError)
    return error
