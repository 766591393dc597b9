"""Frames of unfolded subprocesses: rounded outlines behind the boxes."""

from __future__ import annotations

from fitengine.render.dot.canvas import Canvas
from fitengine.render.dot.html import flush_left, font
from fitengine.render.dot.page import Page
from fitengine.render.frames import place_frames
from fitengine.render.layout import Size
from fitengine.render.sizes import FRAME_SIZE

__all__ = ["write_frames"]


def write_frames(canvas: Canvas, page: Page) -> None:
    """All frames of a part; they come after the bands and before the arrows."""
    for number, frame in enumerate(place_frames(page.part, page.placed), 1):
        rect, name = frame.rect, f"s{page.number}x{number}"
        look = {
            "bb": page.box(rect.left, rect.top, rect.right, rect.bottom),
            "style": "rounded,filled",
            "fillcolor": page.theme.shape,
            "color": page.theme.mute,
            "penwidth": "1.3",
            "class": "frame",
        }
        with canvas.cluster(name, look) as part:
            if frame.title is None:
                part.node(
                    f"{name}t", {"shape": "none", **page.place((rect.left + 1, rect.top + 1), Size(1, 1))}
                )
                continue
            size = Size(frame.title.right - frame.title.left, frame.title.bottom - frame.title.top)
            words = flush_left(
                font(frame.words, FRAME_SIZE, page.theme.ink, bold=True), size.width, size.height
            )
            page.write_text(part, f"{name}t", words, frame.title.centre, size)
