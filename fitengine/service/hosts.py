"""Who may ask a service on this machine.

A page from the network can make its own name point to 127.0.0.1 (DNS rebinding), and would then read what a local service
answers: so the name that a request is addressed to has to be one of ours.
"""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address

__all__ = ["LOOPBACK_NAMES", "PLAIN_HEADERS", "host_name", "is_loopback"]

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
"""As they stand in a request."""

PLAIN_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What every answer says: keep nothing, show it in no frame, take it for nothing else."""


def host_name(header: str) -> str:
    """The name in a `Host` header, without the port, in small letters: `[::1]:8000` gives `[::1]`."""
    header = header.strip().lower()
    if header.startswith("["):
        return header.partition("]")[0] + "]"
    return header.partition(":")[0]


def is_loopback(address: str, names: Collection[str] = LOOPBACK_NAMES) -> bool:
    """Whether an address or name to listen on leads to this machine alone."""
    if address in names:
        return True
    try:
        return ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False
