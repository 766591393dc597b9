"""Colour the analyst's own BPMN file: verdicts as shape colours and as documentation, every other byte as it was.

Colours are written twice, as the OMG's `color:` attributes and as bpmn.io's `bioc:` ones, since tools read one or the other.
What is inserted is plain ASCII, so that any encoding stays what it is. Colouring a coloured file again replaces the verdicts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from fitengine.errors import InputError, SourceSpan
from fitengine.load.markup.encoding import detect_encoding
from fitengine.model.decision import Assessment, StepAssessment
from fitengine.render.palette import THEMES, verdict_style

__all__ = ["MARK", "colour_bpmn"]

MARK = "fitengine: "
"""How the documentation written here begins, and is found again."""

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_SHAPE = "http://www.omg.org/spec/BPMN/20100524/DI"
_BIOC = "http://bpmn.io/schema/bpmn/biocolor/1.0"
_COLOR = "http://www.omg.org/spec/BPMN/non-normative/color/1.0"
_PAINT = {_BIOC: ("stroke", "fill"), _COLOR: ("border-color", "background-color")}
_PREFIXES = {_BIOC: "bioc", _COLOR: "color"}


def colour_bpmn(raw: bytes, source: str, assessment: Assessment) -> bytes:
    """The file with every assessed step coloured and documented. Raises InputError where the XML cannot be followed."""
    mark, encoding = detect_encoding(raw, source)
    body = raw.removeprefix(mark)
    wide = encoding.startswith("utf-16")
    if wide:
        body = body.decode(encoding).encode()
    scan = _Scan(body, source, "utf-8" if wide or (encoding == "utf-8" and _is_utf8(body)) else "iso-8859-1")
    steps = {step.step.id: step for step in assessment.steps}
    edited = _apply(body, [*_namespaces(scan), *_shapes(scan, steps), *_documentation(scan, steps)])
    return mark + (edited.decode().encode(encoding) if wide else edited)


@dataclass(frozen=True, slots=True)
class _Tag:
    """A start tag: `start` and `end` are the bytes of `<` and behind `>`."""

    start: int
    end: int
    name: str
    attributes: Mapping[str, str]
    closed: bool


@dataclass(frozen=True, slots=True)
class _Edit:
    """Bytes `start` to `end` become `text`."""

    start: int
    end: int
    text: str


@dataclass
class _Scan:
    """Where the tags stand: the root, the shapes of the diagram, the flow nodes, and documentation written here before."""

    body: bytes
    source: str
    encoding: str
    root: _Tag | None = None
    prefixes: dict[str, str] = field(default_factory=dict)
    shapes: list[_Tag] = field(default_factory=list)
    nodes: dict[str, _Tag] = field(default_factory=dict)
    notes: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._parser = expat.ParserCreate(self.encoding, " ")
        self._parser.namespace_prefixes = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartNamespaceDeclHandler = self._namespace
        self._note: _Tag | None = None
        self._words = ""
        try:
            self._parser.Parse(self.body, True)
        except expat.ExpatError as error:
            place = SourceSpan(self.source, error.lineno, error.offset + 1, error.lineno, error.offset + 2)
            raise InputError.single(
                "broken-xml", f"the XML ends here: {expat.errors.messages[error.code]}", "", place
            ) from None

    def _namespace(self, prefix: str | None, uri: str) -> None:
        if self.root is None and prefix:
            self.prefixes.setdefault(uri, prefix)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        end = _tag_end(self.body, start)
        tag = _Tag(start, end, name, attributes, self.body[end - 2 : end - 1] == b"/")
        uri, _, local = name.partition(" ")
        if self.root is None:
            self.root = tag
        if uri == _SHAPE and local.startswith("BPMNShape"):
            self.shapes.append(tag)
        elif uri == _BPMN and local.startswith("documentation"):
            self._note, self._words = tag, ""
        elif uri == _BPMN and "id" in attributes:
            self.nodes.setdefault(attributes["id"], tag)

    def _text(self, words: str) -> None:
        if self._note is not None:
            self._words += words

    def _end(self, name: str) -> None:
        if self._note is not None and name == self._note.name:
            if self._words.startswith(MARK):
                end = _tag_end(self.body, self._parser.CurrentByteIndex)
                self.notes.append((_indent_start(self.body, self._note.start), end))
            self._note = None


def _namespaces(scan: _Scan) -> Iterable[_Edit]:
    """Declarations on the root for the colours that it does not know yet."""
    assert scan.root is not None
    at = scan.root.end - (2 if scan.root.closed else 1)
    for uri, wished in _PREFIXES.items():
        if uri not in scan.prefixes:
            taken = set(scan.prefixes.values())
            prefix = next(
                name for name in (wished, *(f"{wished}{n}" for n in range(1, 100))) if name not in taken
            )
            scan.prefixes[uri] = prefix
            yield _Edit(at, at, f' xmlns:{prefix}="{uri}"')


def _shapes(scan: _Scan, steps: Mapping[str, StepAssessment]) -> Iterable[_Edit]:
    for tag in scan.shapes:
        step = steps.get(tag.attributes.get("bpmnElement", "").rpartition(":")[2]) or steps.get(
            tag.attributes.get("bpmnElement", "")
        )
        if step is None:
            continue
        style = verdict_style(THEMES["light"], step.decision.outcome)
        colours = (style.outline, style.tint)
        for uri, names in _PAINT.items():
            prefix = scan.prefixes[uri]
            for name, colour in zip(names, colours, strict=True):
                yield _attribute(scan.body, tag, f"{prefix}:{name}", colour)


def _attribute(body: bytes, tag: _Tag, name: str, value: str) -> _Edit:
    """The attribute's value replaced, or the attribute added."""
    text = body[tag.start : tag.end]
    found = re.search(rb"\s" + re.escape(name.encode()) + rb"\s*=\s*(\"[^\"]*\"|'[^']*')", text)
    if found:
        return _Edit(tag.start + found.start(1), tag.start + found.end(1), quoteattr(value))
    at = tag.end - (2 if tag.closed else 1)
    return _Edit(at, at, f" {name}={quoteattr(value)}")


