"""Text that is safe to draw, and how wide it will be.

Widths are those of Helvetica, in thousandths of the font size; Arial, Arimo and Liberation Sans share them. Letters with accents
are as wide as their plain ones; what is missing is taken to be wide.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import repeat
from urllib.parse import quote

__all__ = ["LONGEST_TEXT", "clean", "replace_unfit", "shorten", "step_anchor", "text_width", "wrap"]

LONGEST_TEXT = 400
"""Longer names are cut before they are looked at; no card shows as much."""

_ELLIPSIS = "…"
_WIDE, _UNKNOWN, _EMOJI = 1000, 722, 1250

_REGULAR = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584"
    " 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611"
    " 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722"
    " 500 500 500 334 260 334 584"
)
_BOLD = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 584 584"
    " 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667 611"
    " 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778"
    " 556 556 500 389 280 389 584"
)
_MARKS = {"…": 1000, "–": 556, "—": 1000, "·": 278, "•": 350, "‘": 222, "’": 222, "“": 333, "”": 333, "→": 1000, "€": 556,
          "●": 604, "○": 604, "☼": 917, "♦": 510, "▲": 990, "☻": 1021, "×": 584, "ß": 611, "æ": 889, "ø": 556, "œ": 944,
          "\xa0": 278, "ı": 278, "ł": 222, "Ø": 778, "Æ": 1000, "Œ": 1000, "Ł": 556, "«": 556, "»": 556, "°": 400,
          "\ufffd": 1000}  # fmt: skip
_WIDTHS = {
    bold: dict(zip(map(chr, range(32, 127)), map(int, table.split()), strict=True)) | _MARKS
    for bold, table in ((False, _REGULAR), (True, _BOLD))
}
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
"""Control characters, marks that turn the writing direction, halves of surrogate pairs, and what XML has no place for."""
_BREAK_AFTER = re.compile(r"(?<=[-_/.,;:])(?=\w)|(?<=[a-zäöüß])(?=[A-ZÄÖÜ])")


def clean(text: str, longest: int = LONGEST_TEXT) -> str:
    """One line that any drawing program and XML parser takes: blanks folded, unfit characters replaced, cut at `longest`."""
    folded = " ".join(replace_unfit(text[: 4 * longest]).split())
    return (
        folded if len(folded) <= longest and len(text) <= 4 * longest else folded[: longest - 1] + _ELLIPSIS
    )


def replace_unfit(text: str) -> str:
    """Characters that a drawing program or an XML parser does not take, or that turn the text around, become `\ufffd`."""
    if text.isascii() and text.isprintable():  # as most are; that is seen at once
        return text
    return _UNFIT.sub("\ufffd", text)


def step_anchor(step: str) -> str:
    """The fragment that a step's card links to."""
    return f"#step-{quote(clean(step), safe='')}"


@lru_cache(maxsize=16384)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Points that `text` takes on one line."""
    return sum(map(_character_width, text, repeat(bold))) * size / 1000


def wrap(text: str, width: float, size: float, bold: bool = False, lines: int = 3) -> tuple[str, ...]:
    """`text` in at most `lines` lines of `width` points; what does not fit ends in an ellipsis."""
    found: list[str] = []
    for word in _words(clean(text), width, size, bold):
        glued = found[-1] + word if found else ""
        if found and text_width(glued.rstrip(), size, bold) <= width:
            found[-1] = glued
        else:
            found.append(word)
    found = [line.strip() for line in found]
    if len(found) > lines:
        found[lines - 1] = shorten(found[lines - 1] + " " + found[lines], width, size, bold, force=True)
    return tuple(found[:lines])


def shorten(text: str, width: float, size: float, bold: bool = False, force: bool = False) -> str:
    """`text`, cut to `width` points with an ellipsis where it is longer, or always with `force`."""
    if not force and text_width(text, size, bold) <= width:
        return text
    while text and text_width(text.rstrip() + _ELLIPSIS, size, bold) > width:
        text = text[:-1]
    return text.rstrip(" ,;:-–") + _ELLIPSIS


def _words(text: str, width: float, size: float, bold: bool) -> list[str]:
    """Pieces between which a line may break, each with the blank behind it; a word that is wider than a line comes in parts."""
    words = []
    for word in text.split(" "):
        if text_width(word, size, bold) <= width:
            words.append(word + " ")
            continue
        parts = [part for piece in _BREAK_AFTER.split(word) for part in _cut(piece, width, size, bold)]
        words += [*parts[:-1], parts[-1] + " "]
    return words


def _cut(word: str, width: float, size: float, bold: bool) -> list[str]:
    parts = [""]
    for character in word:
        if parts[-1] and text_width(parts[-1] + character, size, bold) > width:
            parts.append("")
        parts[-1] += character
    return parts


@lru_cache(maxsize=4096)
def _character_width(character: str, bold: bool) -> int:
    widths = _WIDTHS[bold]
    if character in widths:
        return widths[character]
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return _EMOJI if unicodedata.category(character) == "So" else _WIDE
    base = unicodedata.normalize("NFD", character)[0]
    return widths.get(base, _UNKNOWN)
