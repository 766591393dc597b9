"""What an event log says, as plain data and as JSON, with its schema; keys are only ever added to it."""

from __future__ import annotations

from collections.abc import Iterable

from fitengine.facts.cutoffs import cutoff_table
from fitengine.model.log import DataIssue
from fitengine.model.measured import DiscoveredProcess, Match, Measurement, StepFigures
from fitengine.report.json_parts import Json, dump
from fitengine.report.schema_parts import COUNT, TEXT, described, list_of, object_of, ref, schema_of, texts

__all__ = ["discovery_to_json", "measurement_schema", "measurement_to_dict", "measurement_to_json"]

_NUMBER: Json = {"type": "number"}


def measurement_to_dict(measurement: Measurement) -> Json:
    """The figures of a log by step, how its activities were matched, what was wrong with it, and the cut-offs."""
    matching = measurement.matching
    return {
        "log": measurement.log,
        "columns": dict(measurement.columns),
        "events": measurement.events,
        "cases": measurement.cases,
        "runs": measurement.runs,
        "from": measurement.first.isoformat(),
        "to": measurement.last.isoformat(),
        "months": measurement.months,
        "variants": measurement.variants,
        "top_variant_share": measurement.top_variant_share,
        "steps": [_step(figures) for figures in measurement.steps],
        "matches": [_match(match) for match in matching.matches],
        "proposals": [_match(match) for match in matching.proposals],
        "unmatched_activities": list(matching.activities),
        "unmatched_steps": list(matching.steps),
        "issues": _issues(measurement.issues),
        "settings": [
            {
                "name": one.name,
                "value": one.value,
                "unit": one.unit,
                "meaning": one.meaning,
                "basis": one.basis,
            }
            for one in cutoff_table()
        ],
    }


def measurement_to_json(measurement: Measurement) -> str:
    """`measurement_to_dict` as JSON text, indented, ending in a line end."""
    return dump(measurement_to_dict(measurement))


def discovery_to_json(drawn: DiscoveredProcess) -> str:
    """The same of the log that a process was drawn from, with what was too rare to be drawn."""
    left_out = {"ways": drawn.dropped, "moves": drawn.dropped_moves, "of_moves": drawn.moves}
    return dump({**measurement_to_dict(drawn.measurement), "not_drawn": left_out})


def measurement_schema() -> Json:
    """The JSON Schema (draft 2020-12) of `measurement_to_json`."""
    number, whole = _NUMBER, COUNT
    form: Json = {
        "log": described("the file name of the log"),
        "columns": described("the column of each role", {"type": "object", "additionalProperties": TEXT}),
        **dict.fromkeys(("events", "cases", "runs"), whole),
        "from": described("the day of the first event"),
        "to": described("the day of the last event"),
        "months": described("of 30.44 days, from the first to the last event", number),
        "variants": described("different sequences of steps", whole),
        "top_variant_share": described("cases that take the commonest of them, in per cent", number),
        "steps": list_of(ref("step")),
        "matches": list_of(ref("match")),
        "proposals": list_of(ref("match"), "similar names, not used"),
        "unmatched_activities": texts("activities that are no step"),
        "unmatched_steps": texts("ids of steps without an activity"),
        "issues": list_of(ref("issue"), "what was left out or mended"),
        "settings": list_of(ref("setting"), "the cut-offs that the figures rest on"),
    }
    figures: Json = {"type": "object", "additionalProperties": {"type": ["number", "string"]}}
    words = {
        "activity": TEXT,
        "step": TEXT,
        "precision": {"enum": ["mapped", "exact", "spelling", "similar"]},
    }
    setting = {**dict.fromkeys(("name", "unit", "meaning", "basis"), TEXT), "value": number}
    way = object_of({"to": described("empty for the end of the case"), "times": whole})
    own: dict[str, Json] = {
        "step": object_of(
            {
                "id": TEXT,
                "name": TEXT,
                "cases": whole,
                "facts": figures,
                "figures": figures,
                "ways": list_of(way),
            }
        ),
        "match": object_of({**words, "likeness": number}),
        "issue": object_of({**dict.fromkeys(("code", "message", "help"), TEXT), "count": whole}),
        "setting": object_of(setting),
    }
    return schema_of("fitengine measurement", form, (), own)


def _step(figures: StepFigures) -> Json:
    return {
        "id": figures.step,
        "name": figures.name,
        "cases": figures.cases,
        "facts": figures.facts(),
        "figures": figures.figures(),
        "ways": [{"to": to, "times": times} for to, times in figures.ways],
    }


def _match(match: Match) -> Json:
    return {
        "activity": match.activity,
        "step": match.step,
        "precision": str(match.precision),
        "likeness": match.likeness,
    }


def _issues(issues: Iterable[DataIssue]) -> list[Json]:
    return [
        {"code": issue.code, "count": issue.count, "message": issue.message, "help": issue.help}
        for issue in issues
    ]
