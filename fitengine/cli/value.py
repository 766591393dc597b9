"""`fitengine value`."""

from __future__ import annotations

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.failures import show_problems
from fitengine.cli.options import (
    facts_option,
    form_option,
    out_option,
    process_argument,
    quiet_option,
    rules_option,
    setting_option,
)
from fitengine.cli.output import page_width, utf8, wants_colour, write_result
from fitengine.model.rules import Rulebook
from fitengine.model.value import Value

__all__ = ["command"]


@click.command(
    cls=ExampleCommand,
    short_help="Say what the changes are worth, and which assumption matters most.",
    epilog="fitengine value invoices.yaml\nfitengine value invoices.yaml --format json -o value.json",
)
@process_argument
@facts_option
@rules_option
@setting_option
@form_option
@out_option
@quiet_option
def command(
    process: str,
    facts: str | None,
    rules: tuple[str, ...],
    settings: dict[str, str],
    form: str,
    out: str | None,
    quiet: bool,
) -> None:
    """Say what it is worth to change the steps of PROCESS as their verdicts say: hours and money a month, what building and
    running cost, payback and net value, each as a low, a likely and a high case.

    Rates and costs come from `value` in the initiative of the file. What nobody gave is unknown, never nothing; where a
    figure of our own stands in, it is listed as house-default.
    """
    rulebook = api.load_rules(*rules, settings=settings)
    loaded = api.load_process(process, rules=rulebook, facts=facts)
    if not quiet:
        show_problems(loaded.warnings)
    write_result(_formatted(api.value(loaded, rules=rulebook), rulebook, form, out), out, quiet)


def _formatted(value: Value, rulebook: Rulebook, form: str, out: str | None) -> str | bytes:
    if form == "json":
        from fitengine.report.value_json import value_to_json

        return utf8(value_to_json(value))
    if form == "markdown":
        from fitengine.report.value_markdown import value_markdown

        return utf8(value_markdown(value, rulebook))
    from fitengine.report.value_text import value_text

    return value_text(value, rulebook, width=page_width(), colour=wants_colour(out))
