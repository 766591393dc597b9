"""Figures of a log of twenty events, counted by hand; their definitions stand in `fitengine.facts.measured`."""

from __future__ import annotations

from datetime import date

import pytest

from fitengine.facts.cutoffs import Cutoffs, cutoff_table
from fitengine.facts.measured import StepNames, effective_ways, measure_log, suggested_level
from tests.helpers.logs import COUNTED_BY_HAND, log_of, table


def measured(text=COUNTED_BY_HAND, **settings):
    measurement, _ = measure_log(log_of(text), **settings)
    return measurement, {figures.step: figures for figures in measurement.steps}


def codes(measurement):
    return {issue.code: issue.count for issue in measurement.issues}


def test_the_log_as_a_whole():
    measurement, steps = measured()
    assert (measurement.events, measurement.runs, measurement.cases) == (20, 20, 6)
    assert (measurement.first, measurement.last) == (date(2026, 1, 1), date(2026, 3, 2))
    assert measurement.months == pytest.approx((60 + 110 / 1440) / 30.436875, abs=1e-4)
    assert measurement.variants == 5  # ABC, ABBC, ABDC, AC, ABCD
    assert measurement.top_variant_share == pytest.approx(33.33)  # ABC in 2 of 6 cases
    assert list(steps) == ["A", "B", "C", "D"]
    assert codes(measurement) == {"zero-duration": 1}


def test_the_first_step():
    figures = measured()[1]["A"]
    assert (figures.cases, figures.runs, figures.rework) == (6, 6, 0)
    assert figures.volume == 3.04  # 6 runs in 1.9738 months
    assert (figures.handling_p50, figures.handling_p90) == (30, 45)  # 10 20 30 30 40 50
    assert (figures.waiting_p50, figures.waiting_p90) == (None, None)
    assert figures.ways == (("B", 5), ("C", 1))
    assert (figures.variants, figures.entropy) == (2, 0.65)  # 5/6 and 1/6, of at most one bit
    assert figures.top_variant_share == 83.33
    assert figures.exceptions == 16.67  # case 5 goes on to C
    assert figures.handovers is None
    assert (figures.resources, figures.top_resource_share) == (3, 66.67)  # ann 4, bob 1, cy 1
    assert figures.concentration == 0.25  # (18/36 - 1/3) / (2/3)


def test_a_step_with_rework():
    figures = measured()[1]["B"]
    assert (figures.cases, figures.runs) == (5, 6)
    assert figures.rework == 20  # case 2
    assert (figures.handling_p50, figures.handling_p90) == (25, 30)  # 10 15 20 30 30 30
    assert (figures.waiting_p50, figures.waiting_p90) == (25, 45)  # 0 10 20 30 40 50
    assert figures.ways == (("C", 4), ("B", 1), ("D", 1))
    assert figures.entropy == 0.7897  # 1.2516 of at most 1.5850 bits
    assert figures.handovers == 66.67  # 4 of 6
    assert figures.concentration == 0.4444  # (26/36 - 1/2) / (1/2)


def test_next_steps_that_are_equally_rare_are_usual_together():
    """C covers 4 of 6; of B and D either would fill up the 80 %, so neither is an exception."""
    assert measured()[1]["B"].exceptions == 0


def test_the_end_of_the_case_is_a_way_on():
    figures = measured()[1]["C"]
    assert figures.ways == (("", 5), ("D", 1))
    assert figures.exceptions == 16.67  # case 6 goes on to D
    assert (figures.handling_p50, figures.handling_p90) == (5, 12.5)  # 2 5 5 5 10 15
    assert (figures.waiting_p50, figures.waiting_p90) == (12.5, 50)  # 0 10 10 15 40 60
    assert figures.handovers == 100


def test_runs_of_no_length_are_not_averaged_but_wait():
    figures = measured()[1]["D"]
    assert (figures.handling_p50, figures.handling_p90) == (20, 20)
    assert (figures.waiting_p50, figures.waiting_p90) == (29, 29.8)  # 28 30
    assert (figures.variants, figures.entropy, figures.exceptions) == (2, 1, 0)


def test_software_is_a_share_and_has_no_hands_on_time():
    measurement, steps = measured(software_users=["sys", "nobody"])
    assert [steps[step].software_share for step in "ABCD"] == [0, 0, 0, 100]
    assert steps["D"].handling_p50 is None
    assert codes(measurement)["unknown-software"] == 1
    assert measured()[1]["D"].software_share is None


