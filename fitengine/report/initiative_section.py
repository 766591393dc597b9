"""The initiative in one short section of an assessment: its data, its profile, its gates, what it is worth. The commands
`readiness`, `value` and `track` say it all."""

from __future__ import annotations

from collections.abc import Iterator

from fitengine.model.decision import Assessment
from fitengine.model.readiness import Gate, Readiness
from fitengine.report.display import Style, clean
from fitengine.report.json_parts import Json
from fitengine.report.page import Page
from fitengine.report.readiness_words import area_counts, data_summary, profile_summary
from fitengine.report.schema_parts import COUNT, FLAG, TEXT, described, list_of, nullable, object_of, texts
from fitengine.report.words import listed

__all__ = ["initiative_json", "initiative_lines", "initiative_rows", "initiative_schema"]

_LABEL_WIDTH = 9
_MOST = 4


def initiative_lines(assessment: Assessment, page: Page) -> Iterator[str]:
    """The section for a terminal; nothing where there is no initiative."""
    rows = initiative_rows(assessment)
    if not rows:
        return
    yield from page.heading("Initiative")
    for label, words in rows:
        yield from page.entry(label, [words], _LABEL_WIDTH)
    yield from page.paragraph(_more_words(assessment), style=Style.DIM)


def initiative_rows(assessment: Assessment) -> list[tuple[str, str]]:
    """What is said, and in which words; nothing where there is no initiative."""
    if assessment.readiness is None:
        return []
    rows = _readiness_rows(assessment.readiness)
    if assessment.value is not None:
        from fitengine.report.value_words import headline_words  # most processes state no value

        rows.append(("value", headline_words(assessment.value)))
    if measures := _measures(assessment):
        rows.append(("measures", listed(measures, _MOST)))
    return rows


def initiative_json(assessment: Assessment) -> Json | None:
    """The section as plain data; None where there is no initiative."""
    readiness = assessment.readiness
    if readiness is None:
        return None
    return {
        "phase": readiness.phase,
        "data": [
            {
                "step": one.step,
                "state": str(one.state),
                "blocked": one.blocked,
                "first": [check.action for check in one.first],
                "missing": list(one.missing),
            }
            for one in readiness.data
        ],
        "areas": [
            {
                "id": area.id,
                "label": area.label,
                **dict(zip(_COLUMNS, area_counts(area), strict=True)),
                "weaknesses": [check.rule for check in area.fails],
            }
            for area in readiness.areas
        ],
        "gates": [
            {
                "id": gate.id,
                "label": gate.label,
                "passed": gate.passed,
                "failing": [check.rule for check in gate.failing],
                "unanswered": [check.rule for check in gate.unanswered],
            }
            for gate in readiness.gates
        ],
        "value": _value_json(assessment),
        "measures": _measures(assessment),
    }


def initiative_schema() -> Json:
    """The schema of the section."""
    data = {
        "step": TEXT,
        "state": described("ready, ready after work, unknown or not ready"),
        "blocked": FLAG,
        "first": texts("what must be done before the build"),
        "missing": texts("facts nobody has answered"),
    }
    area = {"id": TEXT, "label": TEXT, **dict.fromkeys(_COLUMNS, COUNT), "weaknesses": texts("ids of rules")}
    gate = {
        "id": TEXT,
        "label": TEXT,
        "passed": FLAG,
        "failing": texts("ids of criteria not met"),
        "unanswered": texts("ids of criteria nobody answered"),
    }
    return object_of(
        {
            "phase": described("empty where nobody said"),
            "data": list_of(object_of(data), "the steps whose nature is pattern"),
            "areas": list_of(object_of(area)),
            "gates": list_of(object_of(gate), "in the order in which they are passed"),
            "value": described(
                "null where the initiative states no rates, costs or shares", nullable("value")
            ),
            "measures": texts("names of what `fitengine track` compares with its criteria"),
        }
    )


_COLUMNS = ("ruled_out", "found", "unanswered", "later")


def _gate_words(gate: Gate) -> str:
    if gate.passed:
        return f"{clean(gate.label)} passed"
    missing = len(gate.failing) + len(gate.unanswered)
    return f"{clean(gate.label)} not passed, {missing} missing"


def _readiness_rows(readiness: Readiness) -> list[tuple[str, str]]:
    """Phase, data, what blocks, profile, gates."""
    rows = [("phase", clean(readiness.phase).replace("_", " ") or "not answered")]
    if readiness.data:
        rows.append(("data", data_summary(readiness)))
    for one in readiness.data:
        if one.blocked:
            first = " ".join(clean(check.action) for check in one.first)
            rows.append(("blocked", f"{clean(one.name) or clean(one.step)}. First: {first}"))
    if readiness.areas:
        found = [f"{clean(area.label)} {len(area.fails)}" for area in readiness.areas if area.fails]
        where = f"; found in {listed(found, _MOST)}" if found else ""
        rows.append(("profile", f"{profile_summary(readiness)}{where}"))
    if readiness.gates:
        rows.append(("gates", "; ".join(_gate_words(gate) for gate in readiness.gates)))
    return rows


def _value_json(assessment: Assessment) -> Json | None:
    if assessment.value is None:
        return None
    from fitengine.report.value_json import value_parts

    return value_parts(assessment.value)


def _measures(assessment: Assessment) -> list[str]:
    """The names of the measures that `track` compares with their criteria."""
    initiative = assessment.process.initiative
    return [clean(kpi.name) for kpi in initiative.kpis] if initiative else []


def _more_words(assessment: Assessment) -> str:
    worth = ", `fitengine value` every figure and what it rests on" if assessment.value is not None else ""
    track = ", `fitengine track` how the measures stand" if _measures(assessment) else ""
    return f"`fitengine readiness` shows every weakness, question and gate{worth}{track}."
