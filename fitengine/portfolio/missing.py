"""Which facts can still change an open verdict, for many steps at once.

The diagram is reduced from its leaves upwards under what is known, as `fitengine.decide.query.relevant` does for one case, only
where steps can come. Equal parts are told by a fingerprint of 64 bits, so that whole columns are compared at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fitengine.decide.cells import CellSpace
from fitengine.decide.diagram import Diagram
from fitengine.decide.query import relevant
from fitengine.decide.vector import VectorDecider, mask_type

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitengine.decide.vector import Masks

    Prints = NDArray[np.uint64]

__all__ = ["mix", "relevant_levels"]

_CHUNK = 1 << 14
_MOST_LEVELS = 64
_MOST_CELLS = 12


def relevant_levels(
    vector: VectorDecider, space: CellSpace, known: Mapping[str, Masks], count: int
) -> NDArray[np.bool_]:
    """By level and step, whether the fact can still change the outcome; `known` has columns of masks of cells."""
    import numpy

    diagram = vector.diagram
    large = len(diagram.names) > _MOST_LEVELS or max(space[name].size for name in diagram.names) > _MOST_CELLS
    found = numpy.zeros((len(diagram.names), count), dtype=bool)
    for start in range(0, count, _CHUNK):
        part = slice(start, min(start + _CHUNK, count))
        columns = {name: column[part] for name, column in known.items()}
        if large:
            _one_by_one(diagram, space, columns, found[:, part])
        else:
            support = _Reduction(vector, space, columns, part.stop - part.start).support()
            for level in set(diagram.levels):
                found[level, part] = (support >> numpy.uint64(level)) & numpy.uint64(1)
    return found


class _Reduction:
    """By node and step the fingerprint of what is left below, and the levels on which that depends, as bits."""

    def __init__(
        self, vector: VectorDecider, space: CellSpace, known: Mapping[str, Masks], count: int
    ) -> None:
        import numpy

        self.diagram = vector.diagram
        self.space = space
        self.known = known
        self.count = count
        self.reached = vector.reached(known, count)
        nodes, leaves = len(self.diagram.levels), len(self.diagram.leaves)
        self.prints = numpy.zeros((nodes + leaves, count), dtype=numpy.uint64)
        self.supports = numpy.zeros((nodes + leaves, count), dtype=numpy.uint64)
        numbers = mix(numpy.arange(1, leaves + 1, dtype=numpy.uint64))
        self.prints[nodes:] = numpy.where(self.diagram.leaves, numbers, numpy.uint64(0))[::-1, None]

    def support(self) -> Prints:
        """The levels on which the outcome depends."""
        for level in reversed(range(len(self.diagram.names))):
            nodes = [
                node for node, own in enumerate(self.diagram.levels) if own == level and node in self.reached
            ]
            if nodes:
                self.reduce(level, nodes)
        support: Prints = self.supports[self.diagram.root]
        return support

    def reduce(self, level: int, nodes: list[int]) -> None:
        """Works out the nodes of a level, where steps can come: a node with one real child is that child."""
        import numpy

        bits = numpy.unpackbits([self.reached[node] for node in nodes], axis=1, count=self.count)
        at, step = numpy.divmod(numpy.flatnonzero(bits), self.count)
        name = self.diagram.names[level]
        column = self.known.get(name)
        kind = mask_type(self.space[name].size)
        masks = kind(self.space[name].full) if column is None else column[step]
        weights = self.weights(level)
        least, greatest, mixed, support = (numpy.zeros(len(step), dtype=numpy.uint64) for _ in range(4))
        least -= numpy.uint64(1)
        for child, cells in self.branches(nodes, kind):
            allowed = masks & cells[at]
            open_ = allowed != 0
            place = child[at] * self.count + step
            print_ = self.prints.ravel().take(place)
            print_ *= open_
            own = self.supports.ravel().take(place)
            own *= open_
            support |= own
            # what is impossible, 0, comes out as the greatest of all
            numpy.minimum(least, print_ - numpy.uint64(1), out=least)
            numpy.maximum(greatest, print_, out=greatest)
            print_ *= weights[allowed]
            mixed += print_
        same = least + numpy.uint64(1) == greatest
        mixed += numpy.uint64(level + 1)
        node = numpy.array(nodes)[at]
        self.prints[node, step] = numpy.where(same, greatest, mix(mixed) | numpy.uint64(1))
        self.supports[node, step] = numpy.where(same, support, support | numpy.uint64(1 << level))

    def branches(
        self, nodes: Sequence[int], kind: type[np.unsignedinteger[Any]]
    ) -> Iterator[tuple[NDArray[np.int64], Masks]]:
        """Where nodes lead, and by which cells: the first branch of each, the second, …; no cell where there is none."""
        import numpy

        branches = [self.diagram.branches[node] for node in nodes]
        for number in range(max(map(len, branches))):
            nth = [own[number] if number < len(own) else (0, 0) for own in branches]
            cells, children = zip(*nth, strict=True)
            # leaves come last and backwards, so that a reference to one counts from the end
            yield numpy.array(children) % len(self.prints), numpy.array(cells, kind)

    def weights(self, level: int) -> Prints:
        """By mask of cells the sum of their factors, so that it does not matter how the same cells lead to the same child."""
        import numpy

        cells = numpy.arange(self.space[self.diagram.names[level]].size, dtype=numpy.uint64)
        # factors in an even row would let (a, b, b, a) and (b, a, a, b) look the same
        sums = numpy.zeros(1, dtype=numpy.uint64)
        for factor in mix(cells) | numpy.uint64(1):
            sums = numpy.concatenate([sums, sums + factor])
        return sums


_GOLDEN = 0x9E3779B97F4A7C15


def mix(value: Prints) -> Prints:
    """Spreads every bit over all (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    import numpy

    value = value + numpy.uint64(_GOLDEN)
    value ^= value >> numpy.uint64(30)
    value *= numpy.uint64(0xBF58476D1CE4E5B9)
    value ^= value >> numpy.uint64(27)
    value *= numpy.uint64(0x94D049BB133111EB)
    value ^= value >> numpy.uint64(31)
    return value


def _one_by_one(
    diagram: Diagram, space: CellSpace, known: Mapping[str, Masks], found: NDArray[np.bool_]
) -> None:
    full = [space[name].full for name in diagram.names]
    for row in range(found.shape[1]):
        masks = [
            int(known[name][row]) if name in known else whole
            for name, whole in zip(diagram.names, full, strict=True)
        ]
        found[list(relevant(diagram, masks)), row] = True
