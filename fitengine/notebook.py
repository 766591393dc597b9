"""Results as a notebook shows them: a picture where there is one, and tables. No script, no style sheet, no network.

Verdicts are told in the words of the shipped rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape

from fitengine import api
from fitengine.errors import DrawingFault
from fitengine.model.decision import Assessment, StepAssessment
from fitengine.model.readiness import Readiness
from fitengine.model.roadmap import Roadmap
from fitengine.model.rules import Rulebook
from fitengine.model.shown import Drawn, Shown
from fitengine.model.tracking import Tracking
from fitengine.model.value import Value
from fitengine.render import draw_map
from fitengine.report.display import clean
from fitengine.report.initiative_section import initiative_rows
from fitengine.report.readiness_markdown import data_rows
from fitengine.report.readiness_words import area_counts, data_summary, gate_words, profile_summary
from fitengine.report.roadmap_words import effort_words, numbers, roadmap_summary, saving_words, why_words
from fitengine.report.tracking_words import latest_words, plan_words, summary_words
from fitengine.report.value_words import case_rows, headline_words
from fitengine.report.words import (
    count_words,
    hours_words,
    listed,
    outcome_label,
    process_marks,
    process_name,
    step_name,
)
from fitengine.report.words import (
    why_words as reason_words,
)

__all__ = ["html_of", "svg_of"]

_Rows = Iterable[Iterable[str]]
_STEP_TITLES = ("Step", "Lane", "Verdict", "Certainty", "In practice", "Why", "Blocked by", "Hours a month")
_ITEM_TITLES = ("", "Wave", "What", "Hours saved a month", "Build days", "Why here")


def html_of(result: Shown) -> str:
    """The result in HTML."""
    return f'<div class="fitengine">{"".join(_parts(result))}</div>'


def svg_of(result: Drawn) -> str | None:
    """Its picture; None where there is nothing to draw, or no drawing program."""
    try:
        if isinstance(result, Assessment):
            return str(draw_map(result))
        if isinstance(result, Roadmap) and result.items:
            return api.draw_roadmap(result).decode()
    except DrawingFault:
        pass  # the tables say it as well
    return None


def _parts(result: Shown) -> Iterator[str]:
    match result:
        case Assessment():
            yield from _assessment(result)
        case Readiness():
            yield from _readiness(result)
        case Value():
            rows = ((row.label, row.low, row.likely, row.high) for row in case_rows(result))
            yield _paragraph(process_name(result.process), headline_words(result))
            yield _table(("", "Low case", "Likely", "High case"), rows if result.total.planned else ())
        case Roadmap():
            yield from _roadmap(result)
        case Tracking():
            yield from _tracking(result)


def _assessment(assessment: Assessment) -> Iterator[str]:
    count = count_words(len(assessment.steps), "step")
    yield _paragraph(process_name(assessment.process), listed([*process_marks(assessment.process), count]))
    yield _picture(assessment)
    yield _table(_STEP_TITLES, map(_step, assessment.steps))
    yield _table((), initiative_rows(assessment))


def _step(step: StepAssessment) -> tuple[str, ...]:
    return (
        step_name(step),
        step.lane,
        outcome_label(_rules(), step.decision.outcome),
        str(step.decision.certainty),
        step.technique.label if step.technique else "",
        reason_words(step.decision),
        "; ".join(f"{one.label}{'?' if one.status == 'open' else ''}" for one in step.blockers),
        hours_words(step.hours_per_month) if step.hours_per_month else "",
    )


def _readiness(readiness: Readiness) -> Iterator[str]:
    summary = [data_summary(readiness)] if readiness.data else []
    summary += [profile_summary(readiness)] if readiness.areas else []
    yield _paragraph(process_name(readiness.process), "; ".join(summary))
    yield _table(("Step", "Verdict", "Data", "What must be done"), data_rows(readiness, _rules()))
    areas = ((area.label, *map(str, area_counts(area))) for area in readiness.areas)
    yield _table(("Area", "Ruled out", "Found", "Not answered", "Not due yet"), areas)
    gates = ((gate.label, gate_words(gate)) for gate in readiness.gates if readiness.areas)
    yield _table(("Gate", "State"), gates)


def _roadmap(roadmap: Roadmap) -> Iterator[str]:
    names = numbers(roadmap)
    yield _paragraph(process_name(roadmap.process), roadmap_summary(roadmap))
    yield _picture(roadmap)
    rows = (
        (
            names[one.id],
            str(one.wave),
            one.title,
            saving_words(one),
            effort_words(one),
            "; ".join(why_words(one, names)),
        )
        for one in roadmap.items
    )
    yield _table(_ITEM_TITLES, rows)


def _tracking(tracking: Tracking) -> Iterator[str]:
    yield _paragraph(process_name(tracking.process), summary_words(tracking))
    rows = (
        (one.kpi.name, one.kpi.unit, latest_words(one), str(one.standing), one.because)
        for one in tracking.kpis
    )
    yield _table(("Measure", "Unit", "Latest", "Standing", "Because"), rows)
    yield from (f"<p>{_safe(words)}</p>" for words in plan_words(tracking.oversight))


def _picture(result: Drawn) -> str:
    drawn = svg_of(result)
    return f'<div style="overflow: auto">{drawn}</div>' if drawn else ""


def _table(titles: Iterable[str], rows: _Rows) -> str:
    """Nothing where there are no rows."""
    body = "".join(f"<tr>{''.join(f'<td>{_safe(cell)}</td>' for cell in row)}</tr>" for row in rows)
    head = "".join(f"<th>{_safe(title)}</th>" for title in titles)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if body else ""


def _paragraph(name: str, words: str) -> str:
    return f"<p><b>{_safe(name)}</b><br>{_safe(words)}</p>"


def _safe(text: str) -> str:
    return escape(clean(text), quote=True)


@lru_cache(maxsize=1)
def _rules() -> Rulebook:
    return api.load_rules()
