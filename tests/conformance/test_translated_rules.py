"""The parts into which the rules are taken for other engines mean the same as the rules."""

from __future__ import annotations

from collections import Counter

from tests.benchmarks.peer_engines import ENGINES, generated_python
from tests.benchmarks.peer_rules import make_steps, read_pack


def test_translated_rules_give_the_verdicts_of_the_reference_interpreter() -> None:
    pack = read_pack()
    steps, verdicts = make_steps(pack, 1500)
    assert generated_python(pack)(steps) == verdicts
    assert len(Counter(verdicts)) == 4


def test_every_path_of_ours_gives_them_too() -> None:
    pack = read_pack()
    steps, verdicts = make_steps(pack, 300)
    for engine in ENGINES:
        if engine.kind == "ours" and not engine.ahead:
            assert engine.make(pack)(steps) == verdicts, engine.name
