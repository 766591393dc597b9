"""XML to the few elements that a process needs, straight from expat.

Diagrams, extensions and data are skipped while reading, so that a large file costs little more than its flow nodes. Elements are
told by namespace and never by prefix; every one keeps its place. Entities are refused where they are declared, and
nothing outside the file is ever read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from xml.parsers import expat

from fitengine.errors import InputError, Problem, SourceSpan
from fitengine.load.bpmn.encoding import as_utf8
from fitengine.load.bpmn.foreign import explain_binary, explain_root, explain_text
from fitengine.load.bpmn.vocabulary import BPMN, KEPT, WITH_TEXT
from fitengine.load.yaml.events import MAX_BYTES

__all__ = ["MAX_DEPTH", "Document", "Element", "read_markup"]

MAX_DEPTH = 200
"""Levels of nested elements; a real model has about ten."""

_SEPARATOR = "\n"  # no namespace holds one: a line end in an attribute reads as a space
_CUT_OFF = ("no element found", "unclosed token", "unclosed CDATA section", "partial character")
_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(slots=True, eq=False)
class Element:
    """An element of the BPMN model namespace: local name, attributes, kept children and its place (counted from 1)."""

    tag: str
    attributes: dict[str, str]
    line: int
    column: int
    width: int
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def get(self, name: str) -> str:
        """The attribute without surrounding space, empty where it is missing."""
        return self.attributes.get(name, "").strip()

    def words(self, name: str) -> str:
        """The attribute as a name: line ends and runs of space become one space."""
        return " ".join(self.attributes.get(name, "").split())

    def is_true(self, name: str, default: bool = False) -> bool:
        """An XML Schema boolean."""
        text = self.get(name)
        return text in ("true", "1") if text else default

    def all(self, *tags: str) -> Iterator[Element]:
        """The children with one of these local names, in order."""
        return (child for child in self.children if child.tag in tags)

    def walk(self) -> Iterator[Element]:
        """The element and everything inside it, in order."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(reversed(element.children))


