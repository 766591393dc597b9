"""A long process at a glance: one cell for each lane and stage, with a bar of its verdicts, and arrows between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from fitengine.errors import InputError
from fitengine.model.process import Process
from fitengine.render.grades import order_categories, style_of
from fitengine.render.layout import Link
from fitengine.render.marks.arrows import pen_width
from fitengine.render.marks.boxes import make_box
from fitengine.render.marks.lanes import count_lane, lane_specs
from fitengine.render.palette import THEMES
from fitengine.render.scene import ArrowMark, CardMark, CellMark, LaneMark, Part, Scene
from fitengine.render.text import clean

__all__ = ["make_overview"]

Place = tuple[int, int]
"""Stage and lane."""


@dataclass(slots=True)
class _Cell:
    counts: Counter[str] = field(default_factory=Counter)
    blocked: int = 0


@dataclass(slots=True)
class _Handover:
    weight: float = 0.0
    flows: int = 0


def make_overview(scene: Scene, process: Process, of_box: Sequence[str]) -> Scene:
    """The cells of a scene; `of_box` names the stage of each box. Raises InputError where the process names no stages."""
    (part,) = scene.parts
    stages = list(dict.fromkeys(of_box))
    if stages in ([], [""]):
        raise InputError.single(
            "no-stages",
            f"the process `{clean(process.id)}` names no stages",
            "give its steps a `stage`, or draw the map without --overview",
        )
    number = {stage: at for at, stage in enumerate(stages)}
    place = {box.id: (number[stage], box.lane) for box, stage in zip(part.boxes, of_box, strict=True)}
    cells = _fill_cells(scene, place)
    marks = {_name(at): _mark(part, stages, at, cell) for at, cell in cells.items()}
    links, arrows = _handovers(scene, part, place, cells)
    lanes = tuple(
        count_lane(lane, (marks[_name(at)] for at in cells if at[1] == number))
        for number, lane in enumerate(part.lane_marks)
    )
    overview = replace(
        part,
        boxes=tuple(make_box(_name(at), marks[_name(at)], at[1]) for at in cells),
        links=tuple(links),
        lanes=lane_specs(lanes),
        lane_marks=lanes,
        columns=tuple(stage for stage, _ in cells),
        frames=(),
        column_titles=tuple(
            f"{number}. {clean(stage) or 'no stage'}" for number, stage in enumerate(stages, 1)
        ),
    )
    words = f"{len(stages)} stages; one box is one lane in one stage"
    return replace(
        scene, subtitle=f"{scene.subtitle} · {words}", parts=(overview,), marks=marks, arrows=arrows
    )


def _name(place: Place) -> str:
    return f"c{place[0] + 1}x{place[1] + 1}"


def _fill_cells(scene: Scene, place: dict[str, Place]) -> dict[Place, _Cell]:
    """Cells that hold a step, from left to right and from top to bottom."""
    cells: dict[Place, _Cell] = {}
    for name, at in place.items():
        mark = scene.marks[name]
        if isinstance(mark, CardMark):
            cell = cells.setdefault(at, _Cell())
            cell.counts.update(dict(mark.counts))
            cell.counts.update([mark.category] if mark.category else [])
            cell.blocked += mark.blocked
    return {at: cells[at] for at in sorted(cells) if cells[at].counts}


def _mark(part: Part, stages: list[str], place: Place, cell: _Cell) -> CellMark:
    counts = tuple(
        (outcome, cell.counts[outcome]) for outcome in order_categories(cell.counts) if cell.counts[outcome]
    )
    lane: LaneMark = part.lane_marks[place[1]]
    words = ", ".join(f"{count} {style_of(THEMES['light'], outcome).phrase}" for outcome, count in counts)
    blocked = f"; {cell.blocked} blocked" if cell.blocked else ""
    where = ", ".join(part for part in (lane.tooltip, clean(stages[place[0]])) if part)
    return CellMark(counts, cell.blocked, f"{where}: {words}{blocked}")


def _handovers(
    scene: Scene, part: Part, place: dict[str, Place], cells: dict[Place, _Cell]
) -> tuple[list[Link], dict[str, ArrowMark]]:
    """One arrow for all flows from one cell to another; flows through a cell without steps are followed to where they end."""
    found: dict[tuple[Place, Place, bool], _Handover] = {}
    for source, target, link in _step_flows(part, place, cells):
        arrow = scene.arrows[link.id]
        handover = found.setdefault((source, target, arrow.is_rework), _Handover())
        handover.weight += link.weight
        handover.flows += 1
    most = max((handover.weight for handover in found.values()), default=0.0)
    links, arrows = [], {}
    for number, ((source, target, is_rework), handover) in enumerate(sorted(found.items()), 1):
        name = f"o{number}"
        links.append(Link(name, _name(source), _name(target), handover.weight))
        pen = pen_width(handover.weight if scene.knows_volume else None, most)
        flows = f"{handover.flows} flow{'' if handover.flows == 1 else 's'}"
        arrows[name] = ArrowMark((), pen, f"{'rework, ' if is_rework else ''}{flows}", is_rework)
    return links, arrows


def _step_flows(
    part: Part, place: dict[str, Place], cells: dict[Place, _Cell]
) -> list[tuple[Place, Place, Link]]:
    """Flows between different cells. A gateway or event in a cell without steps hands on what comes in."""
    leaving: dict[str, list[Link]] = {}
    for link in part.links:
        leaving.setdefault(link.source, []).append(link)
    found = []
    for link in part.links:
        source = place[link.source]
        if source in cells:
            ends = _ends(link.target, place, cells, leaving)
            found += [(source, end, link) for end in ends if end != source]
    return found


def _ends(
    name: str, place: dict[str, Place], cells: dict[Place, _Cell], leaving: dict[str, list[Link]]
) -> list[Place]:
    ends: dict[Place, None] = {}
    seen = {name}
    queue = [name]
    for box in queue:
        if place[box] in cells:
            ends[place[box]] = None
            continue
        for link in leaving.get(box, ()):
            if link.target not in seen:
                seen.add(link.target)
                queue.append(link.target)
    return list(ends)
