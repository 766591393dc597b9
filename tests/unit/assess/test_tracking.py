"""Measures against their criteria by date, when to stop and think, and the review that tapers only while figures hold."""

from datetime import date

import pytest

from fitengine.assess.criteria import add_months
from fitengine.assess.oversight import TAPER
from fitengine.assess.tracking import TRACKING, track_process
from fitengine.model.tracking import CriterionState, Standing
from tests.helpers.initiatives import initiative, process_from

DOWN = "name: days, unit: days, direction: down, baseline: 12, month_1: 10, month_6: 6"


def figures(*pairs):
    return "actuals: [" + ", ".join(f"{{on: {on}, value: {value}}}" for on, value in pairs) + "]"


def track(on, *pairs, kpi=DOWN, go_live="2026-03-01", facts="", extra=""):
    text = f"{facts}\n" if facts else ""
    text += f"go_live: {go_live}\n" if go_live else ""
    text += f"kpis: [{{{kpi}, {figures(*pairs)}{extra}}}]"
    return track_process(process_from(initiative(text)), date.fromisoformat(on))


def one(tracking):
    (found,) = tracking.kpis
    return found


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-03-01", 1, "2026-04-01"), ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"),
        ("2026-08-31", 6, "2027-02-28"), ("2026-12-15", 1, "2027-01-15"), ("2026-07-31", 6, "2027-01-31"),
    ],
)  # fmt: skip
def test_months_are_counted_by_the_calendar(day, months, expected):
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


def test_criteria_fall_due_after_one_month_and_after_six():
    first, sixth = one(track("2026-03-20")).criteria
    assert (first.due, sixth.due) == (date(2026, 4, 1), date(2026, 9, 1))
    assert (first.state, sixth.state) == (CriterionState.NOT_DUE, CriterionState.NOT_DUE)


def test_a_criterion_is_judged_by_the_figure_nearest_to_its_day():
    """31 March is a day before it is due, 30 April a month after."""
    first = one(track("2026-05-02", ("2026-03-31", 10), ("2026-04-30", 11))).criteria[0]
    assert (first.state, first.actual.value) == (CriterionState.MET, 10)
    first = one(track("2026-05-02", ("2026-03-31", 10.1), ("2026-04-30", 9))).criteria[0]
    assert first.state is CriterionState.MISSED
    tie = one(track("2026-05-02", ("2026-03-31", 9), ("2026-04-02", 11))).criteria[0]
    assert tie.actual.value == 11, "of two as near, the later counts"


def test_a_figure_too_far_from_the_day_judges_nothing():
    inside, outside = (
        date.fromordinal(date(2026, 4, 1).toordinal() + TRACKING.window_days + days) for days in (0, 1)
    )
    assert one(track("2026-05-01", (inside, 9))).criteria[0].state is CriterionState.MET
    assert one(track("2026-05-01", (outside, 9))).criteria[0].state is CriterionState.UNMEASURED


def test_a_criterion_nobody_set_is_none():
    found = one(
        track(
            "2026-05-01", ("2026-03-31", 9), kpi="name: d, unit: d, direction: down, baseline: 12, month_6: 6"
        )
    )
    assert [criterion.state for criterion in found.criteria] == [CriterionState.NONE, CriterionState.NOT_DUE]


