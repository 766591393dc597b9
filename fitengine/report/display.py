"""Text as a terminal shows it: columns taken, lines folded, colours.

Widths follow Unicode's East Asian Width (UAX #11): wide and fullwidth characters take two columns, marks and
joiners none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

__all__ = ["Style", "clean", "display_width", "fold", "pad", "paint"]

_JOINER = "\u200d"
_EMOJI_SELECTOR = "\ufe0f"
_ALLOWED_FORMATS = frozenset({_JOINER, "\u200c"})
"""Zero-width joiner and non-joiner: several scripts and emoji need them. Other format characters mislead."""
_REPLACEMENT = "\ufffd"
_SHORTEST_START = 2
"""A long word is broken after a dash or a slash unless so little would stay: `e-mail`."""


class Style(StrEnum):
    """Codes of the SGR escape sequence (ECMA-48)."""

    PLAIN = ""
    BOLD = "1"
    DIM = "2"
    RED = "31"
    GREEN = "32"
    YELLOW = "33"
    BLUE = "1;34"
    MAGENTA = "35"
    CYAN = "36"


def paint(text: str, style: Style, colour: bool) -> str:
    """`text` in the style, or as it is where colours are off."""
    return f"\x1b[{style}m{text}\x1b[0m" if colour and style and text.strip() else text


def clean(text: str) -> str:
    """One line that is safe to show: white space becomes single spaces, control characters and lone
    surrogates a mark of replacement, and characters that turn the reading direction vanish."""
    line = " ".join(text.split())
    return line if line.isascii() and line.isprintable() else "".join(map(_safe, line))


def display_width(text: str) -> int:
    """The columns a terminal uses for a clean line."""
    return len(text) if text.isascii() else sum(width for _, width in _clusters(text))


def pad(text: str, width: int, right: bool = False) -> str:
    """`text` with blanks up to `width` columns, in front of it with `right`."""
    blanks = " " * max(0, width - display_width(text))
    return blanks + text if right else text + blanks


def fold(text: str, width: int) -> list[str]:
    """The lines of a clean text, none wider than `width` columns (at least 2): broken at blanks, between wide
    characters, and inside a word only where the word alone is too long. An empty text is one empty line."""
    if display_width(text) <= width:
        return [text]
    lines, line, used = [], "", 0
    for word, size, spaced in _words(text, max(2, width)):
        gap = 1 if spaced and line else 0
        if line and used + gap + size > width:
            lines.append(line)
            line, used, gap = "", 0, 0
        line, used = line + " " * gap + word, used + gap + size
    return [*lines, line]


def _words(text: str, width: int) -> Iterator[tuple[str, int, bool]]:
    """Pieces that are not broken, their columns, and whether a blank stands in front of them."""
    for word in text.split(" "):
        spaced, piece, size, too_long = True, "", 0, display_width(word) > width
        for cluster, columns in _clusters(word):
            wide = piece and 2 in (columns, _columns(piece[-1]))
            if wide or (too_long and piece and (size + columns > width or _may_break_after(piece, size))):
                yield piece, size, spaced
                spaced, piece, size = False, "", 0
            piece, size = piece + cluster, size + columns
        if piece:
            yield piece, size, spaced


def _may_break_after(piece: str, size: int) -> bool:
    return size > _SHORTEST_START and piece[-1] in "-/"


def _clusters(text: str) -> Iterator[tuple[str, int]]:
    """Base characters with the marks that belong to them, and the columns each takes."""
    cluster, width = "", 0
    for character in text:
        columns = _columns(character)
        joined = cluster.endswith(_JOINER) or (columns == 2 and _is_skin_tone(character) and width == 2)
        if cluster and (columns == 0 or joined):
            cluster += character
            width = 2 if character == _EMOJI_SELECTOR and width else width
            continue
        if cluster:
            yield cluster, width
        cluster, width = character, columns
    if cluster:
        yield cluster, width


def _is_skin_tone(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"


@lru_cache(maxsize=4096)
def _columns(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf") or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@lru_cache(maxsize=4096)
def _safe(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Cs"):
        return _REPLACEMENT
    return "" if category == "Cf" and character not in _ALLOWED_FORMATS else character
