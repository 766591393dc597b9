"""Figures of value in words."""

from math import inf

import pytest

from fitengine.model.estimate import Estimate
from fitengine.report.value_words import estimate_words, figure_words


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (None, "unknown"), (inf, "never"), (0, "0"), (0.0, "0"), (1234.5, "1,230"), (1_234_567, "1,230,000"), (45.67, "45.7"),
        (5.1163, "5.12"), (0.05, "0.05"), (0.0049, "0.005"), (-1234, "-1,230"), (999.6, "1,000"), (100, "100"), (36.0, "36"),
        (20, "20"), (99.96, "100"),
    ],
)  # fmt: skip
def test_figures_have_three_digits(figure, words):
    assert figure_words(figure) == words


def test_an_estimate_says_whether_likely_was_stated():
    assert estimate_words(Estimate.between(0.6, 0.9), "part of 1") == "60% to 90%, middle 75%"
    assert estimate_words(Estimate(700, 750, 900), "EUR a day") == "700 to 900 EUR a day, likely 750"
    assert estimate_words(Estimate.exactly(36), "months") == "36 months"
