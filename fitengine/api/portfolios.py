"""Many processes: one after the other in memory, or whole portfolios in folders of results."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from fitengine.api.deciders import shipped_rules
from fitengine.api.decisions import assess
from fitengine.api.processes import load_process
from fitengine.api.rules import load_rules
from fitengine.errors import InputError
from fitengine.load.files import Source
from fitengine.model.decision import Assessment
from fitengine.model.rules import Rulebook

if TYPE_CHECKING:
    from fitengine.portfolio.manifest import Manifest
    from fitengine.portfolio.run import RunProgress
    from fitengine.portfolio.summary_model import Summary

__all__ = ["assess_many", "run_portfolio", "summarise_portfolio"]


def assess_many(
    sources: Iterable[Source], *, rules: Rulebook | None = None, strict: bool = False
) -> Iterator[Assessment | InputError]:
    """An assessment for each source, in their order and as they are asked for; where one cannot be used, its InputError stands
    there and the others go on. Raises RulesError as `assess` does."""
    rulebook = rules or shipped_rules()
    for source in sources:
        try:
            process = load_process(source, rules=rulebook)
        except InputError as error:
            yield error
        else:
            yield assess(process, rules=rulebook, strict=strict)


def run_portfolio(
    sources: Iterable[Path | str],
    results: Path | str,
    *,
    rules: Iterable[Path | str] = (),
    settings: Mapping[str, str] | None = None,
    strict: bool = False,
    workers: int = 1,
    scheduler: str | None = None,
    resume: bool = False,
    limit: float = 60.0,
    tell: Callable[[RunProgress], None] | None = None,
) -> Manifest:
    """Assesses folders, patterns and archives of processes into a folder of Parquet files (extra `portfolio`), as `fitengine
    portfolio run` does. `rules` are folders that add to the shipped ones, `limit` seconds for each document, 0 for none; `tell`
    hears of every shard. `workers` processes of this machine do the work, or the Dask cluster of a `scheduler`: a program that
    calls this needs the guard `if __name__ == "__main__":`. Raises InputError, RulesError and EngineFault."""
    from fitengine.portfolio.run import RunOptions
    from fitengine.portfolio.run import run_portfolio as run

    options = RunOptions(
        tuple(str(source) for source in sources),
        str(results),
        tuple(str(folder) for folder in rules),
        dict(settings or {}),
        strict=strict,
        workers=workers,
        scheduler=scheduler,
        resume=resume,
        limit=limit,
    )
    return run(options, tell or (lambda _: None))


def summarise_portfolio(
    results: Path | str,
    *,
    areas: Collection[str] = (),
    owners: Collection[str] = (),
    limit: int = 20,
) -> Summary:
    """What the results of a run say together, in the words of the rules that decided: verdicts by area, lane and owner, ranking,
    quick wins, blockers, questions, steps that recur. Of `areas` and `owners` only these count (all, where there are none);
    `limit` rows of each list, 0 for all. Raises InputError for results that are unfinished or damaged."""
    from fitengine.portfolio.results_folder import open_results
    from fitengine.portfolio.summary_model import Choice
    from fitengine.portfolio.summary_query import summarise

    opened = open_results(str(results))
    rulebook = load_rules(*opened.manifest.rules, settings=dict(opened.manifest.settings))
    choice = Choice(limit=limit, areas=tuple(areas), owners=tuple(owners))
    return summarise(opened, rulebook, choice)
