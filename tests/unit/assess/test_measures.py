"""Answers that the measures of an initiative give, and what is wrong with measures."""

import pytest

from fitengine.assess.measures import derived_answers, measure_findings, overlay
from fitengine.model.facts import Origin
from tests.helpers.initiatives import initiative, process_from

KPI = "kpis: [{{name: time, unit: days, direction: down{}}}]"


def read(text):
    process = process_from(initiative(text))
    assert process.initiative is not None
    return process.initiative


def measure(**figures):
    """An initiative with one measure, less is better."""
    return read(KPI.format("".join(f", {key}: {value}" for key, value in figures.items())))


def answers(one):
    return {name: answer for name, (answer, _) in derived_answers(one).items()}


def codes(one):
    return [finding.code for finding in measure_findings(one)]


def test_without_measures_nothing_is_derived():
    assert derived_answers(read("facts: {goal_linked: yes}")) == {}


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({}, (False, False, False, False)),
        ({"baseline": 9}, (True, False, False, False)),
        ({"baseline": 9, "month_1": 8}, (True, True, False, False)),
        ({"baseline": 9, "month_6": 5}, (True, False, True, False)),
        ({"month_1": 8, "month_6": 5}, (False, True, True, False)),
        ({"baseline": 9, "actuals": "[{on: 2026-09-30, value: 8}]"}, (True, False, False, True)),
        ({"actuals": "[{on: 2026-09-30, value: 8}]"}, (False, False, False, False)),
        ({"baseline": 9, "baseline_on": "2026-09-30", "actuals": "[{on: 2026-09-30, value: 9}]"},
         (True, False, False, False)),
        ({"baseline": 0, "month_1": 0}, (True, True, False, False)),
    ],
)  # fmt: skip
def test_answers_are_read_off_the_figures(figures, expected):
    """Zero is a figure like any other; a figure from before the baseline tracks nothing."""
    names = ("baseline_measured", "criteria_month_1", "criteria_month_6", "tracked")
    assert answers(measure(**figures)) == dict(zip(names, expected, strict=True))


def test_a_figure_to_stop_at_is_a_stop_criterion_and_none_says_nothing():
    assert answers(measure(baseline=9, stop=10))["stop_criteria"] is True
    assert "stop_criteria" not in answers(measure(baseline=9))


def test_one_measure_without_a_baseline_is_enough_to_lack_it():
    one = read("kpis: [{name: a, unit: d, direction: up, baseline: 3, month_1: 4}, "
               "{name: b, unit: d, direction: up, month_1: 4}]")  # fmt: skip
    assert derived_answers(one)["baseline_measured"] == (
        False, "the measure `b` has figures to reach and no baseline",
    )  # fmt: skip


def test_derived_answers_go_before_stated_ones_and_say_where_they_come_from():
    one = read("facts: {criteria_month_1: yes, goal_linked: yes}\n" + KPI.format(", baseline: 9"))
    facts = overlay(one.facts, derived_answers(one))
    assert (facts.values["criteria_month_1"], facts.values["goal_linked"]) == (False, True)
    assert facts.origin("criteria_month_1").origin is Origin.DERIVED
    assert facts.origin("criteria_month_1").detail == "no measure has a figure for month one"
    assert facts.origin("goal_linked").origin is Origin.STATED


def test_a_stated_answer_that_the_measures_contradict_is_a_finding_at_its_place():
    one = read("facts: {criteria_month_1: yes}\n" + KPI.format(", baseline: 9, month_6: 5"))
    finding = measure_findings(one)[0]
    assert (finding.code, finding.severity, str(finding.span)) == (
        "contradicts-measures",
        "warning",
        "input:2:11",
    )
    assert finding.message == "`criteria_month_1` is stated as yes, but no measure has a figure for month one"


def test_a_stated_answer_that_agrees_and_a_doubt_are_no_findings():
    figures = KPI.format(", baseline: 9, month_1: 8, month_6: 5")
    one = read("facts: {criteria_month_1: yes, criteria_month_6: unknown}\n" + figures)
    assert codes(one) == []


@pytest.mark.parametrize(
    ("code", "figures", "message"),
    [
        ("no-criterion", {"baseline": 9}, "the measure `time` has no figure to reach"),
        ("month-six-only", {"baseline": 9, "month_6": 5},
         "the measure `time` has a figure for month six and none for month one"),
        ("no-baseline", {"month_1": 8}, "the measure `time` has figures to reach and no baseline"),
        ("criterion-no-better", {"baseline": 9, "month_1": 9},
         "the measure `time` should be 9 days in month one, which is no better than 9 days today"),
        ("criteria-out-of-order", {"baseline": 9, "month_1": 5, "month_6": 6},
         "the measure `time` should be 5 days in month one and only 6 days in month six"),
        ("stop-within-criterion", {"baseline": 9, "month_1": 8, "stop": 7.5},
         "the measure `time` would stop at 7.5 days, which is better than its figure for month one"),
        ("figure-before-baseline",
         {"baseline": 9, "month_1": 8, "baseline_on": "2026-07-01", "actuals": "[{on: 2026-06-30, value: 9}]"},
         "the measure `time` has a figure of 2026-06-30, which is no later than its baseline of 2026-07-01"),
    ],
)  # fmt: skip
def test_a_weak_measure_is_a_finding_at_its_place(code, figures, message):
    (finding,) = measure_findings(measure(**figures))
    assert (finding.code, finding.message, finding.subject) == (code, message, "time")
    assert str(finding.span) == "input:2:10"
    assert finding.help


def test_dates_that_do_not_fit_the_go_live_are_findings():
    one = read("go_live: 2026-09-01\n" + KPI.format(
        ", baseline: 9, month_1: 8, baseline_on: 2026-10-01, actuals: [{on: 2026-11-01, value: 8}]"
    ))  # fmt: skip
    assert [(one.code, one.message) for one in measure_findings(one)] == [
        (
            "baseline-after-go-live",
            "the measure `time` has a baseline of 2026-10-01, after the go-live on 2026-09-01",
        ),
    ]
    early = read("go_live: 2026-09-01\n" + KPI.format(
        ", baseline: 9, month_1: 8, actuals: [{on: 2026-07-31, value: 9}, {on: 2026-08-31, value: 8.5}]"
    ))  # fmt: skip
    assert [one.message for one in measure_findings(early)] == [
        "the measure `time` has a figure of 2026-08-31, before the go-live on 2026-09-01"
    ]


def test_criteria_in_operation_need_a_day_to_count_from():
    figures = KPI.format(", baseline: 9, month_1: 8")
    assert codes(read("facts: {phase: production}\n" + figures)) == ["no-go-live"]
    assert codes(read("facts: {phase: production}\ngo_live: 2026-01-01\n" + figures)) == []
    assert codes(read("facts: {phase: pilot}\n" + figures)) == []


def test_more_is_better_where_the_measure_says_so():
    one = read(
        "kpis: [{name: share, unit: '%', direction: up, baseline: 18, month_1: 25, month_6: 55, stop: 15}]"
    )
    assert codes(one) == []
    (kpi,) = one.kpis
    assert (kpi.better(20, 18), kpi.meets(25, 25), kpi.meets(24.9, 25)) == (True, True, False)
