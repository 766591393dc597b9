"""Files to start from: a small process that runs as it is, and a sidecar for a BPMN model. Every open question stands in
them as a comment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import PurePath

from fitengine.load.values import ValueProblem, read_value
from fitengine.load.yaml.scalars import write_scalar
from fitengine.model.process import Process, Task
from fitengine.model.rules import FactDefinition, FactRole, FactType

__all__ = ["begun_sidecar", "starter_entries", "starter_process", "starter_sidecar"]

_ABOUT_FACTS = """\
# A fact that is left out is not known yet. What is known in part is said in part: a range (`2% to 5%`) or several
# values (`[mostly, uniform]`). `unknown` is a doubt that somebody voiced. To answer a question, take away its `#`.
"""

_HEAD = """\
# A small process to start from: it can be assessed as it is. Put your own steps in place of these.
{about_facts}
process: {id}
name: "Example: request to answer"
version: 1
owner: Who answers for the process
lanes:
  desk: Service desk
  experts: Experts

# Facts of every step that says nothing else; `lane_defaults` does the same for the steps of one lane.
defaults:
{defaults}
lane_defaults:
  desk:
{lane_defaults}

initiative:
  kpis:
  - {{name: days to answer, unit: days, direction: down, baseline: 6, month_1: 5, month_6: 3}}
  facts:
{initiative}

steps:
  start: {{type: start, name: Request arrives, lane: desk, next: register}}
"""

_REGISTER = """\
  register:
    name: Register request
    lane: desk
    stage: Receive
    facts:
{facts}
    next: complete
  complete:
    type: exclusive
    name: Complete?
    lane: desk
    next: [{{to: answer, when: "yes", share: 85%}}, {{to: ask, when: "no", share: 15%}}]
"""
_ASK = """\
  ask:
    name: Ask for what is missing
    lane: desk
    stage: Receive
    facts:
{facts}
    next: complete
"""
_ANSWER = """\
  answer:
    name: Write answer
    lane: experts
    stage: Answer
    facts:
{facts}
    next: done
  done: {{type: end, name: Answer sent, lane: experts}}
"""
_DEFAULTS = {"input_digital": "digital"}
_LANE_DEFAULTS = {"applications": "2"}
_STEPS: tuple[tuple[str, dict[str, str]], ...] = (
    (
        _REGISTER,
        {
            "rule_based": "fully",
            "standardised": "[mostly, uniform]",
            "volume": "40 a week",
            "handling_minutes": "4",
        },
    ),
    (_ASK, {"rule_based": "mostly", "interpersonal": "low", "exception_rate": "2% to 5%"}),
    (
        _ANSWER,
        {"rule_based": "partly", "judgement": "medium", "pattern_task": "true", "handling_minutes": "0.5 h"},
    ),
)


def starter_process(dictionary: Mapping[str, FactDefinition], id_: str = "example") -> str:
    """The YAML of a small process with lanes, a gateway, a loop and a few facts. It loads without a problem."""
    head = _HEAD.format(
        about_facts=_ABOUT_FACTS,
        id=write_scalar(id_),
        defaults=_stated(dictionary, _DEFAULTS, 2),
        lane_defaults=_stated(dictionary, _LANE_DEFAULTS, 4),
        initiative="\n".join(_questions(dictionary, "process", 4)),
    )
    return head + "".join(text.format(facts=_step_facts(dictionary, facts)) for text, facts in _STEPS)


def starter_sidecar(process: Process, dictionary: Mapping[str, FactDefinition]) -> str:
    """The YAML of a sidecar without facts: every task of the model by its id, with the questions as comments."""
    model = PurePath(process.source).name
    lines = [f"# Facts about the steps of {_one_line(model) or 'a model'}, by element id."]
    lines += [_ABOUT_FACTS, f"model: {write_scalar(model)}" if model else "", "defaults:", "lane_defaults:"]
    lines += [f"  # {write_scalar(id_)}: {_one_line(lane.name)}" for id_, lane in process.lanes.items()]
    lines += ["initiative:", "  facts:", *_questions(dictionary, "process", 4), "steps:"]
    for entry in starter_entries(process, process.tasks(), dictionary):
        lines += [f"  {line}" for line in entry]
    return "\n".join(lines) + "\n"


def starter_entries(
    process: Process, tasks: Iterable[Task], dictionary: Mapping[str, FactDefinition]
) -> Iterator[list[str]]:
    """The lines of each task's entry in a sidecar, from column 0: its name and lane, its id, the questions as comments."""
    questions = list(_questions(dictionary, "step", 4))
    for task in tasks:
        yield [*_entry(task, process), "  facts:", *questions]


def begun_sidecar(process: Process) -> str:
    """The YAML of a sidecar without facts and without questions: the steps with their names, so that ids can be told apart."""
    model = PurePath(process.source).name
    lines = [f"# Facts about the steps of {_one_line(model) or 'a model'}, by element id."]
    lines += [f"model: {write_scalar(model)}"] if model else []
    lines += ["steps:"]
    for task in process.tasks():
        lines += [f"  {line}" for line in _entry(task, process)]
    return "\n".join(lines) + "\n"


def _step_facts(dictionary: Mapping[str, FactDefinition], facts: Mapping[str, str]) -> str:
    """What is stated, then what is open."""
    known = {**_DEFAULTS, **_LANE_DEFAULTS, **facts}
    return "\n".join([_stated(dictionary, facts, 6), *_questions(dictionary, "step", 6, known)])


def _entry(task: Task, process: Process) -> Iterator[str]:
    lane = process.lanes.get(task.lane or "")
    yield f"# {_one_line(task.name)}" + (f" ({_one_line(lane.name)})" if lane else "")
    yield f"{write_scalar(task.id)}:"
    yield f"  name: {write_scalar(task.name)}"


def _stated(dictionary: Mapping[str, FactDefinition], facts: Mapping[str, str], indent: int) -> str:
    """Facts of the example, as far as the dictionary knows them."""
    lines = [
        f"{' ' * indent}{name}: {value}" for name, value in facts.items() if _legal(dictionary, name, value)
    ]
    return "\n".join(lines)


def _legal(dictionary: Mapping[str, FactDefinition], name: str, value: str) -> bool:
    definition = dictionary.get(name)
    if definition is None or definition.subject != "step":
        return False
    parts = value.strip("[]").split(", ")
    try:
        read_value(definition, parts if len(parts) > 1 else value)
    except ValueProblem:
        return False
    return True


def _questions(
    dictionary: Mapping[str, FactDefinition],
    subject: str,
    indent: int,
    known: Collection[str] = (),
) -> Iterator[str]:
    """The core facts that are open, a comment each: name, what is legal, and the question."""
    for definition in dictionary.values():
        if (
            definition.subject == subject
            and definition.role is FactRole.CORE
            and definition.name not in known
        ):
            yield f"{' ' * indent}# {definition.name}:  # {_choices(definition)} -- {_one_line(definition.question)}"


def _choices(definition: FactDefinition) -> str:
    match definition.type:
        case FactType.BOOL:
            return "yes or no"
        case FactType.LEVEL | FactType.CHOICE:
            return f"{', '.join(definition.values[:-1])} or {definition.values[-1]}"
        case _:
            unit = f" {definition.unit}" if definition.unit else ""
            return f"{definition.low:.10g} to {definition.high:.10g}{unit}"


def _one_line(text: str) -> str:
    """Text for a comment: names may hold line ends, and characters that YAML has no place for."""
    return "".join(character if character.isprintable() else " " for character in " ".join(text.split()))
