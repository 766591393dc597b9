"""Proofs about one decision table: complete, free of conflicts, and nothing in it for show. Each failure has a witness."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import Literal

from fitengine.decide.boxes import Box, boxes_of, meet
from fitengine.decide.cells import CellSpace, cells_of
from fitengine.decide.compile import compile_table, table_inputs, tier_numbers
from fitengine.decide.cover import Cover
from fitengine.decide.diagram import TooLargeError
from fitengine.decide.solver_route import solve_table
from fitengine.errors import Problem, RulesError
from fitengine.model.decision import RuleFinding
from fitengine.model.rules import (
    DecisionTable,
    FactRole,
    HitPolicy,
    Rule,
    Rulebook,
    UnaryTest,
    walk_tests,
)
from fitengine.model.wording import join_words

__all__ = ["check_rulebook", "check_table", "require_sound"]


def check_rulebook(rulebook: Rulebook, space: CellSpace) -> tuple[RuleFinding, ...]:
    """Every finding about every table, then about the dictionary; errors first inside each."""
    findings = [finding for table in rulebook.tables.values() for finding in check_table(table, space)]
    return (*findings, *_unused_facts(rulebook))


def check_table(table: DecisionTable, space: CellSpace) -> tuple[RuleFinding, ...]:
    """Errors: gap, conflict. Warnings: unreachable, masked, subsumed and duplicate rules, idle thresholds, idle outcomes, a
    last tier that is not complete by itself."""
    view = _View.of(table, space)
    if table.hit_policy is HitPolicy.COLLECT:
        found = [*_unreachable(view), *_duplicates(view), *_idle_outcomes(view)]
    else:
        found = [*_gap(view), *_conflicts(view), *_overlaps(view), *_idle_rules(view), *_duplicates(view)]
        found += [*_last_tier(view), *_idle_thresholds(view), *_idle_outcomes(view)]
    order = {"error": 0, "warning": 1, "info": 2}
    return tuple(
        sorted(
            found, key=lambda finding: (order[finding.severity], finding.code, finding.rules, finding.message)
        )
    )


def require_sound(rulebook: Rulebook, space: CellSpace) -> None:
    """Raises RulesError with every gap and conflict of every table, each with a case that shows it."""
    problems = []
    for table in rulebook.tables.values():
        if table.hit_policy is not HitPolicy.COLLECT:
            view = _View.of(table, space)
            found = [*_gap(view), *_conflicts(view), *_overlaps(view)]
            problems += [_as_problem(table, finding) for finding in found]
    if problems:
        raise RulesError(problems)


def _as_problem(table: DecisionTable, finding: RuleFinding) -> Problem:
    case = ", ".join(f"{name} {value}" for name, value in finding.witness)
    places = {rule.id: rule.span for rule in table.rules}
    span = places.get(finding.rules[-1]) if finding.rules else table.span
    return Problem(
        finding.code, f"{finding.message}: {case}" if case else finding.message, finding.help, span
    )


@dataclass(frozen=True)
class _View:
    """A table with its boxes: what all proofs look at."""

    table: DecisionTable
    space: CellSpace
    cover: Cover
    never: list[dict[str, int]]
    boxes: Mapping[str, list[dict[str, int]]]
    tier: Mapping[str, int]

    @classmethod
    def of(cls, table: DecisionTable, space: CellSpace) -> _View:
        cover = Cover({name: space[name].full for name in table_inputs(table)})
        never = [box for constraint in table.constraints for box in boxes_of(constraint.never, space)]
        boxes = {rule.id: boxes_of(rule.when, space) for rule in table.rules}
        return cls(table, space, cover, never, boxes, tier_numbers(table))

    def tiers(self) -> Iterator[tuple[list[Rule], list[dict[str, int]]]]:
        """Each tier's rules with everything that stands above them: constraints and the rules of earlier tiers."""
        above = list(self.never)
        for number in sorted(set(self.tier.values())):
            rules = [rule for rule in self.table.rules if self.tier[rule.id] == number]
            yield rules, above
            above = above + [box for rule in rules for box in self.boxes[rule.id]]

    def witness(self, box: Box) -> tuple[tuple[str, str], ...]:
        """One plain case inside the box, in words: `exception_rate` `41 %`."""
        return tuple(
            (name, _value_words(self.space, name, next(cells_of(mask)))) for name, mask in sorted(box.items())
        )

    def finding(
        self,
        code: str,
        severity: Literal["error", "warning", "info"],
        rules: Sequence[str],
        message: str,
        box: Box = MappingProxyType({}),
        help_: str = "",
    ) -> RuleFinding:
        return RuleFinding(code, severity, self.table.id, tuple(rules), message, self.witness(box), help_)


