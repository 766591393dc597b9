"""The JSON Schema (draft 2020-12) of what `fitengine.report.roadmap_json` writes."""

from __future__ import annotations

from fitengine.model.roadmap import ItemKind
from fitengine.report.json_parts import Json
from fitengine.report.schema_parts import (
    COUNT,
    FLAG,
    TEXT,
    described,
    list_of,
    nullable,
    object_of,
    ref,
    schema_of,
    texts,
)
from fitengine.report.schemas import finding_schemas
from fitengine.report.value_schema import value_definitions, value_form

__all__ = ["roadmap_schema"]

_WAVE: Json = {"type": "integer", "minimum": 1}


def roadmap_schema() -> Json:
    """The schema of a roadmap as JSON."""
    form = {
        "process": ref("process"),
        "items": list_of(ref("item"), "by wave, and inside a wave in the order in which to begin"),
        "left": list_of(ref("left"), "steps that are not on the roadmap"),
        "value": object_of(value_form()),
        "findings": list_of(ref("finding")),
        "packs": list_of(ref("pack")),
    }
    own = {
        "item": _item(),
        "quadrant": _quadrant(),
        "left": object_of(dict.fromkeys(("step", "name", "reason", "detail"), TEXT)),
        **value_definitions(),
        **finding_schemas(),
    }
    return schema_of("fitengine roadmap", form, ("process", "pack"), own)


def _item() -> Json:
    return object_of(
        {
            "id": TEXT,
            "kind": {"enum": list(ItemKind)},
            "title": TEXT,
            "steps": texts("ids of steps, in the order of the work"),
            "wave": _WAVE,
            "wanted": described("the wave that its priority alone asks for", _WAVE),
            "delayed": described("a dependency puts it behind that wave", FLAG),
            "quadrant": nullable("quadrant"),
            "risk": described("the highest cost of an error; empty where nobody said"),
            "complexity": texts("the levels still possible, least first"),
            "drivers": texts("what makes it hard to build"),
            "undecided": texts("facts nobody spoke of that could make it harder"),
            "work": texts("what is to be done, where rules name it"),
            "depends_on": texts("ids of the items it waits for"),
            "unlocks": texts("ids of the items that wait for it"),
            "reasons": texts("why it stands in its wave"),
            "known": described("planned steps whose saved hours are known", COUNT),
            "planned": COUNT,
            "complete": described("planned steps of which costs and savings are known", COUNT),
            "cases": ref("cases"),
        }
    )


def _quadrant() -> Json:
    return object_of(
        {
            "id": described("empty where it is open"),
            "label": TEXT,
            "because": TEXT,
            "rules": texts("ids of the deciding rules"),
            "possible": texts("the quadrants left"),
        }
    )
