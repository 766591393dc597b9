"""A roadmap as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fitengine.model.roadmap import Roadmap, RoadmapItem
from fitengine.report.display import Style, clean
from fitengine.report.grid import Cell, Column, cell, grid_lines
from fitengine.report.page import Page
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
from fitengine.report.sections import finding_lines
from fitengine.report.value_text import value_lines
from fitengine.report.words import listed, pack_words, process_marks, process_name

__all__ = ["roadmap_text"]

_COLUMNS = (
    Column("", 1, 1, right=True),
    Column("What", 22, 5),
    Column("Hours saved", 11, 2),
    Column("Build days", 9, 2),
    Column("Why here", 18, 4),
)
_LABEL_WIDTH = 18
_MOST_NAMES = 8


def roadmap_text(roadmap: Roadmap, *, width: int, colour: bool = False) -> str:
    """The waves, what is left out and what it is worth, ending in a line end."""
    page = Page.of(width, colour)
    lines = [*page.paragraph(process_name(roadmap.process), style=Style.BOLD)]
    if marks := process_marks(roadmap.process):
        lines += page.paragraph(listed(marks), style=Style.DIM)
    lines += page.paragraph(roadmap_summary(roadmap))
    names = numbers(roadmap)
    for wave in roadmap.waves:
        lines += page.heading(f"Wave {wave[0].wave}")
        lines += grid_lines(_COLUMNS, [_row(item, names) for item in wave], page.width, page.colour)
    lines += ["", *page.paragraph(ORDER_NOTE, style=Style.DIM)] if roadmap.items else []
    lines += _left_lines(roadmap, page)
    lines += value_lines(roadmap.value, page)
    if roadmap.value.findings:
        lines += [*page.heading("Findings"), *finding_lines(roadmap.value.findings, page)]
    lines += ["", *page.paragraph(f"Decided by {pack_words(roadmap.packs)}", style=Style.DIM)]
    return "\n".join(lines) + "\n"


def _row(item: RoadmapItem, names: Mapping[str, str]) -> tuple[Cell, ...]:
    return (
        cell(names[item.id]),
        cell((clean(item.title), Style.BOLD), *((words, Style.DIM) for words in work_words(item))),
        cell(saving_words(item)),
        cell(effort_words(item)),
        cell(*why_words(item, names)),
    )


def _left_lines(roadmap: Roadmap, page: Page) -> Iterator[str]:
    groups = left_groups(roadmap)
    if groups:
        yield from page.heading("Not on the roadmap")
    for reason, detail, names in groups:
        yield from page.entry(reason, [listed(names, _MOST_NAMES), (detail, Style.DIM)], _LABEL_WIDTH)
