"""The bands of a map: their order, their names, and what is counted in their heads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fitengine.model.process import Lane, Process
from fitengine.render.grades import order_categories, style_of
from fitengine.render.layout import LaneSpec
from fitengine.render.marks.visible import VisibleProcess
from fitengine.render.palette import THEMES
from fitengine.render.scene import CardMark, CellMark, LaneMark, Mark
from fitengine.render.sizes import COUNT_LINE, LANE_LINE, LANE_SIZE, LANE_WIDTH, POOL_HEIGHT
from fitengine.render.text import clean, wrap

__all__ = ["Bands", "count_lane", "lane_specs", "make_bands"]

_HEAD_PADDING = 16.0
_NO_HEAD = 6.0
_POOL_GAP = 10.0
_WORDS = THEMES["light"]
"""Words do not depend on the theme."""


@dataclass(frozen=True, slots=True)
class Bands:
    """`index` is the band of each visible node; `head` the width of the column with the names of lanes."""

    index: Mapping[str, int]
    marks: tuple[LaneMark, ...]
    head: float


def make_bands(process: Process, visible: VisibleProcess) -> Bands:
    """The lanes in their order, and below them one without a name for what stands in none of them. Nothing is counted yet."""
    lanes = list(process.lanes.values())
    order = {lane: number for number, lane in enumerate(process.lanes)}
    index = {name: order.get(visible.lane[name] or "", len(lanes)) for name in visible.nodes}
    if not lanes or len(lanes) in index.values():
        lanes.append(Lane("", ""))
    marks = tuple(_mark(lanes, number) for number in range(len(lanes)))
    return Bands(index, marks, LANE_WIDTH + _HEAD_PADDING if any(mark.name for mark in marks) else _NO_HEAD)


def count_lane(lane: LaneMark, marks: Iterable[Mark]) -> LaneMark:
    """The lane with the verdicts of what stands in it."""
    counts: Counter[str] = Counter()
    for mark in marks:
        if isinstance(mark, CardMark | CellMark):
            counts.update(dict(mark.counts))
        if isinstance(mark, CardMark) and mark.category:
            counts[mark.category] += 1
    words = [
        f"{counts[outcome]} {style_of(_WORDS, outcome).short}"
        for outcome in order_categories(counts)
        if counts[outcome]
    ]
    return replace(lane, counts=tuple(" · ".join(words[at : at + 2]) for at in range(0, len(words), 2)))


def lane_specs(lanes: Sequence[LaneMark]) -> tuple[LaneSpec, ...]:
    """Room for the words in each head, for the name of a pool above its first lane, and a little between two pools."""
    specs = []
    for number, lane in enumerate(lanes):
        changes = lane.pool != (lanes[number - 1].pool if number else "")
        gap = 0.0 if not changes else POOL_HEIGHT if lane.pool else _POOL_GAP
        specs.append(LaneSpec(24 + LANE_LINE * len(lane.name) + COUNT_LINE * len(lane.counts), gap))
    return tuple(specs)


def _mark(lanes: Sequence[Lane], number: int) -> LaneMark:
    """A lane without a name has that of its pool; then the pool is not named again."""
    lane = lanes[number]
    name = clean(lane.name or lane.pool)
    pool = clean(lane.pool) if lane.name and lane.pool != lane.name else ""
    return LaneMark(wrap(name, LANE_WIDTH, LANE_SIZE, bold=True) if name else (), (), pool, name, number % 2)
