"""The frames of unfolded subprocesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fitengine.model.process import Process
from fitengine.render.layout import Box
from fitengine.render.marks.visible import VisibleProcess
from fitengine.render.scene import FrameMark
from fitengine.render.sizes import FRAME_TITLE
from fitengine.render.text import clean

__all__ = ["make_frames", "with_headroom"]


def make_frames(process: Process, visible: VisibleProcess, ids: Mapping[str, str]) -> tuple[FrameMark, ...]:
    """A frame for each unfolded subprocess that holds something, the outer ones first; `ids` are those of the boxes."""
    return tuple(
        FrameMark(clean(process.nodes[name].name) or "subprocess", frozenset(ids[node] for node in inside))
        for name, inside in visible.opened.items()
    )


def with_headroom(boxes: Sequence[Box], frames: Sequence[FrameMark]) -> tuple[Box, ...]:
    """The boxes with room above them for the names of the frames around them."""
    around = {box.id: sum(box.id in frame.boxes for frame in frames) for box in boxes}
    return tuple(replace(box, headroom=FRAME_TITLE * around[box.id]) for box in boxes)
