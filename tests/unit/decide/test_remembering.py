"""Steps of which the same is known are decided once, and come out as if each had been decided by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fitengine.api import load_process
from fitengine.assess.process import assess_process
from fitengine.data import examples_folder
from fitengine.decide.decider import Decider
from fitengine.decide.plain import PlainExecutor
from fitengine.decide.remembering import RememberingExecutor
from fitengine.load.rules.rulebook import load_rules

RULES = [("R1", [{"a": 0b01, "b": 0b10}]), ("R2", [{"a": 0b10}])]
SIZES = {"a": 2, "b": 2}


class _Counting(PlainExecutor):
    """Counts how often it is asked."""

    def __init__(self) -> None:
        super().__init__(RULES, SIZES)
        self.asked = 0

    def holding(self, known: Mapping[str, int]) -> frozenset[str]:
        self.asked += 1
        return super().holding(known)


def test_what_no_rule_names_makes_no_difference() -> None:
    counting = _Counting()
    executor = RememberingExecutor(counting, SIZES)
    assert executor.holding({"a": 0, "b": 1}) == {"R1"}
    assert executor.holding({"b": 1, "a": 0, "other": 5}) == {"R1"}
    assert counting.asked == 1


def test_other_cells_and_unknown_facts_are_asked_about_anew() -> None:
    counting = _Counting()
    executor = RememberingExecutor(counting, SIZES)
    assert [executor.holding(known) for known in ({"a": 0}, {"a": 1}, {"b": 1}, {})] == [
        set(),
        {"R2"},
        set(),
        set(),
    ]
    assert counting.asked == 4


def test_a_closed_executor_starts_anew() -> None:
    counting = _Counting()
    executor = RememberingExecutor(counting, SIZES)
    executor.holding({"a": 1})
    executor.close()
    assert executor.holding({"a": 1}) == {"R2"}
    assert counting.asked == 2


def test_steps_that_are_alike_come_out_as_each_would_by_itself() -> None:
    rulebook = load_rules()
    process = load_process(examples_folder() / "accounts-payable.yaml", rules=rulebook)
    one = process.tasks()[0]
    twin = replace(one, id="twin", name="The same again")
    both = replace(process, nodes={**process.nodes, twin.id: twin})
    found = {step.step.id: step for step in assess_process(both, Decider(rulebook)).steps}
    (alone,) = (step for step in assess_process(process, Decider(rulebook)).steps if step.step.id == one.id)
    assert found[one.id].decision == alone.decision
    assert found["twin"].decision == replace(alone.decision, subject="twin")
    assert found["twin"].technique == alone.technique
