"""From a row of results back to its document: the processes behind a summary, as long as their sources are at hand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256

from fitengine.errors import FitengineError
from fitengine.model.process import Process
from fitengine.model.rules import Rulebook
from fitengine.portfolio.manifest import Manifest
from fitengine.portfolio.reading import EntryReader
from fitengine.portfolio.sources import Shard, cut_shards
from fitengine.portfolio.texts import Text, read_texts

__all__ = ["find_processes", "report_name"]

_LONGEST = 40


def find_processes(
    manifest: Manifest, wanted: Collection[str], rulebook: Rulebook
) -> Iterator[tuple[str, Process]]:
    """Source and process of the documents that are wanted; those that are gone, or cannot be read any more, do not come."""
    reader = EntryReader(rulebook)
    with suppress(FitengineError, OSError):  # a source that is gone as a whole
        for shard in cut_shards(manifest.sources, manifest.batch):
            for text in _wanted_texts(shard, wanted):
                with suppress(FitengineError):
                    yield text.source, reader.load(text)


def report_name(source: str, process: str) -> str:
    """The name of a process's report in a folder: plain letters, and the same in every run."""
    slug = re.sub(r"[^a-z0-9]+", "-", process.lower()).strip("-")[:_LONGEST].strip("-")
    digest = sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{slug or 'process'}-{digest}.html"


def _wanted_texts(shard: Shard, wanted: Collection[str]) -> Iterator[Text]:
    if shard.kind == "files":
        chosen = [at for at, name in enumerate(shard.names) if name in wanted]
        names, areas = (tuple(some[at] for at in chosen) for some in (shard.names, shard.areas))
        yield from read_texts(replace(shard, names=names, areas=areas))
    elif any(source.startswith(shard.path) for source in wanted):
        yield from (text for text in read_texts(shard) if text.source in wanted)
