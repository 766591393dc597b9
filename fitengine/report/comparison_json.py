"""A comparison as plain data and as JSON, and the JSON Schema of it. Keys are only ever added."""

from __future__ import annotations

from collections.abc import Sequence

from fitengine.model.decision import Assessment
from fitengine.model.explanation import Comparison, StepChange
from fitengine.report.json_parts import Json, dump, hit_json, packs_json, process_json, total_json
from fitengine.report.schema_parts import (
    CERTAINTY,
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

__all__ = [
    "comparison_schema",
    "comparison_to_dict",
    "comparison_to_json",
    "step_change_json",
    "step_definitions",
]


def comparison_to_dict(comparison: Comparison, changes: Sequence[str] = ()) -> Json:
    """Both sides and every step of either; `changes` are what a what-if tries, as written."""
    return {
        "changes": list(changes),
        "before": _side(comparison.before),
        "after": _side(comparison.after),
        "steps": [step_change_json(change) for change in comparison.steps],
    }


def comparison_to_json(comparison: Comparison, changes: Sequence[str] = ()) -> str:
    """`comparison_to_dict` as JSON text, indented, ending in a line end."""
    return dump(comparison_to_dict(comparison, changes))


def step_change_json(change: StepChange) -> Json:
    """What became of one step."""
    before = {"id": change.old_step, "verdict": change.old, "certainty": str(change.old_certainty)}
    after = {"id": change.step, "verdict": change.new, "certainty": str(change.new_certainty)}
    return {
        "id": change.step,
        "name": change.name,
        "kind": change.kind,
        "before": {**before, "rules": [hit_json(hit) for hit in change.old_rules]} if change.old else None,
        "after": {**after, "rules": [hit_json(hit) for hit in change.new_rules]} if change.new else None,
        "facts": [{"fact": name, "before": old, "after": new} for name, old, new in change.facts],
        "causes": list(change.causes),
    }


def comparison_schema() -> Json:
    """The schema of a comparison as JSON."""
    form = {
        "changes": texts("what a what-if tries, as written; empty for two versions"),
        "before": ref("side"),
        "after": ref("side"),
        "steps": list_of(
            ref("step"), "every step of either side, in the order of the new one, removed ones last"
        ),
    }
    side = {
        "process": ref("process"),
        "strict": described("true where presumptions were switched off", FLAG),
        "totals": list_of(ref("total")),
        "packs": list_of(ref("pack")),
    }
    shared = ("process", "known", "rule", "hours", "total", "pack")
    return schema_of("fitengine comparison", form, shared, {"side": object_of(side), **step_definitions()})


def step_definitions() -> dict[str, Json]:
    """The schema of what became of a step, and of its parts, by name."""
    return {"step": _step_schema(), "decided": _decided_schema(), "fact": _fact_schema()}


def _side(assessment: Assessment) -> Json:
    return {
        "process": process_json(assessment.process),
        "strict": assessment.strict,
        "totals": [total_json(total) for total in assessment.totals],
        "packs": packs_json(assessment.packs),
    }


def _step_schema() -> Json:
    return object_of(
        {
            "id": TEXT,
            "name": TEXT,
            "kind": {"enum": ["changed", "added", "removed", "same"]},
            "before": nullable("decided"),
            "after": nullable("decided"),
            "facts": list_of(ref("fact"), "facts that changed"),
            "causes": texts("a smallest part of them that turns the verdict; empty where the rules do"),
        }
    )


def _decided_schema() -> Json:
    verdict = described("an outcome of the deciding table, or undetermined")
    return object_of({"id": TEXT, "verdict": verdict, "certainty": CERTAINTY, "rules": list_of(ref("rule"))})


def _fact_schema() -> Json:
    return object_of(
        {"fact": TEXT, "before": described("empty where it is not known"), "after": described("as before")}
    )
