"""What learning a fact is worth, by figures worked out by hand, and in which order facts are asked for."""

from __future__ import annotations

from math import log2

import pytest

from fitengine.decide.cells import build_space
from fitengine.decide.compile import compile_decision
from fitengine.decide.diagram import Diagram
from fitengine.decide.query import Gain, entropy, information_gains, is_single
from tests.helpers.rules import table_from_text

FACTS = """
facts:
  a: {question: A?, type: bool}
  b: {question: B?, type: bool}
  c: {question: C?, type: bool}
"""
EVEN = [(0.5, 0.5)] * 3


def diagram(rules: str) -> tuple[Diagram, list[int]]:
    book = table_from_text(
        "decision: t\nversion: '1'\nquestion: Which?\nhit_policy: first\nverdicts: [x, y]\nrules:\n"
        + "".join(
            f"- {{id: R{number}, when: {when}, then: {then}, because: So., cite: house-default}}\n"
            for number, (when, then) in enumerate(rule.split(" -> ") for rule in rules.split(" | "))
        ),
        FACTS,
    )
    made = compile_decision(book, build_space(book), "t", order=["a", "b", "c"])
    return made, [0b11] * 3


def gains(rules: str, priors: list[tuple[float, float]] = EVEN) -> list[Gain]:
    made, known = diagram(rules)
    return information_gains(made, known, priors)


def test_a_fact_that_decides_alone_is_worth_all_of_the_uncertainty() -> None:
    (gain,) = gains("{b: true} -> x | {} -> y")
    assert (gain.level, gain.bits, gain.settles) == (1, pytest.approx(1.0), pytest.approx(1.0))


def test_the_fact_that_tells_most_comes_first_wherever_it_stands() -> None:
    """x where c, or where a and b: 5 of 8. Knowing c leaves H(1/4) in half of the cases; knowing a or b, H(1/2) or H(3/4)."""
    found = gains("{c: true} -> x | {a: true, b: true} -> x | {} -> y")
    whole = entropy({1: 5, 2: 3})
    by_c = whole - 0.5 * entropy({1: 1, 2: 3})
    by_a = whole - 0.5 * entropy({1: 3, 2: 1}) - 0.5 * entropy({1: 1, 2: 1})
    assert [gain.level for gain in found] == [2, 0, 1]
    assert [gain.bits for gain in found] == pytest.approx([by_c, by_a, by_a])
    assert [gain.settles for gain in found] == pytest.approx([0.5, 0, 0])


def test_of_equal_worth_the_one_that_settles_more_often_comes_first() -> None:
    """No bits from either alone: a xor b, each with c as a way out that settles at once in half of the cases."""
    rules = "{c: true} -> x | {a: true, b: true} -> x | {a: false, b: false} -> x | {} -> y"
    found = gains(rules)
    assert found[0].level == 2
    assert found[0].settles == pytest.approx(0.5)
    assert [gain.level for gain in found[1:]] == [0, 1], "and then by their order"
    assert [gain.bits for gain in found[1:]] == pytest.approx([0, 0], abs=1e-12)


def test_differences_below_a_billionth_do_not_change_the_order() -> None:
    """Rounding in sums must not decide which question comes first."""
    rules = "{a: true, b: true} -> x | {} -> y"
    nearly = [(0.5, 0.5), (0.5 + 1e-13, 0.5 - 1e-13), (0.5, 0.5)]
    assert [gain.level for gain in gains(rules, nearly)] == [0, 1]
    apart = [(0.5, 0.5), (0.499, 0.501), (0.5, 0.5)]
    assert len({round(gain.bits, 9) for gain in gains(rules, apart)}) == 2


def test_entropy_is_in_bits() -> None:
    assert entropy({1: 1, 2: 1, 4: 1, 8: 1}) == pytest.approx(2)
    assert entropy({1: 3, 2: 1}) == pytest.approx(0.75 * log2(4 / 3) + 0.25 * 2)
    assert entropy({1: 7}) == entropy({}) == entropy({1: 0.0}) == 0


def test_one_outcome_has_it_all_but_for_rounding() -> None:
    assert is_single({1: 1.0, 2: 1e-14})
    assert not is_single({1: 1.0, 2: 1e-3})
    assert not is_single({1: 0.0})


def test_small_gains_are_told_apart() -> None:
    """x where a and b are alike: no answer settles it, and the more even of the two tells more."""
    found = gains(
        "{a: true, b: true} -> x | {a: false, b: false} -> x | {} -> y", [(0.8, 0.2), (0.6, 0.4), (0.5, 0.5)]
    )
    assert [gain.level for gain in found] == [1, 0]
    assert [gain.settles for gain in found] == [0, 0]
    assert all(gain.bits < 0.5 for gain in found)
