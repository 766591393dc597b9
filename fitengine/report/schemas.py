"""The JSON Schemas (draft 2020-12) of what `fitengine.report.json_output` writes."""

from __future__ import annotations

from fitengine.report.initiative_section import initiative_schema
from fitengine.report.json_parts import Json
from fitengine.report.schema_parts import (
    FLAG,
    TEXT,
    decision_schema,
    described,
    list_of,
    nullable,
    object_of,
    ref,
    schema_of,
    texts,
)

__all__ = ["finding_schemas", "findings_schema", "output_schema"]

_DECIDED = ("process", "known", "rule", "question", "sub_decision", "hours", "total", "pack")
_PLACE = ("line", "column", "end_line", "end_column")


def output_schema() -> Json:
    """The schema of an assessment as JSON."""
    from fitengine.report.value_schema import value_definitions, value_form  # which needs findings from here

    form = {
        "process": ref("process"),
        "strict": described("true where presumptions were switched off", FLAG),
        "steps": list_of(ref("step")),
        "totals": list_of(ref("total")),
        "findings": list_of(ref("finding")),
        "packs": list_of(ref("pack")),
        "initiative": described("null where the process has none", nullable("initiative")),
    }
    own = {"step": _step(), "technique": _technique(), "blocker": _blocker(), **finding_schemas()}
    own |= {"initiative": initiative_schema(), "value": object_of(value_form()), **value_definitions()}
    return schema_of("fitengine assessment", form, _DECIDED, own)


def findings_schema() -> Json:
    """The schema of the findings about a process as JSON."""
    form = {"process": ref("process"), "findings": list_of(ref("finding"))}
    return schema_of("fitengine findings", form, ("process",), finding_schemas())


def _step() -> Json:
    return object_of(
        {
            "id": TEXT,
            "name": TEXT,
            "lane": described("empty where there is none"),
            "stage": described("empty where there is none"),
            **decision_schema(),
            "technique": nullable("technique"),
            "blockers": list_of(ref("blocker")),
            "hours_per_month": nullable("hours"),
        }
    )


def _technique() -> Json:
    return object_of(
        {
            "id": {"type": ["string", "null"]},
            "label": TEXT,
            "because": TEXT,
            "cite": texts("keys of references"),
            "possible": texts("the techniques still possible"),
        }
    )


def _blocker() -> Json:
    words = dict.fromkeys(("id", "rule", "label", "because", "action"), TEXT)
    cite, facts = texts("keys of references"), list_of(ref("known"))
    return object_of({**words, "status": {"enum": ["holds", "open"]}, "cite": cite, "facts": facts})


def finding_schemas() -> dict[str, Json]:
    """The definitions `finding` and `place`."""
    words = dict.fromkeys(("code", "subject", "message", "help"), TEXT)
    severity = {"enum": ["error", "warning", "info"]}
    places = {name: {"type": "integer", "minimum": 1} for name in _PLACE}
    return {
        "finding": object_of({**words, "severity": severity, "place": nullable("place")}),
        "place": object_of({"source": TEXT, **places}),
    }
