"""Whatever a file holds, reading it as a log ends in a log or in an InputError; and what a log draws is a sound process."""

from __future__ import annotations

import gzip
import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitengine import api
from fitengine.assess.measuring import draw_process, measure_process
from fitengine.errors import InputError
from fitengine.load.logs import read_log
from fitengine.load.process.drawn import drawn_process
from tests.helpers.logs import COUNTED_BY_HAND, log_of, table

XES = b"""<?xml version="1.0"?><log><trace><string key="concept:name" value="1"/><event>
<string key="concept:name" value="A"/><date key="time:timestamp" value="2026-01-01T10:00:00Z"/></event></trace></log>"""
BASES = (
    COUNTED_BY_HAND.encode(),
    XES,
    gzip.compress(COUNTED_BY_HAND.encode()),
    COUNTED_BY_HAND.encode("utf-16"),
)

_slow = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def try_reading(raw: bytes) -> None:
    try:
        log = read_log(io.BytesIO(raw), max_bytes=10_000_000)
        drawn = draw_process(log)
    except InputError:
        return
    assert drawn.measurement.events == len(log)


@_slow
@given(st.binary(max_size=300))
def test_any_bytes(raw):
    try_reading(raw)


@_slow
@given(st.text(max_size=300))
def test_any_text(text):
    try_reading(text.encode("utf-8", "surrogatepass"))


@_slow
@given(
    st.sampled_from(BASES),
    st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=8), st.integers(0, 20)), max_size=4),
)
def test_a_log_with_bytes_changed(base, changes):
    raw = base
    for place, new, gone in changes:
        place %= len(raw) + 1
        raw = raw[:place] + new + raw[place + gone :]
    try_reading(raw)


_cell = st.text(st.characters(exclude_characters='"', exclude_categories=["Cs"]), max_size=12).map(
    lambda text: f'"{text}"'
)
_when = st.one_of(
    st.datetimes().map(str), st.dates().map(lambda day: f"{day:%d/%m/%Y}"), st.integers().map(str), _cell
)


@_slow
@given(st.lists(st.tuples(_cell, _cell, _when, _when, _cell), max_size=30))
def test_any_table(rows):
    try_reading(table(rows).encode())


_steps = st.sampled_from(
    ["A", "b", "start", "before_a", "after a", "Größe", 'x "y": {z', "- no", "no", "1e5", "#", "*", "end"]
)
_traces = st.lists(st.lists(_steps, min_size=1, max_size=8), min_size=1, max_size=8)


@_slow
@given(_traces, st.sampled_from([0.0, 0.05, 0.4, 1.0]))
def test_what_a_log_draws_loads_and_measures_as_it_was_drawn(traces, min_share):
    rows = [
        (case, '"' + step.replace('"', '""') + '"', "", f"2026-01-{1 + case:02} 10:{place:02}", "")
        for case, trace in enumerate(traces)
        for place, step in enumerate(trace)
    ]
    log = log_of(table(rows))
    drawn = draw_process(log, min_share)
    process = api.load_process(io.StringIO(drawn_process(drawn)))
    assert [finding for finding in api.check_process(process) if finding.severity == "error"] == []
    assert [task.name for task in process.tasks()] == [task.name for task in drawn.process.tasks()]
    for mine, theirs in zip(drawn.process.tasks(), process.tasks(), strict=True):
        assert dict(mine.facts.values) == dict(theirs.facts.values)
    measured = measure_process(log, process, {task.name: task.id for task in process.tasks()})
    assert sum(figures.runs for figures in measured.steps) == drawn.measurement.runs
