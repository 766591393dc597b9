"""Documents gathered until there are enough of them to be decided together."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fitengine.portfolio.documents import Document
from fitengine.portfolio.fact_columns import FactColumns, FactRows, Other, Tokens
from fitengine.portfolio.tables import DocumentStatus

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Batch", "Entry"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a source, and what became of it: a process, or a problem."""

    source: str
    area: str | None
    status: DocumentStatus
    document: Document | None = None
    code: str | None = None
    message: str | None = None


class Batch:
    """Entries in their order, with the columns of their steps."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self.entries: list[Entry] = []
        self.steps: list[str] = []
        self.names: list[str] = []
        self.lanes: list[str | None] = []
        self.step_counts = array("i")
        self._facts: list[FactRows] = []
        self._feeding = array("i")
        self._feeding_counts = array("i")
        self._graph: dict[str, bytearray] = {
            "handover": bytearray(),
            "in_loop": bytearray(),
            "on_critical_path": bytearray(),
        }
        self.other: dict[int, Other] = {}
        self.shares: dict[int, Mapping[str, float]] = {}

    def add(self, entry: Entry) -> None:
        """One more."""
        self.entries.append(entry)
        document = entry.document
        if document is None:
            self.step_counts.append(0)
            return
        first = len(self.steps)
        self.step_counts.append(len(document.steps))
        self.steps += document.steps
        self.names += document.names
        self.lanes += document.lanes
        self._facts.append(document.facts)
        graph = document.graph
        self._feeding.extend(graph.feeding)
        self._feeding_counts.extend(graph.feeding_counts)
        self._graph["handover"].extend(graph.handover)
        self._graph["in_loop"].extend(graph.in_loop)
        self._graph["on_critical_path"].extend(graph.on_critical_path)
        for at, other in document.ratings.items():
            self.other[first + at] = other
        if document.initiative and document.initiative.shares:
            self._add_shares(document, first, document.initiative.shares)

    def facts(self) -> FactColumns:
        """What is known of the steps."""
        import numpy

        found = self._tokens.columns(self._facts)
        graph = {
            name: numpy.frombuffer(codes, dtype=numpy.uint8).astype(numpy.uint32)
            for name, codes in self._graph.items()
            if name in found.codes
        }
        other = dict(found.other)
        for row, more in self.other.items():
            other[row] = {**other.get(row, {}), **more}
        return FactColumns(found.count, {**found.codes, **graph}, found.numbers, other)

    def feeding(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """How many steps feed each step, and which, counted from it."""
        import numpy

        return numpy.frombuffer(self._feeding_counts, dtype=numpy.int32), numpy.frombuffer(
            self._feeding, dtype=numpy.int32
        )

    def _add_shares(self, document: Document, first: int, shares: Mapping[str, Mapping[str, float]]) -> None:
        for at, step in enumerate(document.steps):
            own = {**shares.get("", {}), **shares.get(step, {})}
            if own:
                self.shares[first + at] = own
