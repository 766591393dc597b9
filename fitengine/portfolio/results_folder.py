"""Opens a folder of results for reading, and refuses one that is unfinished, damaged or of another form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fitengine.errors import FitengineError, InputError, Problem
from fitengine.portfolio.manifest import Manifest, read_manifest
from fitengine.portfolio.tables import Layout

__all__ = ["Results", "damaged", "open_results"]

_COUNTED = {"processes": "documents", "steps": "steps", "facts": "steps"}
"""Tables, and the figure of the manifest that their rows add up to."""


@dataclass(frozen=True, slots=True)
class Results:
    """A finished run: where it lies and what its manifest says."""

    layout: Layout
    manifest: Manifest

    @property
    def rules(self) -> tuple[tuple[str, str, str], ...]:
        """Name, version and digest of the packs that decided."""
        return tuple((pack.name, pack.version, pack.digest) for pack in self.manifest.packs)

    @property
    def base(self) -> str:
        """The folder that was run, with a slash behind; empty where it was none, or several sources."""
        sources = self.manifest.sources
        return f"{sources[0].rstrip('/')}/" if len(sources) == 1 else ""

    def paths(self, table: str) -> list[str]:
        """The parts of a table, those of this run alone."""
        return [str(self.layout.part(table, shard)) for shard in range(self.manifest.shards)]


def open_results(folder: str) -> Results:
    """The results of a run. Raises InputError for a folder without any, for a run that is not finished, and for parts that are
    missing, cut off or have other rows than the manifest counts, all of them at once."""
    layout = Layout(Path(folder))
    manifest = read_manifest(layout)
    if manifest is None:
        help_ = "name a folder that `fitengine portfolio run` wrote"
        raise InputError.single("no-results", f"there are no results in `{folder}`", help_)
    if manifest.status != "complete":
        message = f"the run in `{folder}` is not finished: {manifest.documents:,} documents so far, and it is {manifest.status}"
        help_ = "go on with `fitengine portfolio run ... --resume`, or wait until it is done"
        raise InputError.single("unfinished-results", message, help_)
    problems = list(_part_problems(layout, manifest))
    if problems:
        raise InputError(problems)
    return Results(layout, manifest)


def damaged(message: str) -> Problem:
    """A problem with a part of the results."""
    help_ = "run the portfolio again with --resume: parts that are not whole are made anew"
    return Problem("damaged-results", message, help_)


def _part_problems(layout: Layout, manifest: Manifest) -> Iterator[Problem]:
    for table, figure in _COUNTED.items():
        rows = 0
        whole = True
        for shard in range(manifest.shards):
            count = _row_count(layout.part(table, shard))
            if isinstance(count, str):
                whole = False
                yield damaged(f"`{layout.part(table, shard)}` {count}")
            else:
                rows += count
        expected = getattr(manifest, figure)
        if whole and rows != expected:
            yield damaged(
                f"`{layout.folder / table}` has {rows:,} rows where the manifest counts {expected:,}"
            )


def _row_count(path: Path) -> int | str:
    """The rows of a part by its footer, or what is the matter with it."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        help_ = "install it with `pip install 'fitengine[portfolio]'`"
        message = "results are read with pyarrow, which is not installed"
        raise FitengineError.single("not-installed", message, help_) from None
    try:
        return int(pq.read_metadata(path).num_rows)
    except FileNotFoundError:
        return "is missing"
    except (OSError, pa.ArrowException):
        return "is cut off or no Parquet file"
