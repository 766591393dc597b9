"""Answers as a file of their own."""

from __future__ import annotations

import json

import pytest

from fitengine.errors import InputError
from fitengine.load.answers.sheet import answers_to_dict, read_answers
from fitengine.model.facts import OneOf, Range, Unknown
from fitengine.model.inquiry import Answer
from fitengine.model.process import Lane, Process, Task
from tests.helpers.dictionary import DICTIONARY, OUTCOMES

PROCESS = Process(
    "p",
    "P",
    {"scan": Task("scan", "Scan it"), "sort": Task("sort", "Sort it", lane="desk")},
    lanes={"desk": Lane("desk", "Front desk")},
)


def read(text: str) -> tuple[Answer, ...]:
    return read_answers(text, "answers.yaml", PROCESS, DICTIONARY, OUTCOMES)


def test_steps_lanes_and_the_process_have_answers():
    text = """
    process: {standardised: [varies, mostly]}
    lanes: {Front desk: {applications: 2 to 3}}
    steps:
      scan: {rule_based: fully, nature: rules, exception_rate: unknown}
      Sort it: {reversible: yes}
    initiative: {phase: pilot}
    """
    assert read(text) == (
        Answer("process", "", "standardised", OneOf(("varies", "mostly"))),
        Answer("lane", "desk", "applications", Range(2, 3)),
        Answer("step", "scan", "rule_based", "fully"),
        Answer("step", "scan", "exception_rate", Unknown.UNKNOWN),
        Answer("step", "scan", "nature", "rules"),
        Answer("step", "sort", "reversible", True),
        Answer("process", "", "phase", "pilot", initiative=True),
    )


def test_answers_survive_being_written_and_read():
    answers = (
        Answer("process", "", "standardised", OneOf(("varies", "mostly"))),
        Answer("process", "", "goal_linked", True, initiative=True),
        Answer("lane", "desk", "exception_rate", Range(2, 5.5)),
        Answer("lane", "desk", "stable_months", 7.5),
        Answer("step", "scan", "applications", OneOf((2, 3))),
        Answer("step", "scan", "volume", 12.0),
        Answer("step", "scan", "reversible", Unknown.UNKNOWN),
        Answer("step", "scan", "nature", "people"),
    )
    sheet = answers_to_dict(answers)
    assert set(read(json.dumps(sheet))) == set(answers)


def test_the_last_of_two_answers_counts():
    answers = [Answer("step", "scan", "rule_based", value) for value in ("none", "fully")]
    assert answers_to_dict(answers) == {"steps": {"scan": {"rule_based": "fully"}}}


def test_every_problem_is_told_with_its_place():
    text = (
        "steps:\n  scna: {rule_based: fuly}\n  sort: {reversible: maybe, colour: red}\n  Sort it: {volume: 1}\n"
        "lanes: {office: {}}\nproces: {}\nprocess: [1]\n"
    )
    with pytest.raises(InputError) as caught:
        read(text)
    told = [(one.span.line, one.code) for one in caught.value.problems]
    assert told == [
        (2, "unknown-step"),
        (2, "illegal-value"),
        (3, "wrong-type"),
        (3, "unknown-fact"),
        (4, "duplicate-step"),
        (5, "unknown-lane"),
        (6, "unknown-key"),
        (7, "wrong-type"),
    ]
    helps = {one.code: one.help for one in caught.value.problems}
    assert helps["unknown-step"] == "did you mean `scan`?"
    assert helps["unknown-key"] == "did you mean `process`?"


@pytest.mark.parametrize("text", ["", "a text", "[1]", "{answers: {}}"])
def test_other_files_are_refused(text):
    with pytest.raises(InputError) as caught:
        read(text)
    assert caught.value.problems[0].code in ("no-answers", "empty")


def test_a_fact_about_the_initiative_has_its_own_place():
    with pytest.raises(InputError) as caught:
        read("process: {phase: pilot}")
    assert caught.value.problems[0].code == "misplaced-fact"