@dataclass(frozen=True, slots=True)
class Document:
    """The `definitions` of a BPMN file, its text for excerpts, and what had to be mended to read it."""

    source: str
    root: Element
    content: bytes = field(repr=False)
    mended: tuple[Problem, ...] = ()

    def span(self, element: Element) -> SourceSpan:
        """The place of the start tag's name."""
        line, column = element.line, element.column
        return SourceSpan(self.source, line, column, line, column + element.width)

    def warning(self, code: str, message: str, help: str, element: Element) -> Problem:  # noqa: A002 - the field's name
        """Something dropped or mended at `element`; `with_excerpts` adds the source line."""
        return Problem(code, message, help, self.span(element), "", "warning")

    def with_excerpts(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The problems with their source lines, in the order of their places."""
        return _with_excerpts(sorted(problems, key=_place), self.content)


def read_markup(raw: bytes, source: str) -> Document:
    """The elements of a BPMN 2.0 file. Raises InputError for everything that is not one, each with its reason."""
    if len(raw) > MAX_BYTES:
        raise InputError.single(
            "too-large", f"the file has {len(raw):,} bytes, and the limit is {MAX_BYTES:,}"
        )
    explain_binary(raw, source)
    content, mended = as_utf8(raw, source)
    explain_text(content, source)
    return Document(source, _Reader(source, content).read(), content, mended)


class _Reader:
    """One pass of expat that keeps an element tree of the model namespace."""

    def __init__(self, source: str, content: bytes) -> None:
        self.source = source
        self.content = content
        self.root: Element | None = None
        self.stack: list[Element] = []
        self.skipping = 0
        self.names: dict[str, tuple[str, str, int]] = {}
        self.parser = expat.ParserCreate("utf-8", _SEPARATOR)
        self.parser.namespace_prefixes = True
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.EntityDeclHandler = self.entity

    def read(self) -> Element:
        try:
            self.parser.Parse(self.content, True)
        except expat.ExpatError as error:
            raise self.failure(*_explain_syntax(error), error.lineno, error.offset) from None
        finally:
            del (
                self.parser
            )  # it holds the handlers, which hold this reader: a circle that would keep the text alive
        assert self.root is not None, "expat accepts no document without a root"
        return self.root

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.skipping:
            self.skipping += 1
            return
        uri, tag, width = self.names.get(name) or self.split(name)
        if self.root is None:
            self.check_root(uri, tag, attributes)
        elif uri != BPMN or tag not in KEPT:
            self.skipping = 1
            return
        parser = self.parser
        element = Element(tag, attributes, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, width)
        if self.stack:
            self.stack[-1].children.append(element)
        else:
            self.root = element
        self.stack.append(element)
        if len(self.stack) > MAX_DEPTH:
            raise self.refusal("too-deep", f"elements are nested deeper than {MAX_DEPTH} levels")

    def end(self, _name: str) -> None:
        if self.skipping:
            self.skipping -= 1
        else:
            self.stack.pop()

    def text(self, text: str) -> None:
        if not self.skipping and self.stack and self.stack[-1].tag in WITH_TEXT:
            self.stack[-1].text += text

    def doctype(self, _name: str, system: str | None, public: str | None, _internal: int) -> None:
        if system or public:
            message = f"the DOCTYPE points to `{system or public}`, and nothing outside the file is read"
            raise self.refusal("external-entity", message, "a BPMN file needs no DOCTYPE: delete it")

    def entity(
        self, name: str, _parameter: int, _value: str | None, _base: str | None, *outside: str | None
    ) -> None:
        place = next((identifier for identifier in outside if identifier), None)
        help_ = "a BPMN file needs no entities: write the text out and delete the DOCTYPE"
        if place:
            message = f"the entity `{name}` points to `{place}`, and nothing outside the file is read"
            raise self.refusal("external-entity", message, help_)
        raise self.refusal("entity", f"the entity `{name}` is declared, and entities are not read", help_)

    def split(self, name: str) -> tuple[str, str, int]:
        """Namespace, local name, and the width of `<prefix:name` in the text."""
        match name.split(_SEPARATOR):
            case [local]:
                parts = ("", local, 1 + len(local))
            case [uri, local]:
                parts = (uri, local, 1 + len(local))
            case [uri, local, prefix, *_]:
                parts = (uri, local, 2 + len(prefix) + len(local))
        self.names[name] = parts
        return parts

    def check_root(self, uri: str, tag: str, attributes: dict[str, str]) -> None:
        if uri != BPMN or tag != "definitions":
            raise self.refusal(*explain_root(uri, tag, attributes))

    def refusal(self, code: str, message: str, help_: str = "") -> InputError:
        return self.failure(
            code, message, help_, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber
        )

    def failure(self, code: str, message: str, help_: str, line: int, offset: int) -> InputError:
        span = SourceSpan(self.source, line, offset + 1, line, offset + 2)
        return InputError(_with_excerpts([Problem(code, message, help_, span)], self.content))


def _explain_syntax(error: expat.ExpatError) -> tuple[str, str, str]:
    reason = expat.ErrorString(error.code)
    if reason in _CUT_OFF:
        message = "the XML stops before its last element is closed"
        return "broken-xml", message, "the file may be cut off: save or download it again"
    help_ = "save the file again from the modelling tool"
    if reason == "unbound prefix":
        help_ = "declare the prefix with an `xmlns:` attribute"
    return "broken-xml", f"this is broken XML: {reason}", help_


def _place(problem: Problem) -> tuple[int, int, str, str]:
    span = problem.span
    return (span.line if span else 0, span.column if span else 0, problem.code, problem.message)


def _with_excerpts(problems: list[Problem], content: bytes) -> tuple[Problem, ...]:
    # Many models are one long line: problems on a line share its text.
    numbers = {problem.span.line for problem in problems if problem.span}
    lines = enumerate(_LINE_END.split(content) if numbers else [], 1)
    excerpts = {number: line.decode("utf-8", errors="replace") for number, line in lines if number in numbers}
    return tuple(
        replace(problem, excerpt=excerpts.get(problem.span.line, "")) if problem.span else problem
        for problem in problems
    )
