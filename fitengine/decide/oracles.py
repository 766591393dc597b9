"""Who answers about a decision: its diagram, or a solver where the rules are too large for one."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping

from fitengine.decide.cells import CellSpace
from fitengine.decide.compile import compile_decision
from fitengine.decide.diagram import TooLargeError
from fitengine.decide.diagram_route import DiagramRoute
from fitengine.decide.oracle import Oracle
from fitengine.decide.solver_route import SolverRoute
from fitengine.model.rules import Rulebook

__all__ = ["Oracles"]

Key = tuple[str, tuple[tuple[str, str], ...], frozenset[str]]


class Oracles:
    """The oracles of one rulebook, made when first needed and kept; any thread may ask."""

    def __init__(self, rulebook: Rulebook, space: CellSpace) -> None:
        self._rulebook = rulebook
        self._space = space
        self._made: dict[Key, Oracle] = {}
        self._lock = threading.RLock()

    def of(self, decision: str, ratings: Mapping[str, str], without: Collection[str]) -> Oracle:
        """The oracle of a decision; ratings of decisions it requires and left-out constraints give one of its own. Raises
        RulesError where only a solver can answer and none is installed."""
        key = (decision, self._rated(decision, ratings) if ratings else (), frozenset(without))
        with self._lock:
            if key not in self._made:
                self._made[key] = self._make(*key)
            return self._made[key]

    def required(self, decision: str) -> set[str]:
        """The decisions below one."""
        required = set(self._rulebook.tables[decision].requires)
        return required.union(*(self.required(name) for name in required))

    def _rated(self, decision: str, ratings: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        required = self.required(decision)
        return tuple(sorted((name, outcome) for name, outcome in ratings.items() if name in required))

    def _make(self, decision: str, rated: tuple[tuple[str, str], ...], without: frozenset[str]) -> Oracle:
        """What the whole decision is too large for, its variants are not tried with: each trial takes seconds, and what is
        answered must not depend on what was asked before."""
        ratings = dict(rated)
        if not (ratings or without) or isinstance(self.of(decision, {}, ()), DiagramRoute):
            try:
                return DiagramRoute(
                    compile_decision(self._rulebook, self._space, decision, ratings=ratings, without=without)
                )
            except TooLargeError:
                pass
        return SolverRoute(self._rulebook, self._space, decision, ratings=ratings, without=without)
