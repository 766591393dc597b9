"""Conditions as boxes over cells, and the cover of boxes by boxes: all that the proofs need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fitengine.decide.cells import CellSpace
from fitengine.model.rules import AllOf, AnyOf, Condition, Not, UnaryTest

__all__ = ["Box", "boxes_of", "covers", "meet", "uncovered"]

Box = Mapping[str, int]
"""Fact name to the bit mask of the cells it allows (bit i is cell i); a fact that is not named is free. The empty box always
holds."""


def boxes_of(condition: Condition, space: CellSpace) -> list[dict[str, int]]:
    """The condition as a union of boxes (its disjunctive normal form); empty when it can never hold."""
    match condition:
        case UnaryTest():
            mask = space[condition.fact].allowed(condition)
            return [{condition.fact: mask}] if mask else []
        case AllOf(parts):
            boxes: list[dict[str, int]] = [{}]
            for part in parts:
                boxes = _products(boxes, boxes_of(part, space))
            return boxes
        case AnyOf(parts):
            return [box for part in parts for box in boxes_of(part, space)]
        case Not(part):
            boxes = [{}]
            for box in boxes_of(part, space):
                outside = [{name: rest} for name, mask in box.items() if (rest := space[name].full & ~mask)]
                boxes = _products(boxes, outside)
            return boxes


def meet(one: Box, other: Box) -> dict[str, int] | None:
    """What two boxes share; None when they share nothing."""
    shared = dict(one)
    for name, mask in other.items():
        mask &= shared.get(name, mask)
        if not mask:
            return None
        shared[name] = mask
    return shared


def covers(box: Box, known: Mapping[str, int]) -> bool:
    """Whether everything that is still possible lies inside the box; facts that are not in `known` may be anything."""
    return all(name in known and not known[name] & ~mask for name, mask in box.items())


def uncovered(box: Box, others: Iterable[Box], full: Mapping[str, int]) -> dict[str, int] | None:
    """A part of `box` that no other box reaches, or None when they cover it. `full` gives the whole domain of each fact.

    One box that overlaps in the fewest facts is cut off piece by piece (the sharp product); no solver is needed.
    """
    near: list[tuple[int, Box]] = []
    for other in others:
        sticking_out = 0
        for name, mask in other.items():
            cells = box.get(name, full[name])
            if not cells & mask:
                break
            if cells & ~mask:
                sticking_out += 1
        else:
            if not sticking_out:
                return None
            near.append((sticking_out, other))
    if not near:
        return dict(box)
    chosen = min(range(len(near)), key=lambda index: near[index][0])
    rest = [other for index, (_, other) in enumerate(near) if index != chosen]
    current = dict(box)
    for name, mask in near[chosen][1].items():
        cells = current.get(name, full[name])
        if not cells & ~mask:
            continue
        found = uncovered({**current, name: cells & ~mask}, rest, full)
        if found is not None:
            return found
        current[name] = cells & mask
    return None


def _products(left: Sequence[dict[str, int]], right: Sequence[Box]) -> list[dict[str, int]]:
    return [shared for one in left for other in right if (shared := meet(one, other)) is not None]
