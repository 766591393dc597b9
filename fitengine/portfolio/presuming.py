"""What goes without saying, for many steps at once; see `fitengine.decide.case` for one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fitengine.decide.boxes import boxes_of
from fitengine.decide.cells import CellSpace
from fitengine.decide.vector import mask_type
from fitengine.model.rules import FactDefinition, Presumption, Rule
from fitengine.portfolio.held import CollectColumns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitengine.decide.vector import Masks


__all__ = ["ColumnPresumptions"]


@dataclass(frozen=True, slots=True)
class _Ready:
    """What is presumed of a fact, and when; always, where `when` is None."""

    mask: int
    when: CollectColumns | None


class ColumnPresumptions:
    """The presumptions of a dictionary."""

    def __init__(self, dictionary: Mapping[str, FactDefinition], space: CellSpace) -> None:
        self._space = space
        self._ready = {
            name: [_ready(name, one, space) for one in definition.presumptions]
            for name, definition in dictionary.items()
            if definition.presumptions
        }

    def apply(
        self,
        known: Mapping[str, Masks],
        said: Mapping[str, NDArray[np.bool_]],
        count: int,
        names: Collection[str],
    ) -> dict[str, Masks]:
        """The columns of `known` with what goes without saying of some facts, where nobody spoke of them."""
        import numpy

        full = {name: numpy.full(count, one.full, mask_type(one.size)) for name, one in self._space.items()}
        columns = dict(known)
        for name, ready in self._ready.items():
            if name in names and not (name in said and said[name].all()):
                mask = full[name]
                for one in ready:
                    narrowed = mask & mask.dtype.type(one.mask)
                    takes = narrowed != 0
                    if one.when is not None:
                        (state,) = one.when.states(lambda fact: known.get(fact, full[fact]), count)
                        takes &= state.holds
                    mask = narrowed if takes.all() else numpy.where(takes, narrowed, mask)
                columns[name] = numpy.where(said[name], known[name], mask) if name in said else mask
        return columns


def _ready(name: str, presumption: Presumption, space: CellSpace) -> _Ready:
    mask = 0
    for box in boxes_of(presumption.test, space):
        mask |= box.get(name, space[name].full)
    if presumption.when is None:
        return _Ready(mask, None)
    return _Ready(mask, CollectColumns([Rule(name, presumption.when, "", "", ())], space))
