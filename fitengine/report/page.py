"""The page of a terminal: its width, whether it has colours, and the few forms that texts are set in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fitengine.report.display import Style, display_width, fold, paint

__all__ = ["NARROWEST", "Page"]

NARROWEST = 60
"""Columns; what is narrower is set as if it had this many."""
_INDENT = 2


@dataclass(frozen=True, slots=True)
class Page:
    width: int
    colour: bool = False

    @staticmethod
    def of(width: int, colour: bool) -> Page:
        """A page that is not too narrow to fold text on."""
        return Page(max(NARROWEST, width), colour)

    def heading(self, text: str) -> Iterator[str]:
        """A blank line and the words in bold."""
        yield ""
        yield from (paint(line, Style.BOLD, self.colour) for line in fold(text, self.width))

    def paragraph(self, text: str, indent: int = 0, style: Style = Style.PLAIN) -> Iterator[str]:
        """A folded text."""
        for line in fold(text, self.width - indent):
            yield " " * indent + paint(line, style, self.colour)

    def entry(
        self,
        label: str,
        texts: Iterable[str | tuple[str, Style]],
        label_width: int,
        label_style: Style = Style.PLAIN,
    ) -> Iterator[str]:
        """A label, and beside it the texts, each on lines of its own; a label too wide stands above."""
        margin = _INDENT + label_width + 2
        head = (
            " " * _INDENT
            + paint(label, label_style, self.colour)
            + " " * (label_width + 2 - display_width(label))
        )
        if display_width(label) > label_width:
            yield from self.paragraph(label, _INDENT, label_style)
            head = " " * margin
        for text, style in ((part, Style.PLAIN) if isinstance(part, str) else part for part in texts):
            for line in fold(text, self.width - margin) if text else ():
                yield head + paint(line, style, self.colour)
                head = " " * margin
        if head.strip():
            yield head.rstrip()
