"""The stages of a process: a part for each, in strips where it is long, and all of them under an overview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase

from fitengine.model.process import Process
from fitengine.render.marks.overview import make_overview
from fitengine.render.marks.parts import check_name, split, strips
from fitengine.render.marks.visible import VisibleProcess
from fitengine.render.scene import CardMark, CellMark, Part, Scene
from fitengine.render.text import clean

__all__ = ["LARGE", "is_large", "overview_of", "select_stage", "show_stages"]

LARGE = 60
"""A map of more steps than this is drawn as an overview with a part for each stage."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """One part of a stage: `code` is what off-page marks call it."""

    stage: int
    code: str
    title: str


def is_large(scene: Scene, visible: VisibleProcess) -> bool:
    """Whether a map is too large for one look, and has stages to divide it by."""
    steps = sum(isinstance(mark, CardMark) for mark in scene.marks.values())
    return steps > LARGE and len(set(_stages_of(visible).values())) > 1


def overview_of(scene: Scene, process: Process, visible: VisibleProcess) -> Scene:
    """The overview alone. Raises InputError where the process names no stages."""
    of_node = _stages_of(visible)
    return make_overview(scene, process, [of_node[node] for node in visible.nodes])


def select_stage(scene: Scene, process: Process, visible: VisibleProcess, stage: str) -> Scene:
    """The steps of one stage. Raises InputError for a stage that no step names."""
    of_node = _stages_of(visible)
    names = list(dict.fromkeys(of_node.values()))
    check_name(stage, names, "stage", process)
    group, pieces = _divide(scene, _numbers(of_node, names, visible), names)
    wanted = names.index(stage)
    shown = [number for number, piece in enumerate(pieces) if piece.stage == wanted]
    return split(scene, group, [piece.title for piece in pieces], lambda other: pieces[other].code, shown)


def show_stages(scene: Scene, process: Process, visible: VisibleProcess) -> Scene:
    """The overview with every stage below it; cells and off-page marks lead to the parts."""
    of_node = _stages_of(visible)
    names = list(dict.fromkeys(of_node.values()))
    group, pieces = _divide(scene, _numbers(of_node, names, visible), names)
    titles = [piece.title for piece in pieces]
    stages = split(scene, group, titles, lambda other: pieces[other].code, range(len(pieces)), before=1)
    overview = overview_of(scene, process, visible)
    first = {piece.stage: number + 2 for number, piece in reversed(list(enumerate(pieces)))}
    part = replace(overview.parts[0], title="Overview")
    cells = _linked(overview, part, first)
    return replace(
        overview,
        parts=(part, *stages.parts),
        marks={**stages.marks, **cells},
        arrows={**stages.arrows, **overview.arrows},
    )


def _linked(overview: Scene, part: Part, first: Mapping[int, int]) -> dict[str, CellMark]:
    """The cells, each with the number of the first part of its stage."""
    found = {}
    for box, stage in zip(part.boxes, part.columns, strict=True):
        mark = overview.marks[box.id]
        assert isinstance(mark, CellMark), "an overview holds cells alone"
        found[box.id] = replace(mark, part=first[stage])
    return found


def _numbers(of_node: Mapping[str, str], names: Sequence[str], visible: VisibleProcess) -> list[int]:
    number = {name: at for at, name in enumerate(names)}
    return [number[of_node[node]] for node in visible.nodes]


def _divide(scene: Scene, stages: Sequence[int], names: Sequence[str]) -> tuple[dict[str, int], list[_Piece]]:
    """The number of the piece of each box, and the pieces in order."""
    (whole,) = scene.parts
    stage = {box.id: number for box, number in zip(whole.boxes, stages, strict=True)}
    group: dict[str, int] = {}
    pieces: list[_Piece] = []
    for number, name in enumerate(names):
        boxes = [box for box in whole.boxes if stage[box.id] == number]
        links = [link for link in whole.links if stage[link.source] == stage[link.target] == number]
        found = strips(boxes, links)
        group.update({box.id: len(pieces) + strip for box, strip in zip(boxes, found, strict=True)})
        pieces += _pieces(number, clean(name) or "no stage", max(found, default=0) + 1)
    return group, pieces


def _pieces(stage: int, name: str, count: int) -> list[_Piece]:
    title = f"{stage + 1}. {name}"
    if count == 1:
        return [_Piece(stage, title, title)]
    codes = [f"{stage + 1}{_letters(number)}" for number in range(count)]
    return [_Piece(stage, code, f"{code}. {name} ({at} of {count})") for at, code in enumerate(codes, 1)]


def _letters(number: int) -> str:
    """a to z, then aa, ab and so on."""
    letters = ""
    while number >= 0:
        letters = ascii_lowercase[number % 26] + letters
        number = number // 26 - 1
    return letters


def _stages_of(visible: VisibleProcess) -> dict[str, str]:
    """The stage of each node: its own or that of a step inside, else that of a node before it, else of one after it, else
    empty."""
    stage = {
        name: next((found.stage for found in (node, *visible.contents.get(name, ())) if found.stage), "")
        for name, node in visible.nodes.items()
    }
    _spread(stage, [(flow.source, flow.target) for flow in visible.flows])
    _spread(stage, [(flow.target, flow.source) for flow in visible.flows])
    return stage


def _spread(stage: dict[str, str], pairs: Sequence[tuple[str, str]]) -> None:
    following: dict[str, list[str]] = {}
    for source, target in pairs:
        following.setdefault(source, []).append(target)
    queue = [name for name, found in stage.items() if found]
    for name in queue:
        for target in following.get(name, ()):
            if not stage[target]:
                stage[target] = stage[name]
                queue.append(target)
