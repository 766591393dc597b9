"""From events to runs: pairs of starts and completions, order, repetitions."""

from __future__ import annotations

import pytest

from fitengine.errors import InputError
from fitengine.facts.cutoffs import Cutoffs
from fitengine.facts.runs import find_runs
from fitengine.model.log import MISSING, NOBODY
from tests.helpers.logs import log_of, table

HEADER = "case,activity,time,transition,resource"
MINUTE = 60_000_000


def runs_of(rows, header=HEADER, **settings):
    """Runs as (activity, minutes from the first time to the start, the same to the end, resource), and the issues."""
    log = log_of(table(rows, header))
    runs = find_runs(log, {}, **settings)
    shown = [
        (
            runs.labels[step],
            None if start == MISSING else (start - runs.first) // MINUTE,
            None if end == MISSING else (end - runs.first) // MINUTE,
            "" if resource == NOBODY else log.resources[resource],
        )
        for step, start, end, resource in zip(runs.step, runs.start, runs.end, runs.resource, strict=True)
    ]
    return shown, {issue.code: issue.count for issue in runs.issues}


def at(minute):
    return f"2026-05-04 {8 + minute // 60:02}:{minute % 60:02}"


def test_a_start_and_the_next_completion_are_one_run():
    rows = [(1, "A", at(0), "start", "x"), (1, "A", at(5), "complete", "y"), (1, "B", at(9), "complete", "")]
    assert runs_of(rows) == ([("A", 0, 5, "y"), ("B", None, 9, "")], {"missing-start": 1})


def test_the_oldest_start_is_completed_first():
    rows = [
        (1, "A", at(0), "start", "x"),
        (1, "A", at(2), "start", "x"),
        (1, "A", at(5), "complete", "x"),
        (1, "A", at(9), "complete", "x"),
    ]
    assert runs_of(rows)[0] == [("A", 0, 5, "x"), ("A", 2, 9, "x")]


def test_cases_are_paired_apart():
    rows = [
        (1, "A", at(0), "start", ""),
        (2, "A", at(1), "start", ""),
        (2, "A", at(2), "complete", ""),
        (1, "A", at(3), "complete", ""),
    ]
    assert [run[1:3] for run in runs_of(rows)[0]] == [(0, 3), (1, 2)]


def test_words_of_the_lifecycle_count_in_any_case():
    rows = [(1, "A", at(0), "START", ""), (1, "A", at(3), "Complete", "")]
    assert runs_of(rows)[0] == [("A", 0, 3, "")]


def test_a_start_that_is_never_completed_is_a_run_without_end():
    rows = [(1, "A", at(0), "start", ""), (1, "B", at(1), "start", ""), (1, "B", at(3), "complete", "")]
    assert runs_of(rows) == ([("A", 0, None, ""), ("B", 1, 3, "")], {"missing-end": 1})


def test_an_aborted_run_is_none():
    rows = [
        (1, "A", at(0), "start", ""),
        (1, "A", at(1), "ate_abort", ""),
        (1, "A", at(7), "start", ""),
        (1, "A", at(9), "complete", ""),
    ]
    shown, issues = runs_of(rows)
    assert shown == [("A", 7 - 7, 9 - 7, "")]
    assert issues == {"aborted-run": 1}


def test_what_is_neither_start_nor_completion_is_left_out():
    rows = [
        (1, "A", at(0), "schedule", ""),
        (1, "A", at(1), "start", ""),
        (1, "A", at(5), "suspend", ""),
        (1, "A", at(9), "complete", ""),
    ]
    assert runs_of(rows) == ([("A", 0, 8, "")], {"other-transition": 2})


def test_a_log_of_completions_has_runs_without_start_and_nothing_is_wrong_with_it():
    rows = [(1, "A", at(0), "complete", ""), (1, "B", at(4), "complete", "")]
    assert runs_of(rows) == ([("A", None, 0, ""), ("B", None, 4, "")], {})


def test_states_of_a_case_are_no_lifecycle():
    """Some logs have `Awaiting assignment` there: each event counts."""
    rows = [
        (1, "A", at(0), "In Progress", ""),
        (1, "A", at(4), "Awaiting Assignment", ""),
        (1, "B", at(5), "Closed", ""),
    ]
    header = "case,activity,time,lifecycle:transition,resource"
    assert len(runs_of(rows, header)[0]) == 3


def test_nothing_but_schedules_counts_too():
    rows = [(1, "A", at(0), "schedule", ""), (1, "B", at(4), "schedule", "")]
    assert [run[0] for run in runs_of(rows)[0]] == ["A", "B"]


def test_events_are_put_in_the_order_of_their_times():
    rows = [
        (1, "B", at(4), "", ""),
        (2, "A", at(0), "", ""),
        (1, "A", at(2), "", ""),
        (1, "C", at(9), "", ""),
    ]
    assert runs_of(rows) == (
        [("A", None, 2, ""), ("B", None, 4, ""), ("C", None, 9, ""), ("A", None, 0, "")],
        {"unsorted": 1},
    )


def test_equal_times_keep_the_order_of_the_log():
    rows = [(1, activity, at(0), "", "") for activity in "DBCA"]
    assert [run[0] for run in runs_of(rows)[0]] == list("DBCA")


def test_a_log_sorted_by_end_is_not_unsorted():
    header = "case,activity,start,end,resource"
    rows = [(1, "B", at(3), at(4), ""), (1, "A", at(0), at(9), "")]
    shown, issues = runs_of(rows, header)
    assert [run[0] for run in shown] == ["A", "B"]
    assert issues == {}


def test_repeated_events_count_once():
    rows = [
        (1, "A", at(0), "", "x"),
        (1, "A", at(0), "", "x"),
        (1, "A", at(0), "", "y"),
        (2, "A", at(0), "", "x"),
    ]
    shown, issues = runs_of(rows)
    assert len(shown) == 3
    assert issues == {"duplicate-event": 1}


def test_missing_starts_and_ends_are_counted_where_the_log_has_columns_for_them():
    header = "case,activity,start,end,resource"
    rows = [
        (1, "A", at(0), at(1), ""),
        (1, "B", "", at(4), ""),
        (1, "C", at(5), "", ""),
        (1, "D", "", "", ""),
    ]
    shown, issues = runs_of(rows, header)
    assert shown == [("A", 0, 1, ""), ("B", None, 4, ""), ("C", 5, None, "")]
    assert issues == {"no-time": 1, "missing-start": 1, "missing-end": 1}


def test_how_far_is_far_is_a_setting():
    rows = [
        (1, "A", "2020-01-01 00:00", "", ""),
        (1, "B", "2026-01-01 00:00", "", ""),
        (1, "C", "2026-01-02 00:00", "", ""),
    ]
    assert len(runs_of(rows)[0]) == 3
    shown, issues = runs_of(rows, cutoffs=Cutoffs(far_years=5))
    assert [run[0] for run in shown] == ["B", "C"]
    assert issues == {"far-date": 1, "no-time": 1}


def test_a_log_without_times_is_refused():
    log = log_of(table([(1, "A", at(0), "", "")], HEADER))
    log.end[0] = MISSING
    with pytest.raises(InputError) as caught:
        find_runs(log, {})
    assert caught.value.problems[0].code == "empty-log"
