"""A roadmap as plain data and as JSON.

`roadmap_schema` describes the form; keys are only ever added to it.
"""

from __future__ import annotations

from fitengine.model.roadmap import Quadrant, Roadmap, RoadmapItem
from fitengine.report.json_parts import Json, dump, finding_json, packs_json, process_json
from fitengine.report.value_json import cases_json, value_parts

__all__ = ["roadmap_to_dict", "roadmap_to_json"]


def roadmap_to_dict(roadmap: Roadmap) -> Json:
    """Everything as dicts, lists, texts and numbers, in the order of the roadmap."""
    return {
        "process": process_json(roadmap.process),
        "items": [_item(item) for item in roadmap.items],
        "left": [
            {"step": one.step, "name": one.name, "reason": one.reason, "detail": one.detail}
            for one in roadmap.left
        ],
        "value": value_parts(roadmap.value),
        "findings": [finding_json(finding) for finding in roadmap.value.findings],
        "packs": packs_json(roadmap.packs),
    }


def roadmap_to_json(roadmap: Roadmap) -> str:
    """`roadmap_to_dict` as JSON text, indented, ending in a line end."""
    return dump(roadmap_to_dict(roadmap))


def _item(item: RoadmapItem) -> Json:
    return {
        "id": item.id,
        "kind": str(item.kind),
        "title": item.title,
        "steps": list(item.steps),
        "wave": item.wave,
        "wanted": item.wanted,
        "delayed": item.delayed,
        "quadrant": _quadrant(item.quadrant) if item.quadrant else None,
        "risk": item.risk,
        "complexity": list(item.complexity),
        "drivers": list(item.drivers),
        "undecided": list(item.undecided),
        "work": list(item.work),
        "depends_on": list(item.depends_on),
        "unlocks": list(item.unlocks),
        "reasons": list(item.reasons),
        "known": item.total.known,
        "planned": item.total.planned,
        "complete": item.total.complete,
        "cases": cases_json(item.total.cases),
    }


def _quadrant(quadrant: Quadrant) -> Json:
    return {
        "id": quadrant.id,
        "label": quadrant.label,
        "because": quadrant.because,
        "rules": list(quadrant.rules),
        "possible": list(quadrant.possible),
    }
