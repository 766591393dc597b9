"""What an arrow says and how wide its line is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from fitengine.model.process import Gateway
from fitengine.render.layout import Link, Size
from fitengine.render.marks.cards import NO_NAME
from fitengine.render.marks.figures import format_count, format_share
from fitengine.render.marks.visible import VisibleFlow, VisibleProcess
from fitengine.render.marks.volumes import FlowVolume
from fitengine.render.scene import ArrowMark
from fitengine.render.sizes import LABEL_LINE, LABEL_SIZE
from fitengine.render.text import clean, text_width, wrap

__all__ = ["make_arrows", "pen_width"]

_LABEL_WIDTH = 84.0
_PLAIN_PEN, _THIN_PEN, _MORE_PEN = 1.3, 1.0, 2.4


def make_arrows(
    visible: VisibleProcess,
    volumes: Sequence[FlowVolume],
    ids: Mapping[str, str],
    guest_ids: Mapping[str, str],
) -> tuple[tuple[Link, ...], dict[str, ArrowMark]]:
    """A link for the layout and a mark for each flow, in order; `ids` are those of the boxes."""
    most = max((volume.cases for volume in volumes if volume.cases), default=0.0)
    links = []
    arrows = {}
    for number, (flow, volume) in enumerate(zip(visible.flows, volumes, strict=True), 1):
        name, label = f"e{number}", _label(flow, visible)
        source, target, guest = ids[flow.source], ids[flow.target], guest_ids.get(flow.guest, "")
        links.append(Link(name, source, target, volume.weight, _label_size(label), guest, volume.back))
        tooltip = _tooltip(flow, visible, volume)
        arrows[name] = ArrowMark(
            label, pen_width(volume.cases, most), tooltip, volume.back, flow.default, flow.loose
        )
    return tuple(links), arrows


def pen_width(cases: float | None, most: float) -> float:
    """Points for a line that stands for so many cases, out of the `most` that any stands for."""
    return round(_THIN_PEN + _MORE_PEN * math.sqrt(cases / most), 2) if cases and most else _PLAIN_PEN


def _label_size(label: Sequence[str]) -> Size | None:
    if not label:
        return None
    return Size(max(text_width(line, LABEL_SIZE) for line in label) + 2, LABEL_LINE * len(label))


def _label(flow: VisibleFlow, visible: VisibleProcess) -> tuple[str, ...]:
    words = clean(flow.condition)
    if not words and flow.default and isinstance(visible.nodes[flow.source], Gateway):
        words = "otherwise"
    return _label_lines(words, format_share(flow.share))


def _label_lines(words: str, share: str) -> tuple[str, ...]:
    joined = f"{words}  {share}".strip()
    if text_width(joined, LABEL_SIZE) <= _LABEL_WIDTH:
        return (joined,) if joined else ()
    lines = wrap(words, _LABEL_WIDTH, LABEL_SIZE, lines=2)
    return (*lines, share) if share else lines


def _tooltip(flow: VisibleFlow, visible: VisibleProcess, volume: FlowVolume) -> str:
    source, target = (clean(visible.nodes[name].name or NO_NAME, 80) for name in (flow.source, flow.target))
    cases = f"{format_count(volume.cases)} cases a month" if volume.cases is not None else ""
    details = ", ".join(part for part in (*_label(flow, visible), cases) if part)
    return f"{source} → {target}" + (f": {details}" if details else "")
