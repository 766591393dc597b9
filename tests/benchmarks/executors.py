"""Decisions a second by Rete, by the plain executor and by the reference of the tests, as ratios.

    python -m tests.benchmarks.executors [--rules 55] [--facts 30] [--decisions 4000] [--rounds 5]

Machines differ, so ratios count, not seconds. Each round times every executor in turn on the same random facts, nine in ten
of them known; the best round of each counts. Every answer is compared with the reference's.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Mapping, Sequence

from fitengine.decide.executor import executor_status, make_executor
from tests.helpers.box_rules import BoxRules, random_known, random_rules, reference_holding

Known = Mapping[str, int]
Decide = Callable[[Known], frozenset[str]]


def main() -> None:
    """Print one line for each executor."""
    options = _read_options()
    rnd = random.Random(11)
    pack = random_rules(rnd, options.facts, options.rules)
    facts = [random_known(rnd, pack.sizes, 0.9) for _ in range(options.decisions)]
    deciders, made = _make_deciders(pack)
    seconds = {name: float("inf") for name in deciders}
    for _ in range(options.rounds):
        for name, decide in deciders.items():
            seconds[name] = min(seconds[name], _time(decide, facts))
    _check_answers(deciders, facts)
    _print_table(pack, seconds, made, options.decisions)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare the executors on random rules.")
    parser.add_argument("--rules", type=int, default=55)
    parser.add_argument("--facts", type=int, default=30)
    parser.add_argument("--decisions", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def _make_deciders(pack: BoxRules) -> tuple[dict[str, Decide], dict[str, float]]:
    """The functions that decide, and the seconds until each could answer for the first time."""
    deciders: dict[str, Decide] = {
        "reference": lambda known: reference_holding(pack.rules, pack.sizes, known)
    }
    made = {"reference": 0.0}
    for kind in ("plain", "rete") if executor_status().name == "rete" else ("plain",):
        start = time.perf_counter()
        deciders[kind] = make_executor(pack.rules, pack.sizes, kind).holding
        deciders[kind](dict.fromkeys(pack.sizes, 0))
        made[kind] = time.perf_counter() - start
    return deciders, made


def _time(decide: Decide, facts: Sequence[Known]) -> float:
    start = time.perf_counter()
    for known in facts:
        decide(known)
    return time.perf_counter() - start


def _check_answers(deciders: Mapping[str, Decide], facts: Sequence[Known]) -> None:
    for known in facts:
        answers = {decide(known) for decide in deciders.values()}
        assert len(answers) == 1, f"the executors disagree on {known}"


def _print_table(
    pack: BoxRules, seconds: Mapping[str, float], made: Mapping[str, float], decisions: int
) -> None:
    boxes = sum(len(boxes) for _, boxes in pack.rules)
    print(
        f"{len(pack.rules)} rules, {boxes} boxes, {len(pack.sizes)} facts; rete is {executor_status().detail}"
    )
    print(f"{'executor':<10} {'decisions/s':>12} {'times reference':>16} {'ready in ms':>12}")
    for name, best in seconds.items():
        ratio = seconds["reference"] / best
        print(f"{name:<10} {decisions / best:>12,.0f} {ratio:>16.1f} {made[name] * 1000:>12.1f}")


if __name__ == "__main__":
    main()
