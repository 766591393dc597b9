"""BPMN files to the elements that a process is read from. Diagrams, extensions and data are skipped while reading."""

from __future__ import annotations

from fitengine.errors import InputError
from fitengine.load.bpmn.foreign import explain_binary, explain_root, explain_text
from fitengine.load.bpmn.vocabulary import BPMN, KEPT, WITH_TEXT
from fitengine.load.markup.elements import Document
from fitengine.load.markup.encoding import as_utf8
from fitengine.load.markup.reader import Format, read_elements
from fitengine.load.markup.refusals import Reason
from fitengine.load.yaml.events import MAX_BYTES

__all__ = ["read_markup"]


def read_markup(raw: bytes, source: str) -> Document:
    """The elements of a BPMN 2.0 file. Raises InputError for everything that is not one, each with its reason."""
    if len(raw) > MAX_BYTES:
        raise InputError.single(
            "too-large", f"the file has {len(raw):,} bytes, and the limit is {MAX_BYTES:,}"
        )
    explain_binary(raw, source)
    content, mended = as_utf8(raw, source)
    explain_text(content, source)
    return read_elements(content, source, _FORMAT, mended)


def _refused(uri: str, tag: str, attributes: dict[str, str]) -> Reason | None:
    return None if uri == BPMN and tag == "definitions" else explain_root(uri, tag, attributes)


def _kept(uri: str, tag: str, _root_uri: str) -> bool:
    return uri == BPMN and tag in KEPT


_FORMAT = Format("a BPMN file", _refused, _kept, WITH_TEXT)
