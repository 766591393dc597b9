"""The cover by cutting and the cover by a solver agree, and each part left over is really left over."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import product

import pytest

from fitengine.decide import cover, proofs
from fitengine.decide.boxes import Box, Effort, TooHardError, meet, uncovered
from fitengine.decide.cells import build_space
from fitengine.decide.cover import EFFORT, Cover
from fitengine.decide.diagram import TooLargeError
from fitengine.load.rules.rulebook import load_rules
from fitengine.model.decision import RuleFinding
from fitengine.model.rules import DecisionTable
from tests.helpers.reference import random_rulebook


def random_box(rng: random.Random, full: Mapping[str, int], most: int) -> dict[str, int]:
    return {
        name: rng.randint(1, full[name])
        for name in rng.sample(sorted(full), rng.randint(1, min(most, len(full))))
    }


def assert_left_over(hole: Box, box: Box, others: Sequence[Box]) -> None:
    assert all(name in hole and not hole[name] & ~mask for name, mask in box.items())
    assert all(hole.values())
    assert all(meet(hole, other) is None for other in others)


def test_both_covers_agree_on_random_boxes() -> None:
    """Asked one after the other of one solver, which must not remember a box of an earlier question."""
    rng = random.Random(1)
    covered = 0
    for _ in range(60):
        full = {f"f{number}": (1 << rng.randint(1, 4)) - 1 for number in range(rng.randint(2, 6))}
        solved = Cover(full, effort=-1)
        for _ in range(12):
            box = random_box(rng, full, 3)
            others = [random_box(rng, full, 3) for _ in range(rng.randint(0, 12))]
            cut, found = uncovered(box, others, full), solved.hole(box, others)
            assert (cut is None) == (found is None)
            covered += cut is None
            if cut is not None and found is not None:
                assert_left_over(cut, box, others)
                assert_left_over(found, box, others)
    assert 100 < covered < 620


def test_what_is_covered_and_what_is_not_is_what_enumeration_says() -> None:
    rng = random.Random(2)
    covered = 0
    for _ in range(400):
        full = {f"f{number}": (1 << rng.randint(1, 4)) - 1 for number in range(rng.randint(1, 4))}
        box = random_box(rng, full, 3)
        others = [random_box(rng, full, 3) for _ in range(rng.randint(0, 8))]
        hole = uncovered(box, others, full)
        points = [dict(zip(full, cells, strict=True)) for cells in product(*map(cells_of, full.values()))]
        inside = [point for point in points if meet(box, point) is not None]
        left = [point for point in inside if all(meet(other, point) is None for other in others)]
        assert (hole is None) == (not left)
        covered += hole is None
        if hole is not None:
            assert_left_over(hole, box, others)
    assert 100 < covered < 300


def test_the_part_left_over_lies_inside() -> None:
    """Boxes that reach beyond the one that is to be covered, in a way that random ones seldom do."""
    others = [
        {"f1": 6, "f2": 4, "f0": 3},
        {"f2": 5, "f0": 3, "f1": 1},
        {"f1": 3, "f2": 2},
        {"f1": 4, "f2": 2, "f0": 1},
        {"f1": 1, "f2": 3, "f0": 2},
        {"f1": 2, "f0": 3, "f2": 1},
        {"f2": 6, "f1": 1},
        {"f0": 3, "f2": 2, "f1": 6},
    ]
    hole = uncovered({"f2": 3}, others, {"f0": 3, "f1": 7, "f2": 7})
    assert hole == {"f2": 1, "f1": 4}


def cells_of(mask: int) -> list[int]:
    return [1 << cell for cell in range(mask.bit_length()) if mask >> cell & 1]


def test_an_effort_is_spent_to_the_last_box() -> None:
    effort = Effort(3)
    effort.spend(2)
    effort.spend(1)
    with pytest.raises(TooHardError):
        effort.spend(1)


def test_what_is_hard_to_cut_is_left_to_the_solver() -> None:
    others, full = _hard(120, 620)
    with pytest.raises(TooHardError):
        uncovered({}, others, full, Effort(EFFORT))
    assert Cover(full).hole({}, others) is None


def test_without_a_solver_cutting_goes_on_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover, "solver_installed", lambda: False)
    others, full = _hard(20, 110)
    assert Cover(full, effort=0).hole({}, others) is None


def test_proofs_by_a_solver_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every table of the shipped rules with one rule gone, and random ones: the same findings but for the case shown."""
    rulebook = load_rules()
    tables = [
        replace(table, rules=table.rules[:number] + table.rules[number + 1 :])
        for table in rulebook.tables.values()
        for number in range(0, len(table.rules), 3)
    ]
    space = build_space(rulebook)
    cases = [(table, space) for table in tables]
    for seed in range(40):
        random_one = random_rulebook(random.Random(seed), facts=5, rules=9)
        cases.append((random_one.tables["top"], build_space(random_one)))
    by_cutting = [[_said(finding) for finding in proofs.check_table(*case)] for case in cases]
    monkeypatch.setattr(proofs, "Cover", partial(Cover, effort=-1))
    monkeypatch.setattr(proofs, "compile_table", _give_up)
    by_solver = [[_said(finding) for finding in proofs.check_table(*case)] for case in cases]
    assert by_cutting == by_solver
    codes = {code for said in by_cutting for code, *_ in said}
    assert codes >= {
        "gap",
        "conflict",
        "masked",
        "subsumed",
        "unreachable",
        "idle-threshold",
        "last-tier-incomplete",
    }


def _said(finding: RuleFinding) -> tuple[str, str, tuple[str, ...], str, bool]:
    help_ = "" if finding.code == "conflict" else finding.help  # it names what the cases shown have in common
    return finding.code, finding.message, finding.rules, help_, bool(finding.witness)


def _give_up(table: DecisionTable, space: object) -> None:
    raise TooLargeError


def _hard(facts: int, boxes: int) -> tuple[list[dict[str, int]], dict[str, int]]:
    """Boxes over yes-or-no facts that together leave nothing, though no few of them do."""
    rng = random.Random(3)
    others = [
        {f"f{number}": rng.choice([1, 2]) for number in rng.sample(range(facts), 3)} for _ in range(boxes)
    ]
    return others, {f"f{number}": 3 for number in range(facts)}
