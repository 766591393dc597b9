"""The decision diagram: one decision over all its facts, as a reduced, ordered, multi-valued graph.

Every path from the root tests each fact at most once, in one fixed order; a leaf is the bit mask of the outcomes that the rules
give there. Leaf 0 is impossible (a constraint forbids it); more than one bit is a conflict; the bit after the last outcome is a
gap. Equal parts are stored once, so that a question asked of the graph costs its size, not the size of the space.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

__all__ = ["MAX_LEVELS", "MAX_STATES", "Builder", "Diagram", "TooLargeError"]

MAX_STATES = 100_000
"""States that may be looked at while a diagram is made: it grows no larger, and giving up takes two to four seconds. A limit of
time would decide differently on a busy machine."""
MAX_LEVELS = 300
"""Diagrams are walked by recursion, a few calls a level."""


class TooLargeError(Exception):
    """The diagram would take too long to make; the caller asks a solver instead."""


@dataclass(frozen=True)
class Diagram:
    """Nodes in an order in which children come first. A reference to a node is its index; to a leaf, -1 minus its index."""

    decision: str
    names: tuple[str, ...]
    """The variable tested at each level, in the order of tests."""
    outcomes: tuple[str, ...]
    levels: tuple[int, ...]
    """Of each node."""
    children: tuple[tuple[int, ...], ...]
    """Of each node, one reference a cell."""
    leaves: tuple[int, ...]
    """Bit masks of outcomes."""
    root: int

    @property
    def gap(self) -> int:
        """The leaf bit that says: no rule holds here."""
        return 1 << len(self.outcomes)

    @cached_property
    def level_of(self) -> Mapping[str, int]:
        return {name: level for level, name in enumerate(self.names)}

    @cached_property
    def branches(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Of each node, what stands below it: the mask of the cells that lead to a reference, and the reference, each once."""
        return tuple(map(_branches, self.children))

    @cached_property
    def bits(self) -> Mapping[str, int]:
        """Outcome to its leaf bit."""
        return {outcome: 1 << index for index, outcome in enumerate(self.outcomes)}

    def outcome(self, mask: int) -> str | None:
        """The single outcome of a mask; None for none, several, or a gap."""
        index = mask.bit_length() - 1
        return self.outcomes[index] if mask and mask == 1 << index and index < len(self.outcomes) else None


def _branches(children: Sequence[int]) -> tuple[tuple[int, int], ...]:
    masks: dict[int, int] = {}
    for cell, child in enumerate(children):
        masks[child] = masks.get(child, 0) | 1 << cell
    return tuple((mask, child) for child, mask in masks.items())


_UNREACHED = -(1 << 60)
"""Stands for a branch that does not matter; like every leaf it is below all levels."""


