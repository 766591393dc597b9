"""From an assessment to a scene: which marks there are, what they say, how large they are, and how they share the page."""

from __future__ import annotations

from fitengine.model.decision import Assessment
from fitengine.render.insights import Insights
from fitengine.render.layout import Box
from fitengine.render.marks.arrows import make_arrows
from fitengine.render.marks.boxes import make_box, make_guests, make_mark
from fitengine.render.marks.cards import CardMaker
from fitengine.render.marks.frames import make_frames, with_headroom
from fitengine.render.marks.lanes import count_lane, lane_specs, make_bands
from fitengine.render.marks.parts import fold, select_lane
from fitengine.render.marks.stages import is_large, overview_of, select_stage, show_stages
from fitengine.render.marks.visible import VisibleProcess, join_parallel, select_visible
from fitengine.render.marks.volumes import flow_volumes
from fitengine.render.options import MapOptions
from fitengine.render.scene import Mark, Part, Scene
from fitengine.render.text import clean

__all__ = ["make_scene"]


def make_scene(
    assessment: Assessment, view: MapOptions | None = None, insights: Insights | None = None
) -> Scene:
    """The scene for one page. Raises InputError for a stage or lane that the process does not have."""
    view = view or MapOptions()
    visible = join_parallel(select_visible(assessment.process, view.unfold))
    whole = _whole_scene(assessment, visible, view, insights)
    if view.overview:
        return overview_of(whole, assessment.process, visible)
    if view.stage is not None:
        return select_stage(whole, assessment.process, visible, view.stage)
    if view.lane is not None:
        return select_lane(whole, assessment.process, view.lane)
    if view.columns is None and is_large(whole, visible):
        return show_stages(whole, assessment.process, visible)
    return fold(whole, view.columns)


def _whole_scene(
    assessment: Assessment, visible: VisibleProcess, view: MapOptions, insights: Insights | None
) -> Scene:
    bands = make_bands(assessment.process, visible)
    volumes = flow_volumes(visible)
    cards = CardMaker(assessment, visible, view.colour, insights)
    ids = {name: f"n{number}" for number, name in enumerate(visible.nodes, 1)}
    guest_ids = {
        event.id: f"{ids[host]}g{number}"
        for host, events in visible.guests.items()
        for number, event in enumerate(events, 1)
    }
    marks: dict[str, Mark] = {}
    boxes: list[Box] = []
    for name, node in visible.nodes.items():
        events = visible.guests.get(name, ())
        mark = marks[ids[name]] = make_mark(node, cards, len(events))
        boxes.append(
            make_box(ids[name], mark, bands.index[name], make_guests(events, guest_ids, mark, marks))
        )
    links, arrows = make_arrows(visible, volumes, ids, guest_ids)
    title = clean(assessment.process.name or assessment.process.id)
    lanes = tuple(
        count_lane(lane, (marks[box.id] for box in boxes if box.lane == number))
        for number, lane in enumerate(bands.marks)
    )
    frames = make_frames(assessment.process, visible, ids)
    placed = with_headroom(boxes, frames)
    part = Part("", placed, links, lane_specs(lanes), lanes, bands.head, frames=frames)
    knows_volume = any(volume.cases is not None for volume in volumes)
    return Scene(
        title,
        _subtitle(assessment, view.date),
        (part,),
        marks,
        arrows,
        cards.counts,
        knows_volume,
        view.colour,
        cards.compared,
    )


_DECIDING = "technology-fit"
"""The pack that gives the verdicts; where it is not there, all are named."""


def _subtitle(assessment: Assessment, date: str) -> str:
    process = assessment.process
    deciding = [pack for pack in assessment.packs if pack.name == _DECIDING] or assessment.packs
    packs = ", ".join(f"{pack.name} {pack.version} ({pack.digest[:12]})" for pack in deciding)
    lanes = f" in {len(process.lanes)} lanes" if len(process.lanes) > 1 else ""
    parts = [
        process.id if process.id != process.name else "",
        f"version {process.version}" if process.version else "",
        f"assessed {date}" if date else "",
        f"rules {packs}" if packs else "",
        f"{len(assessment.steps)} step{'' if len(assessment.steps) == 1 else 's'}{lanes}",
        "presumptions off" if assessment.strict else "",
    ]
    return clean(" · ".join(part for part in parts if part), 600)
