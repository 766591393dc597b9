"""An executor that is asked once about what it has seen: steps of one process often share all that a table looks at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from fitengine.decide.executor import Executor

__all__ = ["MOST_REMEMBERED", "RememberingExecutor"]

MOST_REMEMBERED = 4096
"""Answers of one kind that are kept; those that were asked for least recently go first."""


class RememberingExecutor:
    """Hands on what `executor` found for the same cells of `facts`, which are all that its rules name."""

    def __init__(self, executor: Executor, facts: Iterable[str]) -> None:
        self.name = executor.name
        self._executor = executor
        self._facts = tuple(sorted(facts))
        self._found = lru_cache(MOST_REMEMBERED)(self._find)

    def holding(self, known: Mapping[str, int]) -> frozenset[str]:
        return self._found(*map(known.get, self._facts))

    def close(self) -> None:
        self._found.cache_clear()
        self._executor.close()

    def _find(self, *cells: int | None) -> frozenset[str]:
        known = {fact: cell for fact, cell in zip(self._facts, cells, strict=True) if cell is not None}
        return self._executor.holding(known)
