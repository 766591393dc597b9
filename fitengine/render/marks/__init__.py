"""From an assessment to a scene: which marks there are, what they say, and how large they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fitengine.model.decision import Assessment
from fitengine.model.process import Event, EventKind, Gateway, GatewayKind, Node, SubProcess, Task
from fitengine.render.layout import Box, Guest, Outline, Size
from fitengine.render.marks.arrows import make_arrows
from fitengine.render.marks.cards import CardMaker
from fitengine.render.marks.lanes import make_bands
from fitengine.render.marks.visible import select_visible
from fitengine.render.marks.volumes import flow_volumes
from fitengine.render.scene import CardMark, EventMark, GatewayMark, Mark, Scene
from fitengine.render.sizes import (
    CAPTION_LINE,
    CAPTION_SIZE,
    CARD_PADDING,
    CHIP_GAP,
    CHIP_HEIGHT,
    GUEST_PITCH,
    META_LINE,
    NOTE_LINE,
    QUESTION_SIZE,
    TITLE_LINE,
)
from fitengine.render.text import clean, text_width, wrap

__all__ = ["make_scene"]

_DIAMOND = 44.0
_RADIUS = {
    EventKind.START: 16.0,
    EventKind.END: 16.0,
    EventKind.CATCH: 16.0,
    EventKind.THROW: 16.0,
    EventKind.BOUNDARY: 12.0,
}
_QUESTION_WIDTH, _CAPTION_WIDTH = 90.0, 88.0
_GATEWAYS = {
    GatewayKind.EXCLUSIVE: "exclusive gateway: one branch", GatewayKind.PARALLEL: "parallel gateway: all branches",
    GatewayKind.INCLUSIVE: "inclusive gateway: one branch or more",
    GatewayKind.EVENT_BASED: "event-based gateway: whatever happens first", GatewayKind.COMPLEX: "complex gateway",
}  # fmt: skip
_EVENTS = {
    EventKind.START: "start", EventKind.END: "end", EventKind.CATCH: "intermediate event",
    EventKind.THROW: "intermediate event, sends", EventKind.BOUNDARY: "boundary event",
}  # fmt: skip


def make_scene(
    assessment: Assessment,
    *,
    unfold: bool = False,
    stability: Mapping[str, float] | None = None,
    date: str = "",
) -> Scene:
    """The scene for a whole process. `stability` (0 to 1, by step) is shown on the chips where it is given."""
    visible = select_visible(assessment.process, unfold)
    bands = make_bands(assessment, visible)
    volumes = flow_volumes(visible)
    cards = CardMaker(assessment, visible, stability or {})
    ids = {name: f"n{number}" for number, name in enumerate(visible.nodes, 1)}
    marks: dict[str, Mark] = {}
    boxes = []
    guest_ids: dict[str, str] = {}
    for name, node in visible.nodes.items():
        guests = visible.guests.get(name, ())
        guest_ids.update({event.id: f"{ids[name]}g{number}" for number, event in enumerate(guests, 1)})
        mark = _mark(node, cards, len(guests))
        marks[ids[name]] = mark
        boxes.append(_box(ids[name], mark, bands.index[name], _guests(guests, guest_ids, mark, marks)))
    links, arrows = make_arrows(visible, volumes, ids, guest_ids)
    return Scene(
        clean(assessment.process.name or assessment.process.id), _subtitle(assessment, date), tuple(boxes), links,
        bands.specs, marks, arrows, bands.marks, bands.head, cards.counts,
        any(volume.cases is not None for volume in volumes),
    )  # fmt: skip


def _subtitle(assessment: Assessment, date: str) -> str:
    process = assessment.process
    steps = len(assessment.steps)
    packs = ", ".join(f"{pack.name} {pack.version} ({pack.digest[:12]})" for pack in assessment.packs)
    parts = [
        process.id if process.id != process.name else "",
        f"version {process.version}" if process.version else "",
        f"assessed {date}" if date else "",
        f"rules {packs}" if packs else "",
        f"{steps} step{'' if steps == 1 else 's'}"
        + (f" in {len(process.lanes)} lanes" if len(process.lanes) > 1 else ""),
        "presumptions off" if assessment.strict else "",
    ]
    return clean("   ·   ".join(part for part in parts if part), 600)


def _mark(node: Node, cards: CardMaker, guests: int) -> Mark:
    match node:
        case Task():
            return cards.card(node, guests)
        case SubProcess():
            return cards.folded(node, guests)
        case Gateway():
            caption = wrap(node.name, _QUESTION_WIDTH, QUESTION_SIZE, bold=True) if node.name.strip() else ()
            return GatewayMark(node.kind, caption, _named(node.name, _GATEWAYS[node.kind]))
        case Event():
            return _event(node, _CAPTION_WIDTH)


def _event(event: Event, width: float) -> EventMark:
    caption = wrap(event.name, width, CAPTION_SIZE) if event.name.strip() else ()
    words = _EVENTS[event.kind] + (f", {clean(event.trigger, 40)}" if event.trigger else "")
    tooltip = _named(event.name, words)
    return EventMark(event.kind, event.trigger, event.interrupting, caption, tooltip, _RADIUS[event.kind])


def _named(name: str, words: str) -> str:
    return f"{clean(name)} ({words})" if name.strip() else words


def _guests(
    events: Sequence[Event], ids: Mapping[str, str], host: Mark, marks: dict[str, Mark]
) -> tuple[Guest, ...]:
    if not events:
        return ()
    width = host.width if isinstance(host, CardMark) else GUEST_PITCH * len(events)
    pitch = width / len(events)
    room = pitch * 0.7 - 18 if len(events) == 1 else pitch - 34
    guests = []
    for event in events:
        mark = _event(event, room)
        marks[ids[event.id]] = mark
        guests.append(Guest(ids[event.id], mark.radius, _caption_size(mark.caption, CAPTION_SIZE)))
    return tuple(guests)


def _box(name: str, mark: Mark, lane: int, guests: tuple[Guest, ...]) -> Box:
    match mark:
        case CardMark():
            return Box(name, lane, Size(mark.width, _card_height(mark)), Outline.RECTANGLE, None, guests)
        case GatewayMark():
            size = Size(_DIAMOND, _DIAMOND)
            return Box(
                name,
                lane,
                size,
                Outline.DIAMOND,
                _caption_size(mark.caption, QUESTION_SIZE, bold=True),
                guests,
            )
        case EventMark():
            size = Size(2 * mark.radius, 2 * mark.radius)
            return Box(name, lane, size, Outline.ELLIPSE, _caption_size(mark.caption, CAPTION_SIZE), guests)


def _card_height(mark: CardMark) -> float:
    note = NOTE_LINE if mark.note else 0
    return (
        2 * CARD_PADDING
        - 3
        + META_LINE
        + TITLE_LINE * len(mark.title)
        + CHIP_GAP
        + CHIP_HEIGHT
        + note
        + mark.foot
    )


def _caption_size(lines: Sequence[str], size: float, bold: bool = False) -> Size | None:
    if not lines:
        return None
    return Size(max(text_width(line, size, bold) for line in lines) + 3, CAPTION_LINE * len(lines))
