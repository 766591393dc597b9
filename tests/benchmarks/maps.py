"""Maps beside plain `dot`: how long ours takes, and how long Graphviz takes to lay out the same graph by itself.

    python -m tests.benchmarks.maps

Processor time, of this process and of the drawing program; machines differ and are shared, so read the ratios.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory
from time import perf_counter

from fitengine.model.decision import Assessment
from fitengine.render import MapOptions, draw_map, drawing_program
from fitengine.render.draw import lay_out
from tests.benchmarks.load_yaml import make_text
from tests.helpers.maps import claims_process

BUDGET = 3.0
"""Seconds for two thousand steps."""


def main() -> None:
    print(
        f"{'steps':>6}{'layout':>10}{'map as SVG':>12}{'of it drawn':>13}{'wall':>8}{'plain dot':>11}{'ratio':>8}"
    )
    for steps in (100, 500, 2000):
        print(measure(steps))
    print(measure_command(2000))
    print(f"budget for 2,000 steps: {BUDGET:.1f} s")


def measure(steps: int) -> str:
    """One line of the table."""
    assessment = claims_process(steps, 7, 7)
    command, text = [str(drawing_program().path), "-Kdot", "-Tsvg"], plain_dot(assessment).encode()
    layout, _, _ = cost(lambda: lay_out(assessment, MapOptions()))
    mine, drawn, wall = cost(lambda: draw_map(assessment))
    done, total = run(command, input=text, capture_output=True, check=False), mine + drawn
    beside = f"{'gives up':>11}"
    if not done.returncode:
        _, plain, _ = cost(lambda: run(command, input=text, capture_output=True, check=True))
        beside = f"{plain:10.2f}s{total / plain:8.2f}"
    return f"{steps:6}{layout:9.2f}s{total:11.2f}s{drawn:12.2f}s{wall:7.2f}s{beside}"


def measure_command(steps: int) -> str:
    """What a user waits for: a process file with eight facts a step becomes an SVG file."""
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "process.yaml", Path(folder) / "map.svg"
        source.write_text(make_text(steps, "block"), encoding="utf-8")
        command = [sys.executable, "-m", "fitengine", "map", str(source), "-q", "-o", str(target)]
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        # an installed package is compiled once, not at every start
        _, used, wall = cost(lambda: run(command, check=True, env=kept))
    return f"`fitengine map` of a YAML file with {steps:,} steps: {used:.2f}s of processor time, {wall:.2f}s by the clock"


def plain_dot(assessment: Assessment) -> str:
    """The same process as a graph in clusters, which `dot` lays out by itself."""
    return "\n".join(["digraph { rankdir=LR; node [shape=box]", *_lines(assessment), "}"])


def _lines(assessment: Assessment) -> Iterator[str]:
    process = assessment.process
    for number, lane in enumerate(process.lanes):
        inside = " ".join(f'"{name}"' for name, node in process.nodes.items() if node.lane == lane)
        yield f"subgraph cluster_{number} {{ {inside} }}"
    yield from (f'"{name}" [label="{node.name}"]' for name, node in process.nodes.items())
    yield from (f'"{flow.source}" -> "{flow.target}" [label="{flow.condition}"]' for flow in process.flows)


def cost(work: Callable[[], object]) -> tuple[float, float, float]:
    """Seconds of processor time here and in programs that were run, and of the clock."""
    work()
    own, children, start = _used(resource.RUSAGE_SELF), _used(resource.RUSAGE_CHILDREN), perf_counter()
    work()
    return (
        _used(resource.RUSAGE_SELF) - own,
        _used(resource.RUSAGE_CHILDREN) - children,
        perf_counter() - start,
    )


def _used(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
