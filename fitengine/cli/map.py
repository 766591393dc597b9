"""`fitengine map`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Literal

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
from fitengine.model.decision import Assessment
from fitengine.model.rules import Rulebook
from fitengine.render.options import COLOURS, MapOptions

__all__ = ["command"]

MapFormat = Literal["svg", "png", "pdf", "dot"]

_FORMATS: tuple[MapFormat, ...] = ("svg", "png", "pdf", "dot")


@click.command(
    cls=ExampleCommand,
    short_help="Draw a process as a swimlane map with its verdicts.",
    epilog="fitengine map invoices.yaml -o invoices.svg\nfitengine map invoices.yaml --overview -o overview.png\n"
    "fitengine map invoices-2026.yaml --before invoices-2025.yaml -o changes.svg",
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
    "--colour",
    type=click.Choice(COLOURS),
    default="verdict",
    show_default=True,
    help="What the colour of a step stands for; word and figure go with it.",
)
@click.option(
    "--before",
    metavar="OLD",
    help="An earlier version of the process: steps that are new or decided otherwise are marked, and those that are gone listed.",
)
@click.option("--facts-before", metavar="SIDECAR", help="Facts file of OLD, where it is a BPMN model.")
@click.option(
    "--overview", is_flag=True, help="A bar of verdicts for each lane and stage, and what flows between."
)
@click.option("--stage", metavar="NAME", help="The steps of one stage only.")
@click.option("--lane", metavar="NAME", help="The steps of one lane only.")
@click.option("--columns", type=click.IntRange(0), help="Fold after so many columns; 0 never folds.")
@click.option("--date", metavar="TEXT", default="", help="Print this date; none is printed by itself.")
@click.option(
    "--dpi",
    type=click.IntRange(10, 1200),
    default=96,
    show_default=True,
    help="Resolution of a PNG, in pixels an inch.",
)
@click.option("--dot", metavar="PATH", help="The Graphviz program to draw with.")
@click.option("--unfold", is_flag=True, help="Show what is inside subprocesses, each in a frame.")
@facts_option
@rules_option
@setting_option
@strict_option
@quiet_option
def command(
    process: str,
    out: str | None,
    form: MapFormat | None,
    before: str | None,
    facts_before: str | None,
    dot: str | None,
    facts: str | None,
    rules: tuple[str, ...],
    settings: dict[str, str],
    strict: bool,
    quiet: bool,
    **look: Any,
) -> None:
    """Draw PROCESS as a swimlane map: lanes, steps with their verdicts, what blocks, and how much flows where.

    PROCESS is a YAML, JSON or BPMN file, or - for standard input.
    """
    options = MapOptions(
        **look
    )  # what is left of the command line: click knows the names and has checked the values
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
        options,
        format=form,
        rules=rulebook,
        before=_assess_old(before, facts_before, rulebook, strict) if before is not None else None,
        dot=dot,
    )
    write_result(drawn, out, quiet)


def _assess_old(source: str, facts: str | None, rules: Rulebook, strict: bool) -> Assessment:
    return api.assess(api.load_process(source, rules=rules, facts=facts), rules=rules, strict=strict)


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
