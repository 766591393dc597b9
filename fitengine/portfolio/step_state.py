"""Some steps on their way to verdicts: what is known of them, what goes without saying, and how far that decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from fitengine.assess.process import FIT
from fitengine.decide.case import Case
from fitengine.decide.decider import Grade
from fitengine.decide.vector import OPEN, PRESUMED, SETTLED, ColumnGrades, mask_type
from fitengine.model.decision import Certainty
from fitengine.model.facts import Facts
from fitengine.portfolio.decisions import Feeding
from fitengine.portfolio.fact_columns import FactColumns, cell_columns, row_facts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitengine.decide.vector import Masks
    from fitengine.portfolio.deciding import StepDecider

    Flags = NDArray[np.bool_]
    Indexes = NDArray[np.int16]
    Numbers = NDArray[np.float64]
    Rows = NDArray[np.intp]

__all__ = ["GRAPH_FACTS", "Shares", "StepState", "place_of"]

GRAPH_FACTS = ("handover", "in_loop", "on_critical_path")
"""What the graph says of a step; rules about verdicts do not see it, rules about blockers do."""
Shares = Mapping[int, Mapping[str, float]]
_CERTAINTY = {Certainty.SETTLED: SETTLED, Certainty.PRESUMED: PRESUMED, Certainty.OPEN: OPEN}
_NONE = -1


class StepState:
    """Some steps on their way to verdicts."""

    def __init__(
        self, tools: StepDecider, facts: FactColumns, feeding: Feeding, shares: Shares, eased: Collection[str]
    ) -> None:
        self.tools = tools
        self.decider = tools.decider
        self.space = tools.decider.space
        self.facts = facts
        self.feeding = feeding
        self.shares = shares
        self.eased = eased
        self.count = facts.count
        cells = cell_columns(facts, self.space, tools.stated)
        self.known, self.said = cells.known, cells.said
        self.presumed = self.known if tools.strict else self._presume()
        self.graph = cell_columns(facts, self.space, GRAPH_FACTS).known
        self.grades = tools.fit.grade(self.known, self.presumed, self.count)
        self.odd = self._odd(self.grades)
        self._mend(self.grades)

    def _presume(self) -> dict[str, Masks]:
        return self.tools.presumptions.apply(self.known, self.said, self.count, self.eased)

    def _odd(self, grades: ColumnGrades) -> dict[int, tuple[Case, Grade]]:
        """The steps that are decided one by one."""
        import numpy

        rated = [row for row, other in self.facts.other.items() if "ratings" in other]
        rows = sorted({*numpy.flatnonzero(grades.possible == 0).tolist(), *rated})
        cases = {row: self._case(row) for row in rows}
        return {row: (case, self.decider.grade(FIT, case)) for row, case in cases.items()}

    def _case(self, row: int) -> Case:
        return self.decider.case(self._row_facts(row), strict=self.tools.strict)

    def _row_facts(self, row: int) -> Facts:
        stated = {name: self.tools.definitions[name] for name in self.tools.stated}
        return row_facts(self.facts, stated, row)

    def _mend(self, grades: ColumnGrades) -> None:
        outcomes = self.decider.rulebook.tables[FIT].outcomes
        for row, (_, grade) in self.odd.items():
            grades.outcome[row] = outcomes.index(grade.outcome) if grade.outcome else _NONE
            grades.certainty[row] = _CERTAINTY[grade.certainty]
            grades.possible[row] = grade.oracle.possible(grade.known)

    def _column(self, columns: Mapping[str, Masks], name: str) -> Masks:
        import numpy

        column = columns.get(name)
        variable = self.space[name]
        return numpy.full(self.count, variable.full, mask_type(variable.size)) if column is None else column


def place_of(words: Sequence[str], word: str) -> int:
    """The place of a word; one that nothing has where it is not among them."""
    return words.index(word) if word in words else -2