@pytest.mark.parametrize(
    ("on", "pairs", "standing", "because"),
    [
        ("2026-02-20", [], Standing.WAITING, "the go-live is on 2026-03-01"),
        ("2026-03-20", [], Standing.WAITING, "the first criterion is due on 2026-04-01"),
        ("2026-03-20", [("2026-03-15", 12)], Standing.ON, "12 on 2026-03-15 against 12, the baseline"),
        ("2026-03-20", [("2026-03-15", 12.5)], Standing.OFF, "12.5 on 2026-03-15 against 12, the baseline"),
        ("2026-04-20", [], Standing.UNMEASURED, "nobody has measured since the go-live"),
        ("2026-04-20", [("2026-03-10", 9)], Standing.UNMEASURED,
         "nobody has measured since month 1 was due on 2026-04-01"),
        ("2026-04-20", [("2026-03-31", 9)], Standing.ON, "9 on 2026-03-31 against 10, the criterion of month 1"),
        ("2026-05-20", [("2026-03-31", 9), ("2026-04-30", 11)], Standing.OFF,
         "11 on 2026-04-30 against 10, the criterion of month 1"),
        ("2026-07-10", [("2026-03-31", 9), ("2026-04-30", 9)], Standing.UNMEASURED, "the last figure is of 2026-04-30"),
        ("2026-09-10", [("2026-03-31", 9), ("2026-08-31", 7)], Standing.OFF,
         "7 on 2026-08-31 against 6, the criterion of month 6"),
        ("2026-09-10", [("2026-03-31", 9), ("2026-08-31", 6)], Standing.ON,
         "6 on 2026-08-31 against 6, the criterion of month 6"),
    ],
)  # fmt: skip
def test_where_a_measure_stands(on, pairs, standing, because):
    found = one(track(on, *pairs))
    assert (found.standing, found.because) == (standing, because)


def test_what_is_known_later_does_not_count_on_the_day():
    pairs = [("2026-03-31", 11), ("2026-04-30", 9)]
    assert one(track("2026-04-20", *pairs)).standing is Standing.OFF
    assert one(track("2026-05-20", *pairs)).standing is Standing.ON


def test_figures_from_before_the_go_live_or_the_baseline_count_for_nothing():
    assert one(track("2026-03-20", ("2026-02-28", 3))).latest is None
    found = one(track("2026-03-20", ("2026-03-02", 3), ("2026-03-05", 4), extra=", baseline_on: 2026-03-02"))
    assert found.latest.value == 4


def test_the_way_gained_runs_from_the_baseline_to_the_farthest_criterion():
    assert one(track("2026-05-20", ("2026-04-30", 9))).gained == pytest.approx(0.5)
    assert one(track("2026-05-20", ("2026-04-30", 13))).gained == pytest.approx(-1 / 6)
    assert (
        one(
            track("2026-05-20", ("2026-04-30", 9), kpi="name: d, unit: d, direction: down, month_1: 10")
        ).gained
        is None
    )


def test_the_figure_to_stop_at_calls_for_thought_whenever_it_is_reached():
    found = one(track("2026-03-20", ("2026-03-15", 14), extra=", stop: 14"))
    assert found.standing is Standing.STOP
    assert found.because == "14 on 2026-03-15 has reached the figure to stop at, 14"
    assert one(track("2026-03-20", ("2026-03-15", 13.9), extra=", stop: 14")).standing is Standing.OFF


def test_no_gain_in_two_figures_after_month_one_calls_for_thought():
    pairs = [("2026-04-01", 12), ("2026-04-30", 12.4)]
    assert one(track("2026-05-20", pairs[0])).standing is Standing.OFF, "one figure may be chance"
    found = one(track("2026-05-20", *pairs))
    assert (found.standing, found.because) == (
        Standing.STOP, "the last 2 figures are no better than the baseline of 12",
    )  # fmt: skip
    assert one(track("2026-05-20", pairs[0], ("2026-04-30", 11.9))).standing is Standing.OFF
    assert one(track("2026-05-20", ("2026-03-20", 12), pairs[1])).standing is Standing.OFF, (
        "one is from before"
    )


def test_missing_month_six_twice_calls_for_thought():
    pairs = [("2026-03-31", 9), ("2026-09-01", 7), ("2026-09-30", 6.5)]
    found = one(track("2026-10-10", *pairs))
    assert (found.standing, found.because) == (
        Standing.STOP, "the last 2 figures since month 6 miss its criterion of 6",
    )  # fmt: skip
    assert one(track("2026-10-10", *pairs[:2], ("2026-09-30", 6))).standing is Standing.ON


def test_more_is_better_where_the_measure_says_so():
    up = "name: share, unit: '%', direction: up, baseline: 20, month_1: 30, month_6: 60"
    assert one(track("2026-04-20", ("2026-03-31", 31), kpi=up)).standing is Standing.ON
    assert one(track("2026-04-20", ("2026-03-31", 29), kpi=up)).standing is Standing.OFF


