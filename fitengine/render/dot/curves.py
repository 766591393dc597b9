"""Orthogonal routes with rounded corners, as the Bézier points that Graphviz takes."""

from __future__ import annotations

from collections.abc import Sequence

from fitengine.render.layout import Point

__all__ = ["rounded"]

_RADIUS = 7.0
_BEND = 0.55
"""How far the handles of a corner reach: a quarter of a circle."""


def rounded(points: Sequence[Point], head: float) -> tuple[Point, ...]:
    """Bézier points along a route that stops `head` points before its end, where the arrowhead begins."""
    corners = _short_of_end(points, head)
    curve = [corners[0]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        radius = min(_RADIUS, _distance(before, corner) / 2, _distance(corner, after) / 2)
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        curve += _line(curve[-1], start)
        curve += [_towards(start, corner, radius * _BEND), _towards(end, corner, radius * _BEND), end]
    return (*curve, *_line(curve[-1], corners[-1]))


def _short_of_end(points: Sequence[Point], head: float) -> list[Point]:
    last, before = points[-1], points[-2]
    return [*points[:-1], _towards(last, before, min(head, _distance(last, before) * 0.9))]


def _line(start: Point, end: Point) -> list[Point]:
    length = _distance(start, end)
    return [_towards(start, end, length / 3), _towards(start, end, length * 2 / 3), end]


def _towards(start: Point, end: Point, distance: float) -> Point:
    length = _distance(start, end)
    part = distance / length if length else 0.0
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def _distance(start: Point, end: Point) -> float:
    """Along an orthogonal line."""
    return abs(end[0] - start[0]) + abs(end[1] - start[1])
