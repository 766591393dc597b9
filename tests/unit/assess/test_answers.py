"""Answers taken into a process read as if they had been written into its file."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from fitengine.assess.answers import apply_answers, spread
from fitengine.load.answers.file import AnswerFile
from fitengine.model.facts import OneOf, Origin, Unknown
from fitengine.model.inquiry import Answer
from fitengine.model.process import Process
from tests.helpers.dictionary import DICTIONARY, OUTCOMES

YAML = """\
process: p
lanes: {desk: Desk, back: Back}
defaults: {exception_rate: 3, applications: 2}
lane_defaults: {desk: {applications: 1 to 4, rule_based: [none, partly]}}
steps:
  own: {lane: desk, facts: {rule_based: mostly, reversible: unknown}, next: plain}
  plain: {lane: desk, next: other}
  other: {lane: back, facts: {nature: people}, next: alone}
  alone: {facts: {exception_rate: [3, 5]}}
"""
MODEL = """<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p" name="P">
<laneSet id="s"><lane id="desk" name="Desk"><flowNodeRef>a</flowNodeRef><flowNodeRef>b</flowNodeRef></lane></laneSet>
<businessRuleTask id="a" name="By rule"/><sequenceFlow id="f" sourceRef="a" targetRef="b"/><task id="b" name="B"/>
</process></definitions>
"""
VALUES = {
    "rule_based": "fully",
    "exception_rate": 7,
    "reversible": True,
    "applications": OneOf((2, 3)),
    "nature": "rules",
}
PLACES = [("step", "plain"), ("step", "own"), ("lane", "desk"), ("lane", "back"), ("process", "")]


def known(process: Process) -> dict[str, object]:
    return {
        task.id: (
            dict(task.facts.values),
            dict(task.facts.ratings),
            {name: task.facts.origin(name).origin for name in task.facts.values},
        )
        for task in process.tasks()
    }


def written(path: Path, answers: list[Answer]) -> tuple[Process, Process]:
    """The process before and after."""
    file = AnswerFile(path, DICTIONARY, OUTCOMES, keep=False)
    before = file.process
    file.write(answers)
    return before, file.process


@pytest.mark.parametrize(("place", "fact"), list(product(PLACES, VALUES)))
def test_an_answer_reads_as_it_would_from_the_file(tmp_path, place, fact):
    path = tmp_path / "p.yaml"
    path.write_text(YAML)
    answers = [Answer(*place, fact, VALUES[fact])]
    before, after = written(path, answers)
    assert known(apply_answers(before, answers, OUTCOMES)) == known(after)


@pytest.mark.parametrize("place", [("step", "a"), ("lane", "desk"), ("process", "")])
def test_what_a_model_says_itself_goes_before_a_default(tmp_path, place):
    path = tmp_path / "p.bpmn"
    path.write_text(MODEL)
    answers = [Answer(*place, "rule_based", "none")]
    before, after = written(path, answers)
    assert before.nodes["a"].facts.origin("rule_based").origin is Origin.IMPORTED
    assert known(apply_answers(before, answers)) == known(after)
    assert (after.nodes["a"].facts.values["rule_based"] == "none") is (place[0] == "step")


def test_what_if_says_it_of_every_step(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text(YAML)
    process = AnswerFile(path, DICTIONARY, OUTCOMES).process
    said = list(spread(process, [Answer("lane", "desk", "reversible", Unknown.UNKNOWN)]))
    assert [(one.scope, one.target) for one in said] == [("step", "own"), ("step", "plain")]
    everywhere = apply_answers(process, spread(process, [Answer("process", "", "rule_based", "none")]))
    assert {task.facts.values["rule_based"] for task in everywhere.tasks()} == {"none"}
