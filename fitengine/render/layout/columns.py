"""Which links go back, and which column each box stands in.

Boxes and links are numbers here: a link is a pair of box numbers. A link goes back when a depth-first walk from the starts
finds its target among the boxes that lead to its source: in a well-structured process these are exactly the loops, in
whatever order the file lists its elements.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["assign_columns", "find_back_links"]

Pair = tuple[int, int]


def find_back_links(count: int, links: Sequence[Pair]) -> frozenset[int]:
    """Numbers of the links to turn round so that no cycle is left; a link to its own source is one of them."""
    leaving = _links_by_end(count, links, 0)
    entered = {target for source, target in links if source != target}
    state = bytearray(count)
    back: set[int] = set()
    for root in [*(box for box in range(count) if box not in entered), *range(count)]:
        if not state[root]:
            _walk(root, links, leaving, state, back)
    return frozenset(back)


def assign_columns(lanes: Sequence[int], links: Sequence[Pair]) -> list[int]:
    """The column of each box, from 0, for links without cycles; `lanes` gives the lane of each box. Unconnected parts of a
    lane follow each other as long as the map does not grow wider than its widest part needs."""
    count = len(lanes)
    entering, leaving = _links_by_end(count, links, 1), _links_by_end(count, links, 0)
    order = _topological_order(count, links, entering, leaving)
    column = [0] * count
    for box in order:
        column[box] = max((column[links[link][0]] + 1 for link in entering[box]), default=0)
    _pull_right(column, order, links, entering, leaving)
    _pack_parts(column, lanes, links)
    return column


_OPEN, _DONE = 1, 2


def _links_by_end(count: int, links: Sequence[Pair], end: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(count)]
    for number, link in enumerate(links):
        found[link[end]].append(number)
    return found


def _walk(
    root: int, links: Sequence[Pair], leaving: list[list[int]], state: bytearray, back: set[int]
) -> None:
    state[root] = _OPEN
    stack = [(root, iter(leaving[root]))]
    while stack:
        box, rest = stack[-1]
        for link in rest:
            target = links[link][1]
            if state[target] == _OPEN:
                back.add(link)
            elif not state[target]:
                state[target] = _OPEN
                stack.append((target, iter(leaving[target])))
                break
        else:
            state[box] = _DONE
            stack.pop()


def _topological_order(
    count: int, links: Sequence[Pair], entering: list[list[int]], leaving: list[list[int]]
) -> list[int]:
    waiting = [len(found) for found in entering]
    order = [box for box in range(count) if not waiting[box]]
    for box in order:
        for link in leaving[box]:
            target = links[link][1]
            waiting[target] -= 1
            if not waiting[target]:
                order.append(target)
    assert len(order) == count, "the links that go back were left out"
    return order


def _pull_right(
    column: list[int],
    order: list[int],
    links: Sequence[Pair],
    entering: list[list[int]],
    leaving: list[list[int]],
) -> None:
    """Shortens links: a box that feeds more than it is fed, or only a chain of its own, moves next to what it feeds."""
    feeder = bytearray(len(column))
    for box in order:
        feeder[box] = len(leaving[box]) == 1 and all(
            feeder[links[link][0]] for link in entering[box]
        ) and len(entering[box]) <= 1  # fmt: skip
    for box in reversed(order):
        if leaving[box] and (feeder[box] or len(leaving[box]) > len(entering[box])):
            column[box] = min(column[links[link][1]] for link in leaving[box]) - 1


def _pack_parts(column: list[int], lanes: Sequence[int], links: Sequence[Pair]) -> None:
    """Shelves: in its lanes a part starts right of the one before it, or at the left again where it would not fit."""
    parts = _connected_parts(len(column), links)
    parts.sort(key=lambda part: (-len(part), part[0]))
    spans = [max(column[box] for box in part) - min(column[box] for box in part) + 1 for part in parts]
    limit = max([*spans, math.ceil(math.sqrt(2 * len(column)))], default=0)
    shelf: dict[int, int] = {}
    for part, span in zip(parts, spans, strict=True):
        touched = {lanes[box] for box in part}
        start = max(shelf.get(lane, 0) for lane in touched)
        if start + span > limit:
            start = 0
        shift = start - min(column[box] for box in part)
        for box in part:
            column[box] += shift
        shelf.update(dict.fromkeys(touched, start + span))


def _connected_parts(count: int, links: Sequence[Pair]) -> list[list[int]]:
    leader = list(range(count))

    def find(box: int) -> int:
        while leader[box] != box:
            leader[box] = leader[leader[box]]
            box = leader[box]
        return box

    for source, target in links:
        first, second = sorted((find(source), find(target)))
        leader[second] = first
    parts: dict[int, list[int]] = {}
    for box in range(count):
        parts.setdefault(find(box), []).append(box)
    return list(parts.values())
