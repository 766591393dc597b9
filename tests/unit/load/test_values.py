"""What analysts write as the value of a fact, and what is made of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitengine.load.values import ValueProblem, read_value, shown, unit_choices
from fitengine.model.facts import OneOf, Range, Unknown, format_known
from fitengine.model.rules import FactDefinition, FactType
from tests.helpers.dictionary import DICTIONARY


@pytest.mark.parametrize(
    ("fact", "raw", "expected"),
    [
        ("reversible", True, True),
        ("reversible", "yes", True),
        ("reversible", "No", False),
        ("reversible", "TRUE", True),
        ("reversible", [True, False], OneOf((False, True))),
        ("reversible", ["yes", True], True),
        ("rule_based", "fully", "fully"),
        ("rule_based", "none", "none"),
        ("standardised", ["uniform", "varies", "uniform"], OneOf(("varies", "uniform"))),
        ("standardised", ["mostly"], "mostly"),
        (
            "standardised",
            ["uniform", "mostly", "varies", "ad_hoc"],
            OneOf(("ad_hoc", "varies", "mostly", "uniform")),
        ),
        ("exception_kind", "random", "random"),
        ("exception_rate", 2, 2),
        ("exception_rate", 2.5, 2.5),
        ("exception_rate", "2%", 2),
        ("exception_rate", "2 %", 2),
        ("exception_rate", "2.5 percent", 2.5),
        ("exception_rate", ".5%", 0.5),
        ("exception_rate", "2% to 5%", Range(2, 5)),
        ("exception_rate", "10 to 25", Range(10, 25)),
        ("exception_rate", "10 to 25 %", Range(10, 25)),
        ("exception_rate", "5 to 5", 5),
        ("exception_rate", [5, "2%", 5.0], OneOf((2, 5))),
        ("handling_minutes", "1.5 h", 90),
        ("handling_minutes", "90 s", 1.5),
        ("handling_minutes", "30 seconds to 2 min", Range(0.5, 2)),
        ("handling_minutes", "1 to 2 hours", Range(60, 120)),
        ("stable_months", "2 years", 24),
        ("stable_months", "1 quarter", 3),
        ("volume", "40/week", 40 * 52 / 12),
        ("volume", "40 a week", 40 * 52 / 12),
        ("volume", "40 invoices per week", 40 * 52 / 12),
        ("volume", "480/year", 40),
        ("volume", "480 cases / year", 40),
        ("volume", "12 monthly", 12),
        ("volume", 0.25, 0.25),
        ("applications", 3, 3),
        ("applications", 3.0, 3),
        ("applications", "3", 3),
        ("applications", "2 to 4", Range(2, 4)),
        ("applications", [7, 3], OneOf((3, 7))),
        ("applications", "unknown", Unknown.UNKNOWN),
        ("rule_based", "Unknown", Unknown.UNKNOWN),
    ],
)
def test_a_value_is_read_in_the_unit_of_its_fact(fact, raw, expected):
    value = read_value(DICTIONARY[fact], raw)
    assert value == expected
    assert isinstance(value, bool) == isinstance(expected, bool)


def test_a_count_is_always_a_whole_number():
    assert type(read_value(DICTIONARY["applications"], 3.0)) is int


@pytest.mark.parametrize(
    ("fact", "raw", "code", "message", "help_"),
    [
        ("reversible", "y", "wrong-type", "`reversible` is yes or no, not `y`", "write `yes` or `no`"),
        ("reversible", 1, "wrong-type", "`reversible` is yes or no, not `1`", "write `yes` or `no`"),
        ("reversible", None, "no-value", "`reversible` has no value",
         "leave the line out, or write `unknown` for a doubt"),
        ("rule_based", "fuly", "illegal-value", "`fuly` is not a value of `rule_based`", "did you mean `fully`?"),
        ("rule_based", "Fully", "illegal-value", "`Fully` is not a value of `rule_based`", "did you mean `fully`?"),
        ("standardised", "ad-hoc", "illegal-value", "`ad-hoc` is not a value of `standardised`",
         "did you mean `ad_hoc`?"),
        ("rule_based", True, "illegal-value", "`true` is not a value of `rule_based`",
         "write one of `none`, `partly`, `mostly`, `fully`"),
        ("rule_based", "partly to fully", "illegal-value", "`partly to fully` is not a value of `rule_based`",
         "write the list `[partly, mostly, fully]`"),
        ("rule_based", ["mostly", "unknown"], "illegal-value",
         "`unknown` cannot be one of several values of `rule_based`",
         "write `unknown` alone, or leave it out of the list"),
        ("rule_based", [], "empty-list", "`rule_based` lists no value",
         "write one of `none`, `partly`, `mostly`, `fully`"),
        ("rule_based", {"is": "fully"}, "wrong-type", "`rule_based` cannot be a mapping",
         "write one of `none`, `partly`, `mostly`, `fully`"),
        ("rule_based", [["fully"]], "wrong-type", "`rule_based` cannot be a list",
         "write one of `none`, `partly`, `mostly`, `fully`"),
        ("exception_rate", "5 minutes", "wrong-unit", "`exception_rate` is given in %, not in `minutes`",
         "write the number alone or with `%`"),
        ("handling_minutes", "2 days", "wrong-unit", "`handling_minutes` is given in minutes, not in `days`",
         "write the number alone or with `minutes` or `seconds` or `hours`"),
        ("handling_minutes", "1 h to 90", "wrong-unit", "`1 h to 90` leaves the unit of `90` open",
         "write `1 h to 90 h`"),
        ("applications", "3 systems", "wrong-unit", "`applications` has no unit, not `systems`", "write `3`"),
        ("volume", "5 a day", "wrong-unit", "`5 a day` is no fixed number in cases/month: working days differ",
         "write it by the week, month or year, as `40/week`"),
        ("volume", "40 hours a week", "wrong-unit", "`volume` is given in cases/month, not in `hours a week`",
         "write the number alone or with `cases/month` or `/week` or `/month` or `/quarter` or `/year`"),
        ("volume", "9,600", "number-format", "`9,600` has a thousands separator", "write `9600`"),
        ("volume", "1.250.000", "number-format", "`1.250.000` has a thousands separator", "write `1250000`"),
        ("volume", "9 600/week", "number-format", "`9 600/week` has a thousands separator", "write `9600`"),
        ("exception_rate", "2,5 %", "number-format", "`2,5 %` has a decimal comma", "write `2.5`"),
        ("exception_rate", "130", "out-of-range", "`exception_rate` goes from 0 to 100 %, not `130`", ""),
        ("exception_rate", -1, "out-of-range", "`exception_rate` goes from 0 to 100 %, not `-1`", ""),
        ("stable_months", "11 years", "out-of-range", "`stable_months` goes from 0 to 120 months, not `11 years`", ""),
        ("exception_rate", "25 to 10", "reversed-range", "the range `25 to 10` of `exception_rate` falls",
         "write `10 to 25`"),
        ("exception_rate", "5-10", "wrong-type", "`exception_rate` is a number in %, not `5-10`",
         "write `5 to 10`"),
        ("exception_rate", "about 5", "wrong-type", "`exception_rate` is a number in %, not `about 5`",
         "write a number or a range, as `10 to 25`"),
        ("exception_rate", True, "wrong-type", "`exception_rate` is a number in %, not `true`",
         "write a number or a range, as `10 to 25`"),
        ("exception_rate", ".nan", "wrong-type", "`exception_rate` is a number in %, not `.nan`",
         "write a number or a range, as `10 to 25`"),
        ("exception_rate", float("inf"), "wrong-type", "`exception_rate` is a number in %, not `inf`",
         "write a number or a range, as `10 to 25`"),
        ("exception_rate", [1, "2 to 3"], "illegal-value",
         "a list of values of `exception_rate` cannot hold the range `2 to 3`",
         "write one range from the lowest to the highest value"),
        ("applications", 2.5, "not-whole", "`applications` is a whole number, not `2.5`", "write `2` or `2 to 3`"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why_and_what_to_write(fact, raw, code, message, help_):
    with pytest.raises(ValueProblem) as caught:
        read_value(DICTIONARY[fact], raw)
    problem = caught.value
    assert (problem.code, problem.message, problem.help) == (code, message, help_)


def test_a_unit_the_engine_does_not_know_is_taken_as_it_is_and_never_converted():
    cost = FactDefinition("cost", FactType.NUMBER, "How dear?", unit="EUR", low=0, high=1000)
    assert read_value(cost, "20 EUR") == 20
    with pytest.raises(ValueProblem, match="given in EUR, not in `USD`"):
        read_value(cost, "20 USD")


def test_hours_a_month_are_not_cases_a_month():
    hours = FactDefinition("hours", FactType.NUMBER, "How long?", unit="hours/month", low=0, high=1000)
    assert read_value(hours, "12 hours/week") == 52
    with pytest.raises(ValueProblem, match="not in `cases/month`"):
        read_value(hours, "12 cases/month")


def test_unit_choices_start_with_the_unit_of_the_fact():
    assert unit_choices(DICTIONARY["handling_minutes"]) == ("minutes", "seconds", "hours")
    assert unit_choices(DICTIONARY["exception_rate"]) == ("%",)
    assert unit_choices(DICTIONARY["applications"]) == ()


def test_values_in_messages_stay_short_and_on_one_line():
    assert shown("a\nb`c") == "`a b'c`"
    assert len(shown("x" * 10_000)) < 70


_RAW = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    | st.from_regex(r"[-+0-9.,e]{1,8} ?[a-z%/ ]{0,8}( to [0-9.]{1,4} ?[a-z%]{0,3})?", fullmatch=True),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


@given(st.sampled_from(sorted(DICTIONARY)), _RAW)
def test_anything_is_a_legal_value_or_a_problem(fact, raw):
    definition = DICTIONARY[fact]
    try:
        value = read_value(definition, raw)
    except ValueProblem as caught:
        problem = caught
    else:
        _check_legal(definition, value)
        return
    assert problem.code
    assert problem.message == problem.message.strip()
    assert "\n" not in problem.message


def _check_legal(definition, value):
    parts = value.values if isinstance(value, OneOf) else (value,)
    for part in parts:
        if isinstance(part, Range):
            assert definition.low <= part.low < part.high <= definition.high
        elif isinstance(part, bool):
            assert definition.type is FactType.BOOL
        elif isinstance(part, str):
            assert part in definition.values
        elif part is not Unknown.UNKNOWN:
            assert definition.low <= part <= definition.high


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_written_range_reads_back(low, high):
    low, high = sorted((low, high))
    value = Range(low, high) if low < high else low
    assert read_value(DICTIONARY["exception_rate"], format_known(value)) == value
