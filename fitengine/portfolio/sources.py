"""What a portfolio is read from: folders, patterns, single files, NDJSON, Parquet and zip; cut into shards."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from glob import glob, has_magic
from hashlib import sha256
from itertools import chain, repeat
from pathlib import Path
from typing import Literal

from fitengine.errors import InputError, Problem
from fitengine.load.files import sidecar_of

__all__ = ["FILES", "LINES", "Shard", "check_sources", "cut_shards"]

FILES, LINES = 1000, 5000
"""Documents to a shard: lines are read in so little time that more of them together take less."""
_SMALL = 32
"""Shards of lines at the beginning that are no larger than those of files: so there is work for every core."""
_BLOCK = 1 << 18
"""Bytes that are looked at together."""
_LINE_END = ord("\n")
_DOCUMENTS = (".yaml", ".yml", ".json", ".bpmn", ".bpmn2", ".xml")
_LINES = (".ndjson", ".jsonl")
_SIDECARS = (".facts.yaml", ".facts.yml")
_COLUMN = "document"
Kind = Literal["files", "lines", "rows", "entries"]


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of the sources that becomes one part of the results.

    `files` are files by themselves; `lines` the bytes from `start` to `stop` of an NDJSON file, behind line `first`; `rows` those
    of the row group `group` of a Parquet file, behind row `first`; `entries` the names in a zip. `areas` goes with `names`.
    """

    number: int
    kind: Kind
    path: str
    names: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    start: int = 0
    stop: int = 0
    first: int = 0
    group: int = 0
    stamp: str = ""
    """Changes when the source does: it is made of names, sizes and times."""


def check_sources(sources: Sequence[str]) -> None:
    """Raises InputError where something that was named is not there."""
    problems = [
        Problem("no-such-file", f"`{source}` does not exist")
        for source in sources
        if not Path(source).exists() and not (has_magic(source) and _matching(source))
    ]
    if problems:
        raise InputError(problems)


def cut_shards(sources: Sequence[str], size: int = 0) -> Iterator[Shard]:
    """The shards of some sources, numbered in the order of the sources and, inside of a folder or a pattern, of names. `size` is
    documents to a shard, 0 for what suits the source. Raises InputError for a file that cannot be cut."""
    return (
        replace(shard, number=number, stamp=_stamp(shard)) for number, shard in enumerate(_cut(sources, size))
    )


def _cut(sources: Sequence[str], size: int) -> Iterator[Shard]:
    waiting: list[tuple[str, str]] = []
    lines = repeat(size) if size else chain(repeat(FILES, _SMALL), repeat(LINES))
    files = size or FILES
    for path, area in _files(sources):
        suffix = Path(path).suffix.lower()
        if suffix not in (*_LINES, *_CONTAINERS):
            waiting.append((path, area))
            if len(waiting) < files:
                continue
        if waiting:
            names, areas = zip(*waiting, strict=True)
            yield Shard(0, "files", "", names, areas, stop=len(names))
            waiting = []
        if suffix in _LINES:
            yield from _lines(path, area, lines)
        elif suffix in _CONTAINERS:
            yield from _CONTAINERS[suffix](path, area, files)
    if waiting:
        names, areas = zip(*waiting, strict=True)
        yield Shard(0, "files", "", names, areas, stop=len(names))


