"""What a file is when it is not BPMN 2.0, so that its reader can be told in one sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NoReturn

from fitengine.errors import InputError, SourceSpan
from fitengine.load.bpmn.vocabulary import BPMN
from fitengine.load.markup.refusals import Reason

__all__ = ["explain_binary", "explain_root", "explain_text"]

_EXPORT = "export the process as BPMN 2.0 from the modelling tool"

_BINARY = (
    (b"PK\x03\x04", "a ZIP archive, as Visio, Word and packed models are"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office or Visio document"),
    (b"\x1f\x8b", "compressed with gzip"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
)

_XMI: Reason = ("xmi", "this is an XMI exchange file, not a BPMN 2.0 file", _EXPORT)
_IS_XMI = re.compile(r"omg\.org/(?:spec/)?XMI|-XMI\b| XMI\Z", re.IGNORECASE)
_ROOTS: tuple[tuple[str, Reason], ...] = (
    (_IS_XMI.pattern, _XMI),
    (
        r"spec/DMN/",
        ("dmn", "this is a DMN decision model, not a BPMN process", "assess the process that calls it"),
    ),
    (
        r"spec/CMMN/",
        (
            "cmmn",
            "this is a CMMN case model, not a BPMN process",
            "draw the usual course of the case in BPMN 2.0",
        ),
    ),
    (r"wfmc\.org|XPDL", ("xpdl", "this is an XPDL process, not a BPMN 2.0 file", _EXPORT)),
    (
        r"xes-standard\.org| log\Z",
        ("event-log", "this is an event log, not a process model", "assess its model, measured by it"),
    ),
    (r"\bBPMN\b| BpmnDiagram\Z", ("bpmn-version", "this is BPMN of another version than 2.0", _EXPORT)),
    (r"bpel", ("bpel", "this is a BPEL process, not a BPMN 2.0 file", _EXPORT)),
    (r" mxfile\Z| mxGraphModel\Z", ("drawing", "this is a draw.io drawing, not a BPMN 2.0 file", _EXPORT)),
    (r"visio", ("drawing", "this is a Visio drawing, not a BPMN 2.0 file", _EXPORT)),
    (r" svg\Z", ("drawing", "this is an SVG picture, not a BPMN 2.0 file", _EXPORT)),
    (r" html\Z", ("web-page", "this is a web page, not a BPMN 2.0 file", "download the file itself")),
    (r" pnml\Z", ("other-model", "this is a Petri net, not a BPMN 2.0 file", _EXPORT)),
    (
        r" epml\Z| AML\Z",
        ("other-model", "this is an event-driven process chain, not a BPMN 2.0 file", _EXPORT),
    ),
)
"""A pattern on `namespace name` of the root, and what it tells."""


def explain_binary(raw: bytes, source: str) -> None:
    """Raises InputError where the first bytes are those of a known binary format."""
    for start, what in _BINARY:
        if raw.startswith(start):
            _refuse(source, "binary", f"the file is {what}, not a BPMN 2.0 file", _EXPORT)


def explain_text(content: bytes, source: str) -> None:
    """Raises InputError for an empty text, and for one that does not start like XML."""
    start = content.lstrip()[:15].lower()
    if not start:
        _refuse(source, "empty", "the file is empty", "")
    if start.startswith(b"<!doctype html"):
        _refuse(source, "web-page", "this is a web page, not a BPMN 2.0 file", "download the file itself")
    if start.startswith((b"{", b"[")):
        _refuse(source, "not-xml", "this is JSON, and a BPMN 2.0 file is XML", _EXPORT)
    if not start.startswith(b"<"):
        _refuse(source, "not-xml", "the file is not XML, and a BPMN 2.0 file is", _EXPORT)


def explain_root(uri: str, tag: str, attributes: Mapping[str, str]) -> Reason:
    """Why a file whose root is `tag` in the namespace `uri` is not BPMN 2.0."""
    name = f"{uri} {tag}"
    for pattern, reason in _ROOTS if uri != BPMN else ():
        if re.search(pattern, name, re.IGNORECASE):
            return reason
    if any(_IS_XMI.search(attribute) for attribute in attributes):
        return _XMI
    where = f" in the namespace `{uri}`" if uri else " without a namespace"
    return (
        "not-bpmn",
        f"the root is `{tag}`{where}, and a BPMN 2.0 file starts with `definitions` in `{BPMN}`",
        _EXPORT,
    )


def _refuse(source: str, code: str, message: str, help_: str) -> NoReturn:
    raise InputError.single(code, message, help_, SourceSpan(source, 1, 1, 1, 2))
