"""What harms a portfolio run in the tests: documents that crash their reader or never end, and a look at who is at work."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

__all__ = ["command", "documents", "environment", "same_results", "start", "tables", "wait_for", "workers_of"]

_HARM = '''
"""Read by every Python of the test: some names make the program that reads them die, or never come back."""
import ctypes
import time

from fitengine.portfolio import reading

_read = reading.EntryReader.read


def read(self, text):
    if b"CRASH-ME" in text.data:
        ctypes.string_at(0)
    if b"SPIN-FOREVER" in text.data:
        while True:
            pass
    if b"SLEEP-FOREVER" in text.data:
        time.sleep(1000)
    if b"TAKE-A-WHILE" in text.data:
        time.sleep(0.02)
    return _read(self, text)


reading.EntryReader.read = read
'''


def environment(folder: Path) -> dict[str, str]:
    """The environment of a run in which such names do harm."""
    harm = folder / "harm"
    harm.mkdir(exist_ok=True)
    (harm / "sitecustomize.py").write_text(_HARM)
    root = Path(__file__).parents[2]
    return {**os.environ, "PYTHONPATH": f"{harm}:{root}", "PYTHONFAULTHANDLER": ""}


def command(*words: str | Path) -> list[str]:
    """`fitengine portfolio` as a user types it."""
    return [sys.executable, "-m", "fitengine", "portfolio", *map(str, words)]


def start(*words: str | Path, env: Mapping[str, str], **options: object) -> subprocess.Popen[str]:
    """The same, under way, in a process group of its own."""
    return subprocess.Popen(
        command(*words),
        env=dict(env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **options,  # type: ignore[call-overload]
    )


def wait_for(what: Callable[[], object], seconds: float = 120.0) -> None:
    """Waits until something is so."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """The processes below one that do its work: those that hold its rules, not the ones that start others."""
    import psutil

    try:
        below = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return [
        one.pid for one in below if not one.children() and "resource_tracker" not in " ".join(_words(one))
    ]


def tables(results: Path, name: str) -> list[dict[str, object]]:
    """All rows of a table of results."""
    import pyarrow.parquet as pq

    return [
        row
        for path in sorted((results / name).glob("part-*.parquet"))
        for row in pq.read_table(path).to_pylist()
    ]


def documents(results: Path) -> Counter[tuple[str, str]]:
    """How often each document is there, with what became of it."""
    return Counter((str(row["source"]), str(row["status"])) for row in tables(results, "processes"))


def same_results(one: Path, other: Path) -> bool:
    """Whether two folders of results say the same."""
    return all(
        tables(one, name) == tables(other, name) for name in ("processes", "steps", "facts", "findings")
    )


def _words(process: object) -> list[str]:
    import psutil

    try:
        return process.cmdline()  # type: ignore[attr-defined, no-any-return]
    except psutil.Error:
        return []
