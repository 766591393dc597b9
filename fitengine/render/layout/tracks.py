"""Puts the links that share a channel or a gutter side by side, in the order that makes them cross least.

Links that leave one box, or come to one, may share a track: they read as one line that forks or joins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fitengine.render.layout.grid import Grid, Path
from fitengine.render.layout.routing import Wire

__all__ = ["Tracks", "assign_tracks"]

RunKey = tuple[int, int]
"""The number of a link, and which of its segments."""

_OVERLAP = 50
_MOST_COMPARED = 60
"""Channels with more lines are put in order of their upper ends, without comparing every pair."""


@dataclass(slots=True)
class Tracks:
    """`track` of each segment that runs in a channel or gutter, counted from 0 at the left or top; `count` of tracks of each
    line, by (is it a channel, number); `nudged` ends of links, (link, is it the end at the target), by the direction they
    have to step aside so as not to lie on another link."""

    track: dict[RunKey, int] = field(default_factory=dict)
    count: dict[tuple[bool, int], int] = field(default_factory=dict)
    nudged: dict[tuple[int, bool], int] = field(default_factory=dict)


def assign_tracks(grid: Grid, paths: Sequence[Path], wires: Sequence[Wire]) -> Tracks:
    """Tracks for all segments of all paths, and the ends that must step aside."""
    lines: dict[tuple[bool, int], list[_Run]] = {}
    for number, path in enumerate(paths):
        for run in _runs(grid, number, path):
            lines.setdefault((run.vertical, run.line), []).append(run)
    tracks = Tracks()
    for line in sorted(lines):
        bundles = _in_order(_bundle(lines[line], paths, wires))
        levels = _levels(bundles)
        tracks.count[line] = max(levels) + 1
        for bundle, level in zip(bundles, levels, strict=True):
            tracks.track.update(((run.link, run.segment), level) for run in bundle.runs)
        _nudge(bundles, levels, paths, tracks)
    return tracks


@dataclass(frozen=True, slots=True)
class _Turn:
    """Where a run ends: the place along its line, which way the link turns there, whether it turns into the middle of a row
    or column, and which end of which link this is."""

    at: int
    way: int
    middle: bool
    end: tuple[int, bool]


@dataclass(frozen=True, slots=True)
class _Run:
    link: int
    segment: int
    vertical: bool
    line: int
    turns: tuple[_Turn, _Turn]


@dataclass(frozen=True, slots=True, eq=False)
class _Bundle:
    """Runs that share a track."""

    runs: tuple[_Run, ...]
    low: int
    high: int
    turns: tuple[_Turn, ...]


def _runs(grid: Grid, link: int, path: Path) -> Iterator[_Run]:
    for segment in range(1, len(path) - 2):
        before, start, end, after = path[segment - 1 : segment + 3]
        if start[0] == end[0] and start[0] % 2 == 0:
            first = _Turn(start[1], _sign(before[0] - start[0]), grid.is_row(start[1]), (link, False))
            second = _Turn(end[1], _sign(after[0] - end[0]), grid.is_row(end[1]), (link, True))
            yield _Run(link, segment, True, start[0], (first, second))
        elif start[1] == end[1] and not grid.is_row(start[1]):
            first = _Turn(start[0], _sign(before[1] - start[1]), start[0] % 2 == 1, (link, False))
            second = _Turn(end[0], _sign(after[1] - end[1]), end[0] % 2 == 1, (link, True))
            yield _Run(link, segment, False, start[1], (first, second))


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _bundle(runs: list[_Run], paths: Sequence[Path], wires: Sequence[Wire]) -> list[_Bundle]:
    joining: dict[tuple[int, bool, int], list[_Run]] = {}
    forking: dict[tuple[int, bool, int], list[_Run]] = {}
    alone: list[list[_Run]] = []
    for run in runs:
        wire = wires[run.link]
        if run.segment == len(paths[run.link]) - 3:
            joining.setdefault((wire.target, wire.back, run.turns[1].at), []).append(run)
    joined = {run for group in joining.values() if len(group) > 1 for run in group}
    for run in runs:
        wire = wires[run.link]
        if run in joined:
            continue
        if run.segment == 1:
            forking.setdefault((wire.source, wire.back, wire.guest), []).append(run)
        else:
            alone.append([run])
    groups = [*(group for group in joining.values() if len(group) > 1), *forking.values(), *alone]
    return sorted((_make_bundle(group) for group in groups), key=lambda b: (b.low, b.high, b.runs[0].link))


def _make_bundle(group: list[_Run]) -> _Bundle:
    turns = tuple(turn for run in group for turn in run.turns)
    places = [turn.at for turn in turns]
    return _Bundle(tuple(group), min(places), max(places), turns)


def _in_order(bundles: list[_Bundle]) -> list[_Bundle]:
    """From left to right (or top to bottom): each where it costs least among those already there."""
    if len(bundles) > _MOST_COMPARED:
        return bundles
    ordered: list[_Bundle] = []
    for bundle in bundles:
        cost = sum(_price(bundle, other) for other in ordered)
        best, place = cost, 0
        for position, other in enumerate(ordered, 1):
            cost += _price(other, bundle) - _price(bundle, other)
            if cost < best:
                best, place = cost, position
        ordered.insert(place, bundle)
    return ordered


def _price(first: _Bundle, second: _Bundle) -> int:
    """Crossings, and overlaps, if `first` is left of (or above) `second`."""
    if first.high < second.low or second.high < first.low:
        return 0
    price = sum(turn.way > 0 and second.low < turn.at < second.high for turn in first.turns)
    price += sum(turn.way < 0 and first.low < turn.at < first.high for turn in second.turns)
    return price + _OVERLAP * sum(1 for _ in _overlaps(first, second))


def _overlaps(first: _Bundle, second: _Bundle) -> Iterator[tuple[_Turn, _Turn]]:
    """Turns that would lie on each other in the middle of a row or column if `first` is left of `second`."""
    for turn in first.turns:
        if turn.middle and turn.way > 0:
            for other in second.turns:
                if other.at == turn.at and other.middle and other.way < 0:
                    yield turn, other


def _levels(bundles: list[_Bundle]) -> list[int]:
    """The lowest track for each that keeps the order and lets no two lie on each other."""
    levels: list[int] = []
    for number, bundle in enumerate(bundles):
        below = (
            level
            for other, level in zip(bundles[:number], levels, strict=True)
            if other.low <= bundle.high and bundle.low <= other.high
        )
        levels.append(max(below, default=-1) + 1)
    return levels


def _nudge(bundles: list[_Bundle], levels: list[int], paths: Sequence[Path], tracks: Tracks) -> None:
    """Where the order could not keep two ends apart, one of them steps aside, towards where the link comes from."""
    if len(bundles) > _MOST_COMPARED:
        return
    for number, second in enumerate(bundles):
        for first, level in zip(bundles[:number], levels, strict=False):
            if level < levels[number]:
                for turn, _ in _overlaps(first, second):
                    link, at_target = turn.end
                    path = paths[link] if at_target else paths[link][::-1]
                    tracks.nudged[turn.end] = -1 if path[-3] < path[-2] else 1
