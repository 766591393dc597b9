"""What a service is asked and what it answers: processes come as texts, never as paths, and answers are JSON or Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal

from fitengine import api
from fitengine.errors import InputError, Problem
from fitengine.load.files import Contents
from fitengine.load.suggest import near
from fitengine.model.decision import Certainty
from fitengine.model.process import Process
from fitengine.model.rules import Rulebook

__all__ = ["OPERATIONS", "Form", "Operation", "Request", "answer", "read_request"]

Operation = Literal["assess", "explain", "next-question", "what-if"]
Form = Literal["json", "markdown"]
OPERATIONS: tuple[Operation, ...] = ("assess", "explain", "next-question", "what-if")

_COMMON = ("process", "facts", "strict")
_OWN: Mapping[Operation, tuple[str, ...]] = {"explain": ("step",), "what-if": ("changes",)}


@dataclass(frozen=True, slots=True)
class Request:
    """One question about a process. `process` and `facts` are the texts of a process file and of its facts file; `changes` are as
    those of `--set`."""

    operation: Operation
    process: str
    facts: str | None = None
    strict: bool = False
    step: str | None = None
    changes: tuple[str, ...] = ()


def read_request(operation: Operation, body: object) -> Request:
    """A request out of JSON. Raises InputError with everything that is wrong with its form."""
    if not isinstance(body, Mapping):
        raise InputError.single("bad-request", "a request is a JSON object", 'such as `{"process": "..."}`')
    allowed = (*_COMMON, *_OWN.get(operation, ()))
    problems = [_unknown(str(key), allowed) for key in body if key not in allowed]
    problems += [found for key in allowed if (found := _wrong(key, body.get(key)))]
    if problems:
        raise InputError(problems)
    known = {field.name: body[field.name] for field in fields(Request) if body.get(field.name) is not None}
    return Request(operation, **known | {"changes": tuple(body.get("changes") or ())})


def answer(request: Request, rulebook: Rulebook, form: Form = "json") -> str:
    """The answer as text. Raises InputError for a process that cannot be used, and EngineFault."""
    facts = None if request.facts is None else Contents(request.facts.encode("utf-8", "replace"), "facts")
    process = api.load_process(
        Contents(request.process.encode("utf-8", "replace"), "process"), rules=rulebook, facts=facts
    )
    match request.operation:
        case "assess":
            return _assessed(process, rulebook, request.strict, form)
        case "explain":
            return _explained(process, rulebook, request, form)
        case "next-question":
            return _asked(process, rulebook, request.strict, form)
        case "what-if":
            return _tried(process, rulebook, request, form)


def _assessed(process: Process, rulebook: Rulebook, strict: bool, form: Form) -> str:
    from fitengine.report.json_output import to_json
    from fitengine.report.markdown import assessment_markdown

    assessment = api.assess(process, rules=rulebook, strict=strict)
    return to_json(assessment) if form == "json" else assessment_markdown(assessment, rulebook)


def _explained(process: Process, rulebook: Rulebook, request: Request, form: Form) -> str:
    from fitengine.report.explanation_json import explanations_to_json
    from fitengine.report.explanation_markdown import explanation_markdown, explanations_markdown

    found = api.explain(process, request.step, rules=rulebook, strict=request.strict)
    if form == "json":
        return explanations_to_json(process, found, rulebook, strict=request.strict)
    if request.step is None:
        return explanations_markdown(process, found, rulebook)
    return explanation_markdown(process, found[0], rulebook)


def _asked(process: Process, rulebook: Rulebook, strict: bool, form: Form) -> str:
    from fitengine.report.questions_json import questions_to_json

    question = api.next_question(process, rules=rulebook, strict=strict)
    if form == "json":
        steps = api.assess(process, rules=rulebook, strict=strict).steps
        undecided = sum(step.decision.certainty is Certainty.OPEN for step in steps)
        return questions_to_json(process, undecided, [question] if question else [])
    if question is None:
        return "Every step is decided; nothing needs to be asked.\n"
    about = ", ".join(question.steps)
    options = f"Answers: {', '.join(question.options)}" if question.options else f"In {question.unit}".strip()
    return f"{question.text}\n\n{question.help}\n\n{options}\n\nFact: {', '.join(question.facts)}\n\nFor: {about}\n"


def _tried(process: Process, rulebook: Rulebook, request: Request, form: Form) -> str:
    from fitengine.report.comparison_json import comparison_to_json
    from fitengine.report.comparison_markdown import comparison_markdown

    changes = api.read_changes(process, request.changes, rules=rulebook)
    found = api.what_if(process, changes, rules=rulebook, strict=request.strict)
    if form == "json":
        return comparison_to_json(found, request.changes)
    return comparison_markdown(found, rulebook, rulebook, changes=request.changes)


def _unknown(key: str, allowed: tuple[str, ...]) -> Problem:
    meant = near(key, allowed)
    hint = f"did you mean `{meant}`?" if meant else f"there are {', '.join(allowed)}"
    return Problem("bad-request", f"`{key}` is nothing that a request says", hint)


def _wrong(key: str, value: object) -> Problem | None:
    """What is wrong with a value; None where it may be so."""
    match key:
        case "process":
            right = isinstance(value, str) and bool(value.strip())
        case "strict":
            right = value is None or isinstance(value, bool)
        case "changes":
            right = isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)
        case _:
            right = value is None or isinstance(value, str)
    if right:
        return None
    return Problem("bad-request", f"`{key}` must be {_FORMS[key]}", "")


_FORMS = {
    "process": "the text of a process file: YAML, JSON or BPMN",
    "facts": "the text of a facts file",
    "strict": "true or false",
    "step": "the id or the name of a step",
    "changes": "a list of texts such as `enter.rule_based=none`",
}
