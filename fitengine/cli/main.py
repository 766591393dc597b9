"""The program `fitengine`: its commands, and how it ends."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from typing import NoReturn

import click

from fitengine.cli.commands import CommandInfo, LazyGroup

__all__ = ["COMMANDS", "main", "program"]

COMMANDS = {
    "assess": CommandInfo(
        "fitengine.cli.assess", "Decide for every step of a process what suits it, and say why."
    ),
    "explain": CommandInfo(
        "fitengine.cli.explain", "Say why a step is decided as it is, and what would change it."
    ),
    "ask": CommandInfo("fitengine.cli.ask", "Ask what is still open, the most telling question first."),
    "compare": CommandInfo(
        "fitengine.cli.compare", "Compare two versions of a process, or one under two sets of rules."
    ),
    "readiness": CommandInfo(
        "fitengine.cli.readiness", "Say how ready data and initiative are, and which phase gates pass."
    ),
    "value": CommandInfo(
        "fitengine.cli.value", "Say what the changes are worth, and which assumption matters most."
    ),
    "roadmap": CommandInfo(
        "fitengine.cli.roadmap", "Put the work in waves: what comes first, what waits for what, and why."
    ),
    "track": CommandInfo(
        "fitengine.cli.track", "Compare the measures of an initiative with what they should be by now."
    ),
    "check": CommandInfo("fitengine.cli.check", "Look for weaknesses in the structure of a process."),
    "map": CommandInfo("fitengine.cli.map", "Draw a process as a swimlane map with its verdicts."),
    "export": CommandInfo(
        "fitengine.cli.export", "Write a process with its verdicts as BPMN or as an Excel workbook."
    ),
    "report": CommandInfo(
        "fitengine.cli.report", "Write everything about a process as one HTML file, PDF or workbook."
    ),
    "measure": CommandInfo(
        "fitengine.cli.measure", "Work out figures for the steps of a process from an event log."
    ),
    "import": CommandInfo(
        "fitengine.cli.import_", "Draw a process from an event log, or read it from an Excel workbook."
    ),
    "serve": CommandInfo("fitengine.cli.serve", "Answer questions about processes over HTTP."),
    "mcp": CommandInfo(
        "fitengine.cli.mcp", "Offer assess, explain, next question and what-if to a language model."
    ),
    "init": CommandInfo(
        "fitengine.cli.init", "Write a starter process file, or bring a BPMN model's facts file up to date."
    ),
    "portfolio": CommandInfo("fitengine.cli.portfolio", "Assess many processes at once, and sum them up."),
    "rules": CommandInfo("fitengine.cli.rules", "List, show, check, test and compare the rules."),
    "schema": CommandInfo("fitengine.cli.schema", "Print the JSON Schema of process files or of results."),
    "doctor": CommandInfo("fitengine.cli.doctor", "Say what is installed, in use and missing."),
}
"""Every command with the short help of its module: `--help` imports none of them."""


class Program(LazyGroup):
    """The group at the top: it alone turns errors into exit codes."""

    def main(  # type: ignore[override] # always ends the program, where click returns in its other mode
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: bool
    ) -> NoReturn:
        """Runs one command and exits: 0 done, 1 findings, 2 unusable input, 3 fault, 130 interrupted."""
        from fitengine.cli.failures import exit_code

        gc.set_threshold(
            100_000, 20, 20
        )  # nearly all that a command makes it keeps: looking through it often is lost
        extra["standalone_mode"] = False
        run: Callable[..., object] = super().main
        raise SystemExit(exit_code(lambda: run(args, prog_name or "fitengine", **extra)))


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"fitengine {version('fitengine')}")
        ctx.exit()


program = Program(
    commands_info=COMMANDS,
    name="fitengine",
    help="Decides for every step of a business process whether it suits RPA, must be standardised first, "
    "suits AI or stays with people, and says why.\n\n"
    "Exit codes: 0 done, 1 findings at or above --fail-on, 2 wrong usage or unusable input, "
    "3 engine or drawing fault.",
    epilog="fitengine assess invoices.yaml",
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_version,
            help="Show the version and exit.",
        )
    ],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def main() -> NoReturn:
    """The entry point of the installed command."""
    program.main()
