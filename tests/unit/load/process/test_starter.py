"""Files to start from load as they are, and their comments are true."""

from __future__ import annotations

import re

import pytest

from fitengine.errors import InputError
from fitengine.load.process.file import read_process
from fitengine.load.process.sidecar import read_sidecar
from fitengine.load.process.starter import starter_process, starter_sidecar
from fitengine.load.rules.rulebook import load_rules
from fitengine.model.facts import OneOf, Range
from fitengine.model.process import Event, EventKind, Gateway, Lane, Process, Task
from fitengine.model.rules import FactRole
from tests.helpers.dictionary import DICTIONARY

QUESTION = re.compile(r"^ +# (\w+):  # (.+) -- (.+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def shipped():
    return load_rules().dictionary


def test_the_starter_loads_with_the_shipped_dictionary(shipped):
    process = read_process(starter_process(shipped), "process.yaml", shipped)
    assert process.warnings == ()
    assert [task.id for task in process.tasks()] == ["register", "ask", "answer"]
    assert sum(isinstance(node, Gateway) for node in process.nodes.values()) == 1
    assert sum(isinstance(node, Event) for node in process.nodes.values()) == 2
    assert {flow.share for flow in process.flows} == {None, 0.85, 0.15}
    register = process.nodes["register"].facts.values
    assert register["standardised"] == OneOf(("mostly", "uniform"))
    assert process.nodes["ask"].facts.values["exception_rate"] == Range(2, 5)
    assert process.nodes["answer"].facts.values["handling_minutes"] == 30
    assert process.initiative is not None


@pytest.mark.parametrize("dictionary", [{}, DICTIONARY])
def test_the_starter_loads_with_any_dictionary(dictionary):
    assert read_process(starter_process(dictionary), "process.yaml", dictionary).nodes


def test_the_starter_takes_the_id_it_is_given():
    assert read_process(starter_process(DICTIONARY, "my-process"), "f", DICTIONARY).id == "my-process"


def test_every_core_fact_is_stated_or_asked_with_its_question_and_its_legal_values(shipped):
    text = starter_process(shipped)
    asked = {name: (legal, question) for name, legal, question in QUESTION.findall(text)}
    core = {name for name, fact in shipped.items() if fact.role is FactRole.CORE}
    stated = set(re.findall(r"^ +(\w+): ", text, re.MULTILINE))
    assert core <= asked.keys() | stated
    assert asked["judgement"] == ("none, low, medium or high", shipped["judgement"].question)
    assert asked["data_effort_share"][0] == "0 to 100 %"


def test_an_answered_question_loads_and_one_without_an_answer_is_told():
    text = starter_process(DICTIONARY)
    line = "      # reversible:  # yes or no -- Can it be undone?\n"
    assert line in text
    answered = text.replace(line, "      reversible: yes  # yes or no -- Can it be undone?\n")
    assert read_process(answered, "f", DICTIONARY).nodes["ask"].facts.values["reversible"] is True
    with pytest.raises(InputError, match="`reversible` has no value"):
        read_process(text.replace("# reversible:", "reversible:"), "f", DICTIONARY)


MODEL = Process(
    "p",
    "P",
    {
        "start": Event("start", "", EventKind.START),
        "Task_1": Task("Task_1", "Check\nthe \u2028 'invoice': #1", lane="L1"),
        "a:b c": Task("a:b c", ""),
    },
    lanes={"L1": Lane("L1", "Büro: Süd\n")},
    source="models/orders.bpmn",
)


def test_a_new_sidecar_asks_about_every_task_and_says_nothing():
    text = starter_sidecar(MODEL, DICTIONARY)
    assert "model: orders.bpmn\n" in text
    assert text.count("# rule_based:  # none, partly, mostly or fully -- How much is rules?") == 2
    assert "# L1: Büro: Süd\n" in text
    assert read_sidecar(text, "orders.facts.yaml", MODEL, DICTIONARY) == MODEL


def test_an_answer_in_a_new_sidecar_reaches_its_task():
    text = starter_sidecar(MODEL, DICTIONARY).replace("# rule_based:", "rule_based: fully", 1)
    nodes = read_sidecar(text, "f", MODEL, DICTIONARY).nodes
    assert [nodes[id_].facts.values for id_ in ("Task_1", "a:b c")] == [{"rule_based": "fully"}, {}]
