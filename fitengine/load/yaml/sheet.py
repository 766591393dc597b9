"""A text and what is to change in it: noted place by place, written in one go."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fitengine.load.yaml.places import Kind, scalar_places

__all__ = ["BREAKS", "Sheet", "line_end_of"]

BREAKS = "\n\r\x85\u2028\u2029"
"""What ends a line in YAML 1.1, which libyaml reads."""

_LINE_END = re.compile(f"\r\n|[{BREAKS}]")
_USUAL_LINE_END = re.compile("\r?\n|\r")
_TO_COLON = re.compile(f"(?:[ \t{BREAKS}]|#[^{BREAKS}]*+)*+:").match
_COMMENT = re.compile(f"(?<![^\\s])#[^{BREAKS}]*")
_COMMENT_LINES = re.compile(f"(?:(?:\r\n|[\n\r])[ \t]*(?:#[^{BREAKS}]*)?(?=[{BREAKS}]|\\Z))*").match


class Sheet:
    """Offsets are those of the text as it was."""

    __slots__ = ("_splices", "line_end", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.line_end = line_end_of(text)
        self._splices: list[tuple[int, int, str]] = []

    def replace(self, start: int, end: int, new: str) -> None:
        self._splices.append((start, end, new))

    def insert(self, position: int, new: str) -> None:
        self.replace(position, position, new)

    def insert_lines(self, position: int, lines: Iterable[str]) -> None:
        """Below the line that ends at `position`."""
        self.insert(position, "".join(self.line_end + line for line in lines))

    def written(self) -> str:
        """The text with all changes; those at one place in the order they were noted."""
        parts, done = [], 0
        for start, end, new in sorted(self._splices, key=lambda splice: splice[:2]):
            parts += [self.text[done:start], new]
            done = end
        return "".join([*parts, self.text[done:]])

    def line_start(self, position: int) -> int:
        return max(self.text.rfind(end, 0, position) for end in BREAKS) + 1

    def line_stop(self, position: int) -> int:
        """Where the line ends, its line end left out."""
        found = _LINE_END.search(self.text, position)
        return found.start() if found else len(self.text)

    def at_line_start(self, position: int) -> bool:
        return position == 0 or self.text[position - 1] in BREAKS

    def breaks(self, start: int, stop: int) -> bool:
        """Whether a line ends in between."""
        return _LINE_END.search(self.text, start, stop) is not None

    def after_colon(self, key_end: int) -> int | None:
        """The place after the colon of a key; None for a key without one, as in `{a, b}`."""
        found = _TO_COLON(self.text, key_end)
        return found.end() if found else None

    def comments_stop(self, line_stop: int) -> int:
        """Where the comment lines and empty lines end that follow a line."""
        found = _COMMENT_LINES(self.text, line_stop)
        return found.end() if found else line_stop

    def comments(self, start: int, stop: int) -> list[str]:
        """The comments in between; a `#` inside a scalar is none, unless it stands behind `|` or `>`."""
        if "#" not in self.text[start:stop]:
            return []
        found, done = [], start
        for place in scalar_places(self.text, start, stop):
            gap_stop = self.line_stop(place.start) if place.kind is Kind.BLOCK_SCALAR else place.start
            found += _COMMENT.findall(self.text[done : min(gap_stop, stop)])
            done = place.end
        return found + _COMMENT.findall(self.text[done:stop])


def line_end_of(text: str) -> str:
    """The line end that a text uses first."""
    found = _USUAL_LINE_END.search(text)
    return found[0] if found else "\n"
