"""Which facts can still change an open verdict, for many steps at once.

The diagram is reduced from its leaves upwards under what is known, as `fitengine.decide.query.relevant` does for one case, only
where steps can come. Equal parts are told by a fingerprint of 64 bits, so that whole columns are compared at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fitengine.decide.cells import CellSpace
from fitengine.decide.diagram import Diagram
from fitengine.decide.query import relevant
from fitengine.decide.vector import VectorDecider

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Masks = NDArray[np.uint32]
    Prints = NDArray[np.uint64]

__all__ = ["mix", "relevant_levels"]

_CHUNK = 1 << 14
_MOST_LEVELS = 64


def relevant_levels(
    vector: VectorDecider, space: CellSpace, known: Mapping[str, Masks], count: int
) -> NDArray[np.bool_]:
    """By level and step, whether the fact can still change the outcome; `known` has columns of masks of cells."""
    import numpy

    diagram = vector.diagram
    found = numpy.zeros((len(diagram.names), count), dtype=bool)
    for start in range(0, count, _CHUNK):
        part = slice(start, min(start + _CHUNK, count))
        columns = {name: column[part] for name, column in known.items()}
        if len(diagram.names) > _MOST_LEVELS:
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
        # leaves come last and backwards, so that a reference to one counts from the end
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
        below = numpy.array([self.diagram.children[node] for node in nodes]).T
        size = len(below)
        name = self.diagram.names[level]
        column = self.known.get(name)
        masks = None if column is None else column[step]
        # factors in an even row would let (a, b, b, a) and (b, a, a, b) look the same
        factors = mix(numpy.arange(size, dtype=numpy.uint64)) | numpy.uint64(1)
        one, most = numpy.uint64(1), numpy.uint64(2**64 - 1)
        least, greatest, mixed, support = (numpy.zeros(len(step), dtype=numpy.uint64) for _ in range(4))
        least += most
        for cell in range(size):
            child = below[cell][at]
            print_, own = self.prints[child, step], self.supports[child, step]
            if masks is not None:
                allowed = (masks >> numpy.uint32(cell) & numpy.uint32(1)).astype(numpy.uint64)
                print_ *= allowed
                own *= allowed
            support |= own
            numpy.minimum(
                least, print_ - one, out=least
            )  # what is impossible, 0, comes out as the greatest of all
            numpy.maximum(greatest, print_, out=greatest)
            print_ *= factors[cell]
            mixed += print_
        same = least + one == greatest
        mixed += numpy.uint64(level + 1)
        node = numpy.array(nodes)[at]
        self.prints[node, step] = numpy.where(same, greatest, mix(mixed) | one)
        self.supports[node, step] = numpy.where(same, support, support | numpy.uint64(1 << level))


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
