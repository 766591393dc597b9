"""Many processes from a program: the same verdicts as one by one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import fitengine
from fitengine.data import examples_folder
from fitengine.errors import InputError


def test_sources_are_assessed_in_their_order_and_an_unusable_one_stops_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("process: [", encoding="utf-8")
    paths = sorted(examples_folder().glob("*.yaml"))[:2]
    first, bad, second = fitengine.assess_many([paths[0], broken, paths[1]])
    assert [first.process.source, second.process.source] == [str(path) for path in paths]
    assert isinstance(bad, InputError)
    assert first == fitengine.assess(fitengine.load_process(paths[0]))


def test_a_portfolio_is_run_and_summed_up(tmp_path: Path) -> None:
    paths = sorted(examples_folder().glob("*.yaml"))[:2]
    shards = []
    manifest = fitengine.run_portfolio(
        paths, tmp_path / "results", tell=lambda progress: shards.append(progress.shards)
    )
    summary = fitengine.summarise_portfolio(tmp_path / "results")
    alone = [fitengine.assess(fitengine.load_process(path)) for path in paths]
    verdicts = Counter(step.decision.outcome or "undetermined" for one in alone for step in one.steps)
    assert manifest.statuses == {"assessed": 2}
    assert {count.verdict: count.steps for count in summary.total.verdicts if count.steps} == dict(verdicts)
    assert shards == [1]
