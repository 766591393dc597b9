"""One subject as the diagrams see it: what is known, what goes without saying, and what was answered directly."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from fitengine.decide.boxes import Box, boxes_of, uncovered
from fitengine.decide.cells import CellSpace
from fitengine.model.facts import Facts, Unknown
from fitengine.model.rules import Condition, FactDefinition, Presumption

__all__ = ["Case", "Presumptions"]

_MOST_REMEMBERED = 16384
"""Values whose cells are known already."""


@dataclass(frozen=True, slots=True)
class Case:
    """Masks of cells by fact name. `presumed` holds only facts that nobody has said anything about."""

    known: Mapping[str, int]
    presumed: Mapping[str, int]
    ratings: Mapping[str, str]
    doubted: tuple[str, ...]
    strict: bool = False

    @property
    def key(self) -> Hashable:
        """Equal for cases that no decision can tell apart."""
        said = (
            frozenset(self.known.items()),
            frozenset(self.presumed.items()),
            frozenset(self.ratings.items()),
        )
        return said, self.doubted, self.strict

    def mask(self, name: str, full: int, presume: bool) -> int:
        """The cells the fact may be in; everything, which is `full`, where nothing is said or presumed."""
        if name in self.known:
            return self.known[name]
        return self.presumed.get(name, full) if presume else full


@dataclass(frozen=True, slots=True)
class _Ready:
    """A presumption over cells: it applies when everything that is still possible lies inside the boxes; always, where it has no
    condition."""

    mask: int
    boxes: tuple[Box, ...] | None
    full: Mapping[str, int]

    def applies(self, known: Mapping[str, int]) -> bool:
        if self.boxes is None:
            return True
        here = {name: known[name] for name in self.full if name in known}
        return uncovered(here, self.boxes, self.full) is None


class Presumptions:
    """What goes without saying, by the dictionary, ready to be applied to cases."""

    def __init__(self, dictionary: Mapping[str, FactDefinition], space: CellSpace) -> None:
        self._space = space
        self._encoded = lru_cache(_MOST_REMEMBERED)(lambda name, value: space[name].encode(value))
        self._ready = {
            name: tuple(_ready(name, presumption, space) for presumption in definition.presumptions)
            for name, definition in dictionary.items()
            if definition.presumptions
        }
        self._depends = {name: self.depends(name) for name in self._ready}
        self._left = lru_cache(_MOST_REMEMBERED)(self._left_anew)
        self._told = tuple(dict.fromkeys((*self._ready, *chain(*self._depends.values()))))
        self._presumed = lru_cache(_MOST_REMEMBERED)(self._presumed_anew)
        self._dependents: dict[str, list[str]] = {}
        for name, presumptions in self._ready.items():
            for fact in dict.fromkeys(fact for ready in presumptions for fact in ready.full):
                self._dependents.setdefault(fact, []).append(name)

    def case(self, facts: Facts, strict: bool = False) -> Case:
        """Encode facts as cells and presume what they leave unsaid. Facts that the dictionary lacks are left out."""
        doubted = tuple(name for name, value in facts.values.items() if isinstance(value, Unknown))
        known = {
            name: self._encoded(name, value)
            for name, value in facts.values.items()
            if name not in doubted and name in self._space
        }
        presumed = {} if strict else self._presumed(tuple(map(known.get, self._told)), doubted)
        return Case(known, presumed, dict(facts.ratings), doubted, strict)

    def learn(self, case: Case, name: str, mask: int) -> Case:
        """The case once one more fact is known, exactly or in part."""
        known = {**case.known, name: mask}
        if case.strict:
            return replace(case, known=known)
        presumed = {fact: cells for fact, cells in case.presumed.items() if fact != name}
        for fact in self._dependents.get(name, ()):
            presumed.pop(fact, None)
        presumed |= self._presume(self._dependents.get(name, ()), known, case.doubted)
        return replace(case, known=known, presumed=presumed)

    def depend_on(self, name: str) -> bool:
        """Whether what goes without saying of some fact depends on this one."""
        return name in self._dependents

    def names(self) -> tuple[str, ...]:
        """The facts of which something may go without saying."""
        return tuple(self._ready)

    def depends(self, name: str) -> tuple[str, ...]:
        """The facts on which the presumptions of one fact depend."""
        return tuple(dict.fromkeys(fact for ready in self._ready[name] for fact in ready.full))

    def presume(self, name: str, known: Mapping[str, int]) -> int:
        """The cells left to a fact that nobody spoke of: all its presumptions whose condition is known to hold, as long as they
        leave something possible; every cell, where nothing goes without saying."""
        return self._left(name, tuple(map(known.get, self._depends[name])))

    def _left_anew(self, name: str, cells: tuple[int | None, ...]) -> int:
        """By the cells of the facts it depends on."""
        said = zip(self._depends[name], cells, strict=True)
        known = {fact: mask for fact, mask in said if mask is not None}
        mask = self._space[name].full
        for ready in self._ready[name]:
            if ready.applies(known):
                mask = mask & ready.mask or mask
        return mask

    def _presumed_anew(self, cells: tuple[int | None, ...], doubted: tuple[str, ...]) -> dict[str, int]:
        """By the cells of the facts that have a say: steps of one process often share them all."""
        known = {name: mask for name, mask in zip(self._told, cells, strict=True) if mask is not None}
        return self._presume(self._ready, known, doubted)

    def _presume(
        self, names: Iterable[str], known: Mapping[str, int], doubted: Iterable[str]
    ) -> dict[str, int]:
        unsaid = [name for name in names if name not in known and name not in doubted]
        masks = {name: self.presume(name, known) for name in unsaid}
        return {name: mask for name, mask in masks.items() if mask != self._space[name].full}


def _ready(name: str, presumption: Presumption, space: CellSpace) -> _Ready:
    mask = _mask(presumption.test, name, space)
    if presumption.when is None:
        return _Ready(mask, None, {})
    boxes = tuple(boxes_of(presumption.when, space))
    return _Ready(mask, boxes, {fact: space[fact].full for box in boxes for fact in box})


def _mask(test: Condition, name: str, space: CellSpace) -> int:
    """The cells that a condition on one fact allows."""
    mask = 0
    for box in boxes_of(test, space):
        mask |= box.get(name, space[name].full)
    return mask