def test_the_facts_are_those_of_the_dictionary():
    from fitengine import api

    dictionary = api.load_rules().dictionary
    names = set(measured()[1]["A"].facts())
    assert names == {name for name in dictionary if name.startswith("measured_")}


def test_what_the_process_lets_follow_is_no_exception():
    following = {"A": frozenset({"C"}), "C": frozenset({""})}
    steps = measured(names=StepNames(following=following))[1]
    assert steps["A"].exceptions == 0
    assert steps["C"].exceptions == 16.67


def test_activities_that_are_one_step_are_counted_together():
    steps = measured(names=StepNames({"B": "check", "D": "check"}, {"check": "Check it"}))[1]
    assert (steps["check"].name, steps["check"].runs, steps["check"].cases) == ("Check it", 8, 5)
    assert steps["check"].rework == 60  # cases 2, 3 and 6


def test_side_by_side_runs_wait_for_what_ended_before_them():
    rows = [
        (1, "A", "2026-01-01 09:00", "2026-01-01 10:00", "x"),
        (1, "B", "2026-01-01 10:00", "2026-01-01 12:00", "x"),
        (1, "C", "2026-01-01 10:05", "2026-01-01 11:00", "x"),
        (1, "D", "2026-01-01 12:30", "2026-01-01 13:00", "x"),
    ]
    steps = measured(table(rows))[1]
    waits = [steps[step].waiting_p50 for step in "ABCD"]
    assert waits == [None, 0, 5, 30]


def test_a_week_is_needed_for_a_volume_a_month():
    rows = [
        (1, "A", "2026-01-01 09:00", "2026-01-01 10:00", "x"),
        (1, "B", "2026-01-03 09:00", "2026-01-03 10:00", "x"),
    ]
    measurement, steps = measured(table(rows))
    assert steps["A"].volume is None
    assert "measured_volume" not in steps["A"].facts()
    assert codes(measurement) == {"short-period": 1}


def test_times_that_cannot_be_are_counted_and_left_out():
    rows = [
        (1, "A", "2026-01-01 09:00", "2026-01-01 09:10", "x"),
        (1, "B", "2026-01-01 10:00", "2026-01-01 09:50", "x"),  # ends before it starts
        (2, "A", "1970-01-01 00:00", "2026-01-03 09:10", "x"),  # a start of decades ago
        (2, "B", "2026-01-03 10:00", "2027-06-03 10:00", "x"),  # goes on for more than a year
        (3, "A", "2206-01-05 09:00", "2206-01-05 09:10", "x"),  # no time that can be
        (3, "B", "2026-01-05 10:00", "2026-01-05 10:20", "x"),
        (3, "B", "2026-01-05 10:00", "2026-01-05 10:20", "x"),  # once more
    ]
    measurement, steps = measured(table(rows))
    assert codes(measurement) == {
        "far-date": 3,
        "no-time": 1,
        "duplicate-event": 1,
        "missing-start": 1,
        "negative-duration": 1,
        "endless-run": 1,
    }
    assert measurement.last == date(2027, 6, 3)
    assert (steps["A"].handling_p50, steps["B"].handling_p50) == (10, 20)
    assert (steps["A"].runs, steps["B"].runs) == (2, 3)


@pytest.mark.parametrize(
    ("variants", "entropy", "level"),
    [(1, 0.0, "uniform"), (2, 0.5, "uniform"), (2, 1.0, "mostly"), (4, 0.9, "varies"), (6, 0.95, "ad_hoc")],
)
def test_the_suggested_level_follows_the_effective_ways(variants, entropy, level):
    assert suggested_level(variants, entropy) == level


def test_effective_ways_count_evenly_used_ways():
    assert effective_ways(4, 1.0) == 4
    assert effective_ways(7, 0.0) == 1


def test_few_runs_suggest_nothing():
    assert measured()[1]["A"].standardised is None
    assert (
        measured(cutoffs=Cutoffs(least_runs=6))[1]["A"].standardised == "mostly"
    )  # 2 to the power of 0.65: 1.57


def test_every_cut_off_is_listed_as_a_house_default():
    settings = cutoff_table()
    assert {one.name for one in settings} == set(Cutoffs.__slots__)
    assert {one.basis for one in settings} == {"house-default"}
    assert all(one.meaning and one.unit for one in settings)
