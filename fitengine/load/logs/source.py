"""The bytes of an event log: unpacked while they are read, and never more of them than the limit allows."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO, NoReturn

from fitengine.errors import InputError
from fitengine.load.files import Source

__all__ = ["HEAD", "MAX_BYTES", "LogFile"]

MAX_BYTES = 4 * 1024**3
"""What a log may hold once it is unpacked; the largest public ones have 2 GB."""

HEAD = 64 * 1024
"""As many bytes tell what kind of file this is."""

_CHUNK = 256 * 1024
_IN_MEMORY = 16 * 1024**2
_GZIP = b"\x1f\x8b"


class LogFile(AbstractContextManager["LogFile"]):
    """A log that can be read again from its start: standard input and pipes are copied to a temporary file for that.

    Raises InputError for what cannot be opened or unpacked, and for more than `max_bytes`.
    """

    def __init__(self, source: Source, max_bytes: int = MAX_BYTES) -> None:
        self.max_bytes = max_bytes
        self.name, self._file = _open(source, max_bytes)
        try:
            self._file.seek(0)
            self.packed = self._file.read(2) == _GZIP
            self.head = self._read_head()
        except BaseException:
            self._file.close()
            raise

    def chunks(self) -> Iterator[bytes]:
        """The contents from the start, unpacked."""
        self._file.seek(0)
        stream = gzip.GzipFile(fileobj=self._file, mode="rb") if self.packed else self._file
        total = 0
        while chunk := self._read(stream):
            total += len(chunk)
            if total > self.max_bytes:
                _refuse_size(self.name, self.max_bytes, self.packed)
            yield chunk

    def _read(self, stream: IO[bytes] | gzip.GzipFile) -> bytes:
        try:
            return stream.read(_CHUNK)
        except EOFError:
            message = f"`{self.name}` stops in the middle of its gzip data"
            raise InputError.single("truncated", message, "download or copy it again") from None
        except (gzip.BadGzipFile, zlib.error):
            message = f"the gzip data of `{self.name}` are damaged"
            raise InputError.single("damaged", message, "download or copy it again") from None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _read_head(self) -> bytes:
        head = b""
        for chunk in self.chunks():
            head += chunk
            if len(head) >= HEAD:
                break
        return head


def _open(source: Source, max_bytes: int) -> tuple[str, IO[bytes]]:
    """The name to call it by, and a file of our own that can be read again."""
    if source == "-":
        return "standard input", _copied(sys.stdin.buffer, "standard input", max_bytes)
    if not isinstance(source, str | Path):
        name = str(getattr(source, "name", "input"))
        return name, _copied(source, name, max_bytes)
    name = str(source)
    file = _open_path(Path(source), name)
    if file.seekable():
        return name, file
    with file:
        return name, _copied(file, name, max_bytes)


def _open_path(path: Path, name: str) -> IO[bytes]:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise InputError.single("no-such-file", f"`{name}` does not exist") from None
    except IsADirectoryError:
        raise InputError.single("is-a-folder", f"`{name}` is a folder", "name a file in it") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError.single("cannot-read", f"`{name}` cannot be read: {reason.lower()}") from None


def _copied(stream: IO[bytes] | IO[str], name: str, max_bytes: int) -> IO[bytes]:
    copy = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the log closes it
    while chunk := stream.read(_CHUNK):
        copy.write(chunk.encode() if isinstance(chunk, str) else chunk)
        if copy.tell() > max_bytes:
            copy.close()
            _refuse_size(name, max_bytes, packed=False)
    return copy


def _refuse_size(name: str, max_bytes: int, packed: bool) -> NoReturn:
    holds = "unpacks to" if packed else "has"
    message = f"`{name}` {holds} more than {max_bytes:,} bytes"
    raise InputError.single("too-large", message, "`--max-bytes` sets another limit")
