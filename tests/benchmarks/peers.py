"""The shipped technology-fit rules on other engines and on ours: the same steps, the same verdicts checked, decisions a second.

    pip install 'fitengine[bench]'
    python -m tests.benchmarks.peers [--seconds 1] [--only NAME]

Every engine runs in a process of its own, one after the other: one that crashes takes nothing with it. The rules are translated
mechanically from our pack; every fact of every step is known, since that is all that the others can decide. Each engine is timed
on as many steps as fit into the seconds, the best of three rounds, by processor time. Per-step engines start from a step as a
dictionary of plain values, ours too; the vectorised ones from columns.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from itertools import cycle
from typing import Any

from tests.benchmarks.peer_engines import ENGINES, Engine
from tests.benchmarks.peer_rules import make_steps, read_pack

_DISTINCT, _ROWS, _ROUNDS = 5_000, 1_000_000, 3
_GOAL, _TIMES = 2_000_000, 20
_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Result:
    """One engine: `pace` in decisions a second of processor time, 0 where it failed; `fault` says how."""

    engine: str
    pace: float = 0.0
    ready: float = 0.0
    """Milliseconds from the rules to the first verdict."""
    decided: int = 0
    wrong: int = 0
    fault: str = ""


def main() -> None:
    options = _read_options()
    if options.engine:
        engine = next(one for one in ENGINES if one.name == options.engine)
        print(json.dumps(asdict(measure(engine, options.seconds))))
        return
    results = {}
    print(f"{'':24}{'version':>9}{'decisions/s':>14}{'ready in ms':>13}{'checked':>11}  verdicts")
    for engine in ENGINES:
        if options.only in engine.name:
            results[engine.name] = _measure_apart(engine, options.seconds)
            print(_line(engine, results[engine.name]), flush=True)
    print("generated Python and SQL are no engines: they are what the same rules cost written out by hand")
    _print_ratios(results)
    _print_notes([engine for engine in ENGINES if engine.name in results])


def measure(engine: Engine, seconds: float) -> Result:
    """One engine in this process."""
    pack = read_pack()
    steps, verdicts = make_steps(pack, _DISTINCT)
    start = time.perf_counter()
    prepare, decide = engine.make(pack) if engine.ahead else (list, engine.make(pack))
    decide(prepare(steps[:1]))
    ready = time.perf_counter() - start
    prepared = prepare(steps)
    took, _ = _best(lambda: decide(prepared[:50] if isinstance(prepared, list) else prepared), 1)
    begun = 50 if isinstance(prepared, list) else _DISTINCT
    count = min(_ROWS, max(200, int(begun * seconds / took)))
    many = _repeat(prepared, count)
    best, found = _best(lambda: decide(many), _ROUNDS)
    wrong = sum(one != other for one, other in zip(map(str, found), cycle(verdicts), strict=False))
    return Result(engine.name, len(found) / best, ready * 1000, len(found), wrong)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Our rules on other engines.")
    parser.add_argument("--seconds", type=float, default=1.0, help="the length of a round")
    parser.add_argument("--only", default="", help="engines whose name contains this")
    parser.add_argument("--engine", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def _measure_apart(engine: Engine, seconds: float) -> Result:
    name = engine.name
    command = [sys.executable, "-m", "tests.benchmarks.peers", "--engine", name, "--seconds", str(seconds)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return Result(name, fault=f"not done after {_LIMIT} s")
    if done.returncode < 0:
        return Result(name, fault=f"crashed: {signal.Signals(-done.returncode).name}")
    if done.returncode:
        return Result(name, fault=(done.stderr.strip().splitlines() or ["no message"])[-1][:90])
    return Result(**json.loads(done.stdout.splitlines()[-1]))


def _best(work: Callable[[], Any], rounds: int) -> tuple[float, Any]:
    """The least seconds of processor time, and the last answer."""
    least, found = float("inf"), None
    for _ in range(rounds):
        start = time.process_time()
        found = work()
        least = min(least, time.process_time() - start)
    return least, found


def _repeat(prepared: Any, count: int) -> Any:
    """The same steps over and over: a list, columns of numpy or a table of pyarrow."""
    times = -(-count // _DISTINCT)
    if isinstance(prepared, list):
        return (prepared * times)[:count]
    if isinstance(prepared, dict):
        import numpy

        return {name: numpy.tile(column, times) for name, column in prepared.items()}
    import pyarrow

    return pyarrow.concat_tables([prepared] * times).combine_chunks()


def _line(engine: Engine, result: Result) -> str:
    if result.fault:
        return f"{engine.name:24}{_version(engine):>9}{'—':>14}{'—':>13}{'—':>11}  {result.fault}"
    verdicts = f"{result.wrong:,} WRONG" if result.wrong else "the same"
    return (
        f"{engine.name:24}{_version(engine):>9}{result.pace:>14,.0f}{result.ready:>13,.0f}"
        f"{result.decided:>11,}  {verdicts}"
    )


def _version(engine: Engine) -> str:
    if engine.package == "python":
        return ".".join(map(str, sys.version_info[:3]))
    try:
        return version(engine.package)
    except PackageNotFoundError:
        return "absent"


def _print_ratios(results: Mapping[str, Result]) -> None:
    """How many times faster ours are, and whether the goal is met against the fastest peer with the same verdicts."""
    sound = {name: one.pace for name, one in results.items() if one.pace and not one.wrong}
    kinds = {engine.name: engine.kind for engine in ENGINES}
    ours = {name: pace for name, pace in sound.items() if kinds[name] == "ours"}
    peers = {name: pace for name, pace in sound.items() if kinds[name] == "peer"}
    if not peers or not ours:
        return
    print(f"\n{'times the pace of':24}" + "".join(f"{name.removeprefix('fitengine, '):>14}" for name in ours))
    for name, pace in sound.items():
        if name not in ours:
            print(f"{name:24}" + "".join(f"{mine / pace:>14,.2f}" for mine in ours.values()))
    if (vectorised := ours.get("fitengine, vectorised")) is not None:
        fastest = max(peers, key=lambda name: peers[name])
        times = vectorised / peers[fastest]
        met = "met" if vectorised >= _GOAL and times >= _TIMES else "missed"
        print(f"\nvectorised: {vectorised:,.0f} decisions a second, {times:,.1f} times {fastest},")
        print("the fastest peer with the same verdicts")
        print(f"goal of {_GOAL:,} a second and {_TIMES} times the fastest peer: {met}")


def _print_notes(engines: Iterable[Engine]) -> None:
    print("\nwhat the rules had to be put in other words for:")
    for engine in engines:
        if engine.note:
            print(f"  {engine.name}: {engine.note}")


if __name__ == "__main__":
    main()
