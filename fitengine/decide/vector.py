"""Many subjects at once: the diagram walked by columns of numpy arrays, with the same answers as one by one.

It is walked node by node: which subjects can reach which leaf, eight of them to a byte. Every node costs the same, whatever is
known. numpy comes with the extra `portfolio`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fitengine.decide.diagram import Diagram

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Masks = NDArray[np.unsignedinteger[Any]]
    Bits = NDArray[np.uint8]

__all__ = ["MOST_CELLS", "OPEN", "PRESUMED", "SETTLED", "ColumnGrades", "VectorDecider"]

SETTLED, PRESUMED, OPEN = 0, 1, 2
MOST_CELLS = 63
"""Of a fact or outcomes of a decision: one more bit of a mask says something else, as a doubt or a gap."""


@dataclass(frozen=True, slots=True)
class ColumnGrades:
    """One entry a subject: the index of the outcome (-1 where it is open), how certain it is (SETTLED, PRESUMED, OPEN), and the
    mask of outcomes that the known facts leave possible (0 for contradictory facts)."""

    outcome: NDArray[np.int16]
    certainty: NDArray[np.uint8]
    possible: Masks


def mask_type(cells: int) -> type[np.unsignedinteger[Any]]:
    """For masks of so many cells, at most MOST_CELLS. Few of them fit into a byte, and bytes are looked at many at a time."""
    import numpy

    return numpy.uint8 if cells <= 8 else numpy.uint32 if cells <= 32 else numpy.uint64


class VectorDecider:
    """Decides columns by one diagram."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        tests: dict[tuple[int, int], int] = {}
        self._plan = [
            [(child, tests.setdefault((level, mask), len(tests))) for mask, child in branches]
            for level, branches in zip(diagram.levels, diagram.branches, strict=True)
        ]
        """By node, where it leads, and which of the tests allows that."""
        every = (*diagram.bits.values(), diagram.gap)
        self._leaf_bits = [tuple(bit for bit in every if leaf & bit) for leaf in diagram.leaves]
        cells = {
            diagram.names[level]: len(children)
            for level, children in zip(diagram.levels, diagram.children, strict=True)
        }
        self._kind = {name: mask_type(cells.get(name, 0)) for name in diagram.names}
        self._tests = tuple(
            (diagram.names[level], self._kind[diagram.names[level]](mask)) for level, mask in tests
        )

    def possible(self, known: Mapping[str, Masks], count: int) -> Masks:
        """The outcomes left by masks of cells, one array of `count` entries for each fact that is known of anybody. The gap bit
        follows the outcomes; 0 is for facts that contradict each other."""
        import numpy

        left: dict[int, Bits] = {}
        for reference, bits in self.reached(known, count).items():
            if reference < 0:
                for bit in self._leaf_bits[-1 - reference]:
                    left[bit] = left[bit] | bits if bit in left else bits
        kind = mask_type(len(self.diagram.outcomes) + 1)
        masks = numpy.zeros(count, dtype=kind)
        for bit, bits in left.items():
            masks |= numpy.unpackbits(bits, count=count) * kind(bit)
        return masks

    def reached(self, known: Mapping[str, Masks], count: int) -> dict[int, Bits]:
        """By node and leaf of the diagram, the subjects that can come there, as packed bits; absent where nobody can."""
        import numpy

        everybody = numpy.packbits(numpy.ones(count, dtype=bool))
        reached: dict[int, Bits] = {self.diagram.root: everybody}
        allowed = self._allowed(known)
        for reference in reversed(range(len(self._plan))):
            here = reached.get(reference)
            if here is None:
                continue
            for child, test in self._plan[reference]:
                there = here & allowed[test]
                before = reached.get(child)
                reached[child] = there if before is None else before | there
        return reached

    def grade(self, known: Mapping[str, Masks], presumed: Mapping[str, Masks], count: int) -> ColumnGrades:
        """Settled, presumed or open, for each step; `presumed` has the masks with everything taken for granted."""
        import numpy

        left = self.possible(known, count)
        outcome = self._outcome_of(left)
        certainty = numpy.where(outcome >= 0, SETTLED, OPEN).astype(numpy.uint8)
        rest = numpy.flatnonzero(outcome < 0)
        if len(rest) and presumed is not known:
            names = [name for name in self.diagram.names if name in presumed]
            eased = self.possible({name: presumed[name][rest] for name in names}, len(rest))
            outcome[rest] = self._outcome_of(eased)
            certainty[rest[outcome[rest] >= 0]] = PRESUMED
        return ColumnGrades(outcome, certainty, left)

    def outcomes(
        self, known: Mapping[str, Masks], presumed: Mapping[str, Masks], count: int
    ) -> tuple[NDArray[np.int16], NDArray[np.intp]]:
        """The outcome of each step, as `grade` has it, in about half its time, and the steps whose known facts contradict each
        other."""
        import numpy

        eased = self.possible(presumed, count)
        outcome = self._outcome_of(eased)
        nothing = numpy.flatnonzero(eased == 0)  # what is presumed does not go with what is known
        left = self.possible({name: column[nothing] for name, column in known.items()}, len(nothing))
        outcome[nothing] = self._outcome_of(left)
        return outcome, nothing[left == 0]

    def _allowed(self, known: Mapping[str, Masks]) -> list[Bits | np.uint8]:
        """By test the subjects that may pass: all of them, where nobody says anything of the fact."""
        import numpy

        columns = {
            name: known[name].astype(self._kind[name], copy=False)
            for name in self.diagram.names
            if name in known
        }
        return [
            numpy.packbits(columns[name] & mask != 0) if name in columns else numpy.uint8(255)
            for name, mask in self._tests
        ]

    def _outcome_of(self, masks: Masks) -> NDArray[np.int16]:
        """The single outcome of each mask; -1 for none, several or a gap."""
        import numpy

        found: NDArray[np.int16] = numpy.full(len(masks), -1, dtype=numpy.int16)
        for index, bit in enumerate(self.diagram.bits.values()):
            found[masks == bit] = index
        return found
