"""`fitengine portfolio run`."""

from __future__ import annotations

import os
import sys
import time

import click

from fitengine.cli.commands import ExampleCommand
from fitengine.cli.failures import ExitCode
from fitengine.cli.options import quiet_option, rules_option, setting_option, strict_option
from fitengine.cli.output import note
from fitengine.portfolio.run import RunOptions, RunProgress, run_portfolio
from fitengine.report.words import count_words

__all__ = ["command"]

_EVERY = 10.0
"""Seconds between two lines of progress where nobody watches a terminal."""


@click.command(
    cls=ExampleCommand,
    name="run",
    epilog="fitengine portfolio run processes -o results\n"
    "fitengine portfolio run 'export/*.ndjson' -o results --workers 8\n"
    "fitengine portfolio run models.zip -o results --scheduler tcp://10.0.0.5:8786 --resume",
)
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("-o", "--out", "results", metavar="RESULTS", required=True, help="Folder for the results.")
@rules_option
@setting_option
@strict_option
@click.option(
    "--questions",
    is_flag=True,
    help="Also work out `next_question` of each open step, which stays empty otherwise: some 0.7 ms a step, three to four "
    "times the whole time. A summary ranks its questions without.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    default=os.cpu_count() or 1,
    show_default="one a core",
    help="Processes on this machine.",
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="Scheduler of a Dask cluster that does the work instead."
)
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped: finished shards are kept.")
@click.option(
    "--batch",
    type=click.IntRange(1, 100_000),
    show_default="1,000; of many lines 5,000",
    help="Documents to a shard.",
)
@click.option(
    "--limit",
    type=click.FloatRange(0),
    default=60.0,
    show_default=True,
    help="Seconds that one document may take; 0 is no limit.",
)
@quiet_option
@click.pass_context
def command(
    ctx: click.Context,
    sources: tuple[str, ...],
    results: str,
    rules: tuple[str, ...],
    settings: dict[str, str],
    strict: bool,
    questions: bool,
    workers: int,
    scheduler: str | None,
    resume: bool,
    batch: int | None,
    limit: float,
    quiet: bool,
) -> None:
    """Assess every process of the sources and write the results as Parquet files.

    SOURCE is a folder, a pattern, a YAML, JSON or BPMN file, or an NDJSON, Parquet (column `document`) or zip file of them. A
    document that cannot be used becomes a row that says why. What is finished survives whatever stops the run.
    """
    options = RunOptions(
        sources, results, rules, settings, strict, questions, workers, scheduler, resume, batch or 0, limit
    )
    ticker = _Ticker(quiet)
    try:
        manifest = run_portfolio(options, ticker.tell)
    except KeyboardInterrupt:
        ticker.end()
        note("stopped; what is finished is kept: go on with --resume", quiet)
        ctx.exit(ExitCode.INTERRUPTED)
    finally:
        ticker.end()
    states = ", ".join(f"{count:,} {status}" for status, count in manifest.statuses.items())
    note(
        f"{count_words(manifest.documents, 'document')} ({states}), {count_words(manifest.steps, 'step')}",
        quiet,
    )
    note(f"wrote {results}", quiet)


class _Ticker:
    """Says on standard error how far a run is: on one line of a terminal, else now and then."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._terminal = sys.stderr.isatty()
        self._start = self._told = time.monotonic()
        self._open = False

    def tell(self, progress: RunProgress) -> None:
        now = time.monotonic()
        if self._quiet or now - self._told < (0.2 if self._terminal else _EVERY):
            return
        self._told = now
        speed = progress.documents / max(now - self._start, 0.001)
        skipped = f", {progress.skipped:,} from before" if progress.skipped else ""
        done = (
            f"{count_words(progress.shards, 'shard')}{skipped}, {count_words(progress.documents, 'document')}"
        )
        text = f"{done}, {speed:,.0f} a second"
        click.echo(f"\r\033[K{text}" if self._terminal else text, err=True, nl=not self._terminal)
        self._open = self._terminal

    def end(self) -> None:
        """Leaves the line."""
        if self._open:
            click.echo("", err=True)
        self._open = False
