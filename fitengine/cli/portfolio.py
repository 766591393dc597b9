"""`fitengine portfolio`: many processes at once."""

from __future__ import annotations

from fitengine.cli.commands import CommandInfo, LazyGroup

__all__ = ["command"]

command = LazyGroup(
    commands_info={
        "run": CommandInfo(
            "fitengine.cli.portfolio_run", "Assess every process of folders, archives and tables."
        ),
        "summary": CommandInfo(
            "fitengine.cli.portfolio_summary", "Sum up a run: verdicts, ranking, questions, blockers, value."
        ),
        "map": CommandInfo("fitengine.cli.portfolio_map", "Draw all processes of a run as one picture."),
        "again": CommandInfo(
            "fitengine.cli.portfolio_again", "Decide stored steps again by other rules, and say what changes."
        ),
    },
    name="portfolio",
    short_help="Assess many processes at once, and sum them up.",
    help="Assess many processes at once, and sum them up.",
    epilog="fitengine portfolio run processes -o results",
)
