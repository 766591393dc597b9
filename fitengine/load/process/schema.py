"""One JSON Schema (2020-12) of process files, made from the fact dictionary: for editors, and for the loader itself.

A schema cannot say everything that is checked; what it refuses, the loader refuses as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonschema_rs

from fitengine.load.process.fact_schema import Schema, fact_schemas, measured_schemas
from fitengine.load.process.initiative_schema import initiative_schemas
from fitengine.model.process import EventKind, GatewayKind, SubProcessKind, TaskKind
from fitengine.model.rules import FactDefinition

__all__ = ["CONTAINERS", "TRIGGERS", "Shapes", "process_schema", "shapes", "sidecar_schema"]

CONTAINERS = {
    "subprocess": SubProcessKind.EMBEDDED,
    "ad-hoc": SubProcessKind.AD_HOC,
    "transaction": SubProcessKind.TRANSACTION,
    "event-subprocess": SubProcessKind.EVENT,
}
"""Step types that may hold other steps."""

TRIGGERS = (
    "message", "timer", "error", "escalation", "cancel", "compensate", "conditional", "link", "signal",
    "terminate", "multiple", "parallel-multiple",
)  # fmt: skip
"""BPMN's event definitions."""

Outcomes = Mapping[str, tuple[str, ...]]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ID = r"^[\p{L}\p{M}\p{N}_.-]+$"
_NO_OUTCOMES: Outcomes = {}


@dataclass(frozen=True, slots=True)
class Shapes:
    """A schema and its validators: of a document with the steps left out, and of one step.

    Facts are left to `read_value`, which says more about them and converts them in the same go.
    """

    schema: Schema
    head: jsonschema_rs.Draft202012Validator
    step: jsonschema_rs.Draft202012Validator


def process_schema(
    dictionary: Mapping[str, FactDefinition], outcomes: Outcomes = _NO_OUTCOMES
) -> dict[str, Any]:
    """The schema of a process file; `outcomes` are the decisions that a step may rate directly."""
    return {
        "$schema": _DIALECT,
        "title": "a process file",
        "description": "A business process, step by step, with what is known about each step.",
        "type": "object",
        "required": ["process", "steps"],
        "additionalProperties": False,
        "properties": {
            "$schema": {"title": "the address of this schema", "type": "string"},
            "process": _ref("id", "The id of the process: letters, digits, `_`, `-` and `.`."),
            **_about_process(),
            "lanes": {
                "title": "a mapping from lane id to its name",
                "description": "Who does the work.",
                "type": ["object", "null"],
                "propertyNames": {"pattern": _ID},
                "additionalProperties": _ref("lane"),
            },
            **_shared_facts(),
            "steps": {
                "title": "a mapping from id to step",
                "description": "Tasks, gateways and events by id, in the order of reading.",
                "type": "object",
                "minProperties": 1,
                "propertyNames": {"pattern": _ID},
                "additionalProperties": _ref("step"),
            },
        },
        "$defs": _definitions(dictionary, outcomes) | {"step": _step()},
    }


def sidecar_schema(
    dictionary: Mapping[str, FactDefinition], outcomes: Outcomes = _NO_OUTCOMES
) -> dict[str, Any]:
    """The schema of a sidecar: the facts about the elements of a BPMN model, by element id."""
    steps = {"title": "a mapping from element id to its facts", "type": ["object", "null"]}
    return {
        "$schema": _DIALECT,
        "title": "a sidecar",
        "description": "What is known about the steps of a BPMN model, by element id.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "$schema": {"title": "the address of this schema", "type": "string"},
            "model": _text("The file name of the model."),
            **_about_process(),
            **_shared_facts(),
            "steps": {**steps, "additionalProperties": _ref("step")},
            "orphans": {**steps, "description": "Facts of elements that are gone. Nothing reads them."},
        },
        "$defs": _definitions(dictionary, outcomes)
        | {
            "step": {
                "title": "a step",
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "name": _text("The last known name of the element."),
                    "facts": _ref("step_facts"),
                    "measured": _ref("measured"),
                },
            }
        },
    }


@lru_cache(maxsize=2)
def shapes(sidecar: bool = False) -> Shapes:
    """What the loader validates with. It does not depend on the dictionary."""
    schema = sidecar_schema({}) if sidecar else process_schema({})
    for facts in ("step_facts", "process_facts", "measured_facts"):
        schema["$defs"][facts] = {key: schema["$defs"][facts][key] for key in ("title", "type")}
    steps = {key: schema["properties"]["steps"][key] for key in ("title", "type")}
    head = {**schema, "properties": {**schema["properties"], "steps": steps}}
    step = {"$schema": _DIALECT, "$ref": "#/$defs/step", "$defs": schema["$defs"]}
    return Shapes(schema, jsonschema_rs.Draft202012Validator(head), jsonschema_rs.Draft202012Validator(step))


def _about_process() -> Schema:
    return {
        "name": _text("The name of the process."),
        "version": _text("The version of the process."),
        "owner": _text("Who answers for the process."),
    }


