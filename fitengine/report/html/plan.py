"""What is done when, as the page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from fitengine.model.roadmap import Roadmap, RoadmapItem
from fitengine.report.display import clean
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
from fitengine.report.words import listed

__all__ = ["Plan", "PlanRow"]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One piece of work."""

    number: str
    title: str
    priority: str
    saving: str
    effort: str
    why: str
    work: list[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """A roadmap as templates ask for it."""

    roadmap: Roadmap

    @property
    def summary(self) -> str:
        words = roadmap_summary(self.roadmap)
        return f"{words[:1].upper()}{words[1:]}."

    @property
    def note(self) -> str:
        return ORDER_NOTE

    def waves(self) -> list[tuple[int, list[PlanRow]]]:
        """The waves by number, in the order of the work."""
        names = numbers(self.roadmap)
        return [(wave[0].wave, [_row(item, names) for item in wave]) for wave in self.roadmap.waves]

    def left(self) -> list[tuple[str, str, str]]:
        """Why steps are left out, in detail, and which."""
        return [(reason, detail, listed(names)) for reason, detail, names in left_groups(self.roadmap)]


def _row(item: RoadmapItem, names: dict[str, str]) -> PlanRow:
    return PlanRow(
        names[item.id],
        clean(item.title),
        clean(item.quadrant.label) if item.quadrant else "prepares others",
        saving_words(item),
        effort_words(item),
        "; ".join(why_words(item, names)),
        [words.rstrip(".") for words in work_words(item)],
    )
