"""The proof by SAT is itself compared with the enumeration of every point."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product
from math import inf

import pytest

from tests.helpers.sat_proof import SatProof, TieredRule

Point = Mapping[str, int]
Box = Mapping[str, int]


class Enumeration:
    """The same questions, answered by looking at every point that breaks no constraint."""

    def __init__(
        self, rules: Sequence[TieredRule], constraints: Sequence[Box], sizes: Mapping[str, int]
    ) -> None:
        points = [
            dict(zip(sizes, cells, strict=True))
            for cells in product(*(range(size) for size in sizes.values()))
        ]
        self.points = [point for point in points if not _in_any(point, constraints)]
        self.rules = rules

    def deciding(self, point: Point) -> list[TieredRule]:
        holding = [rule for rule in self.rules if _in_any(point, rule.boxes)]
        return [rule for rule in holding if rule.tier == min(other.tier for other in holding)]

    def gaps(self) -> list[Point]:
        return [point for point in self.points if not self.deciding(point)]

    def conflicts(self) -> set[tuple[str, str]]:
        pairs = (pair for point in self.points for pair in combinations(self.deciding(point), 2))
        return {(one.id, other.id) for one, other in pairs if one.outcome != other.outcome}

    def possible(self, partial: Mapping[str, int]) -> set[str]:
        left = [point for point in self.points if _in_any(point, [partial])]
        return {rule.outcome for point in left for rule in self.deciding(point)}


def _in_any(point: Point, boxes: Iterable[Box]) -> bool:
    return any(all(mask >> point[fact] & 1 for fact, mask in box.items()) for box in boxes)


def _random_pack(rnd: random.Random) -> tuple[list[TieredRule], list[Box], dict[str, int]]:
    sizes = {f"f{number}": rnd.randint(1, 4) for number in range(rnd.randint(1, 4))}
    tiers, outcomes = rnd.randint(1, 3), rnd.randint(1, 4)
    rules = [
        TieredRule(
            f"R{number}", rnd.randrange(tiers), f"o{rnd.randrange(outcomes)}", _random_boxes(rnd, sizes, 2)
        )
        for number in range(rnd.randint(0, 7))
    ]
    if rnd.random() < 0.4:
        rules.append(TieredRule("otherwise", tiers, "o0", [{}]))
    return rules, _random_boxes(rnd, sizes, 1), sizes


def _random_boxes(rnd: random.Random, sizes: Mapping[str, int], most: int) -> list[Box]:
    return [_random_box(rnd, sizes) for _ in range(rnd.randint(0, most))]


def _random_box(rnd: random.Random, sizes: Mapping[str, int]) -> Box:
    facts = rnd.sample(sorted(sizes), rnd.randint(1, len(sizes)))
    return {fact: rnd.randrange(2 ** sizes[fact]) for fact in facts}


def test_proof_equals_enumeration_on_random_packs() -> None:
    rnd = random.Random(2)
    seen = {"gap": 0, "no gap": 0, "conflict": 0, "no conflict": 0, "open": 0, "contradiction": 0}
    for _ in range(600):
        rules, constraints, sizes = _random_pack(rnd)
        every = Enumeration(rules, constraints, sizes)
        with SatProof(rules, constraints, sizes) as proof:
            gap, conflicts = proof.gap(), proof.conflicts()
            assert (gap is None) == (not every.gaps())
            assert gap is None or gap in every.gaps()
            assert {(conflict.first, conflict.second) for conflict in conflicts} == every.conflicts()
            for first, second, witness in conflicts:
                assert witness in every.points
                assert {first, second} <= {rule.id for rule in every.deciding(witness)}
            seen["gap" if gap else "no gap"] += 1
            seen["conflict" if conflicts else "no conflict"] += 1
            for partial in [{}, *({} if rnd.random() < 0.1 else _random_box(rnd, sizes) for _ in range(5))]:
                possible = proof.possible(partial)
                assert possible == every.possible(partial)
                seen["open"] += len(possible) > 1
                seen["contradiction"] += not possible
    assert min(seen.values()) > 50, f"the packs must show every answer: {seen}"


def test_decided_and_cheapest_equal_enumeration() -> None:
    """One point each, and the least cost of an outcome over all points, with cells that can never be reached."""
    rnd = random.Random(4)
    seen = {"decided": 0, "impossible": 0, "reached": 0, "not reached": 0}
    for _ in range(200):
        rules, constraints, sizes = _random_pack(rnd)
        every = Enumeration(rules, constraints, sizes)
        if every.gaps() or every.conflicts():
            continue
        costs = {fact: [rnd.choice([0, 1, 3, inf]) for _ in range(size)] for fact, size in sizes.items()}
        with SatProof(rules, constraints, sizes) as proof:
            point = {fact: rnd.randrange(size) for fact, size in sizes.items()}
            expected = every.deciding(point)[0].outcome if point in every.points else None
            assert proof.decided({fact: 1 << cell for fact, cell in point.items()}) == expected
            seen["decided" if expected else "impossible"] += 1
            for outcome in sorted({rule.outcome for rule in rules}):
                ends = [point for point in every.points if every.deciding(point)[0].outcome == outcome]
                sums = [sum(costs[fact][cell] for fact, cell in end.items()) for end in ends]
                least = min((cost for cost in sums if cost < inf), default=None)
                assert proof.cheapest(outcome, costs) == least
                seen["reached" if least is not None else "not reached"] += 1
    assert min(seen.values()) >= 10, f"the packs must show every answer: {seen}"


def test_required_decisions_equal_their_enumeration() -> None:
    """The fact `part` stands for a decision over the other facts; packs whose parts conflict are passed over."""
    rnd = random.Random(3)
    compared = 0
    while compared < 200:
        inner, constraints, sizes = _random_pack(rnd)
        part = Enumeration(inner, constraints, sizes)
        outcomes = sorted({rule.outcome for rule in inner})
        if part.gaps() or part.conflicts() or not outcomes:
            continue
        compared += 1
        all_sizes = sizes | {"part": len(outcomes)}
        rules = [
            TieredRule(f"R{n}", rnd.randrange(2), f"v{n % 3}", _random_boxes(rnd, all_sizes, 2))
            for n in range(4)
        ]
        every = Enumeration(rules, constraints, all_sizes)
        every.points = [
            point for point in every.points if part.deciding(point)[0].outcome == outcomes[point["part"]]
        ]
        with SatProof(rules, constraints, all_sizes, [("part", outcomes, inner)]) as proof:
            assert (proof.gap() is None) == (not every.gaps())
            assert {conflict[:2] for conflict in proof.conflicts()} == every.conflicts()
            for partial in [{}, *(_random_box(rnd, all_sizes) for _ in range(5))]:
                assert proof.possible(partial) == every.possible(partial)


TIERED = [
    TieredRule("veto", 0, "stay", [{"harm": 0b10}]),
    TieredRule("clear", 1, "go", [{"rules": 0b100}]),
    TieredRule("vague", 1, "wait", [{"rules": 0b011}]),
]


def test_an_earlier_tier_wins_and_a_complete_pack_has_no_gap() -> None:
    with SatProof(TIERED, [], {"harm": 2, "rules": 3}) as proof:
        assert proof.gap() is None
        assert proof.conflicts() == []
        assert proof.possible({}) == {"stay", "go", "wait"}
        assert proof.possible({"harm": 0b01}) == {"go", "wait"}
        assert proof.possible({"harm": 0b10}) == {"stay"}
        assert proof.possible({"harm": 0b01, "rules": 0b100}) == {"go"}


def test_a_constraint_takes_points_away() -> None:
    never = [{"harm": 0b01, "rules": 0b011}]
    with SatProof(TIERED, never, {"harm": 2, "rules": 3}) as proof:
        assert proof.possible({"harm": 0b01}) == {"go"}
        assert proof.possible({"harm": 0b01, "rules": 0b001}) == set()
    with SatProof(TIERED[:2], never, {"harm": 2, "rules": 3}) as proof:
        assert proof.gap() is None


def test_a_gap_and_a_conflict_come_with_a_point() -> None:
    rules = [TieredRule("one", 0, "go", [{"a": 0b01}]), TieredRule("two", 0, "stay", [{"b": 0b001}])]
    with SatProof(rules, [], {"a": 2, "b": 3}) as proof:
        gap = proof.gap()
        assert gap is not None
        assert gap["a"] == 1
        assert gap["b"] in (1, 2)
        assert proof.conflicts() == [("one", "two", {"a": 0, "b": 0})]


@pytest.mark.parametrize(("boxes", "outcomes"), [([], set()), ([{}], {"go"}), ([{"a": 0}], set())])
def test_rules_without_boxes_or_tests(boxes: Sequence[Box], outcomes: set[str]) -> None:
    with SatProof([("R", 0, "go", boxes)], [], {"a": 2}) as proof:
        assert proof.possible({}) == outcomes
