"""Opening what a user names: a process file, a BPMN model with its sidecar, standard input."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import IO

from fitengine.errors import InputError
from fitengine.load.yaml.events import MAX_BYTES
from fitengine.model.process import Process
from fitengine.model.rules import FactDefinition

__all__ = ["Contents", "Source", "is_markup", "open_process", "read_bytes", "sidecar_of"]

Source = Path | str | IO[bytes] | IO[str]
"""A path, `-` for standard input, or an open file."""


_OURS = ("", ".bpmn", ".bpmn2", ".json", ".xml", ".yaml", ".yml")
"""Endings that are read here; of every other one, an installed distribution may know more."""


class Contents(BytesIO):
    """What was read already, under the name to call it by: a source like a file."""

    def __init__(self, raw: bytes, name: str) -> None:
        super().__init__(raw)
        self.name = name


def open_process(
    source: Source,
    dictionary: Mapping[str, FactDefinition],
    outcomes: Mapping[str, tuple[str, ...]],
    facts: Source | None = None,
) -> Process:
    """The process in a file, YAML, JSON or BPMN by its content, or of an ending that another distribution reads. Facts of a
    model come from `facts`, else from `NAME.facts.yaml` beside it, where that exists. Raises InputError."""
    raw, name = read_bytes(source)
    foreign = _read_foreign(raw, name)
    markup = foreign is None and is_markup(raw)
    process = foreign or (_read_markup(raw, name) if markup else _read_text(raw, name, dictionary, outcomes))
    beside = _sidecar_beside(source) if markup or foreign else None
    sidecar = Path(facts) if isinstance(facts, str) else facts or beside
    if sidecar is None:
        return process
    from fitengine.load.process.sidecar import read_sidecar

    text, sidecar_name = read_bytes(sidecar)
    return read_sidecar(text, sidecar_name, process, dictionary, outcomes)


def read_bytes(source: Source) -> tuple[bytes, str]:
    """The contents and the name to call them by. Raises InputError for what cannot be read or is too large."""
    if source == "-":
        return _limited(sys.stdin.buffer.read(MAX_BYTES + 1), "standard input"), "standard input"
    if not isinstance(source, str | Path):
        contents = source.read()
        name = str(getattr(source, "name", "input"))
        return _limited(contents.encode() if isinstance(contents, str) else contents, name), name
    path = Path(source)
    try:
        with path.open("rb") as file:
            return _limited(file.read(MAX_BYTES + 1), str(source)), str(source)
    except FileNotFoundError:
        raise InputError.single("no-such-file", f"`{source}` does not exist") from None
    except IsADirectoryError:
        raise InputError.single("is-a-folder", f"`{source}` is a folder", "name a file in it") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError.single("cannot-read", f"`{source}` cannot be read: {reason.lower()}") from None


def is_markup(raw: bytes) -> bool:
    """Whether the contents look like XML, or like a binary that only the BPMN reader can name."""
    head = raw[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return head.startswith((b"<", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def sidecar_of(model: Path) -> Path:
    """Where the facts of a BPMN model are kept: `order.bpmn` has `order.facts.yaml`."""
    return model.with_name(model.name.removesuffix("".join(model.suffixes[-1:])) + ".facts.yaml")


def _read_foreign(raw: bytes, name: str) -> Process | None:
    if Path(name).suffix.lower() in _OURS:
        return None  # nobody else is asked, and nothing is searched for
    from fitengine.load.plugins import read_foreign

    return read_foreign(raw, name)


def _read_markup(raw: bytes, name: str) -> Process:
    from fitengine.load.bpmn import read_bpmn  # each reader is imported when a file asks for it

    return read_bpmn(raw, name)


def _read_text(
    raw: bytes, name: str, dictionary: Mapping[str, FactDefinition], outcomes: Mapping[str, tuple[str, ...]]
) -> Process:
    from fitengine.load.process.file import read_process

    return read_process(raw, name, dictionary, outcomes)


def _sidecar_beside(source: Source) -> Path | None:
    if not isinstance(source, str | Path) or source == "-":
        return None
    sidecar = sidecar_of(Path(source))
    return sidecar if sidecar.is_file() else None


def _limited(raw: bytes, name: str) -> bytes:
    if len(raw) > MAX_BYTES:
        raise InputError.single("too-large", f"`{name}` is larger than the limit of {MAX_BYTES:,} bytes")
    return raw
