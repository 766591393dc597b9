"""The initiative in one short section of an assessment: its data, its profile, its gates. The command `readiness` says it all."""

from __future__ import annotations

from collections.abc import Iterator

from fitengine.model.readiness import Gate, Readiness
from fitengine.report.display import Style, clean
from fitengine.report.json_parts import Json
from fitengine.report.page import Page
from fitengine.report.readiness_words import area_counts, data_summary, profile_summary
from fitengine.report.schema_parts import COUNT, FLAG, TEXT, described, list_of, object_of, texts
from fitengine.report.words import listed

__all__ = ["initiative_json", "initiative_lines", "initiative_rows", "initiative_schema"]

_LABEL_WIDTH = 9
_MOST = 4
_MORE = "`fitengine readiness` shows every weakness, question and gate."


def initiative_lines(readiness: Readiness, page: Page) -> Iterator[str]:
    """The section for a terminal."""
    yield from page.heading("Initiative")
    for label, words in initiative_rows(readiness):
        yield from page.entry(label, [words], _LABEL_WIDTH)
    yield from page.paragraph(_MORE, style=Style.DIM)


def initiative_rows(readiness: Readiness) -> list[tuple[str, str]]:
    """What is said, and in which words: phase, data, what blocks, profile, gates."""
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


def initiative_json(readiness: Readiness) -> Json:
    """The section as plain data."""
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
        }
    )


_COLUMNS = ("ruled_out", "found", "unanswered", "later")


def _gate_words(gate: Gate) -> str:
    if gate.passed:
        return f"{clean(gate.label)} passed"
    missing = len(gate.failing) + len(gate.unanswered)
    return f"{clean(gate.label)} not passed, {missing} missing"
