"""The words that every report about a roadmap shares."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from fitengine.model.roadmap import LeftOut, Roadmap, RoadmapItem
from fitengine.model.wording import join_words
from fitengine.report.display import clean
from fitengine.report.value_words import UNKNOWN, span_words
from fitengine.report.words import count_words, listed

__all__ = [
    "ORDER_NOTE",
    "effort_words",
    "left_groups",
    "numbers",
    "roadmap_summary",
    "saving_words",
    "titles",
    "why_words",
    "work_words",
]

ORDER_NOTE = (
    "High value at low complexity comes first, work of low risk before work of high risk; what others wait for comes before "
    "them. Quick wins ask for wave 1, big bets for wave 2, fill-ins for wave 3 [house-default]."
)


def roadmap_summary(roadmap: Roadmap) -> str:
    """`7 pieces of work in 3 waves; 2 steps stay as they are`."""
    waves = count_words(len(roadmap.waves), "wave")
    work = f"{count_words(len(roadmap.items), 'piece')} of work in {waves}" if roadmap.items else "no work"
    stay = "stays as it is" if len(roadmap.left) == 1 else "stay as they are"
    left = f"; {count_words(len(roadmap.left), 'step')} {stay}" if roadmap.left else ""
    return f"{work}{left}"


def numbers(roadmap: Roadmap) -> dict[str, str]:
    """The items by id, numbered as they stand."""
    return {item.id: str(number) for number, item in enumerate(roadmap.items, start=1)}


def titles(roadmap: Roadmap) -> dict[str, str]:
    """The titles of the items by id, in backticks."""
    return {item.id: f"`{clean(item.title)}`" for item in roadmap.items}


def why_words(item: RoadmapItem, names: Mapping[str, str]) -> list[str]:
    """Why it stands where it does; `names` is how other items are called."""
    words = [clean(reason) for reason in item.reasons]
    if item.unlocks:
        words.append(f"must come before {_named(item.unlocks, names)}")
    if item.depends_on:
        words.append(f"waits for {_named(item.depends_on, names)}")
    if item.delayed:
        words.append(f"so it is wave {item.wave} instead of {item.wanted}")
    return words


def saving_words(item: RoadmapItem) -> str:
    """Hours saved a month as is likely, from the low case to the high case, and how much of it is known."""
    return _with_gap(item, "hours_saved") if item.quadrant else ""


def effort_words(item: RoadmapItem) -> str:
    """Person-days as is likely, from the least to the most."""
    return _with_gap(item, "build_days") if item.quadrant else ""


def work_words(item: RoadmapItem) -> list[str]:
    """What is to be done, and what makes it hard."""
    drivers = [f"hard because of {listed([clean(one) for one in item.drivers])}"] if item.drivers else []
    return [*(clean(action) for action in item.work), *drivers]


def left_groups(roadmap: Roadmap) -> list[tuple[str, str, list[str]]]:
    """Why steps are left out (reason and detail), and their names; equal reasons stand together."""
    groups: dict[str, dict[str, list[str]]] = {}
    for one in roadmap.left:
        groups.setdefault(clean(one.reason), {}).setdefault(clean(one.detail), []).append(_left_name(one))
    return [
        (reason, detail, names) for reason, details in groups.items() for detail, names in details.items()
    ]


def _named(ids: Collection[str], names: Mapping[str, str]) -> str:
    """Items as they are called, in the order of the roadmap."""
    return join_words([name for id_, name in names.items() if id_ in ids], "and")


def _left_name(one: LeftOut) -> str:
    return clean(one.name) or clean(one.step)


def _with_gap(item: RoadmapItem, name: str) -> str:
    words = span_words(item.total.cases, name)
    gap = name == "hours_saved" and words != UNKNOWN and item.total.known < item.total.planned
    return f"{words}, known of {item.total.known} of {item.total.planned} steps" if gap else words
