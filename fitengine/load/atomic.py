"""Files that are replaced as a whole: a reader sees the old file or the new one, never half of it, whenever the
program stops.

The new contents go to a temporary file in the same folder, which then takes the name of the old one.
"""

from __future__ import annotations

import codecs
import os
import secrets
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, ELOOP, EPERM
from pathlib import Path

from fitengine.errors import InputError

if sys.platform != "win32":
    import fcntl

__all__ = ["check_writable", "replace_file", "update_file"]

_LONGEST_WAIT = 30.0
"""Seconds that one program waits for others that update files of the same folder."""
_SHORT_WAIT = 0.005
_MOST_TRIES = 5
_LEFT_BEHIND = 3600.0
"""Seconds after which a temporary file must be that of a program that was killed."""
_PREFIX, _SUFFIX = ".fitengine-", ".part"
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def check_writable(path: Path) -> None:
    """Raises InputError where `update_file` would be refused: better to know before there is something to write."""
    with _refusals(path):
        target = _end_of_links(path)
        if target.exists():
            _check_protection(path, target)
        if not _allowed(target.parent, os.W_OK | os.X_OK):
            raise PermissionError(EACCES, os.strerror(EACCES))


def replace_file(path: Path, data: bytes) -> None:
    """Makes `data` the contents of a file, new or old. Raises InputError where it cannot, and the old file stays.

    Permissions stay and, where the system allows it, the owner; a link stays a link. Devices and pipes are written to.
    """
    with _refusals(path):
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        target = _end_of_links(path)
        if target.exists():
            _check_protection(path, target)
        with _written_beside(target, data) as temporary:
            _take_name(temporary, target)


def update_file(path: Path, edit: Callable[[str], str], *, create: bool = False) -> None:
    """Replaces the text of a file by what `edit` makes of it; with `create`, a missing file counts as empty.

    The text comes without its byte order mark and with its own line ends; both are kept, and so is the encoding (UTF-8,
    or UTF-16 with a mark). Raises InputError, with the old file as it was, where it cannot be read or replaced, is
    write-protected or keeps changing, and lets through what `edit` raises.

    Programs that update a file at the same time lose nothing: each locks the folder before it reads. The folder and not
    the file, because the file is another one after each update, and a lock file of its own would be left behind.
    Programs that know nothing of the lock are met by reading again just before the new file takes the name: where
    something changed in between, `edit` is asked again.
    """
    with _refusals(path):
        target = _end_of_links(path)
        with _folder_locked(target.parent):
            _sweep(target.parent)
            for _ in range(_MOST_TRIES):
                if _updated(path, target, edit, create):
                    return
    message = f"another program keeps changing `{path}`"
    raise InputError.single("keeps-changing", message, "save and close it there, then try again")


def _updated(path: Path, target: Path, edit: Callable[[str], str], create: bool) -> bool:
    """Whether the file stayed the same from reading to writing."""
    before = _read(path, target, create)
    mark, codec = next((pair for pair in _MARKS if before.startswith(pair[0])), (b"", "utf-8"))
    text = _decoded(before.removeprefix(mark), codec, path)
    edited = edit(text)
    if edited == text:
        return True
    with _written_beside(target, mark + edited.encode(codec)) as temporary:
        same = _read(path, target, create) == before
        if same:
            _take_name(temporary, target)
    return same


def _read(path: Path, target: Path, create: bool) -> bytes:
    if not target.exists():
        if create:
            return b""
        raise InputError.single("no-such-file", f"`{path}` does not exist")
    if target.is_dir():
        raise InputError.single("is-a-folder", f"`{path}` is a folder", "name a file in it")
    if not target.is_file():
        raise InputError.single(
            "not-a-file", f"`{path}` is no ordinary file", "name one that can be replaced"
        )
    _check_protection(path, target)
    return target.read_bytes()


def _check_protection(path: Path, target: Path) -> None:
    """Replacing a file takes no leave from the file itself, and the superuser needs none at all: ask nevertheless."""
    anybody = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
    if not target.stat().st_mode & anybody or not _allowed(target, os.W_OK):
        raise InputError.single(
            "write-protected", f"`{path}` is write-protected", "allow writing to it first"
        )


def _allowed(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def _decoded(raw: bytes, codec: str, path: Path) -> str:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        message = f"`{path}` is not {codec.upper()} text"
        raise InputError.single("not-text", message, "save it as UTF-8") from None


def _end_of_links(path: Path) -> Path:
    """Where the links lead; raises OSError for a circle of them."""
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise OSError(ELOOP, os.strerror(ELOOP))
    return target


@contextmanager
def _written_beside(target: Path, data: bytes) -> Iterator[Path]:
    """A temporary file with the contents, safe on the disk, and with the permissions of the target; it is gone in the
    end unless it took another name."""
    temporary = target.with_name(f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}")
    status = target.stat() if target.exists() else None
    # A new file gets what the umask leaves; into one whose permissions come later, nobody else may look before.
    mode = 0o666 if status is None else 0o600
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        if status is not None:
            _keep_owner(temporary, status)
            temporary.chmod(stat.S_IMODE(status.st_mode))
        yield temporary
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _keep_owner(temporary: Path, status: os.stat_result) -> None:
    """Only the superuser can give a file away; its group may be kept by others, too."""
    if sys.platform == "win32":
        return
    for owner in (status.st_uid, -1):
        with suppress(PermissionError):
            os.chown(temporary, owner, status.st_gid)
            return


def _take_name(temporary: Path, target: Path) -> None:
    temporary.replace(target)
    if sys.platform == "win32":
        return
    with suppress(OSError):  # not every file system can, and the file is whole either way
        handle = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(handle)  # the name survives a loss of power
        finally:
            os.close(handle)


def _sweep(folder: Path) -> None:
    """Removes what killed programs left behind."""
    oldest = time.time() - _LEFT_BEHIND
    for temporary in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(OSError):
            if temporary.stat().st_mtime < oldest:
                temporary.unlink()


@contextmanager
def _folder_locked(folder: Path) -> Iterator[None]:
    """Waits until nobody else updates a file of the folder. The lock ends with the program, however that ends."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        _wait_for_lock(handle, folder)
        yield
    finally:
        os.close(handle)


def _wait_for_lock(handle: int, folder: Path) -> None:
    end = time.monotonic() + _LONGEST_WAIT
    while time.monotonic() < end:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_SHORT_WAIT)
        except OSError:  # some network drives do not lock folders
            return
        else:
            return
    message = f"another program has been writing to `{folder}` for {_LONGEST_WAIT:.0f} seconds"
    raise InputError.single("locked", message, "try again when it is done")


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """What the system refuses, in words."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        denied = error.errno in (EACCES, EPERM)
        help_ = "the folder must be writable, because the file is replaced as a whole" if denied else ""
        raise InputError.single("cannot-write", f"cannot write `{path}`: {reason}", help_) from error
