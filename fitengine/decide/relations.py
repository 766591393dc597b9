"""How rules stand to one another: which win, which lose, which build on the outcome of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fitengine.decide.boxes import Box, boxes_of, meet, uncovered
from fitengine.decide.cells import CellSpace
from fitengine.decide.compile import tier_numbers
from fitengine.model.rules import DecisionTable, HitPolicy, Rule, Rulebook

__all__ = ["Related", "find_related", "following_rules", "reachable_rules"]


@dataclass(frozen=True, slots=True)
class Related:
    """Other rules of the same table: with the same outcome; with another one that win over it, and over which it wins, where
    both hold."""

    same: tuple[Rule, ...]
    above: tuple[Rule, ...]
    below: tuple[Rule, ...]


def find_related(table: DecisionTable, rule: Rule, space: CellSpace) -> Related:
    """The relations of one rule, in the order of the table. Where rules are collected none wins over another."""
    tiers = tier_numbers(table)
    same = tuple(other for other in table.rules if other.then == rule.then and other.id != rule.id)
    if table.hit_policy in (HitPolicy.COLLECT, HitPolicy.UNIQUE):
        return Related(same, (), ())
    never = [box for constraint in table.constraints for box in boxes_of(constraint.never, space)]
    rivals = [
        other
        for other in table.rules
        if other.then != rule.then and _overlap(boxes_of(rule.when, space), other, never, space)
    ]
    return Related(
        same,
        tuple(other for other in rivals if tiers[other.id] < tiers[rule.id]),
        tuple(other for other in rivals if tiers[other.id] > tiers[rule.id]),
    )


def following_rules(
    rulebook: Rulebook, decision: str, outcome: str, space: CellSpace
) -> Iterator[tuple[DecisionTable, Rule]]:
    """The rules of other tables that ask for this outcome of the decision, be it among others."""
    variable = space[decision]
    bit = 1 << variable.values.index(outcome)
    for table in rulebook.tables.values():
        for rule in table.rules if decision in table.requires else ():
            masks = [box[decision] for box in boxes_of(rule.when, space) if decision in box]
            if any(mask & bit and mask != variable.full for mask in masks):
                yield table, rule


def reachable_rules(
    table: DecisionTable, rule: Rule, later: DecisionTable, space: CellSpace
) -> tuple[Rule, ...]:
    """The rules of a later table that can decide once `rule` has decided its own table."""
    outcome = {table.id: 1 << space[table.id].values.index(rule.then)}
    here = [both for box in boxes_of(rule.when, space) if (both := meet(box, outcome)) is not None]
    before = _earlier(table, rule, space)
    return tuple(
        other
        for other in later.rules
        if _open(here, boxes_of(other.when, space), [*before, *_earlier(later, other, space)], space)
    )


def _earlier(table: DecisionTable, rule: Rule, space: CellSpace) -> list[Box]:
    tiers = tier_numbers(table)
    earlier = (other for other in table.rules if tiers[other.id] < tiers[rule.id])
    return [box for other in earlier for box in boxes_of(other.when, space)]


def _overlap(boxes: Sequence[Box], other: Rule, never: Sequence[Box], space: CellSpace) -> bool:
    return _open(boxes, boxes_of(other.when, space), never, space)


def _open(here: Sequence[Box], boxes: Sequence[Box], closed: Sequence[Box], space: CellSpace) -> bool:
    """Whether some case lies in one of either, and in none of those closed."""
    shared = [both for one in here for other in boxes if (both := meet(one, other)) is not None]
    full = {name: space[name].full for box in (*shared, *closed) for name in box}
    return any(uncovered(box, closed, full) is not None for box in shared)
