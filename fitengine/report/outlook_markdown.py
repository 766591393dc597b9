"""Readiness, value, roadmap and tracking in the Markdown report: a part each, only where there is something to say."""

from __future__ import annotations

from collections.abc import Iterator

from fitengine.model.outlook import Outlook
from fitengine.model.rules import Rulebook
from fitengine.report.markdown_parts import Sections, document, escape
from fitengine.report.readiness_markdown import readiness_sections
from fitengine.report.roadmap_markdown import roadmap_lead, wave_sections
from fitengine.report.tracking_markdown import tracking_sections
from fitengine.report.tracking_words import HOUSE_WORDS, NO_MEASURES, summary_words
from fitengine.report.value_markdown import value_sections

__all__ = ["outlook_markdown"]


def outlook_markdown(outlook: Outlook, rulebook: Rulebook) -> str:
    """The parts below each other, ending in a line end; empty where there is none. What was found about the measures stands
    among the findings of the assessment."""
    return "\n".join(_parts(outlook, rulebook))


def _parts(outlook: Outlook, rulebook: Rulebook) -> Iterator[str]:
    if outlook.readiness is not None:
        yield document("Readiness", [], _without_findings(readiness_sections(outlook.readiness, rulebook)))
    if outlook.value is not None:
        yield document("Value", [], value_sections(outlook.value, rulebook))
    if outlook.roadmap is not None:
        yield document("Roadmap", [roadmap_lead(outlook.roadmap)], wave_sections(outlook.roadmap))
    if outlook.tracking is not None:
        tracking = outlook.tracking
        lead = f"**{escape(summary_words(tracking))}.**" if tracking.kpis else escape(NO_MEASURES)
        closing = escape(HOUSE_WORDS) if tracking.kpis else ""
        yield document("Tracking", [lead], _without_findings(tracking_sections(tracking)), closing)


def _without_findings(sections: Sections) -> Sections:
    return ((heading, lines) for heading, lines in sections if heading != "Findings")
