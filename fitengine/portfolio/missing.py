"""Which facts can still change an open verdict, for many steps at once.

The diagram is reduced from its leaves upwards under what is known, as `fitengine.decide.query.relevant` does for one case. Equal
parts are told by a fingerprint of 64 bits, so that whole columns are compared at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fitengine.decide.cells import CellSpace
from fitengine.decide.diagram import Diagram
from fitengine.decide.query import relevant

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Masks = NDArray[np.uint32]
    Prints = NDArray[np.uint64]

__all__ = ["mix", "relevant_levels"]

_CHUNK = 4096
_MOST_LEVELS = 64


def relevant_levels(
    diagram: Diagram, space: CellSpace, known: Mapping[str, Masks], count: int
) -> NDArray[np.bool_]:
    """By level and step, whether the fact can still change the outcome; `known` has columns of masks of cells."""
    import numpy

    found = numpy.zeros((len(diagram.names), count), dtype=bool)
    for start in range(0, count, _CHUNK):
        part = slice(start, min(start + _CHUNK, count))
        columns = {name: column[part] for name, column in known.items()}
        if len(diagram.names) > _MOST_LEVELS:
            _one_by_one(diagram, space, columns, found[:, part])
        else:
            support = _supports(diagram, space, columns, part.stop - part.start)
            for level in set(diagram.levels):
                found[level, part] = (support >> numpy.uint64(level)) & numpy.uint64(1)
    return found


def _supports(diagram: Diagram, space: CellSpace, known: Mapping[str, Masks], count: int) -> Prints:
    """The levels on which the outcome depends, as bits."""
    import numpy

    prints: dict[int, Prints] = {}
    supports: dict[int, Prints] = {}
    nothing = numpy.zeros(count, dtype=numpy.uint64)
    for index, leaf in enumerate(diagram.leaves):
        print_ = numpy.full(count, index + 1, dtype=numpy.uint64)
        prints[-1 - index] = mix(print_) if leaf else nothing
        supports[-1 - index] = nothing
    cells = _allowed_cells(diagram, space, known, count)
    for reference, level in enumerate(diagram.levels):
        below = diagram.children[reference]
        prints[reference], supports[reference] = _reduce(below, level, cells[level], prints, supports)
    return supports[diagram.root]


def _allowed_cells(
    diagram: Diagram, space: CellSpace, known: Mapping[str, Masks], count: int
) -> dict[int, list[Prints]]:
    """By level and cell, 1 for each step that may be there, else 0."""
    import numpy

    allowed = {}
    for level in set(diagram.levels):
        name = diagram.names[level]
        column = known.get(name)
        cells = range(space[name].size)
        if column is None:
            allowed[level] = [numpy.ones(count, dtype=numpy.uint64) for _ in cells]
        else:
            allowed[level] = [
                (column >> numpy.uint32(cell) & numpy.uint32(1)).astype(numpy.uint64) for cell in cells
            ]
    return allowed


def _reduce(
    below: tuple[int, ...],
    level: int,
    allowed: list[Prints],
    prints: Mapping[int, Prints],
    supports: Mapping[int, Prints],
) -> tuple[Prints, Prints]:
    """The fingerprint and the support of a node: those of its only real child, where there is one."""
    import numpy

    # factors in an even row would let (a, b, b, a) and (b, a, a, b) look the same
    factors = mix(numpy.arange(len(below), dtype=numpy.uint64)) | numpy.uint64(1)
    one, most = numpy.uint64(1), numpy.uint64(2**64 - 1)
    least, greatest, mixed, support = (numpy.zeros(len(allowed[0]), dtype=numpy.uint64) for _ in range(4))
    least += most
    for cell, child in enumerate(below):
        print_ = prints[child] * allowed[cell]
        numpy.minimum(
            least, print_ - one, out=least
        )  # what is impossible, 0, comes out as the greatest of all
        numpy.maximum(greatest, print_, out=greatest)
        print_ *= factors[cell]
        mixed += print_
        support |= supports[child] * allowed[cell]
    same = least + one == greatest
    own = mix(mixed + numpy.uint64(level + 1))
    return (
        numpy.where(same, greatest, own | numpy.uint64(1)),
        numpy.where(same, support, support | numpy.uint64(1 << level)),
    )


_GOLDEN = 0x9E3779B97F4A7C15


def mix(value: Prints) -> Prints:
    """Spreads every bit over all (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    import numpy

    with numpy.errstate(over="ignore"):
        value = value + numpy.uint64(_GOLDEN)
        value = (value ^ (value >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        value = (value ^ (value >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        return value ^ (value >> numpy.uint64(31))


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
