"""What a map shows, before anything has a place: cards, gateways, events, arrows and lanes, with their words and sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fitengine.model.process import EventKind, GatewayKind
from fitengine.render.layout import Box, LaneSpec, Link

__all__ = ["ArrowMark", "CardMark", "EventMark", "GatewayMark", "LaneMark", "Mark", "Scene"]


@dataclass(frozen=True, slots=True)
class CardMark:
    """A step, or a folded subprocess: then `outcome` is empty, and `counts` tells what is inside. `meta` is the small line
    above the name, `kind` the word at its right; `figure` stands on the chip, `note` below it, red where it is a blocker;
    `foot` is kept free for boundary events."""

    step: str
    title: tuple[str, ...]
    meta: str
    kind: str
    outcome: str
    figure: str
    note: str
    is_alert: bool
    tooltip: str
    width: float
    foot: int = 0
    counts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class GatewayMark:
    kind: GatewayKind
    caption: tuple[str, ...]
    tooltip: str


@dataclass(frozen=True, slots=True)
class EventMark:
    kind: EventKind
    trigger: str
    interrupting: bool
    caption: tuple[str, ...]
    tooltip: str
    radius: float


Mark = CardMark | GatewayMark | EventMark


@dataclass(frozen=True, slots=True)
class ArrowMark:
    """`pen` is the width of the line in points. A loose arrow is dashed; `default` marks the branch taken when no other is."""

    label: tuple[str, ...]
    pen: float
    default: bool
    loose: bool
    tooltip: str


@dataclass(frozen=True, slots=True)
class LaneMark:
    """The words in the head of a band, and the pool whose name stands above it (empty where that was said before)."""

    name: tuple[str, ...]
    counts: tuple[str, ...]
    pool: str
    tooltip: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Boxes, links and lanes for the layout, and the mark for each id of them. `head` is the width of the lanes' names."""

    title: str
    subtitle: str
    boxes: tuple[Box, ...]
    links: tuple[Link, ...]
    lanes: tuple[LaneSpec, ...]
    marks: Mapping[str, Mark]
    arrows: Mapping[str, ArrowMark]
    lane_marks: tuple[LaneMark, ...]
    head: float
    counts: Mapping[str, int]
    knows_volume: bool