class Builder:
    """Makes diagrams over one order of variables; equal nodes are shared between all of them."""

    def __init__(self, names: Sequence[str], sizes: Sequence[int], limit: int = MAX_STATES) -> None:
        if len(names) > MAX_LEVELS:
            raise TooLargeError
        self.names = tuple(names)
        self.sizes = tuple(sizes)
        self._states_left = limit
        self._levels: list[int] = []
        self._children: list[tuple[int, ...]] = []
        self._leaves: list[int] = []
        self._leaf_index: dict[int, int] = {}
        self._unique: dict[tuple[int, tuple[int, ...]], int] = {}

    def leaf(self, value: int) -> int:
        index = self._leaf_index.get(value)
        if index is None:
            index = self._leaf_index[value] = len(self._leaves)
            self._leaves.append(value)
        return -1 - index

    def leaf_value(self, reference: int) -> int:
        return self._leaves[-1 - reference]

    def node(self, level: int, children: tuple[int, ...]) -> int:
        """The node with these children; the child itself where they are all the same."""
        first = children[0]
        if children.count(first) == len(children):
            return first
        key = (level, children)
        index = self._unique.get(key)
        if index is None:
            index = self._unique[key] = len(self._levels)
            self._levels.append(level)
            self._children.append(children)
        return index

    def look(self) -> None:
        """Count one more state that is looked at. Raises TooLargeError."""
        self._states_left -= 1
        if self._states_left < 0:
            raise TooLargeError

    def level(self, reference: int) -> int:
        """The level that a node tests."""
        return self._levels[reference]

    def children(self, reference: int) -> tuple[int, ...]:
        return self._children[reference]

    def literal(self, level: int) -> int:
        """A node whose leaves are the numbers of its cells."""
        return self.node(level, tuple(self.leaf(cell) for cell in range(self.sizes[level])))

    def choose(self, selector: int, branches: Callable[[int], int]) -> int:
        """Follow `selector` to its leaf value, then go on with the diagram that `branches` gives for that value."""
        values = sorted(self.leaf_values(selector))
        position = {self.leaf(value): index for index, value in enumerate(values)}
        ahead = self._leaves_ahead(selector, position)
        levels = self._levels
        memo: dict[tuple[int, tuple[int, ...]], int] = {}

        def go(reference: int, current: tuple[int, ...]) -> int:
            if reference < 0:
                return current[position[reference]]
            if False in ahead[reference]:
                # a branch that this part of the selector cannot reach must not tell two equal parts apart
                current = tuple(
                    [
                        target if near else _UNREACHED
                        for target, near in zip(current, ahead[reference], strict=True)
                    ]
                )
            key = (reference, current)
            found = memo.get(key)
            if found is None:
                reached = set(current) - {_UNREACHED}
                found = memo[key] = reached.pop() if len(reached) == 1 else step(reference, current)
            return found

        def step(reference: int, current: tuple[int, ...]) -> int:
            self.look()
            level = min([levels[target] for target in (reference, *current) if target >= 0])
            selectors, *below = [self._split(target, level) for target in (reference, *current)]
            return self.node(level, tuple(map(go, selectors, zip(*below, strict=True))))

        return go(selector, tuple(branches(value) for value in values))

    def leaf_values(self, root: int) -> set[int]:
        """The values of all leaves below a reference."""
        leaves = {
            child for reference in self._reachable(root) for child in self._children[reference] if child < 0
        }
        return {self.leaf_value(reference) for reference in leaves or {root}}

    def finish(self, decision: str, outcomes: Sequence[str], root: int) -> Diagram:
        """The part reachable from `root`, renumbered."""
        order = sorted(self._reachable(root))
        number = {reference: index for index, reference in enumerate(order)}
        used = sorted(
            {-1 - child for reference in order for child in self._children[reference] if child < 0}
            | ({-1 - root} if root < 0 else set())
        )
        leaf_number = {old: -1 - new for new, old in enumerate(used)}

        def renumber(reference: int) -> int:
            return number[reference] if reference >= 0 else leaf_number[-1 - reference]

        return Diagram(
            decision,
            self.names,
            tuple(outcomes),
            tuple(self._levels[reference] for reference in order),
            tuple(tuple(renumber(child) for child in self._children[reference]) for reference in order),
            tuple(self._leaves[index] for index in used),
            renumber(root),
        )

    def _split(self, reference: int, level: int) -> tuple[int, ...]:
        """The reference seen from each cell of a level at or above its own."""
        if reference >= 0 and self._levels[reference] == level:
            return self._children[reference]
        return (reference,) * self.sizes[level]

    def _leaves_ahead(self, root: int, position: Mapping[int, int]) -> dict[int, tuple[bool, ...]]:
        """For each node below a root, which of the leaves (by position) it can still reach."""
        ahead = {
            leaf: tuple(index == place for index in range(len(position))) for leaf, place in position.items()
        }
        for reference in sorted(self._reachable(root)):
            below = [ahead[child] for child in self._children[reference]]
            ahead[reference] = tuple(map(any, zip(*below, strict=True)))
        return ahead

    def _reachable(self, root: int) -> set[int]:
        seen: set[int] = set()
        stack = [root]
        while stack:
            reference = stack.pop()
            if reference >= 0 and reference not in seen:
                seen.add(reference)
                stack.extend(self._children[reference])
        return seen
