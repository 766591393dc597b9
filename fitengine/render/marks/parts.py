"""Parts of a map: strips of a long one, the steps of one lane. Where an arrow leaves its part, an off-page mark says where it
goes on."""

from __future__ import annotations

import difflib
import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fitengine.errors import InputError
from fitengine.model.process import Process
from fitengine.render.layout import Box, Link, find_columns
from fitengine.render.marks.boxes import make_box
from fitengine.render.marks.lanes import count_lane, lane_specs
from fitengine.render.scene import ArrowMark, FrameMark, Mark, OffPageMark, Part, Scene
from fitengine.render.text import clean, shorten

__all__ = ["check_name", "fold", "select_lane", "split", "strips"]

_LONGEST_STRIP = 15
"""Columns that fit on a page and can still be read."""
_STRIP = 12
_SLACK = 2
"""How far a cut moves to cross fewer arrows."""
_NAME_WIDTH = 90.0


def fold(scene: Scene, columns: int | None = None) -> Scene:
    """The map in strips of at most about `columns` columns, as even as the flow allows. Left out, a map that still fits on
    one page stays in one; 0 never folds."""
    (part,) = scene.parts
    group = strips(part.boxes, part.links, columns)
    count = max(group, default=0) + 1
    if count == 1:
        return scene
    titles = [f"Part {number} of {count}" for number in range(1, count + 1)]
    of_box = {box.id: number for box, number in zip(part.boxes, group, strict=True)}
    return split(scene, of_box, titles, lambda other: f"part {other + 1}", range(count))


def strips(boxes: Sequence[Box], links: Sequence[Link], columns: int | None = None) -> list[int]:
    """The strip of each box, from 0; `columns` as for `fold`."""
    column = find_columns(boxes, links)
    count = max(column, default=0) + 1
    limit = _STRIP if columns is None else columns
    if not limit or count <= (_LONGEST_STRIP if columns is None else limit):
        return [0] * len(boxes)
    at = {box.id: place for box, place in zip(boxes, column, strict=True)}
    cuts = _cuts(count, math.ceil(count / limit), [(at[link.source], at[link.target]) for link in links])
    return [bisect_right(cuts, place) for place in column]


def select_lane(scene: Scene, process: Process, lane: str) -> Scene:
    """The steps of one lane, by id or name. Raises InputError for a lane that the process does not have."""
    lanes = list(process.lanes.values())
    found = [number for number, known in enumerate(lanes) if lane in (known.id, known.name)]
    if not found:
        check_name(lane, [known.id for known in lanes], "lane", process)
    (part,) = scene.parts
    titles = [clean(known.name or known.id) for known in lanes] + ["no lane"]
    group = {box.id: box.lane for box in part.boxes}
    return split(scene, group, titles, lambda other: titles[other], found[:1])


def split(
    scene: Scene,
    group: Mapping[str, int],
    titles: Sequence[str],
    name: Callable[[int], str],
    shown: Iterable[int],
    before: int = 0,
) -> Scene:
    """A scene of some of the groups that the boxes are divided into, each with its title; off-page marks call them by `name`.
    So many parts come `before` them on the page."""
    (whole,) = scene.parts
    shown = list(shown)
    pieces = {number: _Piece(number, name, shown, before) for number in shown}
    for box in whole.boxes:
        if group[box.id] in pieces:
            pieces[group[box.id]].boxes.append(box)
    lane = {box.id: box.lane for box in whole.boxes}
    marks, arrows = dict(scene.marks), dict(scene.arrows)
    for link in whole.links:
        source, target = group[link.source], group[link.target]
        if source == target:
            if source in pieces:
                pieces[source].links.append(link)
            continue
        if source in pieces:
            pieces[source].leave(link, target, lane[link.source], scene.arrows[link.id], marks)
        if target in pieces:
            pieces[target].enter(link, source, lane[link.target], scene.arrows[link.id], marks, arrows)
    parts = tuple(pieces[number].part(whole, titles[number], marks) for number in shown)
    return replace(scene, parts=parts, marks=marks, arrows=arrows)


def _frames(whole: Part, boxes: set[str]) -> tuple[FrameMark, ...]:
    """The part of each frame that stands around some of the boxes."""
    parts = (replace(frame, boxes=frame.boxes & boxes) for frame in whole.frames)
    return tuple(part for part in parts if part.boxes)


