"""A decision answered by its diagram: everything exact, at the cost of the diagram's size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial

from fitengine.decide import query
from fitengine.decide.diagram import Diagram
from fitengine.decide.oracle import Change, Known, Priors, Row

__all__ = ["DiagramRoute"]

_MOST_REMEMBERED = 4096
"""What is possible is asked most often, and for small decisions about the same cells again and again."""


class DiagramRoute:
    """The questions of an oracle, put to a decision diagram."""

    samples = 0

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.decision = diagram.decision
        self.names = diagram.names
        self.outcomes = diagram.outcomes
        self.bits: Mapping[str, int] = diagram.bits
        self.level_of: Mapping[str, int] = diagram.level_of
        self._possible = lru_cache(_MOST_REMEMBERED)(partial(query.possible, diagram))

    def outcome(self, mask: int) -> str | None:
        return self.diagram.outcome(mask)

    def possible(self, known: Known) -> int:
        return self._possible(tuple(known))

    def relevant(self, known: Known) -> frozenset[int]:
        return query.relevant(self.diagram, known)

    def weights(self, known: Known, priors: Priors) -> Row:
        return query.outcome_weights(self.diagram, known, priors)

    def answer_rows(self, known: Known, priors: Priors) -> tuple[Row, dict[int, list[Row]]]:
        return query.answer_rows(self.diagram, known, priors)

    def cheapest(self, known: Known, costs: Sequence[Sequence[float]]) -> dict[str, Change]:
        return query.cheapest_changes(self.diagram, known, costs)

    def sample_point(self, known: Known, priors: Priors) -> list[int] | None:
        return query.sample_point(self.diagram, known, priors)
