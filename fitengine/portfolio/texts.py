"""The documents of a shard, as bytes, each with the name that messages and results call it by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fitengine.errors import InputError, Problem
from fitengine.load.files import is_markup, read_bytes, sidecar_of
from fitengine.portfolio.sources import Kind, Shard

if TYPE_CHECKING:
    from zipfile import ZipFile

    from msgspec.json import Decoder

__all__ = ["Text", "read_texts"]

_BUFFER = 1 << 20


class Text(NamedTuple):
    """One document, or the problem with reading it. `name` is what its own messages say; `sidecar` the facts of a BPMN model,
    with their name."""

    source: str
    name: str
    area: str | None
    data: bytes
    sidecar: tuple[bytes, str] | None = None
    problem: Problem | None = None


def read_texts(shard: Shard) -> Iterator[Text]:
    """The documents, in their order. Raises InputError, or OSError, where the container cannot be read any more."""
    return _READERS[shard.kind](shard)


def _files(shard: Shard) -> Iterator[Text]:
    for name, area in zip(shard.names, shard.areas, strict=True):
        try:
            data, _ = read_bytes(name)
            sidecar = sidecar_of(Path(name)) if is_markup(data) else None
            facts = read_bytes(sidecar) if sidecar is not None and sidecar.is_file() else None
        except InputError as error:
            yield Text(_shown(name), name, area or None, b"", problem=error.problems[0])
        else:
            yield Text(_shown(name), name, area or None, data, facts)


def _lines(shard: Shard) -> Iterator[Text]:
    area = shard.areas[0] or None
    with Path(shard.path).open("rb", buffering=_BUFFER) as file:
        file.seek(shard.start)
        number, left = shard.first, shard.stop - shard.start
        while left > 0 and (line := file.readline()):
            number, left = number + 1, left - len(line)
            if line := line.strip():
                source = f"{shard.path}:{number}"
                yield _unwrapped(Text(source, source, area, line))


def _rows(shard: Shard) -> Iterator[Text]:
    import pyarrow.parquet as pq

    row = shard.first
    with pq.ParquetFile(shard.path, memory_map=True) as file:
        columns = [name for name in ("document", "area") if name in file.schema_arrow.names]
        for batch in file.iter_batches(256, row_groups=[shard.group], columns=columns, use_threads=False):
            areas = batch.column("area").to_pylist() if "area" in columns else [None] * len(batch)
            for text, area in zip(batch.column("document").to_pylist(), areas, strict=True):
                data = _text_bytes(text) if isinstance(text, str) else bytes(text or b"")
                source = f"{shard.path}#{row}"
                yield Text(source, source, area or shard.areas[0] or None, data)
                row += 1


def _entries(shard: Shard) -> Iterator[Text]:
    from zipfile import BadZipFile, ZipFile

    with ZipFile(shard.path) as archive:
        for name, area in zip(shard.names, shard.areas, strict=True):
            source = f"{shard.path}!{name}"
            try:
                data = _entry(archive, name)
                sidecar = str(sidecar_of(Path(name))) if is_markup(data) else ""
                known = sidecar in archive.NameToInfo
                facts = (_entry(archive, sidecar), f"{shard.path}!{sidecar}") if known else None
            except (BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
                problem = Problem("cannot-read", f"`{name}` cannot be unpacked: {error}")
                yield Text(source, source, area or None, b"", problem=problem)
            except InputError as error:
                yield Text(source, source, area or None, b"", problem=error.problems[0])
            else:
                yield Text(source, source, area or None, data, facts)


def _shown(name: str) -> str:
    """A file name as text: the system allows bytes that are none."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _entry(archive: ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        return read_bytes(file)[0]


_READERS: Mapping[Kind, Callable[[Shard], Iterator[Text]]] = {
    "files": _files,
    "lines": _lines,
    "rows": _rows,
    "entries": _entries,
}
_WRAPPED = (b'{"document"', b'{"id"', b'{"area"')


def _unwrapped(text: Text) -> Text:
    """A line that holds `document` holds the process there, as an object or as the text of a file, and maybe its `area`."""
    if not text.data.startswith(_WRAPPED):
        return text
    from msgspec import DecodeError, json

    try:
        data = _wrapper().decode(text.data)
        inner = bytes(data.document)
        content = _text_bytes(json.decode(inner, type=str)) if inner.startswith(b'"') else inner
    except DecodeError:
        return text
    return Text(
        text.source, text.name, data.area if isinstance(data.area, str) and data.area else text.area, content
    )


@lru_cache(maxsize=1)
def _wrapper() -> Decoder[Any]:
    from msgspec import Raw, defstruct
    from msgspec.json import Decoder

    keys: list[tuple[str, Any] | tuple[str, Any, Any]] = [
        ("document", Raw),
        ("id", Any, None),
        ("area", Any, None),
    ]
    return Decoder(defstruct("Wrapped", keys, forbid_unknown_fields=True))


def _text_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
