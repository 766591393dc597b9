"""A roadmap as CSV (RFC 4180) for planning tools: one row a piece of work, with its predecessors by id."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from fitengine.model.roadmap import Roadmap, RoadmapItem
from fitengine.model.value import Case
from fitengine.report.csv_output import harmless
from fitengine.report.roadmap_words import titles, why_words
from fitengine.report.value_json import figure_json

__all__ = ["ROADMAP_FIELDS", "roadmap_to_csv"]

_FIGURES = ("build_days", "hours_saved", "build_cost", "net_month", "payback", "net_value")
ROADMAP_FIELDS = (
    "process", "order", "id", "wave", "kind", "title", "steps", "depends_on", "unlocks", "quadrant", "risk", "complexity",
    "currency", *(f"{name}_{case}" for name in _FIGURES for case in Case), "reasons", "work",
)  # fmt: skip
"""The columns, in order; several ids stand in one cell, joined by `; `. What is unknown is empty."""


def roadmap_to_csv(roadmap: Roadmap) -> str:
    """A header and one row an item, lines ending in CR LF; what starts like a formula gets an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(ROADMAP_FIELDS)
    names = titles(roadmap)
    for order, item in enumerate(roadmap.items, start=1):
        writer.writerow([harmless(value) for value in _row(roadmap, order, item, names)])
    return text.getvalue()


def _row(
    roadmap: Roadmap, order: int, item: RoadmapItem, names: Mapping[str, str]
) -> list[str | float | None]:
    figures = [getattr(item.total.cases[case], name) for name in _FIGURES for case in Case]
    return [
        roadmap.process.id,
        order,
        item.id,
        item.wave,
        str(item.kind),
        item.title,
        "; ".join(item.steps),
        "; ".join(item.depends_on),
        "; ".join(item.unlocks),
        (item.quadrant.id or item.quadrant.label) if item.quadrant else "",
        item.risk,
        " or ".join(item.complexity),
        roadmap.value.currency,
        *(figure_json(figure) for figure in figures),
        "; ".join(why_words(item, names)),
        "; ".join(item.work),
    ]
