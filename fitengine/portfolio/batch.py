"""Documents gathered until there are enough of them to be decided together."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from fitengine.portfolio.documents import Document
from fitengine.portfolio.fact_columns import FactColumns, Other, Tokens
from fitengine.portfolio.tables import DocumentStatus

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Batch", "Entry"]


class Entry(NamedTuple):
    """One document of a source, and what became of it: a process, or a problem."""

    source: str
    area: str | None
    status: DocumentStatus
    document: Document | None = None
    code: str | None = None
    message: str | None = None


class Batch:
    """Entries in their order, with the columns of their steps."""

    def __init__(self, tokens: Tokens, entries: Sequence[Entry]) -> None:
        self._tokens = tokens
        self.entries = entries
        self._documents = [entry.document for entry in entries if entry.document is not None]
        self.step_counts = array(
            "i", [len(entry.document.steps) if entry.document else 0 for entry in entries]
        )
        self.steps = [step for one in self._documents for step in one.steps]
        self.names = [name for one in self._documents for name in one.names]
        self.lanes = [lane for one in self._documents for lane in one.lanes]
        self.other: dict[int, Other] = {}
        self.shares: dict[int, Mapping[str, float]] = {}
        first = 0
        for one in self._documents:
            for at, other in one.ratings.items():
                self.other[first + at] = other
            if one.initiative and one.initiative.shares:
                self._add_shares(one, first, one.initiative.shares)
            first += len(one.steps)

    def facts(self) -> FactColumns:
        """What is known of the steps."""
        import numpy

        found = self._tokens.columns([one.facts for one in self._documents])
        views = [one.graph for one in self._documents]
        graph = {
            name: numpy.frombuffer(b"".join(codes), dtype=numpy.uint8)
            for name, codes in {
                "handover": [view.handover for view in views],
                "in_loop": [view.in_loop for view in views],
                "on_critical_path": [view.on_critical_path for view in views],
            }.items()
            if name in found.codes
        }
        other = dict(found.other)
        for row, more in self.other.items():
            other[row] = {**other.get(row, {}), **more}
        return FactColumns(found.count, {**found.codes, **graph}, found.numbers, other)

    def feeding(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """How many steps feed each step, and which, counted from it."""
        import numpy

        views = [one.graph for one in self._documents]
        counts = b"".join([view.feeding_counts for view in views])
        feeding = b"".join([view.feeding for view in views])
        return numpy.frombuffer(counts, dtype=numpy.int32), numpy.frombuffer(feeding, dtype=numpy.int32)

    def _add_shares(self, document: Document, first: int, shares: Mapping[str, Mapping[str, float]]) -> None:
        for at, step in enumerate(document.steps):
            own = {**shares.get("", {}), **shares.get(step, {})}
            if own:
                self.shares[first + at] = own
