"""Random rules as boxes, random facts, and what a rule engine must answer, in the plainest words."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["BoxRules", "random_known", "random_rules", "reference_holding"]

Rules = Sequence[tuple[str, Sequence[Mapping[str, int]]]]


@dataclass(frozen=True, slots=True)
class BoxRules:
    """Rules (id and boxes: fact to mask of cells) and the number of cells of each fact."""

    rules: tuple[tuple[str, tuple[Mapping[str, int], ...]], ...]
    sizes: Mapping[str, int]


def reference_holding(rules: Rules, sizes: Mapping[str, int], known: Mapping[str, int]) -> frozenset[str]:
    """The rules with a box whose every test passes; while a fact is unknown, only a test of all its cells does."""

    def passes(fact: str, mask: int) -> bool:
        allowed = {cell for cell in range(sizes[fact]) if mask & 2**cell}
        return known[fact] in allowed if fact in known else len(allowed) == sizes[fact]

    def holds(boxes: Sequence[Mapping[str, int]]) -> bool:
        return any(all(passes(fact, mask) for fact, mask in box.items()) for box in boxes)

    return frozenset(rule for rule, boxes in rules if holds(boxes))


def random_rules(rnd: random.Random, facts: int, rules: int, most_tests: int = 5) -> BoxRules:
    """Facts of 1 to 9 cells and rules of 0 to 3 boxes, with some empty boxes, empty masks and masks of all cells."""
    sizes = {f"fact {number}": rnd.choice([1, 2, 2, 2, 3, 3, 4, 5, 7, 9]) for number in range(facts)}
    return BoxRules(tuple((f"R{number}", _boxes(rnd, sizes, most_tests)) for number in range(rules)), sizes)


def random_known(rnd: random.Random, sizes: Mapping[str, int], share: float) -> dict[str, int]:
    """Each fact is known with the probability `share`."""
    return {fact: rnd.randrange(size) for fact, size in sizes.items() if rnd.random() < share}


def _boxes(rnd: random.Random, sizes: Mapping[str, int], most_tests: int) -> tuple[Mapping[str, int], ...]:
    return tuple(_box(rnd, sizes, most_tests) for _ in range(rnd.choice([0, 1, 1, 1, 2, 3])))


def _box(rnd: random.Random, sizes: Mapping[str, int], most_tests: int) -> Mapping[str, int]:
    tests = 0 if rnd.random() < 0.02 else rnd.randint(1, min(most_tests, len(sizes)))
    return {fact: rnd.randrange(2 ** sizes[fact]) for fact in rnd.sample(sorted(sizes), tests)}
