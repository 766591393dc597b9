"""Where facts are cut, what a cell is called, and how common it is."""

from __future__ import annotations

import pytest

from fitengine.decide.cells import Variable, build_space
from fitengine.model.facts import OneOf, Range, Unknown
from tests.helpers.rules import table_from_text

TABLE = """\
decision: fit
version: '1'
question: Which?
hit_policy: first
verdicts: [yes_, no_]
rules:
- {{id: R1, when: {}, then: yes_, because: So., cite: house-default}}
- {{id: R2, when: {{}}, then: no_, because: So., cite: house-default}}
"""


def variable(definition: str, *tests: str, more: str = "") -> Variable:
    """The fact `x` of this definition, where the rules test it so."""
    condition = "{any: [" + ", ".join(f"{{x: {test}}}" for test in tests) + "]}" if tests else "{}"
    facts = f"facts:\n  x: {{question: X?, {definition}}}\n{more}"
    return build_space(table_from_text(TABLE.format(condition), facts))["x"]


LEVEL = "type: level, values: [none, low, mid, high, top]"


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        (0b00001, "none"),
        (0b00011, "none or low"),
        (0b00111, "at most mid"),
        (0b01111, "at most high"),
        (0b11100, "at least mid"),
        (0b11110, "at least low"),
        (0b01110, "low, mid or high"),
        (0b10101, "none, mid or top"),
        (0b11111, "none, low, mid, high or top"),
    ],
)
def test_three_levels_in_a_row_from_an_end_are_named_by_the_other_end(mask: int, words: str) -> None:
    assert variable(LEVEL).words(mask) == words


def test_choices_in_a_row_are_listed() -> None:
    assert variable("type: choice, values: [a, b, c, d]").words(0b0111) == "a, b or c"


@pytest.mark.parametrize(
    ("tests", "words"),
    [
        (["over 5", "at most 20"], ["at most 5 %", "over 5 to 20 %", "over 20 %"]),
        (["at least 5", "under 20"], ["under 5 %", "5 to under 20 %", "at least 20 %"]),
        (["over 5", "under 20"], ["at most 5 %", "over 5 to under 20 %", "at least 20 %"]),
        (["5"], ["under 5 %", "5 %", "over 5 %"]),
        (["at most 100", "at least 0"], ["anything"]),
        ([], ["anything"]),
    ],
)
def test_numbers_are_cut_where_rules_say_and_named_with_their_edges(
    tests: list[str], words: list[str]
) -> None:
    found = variable('type: number, unit: "%", range: [0, 100]', *tests)
    assert [found.words(1 << cell) for cell in range(found.size)] == words


def test_presumptions_cut_too_by_what_they_say_and_by_when() -> None:
    more = "  y: {question: Y?, type: bool, presume: [{is: true, when: {x: over 7}}]}\n"
    found = variable("type: count, range: [0, 100], presume: at most 20", "at least 50", more=more)
    assert [found.words(1 << cell) for cell in range(found.size)] == [
        "at most 7",
        "8 to 20",
        "21 to 49",
        "at least 50",
    ]


@pytest.mark.parametrize(
    ("definition", "tests", "priors"),
    [
        ("type: bool", [], [0.5, 0.5]),
        ("type: bool, prior: {false: 80, true: 20}", [], [0.8, 0.2]),
        ("type: choice, values: [a, b, c], prior: {c: 3, a: 1}", [], [0.25, 0, 0.75]),
        ("type: number, range: [0, 100]", ["under 30"], [0.3, 0.7]),
        ("type: number, range: [0, 100], prior: {0 to 10: 3, 10 to 50: 1}", ["under 30"], [0.875, 0.125]),
        ("type: number, range: [0, 100], prior: {20 to 40: 1}", ["under 10", "over 30"], [0, 0.5, 0.5]),
        ("type: number, range: [0, 100], prior: {30: 3, 40 to 50: 1}", ["under 30"], [0, 1]),
        ("type: number, range: [0, 100], prior: {30: 3, 40 to 50: 1}", ["at most 30"], [0.75, 0.25]),
        ("type: number, range: [0, 100], prior: {0: 1, 100: 1}", ["at most 0"], [0.5, 0.5]),
        ("type: count, range: [0, 9]", ["at most 2"], [0.3, 0.7]),
        ("type: count, range: [0, 100], prior: {1 to 4: 4, 5 to 10: 6}", ["at most 2"], [0.2, 0.8]),
        ("type: count, range: [0, 100], prior: {1 to 2: 1}", ["at most 1"], [0.5, 0.5]),
        ("type: number, range: [0, 100], prior: {3: 1, 4: 1, 50: 2}", ["under 30"], [0.5, 0.5]),
        ("type: count, range: [0, 100], prior: {3: 1, 10: 3}", ["at most 2", "over 5"], [0, 0.25, 0.75]),
        ("type: count, range: [1, 5], prior: {1 to 1: 1, 5: 1}", ["at most 1", "at least 5"], [0.5, 0, 0.5]),
    ],
)
def test_a_cell_is_as_common_as_what_the_dictionary_says_of_its_values(
    definition: str, tests: list[str], priors: list[float]
) -> None:
    """Ranges are spread evenly, counts with both ends; a single number has all its weight where it is. No legal value is
    impossible by this alone."""
    found = variable(definition, *tests)
    assert found.name == "x"
    assert found.priors == pytest.approx(priors, abs=1e-5)
    assert sum(found.priors) == pytest.approx(1)
    assert min(found.priors) > 0


@pytest.mark.parametrize(
    ("value", "mask"),
    [
        (5, 0b001),
        (5.5, 0b010),
        (20, 0b010),
        (Range(5, 20), 0b011),
        (Range(6, 90), 0b110),
        (OneOf((1, 50)), 0b101),
        (Unknown.UNKNOWN, 0b111),
    ],
)
def test_a_value_lies_in_its_cells(value: float | Range | OneOf | Unknown, mask: int) -> None:
    assert variable("type: number, range: [0, 100]", "over 5", "at most 20").encode(value) == mask


def test_what_lies_in_a_cell_can_be_said() -> None:
    """The lowest number where it is inside, else the highest, else the middle."""
    found = variable("type: number, range: [0, 100]", "over 5", "at most 20", "at least 60", "under 61")
    assert [found.sample(cell) for cell in range(found.size)] == [0, 20, 40, 60, 61]
