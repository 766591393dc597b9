"""What changes on the disk: the one place that knows the library that watches it (extra `watch`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from fitengine.errors import FitengineError

__all__ = ["Watch"]

_LOOK = 1000
"""Milliseconds after which the files are looked at without being called: some network drives never call."""
_PAUSE = 400
"""Milliseconds for which changes are gathered: editors save in several moves."""

State = dict[Path, tuple[int, int, int]]


class Watch:
    """Files, present or to come, and folders with all that is in them but hidden files. Changes count from the moment it is
    made. Raises FitengineError where the library is missing."""

    def __init__(self, files: Iterable[Path], folders: Iterable[Path]) -> None:
        if find_spec("watchfiles") is None:
            raise FitengineError.single(
                "not-installed",
                "files are watched with watchfiles, which is not installed",
                "install it with `pip install 'fitengine[watch]'`",
            )
        self._files = tuple(files)
        self._folders = tuple(folders)
        self._state = self._look()

    def changes(self) -> Iterator[None]:
        """One item whenever something is not as it was. Goes on until it is interrupted."""
        from watchfiles import watch

        while True:
            places = self._places()
            waking = watch(
                *places, recursive=False, debounce=_PAUSE, rust_timeout=_LOOK, yield_on_timeout=True, watch_filter=None,
                ignore_permission_denied=True,
            )  # fmt: skip
            for _ in waking:
                state = self._look()
                if state != self._state:
                    self._state = state
                    yield
                if self._places() != places:
                    break  # a folder came or went: watch what there is now

    def _look(self) -> State:
        state: State = {}
        for path in [*self._files, *self._inside()]:
            with suppress(OSError):
                status = path.stat()
                state[path] = status.st_mtime_ns, status.st_size, status.st_ino
        return state

    def _inside(self) -> Iterator[Path]:
        """What the folders hold, themselves included."""
        for folder in self._folders:
            yield folder
            inner = folder.rglob("*") if folder.is_dir() else ()
            yield from (path for path in inner if path.is_file() and not path.name.startswith("."))

    def _places(self) -> list[Path]:
        """Folders, not files: editors replace a file by another of its name, and a watch on the old one sees nothing more."""
        files = [place for file in self._files for place in (file.absolute(), file.resolve())]
        places = {file.parent for file in files}
        for folder in self._folders:
            places |= {folder, *(path for path in folder.rglob("*") if path.is_dir())}
        return sorted(place.resolve() for place in places if place.is_dir())
