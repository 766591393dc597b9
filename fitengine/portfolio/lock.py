"""One run at a time on a folder of results."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from fitengine.errors import InputError
from fitengine.portfolio.tables import Layout

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["locked"]


@contextmanager
def locked(layout: Layout) -> Iterator[None]:
    """Nobody else writes to the folder meanwhile. The lock ends with the program, however that ends. Raises InputError."""
    layout.folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(layout.lock, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            _lock(handle)
        except OSError:
            message = f"another run is writing to `{layout.folder}`"
            raise InputError.single(
                "locked", message, "wait until it is done, or name another folder"
            ) from None
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
