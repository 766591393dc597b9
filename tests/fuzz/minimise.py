"""The smallest part of an input that still shows the same."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["minimise"]


def minimise(data: bytes, shows: Callable[[bytes], bool], seconds: float) -> bytes:
    """Pieces are left out, halves first and single bytes last, while `shows` holds and time is left."""
    until = time.monotonic() + seconds
    size = max(1, len(data) // 2)
    while time.monotonic() < until:
        shorter = _without_pieces(data, size, shows, until)
        if shorter != data:
            data = shorter
        elif size == 1:
            break
        size = max(1, min(size // 2, len(data)))
    return data


def _without_pieces(data: bytes, size: int, shows: Callable[[bytes], bool], until: float) -> bytes:
    start = 0
    while start < len(data) and time.monotonic() < until:
        shorter = data[:start] + data[start + size :]
        if shows(shorter):
            data = shorter
        else:
            start += size
    return data
