"""Which rules, and which parts of them, the cases that travel with the tables exercise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fitengine.decide.boxes import Box, boxes_of, covers, uncovered
from fitengine.decide.case import Case
from fitengine.decide.cells import CellSpace, cells_of
from fitengine.decide.compile import table_inputs, tier_numbers
from fitengine.decide.decider import Decider
from fitengine.decide.proofs import check_table
from fitengine.decide.rule_tests import test_case
from fitengine.model.coverage import BranchCoverage, Coverage, RuleCoverage
from fitengine.model.rules import DecisionTable, HitPolicy, RuleTest

__all__ = ["cells_left", "deciding_rules", "measure_coverage"]

_IDLE = ("masked", "unreachable")
"""Codes of the findings about rules that can never decide."""


def measure_coverage(decider: Decider) -> Coverage:
    """The coverage of every rule, in the order of the rulebook. What is presumed in a case counts as known."""
    tables = decider.rulebook.tables.values()
    return Coverage(tuple(rule for table in tables for rule in _table_coverage(decider, table)))


def cells_left(decider: Decider, name: str, case: Case) -> int:
    """The cells that a case leaves of a fact, or of the outcomes of a decision; what is presumed counts as known."""
    full = decider.space[name].full
    if name in decider.rulebook.tables:
        return decider.grade(name, case).mask & full or full
    return case.mask(name, full, presume=True)


def deciding_rules(decider: Decider, table: DecisionTable, case: Case) -> frozenset[str]:
    """The rules that make the decision of a case; of collected ones those that hold."""
    return frozenset(_deciding(decider, table, case, _cells(decider, table, case)))


@dataclass(frozen=True, slots=True)
class _Trial:
    """One case of a table: the cells of the table's inputs, and the rules that decided."""

    name: str
    known: Mapping[str, int]
    deciding: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Region:
    """Where one rule holds, where rules of earlier tiers do, and what can never be."""

    rule: str
    boxes: Sequence[Box]
    earlier: Sequence[Box]
    never: Sequence[Box]
    space: CellSpace

    def reachable(self) -> list[Box]:
        """The boxes in which the rule can decide."""
        return [box for box in self.boxes if not self.lies_in(box, [*self.never, *self.earlier])]

    def lies_in(self, box: Box, others: Sequence[Box]) -> bool:
        full = {name: self.space[name].full for part in (box, *others) for name in part}
        return uncovered(box, others, full) is None


def _table_coverage(decider: Decider, table: DecisionTable) -> Iterator[RuleCoverage]:
    trials = [_try(decider, table, test) for test in table.tests]
    idle = {
        id_ for finding in check_table(table, decider.space) if finding.code in _IDLE for id_ in finding.rules
    }
    for region in _regions(table, decider.space):
        decided = tuple(trial.name for trial in trials if region.rule in trial.deciding)
        branches = (*_alternatives(region, trials), *_thresholds(region, trials))
        yield RuleCoverage(table.id, region.rule, decided, branches, region.rule in idle)


def _regions(table: DecisionTable, space: CellSpace) -> Iterator[_Region]:
    tiers = tier_numbers(table)
    boxes = {rule.id: boxes_of(rule.when, space) for rule in table.rules}
    never = [box for constraint in table.constraints for box in boxes_of(constraint.never, space)]
    for id_ in boxes:
        earlier = [box for other, own in boxes.items() if tiers[other] < tiers[id_] for box in own]
        yield _Region(id_, boxes[id_], earlier, never, space)


def _try(decider: Decider, table: DecisionTable, test: RuleTest) -> _Trial:
    case = test_case(decider, test)
    known = _cells(decider, table, case)
    return _Trial(test.name, known, frozenset(_deciding(decider, table, case, known)))


def _cells(decider: Decider, table: DecisionTable, case: Case) -> dict[str, int]:
    return {name: cells_left(decider, name, case) for name in table_inputs(table)}


def _deciding(decider: Decider, table: DecisionTable, case: Case, known: Mapping[str, int]) -> Iterator[str]:
    if table.hit_policy is HitPolicy.COLLECT:
        outcomes = {name: known[name] for name in known if name in decider.rulebook.tables}
        blockers = decider.collect(table.id, case, outcomes)
        yield from (blocker.rule for blocker in blockers if blocker.status == "holds")
        return
    grade = decider.grade(table.id, case)
    conditions = {rule.id: rule.when for rule in table.rules}
    for hit in decider.evidence(grade, case) if grade.outcome is not None else ():
        if _holds(boxes_of(conditions[hit.rule], decider.space), known):
            yield hit.rule


def _holds(boxes: Sequence[Box], known: Mapping[str, int]) -> bool:
    return any(covers(box, known) for box in boxes)


def _alternatives(region: _Region, trials: Sequence[_Trial]) -> Iterator[BranchCoverage]:
    """The boxes of a rule that has several; of one box there is nothing to tell beside the rule itself."""
    boxes = region.reachable()
    for box in boxes if len(boxes) > 1 else ():
        tests = (trial.name for trial in trials if region.rule in trial.deciding and covers(box, trial.known))
        words = tuple((name, region.space[name].words(mask)) for name, mask in box.items())
        yield BranchCoverage("alternative", words, tuple(tests))


def _thresholds(region: _Region, trials: Sequence[_Trial]) -> Iterator[BranchCoverage]:
    """The far sides of the numbers that the rule asks for, each told once."""
    found: dict[tuple[str, int], list[str]] = {}
    for box in region.reachable():
        for name, side in _far_sides(box, region.space):
            if not region.lies_in({**box, name: side}, region.never):
                tests = found.setdefault((name, side), [])
                tests += [
                    trial.name for trial in trials if _just_missed(region, box, name, side, trial.known)
                ]
    for (name, side), tests in found.items():
        words = ((name, region.space[name].words(side)),)
        yield BranchCoverage("threshold", words, tuple(dict.fromkeys(tests)))


def _far_sides(box: Box, space: CellSpace) -> Iterator[tuple[str, int]]:
    """For each number in the box, the runs of cells below, between and above those that it allows."""
    for name, mask in box.items():
        definition = space[name].definition
        if definition is not None and definition.type.numeric:
            yield from ((name, run) for run in _runs(space[name].full & ~mask))


def _runs(mask: int) -> Iterator[int]:
    """A mask as masks of neighbouring cells."""
    run = 0
    for cell in cells_of(mask):
        if run and not run >> (cell - 1):
            yield run
            run = 0
        run |= 1 << cell
    if run:
        yield run


def _just_missed(region: _Region, box: Box, name: str, side: int, known: Mapping[str, int]) -> bool:
    """Whether a case has all that the box asks for but the number, and would be decided by the rule if it had that too."""
    if known[name] & ~side or _holds(region.boxes, known):
        return False
    moved = {**known, name: box[name]}
    return covers(box, moved) and not _holds(region.earlier, moved)