def check_name(wanted: str, names: Sequence[str], word: str, process: Process) -> None:
    """Raises InputError where `wanted`, a stage or lane as `word` says, is not among the names."""
    if wanted in names and wanted:
        return
    known = [name for name in names if name]
    if not known:
        raise InputError.single(f"no-{word}s", f"the process `{clean(process.id)}` names no {word}s")
    close = difflib.get_close_matches(wanted, known, 1)
    words = (
        f"did you mean `{close[0]}`?"
        if close
        else f"its {word}s are " + ", ".join(f"`{clean(name)}`" for name in known)
    )
    raise InputError.single(
        f"unknown-{word}", f"the process `{clean(process.id)}` has no {word} `{clean(wanted)}`", words
    )


def _cuts(count: int, strips: int, links: Iterable[tuple[int, int]]) -> list[int]:
    """The first column of every strip but the first: near an even share, where the fewest arrows are cut. Links join
    columns."""
    crossing = [0] * (count + 2)
    for ends in links:
        low, high = sorted(ends)
        crossing[low + 1] += 1
        crossing[high + 1] -= 1
    for place in range(1, len(crossing)):
        crossing[place] += crossing[place - 1]
    cuts: list[int] = []
    for number in range(1, strips):
        ideal = round(number * count / strips)
        choices = range(
            max(ideal - _SLACK, (cuts[-1] if cuts else 0) + 1), min(ideal + _SLACK, count - 1) + 1
        )
        cuts.append(min(choices, key=lambda cut: (crossing[cut], abs(cut - ideal), cut)))
    return cuts


@dataclass(slots=True)
class _Piece:
    """One group of boxes while its off-page marks are added."""

    number: int
    name: Callable[[int], str]
    shown: list[int]
    ahead: int
    boxes: list[Box] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    before: dict[str, Box] = field(default_factory=dict)
    after: dict[str, Box] = field(default_factory=dict)

    def leave(self, link: Link, other: int, lane: int, arrow: ArrowMark, marks: dict[str, Mark]) -> None:
        """An arrow to another group ends in a mark; arrows from one box share it."""
        name = f"{link.guest or link.source}to{other + 1}"
        words = f"{'back ' if arrow.is_rework else ''}to {self._short(other)}"
        self._add(self.after, f"{name}b" if arrow.is_rework else name, words, other, lane, marks)
        self.links.append(replace(link, target=f"{name}b" if arrow.is_rework else name, back=False))

    def enter(
        self,
        link: Link,
        other: int,
        lane: int,
        arrow: ArrowMark,
        marks: dict[str, Mark],
        arrows: dict[str, ArrowMark],
    ) -> None:
        """An arrow from another group starts in a mark; it says its words there already."""
        name = f"{link.target}from{other + 1}"
        self._add(self.before, name, f"from {self._short(other)}", other, lane, marks)
        arrows[f"{link.id}i"] = replace(arrow, label=(), default=False)
        self.links.append(replace(link, id=f"{link.id}i", source=name, guest="", label=None, back=False))

    def part(self, whole: Part, title: str, marks: Mapping[str, Mark]) -> Part:
        """The piece with the lanes it needs, in their order."""
        boxes = [*self.before.values(), *self.boxes, *self.after.values()]
        lanes = sorted({box.lane for box in boxes})
        place = {lane: number for number, lane in enumerate(lanes)}
        lane_marks = tuple(
            count_lane(whole.lane_marks[lane], (marks[box.id] for box in boxes if box.lane == lane))
            for lane in lanes
        )
        return Part(
            title,
            tuple(replace(box, lane=place[box.lane]) for box in boxes),
            tuple(self.links),
            lane_specs(lane_marks),
            lane_marks,
            whole.head,
            frames=_frames(whole, {box.id for box in self.boxes}),
        )

    def _short(self, other: int) -> str:
        return shorten(clean(self.name(other)), _NAME_WIDTH, 9.0, bold=True)

    def _add(
        self, boxes: dict[str, Box], name: str, words: str, other: int, lane: int, marks: dict[str, Mark]
    ) -> None:
        if name not in boxes:
            number = self.shown.index(other) + 1 + self.ahead if other in self.shown else 0
            mark = marks[name] = OffPageMark(words, number, f"{words}: {clean(self.name(other))}")
            boxes[name] = make_box(name, mark, lane)
