"""Times as logs write them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from fitengine.load.logs.times import Clock, is_nothing, reads_as_time
from fitengine.model.log import MISSING


def read(text, *samples, order="auto"):
    """The time in UTC as ISO, None for none."""
    microseconds = Clock([text, *samples], order).read(text)
    if microseconds == MISSING:
        return None
    return (datetime(1970, 1, 1) + timedelta(microseconds=microseconds)).isoformat()


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2011-01-01T12:37:00+02:00", "2011-01-01T10:37:00"),
        ("2011-01-01T12:37:00Z", "2011-01-01T12:37:00"),
        ("2024-08-05 11:06:42.507141+00:00", "2024-08-05T11:06:42.507141"),
        ("2023-02-09T08:02:40.621", "2023-02-09T08:02:40.621000"),
        ("2023-02-09 08:02:40,5", "2023-02-09T08:02:40.500000"),
        ("2023-02-09", "2023-02-09T00:00:00"),
        (" 2023-02-09 10:00 ", "2023-02-09T10:00:00"),
        ("2023/02/09 10:00:05.123456789", "2023-02-09T10:00:05.123456"),
        ("31/12/2011 10:00", "2011-12-31T10:00:00"),
        ("31.12.2011 7:05", "2011-12-31T07:05:00"),
        ("31.12.11, 07:05:09", "2011-12-31T07:05:09"),
        ("31-12-75", "1975-12-31T00:00:00"),
        ("12/31/2011 10:05 PM", "2011-12-31T22:05:00"),
        ("12/31/2011 12:05 a.m.", "2011-12-31T00:05:00"),
        ("31-Dec-2011 10:00", "2011-12-31T10:00:00"),
        ("3. März 2020 10:00", "2020-03-03T10:00:00"),
        ("Jan 3, 2020 10:00 PM", "2020-01-03T22:00:00"),
        ("31.12.2011 10:00 +0100", "2011-12-31T09:00:00"),
        ("31.12.2011 10:00 UTC", "2011-12-31T10:00:00"),
        ("1612345678", "2021-02-03T09:47:58"),
        ("1612345678.25", "2021-02-03T09:47:58.250000"),
        ("1612345678,25", "2021-02-03T09:47:58.250000"),
        ("1612345678123", "2021-02-03T09:47:58.123000"),
        ("1612345678123456", "2021-02-03T09:47:58.123456"),
        ("1612345678123456789", "2021-02-03T09:47:58.123456"),
        ("20230101", "2023-01-01T00:00:00"),
        ("202301011230", "2023-01-01T12:30:00"),
        ("20230101123005", "2023-01-01T12:30:05"),
        ("45291.5", "2023-12-31T12:00:00"),
        ("45291,25", "2023-12-31T06:00:00"),
        ("9999-12-31T23:59:59", "9999-12-31T23:59:59"),
    ],
)
def test_times_that_are_read(text, time):
    assert read(text) == time


@pytest.mark.parametrize(
    "text",
    [
        "",
        "n/a",
        "NaT",
        "2011-02-30",
        "31.31.2011",
        "12",
        "12.5",
        "10:00",
        "soon",
        "31-Foo-2011",
        "20231301",
        "2011-13-01",
    ],
)
def test_times_that_are_none(text):
    assert read(text) is None


def test_a_time_before_1970_is_one():
    assert read("1969-12-31 23:59") == "1969-12-31T23:59:00"


def test_one_date_that_can_only_be_month_first_settles_all():
    assert read("03/04/2026") == "2026-04-03T00:00:00"
    assert read("03/04/2026", "03/28/2026") == "2026-03-04T00:00:00"
    assert read("03/04/2026", "28/03/2026", "03/28/2026") == "2026-04-03T00:00:00"


def test_the_user_settles_which_comes_first():
    assert read("03/04/2026", order="month-first") == "2026-03-04T00:00:00"
    assert read("03/04/2026", "03/28/2026", order="day-first") == "2026-04-03T00:00:00"


def test_what_was_met_is_counted():
    clock = Clock(["03.04.2026"])
    for text in (
        "03.04.2026 10:00",
        "03.04.2026 11:00",
        "28.04.2026",
        "04.28.2026",
        "soon",
        "",
        "2026-01-01T00:00Z",
    ):
        clock.read(text)
    assert (clock.open, clock.confirmed, clock.refuted) == (1, 1, 1)  # days, not times
    assert (clock.naive, clock.zoned, clock.unreadable) == (3, 1, 2)
    assert clock.example == "04.28.2026"


def test_a_number_among_dates_is_no_time():
    """45291 is a day of a spreadsheet only where everything is a number."""
    assert read("45291", "2026-01-01") is None


def test_a_word_before_a_number_does_not_pass_for_a_day():
    clock = Clock(["Jan 3, 2020 10:00"])
    assert clock.read("Jan 3, 2020 10:00") != MISSING
    assert clock.read("Jan 10") == MISSING


def test_a_column_is_of_times_where_most_of_it_reads_as_such():
    assert reads_as_time(["2026-01-01", "", "n/a", "2026-01-02", "later"])
    assert not reads_as_time(["2026-01-01", "a", "b"])
    assert not reads_as_time(["12", "15", "90"])
    assert not reads_as_time(["", ""])


def test_cells_that_say_nothing():
    assert all(map(is_nothing, ["", "  ", "NaN", "NULL", "None", "-", "?", "N/A"]))
    assert not is_nothing("0")
