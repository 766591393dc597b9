"""Finds a free place for each label beside its route."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fitengine.render.layout.model import Point, Rect, Size

__all__ = ["LabelTask", "PlacedLabel", "place_labels"]

_CELL = 128.0
_AWAY = 4.0
"""Between a label and its own line."""
_CLEAR = 1.5
"""What a label keeps off everything else."""
_ON_BOX = 300.0
_ON_LABEL = 300.0
_ON_LINE = 15.0
_OUTSIDE = 1000.0
_STEP = 16.0
_DOUBTFUL = 9.0
_RANKS = 7


@dataclass(frozen=True, slots=True)
class LabelTask:
    """A label to place: the route it belongs to, and its size."""

    route: int
    size: Size
    shared: float = 0.0
    """How far the route runs together with another one from its start: words there could be about either."""


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """`trouble` is 0 where the label touches nothing."""

    centre: Point
    trouble: float


def place_labels(
    tasks: Iterable[LabelTask], routes: Sequence[Sequence[Point]], boxes: Iterable[Rect], page: Rect
) -> dict[int, PlacedLabel]:
    """A place for each label, by route; one after the other, so the order of `tasks` matters."""
    index = _Index()
    for box in boxes:
        index.add(box, _ON_BOX)
    for points in routes:
        for start, end in pairwise(points):
            index.add(_line_rect(start, end), _ON_LINE)
    placed = {}
    for task in tasks:
        best = _best_place(task, routes[task.route], index, page)
        placed[task.route] = best
        index.add(Rect.around(best.centre, task.size), _ON_LABEL)
    return placed


def _best_place(task: LabelTask, points: Sequence[Point], index: _Index, page: Rect) -> PlacedLabel:
    best_cost, best = float("inf"), PlacedLabel(points[0], _OUTSIDE)
    for choices in (_near_places, _all_places, _far_places):
        for wish, centre in choices(points, task):
            if wish >= best_cost:
                continue
            trouble = _trouble(centre, task, index, page)
            if wish + trouble < best_cost:
                best_cost, best = wish + trouble, PlacedLabel(centre, trouble)
        if not best.trouble:
            break
    return best


def _trouble(centre: Point, task: LabelTask, index: _Index, page: Rect) -> float:
    rect = Rect.around(centre, task.size)
    inside = (
        page.left <= rect.left
        and rect.right <= page.right
        and page.top <= rect.top
        and rect.bottom <= page.bottom
    )
    wide = Rect(rect.left - _CLEAR, rect.top - _CLEAR, rect.right + _CLEAR, rect.bottom + _CLEAR)
    return index.weight(wide) + (0.0 if inside else _OUTSIDE)


def _near_places(points: Sequence[Point], task: LabelTask) -> Iterator[tuple[float, Point]]:
    """The places one looks at first: near the start of each segment, then its middle, then its end."""
    size = task.size
    for number, (start, end) in enumerate(pairwise(points)):
        (x0, y0), (x1, y1) = start, end
        length = abs(x1 - x0) + abs(y1 - y0)
        is_across = y0 == y1
        along = size.width if is_across else size.height
        if length < along * 0.6:
            continue
        spots = [(0.0, along / 2 + 7), (2.0, length / 2), (5.0, length - along / 2 - 14)]
        for wish, distance in spots if length > along + 12 else [(1.0, length / 2)]:
            doubt = _DOUBTFUL if number == 0 and distance < task.shared else 0.0
            for side_wish, centre in _beside(start, end, distance / length, size):
                yield 3.0 * number + wish + side_wish + doubt, centre


def _all_places(points: Sequence[Point], task: LabelTask) -> Iterator[tuple[float, Point]]:
    """Every few points along the whole route, and a little further away too."""
    size = task.size
    for number, (start, end) in enumerate(pairwise(points)):
        length = abs(end[0] - start[0]) + abs(end[1] - start[1])
        steps = int(length / _STEP)
        for step in range(min(steps, 60) + 1):
            part = (step + 0.5) / (steps + 1) if steps < 60 else step / 60
            for side_wish, centre in _beside(start, end, part, size):
                yield 8.0 + 3.0 * number + 0.1 * step + side_wish, centre
            for side_wish, centre in _beside(start, end, part, size, _AWAY + 9):
                yield 14.0 + 3.0 * number + 0.1 * step + side_wish, centre


def _far_places(points: Sequence[Point], task: LabelTask) -> Iterator[tuple[float, Point]]:
    """Row after row away from the route: in a crowd better a label a little off than one on another."""
    for number, (start, end) in enumerate(pairwise(points)):
        for part in (0.5, 0.2, 0.8):
            for rank in range(1, _RANKS):
                away = _AWAY + rank * (task.size.height if start[1] == end[1] else task.size.width / 2)
                for side_wish, centre in _beside(start, end, part, task.size, away):
                    yield 20.0 + 3.0 * number + 6.0 * rank + side_wish, centre


def _beside(
    start: Point, end: Point, part: float, size: Size, away: float = _AWAY
) -> Iterator[tuple[float, Point]]:
    """Above and below a line across; right and left of a line down."""
    x = start[0] + (end[0] - start[0]) * part
    y = start[1] + (end[1] - start[1]) * part
    if start[1] == end[1]:
        yield 0.0, (x, y - size.height / 2 - away + 1)
        yield 4.0, (x, y + size.height / 2 + away)
    else:
        yield 0.0, (x + size.width / 2 + away + 1, y)
        yield 2.0, (x - size.width / 2 - away - 1, y)


def _line_rect(start: Point, end: Point) -> Rect:
    return Rect(
        min(start[0], end[0]) - 1,
        min(start[1], end[1]) - 1,
        max(start[0], end[0]) + 1,
        max(start[1], end[1]) + 1,
    )


class _Index:
    """Rectangles by the squares of the page they touch."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[Rect, float, int]]] = {}
        self._count = 0

    def add(self, rect: Rect, weight: float) -> None:
        self._count += 1
        for cell in _cells(rect):
            self._cells.setdefault(cell, []).append((rect, weight, self._count))

    def weight(self, rect: Rect) -> float:
        """The weights of everything that `rect` touches, each once."""
        found = {
            number: weight
            for cell in _cells(rect)
            for other, weight, number in self._cells.get(cell, ())
            if other.left < rect.right
            and rect.left < other.right
            and other.top < rect.bottom
            and rect.top < other.bottom
        }
        return sum(found.values())


def _cells(rect: Rect) -> Iterator[tuple[int, int]]:
    for x in range(int(rect.left // _CELL), int(rect.right // _CELL) + 1):
        for y in range(int(rect.top // _CELL), int(rect.bottom // _CELL) + 1):
            yield x, y
