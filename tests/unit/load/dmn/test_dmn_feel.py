"""FEEL's unary tests in their simple form."""

from __future__ import annotations

import pytest

from fitengine.load.dmn.feel import FeelProblem, Interval, inverse, read_cell, read_literal


@pytest.mark.parametrize(
    ("text", "holding", "failing"),
    [
        ('"a","b"', ["a", "b"], ["c", "A", True, 1]),
        ('"a, b"', ["a, b"], ["a", "b"]),
        ("< 5", [4.9, -3], [5, 6, "4"]),
        (">=18", [18, 18.5], [17.9]),
        ("[1..5]", [1, 5], [0.9, 5.1]),
        ("]1..5[", [1.1, 4.9], [1, 5]),
        ("(1..5]", [5], [1]),
        ("[ -2.5 .. .5 )", [-2.5, 0.4], [0.5]),
        ("1, 3, [5..7]", [1, 3, 6], [2, 4, 8]),
        ("not(1, 3)", [2], [1, 3]),
        ('not("a")', ["b"], ["a"]),
        ('!= "a"', ["b"], ["a"]),
        ("!= 3", [2, 4], [3]),
        ("= 3", [3], [4]),
        ("true", [True], [False, 1]),
        ("== 3", [3], [4]),
        ("== 'a, b', 'c'", ["a, b", "c"], ["a"]),
        ("not(true)", [False], [True]),
        (r'"say \"x\""', ['say "x"'], ["say x"]),
    ],
)
def test_a_cell_holds_for_what_feel_says(text, holding, failing):
    cell = read_cell(text)
    assert cell is not None
    assert [value for value in holding if not cell.holds(value)] == []
    assert [value for value in failing if cell.holds(value)] == []


@pytest.mark.parametrize("text", ["-", "", "  - "])
def test_a_dash_holds_always(text):
    assert read_cell(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("count(x) > 3", "function"),
        ('contains(?, "a")', "function"),
        ('date("2020-01-01")', "date"),
        ('< date("2020-01-01")', "date"),
        ('@"2020-01-01"', "date"),
        ("null", "null-value"),
        ("{a: 1}", "context"),
        ("other input", "variable"),
        ("> limit", "variable"),
        ("1 && 2", "not-feel"),
        ("'it''s", "not-feel"),
        ("3 + 4", "expression"),
        ('< "m"', "no-order"),
        ("[5..1]", "empty-range"),
        ("(3..3]", "empty-range"),
        ('"a",', "empty-cell"),
        ('"unclosed', "expression"),
        ('""', "empty-text"),
        ('"a", "Unknown"', "reserved-name"),
        (r'"\u0000"', "control-character"),
        (r'"\ud800"', "control-character"),
        ("1" * 400, "too-large"),
        ("[1.." + "1" * 400 + "]", "too-large"),
        ('!= ""', "empty-text"),
        ("${validate(x)}", "function"),
    ],
)
def test_everything_else_is_refused_by_what_it_is(text, code):
    with pytest.raises(FeelProblem) as caught:
        read_cell(text)
    assert caught.value.code == code


@pytest.mark.parametrize(("text", "value"), [('"x"', "x"), ("3", 3), ("-0.5", -0.5), ("true", True)])
def test_outputs_are_literals(text, value):
    found = read_literal(text)
    assert (found, type(found)) == (value, type(value))


def test_the_inverse_holds_exactly_where_the_intervals_do_not():
    intervals = [Interval(1, 3, high_open=True), Interval(5, 5), Interval(low=9, low_open=True)]
    outside = inverse(intervals)
    for tenth in range(-20, 120):
        number = tenth / 10
        inside = any(interval.holds(number) for interval in intervals)
        assert any(rest.holds(number) for rest in outside) != inside
