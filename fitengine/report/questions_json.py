"""Open questions as plain data and as JSON, and the JSON Schema of them. Keys are only ever added."""

from __future__ import annotations

from collections.abc import Iterable

from fitengine.load.answers.sheet import answers_to_dict, plain_value
from fitengine.model.inquiry import Answer, Inquiry, Tick
from fitengine.model.process import Process
from fitengine.report.json_parts import Json, dump, process_json, rounded
from fitengine.report.schema_parts import (
    COUNT,
    FLAG,
    TEXT,
    described,
    list_of,
    object_of,
    ref,
    schema_of,
    texts,
)

__all__ = ["answers_to_json", "questions_schema", "questions_to_json"]


def questions_to_json(process: Process, undecided: int, questions: Iterable[Inquiry]) -> str:
    """`{process, undecided, questions}` as JSON text: the most telling question first."""
    asked = [_question(question) for question in questions]
    return dump({"process": process_json(process), "undecided": undecided, "questions": asked})


def answers_to_json(answers: Iterable[Answer]) -> str:
    """Answers as a file for `ask --answers`."""
    return dump({**answers_to_dict(answers)})


def questions_schema() -> Json:
    """The schema of open questions as JSON."""
    form = {
        "process": ref("process"),
        "undecided": described("how many steps have no verdict yet", COUNT),
        "questions": list_of(ref("question"), "the most telling one first, tick-lists last"),
    }
    own = {"question": _question_schema(), "tick": _tick_schema()}
    return schema_of("fitengine questions", form, ("process",), own)


def _question(question: Inquiry) -> Json:
    return {
        "kind": question.kind,
        "scope": question.scope,
        "target": question.target,
        "facts": list(question.facts),
        "text": question.text,
        "help": question.help,
        "unit": question.unit,
        "options": list(question.options),
        "steps": list(question.steps),
        "outcomes": list(question.outcomes),
        "gain": rounded(question.gain),
        "settles": rounded(question.settles),
        "ticks": [_tick(tick) for tick in question.ticks],
    }


def _tick(tick: Tick) -> Json:
    return {
        "fact": tick.fact,
        "text": tick.text,
        "usual": plain_value(tick.usual),
        "words": tick.words,
        "steps": list(tick.steps),
        "shared": tick.shared,
    }


def _question_schema() -> Json:
    number: Json = {"type": "number", "minimum": 0}
    return object_of(
        {
            "kind": {"enum": ["fact", "rating", "tick-list"]},
            "scope": {"enum": ["step", "lane", "process"]},
            "target": described("id of the step or lane; empty for the process"),
            "facts": texts("the fact asked for, the sub-decision to be rated, or the facts of the tick-list"),
            "text": TEXT,
            "help": TEXT,
            "unit": described("empty where there is none"),
            "options": texts(
                "the answers still possible, empty for numbers; on a tick-list, what goes without saying"
            ),
            "steps": texts("ids of the steps whose verdict hangs on the answer"),
            "outcomes": texts("the verdicts that it decides between"),
            "gain": described("expected information in bits, summed over the steps", number),
            "settles": described("how many steps the answer is expected to decide", number),
            "ticks": list_of(ref("tick"), "the lines of a tick-list"),
        }
    )


def _tick_schema() -> Json:
    value: Json = {"type": ["string", "number", "boolean", "array"]}
    return object_of(
        {
            "fact": TEXT,
            "text": TEXT,
            "usual": described("what goes without saying, as a process file has it", value),
            "words": described("the same in words"),
            "steps": texts("ids of the steps that rest on it"),
            "shared": described("whether it may be said as a default of the lane or process", FLAG),
        }
    )
