"""`fitengine map`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.failures import show_problems
from fitengine.cli.options import (
    facts_option,
    out_option,
    process_argument,
    quiet_option,
    rules_option,
    setting_option,
    strict_option,
)
from fitengine.cli.output import write_result

__all__ = ["command"]

MapFormat = Literal["svg", "png", "pdf", "dot"]
Theme = Literal["light", "dark", "print"]

_FORMATS: tuple[MapFormat, ...] = ("svg", "png", "pdf", "dot")


@click.command(
    cls=ExampleCommand,
    short_help="Draw a process as a swimlane map with its verdicts.",
    epilog="fitengine map invoices.yaml -o invoices.svg\nfitengine map invoices.yaml --overview -o overview.png",
)
@process_argument
@out_option
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="The ending of the file decides where this is not given; else svg.",
)
@click.option("--theme", type=click.Choice(["light", "dark", "print"]), default="light", show_default=True)
@click.option(
    "--overview", is_flag=True, help="A bar of verdicts for each lane and stage, and what flows between."
)
@click.option("--stage", metavar="NAME", help="The steps of one stage only.")
@click.option("--lane", metavar="NAME", help="The steps of one lane only.")
@click.option("--columns", type=click.IntRange(0), help="Fold after so many columns; 0 never folds.")
@click.option("--date", metavar="TEXT", default="", help="Print this date; none is printed by itself.")
@click.option("--dot", metavar="PATH", help="The Graphviz program to draw with.")
@click.option("--unfold", is_flag=True, help="Every step on one map, however large it gets.")
@facts_option
@rules_option
@setting_option
@strict_option
@quiet_option
def command(
    process: str,
    out: str | None,
    form: MapFormat | None,
    theme: Theme,
    overview: bool,
    stage: str | None,
    lane: str | None,
    columns: int | None,
    date: str,
    dot: str | None,
    unfold: bool,
    facts: str | None,
    rules: tuple[str, ...],
    settings: dict[str, str],
    strict: bool,
    quiet: bool,
) -> None:
    """Draw PROCESS as a swimlane map: lanes, steps with their verdicts, what blocks, and how much flows where.

    PROCESS is a YAML, JSON or BPMN file, or - for standard input.
    """
    form = form or _format_of(out)
    if out is None and form in ("png", "pdf") and sys.stdout.isatty():
        raise click.UsageError(f"a {form} file is no text for a terminal: name a file with -o")
    rulebook = api.load_rules(*rules, settings=settings)
    loaded = api.load_process(process, rules=rulebook, facts=facts)
    if not quiet:
        show_problems(loaded.warnings)
    assessment = api.assess(loaded, rules=rulebook, strict=strict)
    drawn = api.draw_map(
        assessment,
        format=form,
        theme=theme,
        overview=overview,
        stage=stage,
        lane=lane,
        columns=columns,
        unfold=unfold,
        date=date,
        dot=dot,
    )
    write_result(drawn, out, quiet)


def _format_of(out: str | None) -> MapFormat:
    """The format that the file's ending names."""
    ending = Path(out or "").suffix.lower().lstrip(".")
    if found := next((form for form in _FORMATS if form == ending), None):
        return found
    if ending == "gv":
        return "dot"
    if ending:
        raise click.UsageError(
            f"no map can be drawn as `.{ending}`: choose from {', '.join(_FORMATS)} with --format"
        )
    return "svg"
