"""The bands of a map: their order, their names, and what is counted in their heads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fitengine.model.decision import Assessment
from fitengine.model.process import Lane
from fitengine.render.layout import LaneSpec
from fitengine.render.marks.visible import VisibleProcess
from fitengine.render.palette import THEMES, order_outcomes, verdict_style
from fitengine.render.scene import LaneMark
from fitengine.render.sizes import COUNT_LINE, LANE_LINE, LANE_SIZE, LANE_WIDTH, POOL_HEIGHT
from fitengine.render.text import clean, wrap

__all__ = ["Bands", "make_bands"]

_HEAD_PADDING = 16.0
_NO_HEAD = 6.0
_POOL_GAP = 10.0


@dataclass(frozen=True, slots=True)
class Bands:
    """`index` is the band of each visible node; `head` the width of the column with the names of lanes."""

    index: Mapping[str, int]
    marks: tuple[LaneMark, ...]
    specs: tuple[LaneSpec, ...]
    head: float


def make_bands(assessment: Assessment, visible: VisibleProcess) -> Bands:
    """The lanes in their order, and below them one without a name for what stands in none of them."""
    lanes = list(assessment.process.lanes.values())
    order = {lane: number for number, lane in enumerate(assessment.process.lanes)}
    index = {name: order.get(visible.lane[name] or "", len(lanes)) for name in visible.nodes}
    if not lanes or len(lanes) in index.values():
        lanes.append(Lane("", ""))
    tally = _tally(assessment)
    marks = tuple(_mark(lanes, number, tally.get(lane.id, Counter())) for number, lane in enumerate(lanes))
    specs = tuple(
        LaneSpec(_head_height(mark), _gap(lanes, number, mark)) for number, mark in enumerate(marks)
    )
    return Bands(
        index, marks, specs, LANE_WIDTH + _HEAD_PADDING if any(mark.name for mark in marks) else _NO_HEAD
    )


def _head_height(mark: LaneMark) -> float:
    return 24 + LANE_LINE * len(mark.name) + COUNT_LINE * len(mark.counts)


def _gap(lanes: Sequence[Lane], number: int, mark: LaneMark) -> float:
    """Room for the name of a pool, and a little between two pools."""
    between = number > 0 and lanes[number - 1].pool != lanes[number].pool
    return POOL_HEIGHT if mark.pool else _POOL_GAP if between else 0.0


def _tally(assessment: Assessment) -> dict[str, Counter[str]]:
    """Verdicts by lane id."""
    tally: dict[str, Counter[str]] = {}
    for step in assessment.steps:
        tally.setdefault(step.step.lane or "", Counter())[step.decision.outcome] += 1
    return tally


def _mark(lanes: Sequence[Lane], number: int, counts: Counter[str]) -> LaneMark:
    lane = lanes[number]
    pools = {other.pool for other in lanes if other.id}
    name = lane.name or (lane.pool if len(pools) > 1 or not lane.name else "")
    alone = [other.pool for other in lanes].count(lane.pool) == 1
    starts = number == 0 or lanes[number - 1].pool != lane.pool
    pool = lane.pool if starts and lane.pool not in ("", name) and not (alone and not lane.name) else ""
    words = tuple(
        f"{counts[outcome]} {verdict_style(THEMES['light'], outcome).short}"
        for outcome in order_outcomes(counts)
        if counts[outcome]
    )
    return LaneMark(
        wrap(name, LANE_WIDTH, LANE_SIZE, bold=True) if name.strip() else (),
        _pair_up(words),
        clean(pool),
        clean(name),
    )


def _pair_up(words: Sequence[str]) -> tuple[str, ...]:
    """Two counts a line."""
    return tuple(" · ".join(words[at : at + 2]) for at in range(0, len(words), 2))