def _shared_facts() -> Schema:
    return {
        "defaults": _ref("step_facts", "Facts of every step that says nothing else."),
        "lane_defaults": {
            "title": "a mapping from lane to facts",
            "description": "Facts of every step of a lane that says nothing else.",
            "type": ["object", "null"],
            "additionalProperties": _ref("step_facts"),
        },
        "initiative": _ref("initiative"),
    }


def _definitions(dictionary: Mapping[str, FactDefinition], outcomes: Outcomes) -> Schema:
    return {
        "id": {"title": "an id", "type": ["string", "integer"], "pattern": _ID},
        "reference": {"title": "an id", "type": ["string", "integer"]},
        "text": {"title": "a text", "type": ["string", "number", "boolean"]},
        "yes_no": {"title": "`true` or `false`", "enum": [True, False, "yes", "no"]},
        "lane": {
            "title": "the name of a lane",
            "type": ["string", "number", "boolean", "object"],
            "additionalProperties": False,
            "properties": {"name": _text("The name of the lane."), "pool": _text("The participant.")},
        },
        "flow": _flow(),
        **initiative_schemas(),
        "step_facts": {
            "title": "a mapping from fact to value",
            "type": ["object", "null"],
            "additionalProperties": False,
            "properties": fact_schemas(dictionary.values(), "step") | _ratings(outcomes),
        },
        "process_facts": {
            "title": "a mapping from fact to value",
            "type": ["object", "null"],
            "additionalProperties": False,
            "properties": fact_schemas(dictionary.values(), "process"),
        },
        "measured": _measured(),
        "measured_facts": {
            "title": "a mapping from measured fact to value",
            "type": ["object", "null"],
            "additionalProperties": False,
            "properties": measured_schemas(dictionary.values()),
        },
    }


def _step() -> Schema:
    return {
        "title": "a step",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "type": {
                "title": "the type of a step",
                "description": "What BPMN calls it; a step without a type is a task.",
                "enum": _words(TaskKind, GatewayKind, EventKind, CONTAINERS),
            },
            "name": _text("What the step does, as people say it."),
            "lane": _ref("reference", "The lane that does the work."),
            "stage": _text("The stage of the process."),
            "facts": _ref("step_facts", "What is known about the step."),
            "measured": _ref(
                "measured", "What an event log says about the step; `fitengine measure` writes it."
            ),
            "next": {
                "title": "an id, or a list of ids or of `{to, when, share}`",
                "description": "What comes after this step.",
                "type": ["string", "integer", "object", "array"],
                **_flow_parts(),
                "items": _ref("flow"),
            },
            "trigger": {"title": "what sets off the event", "enum": list(TRIGGERS)},
            "attached_to": _ref("reference", "The step whose boundary the event stands on."),
            "interrupting": _ref("yes_no", "Whether the event ends the step it stands on."),
            "parent": _ref("reference", "The subprocess that holds the step."),
        },
    }


def _flow() -> Schema:
    return {"title": "an id or `{to, when, share}`", "type": ["string", "integer", "object"], **_flow_parts()}


def _flow_parts() -> Schema:
    return {
        "required": ["to"],
        "additionalProperties": False,
        "properties": {
            "to": _ref("reference", "The step that comes next."),
            "when": _text("The words on the branch."),
            "share": {
                "title": "a share, as `94%`",
                "description": "The part of the cases that goes this way: `94%`, `0.94` or a range.",
                "type": ["string", "number"],
            },
            "default": _ref("yes_no", "Whether this way is taken where no other is."),
        },
    }


def _measured() -> Schema:
    date: Schema = {"title": "a date, as `2026-09-30`", "type": "string"}
    return {
        "title": "a measurement",
        "type": ["object", "null"],
        "required": ["log"],
        "additionalProperties": False,
        "properties": {
            "log": _text("The file name of the event log."),
            "from": {**date, "description": "The day of its first event."},
            "to": {**date, "description": "The day of its last event."},
            "cases": {
                "title": "a whole number",
                "description": "The cases that pass the step.",
                "type": "integer",
                "minimum": 0,
            },
            "facts": _ref("measured_facts", "The figures that are facts."),
            "figures": {
                "title": "a mapping from figure to value",
                "description": "Further figures, for people. Nothing decides by them.",
                "type": ["object", "null"],
                "additionalProperties": {"title": "a figure", "type": ["number", "string"]},
            },
        },
    }


def _ratings(outcomes: Outcomes) -> Schema:
    return {
        name: {"title": name, "description": f"The answer to the decision `{name}`.", "enum": list(possible)}
        for name, possible in outcomes.items()
    }


def _ref(name: str, description: str = "") -> Schema:
    return {"$ref": f"#/$defs/{name}"} | ({"description": description} if description else {})


def _text(description: str) -> Schema:
    return _ref("text", description)


def _words(*kinds: Iterable[str]) -> list[str]:
    """Every word once, in order."""
    return list(dict.fromkeys(str(word) for kind in kinds for word in kind))
