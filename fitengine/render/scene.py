"""What a page shows, before anything has a place: cards, gateways, events, arrows and lanes, with their words and sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fitengine.model.process import EventKind, GatewayKind
from fitengine.render.layout import Box, LaneSpec, Link
from fitengine.render.options import Colour

__all__ = [
    "ArrowMark",
    "CardMark",
    "CellMark",
    "EventMark",
    "FrameMark",
    "GatewayMark",
    "LaneMark",
    "Mark",
    "Note",
    "OffPageMark",
    "Part",
    "Prerequisite",
    "Scene",
    "lane_words",
]


@dataclass(frozen=True, slots=True)
class Note:
    """A line below the chip. An `alert` is red: something blocks the build."""

    text: str
    tone: Literal["plain", "strong", "alert"] = "plain"


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """What must come before anything is built: a note that hangs below the card, tied to it by a dashed line."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardMark:
    """A step, or a folded subprocess: then `outcome` and `category` are empty, and `counts` tells what is inside. `category` is
    what the chip says, a verdict or a grade. `meta` is the small line above the name, `kind` the word at its right, or `tag`
    in its place where the step was otherwise before; `figure` stands on the chip, `notes` below it; `foot` is kept free for
    boundary events; `blocked` counts the steps that something blocks."""

    step: str
    title: tuple[str, ...]
    meta: str
    kind: str
    outcome: str
    category: str
    figure: str
    notes: tuple[Note, ...]
    tooltip: str
    width: float
    foot: int = 0
    blocked: int = 0
    counts: tuple[tuple[str, int], ...] = ()
    tag: str = ""
    first: Prerequisite | None = None


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


@dataclass(frozen=True, slots=True)
class OffPageMark:
    """Where an arrow goes on in another part, or comes from one; `part` is its number, 0 where it is not on this page."""

    text: str
    part: int
    tooltip: str


@dataclass(frozen=True, slots=True)
class CellMark:
    """All steps of one lane in one stage: how many there are of each category, and how many are blocked. `part` is the number
    of the part that shows them, 0 where none on this page does."""

    counts: tuple[tuple[str, int], ...]
    blocked: int
    tooltip: str
    part: int = 0


Mark = CardMark | GatewayMark | EventMark | OffPageMark | CellMark


@dataclass(frozen=True, slots=True)
class ArrowMark:
    """`pen` is the width of the line in points. Rework is red, a loose arrow dashed; `default` marks the branch that is taken
    when no other is."""

    label: tuple[str, ...]
    pen: float
    tooltip: str
    is_rework: bool = False
    default: bool = False
    loose: bool = False


@dataclass(frozen=True, slots=True)
class LaneMark:
    """The words in the head of a band, the pool whose name stands above it (empty where that was said before), and which of
    two shades it has."""

    name: tuple[str, ...]
    counts: tuple[str, ...]
    pool: str
    tooltip: str
    shade: int


def lane_words(lane: LaneMark) -> str:
    """What a lane is called where it cannot be called by its name."""
    return lane.tooltip or "without a lane"


@dataclass(frozen=True, slots=True)
class FrameMark:
    """An unfolded subprocess around its boxes."""

    name: str
    boxes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Part:
    """What is laid out together: boxes, links and lanes. `head` is the width of the lanes' names; `columns` the column of
    each box where it is given and not found from the flow, with a heading for each."""

    title: str
    boxes: tuple[Box, ...]
    links: tuple[Link, ...]
    lanes: tuple[LaneSpec, ...]
    lane_marks: tuple[LaneMark, ...]
    head: float
    columns: tuple[int, ...] = ()
    column_titles: tuple[str, ...] = ()
    frames: tuple[FrameMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """One page: parts below each other, and the mark for each id of a box, a boundary event or an arrow. `counts` are steps by
    category; `compared` tells of an earlier version, empty where there is nothing to compare with."""

    title: str
    subtitle: str
    parts: tuple[Part, ...]
    marks: Mapping[str, Mark]
    arrows: Mapping[str, ArrowMark]
    counts: Mapping[str, int]
    knows_volume: bool
    colour: Colour = "verdict"
    compared: str = ""
