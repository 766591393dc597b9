"""`fitengine portfolio map`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.options import out_option, quiet_option
from fitengine.cli.output import note, utf8, write_result
from fitengine.cli.portfolio_results import read_summary
from fitengine.model.rules import Rulebook
from fitengine.portfolio.manifest import Manifest
from fitengine.portfolio.summary_model import Choice, ProcessRow
from fitengine.report.words import count_words

__all__ = ["command"]

Form = Literal["svg", "png", "html", "dot"]
Theme = Literal["auto", "light", "dark", "print"]

_FORMS: tuple[Form, ...] = ("svg", "png", "html", "dot")


@click.command(
    cls=ExampleCommand,
    name="map",
    epilog="fitengine portfolio map results -o portfolio.svg\n"
    "fitengine portfolio map results --reports reports -o portfolio.html",
)
@click.argument("results", metavar="RESULTS")
@click.option(
    "--area", "areas", metavar="AREA", multiple=True, help="Only processes of this area; repeatable."
)
@click.option(
    "--owner", "owners", metavar="OWNER", multiple=True, help="Only processes of this owner; repeatable."
)
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=300,
    show_default=True,
    help="So many processes, the first of the ranking; 0 is all of them.",
)
@click.option(
    "--reports",
    metavar="FOLDER",
    help="Write the report of each process into this folder, from the sources of the run, and lead to it.",
)
@click.option(
    "--format", "form", type=click.Choice(_FORMS), help="Left out, what the name of the file says; else svg."
)
@click.option(
    "--theme",
    type=click.Choice(["auto", "light", "dark", "print"]),
    default="auto",
    show_default=True,
    help="`auto` follows the reader's system in html, and is light otherwise.",
)
@click.option("--dot", metavar="PATH", help="The Graphviz program to draw with.")
@out_option
@quiet_option
def command(
    results: str,
    areas: tuple[str, ...],
    owners: tuple[str, ...],
    limit: int,
    reports: str | None,
    form: Form | None,
    theme: Theme,
    dot: str | None,
    out: str | None,
    quiet: bool,
) -> None:
    """Draw all processes of the RESULTS of a portfolio run as one picture: a card a process, area below area, with a bar of its
    verdicts. With --reports a card leads to the report of its process.
    """
    form = form or _form_of(out)
    if form == "png" and out is None and sys.stdout.isatty():
        raise click.UsageError("a png file is no text for a terminal: name a file with -o")
    if reports is not None and form not in ("svg", "html"):
        raise click.UsageError(f"a {form} file cannot lead to reports: choose svg or html")
    choice = Choice((), limit, areas, owners)
    summary, manifest, rulebook = read_summary(results, choice, quiet)
    links = _write_reports(summary.processes, manifest, rulebook, reports, out, quiet) if reports else {}
    from fitengine.portfolio.picture import draw_portfolio

    program = Path(dot) if dot else None
    if form != "html":
        drawn = draw_portfolio(
            summary, format=form, theme="light" if theme == "auto" else theme, links=links, dot=program
        )
        write_result(utf8(drawn) if isinstance(drawn, str) else drawn, out, quiet)
        return
    from fitengine.portfolio.summary_page import map_page

    svg = draw_portfolio(summary, links=links, dot=program)
    assert isinstance(svg, str)
    write_result(utf8(map_page(summary, svg, links, "light" if theme == "print" else theme)), out, quiet)


def _form_of(out: str | None) -> Form:
    suffix = Path(out or "").suffix.lower().removeprefix(".")
    return next((form for form in _FORMS if form == suffix), "svg")


def _write_reports(
    processes: tuple[ProcessRow, ...],
    manifest: Manifest,
    rulebook: Rulebook,
    folder: str,
    out: str | None,
    quiet: bool,
) -> Mapping[str, str]:
    """Writes the reports there are sources for; where each lies, seen from the picture."""
    from fitengine.portfolio.drilldown import find_processes, report_name

    Path(folder).mkdir(parents=True, exist_ok=True)
    here = Path(out).parent if out and out != "-" else Path()
    ids = {one.source: one.id for one in processes}
    links: dict[str, str] = {}
    for source, process in find_processes(manifest, ids.keys(), rulebook):
        name = report_name(source, ids[source])
        assessment = api.assess(process, rules=rulebook, strict=manifest.strict)
        write_result(utf8(api.write_report(assessment, rules=rulebook)), str(Path(folder, name)), quiet=True)
        links[source] = quote(Path(os.path.relpath(Path(folder, name), here)).as_posix())
    note(f"wrote {count_words(len(links), 'report')} into {folder}", quiet)
    if gone := len(ids) - len(links):
        note(f"the sources of {gone:,} more are not at hand any more", quiet)
    return links
