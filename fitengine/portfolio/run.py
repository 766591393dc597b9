"""A portfolio run: sources to a folder of results, in shards that survive whatever happens to the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from fitengine.decide.decider import Decider
from fitengine.errors import FitengineError, InputError
from fitengine.model.rules import Rulebook
from fitengine.portfolio.crew import Crew, DaskCrew, PoolCrew, end_if_worker
from fitengine.portfolio.deciding import StepDecider
from fitengine.portfolio.dispatch import hand_out
from fitengine.portfolio.extra import require_extra
from fitengine.portfolio.lock import locked
from fitengine.portfolio.manifest import Manifest, read_manifest, write_manifest
from fitengine.portfolio.parts import PartNote, finished_part, remove_parts, sweep
from fitengine.portfolio.sources import Shard, check_sources, cut_shards
from fitengine.portfolio.tables import Layout
from fitengine.portfolio.work import Job, RulesChoice, chosen_rules

__all__ = ["RunOptions", "RunProgress", "check_empty", "run_portfolio"]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """`workers` processes on this machine, or the workers of the cluster whose scheduler is at an address; `batch` documents to a
    shard, 0 for what suits the source; `limit` seconds for each document, 0 for none."""

    sources: tuple[str, ...]
    results: str
    rules: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False
    questions: bool = False
    workers: int = 1
    scheduler: str | None = None
    resume: bool = False
    batch: int = 0
    limit: float = 60.0


@dataclass(slots=True)
class RunProgress:
    """How far a run is. `skipped` are shards that were finished before; `read` and `decided` seconds of all workers together."""

    shards: int = 0
    skipped: int = 0
    documents: int = 0
    steps: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    read: float = 0.0
    decided: float = 0.0
    digests: dict[int, str] = field(default_factory=dict)

    def add(self, shard: int, note: PartNote) -> None:
        """One shard more."""
        self.shards += 1
        self.documents += note.documents
        self.steps += note.steps
        for status, count in note.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + count
        self.digests[shard] = note.digest


def run_portfolio(options: RunOptions, tell: Callable[[RunProgress], None]) -> Manifest:
    """Assesses everything and writes the results; `tell` hears of every shard. What is finished stays, however the run ends.
    Raises FitengineError where it cannot begin or go on."""
    end_if_worker()
    require_extra("msgspec", "numpy", "pyarrow", *(["distributed"] if options.scheduler else []))
    check_sources(options.sources)
    rulebook = chosen_rules(options.rules, options.settings)
    _check_rules(rulebook, options)
    shards = _shards(options)
    layout = Layout(Path(options.results))
    with locked(layout):
        manifest = _manifest(options, rulebook)
        _check_folder(layout, manifest, options.resume)
        with _crew(options) as crew:
            return _run(layout, options, manifest, shards, crew, tell)


def _run(
    layout: Layout,
    options: RunOptions,
    manifest: Manifest,
    shards: Iterator[Shard],
    crew: Crew,
    tell: Callable[[RunProgress], None],
) -> Manifest:
    """The run in its folder, whose manifest always says how far it came."""
    sweep(layout)
    write_manifest(layout, manifest)
    progress = RunProgress()
    try:
        count = _work(layout, options, manifest, shards, crew, progress, tell)
    except BaseException:
        with suppress(FitengineError):  # what stopped the run is told, not that it cannot be noted
            write_manifest(layout, _reached(manifest, progress).with_status("interrupted"))
        raise
    remove_parts(layout, count)
    manifest = _reached(manifest, progress).with_status("complete")
    write_manifest(layout, manifest)
    return manifest


_NOTHING_HELP = "name files or folders of YAML, JSON or BPMN, or NDJSON, Parquet or zip files of them"


def _check_rules(rulebook: Rulebook, options: RunOptions) -> None:
    """Raises RulesError for rules that are not sound, or too large to decide columns by."""
    decider = Decider(rulebook, "plain")
    decider.require_sound()
    StepDecider(decider, strict=options.strict)


def _shards(options: RunOptions) -> Iterator[Shard]:
    """The shards of the sources. Raises InputError before anything is written, where there is nothing that could be a process."""
    shards = cut_shards(options.sources, options.batch)
    first = next(shards, None)
    if first is None:
        shown = ", ".join(f"`{source}`" for source in options.sources)
        raise InputError.single("no-documents", f"there is no process in {shown}", _NOTHING_HELP)
    return chain([first], shards)


def _manifest(options: RunOptions, rulebook: Rulebook) -> Manifest:
    """The manifest of a run that begins."""
    return Manifest(
        version=version("fitengine"),
        status="running",
        sources=options.sources,
        rules=options.rules,
        settings=dict(options.settings),
        packs=rulebook.packs,
        strict=options.strict,
        questions=options.questions,
        batch=options.batch,
        limit=options.limit,
    )


def _check_folder(layout: Layout, manifest: Manifest, resume: bool) -> None:
    """Raises InputError where the folder holds something else."""
    old = read_manifest(layout)
    if old is None or not resume:
        check_empty(layout, "go on with --resume, or name another folder")
        return
    if differing := _differences(old, manifest):
        message = f"the results in `{layout.folder}` were made otherwise: {', '.join(differing)} differ"
        raise InputError.single("other-run", message, "resume with the same options, or name another folder")


def check_empty(layout: Layout, advice: str = "name another folder") -> None:
    """Raises InputError where a folder for results holds anything."""
    old = read_manifest(layout)
    if old is not None:
        message = f"`{layout.folder}` holds results ({old.status}, {old.documents:,} documents)"
        raise InputError.single("results-exist", message, advice)
    others = sorted(path.name for path in layout.folder.iterdir() if not path.name.startswith("."))
    if others:
        message = f"`{layout.folder}` holds other things, as `{others[0]}`"
        raise InputError.single("not-empty", message, "name an empty or a new folder")


def _differences(old: Manifest, new: Manifest) -> list[str]:
    pairs = {
        "sources": (old.sources, new.sources),
        "rules": ([pack.digest for pack in old.packs], [pack.digest for pack in new.packs]),
        "--strict": (old.strict, new.strict),
        "--questions": (old.questions, new.questions),
        "--batch": (old.batch, new.batch),
    }
    return [name for name, (before, now) in pairs.items() if before != now]


def _work(
    layout: Layout,
    options: RunOptions,
    manifest: Manifest,
    shards: Iterator[Shard],
    crew: Crew,
    progress: RunProgress,
    tell: Callable[[RunProgress], None],
) -> int:
    """Does what is not finished yet; gives the number of shards."""
    digests = tuple(pack.digest for pack in manifest.packs)
    settings = tuple(sorted(options.settings.items()))
    rules = RulesChoice(options.rules, settings, digests, options.strict, options.questions)
    count = 0

    def jobs() -> Iterator[Job]:
        nonlocal count
        for shard in shards:
            count = shard.number + 1
            job = _job(layout, options, manifest, rules, shard)
            if options.resume and (note := finished_part(layout, shard.number, job.stamp)):
                progress.add(shard.number, note)
                progress.skipped += 1
                tell(progress)
            else:
                yield job

    for outcome in hand_out(jobs(), crew):
        progress.add(outcome.shard, outcome.note)
        progress.read += outcome.read
        progress.decided += outcome.decided
        tell(progress)
    return count


def _job(layout: Layout, options: RunOptions, manifest: Manifest, rules: RulesChoice, shard: Shard) -> Job:
    results = str(layout.folder.resolve()) if options.scheduler else str(layout.folder)
    return Job(shard, results, f"{shard.stamp}-{manifest.key()}", rules, options.limit)


@contextmanager
def _crew(options: RunOptions) -> Iterator[Crew]:
    crew = DaskCrew(options.scheduler) if options.scheduler else PoolCrew(options.workers)
    try:
        yield crew
    finally:
        crew.stop()


def _reached(manifest: Manifest, progress: RunProgress) -> Manifest:
    digest = sha256("".join(progress.digests[shard] for shard in sorted(progress.digests)).encode())
    return replace(
        manifest,
        shards=progress.shards,
        documents=progress.documents,
        steps=progress.steps,
        statuses=dict(sorted(progress.statuses.items())),
        digest=digest.hexdigest()[:24],
    )
