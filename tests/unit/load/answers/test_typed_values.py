"""What people type at a prompt, and what is made of it."""

from __future__ import annotations

import pytest

from fitengine.load.answers.typed_values import read_typed_outcome, read_typed_value
from fitengine.load.values import ValueProblem
from fitengine.model.facts import OneOf, Range, Unknown
from tests.helpers.dictionary import DICTIONARY

LEVELS = ("ad_hoc", "varies", "mostly", "uniform")


@pytest.mark.parametrize(
    ("fact", "typed", "value"),
    [
        ("standardised", "mostly", "mostly"),
        ("standardised", " Ad Hoc ", "ad_hoc"),
        ("standardised", "ad-hoc", "ad_hoc"),
        ("standardised", "3", "mostly"),
        ("standardised", "unif", "uniform"),
        ("standardised", "un", "uniform"),
        ("standardised", "mostly or uniform", OneOf(("mostly", "uniform"))),
        ("standardised", "4, 3", OneOf(("mostly", "uniform"))),
        ("standardised", "va/mo", OneOf(("varies", "mostly"))),
        ("standardised", "varies to uniform", OneOf(("varies", "mostly", "uniform"))),
        ("standardised", "4 to 3", OneOf(("mostly", "uniform"))),
        ("standardised", "at least mostly", OneOf(("mostly", "uniform"))),
        ("standardised", "at most varies", OneOf(("ad_hoc", "varies"))),
        ("standardised", "over mostly", "uniform"),
        ("standardised", "less than mostly", OneOf(("ad_hoc", "varies"))),
        ("standardised", "unknown", Unknown.UNKNOWN),
        ("exception_kind", "rules or random", OneOf(("rules", "random"))),
        ("exception_kind", "kno", "knowledge"),
        ("reversible", "y", True),
        ("reversible", "N", False),
        ("reversible", "yes", True),
        ("reversible", "Unknown", Unknown.UNKNOWN),
        ("exception_rate", "7", 7),
        ("exception_rate", "7 %", 7),
        ("exception_rate", "2-5%", Range(2, 5)),
        ("exception_rate", "2% – 5%", Range(2, 5)),
        ("exception_rate", "2 to 5", Range(2, 5)),
        ("exception_rate", "at most 10%", Range(0, 10)),
        ("exception_rate", "up to 10", Range(0, 10)),
        ("exception_rate", ">= 90", Range(90, 100)),
        ("exception_rate", "over 20", Range(20.01, 100)),
        ("exception_rate", "at least 100", 100),
        ("applications", "2 or 3", OneOf((2, 3))),
        ("applications", "under 3", Range(0, 2)),
        ("applications", "more than 7", Range(8, 1000)),
        ("volume", "40 a week", 173.333),
        ("volume", "30/week to 60/week", Range(130, 260)),
        ("handling_minutes", "0.5 h", 30),
    ],
)
def test_what_is_typed_is_understood(fact, typed, value):
    assert read_typed_value(DICTIONARY[fact], typed, DICTIONARY[fact].values) == value


@pytest.mark.parametrize(
    ("fact", "typed", "code", "words"),
    [
        ("standardised", "u", "illegal-value", "`u` is too short"),
        ("standardised", "mosly", "illegal-value", "did you mean `mostly`?"),
        ("standardised", "0", "illegal-value", "from 1 to 4"),
        ("standardised", "5", "illegal-value", "there is no answer `5`"),
        ("standardised", "over uniform", "illegal-value", "nothing is over uniform"),
        ("standardised", "1 to 4", "says-nothing", "every answer"),
        ("standardised", "", "illegal-value", "none of the answers"),
        ("standardised", "or", "illegal-value", "none of the answers"),
        ("reversible", "maybe", "wrong-type", "yes or no"),
        ("exception_rate", "1,000", "number-format", "thousands"),
        ("exception_rate", "many", "wrong-type", "number"),
        ("exception_rate", "120", "out-of-range", "0 to 100"),
        ("exception_rate", "over 100", "out-of-range", "nothing is over 100"),
        ("exception_rate", "at most 2 to 5", "illegal-value", "no range"),
        ("exception_rate", "at most few", "wrong-type", "number"),
        ("applications", "2.5", "not-whole", "whole number"),
        ("volume", "9 parsecs", "wrong-unit", "parsecs"),
    ],
)
def test_what_is_not_understood_says_why(fact, typed, code, words):
    with pytest.raises(ValueProblem) as caught:
        read_typed_value(DICTIONARY[fact], typed, DICTIONARY[fact].values)
    assert caught.value.code == code
    assert words in f"{caught.value.message} {caught.value.help}"


def test_numbers_count_what_is_on_the_screen():
    definition = DICTIONARY["standardised"]
    assert read_typed_value(definition, "1", ("mostly", "uniform")) == "mostly"
    assert read_typed_value(definition, "ad_hoc", ("mostly", "uniform")) == "ad_hoc", (
        "legal, though not expected"
    )
    with pytest.raises(ValueProblem):
        read_typed_value(definition, "3", ("mostly", "uniform"))


@pytest.mark.parametrize(
    ("typed", "outcome"), [("rules", "rules"), ("2", "rules"), ("ru", "rules"), ("PEO", "people")]
)
def test_an_outcome_goes_by_number_or_word(typed, outcome):
    assert read_typed_outcome(typed, ("people", "rules", "pattern")) == outcome


@pytest.mark.parametrize("typed", ["1 or 2", "p", "4", "robots", "at least people", ""])
def test_only_one_outcome_can_be_the_answer(typed):
    with pytest.raises(ValueProblem):
        read_typed_outcome(typed, ("people", "rules", "pattern"))