def _value_words(space: CellSpace, name: str, cell: int) -> str:
    variable = space[name]
    if variable.definition is None or not variable.definition.type.numeric:
        return variable.words(1 << cell)
    unit = f" {variable.definition.unit}" if variable.definition.unit else ""
    return f"{variable.sample(cell)}{unit}"


def _gap(view: _View) -> Iterator[RuleFinding]:
    everything = [*view.never, *(box for boxes in view.boxes.values() for box in boxes)]
    hole = view.cover.hole({}, everything)
    if hole is not None:
        yield view.finding(
            "gap",
            "error",
            (),
            f"`{view.table.id}` has no outcome for some cases",
            hole,
            "add a rule for the case shown",
        )


def _conflicts(view: _View) -> Iterator[RuleFinding]:
    """Two rules of one tier with different outcomes that both decide somewhere; the cause many of them share is said once."""
    found = []
    for rules, above in view.tiers():
        for one, other in combinations(rules, 2):
            if one.then != other.then:
                overlap = _overlap(view, one, other, above)
                if overlap is not None:
                    found.append((one, other, overlap))
    shared = _shared_core([overlap for *_, overlap in found]) if len(found) > 1 else {}
    core = ", ".join(f"{name} {view.space[name].words(mask)}" for name, mask in sorted(shared.items()))
    for one, other, overlap in found:
        help_ = (
            f"all {len(found)} conflicts lie inside {core}"
            if core
            else "narrow one of them, or put it into an earlier tier"
        )
        message = f"rules `{one.id}` and `{other.id}` give `{one.then}` and `{other.then}` for the same case"
        yield view.finding("conflict", "error", (one.id, other.id), message, overlap, help_)


def _overlap(view: _View, one: Rule, other: Rule, above: Sequence[Box]) -> dict[str, int] | None:
    for left in view.boxes[one.id]:
        for right in view.boxes[other.id]:
            shared = meet(left, right)
            if shared is None:
                continue
            bare = view.cover.hole(shared, above)
            if bare is not None:
                return bare
    return None


def _shared_core(overlaps: Sequence[Mapping[str, int]]) -> dict[str, int]:
    names = set.intersection(*(set(overlap) for overlap in overlaps))
    return {name: _union(overlap[name] for overlap in overlaps) for name in names}


