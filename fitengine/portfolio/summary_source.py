"""Opens a folder of results for reading, and refuses one that cannot be trusted."""

from __future__ import annotations

from dataclasses import dataclass

from fitengine.portfolio.tables import Layout

__all__ = ["Results"]


@dataclass(frozen=True, slots=True)
class Results:
    """A finished run: where it lies and the packs that decided (name, version, digest)."""

    layout: Layout
    rules: tuple[tuple[str, str, str], ...]
