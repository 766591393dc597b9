"""How much time steps take, how hard they are to change, and what must be cleared first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from fitengine.assess.complexity import COMPLEXITY, LEVELS, assess_complexity
from fitengine.assess.figures import ELIMINATE, PLANNED
from fitengine.assess.house import HOUSE
from fitengine.assess.process import BLOCKERS, FIT, UNREADY
from fitengine.decide.cells import Variable
from fitengine.decide.vector import OPEN, mask_type
from fitengine.model.rules import walk_tests
from fitengine.portfolio.fact_columns import FactColumns, cell_columns
from fitengine.portfolio.held import Held
from fitengine.portfolio.step_state import StepState, place_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitengine.decide.vector import Masks

    Flags = NDArray[np.bool_]
    Indexes = NDArray[np.int16]
    Numbers = NDArray[np.float64]
    Rows = NDArray[np.intp]

__all__ = ["EffortState"]

_UNREADY_NO, _UNREADY_YES, _UNREADY_MAYBE = 0b01, 0b10, 0b11
_NONE = -1


class EffortState(StepState):
    """The same steps, with what follows from their verdicts."""

    def _blockers(self, technique: Indexes) -> tuple[tuple[str, ...], Flags, Flags]:
        """The outcomes of the table, and by outcome and step whether it holds or is open."""
        import numpy

        collecting = self.tools.collecting.get(BLOCKERS)
        if collecting is None:
            nothing = numpy.zeros((0, self.count), dtype=bool)
            return (), nothing, nothing
        given = {
            FIT: self._verdict_masks(),
            "upstream_unready": self._upstream_unready(technique),
            **self.graph,
        }
        if "hours_per_month" in self.space:
            given |= self._hours_masks()
        held = collecting.states(
            lambda name: given[name] if name in given else self._column(self.presumed, name), self.count
        )
        decided = self.grades.certainty != OPEN
        names = tuple(outcome for outcome in self.decider.rulebook.tables[BLOCKERS].outcomes)
        holds = _by_outcome(names, [(one.rule.then, one.holds & decided) for one in held], self.count)
        open_ = _by_outcome(names, [(one.rule.then, one.open & decided) for one in held], self.count)
        return names, holds, open_ & ~holds

    def _verdict_masks(self) -> Masks:

        return _outcome_masks(self.grades.outcome, self.space[FIT])

    def _upstream_unready(self, technique: Indexes) -> Masks:
        """Cells of a bool: yes as soon as one feeding step must be standardised first, no once none can."""
        import numpy

        outcomes = self.decider.rulebook.tables[FIT].outcomes
        if UNREADY not in outcomes:
            return numpy.full(self.count, _UNREADY_NO, dtype=numpy.uint8)
        place = outcomes.index(UNREADY)
        dropped = place_of(self.tools.technique.diagram.outcomes if self.tools.technique else (), ELIMINATE)
        unready = (self.grades.outcome == place) & ((technique != dropped) | (technique == _NONE))
        may_be = (self.grades.outcome == _NONE) & (self.grades.possible & (1 << place) != 0)
        masks = numpy.full(self.count, _UNREADY_NO, dtype=numpy.uint8)
        masks[self.feeding.target[may_be[self.feeding.source]]] = _UNREADY_MAYBE
        masks[self.feeding.target[unready[self.feeding.source]]] = _UNREADY_YES
        return masks

    def _hours(self) -> tuple[Numbers, Numbers, Numbers]:
        """Low, likely and high hours a month: how often times how long."""
        import numpy

        nothing = numpy.full(self.count, numpy.nan)
        often, long = (
            self.facts.numbers.get(name, (nothing, nothing)) for name in ("volume", "handling_minutes")
        )
        known = numpy.isfinite(often[0]) & numpy.isfinite(long[0])
        low, high = (
            numpy.where(known, one * other / 60, numpy.nan) for one, other in zip(often, long, strict=True)
        )
        middle = [ends[0] + (ends[1] - ends[0]) / 2 for ends in (_finite(often, known), _finite(long, known))]
        return low, numpy.where(known, middle[0] * middle[1] * (1 / 60), numpy.nan), high

    def _hours_masks(self) -> dict[str, Masks]:
        low, _, high = self._hours()
        columns = FactColumns(self.count, {}, {"hours_per_month": (low, high)})
        return cell_columns(columns, self.space, ["hours_per_month"]).known

    def _hours_saved(self, hours: Numbers, technique: Indexes) -> Numbers:
        """Hours a month that the change takes over in the likely case."""
        import numpy

        outcomes = self.decider.rulebook.tables[FIT].outcomes
        shares = numpy.full(len(outcomes) + 1, numpy.nan)  # the last one is for open verdicts
        for verdict in set(outcomes) & set(PLANNED):
            shares[outcomes.index(verdict)] = HOUSE.automated_share[verdict].likely
        share = shares[self.grades.outcome]
        for row, own in self.shares.items():
            verdict = self.grades.outcome[row]
            if verdict >= 0 and outcomes[verdict] in PLANNED:
                share[row] = own.get("", own.get(outcomes[verdict], share[row]))
        dropped = place_of(self.tools.technique.diagram.outcomes if self.tools.technique else (), ELIMINATE)
        share[(technique == dropped) & ~numpy.isnan(share)] = HOUSE.dropped_share.likely
        saved: Numbers = hours * share
        return saved

    def _complexity(self, technique: Indexes) -> Indexes:
        """The greatest level still possible of the steps that are to be changed."""
        import numpy

        outcomes = self.decider.rulebook.tables[FIT].outcomes
        planned = numpy.isin(
            self.grades.outcome, [place_of(outcomes, verdict) for verdict in PLANNED if verdict in outcomes]
        )
        level = self._levels()
        for row in self.odd:
            level[row] = LEVELS.index(assess_complexity(self._row_facts(row), self.decider).levels[-1])
        dropped = place_of(self.tools.technique.diagram.outcomes if self.tools.technique else (), ELIMINATE)
        level[technique == dropped] = 0
        return numpy.where(planned, level, _NONE).astype(numpy.int16)

    def _levels(self) -> Indexes:
        """The level that the gravest driver makes that holds or that somebody voiced a doubt about; 0 without any."""
        import numpy

        level: Indexes = numpy.zeros(self.count, dtype=numpy.int16)
        collecting = self.tools.collecting.get(COMPLEXITY)
        if collecting is None:
            return level
        presumed = self._presume() if self.tools.strict else self.presumed
        given = self._required(COMPLEXITY, presumed)
        column = lambda name: given[name] if name in given else self._column(presumed, name)  # noqa: E731
        for held in collecting.states(column, self.count):
            weight = LEVELS.index(held.rule.severity) if held.rule.severity in LEVELS else 1
            counts = held.holds | (held.open & self._doubted(held, column, given))
            level[counts] = numpy.maximum(level[counts], weight)
        return level

    def _doubted(self, held: Held, column: Callable[[str], Masks], given: Mapping[str, Masks]) -> Flags:
        """Whether somebody spoke of a fact that leaves the rule open."""
        import numpy

        found: Flags = numpy.zeros(self.count, dtype=bool)
        allowed: dict[str, int] = {}
        for test in walk_tests(held.rule.when):
            allowed[test.fact] = allowed.get(test.fact, 0) | self.space[test.fact].allowed(test)
        for name, mask in allowed.items():
            if name not in given and name in self.said:
                masks = column(name)
                passes = (masks & mask) != 0
                fails = (masks | mask) != mask
                found |= self.said[name] & passes & fails
        return found

    def _required(self, table: str, presumed: Mapping[str, Masks]) -> dict[str, Masks]:
        """The outcomes of the decisions that a table requires, as masks; everything where one is open."""

        masks = {}
        for name in self.decider.rulebook.tables[table].requires:
            found, _ = self.tools.below[name].outcomes(self.known, presumed, self.count)
            masks[name] = _outcome_masks(found, self.space[name])
        return masks


def _outcome_masks(outcome: Indexes, variable: Variable) -> Masks:
    """Outcomes by number as masks of cells; everything for those that are open."""
    import numpy

    kind = mask_type(variable.size)
    masks = numpy.array([*(1 << at for at in range(variable.size)), variable.full], kind)
    return masks[outcome]  # the last one is for -1


def _finite(ends: tuple[Numbers, Numbers], known: Flags) -> tuple[Numbers, Numbers]:
    """Ends without the infinite ones of a doubt, which cannot be subtracted."""
    import numpy

    return numpy.where(known, ends[0], 0.0), numpy.where(known, ends[1], 0.0)


def _by_outcome(names: Sequence[str], found: Sequence[tuple[str, Flags]], count: int) -> Flags:
    import numpy

    flags = numpy.zeros((len(names), count), dtype=bool)
    for outcome, rows in found:
        flags[names.index(outcome)] |= rows
    return flags
