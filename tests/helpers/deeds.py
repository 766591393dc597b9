"""What code does to the world while it runs: files it opens or changes, programs it starts, places it speaks to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

__all__ = ["Deed", "forbid_network", "watched"]

_CHANGES = (
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
    "shutil.", "tempfile.",
)  # fmt: skip
_PROGRAMS = ("subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "ctypes.dlopen")
_SPEAKS = (
    "socket.connect",
    "socket.bind",
    "socket.sendto",
    "socket.sendmsg",
    "socket.getaddrinfo",
    "socket.gethostby",
)
_HERE = ("127.0.0.1", "::1", "localhost", None, b"localhost", b"127.0.0.1", "")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_watching: list[list[Deed]] = []
"""Where deeds are noted. An audit hook cannot be taken off again, so it looks here."""


@dataclass(frozen=True, slots=True)
class Deed:
    """`kind` is read, write, change, program, socket (anything about sockets) or network (beyond this machine)."""

    kind: str
    what: str


@contextmanager
def watched() -> Iterator[list[Deed]]:
    """The deeds of everything inside, in order. What Python itself does to keep compiled modules is left out."""
    deeds: list[Deed] = []
    _watching.append(deeds)
    try:
        yield deeds
    finally:
        _watching[:] = [others for others in _watching if others is not deeds]


def forbid_network() -> None:
    """From now on the program ends with exit code 99 where it speaks to another machine."""

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(("socket.", "urllib.")) and _kind(event, arguments) == "network":
            os.write(2, f"the network was used: {event} {arguments}\n".encode())
            os._exit(99)

    sys.addaudithook(audit)


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if not _watching:
        return
    kind = _kind(event, arguments)
    what = str(arguments if kind == "network" else arguments[0]) if arguments else ""
    if kind and "__pycache__" not in what:
        _watching[-1].append(Deed(kind, f"{event} {what}"))


def _kind(event: str, arguments: tuple[object, ...]) -> str:
    if event == "open":
        _, mode, flags = arguments
        if isinstance(mode, str) and any(letter in mode for letter in "wax+"):
            return "write"
        return "write" if isinstance(flags, int) and flags & _WRITES else "read"
    if event.startswith("socket."):
        return "network" if _leaves(event, arguments) else "socket"
    if event.startswith("urllib."):
        return "network"
    return "program" if event.startswith(_PROGRAMS) else "change" if event.startswith(_CHANGES) else ""


def _leaves(event: str, arguments: tuple[object, ...]) -> bool:
    """Whether another machine is named: by the host that is looked up, or by the address behind the socket."""
    if not event.startswith(_SPEAKS):
        return False
    named = arguments[0] if event.startswith("socket.get") else arguments[1]
    return (named[0] if isinstance(named, tuple) else named) not in _HERE and not _is_path(named)


def _is_path(address: object) -> bool:
    """Sockets of the file system stay on the machine; names of hosts hold no slash."""
    return isinstance(address, str | bytes) and os.fsencode(address)[:1] in (b"/", b"\0")


sys.addaudithook(_audit)
