"""Deciding stored steps again by other rules, without their sources: what changes, over everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import cast

from fitengine.decide.decider import Decider
from fitengine.errors import EngineFault, FitengineError, InputError
from fitengine.portfolio.again_part import AgainJob, AgainOutcome, decide_part
from fitengine.portfolio.changes import Changes, Tally
from fitengine.portfolio.crew import PoolCrew
from fitengine.portfolio.deciding import StepDecider
from fitengine.portfolio.extra import require_extra
from fitengine.portfolio.lock import locked
from fitengine.portfolio.manifest import Manifest, write_manifest
from fitengine.portfolio.results_folder import Results, open_results
from fitengine.portfolio.run import check_empty
from fitengine.portfolio.tables import Layout
from fitengine.portfolio.work import RulesChoice, chosen_rules

__all__ = ["AgainOptions", "decide_again"]


@dataclass(frozen=True, slots=True)
class AgainOptions:
    """`out` is a folder for the new results, None where only the changes are wanted. `strict` as in the results, where it is
    None."""

    results: str
    out: str | None = None
    rules: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    strict: bool | None = None
    workers: int = 1


def decide_again(options: AgainOptions, tell: Callable[[int, int], None]) -> Changes:
    """Decides every stored step by the rules of the options; `tell` hears how many parts of how many are done. Raises
    FitengineError."""
    require_extra("msgspec", "numpy", "pyarrow")
    opened = open_results(options.results)
    old = opened.manifest
    rulebook = chosen_rules(options.rules, options.settings)
    strict = old.strict if options.strict is None else options.strict
    decider = Decider(rulebook, "plain")
    decider.require_sound()
    StepDecider(decider)
    digests = tuple(pack.digest for pack in rulebook.packs)
    choice = RulesChoice(
        options.rules, tuple(sorted(options.settings.items())), digests, strict, old.questions
    )
    new = replace(
        old,
        version=version("fitengine"),
        rules=options.rules,
        settings=dict(options.settings),
        packs=rulebook.packs,
        strict=strict,
        again=options.results,
    )
    if options.out is None:
        return _all(opened, options, choice, tell).changes(old.packs, new.packs)
    if Path(options.out).resolve() == opened.layout.folder.resolve():
        raise InputError.single(
            "same-folder", "the new results would replace the old ones", "name another folder"
        )
    with locked(Layout(Path(options.out))):
        return _written(opened, options, choice, new, tell)


def _written(
    opened: Results,
    options: AgainOptions,
    choice: RulesChoice,
    new: Manifest,
    tell: Callable[[int, int], None],
) -> Changes:
    """The same with new results, whose manifest says how far they came."""
    assert options.out is not None
    target = Layout(Path(options.out))
    check_empty(target)
    write_manifest(target, new.with_status("running"))
    try:
        tally = _all(opened, options, choice, tell)
    except BaseException:
        with suppress(FitengineError):
            write_manifest(target, new.with_status("interrupted"))
        raise
    write_manifest(target, new)
    return tally.changes(opened.manifest.packs, new.packs)


def _all(
    opened: Results, options: AgainOptions, choice: RulesChoice, tell: Callable[[int, int], None]
) -> Tally:
    numbers = range(opened.manifest.shards)
    jobs = (AgainJob(number, options.results, options.out, choice) for number in numbers)
    crew = PoolCrew(min(options.workers, max(1, len(numbers))))
    tally, found, following = Tally(), dict[int, AgainOutcome](), iter(numbers)
    expected = next(following, None)
    try:
        for done, outcome in enumerate(_outcomes(jobs, crew), 1):
            found[outcome.part] = outcome
            while expected in found:  # examples are those of the first parts, whichever is ready first
                ready = found.pop(expected)
                tally.add(ready.steps, ready.counts, ready.examples)
                expected = next(following, None)
            tell(done, len(numbers))
    finally:
        crew.stop()
    return tally


def _outcomes(jobs: Iterator[AgainJob], crew: PoolCrew) -> Iterator[AgainOutcome]:
    under_way: set[Future[object]] = set()
    while True:
        while len(under_way) < 2 * crew.width and (job := next(jobs, None)) is not None:
            under_way.add(crew.submit(decide_part, job))
        if not under_way:
            return
        done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
        for future in done:
            error = future.exception()
            if error is not None:
                if not crew.died(error):
                    raise error
                help_ = "start it again; with less memory to spare, with fewer --workers"
                raise EngineFault.single("worker-lost", "a worker died while it decided stored steps", help_)
            outcome = cast("AgainOutcome", future.result())
            if outcome.problem is not None:
                raise FitengineError([outcome.problem])
            yield outcome