def _documentation(scan: _Scan, steps: Mapping[str, StepAssessment]) -> Iterable[_Edit]:
    yield from (_Edit(start, end, "") for start, end in scan.notes)
    for step_id, step in steps.items():
        tag = scan.nodes.get(step_id)
        if tag is not None:
            yield _note(scan.body, tag, escape(_words(step)))


def _note(body: bytes, tag: _Tag, words: str) -> _Edit:
    """Documentation as the first child of an element, indented like what follows."""
    name = body[tag.start + 1 : tag.end].split(None, 1)[0].rstrip(b"/>").decode("latin-1")
    prefix = f"{name.rpartition(':')[0]}:" if ":" in name else ""
    note = f"<{prefix}documentation>{words}</{prefix}documentation>"
    if tag.closed:
        return _Edit(tag.end - 2, tag.end, f">{note}</{name}>")
    space = re.match(rb"\s*", body[tag.end :])
    indent = space[0].decode("latin-1") if space else ""
    return _Edit(tag.end, tag.end, f"{indent}{note}")


def _words(step: StepAssessment) -> str:
    """The verdict, its certainty and the reason in one paragraph."""
    decision = step.decision
    phrase = verdict_style(THEMES["light"], decision.outcome).phrase
    words = [f"{MARK}{phrase} ({decision.certainty})."]
    words += [hit.because for hit in decision.rules[:1]]
    if decision.assumptions:
        words.append(
            "Assumes " + ", ".join(f"{item.fact} {item.value}" for item in decision.assumptions) + "."
        )
    if decision.next_question:
        words.append(f"To ask: {decision.next_question.text}")
    return " ".join(words)


def _apply(body: bytes, edits: Iterable[_Edit]) -> bytes:
    """All edits, from the front; those at one place in the order given."""
    pieces, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        pieces += [body[at : edit.start], edit.text.encode("ascii", "xmlcharrefreplace")]
        at = max(at, edit.end)
    return b"".join([*pieces, body[at:]])


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _tag_end(body: bytes, start: int) -> int:
    """Behind the `>` of the tag that starts here; quotes may hold one."""
    quote = 0
    for index in range(start, len(body)):
        character = body[index]
        if quote:
            quote = 0 if character == quote else quote
        elif character in b"\"'":
            quote = character
        elif character == ord(">"):
            return index + 1
    return len(body)


def _indent_start(body: bytes, start: int) -> int:
    """Where the white space before a tag begins."""
    while start > 0 and body[start - 1 : start].isspace():
        start -= 1
    return start
