"""The only door to python-sat: formulas over literals, cases that satisfy them, and the cheapest such case.

A literal is a whole number, its negation the negative number. The package is an extra: nothing here is needed as long as the
rules fit into a decision diagram.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.util import find_spec
from weakref import finalize

from fitengine.errors import RulesError

__all__ = ["Solver", "require_solver", "solver_installed"]


def solver_installed() -> bool:
    """Whether python-sat can be used."""
    return find_spec("pysat") is not None


def require_solver(decision: str) -> None:
    """Raises RulesError where python-sat is not installed."""
    if not solver_installed():
        raise RulesError.single(
            "solver-missing",
            f"the rules of `{decision}` are too large for a decision diagram, and no solver is installed",
            "`pip install 'fitengine[solver]'`",
        )


class Solver:
    """A growing formula. Any thread may ask; one at a time is answered."""

    def __init__(self) -> None:
        self._clauses: list[list[int]] = []
        self._solver = import_module("pysat.solvers").Solver(name="glucose4")
        # its own destructor fails when the interpreter ends, after the module it needs is gone
        finalize(self, self._solver.delete)
        self._known: dict[tuple[int, ...], int] = {}
        self._last = 0
        self._lock = threading.Lock()
        self._false = self.fresh()
        self.require([-self._false])

    def fresh(self) -> int:
        """A new literal."""
        self._last += 1
        return self._last

    def require(self, clause: Sequence[int]) -> None:
        """One of these literals must be true."""
        self._clauses.append(list(clause))
        self._solver.add_clause(self._clauses[-1])

    def any(self, parts: Iterable[int]) -> int:
        """A literal that is true exactly when one of the parts is."""
        literals = set(parts) - {self._false}
        if -self._false in literals or any(-literal in literals for literal in literals):
            return -self._false
        if len(literals) < 2:
            return literals.pop() if literals else self._false
        key = tuple(sorted(literals))
        if key not in self._known:
            some = self._known[key] = self.fresh()
            self.require([-some, *key])
            for literal in key:
                self.require([some, -literal])
        return self._known[key]

    def no(self, part: int) -> int:
        """The negation of a literal."""
        return -part

    def one_of(self, count: int) -> list[int]:
        """New literals of which exactly one is true."""
        cells = [self.fresh() for _ in range(count)]
        self.require(cells)
        for place, cell in enumerate(cells):
            for other in cells[:place]:
                self.require([-cell, -other])
        return cells

    def can(self, assumptions: Sequence[int]) -> bool:
        """Whether some case makes all these literals true."""
        with self._lock:
            return bool(self._solver.solve(assumptions=list(assumptions)))

    def find(self, assumptions: Sequence[int]) -> frozenset[int] | None:
        """The literals, negative ones too, that are true in some case in which all of these are; None where there is no such
        case."""
        with self._lock:
            if not self._solver.solve(assumptions=list(assumptions)):
                return None
            return frozenset(self._solver.get_model())

    def cheapest(self, hard: Sequence[int], costs: Iterable[tuple[int, int]]) -> frozenset[int] | None:
        """The literals, negative ones too, that are true in a cheapest case in which all of `hard` are, where each true literal
        costs the whole number beside it; None where there is no such case."""
        if not self.can(hard):
            return None
        formula = import_module("pysat.formula").WCNF()
        formula.extend(self._clauses)
        formula.extend([[literal] for literal in hard])
        for literal, cost in costs:
            formula.append([-literal], weight=cost)
        with import_module("pysat.examples.rc2").RC2(formula) as search:
            return frozenset(search.compute())
