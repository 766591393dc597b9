"""Changes that keep text being text: lines and words are moved, doubled, dropped and taken from other inputs.

Bytes changed at random rarely get past the first refusal of a format; these do, and libFuzzer's own changes come between.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

__all__ = ["ODD_WORDS", "mutate", "words_of"]

ODD_WORDS = tuple(
    word.encode()
    for word in (
        "", "0", "-1", "1e999", "-0", "nan", "inf", "9" * 400, "0x1", "1_000", "٣", "2% to 5%", "5 to 2", "over", "not",
        "unknown", "~", "null", "true", "no", "{}", "[]", "{", "]", "'", '"', "\\", "&a", "*a", "!!str", "<<", "---",
        "\t", "\u2028", "\x85", "\u202e", "\x1b[31m", "\ufeff", "𝔘", "&#0;", "&amp;", "&x;", "<!DOCTYPE x>", "<![CDATA[", "-->",
        "../../etc/passwd", "%s", "2026-02-30", "0000-00-00", "9999-12-31T23:59:60Z", "-1 week", "40 to 200 a week", "1e400%",
        "A1048577", "ZZZ1",
    )
)  # fmt: skip
_WORD = re.compile(rb"[\w.%:-]+|\s+|.", re.DOTALL)


def words_of(seeds: Sequence[bytes]) -> list[bytes]:
    """The words of the seeds, the frequent ones as often as the rare."""
    found = {
        word: None for seed in seeds for word in _WORD.findall(seed) if not word.isspace() and len(word) < 60
    }
    return [*found, *ODD_WORDS]


def mutate(data: bytes, words: Sequence[bytes], longest: int, seed: int) -> bytes:
    """The input with one to four changes, at most `longest` bytes; the same for the same seed."""
    rng = random.Random(seed)
    for _ in range(rng.randint(1, 4)):
        data = rng.choice(_CHANGES)(data, words, rng)
    return data[:longest]


def _change_word(data: bytes, words: Sequence[bytes], rng: random.Random) -> bytes:
    tokens = _WORD.findall(data) or [b""]
    place = rng.randrange(len(tokens))
    tokens[place] = rng.choice([rng.choice(words), rng.choice(tokens), b""])
    return b"".join(tokens)


def _insert_word(data: bytes, words: Sequence[bytes], rng: random.Random) -> bytes:
    place = rng.randint(0, len(data))
    return data[:place] + rng.choice(words) + data[place:]


def _change_lines(data: bytes, _words: Sequence[bytes], rng: random.Random) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    first = rng.randrange(len(lines))
    some = lines[first : first + rng.randint(1, 4)]
    if rng.random() < 0.4:
        del lines[first : first + len(some)]
    elif rng.random() < 0.5:
        lines[first:first] = some * rng.choice([1, 1, 2, 40])
    else:
        place = rng.randrange(len(lines))
        lines[place:place] = some
    return b"".join(lines)


def _indent(data: bytes, _words: Sequence[bytes], rng: random.Random) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    place = rng.randrange(len(lines))
    lines[place] = b" " * rng.randint(1, 4) + lines[place] if rng.random() < 0.5 else lines[place].lstrip()
    return b"".join(lines)


def _repeat(data: bytes, _words: Sequence[bytes], rng: random.Random) -> bytes:
    """A piece many times over: what grows faster than its input shows here."""
    first = rng.randint(0, len(data))
    piece = data[first : first + rng.randint(1, 12)]
    return data[:first] + piece * rng.choice([2, 8, 200]) + data[first:]


def _cut(data: bytes, _words: Sequence[bytes], rng: random.Random) -> bytes:
    first, last = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
    return data[:first] + data[last:] if rng.random() < 0.7 else data[:last]


_CHANGES: tuple[Callable[[bytes, Sequence[bytes], random.Random], bytes], ...] = (
    _change_word, _change_word, _change_word, _insert_word, _change_lines, _indent, _repeat, _cut,
)  # fmt: skip
