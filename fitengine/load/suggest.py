"""The word somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["near"]

_LONGEST_WORD = 80
_LEAST_LIKENESS = 0.7
_MOST_GUESSED = 2000


def near(word: str, options: Iterable[str]) -> str | None:
    """The option most like `word`, whatever the case, spaces, dashes and underscores; None where none is.

    The answer depends on the options alone, not on their order. Among thousands of them only case and dashes may differ:
    a guess would be worth little there, and take seconds.
    """
    plain = _plain(word)
    if not plain or len(plain) > _LONGEST_WORD:
        return None
    by_plain: dict[str, str] = {}
    for option in sorted(options):
        if len(option) <= 2 * len(plain) + 2:
            by_plain.setdefault(_plain(option), option)
    if plain in by_plain:
        return by_plain[plain]
    if len(by_plain) > _MOST_GUESSED:
        return None
    close = get_close_matches(plain, by_plain, n=1, cutoff=_LEAST_LIKENESS)
    return by_plain[close[0]] if close else None


def _plain(word: str) -> str:
    return word.strip().casefold().replace("-", "_").replace(" ", "_")
