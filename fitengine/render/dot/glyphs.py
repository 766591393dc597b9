"""BPMN's markers as strokes: what stands inside gateways and events, and the plus of a folded subprocess.

Drawn as lines, they look the same in every font and format. A marker fits the square from -1 to 1, y downwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from fitengine.model.process import EventKind, GatewayKind
from fitengine.render.layout import Point

__all__ = ["Stroke", "event_strokes", "gateway_strokes", "plus_strokes", "ring"]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A Bézier path: one point, and three more for each piece. `pen` is the width of the line in points."""

    points: tuple[Point, ...]
    pen: float
    dashed: bool = False


def gateway_strokes(kind: GatewayKind, radius: float) -> list[Stroke]:
    """The marker of a gateway; `radius` is half the width of the diamond."""
    size = 0.36 * radius
    cross = [[(-0.7, -0.7), (0.7, 0.7)], [(-0.7, 0.7), (0.7, -0.7)]]
    plus = [[(-1.0, 0.0), (1.0, 0.0)], [(0.0, -1.0), (0.0, 1.0)]]
    match kind:
        case GatewayKind.EXCLUSIVE:
            return _lines(cross, size, 2.6)
        case GatewayKind.PARALLEL:
            return _lines(plus, size, 2.6)
        case GatewayKind.INCLUSIVE:
            return [ring(size, 2.2)]
        case GatewayKind.EVENT_BASED:
            return [ring(1.45 * size, 1.0), *_lines([_polygon(5)], size, 1.2)]
        case GatewayKind.COMPLEX:
            return _lines(plus + cross, size, 2.2)


def event_strokes(kind: EventKind, trigger: str, radius: float, interrupting: bool = True) -> list[Stroke]:
    """The second ring of an intermediate event, and the sign of its trigger; what is sent has a heavier line."""
    strokes = (
        []
        if kind in (EventKind.START, EventKind.END)
        else [ring(radius - 2.6, 1.0, dashed=not interrupting and kind is EventKind.BOUNDARY)]
    )
    pen = 1.9 if kind in (EventKind.END, EventKind.THROW) else 1.1
    size = 0.5 * radius
    if trigger == "terminate":
        return [*strokes, ring(0.28 * radius, 0.56 * radius)]
    if trigger == "timer":
        return [
            *strokes,
            ring(1.05 * size, pen),
            *_lines([[(0.0, -0.75), (0.0, 0.0), (0.6, 0.25)]], size, pen),
        ]
    return [*strokes, *_lines(_TRIGGERS.get(trigger, ()), size, pen)]


def plus_strokes(size: float) -> list[Stroke]:
    """A plus in a box: a subprocess that is folded."""
    box = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0)]
    return _lines([box, [(-0.55, 0.0), (0.55, 0.0)], [(0.0, -0.55), (0.0, 0.55)]], size, 1.1)


def ring(radius: float, pen: float, dashed: bool = False) -> Stroke:
    """A circle out of four pieces."""
    bend = radius * 0.5523
    quarter = [(radius, 0.0), (radius, bend), (bend, radius), (0.0, radius)]
    points = [quarter[0]]
    for _ in range(4):
        points += quarter[1:]
        quarter = [(-y, x) for x, y in quarter]
    return Stroke(tuple(points), pen, dashed)


def _polygon(corners: int) -> list[Point]:
    angles = [2 * math.pi * corner / corners for corner in range(corners + 1)]
    return [(math.sin(angle), -math.cos(angle)) for angle in angles]


_TRIGGERS: dict[str, list[list[Point]]] = {
    "message": [
        [(-1.0, -0.7), (1.0, -0.7), (1.0, 0.7), (-1.0, 0.7), (-1.0, -0.7)],
        [(-1.0, -0.7), (0.0, 0.15), (1.0, -0.7)],
    ],
    "error": [[(-0.9, 0.8), (-0.35, -0.7), (0.3, 0.35), (0.9, -0.8)]],
    "escalation": [[(-0.7, 0.85), (0.0, -0.9), (0.7, 0.85), (0.0, 0.15), (-0.7, 0.85)]],
    "signal": [[(0.0, -0.95), (0.9, 0.7), (-0.9, 0.7), (0.0, -0.95)]],
    "conditional": [
        [(-0.7, -0.9), (0.7, -0.9), (0.7, 0.9), (-0.7, 0.9), (-0.7, -0.9)],
        [(-0.4, -0.4), (0.4, -0.4)],
        [(-0.4, 0.0), (0.4, 0.0)],
        [(-0.4, 0.4), (0.4, 0.4)],
    ],
    "link": [
        [
            (-0.9, -0.35),
            (0.2, -0.35),
            (0.2, -0.8),
            (0.95, 0.0),
            (0.2, 0.8),
            (0.2, 0.35),
            (-0.9, 0.35),
            (-0.9, -0.35),
        ]
    ],
    "compensate": [
        [(0.0, -0.75), (-0.95, 0.0), (0.0, 0.75), (0.0, -0.75)],
        [(0.95, -0.75), (0.0, 0.0), (0.95, 0.75), (0.95, -0.75)],
    ],
    "cancel": [[(-0.75, -0.75), (0.75, 0.75)], [(-0.75, 0.75), (0.75, -0.75)]],
    "multiple": [_polygon(5)],
    "parallel-multiple": [[(-0.9, 0.0), (0.9, 0.0)], [(0.0, -0.9), (0.0, 0.9)]],
}


def _lines(lines: Iterable[list[Point]], size: float, pen: float) -> list[Stroke]:
    return [Stroke(_straight([(x * size, y * size) for x, y in line]), pen) for line in lines]


def _straight(corners: list[Point]) -> tuple[Point, ...]:
    points = [corners[0]]
    for (x0, y0), (x1, y1) in pairwise(corners):
        points += [
            (x0 + (x1 - x0) / 3, y0 + (y1 - y0) / 3),
            (x0 + (x1 - x0) * 2 / 3, y0 + (y1 - y0) * 2 / 3),
            (x1, y1),
        ]
    return tuple(points)
