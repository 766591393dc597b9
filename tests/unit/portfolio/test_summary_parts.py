"""Parts of a portfolio's summary: the order of questions, bars that fill their room, dots that can be told apart."""

from __future__ import annotations

import random
import re
from itertools import combinations

import pytest

from fitengine.portfolio.picture import _widths
from fitengine.portfolio.summary_chart import value_chart
from fitengine.portfolio.summary_gains import Worth
from fitengine.portfolio.summary_model import Counts, Place, Region, StepRow, VerdictCount
from fitengine.portfolio.summary_questions import rank_questions

REGIONS = (Region("low", 20.0, "quick-win", "quick win"), Region("low", 0.0, "fill-in", "fill-in"))


def step(number, saved, complexity="low"):
    place = Place("a.yaml", "a", f"s{number}")
    return StepRow(
        place, "A", f"Step {number}", "", "", "rpa", "robot", saved, complexity, "quick-win", "", "", ()
    )


def test_questions_that_settle_most_come_first_then_those_that_tell_most():
    worth = {"a": Worth(1.0, 9.0), "b": Worth(5.0, 1.0), "c": Worth(1.0, 2.0)}
    ranked, unsettling = rank_questions([(("a", "c"), 3), (("b",), 5), ((), 2)], worth, {"a": 1}, {"a": "A?"})
    assert [(one.fact, one.missing, one.alone, one.settled) for one in ranked] == [
        ("b", 5, 5, 5),
        ("a", 3, 0, 5),
        ("c", 3, 0, 8),
    ]
    assert (ranked[1].text, ranked[1].next, unsettling) == ("A?", 1, 2)


def test_questions_of_equal_worth_keep_one_order_whatever_the_order_of_steps():
    lists = [(("x", "y"), 2), (("y", "z"), 2), (("z", "x"), 2)]
    orders = {
        tuple(one.fact for one in rank_questions(random.Random(seed).sample(lists, 3), {}, {}, {})[0])
        for seed in range(9)
    }
    assert orders == {("x", "y", "z")}


def test_a_limit_cuts_the_list_and_not_the_figures():
    ((first,), _) = rank_questions([(("a",), 4), (("b",), 1)], {}, {}, {}, limit=1)
    assert (first.fact, first.settled) == ("a", 4)


@pytest.mark.parametrize("steps", [(1,), (1, 999), (3, 0, 7), (1, 1, 1, 1, 1), (100_000, 1, 1, 0, 5)])
def test_the_fields_of_a_bar_fill_its_room_and_none_vanishes(steps):
    counts = Counts(tuple(VerdictCount(f"v{number}", count) for number, count in enumerate(steps)))
    widths = _widths(counts, 188)
    assert sum(width for _, width in widths) == 188
    assert len(widths) == sum(count > 0 for count in steps)
    assert min(width for _, width in widths) >= 5


def test_forty_dots_of_like_value_do_not_cover_each_other_and_stay_in_their_band():
    steps = [step(number, 100 + number, ("low", "medium")[number % 2]) for number in range(40)]
    chart = value_chart(steps, REGIONS, {"rpa": 0})
    places = [tuple(map(float, found)) for found in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', chart)]
    assert len(places) == 40
    for number, (x, _) in enumerate(places):
        band = number % 2
        assert 74 + band * 290 < x - 11
        assert x + 11 < 74 + (band + 1) * 290
    near = [
        pair
        for pair in combinations(places, 2)
        if sum((a - b) ** 2 for a, b in zip(*pair, strict=True)) < 22**2
    ]
    assert near == []


@pytest.mark.parametrize("saved", [0.0, 0.001, 1e11])
def test_any_saving_has_a_place_on_the_chart(saved):
    chart = value_chart([step(1, saved, "unheard-of")], (), {})
    (y,) = re.findall(r'cy="([\d.]+)"', chart)
    assert 14 <= float(y) <= 394


def test_a_name_stays_text_in_the_chart():
    hostile = StepRow(
        Place("a", "a", "a"), '"><script>', "<b>&", "", "", "rpa", "", 30.0, "low", "quick-win", "", "", ()
    )
    assert "<script" not in value_chart([hostile], REGIONS, {})
