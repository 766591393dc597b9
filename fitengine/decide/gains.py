"""What it is worth to learn a fact: what the answer says, and what it lets go without saying of other facts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from fitengine.decide.case import Case, Presumptions
from fitengine.decide.cells import CellSpace, cells_of
from fitengine.decide.oracle import Known, Oracle, Row
from fitengine.decide.query import Gain, entropy, is_single

__all__ = ["View", "fact_gains"]

_NO_GAIN = 1e-9


@dataclass(frozen=True, slots=True)
class View:
    """A case in front of a decision: the cells that each level may be in, and how likely they are."""

    oracle: Oracle
    used: Known
    priors: Sequence[Sequence[float]]
    case: Case
    presumptions: Presumptions
    space: CellSpace

    def learn(self, level: int, cell: int) -> tuple[int, ...]:
        """The masks once a fact is known to be in one cell."""
        learnt = self.presumptions.learn(self.case, self.oracle.names[level], 1 << cell)
        return tuple(learnt.mask(name, self.space[name].full, presume=True) for name in self.oracle.names)


def fact_gains(view: View, only: Collection[str] | None = None) -> list[Gain]:
    """The worth of each open fact, or of each of `only`, best first. Facts worth nothing are left out, unless all are."""
    total, by_level = view.oracle.answer_rows(view.used, view.priors)
    names = view.oracle.names
    gains = [
        _gain(view, level, rows, total)
        for level, rows in by_level.items()
        if only is None or names[level] in only
    ]
    telling = [gain for gain in gains if gain.bits > _NO_GAIN or gain.settles > _NO_GAIN] or gains
    return sorted(telling, key=lambda gain: (-round(gain.bits, 9), -round(gain.settles, 9), gain.level))


def _gain(view: View, level: int, rows: Sequence[Row], total: Row) -> Gain:
    """The gain over the answers; each counts as often as it is given, or as it is common where presumptions depend on it."""
    after = settles = 0.0
    if view.case.strict or not view.presumptions.depend_on(view.oracle.names[level]):
        masses = [sum(row.values()) for row in rows]
    else:
        cells = list(cells_of(view.used[level]))
        least = _NO_GAIN * sum(total.values())  # an answer that cannot be is no news
        masses = [
            view.priors[level][cell] if sum(row.values()) > least else 0.0
            for cell, row in zip(cells, rows, strict=True)
        ]
        rows = [_row(view, level, cell, row) for cell, row in zip(cells, rows, strict=True)]
    for mass, row in zip(masses, rows, strict=True):
        after += mass * entropy(row)
        settles += mass if is_single(row) else 0.0
    return Gain(level, max(0.0, entropy(total) - after / sum(masses)), settles / sum(masses))


def _row(view: View, level: int, cell: int, row: Row) -> Row:
    """The outcomes once the answer is known: as they are in `row`, unless other things go without saying then."""
    learnt = view.learn(level, cell)
    same = all(
        mask == used or other == level
        for other, (mask, used) in enumerate(zip(learnt, view.used, strict=True))
    )
    return row if same and sum(row.values()) > 0 else view.oracle.weights(learnt, view.priors)
