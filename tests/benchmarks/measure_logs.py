"""Measuring 250,000 events: seconds, peak memory, and the ratio to Python's bare csv reader or iterparse on the same file.

    python tests/benchmarks/measure_logs.py [EVENTS]

The budget is 6 s and 400 MiB on 2 cores, for reading and working out the figures. Every measurement has a process of its own.
Rates and ratios are of the time that it keeps a processor busy, since others may use the machine.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

_EVENTS = 250_000
_STEPS = 20
_FIRST = datetime(2025, 1, 1, tzinfo=UTC)
_Row = tuple[str, str, datetime, datetime, str]


def make_rows(events: int) -> Iterator[_Row]:
    """Cases of about twelve runs, with skipped and repeated steps."""
    rnd = random.Random(5)
    made = case = 0
    while made < events:
        case += 1
        now = _FIRST + timedelta(minutes=20 * case)
        step = 0
        while step < _STEPS and made < events:
            end = now + timedelta(seconds=rnd.randint(30, 3000))
            yield f"case-{case}", f"Step {step:02} of the work", now, end, f"user-{rnd.randrange(60)}"
            made += 1
            now = end + timedelta(seconds=rnd.randint(0, 90_000))
            step = max(0, step + rnd.choice((-1, 1, 1, 1, 2, 2, 3)))


def write_csv(path: Path, events: int) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Case ID", "Activity", "Start", "End", "Resource", "Amount", "Channel"])
        for case, activity, start, end, user in make_rows(events):
            writer.writerow([case, activity, start.isoformat(" "), end.isoformat(" "), user, "12.50", "mail"])


def write_local_csv(path: Path, events: int) -> None:
    """Semicolons and the dates of a spreadsheet, without zones."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Case ID", "Activity", "Start", "End", "Resource"])
        for case, activity, start, end, user in make_rows(events):
            writer.writerow([case, activity, f"{start:%d.%m.%Y %H:%M:%S}", f"{end:%d.%m.%Y %H:%M:%S}", user])


def write_xes(path: Path, events: int) -> None:
    """A start and a completion for each run: `events` counts both."""
    with path.open("w") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n')
        open_case = ""
        for case, activity, start, end, user in make_rows(events // 2):
            if case != open_case:
                closing = "</trace>\n" if open_case else ""
                file.write(f'{closing}<trace>\n<string key="concept:name" value="{case}"/>\n')
                open_case = case
            for transition, moment in (("start", start), ("complete", end)):
                file.write(
                    f'<event>\n<string key="concept:name" value="{activity}"/>\n'
                    f'<string key="lifecycle:transition" value="{transition}"/>\n'
                    f'<date key="time:timestamp" value="{moment.isoformat()}"/>\n'
                    f'<string key="org:resource" value="{user}"/>\n</event>\n'
                )
        file.write("</trace>\n</log>\n")


def measure(path: Path) -> None:
    """What the command does with a log, but for its texts."""
    from fitengine.facts.measured import measure_log
    from fitengine.load.logs import read_log

    measurement, _ = measure_log(read_log(path))
    assert len(measurement.steps) == _STEPS


def measure_plainly(path: Path) -> None:
    """The same without the extra `logs`."""
    sys.modules["pyarrow"] = None  # type: ignore[assignment] # importing it fails from here on
    measure(path)


def read_bare(path: Path) -> None:
    """What Python itself needs to go through the file."""
    if ".csv" in path.name:
        with path.open(newline="") as file:
            for _row in csv.reader(file):
                pass
        return
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        for _event, element in ElementTree.iterparse(file):
            element.clear()


def main() -> None:
    """Print one line for each kind of file."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else _EVENTS
    with tempfile.TemporaryDirectory() as folder:
        for name, path in make_files(Path(folder), events):
            bare = run("read_bare", path)
            show(name, path, events, run("measure", path), bare)
            if ".csv" in path.name:
                show(f"{name}, without extra", path, events, run("measure_plainly", path), bare)


def show(name: str, path: Path, events: int, ours: dict[str, float], bare: dict[str, float]) -> None:
    print(
        f"{name:<32} {path.stat().st_size / 1e6:6.1f} MB  {ours['seconds']:5.2f} s ({ours['busy']:.2f} s busy)  "
        f"{ours['mib']:4.0f} MiB  {events / ours['busy']:>8,.0f} events/s  "
        f"{ours['busy'] / bare['busy']:4.1f} times the bare reader"
    )


def make_files(folder: Path, events: int) -> Iterator[tuple[str, Path]]:
    makers: dict[str, tuple[str, Callable[[Path, int], None]]] = {
        "csv": ("log.csv", write_csv),
        "csv, local dates": ("local.csv", write_local_csv),
        "xes": ("log.xes", write_xes),
    }
    for name, (file_name, write) in makers.items():
        write(folder / file_name, events)
        yield name, folder / file_name
    packed = folder / "log.xes.gz"
    packed.write_bytes(gzip.compress((folder / "log.xes").read_bytes(), 6))
    yield "xes.gz", packed


def run(task: str, path: Path) -> dict[str, float]:
    """Seconds and peak MiB of a task in a process of its own."""
    command = [sys.executable, __file__, task, str(path)]
    result = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return dict(result)


def run_here(task: str, path: Path) -> None:
    start, busy = time.perf_counter(), time.process_time()
    {"measure": measure, "measure_plainly": measure_plainly, "read_bare": read_bare}[task](path)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "busy": busy, "mib": peak}))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        run_here(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
