"""The budgets of the main job, each beside a peer measured in the same run.

    python -m tests.benchmarks.budgets

Machines differ and are shared: read the ratios. Whole commands are run in fresh processes, the median of five.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from fitengine.api import load_process, process_text
from fitengine.data import examples_folder
from fitengine.decide.cells import build_space
from fitengine.decide.compile import compile_decision
from fitengine.decide.decider import Decider
from fitengine.decide.proofs import require_sound
from fitengine.decide.vector import VectorDecider
from fitengine.load.rules.rulebook import load_rules
from fitengine.model.process import SequenceFlow

FIT = "technology-fit"
ROWS = 1_000_000


def main() -> None:
    print(f"{'':44}{'measured':>12}{'budget':>10}{'peer':>12}{'ratio':>8}  peer is")
    for name, budget, measure, peer, peer_name in (
        (
            "fitengine --help",
            0.150,
            lambda: command("-m", "fitengine", "--help"),
            bare_click,
            "python importing click",
        ),
        ("assess a 20-step process", 0.700, assess_example, bare_networkx, "python importing networkx"),
        ("compile and prove the shipped pack", 0.300, compile_pack, load_only, "loading the same YAML files"),
        (f"{ROWS:,} known steps", 0.5, vectorised, plain_executor, "the plain executor, one by one"),
    ):
        mine, other = measure(), peer()
        print(f"{name:44}{mine:10.3f} s{budget:8.2f} s{other:10.3f} s{mine / other:8.2f}  {peer_name}")
    print("100,000 steps of YAML: python -m tests.benchmarks.load_yaml")


def command(*arguments: str) -> float:
    """Seconds of a whole command."""
    return median(lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True))


def bare_click() -> float:
    return command("-c", "import click")


def assess_example() -> float:
    """A process file of twenty steps with lanes and facts, and no initiative: those of a shipped one, in a row."""
    process = load_process(examples_folder() / "accounts-payable.yaml")
    tasks = process.tasks()[:20]
    flows = tuple(SequenceFlow(f"f{n}", one.id, other.id) for n, (one, other) in enumerate(pairwise(tasks)))
    twenty = replace(process, nodes={task.id: task for task in tasks}, flows=flows, initiative=None)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "twenty.yaml"
        path.write_text(process_text(twenty), encoding="utf-8")
        return command("-m", "fitengine", "assess", str(path), "-o", "-")


def bare_networkx() -> float:
    return command("-c", "import networkx")


def compile_pack() -> float:
    rulebook = load_rules()

    def work() -> None:
        space = build_space(rulebook)
        require_sound(rulebook, space)
        compile_decision(rulebook, space, FIT)

    return median(work)


def load_only() -> float:
    return median(load_rules)


def vectorised() -> float:
    import numpy

    decider = Decider(load_rules(), "plain")
    diagram = decider.diagram(FIT)
    rng = numpy.random.default_rng(1)
    columns = {
        name: (1 << rng.integers(0, decider.space[name].size, ROWS)).astype(numpy.uint32)
        for name in diagram.names
    }
    vector = VectorDecider(diagram)
    return median(lambda: vector.possible(columns, ROWS))


def plain_executor() -> float:
    """The same decision by firing the rules of all tables for each step, scaled up from a thousand."""
    decider = Decider(load_rules(), "plain")
    diagram = decider.diagram(FIT)
    rng = random.Random(1)
    cells = [{name: rng.randrange(decider.space[name].size) for name in diagram.names} for _ in range(1000)]
    replay = decider._replay  # the one place that decides by rules alone
    return median(lambda: [replay(FIT, case, {}) for case in cells]) * ROWS / 1000


def median(work: Callable[[], object], runs: int = 5) -> float:
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    main()
