"""What a portfolio costs, by its size: time and memory for a process, beside what reading the JSON alone takes.

Run: `python -m tests.benchmarks.portfolio --processes 1000 10000 100000`, and with `--dask` for a local cluster of Dask in place
of the pool. Processes have ten steps, a fifth of the facts missing; they are generated once into `--folder`. Times are CPU
seconds of all processes together and seconds on the clock; memory is the most that all processes of a run have at once, those of
the cluster among them. On a busy machine even CPU seconds grow: compare with `parse only` beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import numpy
import psutil
import pyarrow.parquet as pq

from fitengine.decide.decider import Decider
from fitengine.decide.vector import VectorDecider
from fitengine.load.rules.rulebook import load_rules
from tests.helpers.portfolio import STEPS, write_ndjson, write_parquet

FILE = 10_000
"""Processes to a file."""
KNOWN = 1_000_000
_LOOK = 0.5
"""Seconds between two looks at a run: looking takes time from those who work."""


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds on the clock, CPU seconds, and MiB at the most."""

    clock: float
    cpu: float
    memory: float


@dataclass(frozen=True)
class Cluster:
    """Where its scheduler listens, and the numbers of its processes."""

    address: str
    programs: tuple[int, ...]


def main() -> None:
    """Print the figures."""
    options = read_options()
    folder = Path(options.folder or tempfile.mkdtemp(prefix="portfolio-"))
    print(
        f"{options.format}, {options.workers} workers, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    print_known()
    with local_cluster(options.workers) if options.dask else nullcontext() as cluster:
        print_sizes(folder, options, cluster)


def print_sizes(folder: Path, options: argparse.Namespace, cluster: Cluster | None) -> None:
    heads = (
        "processes",
        "parse only",
        "run CPU",
        "run clock",
        "a second and core",
        "memory",
        "again",
        "again -o",
    )
    print("  ".join(f"{head:>17}" for head in heads))
    for count in options.processes:
        print_size(folder, count, options, cluster)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--format", choices=["ndjson", "parquet"], default="ndjson")
    parser.add_argument("--folder", help="where to keep the generated processes and the results")
    parser.add_argument("--dask", action="store_true", help="a local Dask cluster of processes does the work")
    return parser.parse_args()


def print_known() -> None:
    """How many steps a second are decided whose facts are all known."""
    decider = Decider(load_rules(), "plain")
    vector = VectorDecider(decider.diagram("technology-fit"))
    rng = numpy.random.default_rng(1)
    known = {}
    for name in vector.diagram.names:
        variable = decider.space[name]
        cells = rng.choice(variable.size, p=variable.priors, size=KNOWN)
        known[name] = (numpy.uint32(1) << cells.astype(numpy.uint32)).astype(numpy.uint32)
    vector.grade(known, known, KNOWN)  # the first time it numbers the states that occur
    start = time.process_time()
    vector.grade(known, known, KNOWN)
    print(f"known steps: {KNOWN / (time.process_time() - start):,.0f} decisions a second")


def print_size(folder: Path, count: int, options: argparse.Namespace, cluster: Cluster | None) -> None:
    source = generate(folder / f"{options.format}-{count}", count, options.format, options.workers)
    results, second = folder / f"results-{count}", folder / f"again-{count}"
    for old in (results, second):
        rmtree(old, ignore_errors=True)
    parsed = parse_only(source)
    workers = ("--workers", str(options.workers))
    where = ("--scheduler", cluster.address) if cluster else workers
    run = measure(
        "run", str(source), "-o", str(results), "--quiet", *where, beside=cluster.programs if cluster else ()
    )
    manifest = json.loads((results / "manifest.json").read_text())
    assert manifest["statuses"] == {"assessed": count}, manifest["statuses"]
    assert manifest["steps"] == count * STEPS
    strict = ("--strict", *workers, "--quiet")
    told = measure("again", str(results), *strict)
    written = measure("again", str(results), "-o", str(second), *strict)
    cells = (
        f"{count:,}",
        f"{parsed / count * 1e6:.0f} us",
        f"{run.cpu / count * 1e6:.0f} us",
        f"{run.clock:.1f} s",
        f"{count / run.cpu:,.0f}",
        f"{run.memory:,.0f} MiB",
        f"{told.clock:.1f} ({told.cpu:.1f}) s",
        f"{written.clock:.1f} ({written.cpu:.1f}) s",
    )
    print("  ".join(f"{cell:>17}" for cell in cells), flush=True)


def generate(folder: Path, count: int, form: str, workers: int) -> Path:
    """The processes, unless they are there already."""
    folder.mkdir(parents=True, exist_ok=True)
    write = write_parquet if form == "parquet" else write_ndjson
    with ProcessPoolExecutor(workers) as pool:
        jobs = []
        for first in range(0, count, FILE):
            path = folder / f"part-{first // FILE:05}.{form}"
            if not path.exists():
                jobs.append(pool.submit(write, path, range(first, min(first + FILE, count))))
        for job in jobs:
            job.result()
    return folder


def parse_only(folder: Path) -> float:
    """CPU seconds to read the bytes and parse them, and nothing else."""
    from msgspec.json import decode

    start = time.process_time()
    for text in texts(folder):
        decode(text)
    return time.process_time() - start


def texts(folder: Path) -> Iterator[bytes | str]:
    for path in sorted(folder.iterdir()):
        if path.suffix == ".parquet":
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(1000, columns=["document"]):
                    yield from batch.column(0).to_pylist()
        else:
            with path.open("rb") as file:
                yield from file


@contextmanager
def local_cluster(workers: int) -> Iterator[Cluster]:
    """A scheduler and its workers, each a program of its own with one thread."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        told = Path(folder) / "scheduler.json"
        common = ("--scheduler-file", str(told), "--no-dashboard")
        words = [("scheduler", "--host", "127.0.0.1", "--port", "0", *common)]
        words += [
            ("worker", "--nthreads", "1", "--memory-limit", "0", "--local-directory", folder, *common)
        ] * workers
        programs = []
        for one in words:
            program = subprocess.Popen([sys.executable, "-m", "dask", *one], stderr=subprocess.DEVNULL)
            stack.callback(program.wait)
            stack.callback(program.terminate)
            programs.append(program.pid)
        while not told.exists():
            time.sleep(_LOOK)
        yield Cluster(json.loads(told.read_text())["address"], tuple(programs))


def measure(*words: str, beside: tuple[int, ...] = ()) -> Cost:
    """Runs a command of `fitengine portfolio` and looks at what it takes, with the programs that work for it."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "fitengine", "portfolio", *words], stdout=subprocess.DEVNULL
    )
    most = 0.0
    spent: dict[int, float] = {}
    look(beside, spent)
    before, reaped = sum(spent.values()), os.times()
    while process.poll() is None:
        most = max(most, look((process.pid, *beside), spent))
        time.sleep(_LOOK)
    assert process.returncode == 0, words
    clock, after = time.perf_counter() - start, os.times()
    own = after.children_user - reaped.children_user + after.children_system - reaped.children_system
    look(beside, spent)
    seen = sum(spent.values()) - before
    return Cost(clock, max(own, seen), most / 2**20)


def look(pids: tuple[int, ...], spent: dict[int, float]) -> float:
    """The memory of processes and all below them, shared pages counted once for each; notes the CPU time of each so far."""
    total = 0.0
    for one in everybody(pids):
        try:
            times = one.cpu_times()
            spent[one.pid] = times.user + times.system
            total += one.memory_info().rss
        except psutil.Error:
            continue
    return total


def everybody(pids: tuple[int, ...]) -> Iterator[psutil.Process]:
    for pid in pids:
        with suppress(psutil.Error):
            yield psutil.Process(pid)
            yield from psutil.Process(pid).children(recursive=True)


if __name__ == "__main__":
    main()
