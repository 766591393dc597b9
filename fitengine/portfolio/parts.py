"""The part files of a shard: written beside their names, renamed together when they are whole, and recognised again."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from fitengine.portfolio.tables import TABLES, Layout

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

__all__ = ["PartNote", "PartWriter", "finished_part", "remove_parts", "sweep"]

_NOTE = "fitengine.shard"
_TEMPORARY = ".tmp"
_VARIED = frozenset(
    {"source", "process", "step", "hours_low", "hours_likely", "hours_high", "hours_saved", "signature"}
)
"""Columns with so many values that a dictionary of them only takes time and room."""


@dataclass(frozen=True, slots=True)
class PartNote:
    """What a part says of itself, in the footer of each of its files. `stamp` tells source and rules, `digest` is over the bytes
    of all documents."""

    stamp: str
    documents: int
    steps: int
    statuses: Mapping[str, int]
    digest: str


class PartWriter:
    """Writes the four files of one shard. They appear when the block ends well, and not at all when it does not."""

    def __init__(self, layout: Layout, shard: int) -> None:
        self._layout = layout
        self._shard = shard
        self._note: PartNote | None = None
        self._mark = f".{secrets.token_hex(6)}{_TEMPORARY}"
        self._writers: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> PartWriter:
        for table in TABLES:
            self._layout.part(table, self._shard).parent.mkdir(parents=True, exist_ok=True)
        return self

    def write(self, tables: Mapping[str, pa.Table]) -> None:
        """A batch more of some tables. Raises OSError."""
        import pyarrow.parquet as pq

        for name in (name for name in TABLES if name in tables):
            if name not in self._writers:
                self._writers[name] = pq.ParquetWriter(
                    self._temporary(name),
                    tables[name].schema,
                    compression="zstd",
                    compression_level=1,
                    write_statistics=False,
                    use_dictionary=[one for one in tables[name].schema.names if one not in _VARIED],
                )
            self._writers[name].write_table(tables[name])

    def share(self, table: str, path: Path) -> None:
        """Takes a file of other results as it is: the same one, where the file system allows it, else a copy. Raises OSError."""
        try:
            os.link(path, self._temporary(table))
        except OSError:
            shutil.copyfile(path, self._temporary(table))

    def sign(self, note: PartNote) -> None:
        """Everything is written; a part that nobody signs does not appear."""
        self._note = note

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            whole = error is None and self._note is not None
            self._close(whole)
            if whole:
                for name in TABLES:
                    self._temporary(name).replace(self._layout.part(name, self._shard))
        finally:
            for name in TABLES:
                with suppress(OSError):
                    self._temporary(name).unlink(missing_ok=True)

    def _close(self, whole: bool) -> None:
        for writer in self._writers.values():
            try:
                if self._note is not None:
                    writer.add_key_value_metadata({_NOTE: json.dumps(asdict(self._note), sort_keys=True)})
                writer.close()
            except (OSError, ValueError):
                if whole:
                    raise

    def _temporary(self, table: str) -> Path:
        part = self._layout.part(table, self._shard)
        return part.with_name(f".{part.stem}{self._mark}")


def finished_part(layout: Layout, shard: int, stamp: str) -> PartNote | None:
    """What a part says of itself, if all its four files are there, whole, and made of the same source by the same rules."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    notes = set()
    try:
        for table in reversed(TABLES):
            metadata = pq.read_metadata(layout.part(table, shard)).metadata or {}
            notes.add(metadata.get(_NOTE.encode(), b"{}"))
        note = PartNote(**json.loads(notes.pop()))
    except (OSError, ValueError, TypeError, pa.ArrowException):
        return None
    return note if not notes and note.stamp == stamp else None


def remove_parts(layout: Layout, first: int) -> None:
    """Removes the parts from a number on: those of an earlier run with more shards."""
    for table in reversed(TABLES):
        for path in layout.parts(table):
            if int(path.stem.removeprefix("part-")) >= first:
                path.unlink()


def sweep(layout: Layout) -> None:
    """Removes what killed programs left behind."""
    for table in TABLES:
        for path in (layout.folder / table).glob(f".part-*{_TEMPORARY}"):
            path.unlink(missing_ok=True)
