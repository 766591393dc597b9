"""A roadmap as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fitengine.model.roadmap import Roadmap, RoadmapItem
from fitengine.report.display import clean
from fitengine.report.markdown_parts import Sections, document, escape, finding_bullets, table_lines
from fitengine.report.roadmap_words import (
    ORDER_NOTE,
    effort_words,
    left_groups,
    numbers,
    roadmap_summary,
    saving_words,
    why_words,
    work_words,
)
from fitengine.report.value_markdown import case_table
from fitengine.report.words import listed, pack_words, process_marks, process_name

__all__ = ["roadmap_lead", "roadmap_markdown", "wave_sections"]

_TITLES = ("", "What", "Hours saved a month", "Build days", "Why here", "What is to be done")


def roadmap_markdown(roadmap: Roadmap) -> str:
    """The waves, what is left out and what it is worth, ending in a line end."""
    sections = (
        *wave_sections(roadmap),
        ("Value", case_table(roadmap.value)),
        ("Findings", finding_bullets(roadmap.value.findings)),
    )
    marks = escape(listed(process_marks(roadmap.process)))
    paragraphs = [marks, roadmap_lead(roadmap)]
    closing = f"Decided by {escape(pack_words(roadmap.packs))}."
    return document(process_name(roadmap.process), paragraphs, sections, closing)


def wave_sections(roadmap: Roadmap) -> Sections:
    """The work wave by wave, and what is left out."""
    names = numbers(roadmap)
    for wave in roadmap.waves:
        yield f"Wave {wave[0].wave}", _wave(wave, names)
    yield "Not on the roadmap", _left(roadmap)


def roadmap_lead(roadmap: Roadmap) -> str:
    """How much work in how many waves, and what the order follows."""
    return f"{escape(roadmap_summary(roadmap))}. {escape(ORDER_NOTE)}"


def _wave(wave: tuple[RoadmapItem, ...], names: Mapping[str, str]) -> Iterator[str]:
    return table_lines(_TITLES, (_row(item, names) for item in wave))


def _row(item: RoadmapItem, names: Mapping[str, str]) -> tuple[str, ...]:
    return (
        names[item.id],
        clean(item.title),
        saving_words(item),
        effort_words(item),
        "; ".join(why_words(item, names)),
        " ".join(f"{words.rstrip('.')}." for words in work_words(item)),
    )


def _left(roadmap: Roadmap) -> Iterator[str]:
    rows = ((reason, listed(names), detail) for reason, detail, names in left_groups(roadmap))
    return table_lines(("Why", "Steps", "Detail"), rows)
