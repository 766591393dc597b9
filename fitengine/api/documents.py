"""What people look at: maps, roadmaps, reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from fitengine.model.decision import Assessment
from fitengine.model.rules import Rulebook

if TYPE_CHECKING:  # what only the signatures name is not imported: start-up counts
    from fitengine.model.explanation import Explanation
    from fitengine.model.outlook import Outlook
    from fitengine.model.roadmap import Roadmap
    from fitengine.render.options import MapOptions
    from fitengine.report.html import DrawnMap, VerdictMark
from fitengine.api.deciders import require_same_rules, sound_decider
from fitengine.api.decisions import explain

__all__ = ["ReportFormat", "draw_map", "draw_roadmap", "write_report"]

ReportFormat = Literal["html", "markdown", "xlsx", "pdf"]


def draw_map(
    assessment: Assessment,
    options: MapOptions | None = None,
    *,
    format: Literal["svg", "png", "pdf", "dot"] = "svg",  # noqa: A002 - the field's name
    rules: Rulebook | None = None,
    before: Assessment | None = None,
    dot: Path | str | None = None,
) -> str | bytes:
    """The annotated process map, text for `svg` and `dot`, bytes for `png` and `pdf`; `options` are all in MapOptions. `rules`
    are those the process was assessed with; steps that are otherwise than `before` are marked. Raises DrawingFault without a
    drawing program, InputError for a stage or lane that is not there, and for an assessment made with other rules."""
    from fitengine.render import draw_map as draw
    from fitengine.render import gather_insights

    decider = sound_decider(rules)
    require_same_rules(assessment, decider)
    comparison = None
    if before is not None:
        from fitengine.assess.compare import compare_assessments

        comparison = compare_assessments(before, assessment, decider)
    insights = gather_insights(assessment, decider, comparison)
    program = Path(dot) if dot is not None else None
    return draw(assessment, options, format=format, insights=insights, dot=program)


def draw_roadmap(
    roadmap: Roadmap,
    *,
    format: Literal["svg", "png", "dot"] = "svg",  # noqa: A002 - the field's name
    theme: Literal["light", "dark", "print"] = "light",
    dot: Path | str | None = None,
) -> bytes:
    """The waves as a picture, a card a piece of work and an arrow a dependency. Raises DrawingFault without a drawing program."""
    from fitengine.render.roadmap import draw_roadmap as draw

    drawn = draw(roadmap, format=format, theme=theme, dot=Path(dot) if dot is not None else None)
    return drawn.encode() if isinstance(drawn, str) else drawn


@overload
def write_report(
    assessment: Assessment,
    *,
    rules: Rulebook | None = None,
    format: Literal["html", "markdown"] = "html",
    theme: Literal["auto", "light", "dark"] = "auto",
    fragment: bool = False,
    on: date | None = None,
) -> str: ...


@overload
def write_report(
    assessment: Assessment,
    *,
    rules: Rulebook | None = None,
    format: Literal["xlsx", "pdf"],
    on: date | None = None,
) -> bytes: ...


def write_report(
    assessment: Assessment,
    *,
    rules: Rulebook | None = None,
    format: ReportFormat = "html",  # noqa: A002 - as above
    theme: Literal["auto", "light", "dark"] = "auto",
    fragment: bool = False,
    on: date | None = None,
) -> str | bytes:
    """The report of an assessment: one HTML file that needs no network and in which facts can be tried out, Markdown, an Excel
    workbook (extra `excel`) or PDF (extra `pdf`). `rules` are those it was assessed with; `fragment` leaves out the frame of the
    HTML page; `on` is the day that measures are judged on, today where none is given. Raises DrawingFault without a drawing
    program, FitengineError without the extra."""
    from fitengine.assess.outlook import look_ahead

    decider = sound_decider(rules)
    explanations = explain(assessment.process, rules=decider.rulebook, strict=assessment.strict)
    outlook = look_ahead(assessment, decider, on or date.today())
    if format == "markdown":
        return _markdown_report(assessment, explanations, outlook, decider.rulebook)
    if format != "html":
        return _paper(assessment, explanations, outlook, decider.rulebook, format)
    from fitengine.report.html import html_report

    drawn = _draw_for_page(assessment, decider.rulebook, outlook.roadmap)
    return html_report(assessment, explanations, outlook, decider, drawn, theme=theme, fragment=fragment)


def _markdown_report(
    assessment: Assessment, explanations: Sequence[Explanation], outlook: Outlook, rulebook: Rulebook
) -> str:
    from fitengine.report.explanation_markdown import explanations_markdown
    from fitengine.report.markdown import assessment_markdown
    from fitengine.report.outlook_markdown import outlook_markdown

    texts = (
        assessment_markdown(assessment, rulebook),
        outlook_markdown(outlook, rulebook),
        explanations_markdown(assessment.process, explanations, rulebook),
    )
    return "\n".join(filter(None, texts))


def _paper(
    assessment: Assessment,
    explanations: Sequence[Explanation],
    outlook: Outlook,
    rulebook: Rulebook,
    form: Literal["xlsx", "pdf"],
) -> bytes:
    """The report as a workbook or as PDF; whether the extra is there is asked before anything is drawn."""
    from fitengine.report.parts import report_parts

    parts = report_parts(assessment, explanations, outlook, rulebook, _verdict_marks(rulebook))
    if form == "xlsx":
        from fitengine.report.report_sheets import report_sheets
        from fitengine.report.workbook import write_sheets

        return write_sheets(report_sheets(parts))
    from fitengine.render import MapOptions
    from fitengine.render import draw_map as draw
    from fitengine.report.pdf import pdf_report
    from fitengine.typeset import require_typesetter

    require_typesetter()
    svg = draw(assessment, MapOptions(unfold=True))
    assert isinstance(svg, str)
    return pdf_report(parts, svg)


def _verdict_marks(rulebook: Rulebook) -> Mapping[str, VerdictMark]:
    """How each verdict looks, in the order of the legend."""
    from fitengine.assess.process import FIT
    from fitengine.render.palette import THEMES, order_outcomes, verdict_style
    from fitengine.report.html import VerdictMark

    outcomes = rulebook.tables[FIT].outcomes if FIT in rulebook.tables else ()
    styles = {outcome: verdict_style(THEMES["light"], outcome) for outcome in order_outcomes(outcomes)}
    return {
        outcome: VerdictMark(
            style.word,
            style.phrase,
            style.icon,
            style.chip,
            style.chip_text,
            style.outline,
            style.tint,
            style.dashed,
        )
        for outcome, style in styles.items()
    }


def _draw_for_page(assessment: Assessment, rulebook: Rulebook, roadmap: Roadmap | None) -> DrawnMap:
    """The whole map, every step with a card, what it takes to recolour it, and the roadmap where there is work on it."""
    from fitengine.render import MapOptions
    from fitengine.render import draw_map as draw
    from fitengine.render.recolour import dark_fills, dark_strokes, dark_texts
    from fitengine.render.text import step_anchor
    from fitengine.report.html import DrawnMap

    anchors = {step.step.id: step_anchor(step.step.id) for step in assessment.steps}
    whole, folded = MapOptions(unfold=True, columns=0), MapOptions(unfold=True)
    svg, printed = draw(assessment, whole), draw(assessment, folded)
    assert isinstance(svg, str)
    assert isinstance(printed, str)
    waves = draw_roadmap(roadmap).decode() if roadmap and roadmap.items else ""
    marks = _verdict_marks(rulebook)
    return DrawnMap(svg, printed, marks, dark_fills(), dark_strokes(), dark_texts(), anchors, waves)
