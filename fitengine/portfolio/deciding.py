"""The verdicts of many steps at once: what `fitengine.assess` finds out step by step, by columns.

Steps whose facts contradict each other, and steps with directly answered sub-decisions, are decided one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fitengine.assess.complexity import COMPLEXITY
from fitengine.assess.process import BLOCKERS, FIT, TECHNIQUE
from fitengine.decide.cells import CellSpace
from fitengine.decide.compile import tier_numbers
from fitengine.decide.decider import Decider
from fitengine.decide.vector import MOST_CELLS, OPEN, SETTLED, VectorDecider
from fitengine.errors import Problem, RulesError
from fitengine.model.decision import Certainty
from fitengine.model.rules import walk_tests
from fitengine.portfolio.decisions import Feeding, StepColumns
from fitengine.portfolio.effort import EffortState
from fitengine.portfolio.fact_columns import FactColumns
from fitengine.portfolio.held import CollectColumns
from fitengine.portfolio.missing import relevant_levels
from fitengine.portfolio.presuming import ColumnPresumptions
from fitengine.portfolio.step_state import GRAPH_FACTS, Shares
from fitengine.portfolio.tables import stored_facts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fitengine.decide.vector import Masks

    Flags = NDArray[np.bool_]
    Indexes = NDArray[np.int16]
    Numbers = NDArray[np.float64]
    Rows = NDArray[np.intp]

__all__ = ["StepDecider"]

_NONE = -1


class StepDecider:
    """Decides by one rulebook. Not for several threads at once. Raises RulesError where the rules are too large for a diagram."""

    def __init__(self, decider: Decider, *, strict: bool = False, questions: bool = False) -> None:
        _check_sizes(decider.space)
        self.decider = decider
        self.strict = strict
        self.questions = questions
        tables = decider.rulebook.tables
        self.definitions = {one.name: one for one in stored_facts(decider.rulebook.dictionary.values())}
        self.stated = [name for name in self.definitions if name not in GRAPH_FACTS]
        self.fit = self._vector(FIT)
        self.technique = self._vector(TECHNIQUE) if TECHNIQUE in tables else None
        below = {*tables[FIT].requires, *(tables[COMPLEXITY].requires if COMPLEXITY in tables else ())}
        self.below = {name: self._vector(name) for name in sorted(below)}
        self.collecting = {
            name: CollectColumns(tables[name].rules, decider.space)
            for name in (BLOCKERS, COMPLEXITY)
            if name in tables
        }
        self.presumptions = ColumnPresumptions(decider.rulebook.dictionary, decider.space)
        self.tiers = tier_numbers(tables[FIT])
        rules = sorted(tables[FIT].rules, key=lambda rule: (self.tiers[rule.id], rule.id))
        self.evidence = CollectColumns(rules, decider.space)
        self.rule_names = tuple(rule.id for rule in rules)
        tested = {test.fact for rule in rules for test in walk_tests(rule.when)}
        collected = {
            test.fact
            for name in self.collecting
            for rule in tables[name].rules
            for test in walk_tests(rule.when)
        }
        vectors = [self.fit, *self.below.values(), *([self.technique] if self.technique else [])]
        self.eased = collected.union(*(vector.diagram.names for vector in vectors))
        self.verdict_facts = self._looked_at(self.fit)
        self.tested = [name for name in self.fit.diagram.names if name in tested]

    def decide(self, facts: FactColumns, feeding: Feeding, shares: Shares) -> StepColumns:
        """Everything about some steps; `shares` has, by row, what a file says that verdicts (any, where it is empty) take
        over."""
        return _Round(self, facts, feeding, shares, self.eased).run()

    def verdicts(self, facts: FactColumns) -> tuple[Indexes, NDArray[np.uint8]]:
        """The verdicts and how certain they are, and nothing else."""
        round_ = _Round(self, facts, Feeding.none(), {}, self.fit.diagram.names)
        return round_.grades.outcome, round_.grades.certainty

    def _looked_at(self, vector: VectorDecider) -> list[str]:
        """The facts that a decision rests on, and those on which it depends what goes without saying of them."""
        presumptions = self.decider.presumptions
        names = set(vector.diagram.names)
        behind = {
            fact for name in presumptions.names() if name in names for fact in presumptions.depends(name)
        }
        return [name for name in self.stated if name in names | behind]

    def _vector(self, decision: str) -> VectorDecider:
        return VectorDecider(self.decider.diagram(decision))


def _check_sizes(space: CellSpace) -> None:
    problems = [
        Problem(
            "too-large",
            f"`{one.name}` has {one.size} values or ranges that the rules tell apart; in portfolios it may have {MOST_CELLS}",
            "draw together those that are decided alike",
        )
        for one in space.values()
        if one.size > MOST_CELLS
    ]
    if problems:
        raise RulesError(problems)


class _Round(EffortState):
    """Everything about some steps."""

    def run(self) -> StepColumns:
        tools = self.tools
        technique = self._techniques()
        hours = self._hours()
        blocker_names, blockers, blockers_open = self._blockers(technique)
        missing_names, missing = self._missing()
        return StepColumns(
            verdicts=self.decider.rulebook.tables[FIT].outcomes,
            verdict=self.grades.outcome,
            certainty=self.grades.certainty,
            possible=self.grades.possible,
            techniques=tools.technique.diagram.outcomes if tools.technique else (),
            technique=technique,
            hours=hours,
            complexity=self._complexity(technique),
            hours_saved=self._hours_saved(hours[1], technique),
            missing_names=missing_names,
            missing=missing,
            next_question=self._questions(),
            blocker_names=blocker_names,
            blockers=blockers,
            blockers_open=blockers_open,
            rule_names=tools.rule_names,
            rules=self._rules(),
            contradictions={row: grade.contradictions for row, (_, grade) in self.odd.items()},
        )

    def _techniques(self) -> Indexes:
        """By step, the technique of a decided one."""
        import numpy

        technique: Indexes = numpy.full(self.count, _NONE, dtype=numpy.int16)
        if self.tools.technique is None:
            return technique
        rows = numpy.flatnonzero(self.grades.certainty != OPEN)
        names = self.tools.technique.diagram.names
        known, presumed = _rows(self.known, names, rows), _rows(self.presumed, names, rows)
        technique[rows], broken = self.tools.technique.outcomes(known, presumed, len(rows))
        alone = [row for row in self.odd if self.grades.certainty[row] != OPEN]
        for row in {*alone, *rows[broken].tolist()}:
            case = self.odd[row][0] if row in self.odd else self._case(row)
            outcome = self.decider.grade(TECHNIQUE, case).outcome
            names = self.tools.technique.diagram.outcomes
            technique[row] = names.index(outcome) if outcome else _NONE
        return technique

    def _missing(self) -> tuple[tuple[str, ...], Flags]:
        """Facts that can still change an open verdict, by name in the order of the dictionary and by step."""
        import numpy

        diagram = self.tools.fit.diagram
        names = tuple(name for name in self.decider.rulebook.dictionary if name in diagram.level_of)
        found = numpy.zeros((len(names), self.count), dtype=bool)
        rows = numpy.flatnonzero(self.grades.certainty == OPEN)
        if len(rows):
            used = _rows(self._used(), diagram.names, rows)
            levels = relevant_levels(self.tools.fit, self.space, used, len(rows))
            found[:, rows] = levels[[diagram.level_of[name] for name in names]]
        for row, (_, grade) in self.odd.items():
            open_ = grade.certainty is Certainty.OPEN
            own = (
                {grade.oracle.names[level] for level in grade.oracle.relevant(grade.used)} if open_ else set()
            )
            found[:, row] = [name in own for name in names]
        return names, found

    def _used(self) -> Mapping[str, Masks]:
        """What an open step is asked about: what is known and presumed; only what is known, where the two cannot be."""
        import numpy

        if self.tools.strict:
            return self.known
        narrowed = self.tools.fit.possible(self.presumed, self.count)
        if narrowed.all():
            return self.presumed
        return {
            name: numpy.where(narrowed != 0, column, self._column(self.known, name))
            for name, column in self.presumed.items()
        }

    def _rules(self) -> Flags:
        """The rules that decide, by rule and step."""
        import numpy

        place = {name: at for at, name in enumerate(self.tools.rule_names)}
        found = numpy.zeros((len(place), self.count), dtype=bool)
        rows = numpy.flatnonzero(self.grades.certainty != OPEN)
        if len(rows):
            found[:, rows] = self._deciding(rows)
        for row, (case_, grade) in self.odd.items():
            hits = {hit.rule for hit in self.decider.evidence(grade, case_)}
            found[:, row] = [name in hits for name in place]
        return found

    def _deciding(self, rows: Rows) -> Flags:
        """Of the rules that hold and give the verdict those of the earliest tier; all that may hold, where none does for sure."""
        import numpy

        outcomes = self.decider.rulebook.tables[FIT].outcomes
        given = self.grades.outcome[rows]
        masks = self._evidence_masks(rows)
        held = self.tools.evidence.evidence(masks.__getitem__, len(rows))
        gives = [given == outcomes.index(one.rule.then) for one in held]
        holds = numpy.array([one.holds & own for one, own in zip(held, gives, strict=True)])
        may_hold = numpy.array([one.open & own for one, own in zip(held, gives, strict=True)])
        tier = numpy.array([self.tools.tiers[one.rule.id] for one in held])[:, None]
        earliest = numpy.where(holds, tier, tier.max() + 1).min(axis=0)
        kept: Flags = numpy.where(holds.any(axis=0), holds & (tier == earliest), may_hold)
        return kept

    def _evidence_masks(self, rows: Rows) -> dict[str, Masks]:
        """What the rules of the verdict look at: facts as they decided, required decisions by what these leave possible."""
        import numpy

        settled = self.grades.certainty[rows] == SETTLED
        own = set(self.tools.fit.diagram.names)
        masks = {}
        for name in {*own, *(fact for below in self.tools.below.values() for fact in below.diagram.names)}:
            known = self._column(self.known, name)
            eased = self._column(self.presumed, name) if name in own else known
            masks[name] = known[rows] if eased is known else numpy.where(settled, known[rows], eased[rows])
        found = {name: masks[name] for name in self.tools.tested}
        for name in self.decider.rulebook.tables[FIT].requires:
            full = self.space[name].full
            left = self.tools.below[name].possible(masks, len(rows)) & full
            found[name] = numpy.where(left != 0, left, full)
        return found

    def _questions(self) -> Sequence[str | None]:
        """The most telling question of each open step."""
        import numpy

        found: list[str | None] = [None] * self.count
        if self.tools.questions:
            for row in numpy.flatnonzero(self.grades.certainty == OPEN).tolist():
                case, grade = self.odd.get(row) or (case := self._case(row), self.decider.grade(FIT, case))
                gains = self.decider.gains(grade, case)
                found[row] = grade.oracle.names[gains[0].level] if gains else None
        return found


def _rows(columns: Mapping[str, Masks], names: Sequence[str], rows: Rows) -> dict[str, Masks]:
    """Some rows of the columns with these names, where there are some."""
    return {name: columns[name][rows] for name in names if name in columns}
