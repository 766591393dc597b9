"""With the extra `logs` a table is read in blocks, without it row by row: events and remarks are the same."""

from __future__ import annotations

import io
import sys
from contextlib import contextmanager

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fitengine.errors import InputError
from fitengine.facts.measured import measure_log
from fitengine.load.logs import LogOptions, csv_log, read_log
from fitengine.load.logs.blocks import block_reader
from tests.helpers.logs import random_rows, table

pytest.importorskip("pyarrow", reason="the extra `logs` is not installed")

TIMES = (
    "2026-01-02 08:00", "2026-01-02T08:00:30", "2026-01-02 08:00:30.25", "2026-01-02 08:00:00+02:00", "2026-01-02T08:00Z",
    "2026-01-02", "20260102T0800", "2026-01-02 08", "02.01.2026 08:00", "13/01/2026 8:05 PM", "1767340800", "", "-", "NaT",
    "null", "nonsense", " 2026-01-02 08:00", "2026-01-02 08:00 ", "0000-01-01 00:00", "0001-01-01 00:00+05:00", "9999-12-31",
    "2026-01-02 24:00", "2026-01-02 08:00:60", "2026-02-30", "2026-01-02 08:00:00.1234567", "+2026-01-02",
    "2026-01-02 08:00:00-0330",
)  # fmt: skip
WORDS = (
    "Check",
    "check",
    " Pay  it ",
    "",
    "-",
    "n/a",
    "Ärger",
    'a "b"',
    '"quoted, so"',
    "two\u2028lines",
    "x\tz",
    "case",
)
CASES = ("1", "2", " 1", "1 ", "", "case", "long" * 9, "\u00a0", "é")
LIFECYCLES = ("start", "complete", "", "COMPLETE", "suspend", "odd")
HEADER = ("case", "activity", "start", "end", "resource", "lifecycle")


@st.composite
def rows(draw: st.DrawFn) -> str:
    separator = draw(st.sampled_from([",", ";", "\t"]))
    usual = draw(st.sampled_from(TIMES[:4]))
    often = st.just(usual) if draw(st.booleans()) else st.sampled_from(TIMES)
    words = WORDS if draw(st.booleans()) else [word for word in WORDS if '"' not in word]
    cell = {
        "case": st.sampled_from(CASES[:3]) | st.sampled_from(CASES),
        "activity": st.sampled_from(WORDS[:3]) | st.sampled_from(words),
        "start": often | st.sampled_from(TIMES),
        "end": st.just(usual) | often,
        "resource": st.sampled_from(words),
        "lifecycle": st.sampled_from(LIFECYCLES),
    }
    columns = ["case", "activity", *draw(st.permutations(["start", "end", "resource", "lifecycle"]))]
    lines = [separator.join(columns)]
    for _ in range(draw(st.integers(1, 24))):
        cells = [draw(cell[column]) for column in columns]
        cells = cells[: draw(st.sampled_from([6, 6, 6, 6, 6, 5]))] + [""] * draw(
            st.sampled_from([0, 0, 0, 0, 1])
        )
        lines.append(separator.join(cells))
        lines += draw(st.sampled_from([[], [], [], [], [""], [lines[0]]]))
    head = draw(st.sampled_from(["", "", "", f"sep={separator}\n"]))
    return head + draw(st.sampled_from(["\n", "\r\n"])).join(lines) + draw(st.sampled_from(["", "\n"]))


@contextmanager
def blocks_of(lines: int, reader=block_reader):
    usual = csv_log.BLOCK, csv_log.block_reader
    csv_log.BLOCK, csv_log.block_reader = lines, reader
    try:
        yield
    finally:
        csv_log.BLOCK, csv_log.block_reader = usual


NAMED = LogOptions("case", "activity", "start", "end", "resource", "lifecycle")


def outcome(text: str) -> object:
    try:
        return read_log(io.BytesIO(text.encode()), NAMED)
    except InputError as error:
        return error.problems


@settings(max_examples=400, deadline=None)
@given(rows(), st.integers(1, 5))
@example(
    "case,activity,start,end,resource,lifecycle\n1,A,,2026-01-01 08:00,ann,\n2,B,,2026-01-01T09:00Z,bob,start\n",
    1,
)
def test_blocks_give_the_same_events_and_the_same_remarks(text: str, lines: int) -> None:
    with blocks_of(lines):
        in_blocks = outcome(text)
    with blocks_of(lines, lambda *_: None):
        row_by_row = outcome(text)
    assert in_blocks == row_by_row


def test_a_long_log_is_measured_the_same_with_the_extra_and_without(monkeypatch) -> None:
    """And with it the blocks are really used."""
    text = table(random_rows(3, cases=6_000)).encode()
    taken = []

    def counting(*parts):
        reader = block_reader(*parts)
        assert reader is not None
        take = reader.take
        return type("Counting", (), {"take": lambda _self, lines: taken.append(take(lines)) or taken[-1]})()

    with blocks_of(csv_log.BLOCK, counting):
        with_extra = read_log(io.BytesIO(text))
    assert taken == [True, True]
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert block_reader(*[None] * 3) is None
    without = read_log(io.BytesIO(text))
    assert with_extra == without
    assert measure_log(with_extra)[0] == measure_log(without)[0]
