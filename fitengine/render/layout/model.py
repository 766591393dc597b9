"""What the layout is given and what it gives back. Units are points (1/72 inch); y grows downwards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = ["Band", "Box", "Guest", "LaneSpec", "Layout", "Link", "Outline", "Point", "Rect", "Route", "Size"]

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Size:
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Rect:
    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, centre: Point, size: Size) -> Rect:
        x, y = centre
        half_width, half_height = size.width / 2, size.height / 2
        return cls(x - half_width, y - half_height, x + half_width, y + half_height)

    @property
    def centre(self) -> Point:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def meets(self, other: Rect) -> bool:
        """Whether they share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def overlap(self, other: Rect) -> float:
        """The shared area."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0


class Outline(Enum):
    """The line that arrows touch."""

    RECTANGLE = "rectangle"
    DIAMOND = "diamond"
    ELLIPSE = "ellipse"


@dataclass(frozen=True, slots=True)
class Guest:
    """A boundary event: a circle on the lower edge of its host, with its words below."""

    id: str
    radius: float
    caption: Size | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """Something to place. The caption is text outside the outline: under an ellipse, on a free side of a diamond; under a
    rectangle it is a note that hangs a little below, and then the rectangle has no boundary events. `headroom` is kept free
    above."""

    id: str
    lane: int
    size: Size
    outline: Outline = Outline.RECTANGLE
    caption: Size | None = None
    guests: tuple[Guest, ...] = ()
    headroom: float = 0.0


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow from `source` to `target`; `guest` names the boundary event of the source that it leaves from. A heavy link
    is kept straight; one that goes `back` runs against the flow even where that alone would not show."""

    id: str
    source: str
    target: str
    weight: float = 1.0
    label: Size | None = None
    guest: str = ""
    back: bool = False


@dataclass(frozen=True, slots=True)
class LaneSpec:
    """A band: `height` it needs at least, `gap` left free above it (for the name of a pool)."""

    height: float = 0.0
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class Band:
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Route:
    """An orthogonal line from edge to edge, and the centre of its label. `back` marks rework."""

    points: tuple[Point, ...]
    label: Point | None
    back: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything placed: `boxes` and `guests` by centre, `captions` (of both) by rectangle, `routes` by link."""

    width: float
    height: float
    bands: tuple[Band, ...]
    boxes: dict[str, Point]
    guests: dict[str, Point]
    captions: dict[str, Rect]
    routes: dict[str, Route]
