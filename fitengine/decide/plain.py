"""The plain executor: for each cell of a fact, one integer with a bit for every box it leaves standing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from fitengine.decide.boxes import Box

__all__ = ["PlainExecutor"]


class PlainExecutor:
    """Collects the rules that hold, in pure Python. Nothing changes after it is made: any thread and any
    forked process may use it.

    `rules` are pairs of a rule's id and its boxes, `sizes` the number of cells by fact name.
    """

    name = "plain"

    def __init__(self, rules: Sequence[tuple[str, Sequence[Box]]], sizes: Mapping[str, int]) -> None:
        boxes = [(rule, box) for rule, boxes in rules for box in boxes]
        named = dict.fromkeys(fact for _, box in boxes for fact in box)
        self._rules = tuple(rule for rule, _ in boxes)
        self._standing = {fact: _standing([box.get(fact) for _, box in boxes], sizes[fact]) for fact in named}

    def holding(self, known: Mapping[str, int]) -> frozenset[str]:
        """The ids of the rules that hold for the known cells; KeyError for a cell that a fact lacks."""
        standing = (1 << len(self._rules)) - 1
        for fact, by_cell in self._standing.items():
            standing &= by_cell[known.get(fact)]
        return frozenset(self._rules[box] for box in _bits(standing))

    def close(self) -> None:
        """Nothing to free."""


def _standing(masks: Sequence[int | None], size: int) -> dict[int | None, int]:
    """By cell of one fact, the boxes it leaves standing; under None, those that do not name the fact."""
    standing: dict[int | None, int] = {None: _number(mask is None for mask in masks)}
    for cell in range(size):
        standing[cell] = _number(mask is None or bool(mask >> cell & 1) for mask in masks)
    return standing


def _number(bits: Iterable[bool]) -> int:
    return sum(1 << position for position, bit in enumerate(bits) if bit)


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
