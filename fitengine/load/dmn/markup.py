"""DMN files to their elements, straight from expat: one model namespace, whatever its version from 1.1 to 1.5.

Diagrams and extensions are skipped while reading. Entities are refused where they are declared, and nothing outside the file
is ever read.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from fitengine.errors import InputError, Problem, SourceSpan
from fitengine.load.bpmn.encoding import as_utf8
from fitengine.load.bpmn.markup import MAX_DEPTH, Document, Element
from fitengine.load.yaml.events import MAX_BYTES

__all__ = ["read_dmn_markup"]

_SEPARATOR = "\n"
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
    if raw.startswith(b"PK\x03\x04"):
        raise InputError.single("binary", "the file is a ZIP archive, not a DMN file", _EXPORT, start)
    content, _ = as_utf8(raw, source)
    if not content.lstrip().startswith(b"<"):
        raise InputError.single("not-xml", "the file is not XML, and a DMN file is", _EXPORT, start)
    document = Document(source, Element("definitions", {}, 1, 1, 1), content)
    return Document(source, _Reader(document).read(), content)


class _Reader:
    """One pass of expat that keeps the elements of the model namespace."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.root: Element | None = None
        self.uri = ""
        self.stack: list[Element] = []
        self.skipping = 0
        self.parser = expat.ParserCreate("utf-8", _SEPARATOR)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.EntityDeclHandler = self.entity

    def read(self) -> Element:
        try:
            self.parser.Parse(self.document.content, True)
        except expat.ExpatError as error:
            message = f"this is broken XML: {expat.ErrorString(error.code)}"
            help_ = "save the file again from the modelling tool"
            raise self.failure("broken-xml", message, help_, error.lineno, error.offset) from None
        finally:
            del self.parser  # it holds the handlers, which hold this reader
        assert self.root is not None, "expat accepts no document without a root"
        return self.root

    def start(self, name: str, attributes: dict[str, str]) -> None:
        uri, _, tag = name.rpartition(_SEPARATOR)
        if self.skipping or (self.root is not None and (uri != self.uri or tag in _SKIPPED)):
            self.skipping += 1
            return
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        element = Element(tag, attributes, line, column, 1 + len(tag))
        if self.root is None:
            self.check_root(uri, tag)
            self.root, self.uri = element, uri
        else:
            self.stack[-1].children.append(element)
        self.stack.append(element)
        if len(self.stack) > MAX_DEPTH:
            raise self.refusal("too-deep", f"elements are nested deeper than {MAX_DEPTH} levels", "")

    def end(self, _name: str) -> None:
        if self.skipping:
            self.skipping -= 1
        else:
            self.stack.pop()

    def text(self, text: str) -> None:
        if not self.skipping and self.stack and self.stack[-1].tag in _WITH_TEXT:
            self.stack[-1].text += text

    def doctype(self, _name: str, system: str | None, public: str | None, _internal: int) -> None:
        if system or public:
            message = f"the DOCTYPE points to `{system or public}`, and nothing outside the file is read"
            raise self.refusal("external-entity", message, "a DMN file needs no DOCTYPE: delete it")

    def entity(
        self, name: str, _parameter: int, _value: str | None, _base: str | None, *outside: str | None
    ) -> None:
        place = next((identifier for identifier in outside if identifier), None)
        help_ = "a DMN file needs no entities: write the text out and delete the DOCTYPE"
        if place:
            message = f"the entity `{name}` points to `{place}`, and nothing outside the file is read"
            raise self.refusal("external-entity", message, help_)
        raise self.refusal("entity", f"the entity `{name}` is declared, and entities are not read", help_)

    def check_root(self, uri: str, tag: str) -> None:
        if tag == "definitions" and _MODEL.match(uri):
            return
        for pattern, message, help_ in _OTHERS:
            if re.search(pattern, f"{uri} {tag}", re.IGNORECASE):
                raise self.refusal("not-dmn", message, help_)
        where = f" in the namespace `{uri}`" if uri else " without a namespace"
        message = f"the root is `{tag}`{where}, and a DMN file starts with `definitions` of DMN 1.1 to 1.5"
        raise self.refusal("not-dmn", message, _EXPORT)

    def refusal(self, code: str, message: str, help_: str) -> InputError:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber
        return self.failure(code, message, help_, line, column)

    def failure(self, code: str, message: str, help_: str, line: int, offset: int) -> InputError:
        span = SourceSpan(self.document.source, line, offset + 1, line, offset + 2)
        return InputError(self.document.with_excerpts([Problem(code, message, help_, span)]))
