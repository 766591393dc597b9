"""The JSON Schemas (draft 2020-12) of what `fitengine.report.readiness_json` writes."""

from __future__ import annotations

from fitengine.model.facts import Origin
from fitengine.model.readiness import DataState, RuleState
from fitengine.report.json_parts import Json
from fitengine.report.schema_parts import FLAG, TEXT, described, list_of, object_of, ref, schema_of, texts
from fitengine.report.schemas import finding_schemas

__all__ = ["gate_schema", "readiness_definitions", "readiness_form", "readiness_schema"]

_SHARED = ("process", "known", "pack")


def readiness_schema() -> Json:
    """The schema of readiness as JSON."""
    form = {
        "process": ref("process"),
        **readiness_form(),
        "findings": list_of(ref("finding")),
        "packs": list_of(ref("pack")),
    }
    return schema_of("fitengine readiness", form, _SHARED, {**readiness_definitions(), **finding_schemas()})


def gate_schema() -> Json:
    """The schema of one phase gate as JSON."""
    parts = readiness_form()
    form = {
        "process": ref("process"),
        "phase": parts["phase"],
        "gate": ref("gate"),
        "data": parts["data"],
        "packs": list_of(ref("pack")),
    }
    own = {name: one for name, one in readiness_definitions().items() if name not in ("answer", "area")}
    return schema_of("fitengine phase gate", form, _SHARED, own)


def readiness_form() -> dict[str, Json]:
    """The keys that stand in every output which speaks of readiness."""
    return {
        "phase": described("empty where nobody said"),
        "answers": list_of(ref("answer"), "what is known about the initiative, stated or worked out"),
        "data": list_of(ref("data"), "the steps whose nature is pattern"),
        "areas": list_of(ref("area"), "empty where the process has no initiative"),
        "gates": list_of(ref("gate"), "in the order in which they are passed"),
    }


def readiness_definitions() -> dict[str, Json]:
    """What those keys refer to, but for `known`."""
    return {
        "answer": object_of(
            {
                "fact": TEXT,
                "value": described("the value in words"),
                "origin": {"enum": list(Origin)},
                "because": described("why, where it is worked out"),
            }
        ),
        "data": _data(),
        "aspect": _aspect(),
        "area": _area(),
        "gate": _gate(),
        "check": _check(),
    }


def _data() -> Json:
    return object_of(
        {
            "step": TEXT,
            "name": TEXT,
            "verdict": TEXT,
            "state": {"enum": list(DataState)},
            "blocked": described("AI-suitable, and the data does not let it begin", FLAG),
            "aspects": list_of(ref("aspect")),
        }
    )


def _aspect() -> Json:
    return object_of(
        {
            "id": TEXT,
            "label": TEXT,
            "state": {"enum": list(DataState)},
            "work": list_of(ref("check"), "rules that hold: each names work, what stops the build first"),
            "missing": texts("facts nobody has answered"),
        }
    )


def _area() -> Json:
    return object_of(
        {
            "id": TEXT,
            "label": TEXT,
            "holds": list_of(ref("check"), "weaknesses it is known not to have"),
            "fails": list_of(ref("check"), "weaknesses it has"),
            "unanswered": list_of(ref("check")),
            "later": list_of(ref("check"), "what does not matter yet in this phase"),
        }
    )


def _gate() -> Json:
    return object_of(
        {
            "id": TEXT,
            "label": TEXT,
            "passed": FLAG,
            "criteria": list_of(ref("check"), "its own; one that holds is met"),
            "failing": texts("ids of criteria not met, those of earlier gates first"),
            "unanswered": texts("ids of criteria nobody answered, those of earlier gates first"),
        }
    )


def _check() -> Json:
    return object_of(
        {
            "rule": TEXT,
            "state": {"enum": list(RuleState)},
            "because": TEXT,
            "action": TEXT,
            "severity": described("high stops the build; empty where the rules give none"),
            "cite": texts("keys of references"),
            "about": texts("every fact it speaks about"),
            "facts": list_of(ref("known"), "what decides it"),
            "missing": texts("facts that leave it open"),
        }
    )