def _union(masks: Iterator[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union


def _overlaps(view: _View) -> Iterator[RuleFinding]:
    """`unique` allows no two rules for one case, whatever their outcomes."""
    if view.table.hit_policy is not HitPolicy.UNIQUE:
        return
    for one, other in combinations(view.table.rules, 2):
        overlap = _overlap(view, one, other, view.never)
        if overlap is not None and one.then == other.then:
            yield view.finding(
                "overlap",
                "error",
                (one.id, other.id),
                f"rules `{one.id}` and `{other.id}` both hold for the same case",
                overlap,
                "hit policy `unique` allows one rule a case",
            )


def _idle_rules(view: _View) -> Iterator[RuleFinding]:
    for rules, above in view.tiers():
        for rule in rules:
            finding = _idle_rule(view, rule, rules, above)
            if finding is not None:
                yield finding


def _idle_rule(view: _View, rule: Rule, tier: Sequence[Rule], above: Sequence[Box]) -> RuleFinding | None:
    boxes = view.boxes[rule.id]
    if _covered(view, boxes, view.never):
        return view.finding(
            "unreachable",
            "warning",
            (rule.id,),
            f"rule `{rule.id}` can never hold",
            {},
            "its condition contradicts itself or a constraint",
        )
    if _covered(view, boxes, above):
        return view.finding(
            "masked",
            "warning",
            (rule.id,),
            f"rule `{rule.id}` never decides: earlier tiers always decide first",
            {},
            "remove it, or move it to an earlier tier",
        )
    equals = [
        box for other in tier if other is not rule and other.then == rule.then for box in view.boxes[other.id]
    ]
    if _covered(view, boxes, [*above, *equals]):
        return view.finding(
            "subsumed",
            "warning",
            (rule.id,),
            f"rule `{rule.id}` adds nothing: rules with the same outcome cover it",
            {},
            "remove it, or narrow the others",
        )
    return None


def _unreachable(view: _View) -> Iterator[RuleFinding]:
    for rule in view.table.rules:
        if _covered(view, view.boxes[rule.id], view.never):
            yield view.finding(
                "unreachable",
                "warning",
                (rule.id,),
                f"rule `{rule.id}` can never hold",
                {},
                "its condition contradicts itself or a constraint",
            )


def _covered(view: _View, boxes: Sequence[Box], others: Sequence[Box]) -> bool:
    return all(view.cover.hole(box, others) is None for box in boxes)


def _duplicates(view: _View) -> Iterator[RuleFinding]:
    for one, other in combinations(view.table.rules, 2):
        same = (
            one.then == other.then and view.tier[one.id] == view.tier[other.id] and bool(view.boxes[one.id])
        )
        if same and view.boxes[one.id] == view.boxes[other.id]:
            yield view.finding(
                "duplicate",
                "warning",
                (one.id, other.id),
                f"rules `{one.id}` and `{other.id}` say the same",
                {},
                "keep one of them",
            )


def _last_tier(view: _View) -> Iterator[RuleFinding]:
    if view.table.hit_policy is not HitPolicy.PRIORITY or len(view.table.tiers) < 2:
        return
    last = [
        box for rule in view.table.rules if rule.tier == view.table.tiers[-1] for box in view.boxes[rule.id]
    ]
    hole = view.cover.hole({}, [*view.never, *last])
    if hole is not None:
        yield view.finding(
            "last-tier-incomplete",
            "warning",
            (),
            f"the last tier of `{view.table.id}` does not decide every case by itself",
            hole,
            "then a rule removed from an earlier tier can leave a gap",
        )


def _idle_thresholds(view: _View) -> Iterator[RuleFinding]:
    """A threshold of a number that no outcome turns on: both sides of it always end the same."""
    tells_apart = _neighbours(view.table, view.space)
    for test in _number_tests(view.table):
        variable = view.space[test.fact]
        mask = variable.allowed(test)
        edges = [cell for cell in range(1, variable.size) if (mask >> cell & 1) != (mask >> (cell - 1) & 1)]
        if edges and not any(tells_apart(test.fact, cell) for cell in edges):
            words = f"{test.operator} {' to '.join(map(str, test.operands))}"
            yield view.finding(
                "idle-threshold",
                "warning",
                (),
                f"`{test.fact}: {words}` never changes the outcome",
                {},
                "remove the condition or correct the figure",
            )


def _neighbours(table: DecisionTable, space: CellSpace) -> Callable[[str, int], bool]:
    """Whether some case ends differently in a cell of a fact and in the cell before it."""
    try:
        diagram = compile_table(table, space)
    except TooLargeError:
        return solve_table(table, space).tells_apart

    def tells_apart(fact: str, cell: int) -> bool:
        level = diagram.level_of[fact]
        nodes = zip(diagram.levels, diagram.children, strict=True)
        return any(below[cell] != below[cell - 1] for at, below in nodes if at == level)

    return tells_apart


def _number_tests(table: DecisionTable) -> list[UnaryTest]:
    tests = {
        test
        for rule in table.rules
        for test in walk_tests(rule.when)
        if not isinstance(test.operands[0], str | bool)
    }
    return sorted(
        tests, key=lambda test: (test.fact, test.operator, [float(operand) for operand in test.operands])
    )


def _idle_outcomes(view: _View) -> Iterator[RuleFinding]:
    used = {rule.then for rule in view.table.rules}
    idle = [outcome for outcome in view.table.outcomes if outcome not in used]
    if idle:
        yield view.finding(
            "idle-outcome",
            "warning",
            (),
            f"no rule of `{view.table.id}` gives {join_words([f'`{outcome}`' for outcome in idle])}",
        )


def _unused_facts(rulebook: Rulebook) -> Iterator[RuleFinding]:
    used = {name for table in rulebook.tables.values() for name in table_inputs(table)}
    idle = [
        name
        for name, definition in rulebook.dictionary.items()
        if name not in used and definition.role is not FactRole.DERIVED and definition.subject == "step"
    ]
    if idle:
        message = f"no rule uses {join_words([f'`{name}`' for name in idle], 'and')}"
        yield RuleFinding(
            "unused-fact",
            "info",
            "dictionary",
            (),
            message,
            (),
            "harmless: they are kept with the process and shown in reports",
        )