def _files(sources: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every file with its area, once, however often it was named: a source is what tells documents apart."""
    seen = set()
    for path, area in _named_files(sources):
        if path not in seen:
            seen.add(path)
            yield path, area


def _named_files(sources: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Files with their area: the first folder below the one that was named."""
    for source in sources:
        if Path(source).is_dir():
            yield from _folder(source)
        elif Path(source).exists():
            yield source, ""
        else:
            for path in _matching(source):
                if Path(path).is_file() and _is_meant(path):
                    yield path, ""


def _matching(pattern: str) -> list[str]:
    return sorted(glob(pattern, recursive=True))  # noqa: PTH207 - the pattern may be absolute


def _folder(root: str) -> Iterator[tuple[str, str]]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        below = Path(folder).relative_to(root).parts
        for name in sorted(files):
            if _is_meant(name):
                yield str(Path(folder, name)), below[0] if below else ""


def _is_meant(name: str) -> bool:
    """Whether a file found in a folder is a process; facts files go with their models."""
    lower = Path(name).name.lower()
    return (
        not lower.startswith(".")
        and lower.endswith((*_DOCUMENTS, *_LINES, *_CONTAINERS))
        and not lower.endswith(_SIDECARS)
    )


def _lines(path: str, area: str, sizes: Iterator[int]) -> Iterator[Shard]:
    import numpy

    start = stop = first = count = size = 0
    blank = True
    with Path(path).open("rb") as file:
        while block := file.read(_BLOCK):
            ends = (numpy.flatnonzero(numpy.frombuffer(block, numpy.uint8) == _LINE_END) + 1).tolist()
            at = seen = 0
            while at < len(block):
                size = size or next(sizes)
                lines = min(size - count, len(ends) - seen)
                count, seen = count + lines, seen + lines
                end = ends[seen - 1] if count == size else len(block)
                blank = blank and block[at:end].isspace()
                stop, at = stop + end - at, end
                if count == size:
                    if not blank:
                        yield Shard(0, "lines", path, areas=(area,), start=start, stop=stop, first=first)
                    start, first, count, size, blank = stop, first + count, 0, 0, True
    if not blank:
        yield Shard(0, "lines", path, areas=(area,), start=start, stop=stop, first=first)


def _rows(path: str, area: str, size: int) -> Iterator[Shard]:  # noqa: ARG001 - a row group is not cut: it is read as a whole
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            groups = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
    except (pa.ArrowException, OSError) as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError.single(
            "cannot-read", f"`{path}` is no Parquet file that can be read: {reason}"
        ) from None
    if _COLUMN not in names:
        message = f"`{path}` has no column `{_COLUMN}`"
        raise InputError.single(
            "no-column", message, f"it has {', '.join(names)[:200]}; put the text of each process there"
        )
    first = 0
    for group, count in enumerate(groups):
        if count:
            yield Shard(0, "rows", path, areas=(area,), stop=count, first=first, group=group)
        first += count


def _entries(path: str, area: str, size: int) -> Iterator[Shard]:
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(path) as archive:
            names = sorted({one.filename for one in archive.infolist() if not one.is_dir()})
    except (BadZipFile, OSError) as error:
        raise InputError.single("cannot-read", f"`{path}` is no zip file that can be read: {error}") from None
    meant = [name for name in names if _is_meant(name) and Path(name).suffix.lower() in _DOCUMENTS]
    for start in range(0, len(meant), size):
        part = tuple(meant[start : start + size])
        areas = tuple(area or (Path(name).parts[0] if len(Path(name).parts) > 1 else "") for name in part)
        yield Shard(0, "entries", path, part, areas, stop=len(part))


_CONTAINERS: Mapping[str, Callable[[str, str, int], Iterator[Shard]]] = {
    ".parquet": _rows,
    ".zip": _entries,
}


def _stamp(shard: Shard) -> str:
    found = [_with_facts(name) for name in shard.names] if shard.kind == "files" else [_status(shard.path)]
    text = json.dumps(
        [
            shard.kind,
            shard.path,
            shard.names,
            shard.areas,
            shard.start,
            shard.stop,
            shard.first,
            shard.group,
            found,
        ]
    )
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _with_facts(path: str) -> tuple[int, ...]:
    """The status of a file, and behind it that of the facts beside it, where there are some: only the content of the file tells
    whether it is a model that has any."""
    facts = _status(str(sidecar_of(Path(path))))
    return _status(path) if facts == _GONE else _status(path) + facts


def _status(path: str) -> tuple[int, int]:
    """Size and time of change."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a million of them
    except OSError:
        return _GONE
    return status.st_size, status.st_mtime_ns


_GONE = (-1, -1)
