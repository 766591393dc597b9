"""`fitengine roadmap`."""

from __future__ import annotations

import sys
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
)
from fitengine.cli.output import page_width, utf8, wants_colour, write_result
from fitengine.model.roadmap import Roadmap

__all__ = ["command"]

Picture = Literal["svg", "png", "dot"]
Theme = Literal["light", "dark", "print"]

_PICTURES: tuple[Picture, ...] = ("svg", "png", "dot")


@click.command(
    cls=ExampleCommand,
    short_help="Put the work in waves: what comes first, what waits for what, and why.",
    epilog="fitengine roadmap invoices.yaml\nfitengine roadmap invoices.yaml --format csv -o plan.csv\n"
    "fitengine roadmap invoices.yaml --format svg -o plan.svg",
)
@process_argument
@facts_option
@rules_option
@setting_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "csv", *_PICTURES]),
    default="text",
    show_default=True,
)
@click.option("--theme", type=click.Choice(["light", "dark", "print"]), default="light", show_default=True)
@click.option("--dot", metavar="PATH", help="The Graphviz program to draw pictures with.")
@out_option
@quiet_option
def command(
    process: str,
    facts: str | None,
    rules: tuple[str, ...],
    settings: dict[str, str],
    form: str,
    theme: Theme,
    dot: str | None,
    out: str | None,
    quiet: bool,
) -> None:
    """Put the work on PROCESS in waves: high value at low complexity first, low risk before high, and before each piece what
    it waits for: steps that feed it and must be standardised, and the data that a model needs.

    Automation steps that follow one another in a lane become one piece of work. Where a dependency holds something up, the
    roadmap says so.
    """
    rulebook = api.load_rules(*rules, settings=settings)
    loaded = api.load_process(process, rules=rulebook, facts=facts)
    if not quiet:
        show_problems(loaded.warnings)
    roadmap = api.roadmap(loaded, rules=rulebook)
    if picture := next((one for one in _PICTURES if one == form), None):
        if picture == "png" and out is None and sys.stdout.isatty():
            raise click.UsageError("a png file is no text for a terminal: name a file with -o")
        write_result(api.draw_roadmap(roadmap, format=picture, theme=theme, dot=dot), out, quiet)
    else:
        write_result(_formatted(roadmap, form, out), out, quiet)


def _formatted(roadmap: Roadmap, form: str, out: str | None) -> str | bytes:
    match form:
        case "json":
            from fitengine.report.roadmap_json import roadmap_to_json

            return utf8(roadmap_to_json(roadmap))
        case "markdown":
            from fitengine.report.roadmap_markdown import roadmap_markdown

            return utf8(roadmap_markdown(roadmap))
        case "csv":
            from fitengine.report.roadmap_csv import roadmap_to_csv

            return utf8(roadmap_to_csv(roadmap))
        case _:
            from fitengine.report.roadmap_text import roadmap_text

            return roadmap_text(roadmap, width=page_width(), colour=wants_colour(out))
