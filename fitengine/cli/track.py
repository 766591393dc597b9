"""`fitengine track`."""

from __future__ import annotations

from datetime import date

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.days import on_option
from fitengine.cli.failures import ExitCode, show_problems
from fitengine.cli.options import (
    facts_option,
    form_option,
    out_option,
    process_argument,
    quiet_option,
    rules_option,
    setting_option,
)
from fitengine.cli.output import note, page_width, utf8, wants_colour, write_result
from fitengine.model.tracking import Standing, Tracking

__all__ = ["command"]

_FAILING = {
    "never": (),
    "off": (Standing.OFF, Standing.STOP),
    "stop": (Standing.STOP,),
}


@click.command(
    cls=ExampleCommand,
    short_help="Compare the measures of an initiative with what they should be by now.",
    epilog="fitengine track invoices.yaml\nfitengine track invoices.yaml --on 2026-09-30 --fail-on off",
)
@process_argument
@on_option
@facts_option
@rules_option
@setting_option
@form_option
@out_option
@click.option(
    "--fail-on",
    type=click.Choice(list(_FAILING)),
    default="never",
    show_default=True,
    help="Exit with 1 where a measure is off track, or calls to stop and think.",
)
@quiet_option
@click.pass_context
def command(
    ctx: click.Context,
    process: str,
    on: date | None,
    facts: str | None,
    rules: tuple[str, ...],
    settings: dict[str, str],
    form: str,
    out: str | None,
    fail_on: str,
    quiet: bool,
) -> None:
    """Say whether the initiative of PROCESS is on track: each measure against its baseline and against what it should be one
    month and six months after the go-live, whether to stop and think, and how far the review by people may taper.
    """
    rulebook = api.load_rules(*rules, settings=settings)
    loaded = api.load_process(process, rules=rulebook, facts=facts)
    if not quiet:
        show_problems(loaded.warnings)
    tracking = api.track(loaded, on=on)
    write_result(_formatted(tracking, form, out), out, quiet)
    if tracking.standing in _FAILING[fail_on]:
        names = ", ".join(one.kpi.name for one in tracking.kpis if one.standing in _FAILING[fail_on])
        note(f"failed on {names}", quiet)
        ctx.exit(ExitCode.FINDINGS)


def _formatted(tracking: Tracking, form: str, out: str | None) -> str | bytes:
    if form == "json":
        from fitengine.report.tracking_json import tracking_to_json

        return utf8(tracking_to_json(tracking))
    if form == "markdown":
        from fitengine.report.tracking_markdown import tracking_markdown

        return utf8(tracking_markdown(tracking))
    from fitengine.report.tracking_text import tracking_text

    return tracking_text(tracking, width=page_width(), colour=wants_colour(out))
