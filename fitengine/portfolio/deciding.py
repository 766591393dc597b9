"""The verdicts of many steps at once: what `fitengine.assess` finds out step by step, by columns.

Steps whose facts contradict each other, and steps with directly answered sub-decisions, are decided one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from fitengine.assess.complexity import COMPLEXITY, LEVELS, assess_complexity
from fitengine.assess.figures import ELIMINATE, PLANNED
from fitengine.assess.house import HOUSE
from fitengine.assess.process import BLOCKERS, FIT, TECHNIQUE, UNREADY
from fitengine.decide.case import Case
from fitengine.decide.compile import tier_numbers
from fitengine.decide.decider import Decider, Grade
from fitengine.decide.vector import OPEN, PRESUMED, SETTLED, ColumnGrades
from fitengine.model.decision import Certainty
from fitengine.model.facts import Facts
from fitengine.model.rules import walk_tests
from fitengine.portfolio.decisions import Feeding, StepColumns
from fitengine.portfolio.fact_columns import FactColumns, cell_columns, row_facts
from fitengine.portfolio.held import CollectColumns, Held
from fitengine.portfolio.missing import relevant_levels
from fitengine.portfolio.presuming import ColumnPresumptions
from fitengine.portfolio.sweep import SweepDecider
from fitengine.portfolio.tables import stored_facts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Indexes = NDArray[np.int16]
    Masks = NDArray[np.uint32]
    Numbers = NDArray[np.float64]
    Rows = NDArray[np.intp]

__all__ = ["GRAPH_FACTS", "StepDecider"]

GRAPH_FACTS = ("handover", "in_loop", "on_critical_path")
"""What the graph says of a step; rules about verdicts do not see it, rules about blockers do."""
Shares = Mapping[int, Mapping[str, float]]
_CERTAINTY = {Certainty.SETTLED: SETTLED, Certainty.PRESUMED: PRESUMED, Certainty.OPEN: OPEN}
_UNREADY_NO, _UNREADY_YES, _UNREADY_MAYBE = 0b01, 0b10, 0b11
_NONE = -1


class StepDecider:
    """Decides by one rulebook. Not for several threads at once. Raises RulesError where the rules are too large for a diagram."""

    def __init__(self, decider: Decider, *, strict: bool = False, questions: bool = False) -> None:
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

    def _looked_at(self, vector: SweepDecider) -> list[str]:
        """The facts that a decision rests on, and those on which it depends what goes without saying of them."""
        presumptions = self.decider.presumptions
        names = set(vector.diagram.names)
        behind = {
            fact for name in presumptions.names() if name in names for fact in presumptions.depends(name)
        }
        return [name for name in self.stated if name in names | behind]

    def _vector(self, decision: str) -> SweepDecider:
        return SweepDecider(self.decider.diagram(decision), self.decider.space)


class _Round:
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
        return numpy.full(self.count, self.space[name].full, numpy.uint32) if column is None else column

    def _techniques(self) -> Indexes:
        """By step, the technique of a decided one."""
        import numpy

        technique: Indexes = numpy.full(self.count, _NONE, dtype=numpy.int16)
        if self.tools.technique is None:
            return technique
        rows = numpy.flatnonzero(self.grades.certainty != OPEN)
        known, presumed = _rows(self.known, rows), _rows(self.presumed, rows)
        found = self.tools.technique.grade(known, presumed, len(rows))
        technique[rows] = found.outcome
        alone = [row for row in self.odd if self.grades.certainty[row] != OPEN]
        for row in {*alone, *rows[found.possible == 0].tolist()}:
            case = self.odd[row][0] if row in self.odd else self._case(row)
            outcome = self.decider.grade(TECHNIQUE, case).outcome
            names = self.tools.technique.diagram.outcomes
            technique[row] = names.index(outcome) if outcome else _NONE
        return technique

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
        import numpy

        masks = numpy.uint32(1) << numpy.maximum(self.grades.outcome, 0).astype(numpy.uint32)
        return numpy.where(self.grades.outcome >= 0, masks, numpy.uint32(self.space[FIT].full))

    def _upstream_unready(self, technique: Indexes) -> Masks:
        """Cells of a bool: yes as soon as one feeding step must be standardised first, no once none can."""
        import numpy

        outcomes = self.decider.rulebook.tables[FIT].outcomes
        if UNREADY not in outcomes:
            return numpy.full(self.count, _UNREADY_NO, dtype=numpy.uint32)
        place = outcomes.index(UNREADY)
        dropped = _index(self.tools.technique.diagram.outcomes if self.tools.technique else (), ELIMINATE)
        unready = (self.grades.outcome == place) & ((technique != dropped) | (technique == _NONE))
        may_be = (self.grades.outcome == _NONE) & (self.grades.possible >> numpy.uint32(place) & 1).astype(
            bool
        )
        masks = numpy.full(self.count, _UNREADY_NO, dtype=numpy.uint32)
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
        dropped = _index(self.tools.technique.diagram.outcomes if self.tools.technique else (), ELIMINATE)
        share[(technique == dropped) & ~numpy.isnan(share)] = HOUSE.dropped_share.likely
        saved: Numbers = hours * share
        return saved

    def _complexity(self, technique: Indexes) -> Indexes:
        """The greatest level still possible of the steps that are to be changed."""
        import numpy

        outcomes = self.decider.rulebook.tables[FIT].outcomes
        planned = numpy.isin(
            self.grades.outcome, [_index(outcomes, verdict) for verdict in PLANNED if verdict in outcomes]
        )
        level = self._levels()
        for row in self.odd:
            level[row] = LEVELS.index(assess_complexity(self._row_facts(row), self.decider).levels[-1])
        dropped = _index(self.tools.technique.diagram.outcomes if self.tools.technique else (), ELIMINATE)
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
                passes = (masks & numpy.uint32(mask)) != 0
                fails = (masks & ~numpy.uint32(mask)) != 0
                found |= self.said[name] & passes & fails
        return found

    def _required(self, table: str, presumed: Mapping[str, Masks]) -> dict[str, Masks]:
        """The outcomes of the decisions that a table requires, as masks; everything where one is open."""
        import numpy

        masks = {}
        for name in self.decider.rulebook.tables[table].requires:
            found = self.tools.below[name].grade(self.known, presumed, self.count).outcome
            single = numpy.uint32(1) << numpy.maximum(found, 0).astype(numpy.uint32)
            masks[name] = numpy.where(found >= 0, single, numpy.uint32(self.space[name].full))
        return masks

    def _missing(self) -> tuple[tuple[str, ...], Flags]:
        """Facts that can still change an open verdict, by name in the order of the dictionary and by step."""
        import numpy

        diagram = self.tools.fit.diagram
        names = tuple(name for name in self.decider.rulebook.dictionary if name in diagram.level_of)
        found = numpy.zeros((len(names), self.count), dtype=bool)
        rows = numpy.flatnonzero(self.grades.certainty == OPEN)
        if len(rows):
            used = _rows(self._used(), rows)
            levels = relevant_levels(diagram, self.space, used, len(rows))
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

        outcomes = numpy.array(self.decider.rulebook.tables[FIT].outcomes)[self.grades.outcome[rows]]
        masks = self._evidence_masks(rows)
        held = self.tools.evidence.evidence(masks.__getitem__, len(rows))
        gives = [one.rule.then == outcomes for one in held]
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
            known = self._column(self.known, name)[rows]
            eased = self._column(self.presumed, name)[rows] if name in own else known
            masks[name] = numpy.where(settled, known, eased)
        found = {name: masks[name] for name in self.tools.tested}
        for name in self.decider.rulebook.tables[FIT].requires:
            full = numpy.uint32(self.space[name].full)
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


def _rows(columns: Mapping[str, Masks], rows: Rows) -> dict[str, Masks]:
    return {name: column[rows] for name, column in columns.items()}


def _finite(ends: tuple[Numbers, Numbers], known: Flags) -> tuple[Numbers, Numbers]:
    """Ends without the infinite ones of a doubt, which cannot be subtracted."""
    import numpy

    return numpy.where(known, ends[0], 0.0), numpy.where(known, ends[1], 0.0)


def _index(words: Sequence[str], word: str) -> int:
    """The place of a word; one that nothing has where it is not among them."""
    return words.index(word) if word in words else -2


def _by_outcome(names: Sequence[str], found: Sequence[tuple[str, Flags]], count: int) -> Flags:
    import numpy

    flags = numpy.zeros((len(names), count), dtype=bool)
    for outcome, rows in found:
        flags[names.index(outcome)] |= rows
    return flags
