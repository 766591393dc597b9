"""The shipped rules judge realistic steps as experienced consultants do; the cases are data that a rule author can read."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from fitengine.decide.decider import Decider
from fitengine.load.rules.rulebook import load_rules
from fitengine.load.values import read_value
from fitengine.load.yaml.events import read_yaml
from fitengine.model.decision import Certainty
from fitengine.model.facts import Facts

FOLDER = Path(__file__).parent / "realistic-steps"


@cache
def decider() -> Decider:
    return Decider(load_rules())


def cases() -> list[object]:
    return [
        pytest.param(case, id=f"{path.stem}: {name}")
        for path in sorted(FOLDER.glob("*.yaml"))
        for name, case in read_yaml(path.read_bytes(), path.name).data.items()  # type: ignore[attr-defined]
    ]


@pytest.mark.parametrize("case", cases())
def test_a_step_is_decided_as_a_consultant_decides_it(case: dict[str, object]) -> None:
    """Settled or presumed where a consultant decides; open, and asking about it, only where a voiced doubt may turn it."""
    dictionary = decider().rulebook.dictionary
    noted = case["facts"]
    assert isinstance(noted, dict)
    facts = Facts({name: read_value(dictionary[name], raw) for name, raw in noted.items()})
    decision = decider().decide("technology-fit", str(case["name"]), decider().case(facts))
    if case["verdict"] == "open":
        assert decision.certainty is Certainty.OPEN
        assert decision.next_question is not None
        assert decision.next_question.fact in (case["ask"], *decision.missing)
        assert case["ask"] in decision.missing
    else:
        assert case["verdict"] == decision.outcome
