"""Many subjects at once: the diagram walked by columns of numpy arrays, with the same answers as one by one.

The diagram is read level by level as an automaton. A state is the set of nodes that what is known so far can reach (a single
node for facts known exactly); states are numbered when they are first met, and a whole column steps on by one look-up in a small
table. numpy comes with the extra `portfolio`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fitengine.decide.case import Presumptions
from fitengine.decide.cells import CellSpace, cells_of
from fitengine.decide.diagram import Diagram

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Masks = NDArray[np.uint32]

__all__ = ["OPEN", "PRESUMED", "SETTLED", "ColumnGrades", "VectorDecider", "presume_columns"]

SETTLED, PRESUMED, OPEN = 0, 1, 2

_UNKNOWN = -1
_LARGEST_TABLE = 1 << 22


@dataclass(frozen=True, slots=True)
class ColumnGrades:
    """One entry a subject: the index of the outcome (-1 where it is open), how certain it is (SETTLED, PRESUMED, OPEN), and the
    mask of outcomes that the known facts leave possible (0 for contradictory facts)."""

    outcome: NDArray[np.int16]
    certainty: NDArray[np.uint8]
    possible: Masks


class VectorDecider:
    """Decides columns by one diagram. Not for several threads at once: states are numbered while walking."""

    def __init__(self, diagram: Diagram, space: CellSpace) -> None:
        import numpy

        self._np = numpy
        self.diagram = diagram
        self._full = [space[name].full for name in diagram.names]
        self._widths = [full + 1 for full in self._full]
        self._used = sorted(set(diagram.levels))
        self._states: dict[int, dict[tuple[int, ...], int]] = {
            level: {} for level in [*self._used, len(diagram.names)]
        }
        self._members: dict[int, list[tuple[int, ...]]] = {level: [] for level in self._states}
        self._tables: dict[int, NDArray[np.int32]] = {}
        for level in self._used:
            self._tables[level] = numpy.full((0, self._widths[level]), _UNKNOWN, dtype=numpy.int32)
        self._start = self._number(self._used[0] if self._used else len(diagram.names), (diagram.root,))

    def possible(self, known: Mapping[str, Masks], count: int) -> Masks:
        """The outcomes left by masks of cells, one array of `count` entries for each fact that is known of anybody; a mask is
        never 0. The gap bit follows the outcomes."""
        numpy = self._np
        state = numpy.full(count, self._start, dtype=numpy.int32)
        for position, level in enumerate(self._used):
            following = self._used[position + 1] if position + 1 < len(self._used) else len(self._full)
            column = known.get(self.diagram.names[level])
            width = self._widths[level]
            at = state * width + (self._full[level] if column is None else column)
            self._grow(level)
            table = self._tables[level].reshape(-1)
            state = table[at]
            if (state == _UNKNOWN).any():
                for key in numpy.unique(at[state == _UNKNOWN]).tolist():
                    self._fill(level, following, *divmod(key, width))
                state = self._tables[level].reshape(-1)[at]
        masks: Masks = self._leaf_masks()[state]
        return masks

    def grade(self, known: Mapping[str, Masks], presumed: Mapping[str, Masks], count: int) -> ColumnGrades:
        """Settled, presumed or open, for each subject; `presumed` has the masks with everything taken for granted."""
        numpy = self._np
        outcomes = self._single_outcomes()
        left = self.possible(known, count)
        outcome = self._outcome_of(left, outcomes)
        certainty = numpy.where(outcome >= 0, SETTLED, OPEN).astype(numpy.uint8)
        rest = numpy.flatnonzero(outcome < 0)
        if len(rest):
            narrowed = self.possible({name: column[rest] for name, column in presumed.items()}, len(rest))
            eased = self._outcome_of(narrowed, outcomes)
            certainty[rest[eased >= 0]] = PRESUMED
            outcome[rest] = eased
        return ColumnGrades(outcome, certainty, left)

    def _fill(self, level: int, following: int, state: int, mask: int) -> None:
        """One more entry: where the nodes of a state go for a mask of cells."""
        reached: set[int] = set()
        for reference in self._members[level][state]:
            if reference >= 0 and self.diagram.levels[reference] == level:
                reached.update(self.diagram.children[reference][cell] for cell in cells_of(mask))
            else:
                reached.add(reference)
        self._tables[level][state, mask] = self._number(following, tuple(sorted(reached)))

    def _number(self, level: int, members: tuple[int, ...]) -> int:
        numbers = self._states[level]
        if members not in numbers:
            numbers[members] = len(numbers)
            self._members[level].append(members)
        return numbers[members]

    def _grow(self, level: int) -> None:
        """Room for every state met so far."""
        table, needed = self._tables[level], len(self._members[level])
        if len(table) < needed:
            room = self._np.full(
                (max(needed, 2 * len(table)), table.shape[1]), _UNKNOWN, dtype=self._np.int32
            )
            room[: len(table)] = table
            self._tables[level] = room

    def _leaf_masks(self) -> Masks:
        masks = []
        for members in self._members[len(self._full)]:
            mask = 0
            for reference in members:
                mask |= self.diagram.leaves[-1 - reference]
            masks.append(mask)
        return self._np.array(masks, dtype=self._np.uint32)

    def _single_outcomes(self) -> Mapping[int, int]:
        return {bit: index for index, bit in enumerate(self.diagram.bits.values())}

    def _outcome_of(self, masks: Masks, outcomes: Mapping[int, int]) -> NDArray[np.int16]:
        numpy = self._np
        found: NDArray[np.int16] = numpy.full(len(masks), -1, dtype=numpy.int16)
        for bit, index in outcomes.items():
            found[masks == bit] = index
        return found


def presume_columns(
    presumptions: Presumptions,
    space: CellSpace,
    known: Mapping[str, Masks],
    said: Mapping[str, NDArray[np.bool_]],
    count: int,
    names: Collection[str] | None = None,
) -> dict[str, Masks]:
    """The columns of `known` with what goes without saying: for each fact (of `names`, where they are given) that nobody spoke
    of (`said` is False), whatever its presumptions give for the facts known of that subject."""
    import numpy

    columns = dict(known)
    for name in presumptions.names():
        if names is not None and name not in names:
            continue
        depends = presumptions.depends(name)
        free = ~said[name] if name in said else numpy.ones(count, dtype=bool)
        if not free.any():
            continue
        keys = [
            known[fact] if fact in known else numpy.full(count, space[fact].full, numpy.uint32)
            for fact in depends
        ]
        mask = _by_pattern(presumptions, name, depends, keys, count, space)
        column = columns.get(name, numpy.full(count, space[name].full, dtype=numpy.uint32))
        columns[name] = numpy.where(free, mask, column).astype(numpy.uint32)
    return columns


def _by_pattern(
    presumptions: Presumptions,
    name: str,
    depends: Sequence[str],
    keys: Sequence[Masks],
    count: int,
    space: CellSpace,
) -> Masks:
    """What is presumed of a fact, worked out once for each pattern of the facts it depends on."""
    import numpy

    if not keys:
        return numpy.full(count, presumptions.presume(name, {}), dtype=numpy.uint32)
    code = numpy.zeros(count, dtype=numpy.int64)
    codes = 1
    for fact, column in zip(depends, keys, strict=True):
        width = space[fact].full + 1
        code, codes = code * width + column, codes * width
    if codes <= _LARGEST_TABLE:  # a table with a place for every pattern saves sorting the column
        met = numpy.zeros(codes, dtype=bool)
        met[code] = True
        patterns = places = numpy.flatnonzero(met)
    else:
        patterns, code = numpy.unique(code, return_inverse=True)
        places, codes = numpy.arange(len(patterns)), len(patterns)
    masks = numpy.zeros(codes, dtype=numpy.uint32)
    masks[places] = [
        presumptions.presume(name, _decode(pattern, depends, space)) for pattern in patterns.tolist()
    ]
    spread: Masks = masks[code]
    return spread


def _decode(pattern: int, depends: Sequence[str], space: CellSpace) -> dict[str, int]:
    """The facts known in a pattern."""
    facts = {}
    for fact in reversed(depends):
        pattern, mask = divmod(pattern, space[fact].full + 1)
        if mask != space[fact].full:
            facts[fact] = mask
    return facts
