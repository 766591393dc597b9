"""Small event logs for tests, as the text of a table."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable
from datetime import datetime, timedelta

from fitengine.load.logs import LogOptions, read_log
from fitengine.model.log import EventLog

__all__ = ["COUNTED_BY_HAND", "log_of", "random_rows", "table"]

COUNTED_BY_HAND = """\
case,activity,start,end,resource
1,A,2026-01-01 08:00,2026-01-01 08:10,ann
1,B,2026-01-01 08:30,2026-01-01 09:00,bob
1,C,2026-01-01 09:00,2026-01-01 09:05,ann
2,A,2026-01-10 08:00,2026-01-10 08:20,ann
2,B,2026-01-10 09:00,2026-01-10 09:10,bob
2,B,2026-01-10 10:00,2026-01-10 10:20,bob
2,C,2026-01-10 11:00,2026-01-10 11:15,ann
3,A,2026-01-20 09:00,2026-01-20 09:30,bob
3,B,2026-01-20 10:00,2026-01-20 10:30,bob
3,D,2026-01-20 11:00,2026-01-20 11:00,sys
3,C,2026-01-20 12:00,2026-01-20 12:05,ann
4,A,2026-01-31 08:00,2026-01-31 08:40,ann
4,B,2026-01-31 08:50,2026-01-31 09:20,cy
4,C,2026-01-31 09:30,2026-01-31 09:35,ann
5,A,2026-02-10 08:00,2026-02-10 08:50,cy
5,C,2026-02-10 09:00,2026-02-10 09:10,ann
6,A,2026-03-02 08:00,2026-03-02 08:30,ann
6,B,2026-03-02 08:30,2026-03-02 08:45,bob
6,C,2026-03-02 09:00,2026-03-02 09:02,ann
6,D,2026-03-02 09:30,2026-03-02 09:50,sys
"""
"""Twenty events. Traces: ABC, ABBC, ABDC, ABC, AC, ABCD."""


def log_of(text: str | bytes, options: LogOptions | None = None) -> EventLog:
    """The events of a log in memory."""
    raw = text.encode() if isinstance(text, str) else text
    return read_log(io.BytesIO(raw), options or LogOptions())


def table(rows: Iterable[Iterable[object]], header: str = "case,activity,start,end,resource") -> str:
    """Rows as CSV; None is an empty cell, times have no zone."""
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in rows]
    return "\n".join([header, *lines]) + "\n"


def random_rows(seed: int, cases: int = 40) -> list[tuple[str, str, datetime, datetime, str | None]]:
    """Runs of cases with loops, side by side work, runs of no length and unknown resources; no two start at once."""
    rnd = random.Random(seed)
    rows = []
    for case in range(cases):
        now = datetime(2026, 1, 1) + timedelta(hours=30 * case, seconds=rnd.randrange(3600))
        step = 0
        while step < 6:
            now += timedelta(seconds=rnd.randrange(1, 9000))
            length = 0 if rnd.random() < 0.1 else rnd.randrange(60, 20_000)
            user = rnd.choice(["ann", "bob", "cy", "robot", None])
            rows.append((f"c{case}", "ABCDEF"[step], now, now + timedelta(seconds=length), user))
            step = max(0, step + rnd.choice([-1, 0, 1, 1, 1, 1, 2]))
    return rows
