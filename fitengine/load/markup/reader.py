"""XML to the few elements that somebody needs, straight from expat.

What is not kept is skipped while reading, so that a large file costs little more than what is kept. Elements are told by
namespace and never by prefix; every one keeps its place. Entities are refused where they are declared, and nothing outside the
file is ever read.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from xml.parsers import expat

from fitengine.errors import InputError, Problem, SourceSpan
from fitengine.load.markup.elements import Document, Element, with_excerpts
from fitengine.load.markup.refusals import (
    MAX_DEPTH,
    Reason,
    doctype_reason,
    entity_reason,
    syntax_reason,
    too_deep,
)

__all__ = ["Format", "read_elements"]

_SEPARATOR = "\n"  # no namespace holds one: a line end in an attribute reads as a space
_AGAIN = "save or download it again"
_BROKEN = "save the file again from the modelling tool"


@dataclass(frozen=True, slots=True)
class Format:
    """What is read of one kind of file. `kind` is `a BPMN file`; `refused` says why a root (namespace, name, attributes) is
    none of it; `kept` tells by namespace, name and the namespace of the root; `with_text` are the names whose text counts."""

    kind: str
    refused: Callable[[str, str, dict[str, str]], Reason | None]
    kept: Callable[[str, str, str], bool]
    with_text: Container[str]


def read_elements(content: bytes, source: str, form: Format, mended: tuple[Problem, ...] = ()) -> Document:
    """The elements of an XML file in UTF-8. Raises InputError for broken XML, entities, too deep nesting and other roots."""
    return Document(source, _Reader(source, content, form).read(), content, mended)


class _Reader:
    """One pass of expat that keeps an element tree."""

    def __init__(self, source: str, content: bytes, form: Format) -> None:
        self.source = source
        self.content = content
        self.form = form
        self.root: Element | None = None
        self.root_uri = ""
        self.stack: list[Element] = []
        self.skipping = 0
        self.names: dict[str, tuple[str, int, bool]] = {}
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
            reason = syntax_reason(error, _AGAIN, _BROKEN)
            raise self.failure(reason, error.lineno, error.offset) from None
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
        if self.root is None:
            self.check_root(name, attributes)
        tag, width, kept = self.names.get(name) or self.known(name)
        if not kept and self.root is not None:
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
            raise self.refusal(too_deep())

    def end(self, _name: str) -> None:
        if self.skipping:
            self.skipping -= 1
        else:
            self.stack.pop()

    def text(self, text: str) -> None:
        if not self.skipping and self.stack and self.stack[-1].tag in self.form.with_text:
            self.stack[-1].text += text

    def doctype(self, _name: str, system: str | None, public: str | None, _internal: int) -> None:
        if reason := doctype_reason(system, public, self.form.kind):
            raise self.refusal(reason)

    def entity(
        self, name: str, _parameter: int, _value: str | None, _base: str | None, *outside: str | None
    ) -> None:
        raise self.refusal(entity_reason(name, outside, self.form.kind))

    def check_root(self, name: str, attributes: dict[str, str]) -> None:
        self.root_uri, tag, _ = _split(name)
        if reason := self.form.refused(self.root_uri, tag, attributes):
            raise self.refusal(reason)

    def known(self, name: str) -> tuple[str, int, bool]:
        """Local name, the width of `<prefix:name` in the text, and whether it is kept."""
        uri, tag, width = _split(name)
        known = self.names[name] = (tag, width, self.form.kept(uri, tag, self.root_uri))
        return known

    def refusal(self, reason: Reason) -> InputError:
        return self.failure(reason, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber)

    def failure(self, reason: Reason, line: int, offset: int) -> InputError:
        code, message, help_ = reason
        span = SourceSpan(self.source, line, offset + 1, line, offset + 2)
        return InputError(with_excerpts([Problem(code, message, help_, span)], self.content))


def _split(name: str) -> tuple[str, str, int]:
    match name.split(_SEPARATOR):
        case [local]:
            return "", local, 1 + len(local)
        case [uri, local]:
            return uri, local, 1 + len(local)
        case [uri, local, prefix, *_]:
            return uri, local, 2 + len(prefix) + len(local)
    raise AssertionError("expat names every element")
