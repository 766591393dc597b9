"""DMN files to the elements of their model namespace, whatever its version from 1.1 to 1.5. Diagrams and extensions are skipped
while reading."""

from __future__ import annotations

import re

from fitengine.errors import InputError, SourceSpan
from fitengine.load.markup.elements import Document
from fitengine.load.markup.encoding import as_utf8
from fitengine.load.markup.reader import Format, read_elements
from fitengine.load.markup.refusals import Reason
from fitengine.load.yaml.events import MAX_BYTES

__all__ = ["read_dmn_markup"]

_MODEL = re.compile(r"https?://www\.omg\.org/spec/DMN/(20\d{6})(/(MODEL/?|DMN\d\d\.xsd|dmn(11)?\.xsd))?\Z")
_WITH_TEXT = ("text", "description", "question", "typeRef")
_SKIPPED = ("extensionElements", "DMNDI")
_EXPORT = "export the decision as DMN from the modelling tool"
_OTHERS = (
    (r"spec/BPMN/", "this is a BPMN process, not a DMN decision model", "`fitengine assess` reads it"),
    (r"spec/CMMN/", "this is a CMMN case model, not a DMN decision model", _EXPORT),
    (r" html\Z", "this is a web page, not a DMN decision model", "download the file itself"),
)


def read_dmn_markup(raw: bytes, source: str) -> Document:
    """The `definitions` of a DMN file. Raises InputError for everything that is not one, with its reason."""
    start = SourceSpan(source, 1, 1, 1, 2)
    if len(raw) > MAX_BYTES:
        message = f"the file has {len(raw):,} bytes, and the limit is {MAX_BYTES:,}"
        raise InputError.single("too-large", message, "", start)
    if not raw.strip():
        raise InputError.single("empty", "the file is empty", "", start)
    content, _ = as_utf8(raw, source)
    if not content.lstrip().startswith(b"<"):
        raise InputError.single("not-xml", "the file is not XML, and a DMN file is", _EXPORT, start)
    return read_elements(content, source, _FORMAT)


def _refused(uri: str, tag: str, _attributes: dict[str, str]) -> Reason | None:
    if tag == "definitions" and _MODEL.match(uri):
        return None
    for pattern, message, help_ in _OTHERS:
        if re.search(pattern, f"{uri} {tag}", re.IGNORECASE):
            return "not-dmn", message, help_
    where = f" in the namespace `{uri}`" if uri else " without a namespace"
    message = f"the root is `{tag}`{where}, and a DMN file starts with `definitions` of DMN 1.1 to 1.5"
    return "not-dmn", message, _EXPORT


def _kept(uri: str, tag: str, root_uri: str) -> bool:
    return uri == root_uri and tag not in _SKIPPED


_FORMAT = Format("a DMN file", _refused, _kept, _WITH_TEXT)
