"""`fitengine portfolio summary`."""

from __future__ import annotations

import sys

import click

from fitengine.cli.commands import ExampleCommand
from fitengine.cli.options import out_option, quiet_option
from fitengine.cli.output import page_width, utf8, wants_colour, write_result
from fitengine.cli.portfolio_results import read_summary
from fitengine.portfolio.summary_model import GROUPINGS, Choice, Summary
from fitengine.report.html import PageTheme

__all__ = ["command"]

_TABLES = (
    "verdicts",
    "processes",
    "steps",
    "blockers",
    "questions",
    "duplicates",
    "initiatives",
    "documents",
)


@click.command(
    cls=ExampleCommand,
    name="summary",
    epilog="fitengine portfolio summary results\n"
    "fitengine portfolio summary results --format html -o portfolio.html\n"
    "fitengine portfolio summary results --area Finance --by owner --limit 50 --format xlsx -o finance.xlsx\n"
    "fitengine portfolio summary results --format csv --table questions",
)
@click.argument("results", metavar="RESULTS")
@click.option(
    "--by",
    type=click.Choice([*GROUPINGS, "none"]),
    multiple=True,
    help="Group the verdicts by this; repeatable. Left out, by all three.",
)
@click.option(
    "--area", "areas", metavar="AREA", multiple=True, help="Only processes of this area; repeatable."
)
@click.option(
    "--owner", "owners", metavar="OWNER", multiple=True, help="Only processes of this owner; repeatable."
)
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    help="Rows of each list; 0 is all of them.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv", "xlsx", "html"]),
    default="text",
    show_default=True,
)
@click.option(
    "--table",
    type=click.Choice(_TABLES),
    default="verdicts",
    show_default=True,
    help="The table that CSV holds.",
)
@click.option("--theme", type=click.Choice(["auto", "light", "dark"]), default="auto", show_default=True)
@out_option
@quiet_option
def command(
    results: str,
    by: tuple[str, ...],
    areas: tuple[str, ...],
    owners: tuple[str, ...],
    limit: int,
    form: str,
    table: str,
    theme: PageTheme,
    out: str | None,
    quiet: bool,
) -> None:
    """Sum up the RESULTS of a portfolio run: verdicts by area, lane and owner, which processes come first and why, quick wins,
    what blocks most, which questions settle most, how far the initiatives are, and steps that several processes share.
    """
    if form == "xlsx" and out is None and sys.stdout.isatty():
        raise click.UsageError("an xlsx file is no text for a terminal: name a file with -o")
    choice = Choice(tuple(one for one in by or GROUPINGS if one != "none"), limit, areas, owners)
    summary, _, _ = read_summary(results, choice, quiet)
    write_result(_formatted(summary, form, table, theme, out), out, quiet)


def _formatted(summary: Summary, form: str, table: str, theme: PageTheme, out: str | None) -> str | bytes:
    match form:
        case "json":
            from fitengine.portfolio.summary_json import summary_to_json

            return utf8(summary_to_json(summary))
        case "csv":
            from fitengine.portfolio.summary_tables import summary_to_csv

            return utf8(summary_to_csv(summary, table))
        case "xlsx":
            from fitengine.portfolio.summary_tables import summary_workbook

            return summary_workbook(summary)
        case "html":
            from fitengine.portfolio.summary_page import summary_page

            return utf8(summary_page(summary, theme))
        case _:
            from fitengine.portfolio.summary_text import summary_text

            return summary_text(summary, width=page_width(), colour=wants_colour(out))