def test_the_gravest_measure_decides_for_all():
    text = f"go_live: 2026-03-01\nkpis: [{{{DOWN}, {figures(('2026-03-31', 9))}}}, {{{DOWN.replace('days, unit', 'b, unit')}, "
    text += f"{figures(('2026-03-31', 11))}}}]"
    tracking = track_process(process_from(initiative(text)), date(2026, 4, 20))
    assert ([kpi.standing for kpi in tracking.kpis], tracking.standing) == (
        [Standing.ON, Standing.OFF],
        Standing.OFF,
    )


def test_without_go_live_or_measures_nothing_is_due():
    tracking = track("2026-04-20", ("2026-03-31", 9), go_live="")
    assert (tracking.standing, one(tracking).because) == (Standing.WAITING, "no go-live is dated")
    assert (
        one(track("2026-04-20", kpi="name: d, unit: d, direction: up")).because == "it has no figure to reach"
    )
    empty = track_process(process_from(initiative("go_live: 2026-01-01")), date(2026, 4, 1))
    assert (empty.standing, empty.kpis) == (Standing.WAITING, ())


# The review. Month one asks for 10 from April, month six for 6 from September.

HELD = [("2026-03-15", 12), ("2026-03-31", 11), ("2026-04-15", 10), ("2026-04-30", 9.5), ("2026-05-15", 9.5),
        ("2026-05-31", 9), ("2026-06-15", 9), ("2026-06-30", 9), ("2026-07-15", 9), ("2026-07-31", 8)]  # fmt: skip


def review(count, *more, plan="tapering", pairs=HELD):
    taken = [*pairs[:count], *more]
    return track("2026-08-15", *taken, facts=f"facts: {{oversight: {plan}}}").oversight


@pytest.mark.parametrize(
    ("held", "level", "next_review", "left"),
    [
        (0, 1.0, 0.5, 3), (1, 1.0, 0.5, 2), (2, 1.0, 0.5, 1), (3, 0.5, 0.25, 3), (5, 0.5, 0.25, 1), (6, 0.25, 0.1, 3),
        (9, 0.1, None, 0), (10, 0.1, None, 0),
    ],
)  # fmt: skip
def test_the_review_goes_down_a_level_after_three_periods_within_limits(held, level, next_review, left):
    assert (TAPER.levels, TAPER.periods) == ((1.0, 0.5, 0.25, 0.1), 3)
    found = review(held)
    assert (found.review, found.next_review, found.periods_left) == (level, next_review, left)
    assert len(found.periods) == held


def test_one_period_out_of_limits_brings_the_whole_review_back():
    found = review(6, ("2026-06-15", 10.5))
    assert (found.review, found.periods_left) == (1.0, 3)
    assert found.because == "`days` fell behind on 2026-06-15: everything is reviewed again"
    assert [period.review for period in found.periods] == [1, 1, 0.5, 0.5, 0.5, 0.25, 1]
    again = review(6, ("2026-06-15", 10.5), ("2026-06-30", 9), ("2026-07-15", 9))
    assert (again.review, again.periods_left) == (1.0, 1)


def test_the_limit_of_a_period_is_what_is_in_force_on_its_day():
    """11 at the end of March is better than the baseline and holds; in April it falls behind month one."""
    assert [period.within for period in review(2).periods] == [True, True]
    assert [period.within for period in review(2, ("2026-04-15", 11)).periods] == [True, True, False]


@pytest.mark.parametrize(
    ("plan", "level"),
    [("none", 0.0), ("until_launch", 0.0), ("permanent", 1.0), ("tapering", 0.1), ("unknown", 0.1)],
)
def test_only_a_review_that_tapers_is_reduced(plan, level):
    found = review(9, plan=plan)
    assert (found.review, found.next_review) == (level, None)


def test_no_figures_no_reduction():
    found = review(0)
    assert found.because == "everything is reviewed until the first figures since the go-live"
    assert track("2026-08-15", *HELD, go_live="").oversight.review == 1.0
