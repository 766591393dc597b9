"""Reading the results of a portfolio run, for the commands that sum them up."""

from __future__ import annotations

from fitengine import api
from fitengine.cli.output import note
from fitengine.model.rules import Rulebook
from fitengine.portfolio.manifest import Manifest
from fitengine.portfolio.results_folder import open_results
from fitengine.portfolio.summary_model import Choice, Summary

__all__ = ["read_summary"]


def read_summary(folder: str, choice: Choice, quiet: bool) -> tuple[Summary, Manifest, Rulebook]:
    """The summary in the words of the rules that decided, and what it was made from. Raises InputError."""
    from fitengine.portfolio.summary_query import summarise

    results = open_results(folder)
    manifest = results.manifest
    rulebook = api.load_rules(*manifest.rules, settings=dict(manifest.settings))
    if rulebook.packs != manifest.packs:
        note(
            "the rules have changed since the run: verdicts are those of the run, words and quadrants those of the rules now; "
            "`fitengine portfolio again` decides anew",
            quiet,
        )
    return summarise(results, rulebook, choice), manifest, rulebook
