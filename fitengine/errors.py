"""What can go wrong, and where.

Three things never share a type: a broken input (`InputError`), a broken rule (`RulesError`) and a finding about a healthy
process (`fitengine.model.decision.Finding`). Every error carries all problems of one input at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "DrawingFault",
    "EngineFault",
    "FitengineError",
    "InputError",
    "Problem",
    "RulesError",
    "SourceSpan",
]


@dataclass(frozen=True, slots=True, order=True)
class SourceSpan:
    """A place in a source: lines and columns count from 1, the end is exclusive."""

    source: str
    line: int
    column: int
    end_line: int
    end_column: int
    cell: str = ""
    """In a workbook: the sheet and the cell, as `Steps!H7`."""

    def __str__(self) -> str:
        return f"{self.source}:{self.cell or f'{self.line}:{self.column}'}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One defect of an input or a rule: a single sentence with no capital and no full stop, user input in backticks."""

    code: str
    message: str
    help: str = ""
    span: SourceSpan | None = None
    excerpt: str = ""
    """The source line that `span` points to, without its line end."""
    severity: Literal["error", "warning"] = "error"

    def __post_init__(self) -> None:
        """What a file says may hold anything, and messages quote it on terminals."""
        for name in ("message", "help"):
            text = getattr(self, name)
            if len(text) > _LONGEST_TEXT or not text.isprintable():
                object.__setattr__(self, name, _plain_line(text))

    def format(self) -> str:
        """`file:line:column: CODE message`, the source line with a caret, and the help."""
        lines = [f"{self.span}: {self.code} {self.message}" if self.span else f"{self.code} {self.message}"]
        if self.span and self.excerpt:
            lines += _excerpt_lines(self.span, self.excerpt)
        if self.help:
            lines.append(f"  help: {self.help}")
        return "\n".join(lines)


class FitengineError(Exception):
    """Base of everything this package raises on purpose; `problems` is never empty."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        assert self.problems, "an error without a problem says nothing"
        super().__init__("\n".join(problem.format() for problem in self.problems))

    @classmethod
    def single(
        cls,
        code: str,
        message: str,
        help: str = "",  # noqa: A002 - the field's name
        span: SourceSpan | None = None,
    ) -> FitengineError:
        """An error with one problem, of the class it is called on."""
        return cls([Problem(code, message, help, span)])


class InputError(FitengineError):
    """An input that cannot be used: exit code 2."""


class RulesError(FitengineError):
    """A rule pack that cannot be used: exit code 2."""


class EngineFault(FitengineError):
    """Two ways of deciding disagree, or an engine misbehaved: exit code 3, never a silent choice."""


class DrawingFault(FitengineError):
    """No drawing program, or it failed: exit code 3."""


_LONGEST_EXCERPT = 160
_LONGEST_TEXT = 1500


def _plain_line(text: str) -> str:
    """One line without control characters, cut in the middle where it would fill a screen."""
    text = " ".join(text.splitlines())
    text = "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)
    half = _LONGEST_TEXT // 2
    return text if len(text) <= _LONGEST_TEXT else f"{text[:half]} … {text[-half:]}"


def _excerpt_lines(span: SourceSpan, excerpt: str) -> list[str]:
    start = 0
    if len(excerpt) > _LONGEST_EXCERPT:
        start = max(0, span.column - 1 - _LONGEST_EXCERPT // 2)
        excerpt = excerpt[start : start + _LONGEST_EXCERPT]
    excerpt = "".join(character if character.isprintable() else " " for character in excerpt)
    offset = max(0, span.column - 1 - start)
    width = span.end_column - span.column if span.end_line == span.line else 1
    width = max(1, min(width, len(excerpt) - offset))
    number = str(span.line)
    return [f"  {number} | {excerpt}", f"  {' ' * len(number)} | {' ' * offset}{'^' * width}"]
