"""Whether a JSON text means the same to YAML, and says nothing twice."""

from __future__ import annotations

import re
from typing import Any

import numpy

__all__ = ["count_keys", "has_keys", "has_odd_number", "is_odd_number", "is_plain_text"]

_SPECIAL = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]").search
"""Characters that YAML refuses or takes for line ends."""
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]").search
_LARGEST_WHOLE = 1 << 53
_COLON = ord(":")


def is_plain_text(raw: bytes) -> bool:
    """Whether YAML reads the text as JSON does."""
    if raw[:1] != b"{" or (b"\\" in raw and _SURROGATE(raw)):
        return False
    if raw.isascii():
        return b"\x7f" not in raw
    try:
        return not _SPECIAL(raw.decode())
    except UnicodeDecodeError:
        return False


def count_keys(value: Any) -> int:
    """The keys of mappings, however deep."""
    if value.__class__ is dict:
        return len(value) + sum(map(count_keys, value.values()))
    return sum(map(count_keys, value)) if value.__class__ is list else 0


def has_odd_number(value: Any) -> bool:
    if value.__class__ is dict:
        return any(map(has_odd_number, value.values()))
    return any(map(has_odd_number, value)) if value.__class__ is list else is_odd_number(value)


def has_keys(raw: bytes, keys: int) -> bool:
    """Whether a text has so many keys and no more: parsing keeps the last of two equal ones without a word."""
    # quicker than `count`, which stops at each of them
    if numpy.count_nonzero(numpy.frombuffer(raw, numpy.uint8) == _COLON) == keys:
        return True
    in_texts = b'\\":' in raw  # a quote and a colon inside of a text
    spaced = b" :" in raw or b"\n:" in raw or b"\r:" in raw or b"\t:" in raw
    return not (in_texts or spaced) and raw.count(b'":') == keys


def is_odd_number(value: object) -> bool:
    """Whether a number may have lost digits on the way."""
    return isinstance(value, int | float) and abs(value) >= _LARGEST_WHOLE
