"""The same events mean the same in every form of log."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitengine.assess.measuring import draw_process
from fitengine.load.logs import LogOptions, read_log
from fitengine.load.process.drawn import drawn_process
from tests.helpers.strategies import LogRow, as_csv, as_xes, event_logs, packed

NAMED = LogOptions("case", "activity", "start", "end", "resource")


def drawn(raw: bytes, options: LogOptions = NAMED) -> str:
    """The process that a log shows, with its figures, as a file; the name of the log stands nowhere in it."""
    return drawn_process(draw_process(read_log(io.BytesIO(raw), options), 0.0))


@settings(max_examples=40, deadline=None)
@given(
    event_logs(), st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])
)
def test_separator_encoding_and_packing_change_nothing(
    rows: list[LogRow], separator: str, encoding: str
) -> None:
    plain = drawn(as_csv(rows))
    assert drawn(as_csv(rows, separator, encoding)) == plain
    assert drawn(packed(as_csv(rows, separator, encoding))) == plain


@settings(max_examples=40, deadline=None)
@given(event_logs())
def test_xes_says_the_same_as_csv(rows: list[LogRow]) -> None:
    options = LogOptions("", "concept:name", "start", "end", "org:resource")
    assert drawn(as_xes(rows), options) == drawn(as_csv(rows))


@settings(max_examples=40, deadline=None)
@given(event_logs(), st.data())
def test_the_order_of_rows_changes_nothing_that_is_counted(rows: list[LogRow], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(rows))
    first, second = (
        draw_process(read_log(io.BytesIO(as_csv(some)), NAMED), 0.0).measurement for some in (rows, shuffled)
    )
    assert (first.events, first.cases, first.runs, first.variants) == (
        second.events,
        second.cases,
        second.runs,
        second.variants,
    )


@pytest.mark.parametrize("form", [as_csv, as_xes])
def test_the_forms_carry_every_event(form: Callable[[list[LogRow]], bytes]) -> None:
    rows = [LogRow("1", "A", datetime(2026, 1, 1, 8), datetime(2026, 1, 1, 9), "ann")] * 3
    options = NAMED if form is as_csv else LogOptions("", "concept:name", "start", "end", "org:resource")
    assert len(read_log(io.BytesIO(form(rows)), options)) == 3
