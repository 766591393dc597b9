"""The elements of an XML file, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from fitengine.errors import Problem, SourceSpan

__all__ = ["Document", "Element", "with_excerpts"]

_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(slots=True, eq=False)
class Element:
    """An element: local name, attributes, kept children and its place (counted from 1)."""

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
    """The root of an XML file, its text for excerpts, and what had to be mended to read it."""

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
        return with_excerpts(sorted(problems, key=_place), self.content)


def with_excerpts(problems: Sequence[Problem], content: bytes) -> tuple[Problem, ...]:
    """The problems with the source lines that they point to."""
    # Many models are one long line: problems on a line share its text.
    numbers = {problem.span.line for problem in problems if problem.span}
    lines = enumerate(_LINE_END.split(content) if numbers else [], 1)
    excerpts = {number: line.decode("utf-8", errors="replace") for number, line in lines if number in numbers}
    return tuple(
        replace(problem, excerpt=excerpts.get(problem.span.line, "")) if problem.span else problem
        for problem in problems
    )


def _place(problem: Problem) -> tuple[int, int, str, str]:
    span = problem.span
    return (span.line if span else 0, span.column if span else 0, problem.code, problem.message)
