"""The word somebody probably meant."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitengine.load.suggest import near

FACTS = ["rule_based", "standardised", "exception_rate", "exception_kind", "volume", "none", "fully"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("standardized", "standardised"),
        ("exeption_rate", "exception_rate"),
        ("Rule-Based", "rule_based"),
        ("rule based", "rule_based"),
        (" VOLUME ", "volume"),
        ("fuly", "fully"),
        ("volume", "volume"),
        ("on", None),
        ("colour", None),
        ("", None),
        ("   ", None),
        ("x" * 100_000, None),
    ],
)
def test_the_nearest_option_is_proposed_and_a_far_one_never(word, meant):
    assert near(word, FACTS) == meant


@given(st.text(max_size=10), st.lists(st.text(max_size=10)))
def test_the_answer_is_an_option_and_does_not_depend_on_their_order(word, options):
    meant = near(word, options)
    assert meant is None or meant in options
    assert near(word, reversed(options)) == meant
    assert near(word, set(options)) == meant


def test_among_very_many_options_only_the_same_word_is_looked_for():
    options = [f"step-{number}" for number in range(50_000)]
    start = time.perf_counter()
    assert near("STEP_777", options) == "step-777"
    assert near("stop-777", options) is None
    assert time.perf_counter() - start < 2
