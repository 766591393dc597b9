"""Conditions as boxes over cells, and the cover of boxes by boxes: all that the proofs need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

from fitengine.decide.cells import CellSpace
from fitengine.errors import RulesError
from fitengine.model.rules import AllOf, AnyOf, Condition, Not, UnaryTest

__all__ = ["MOST_BOXES", "Box", "Effort", "TooHardError", "boxes_of", "covers", "meet", "uncovered"]

Box = Mapping[str, int]
"""Fact name to the bit mask of the cells it allows (bit i is cell i); a fact that is not named is free. The empty box always
holds."""


MOST_BOXES = 2_000
"""Into so many cases a condition may come apart; those of the shipped rules have at most some ten."""
_MANY = 100
_MOST_NAMED = 5


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
    """The condition as a union of boxes (its disjunctive normal form); empty when it can never hold.

    Nesting multiplies alternatives: raises RulesError for a condition that comes apart into more than `MOST_BOXES`.
    """
    return _boxes(condition, space, wanted=True)


def _boxes(condition: Condition, space: CellSpace, wanted: bool) -> list[dict[str, int]]:
    """Where the condition holds or, with `wanted` false, where it does not: `not` is carried inwards."""
    match condition:
        case UnaryTest(fact):
            mask = space[fact].allowed(condition)
            mask = mask if wanted else space[fact].full & ~mask
            return [{fact: mask}] if mask else []
        case Not(part):
            return _boxes(part, space, not wanted)
        case AllOf(parts) | AnyOf(parts):
            some = (_boxes(part, space, wanted) for part in parts)
            if isinstance(condition, AllOf) is wanted:
                return reduce(_products, some, [{}])
            return _limited([box for boxes in some for box in boxes])


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
    boxes: list[dict[str, int]] = []
    for one in left:
        boxes += [shared for other in right if (shared := meet(one, other)) is not None]
        if len(boxes) > 2 * MOST_BOXES:
            boxes = _limited(boxes)
    return _limited(boxes)


def _limited(boxes: list[dict[str, int]]) -> list[dict[str, int]]:
    """The same union; where boxes are many, in fewer of them. Few are left as their author thought of them."""
    if len(boxes) <= _MANY:
        return boxes
    boxes = _joined(boxes)
    if len(boxes) > MOST_BOXES:
        names = ", ".join(f"`{name}`" for name in list(boxes[0])[:_MOST_NAMED])
        message = f"a condition over {names} comes apart into more than {MOST_BOXES:,} separate cases"
        help_ = "write it as several rules, or give a part of it to a decision of its own"
        raise RulesError.single("too-many-cases", message, help_)
    return boxes


def _joined(boxes: Iterable[Box]) -> list[dict[str, int]]:
    """Boxes that differ in one fact only become one, fact by fact; equal ones go."""
    found = [dict(box) for box in boxes]
    for name in sorted({name for box in found for name in box}):
        masks: dict[tuple[tuple[str, int], ...], int] = {}
        for box in found:
            mask = box.pop(name, 0)
            key = (("", mask and 1), *sorted(box.items()))
            masks[key] = masks.get(key, 0) | mask
        found = [{**dict(key[1:]), **({name: mask} if mask else {})} for key, mask in masks.items()]
    return found
