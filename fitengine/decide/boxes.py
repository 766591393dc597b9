"""Conditions as boxes over cells, and the cover of boxes by boxes: all that the proofs need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fitengine.decide.cells import CellSpace
from fitengine.model.rules import AllOf, AnyOf, Condition, Not, UnaryTest

__all__ = ["Box", "Effort", "TooHardError", "boxes_of", "covers", "meet", "uncovered"]

Box = Mapping[str, int]
"""Fact name to the bit mask of the cells it allows (bit i is cell i); a fact that is not named is free. The empty box always
holds."""


class TooHardError(Exception):
    """The cover would take too long; the caller asks a solver instead."""


class Effort:
    """How many boxes a proof may still look at, so that it ends in the same place on every machine."""

    def __init__(self, boxes: int) -> None:
        self._left = boxes

    def spend(self, boxes: int) -> None:
        """Raises TooHardError when nothing is left."""
        self._left -= boxes
        if self._left < 0:
            raise TooHardError


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


def uncovered(
    box: Box, others: Iterable[Box], full: Mapping[str, int], effort: Effort | None = None
) -> dict[str, int] | None:
    """A part of `box` that no other box reaches, or None when they cover it. `full` gives the whole domain of each fact.

    One box that overlaps in the fewest facts is cut off piece by piece (the sharp product); no solver is needed. Raises
    TooHardError when an `effort` is given and does not suffice.
    """
    near = _near(box, others, full)
    if near is None:
        return None
    if not near:
        return dict(box)
    if effort is not None:
        effort.spend(len(near))
    chosen = min(range(len(near)), key=lambda index: near[index][0])
    rest = [other for index, (_, other) in enumerate(near) if index != chosen]
    current = dict(box)
    for name, mask in near[chosen][1].items():
        cells = current.get(name, full[name])
        if not cells & ~mask:
            continue
        found = uncovered({**current, name: cells & ~mask}, rest, full, effort)
        if found is not None:
            return found
        current[name] = cells & mask
    return None


def _near(box: Box, others: Iterable[Box], full: Mapping[str, int]) -> list[tuple[int, Box]] | None:
    """The boxes that overlap with this one, each with the number of facts in which this one sticks out of it; None where one of
    them covers it."""
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
    return near


def _products(left: Sequence[dict[str, int]], right: Sequence[Box]) -> list[dict[str, int]]:
    return [shared for one in left for other in right if (shared := meet(one, other)) is not None]
