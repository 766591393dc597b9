"""Cells as a value that a file can hold: what goes without saying, once somebody confirms it."""

from __future__ import annotations

import pytest

from fitengine.decide.cells import build_space
from fitengine.load.answers.sheet import plain_value
from fitengine.load.rules.rulebook import load_rules
from fitengine.load.values import read_value
from fitengine.model.facts import OneOf, Range
from tests.helpers.rules import table_from_text

RULEBOOK = load_rules()
SPACE = build_space(RULEBOOK)


def runs(size: int) -> list[int]:
    return [
        ((1 << last + 1) - 1) & ~((1 << first) - 1) for first in range(size) for last in range(first, size)
    ]


@pytest.mark.parametrize("name", RULEBOOK.dictionary)
def test_a_run_of_cells_is_a_value_that_means_just_these(name):
    variable = SPACE[name]
    for mask in runs(variable.size):
        value = variable.value(mask)
        assert value is not None
        assert variable.encode(value) == mask
        assert variable.encode(read_value(RULEBOOK.dictionary[name], plain_value(value))) == mask


TABLE = """
decision: ways
version: 1.0.0
question: Which?
subject: step
hit_policy: first
verdicts: [one, two, rest]
rules:
- {id: A1, when: {exception_rate: over 20}, then: one, because: A., cite: house-default}
- {id: A2, when: {stable_months: under 30}, then: two, because: B., cite: house-default}
- {id: A3, when: {applications: 3 to 7, exception_rate: at most 10}, then: two, because: C., cite: house-default}
- {id: A4, when: {}, then: rest, because: D., cite: house-default}
"""


@pytest.mark.parametrize(
    ("fact", "mask", "value", "words"),
    [
        ("physical", 0b01, False, "no"),
        ("physical", 0b11, OneOf((False, True)), "no or yes"),
        ("standardised", 0b0011, OneOf(("ad_hoc", "varies")), "ad_hoc or varies"),
        ("exception_kind", 0b101, OneOf(("rules", "random")), "rules or random"),
        ("exception_rate", 0b011, Range(0, 20), "at most 20 %"),
        ("exception_rate", 0b100, Range(20.01, 100), "over 20 %"),
        ("exception_rate", 0b101, None, "at most 10 % or over 20 %"),
        ("stable_months", 0b01, Range(0, 29.99), "under 30 months"),
        ("stable_months", 0b10, Range(30, 120), "at least 30 months"),
        ("applications", 0b001, Range(0, 2), "at most 2"),
        ("applications", 0b010, Range(3, 7), "3 to 7"),
        ("applications", 0b101, None, "at most 2 or at least 8"),
        ("ways", 0b010, "two", "two"),
    ],
)
def test_values_are_as_plain_as_they_can_be(fact, mask, value, words):
    variable = build_space(table_from_text(TABLE))[fact]
    assert (variable.value(mask), variable.words(mask)) == (value, words)


def test_a_narrow_cell_is_named_by_numbers_with_enough_digits():
    """Beside an edge that lies outside, so many digits that the number is inside: more of them for narrow cells high up."""
    rules = (
        TABLE.replace("exception_rate: over 20", "exception_rate: over 99.5")
        .replace("exception_rate: at most 10", "exception_rate: under 0.5")
    )  # fmt: skip
    variable = build_space(table_from_text(rules))["exception_rate"]
    assert [variable.value(1 << cell) for cell in range(variable.size)] == [
        Range(0, 0.499),
        Range(0.5, 99.5),
        Range(99.501, 100),
    ]


def test_cells_of_one_whole_number_are_that_number():
    rules = TABLE.replace("applications: 3 to 7", "applications: 3")
    variable = build_space(table_from_text(rules))["applications"]
    assert [variable.value(1 << cell) for cell in range(variable.size)] == [Range(0, 2), 3, Range(4, 1000)]
