"""Sizes of type and marks, in points: what is measured for the layout is what is drawn. HTML-like labels take whole sizes of type
only."""

from __future__ import annotations

__all__ = [
    "CAPTION_LINE",
    "CAPTION_SIZE",
    "CARD_PADDING",
    "CARD_WIDTH",
    "CELL_HEIGHT",
    "CELL_WIDTH",
    "CHIP_GAP",
    "CHIP_HEIGHT",
    "CHIP_SIZE",
    "COUNT_LINE",
    "COUNT_SIZE",

    "FIRST_FOLD",
    "FIRST_FOOT",
    "FIRST_HEAD",
    "FIRST_LINE",
    "FIRST_WIDTH",
    "FRAME_SIZE",
    "FRAME_TITLE",
    "GUEST_FOOT",
    "GUEST_PITCH",
    "ICON_SIZE",
    "LABEL_LINE",
    "LABEL_SIZE",
    "LANE_GAP",
    "LANE_LINE",
    "LANE_SIZE",
    "LANE_WIDTH",
    "META_LINE",
    "META_SIZE",
    "NOTE_LINE",
    "NOTE_SIZE",
    "OFF_PAGE_HEIGHT",
    "OFF_PAGE_SIZE",
    "POOL_HEIGHT",
    "QUESTION_SIZE",
    "TAG_SIZE",
    "TITLE_LINE",
    "TITLE_SIZE",
]  # fmt: skip

CARD_WIDTH, CARD_PADDING = 150, 9
META_SIZE, META_LINE, TAG_SIZE = 8, 12, 7
TITLE_SIZE, TITLE_LINE = 11, 13.5
CHIP_GAP, CHIP_HEIGHT, CHIP_SIZE, ICON_SIZE = 5, 17, 9, 11
NOTE_SIZE, NOTE_LINE = 9, 14
FIRST_WIDTH, FIRST_HEAD, FIRST_LINE, FIRST_FOLD, FIRST_FOOT = 132, 12, 11, 6, 5
FRAME_SIZE, FRAME_TITLE = 9, 16
QUESTION_SIZE, CAPTION_SIZE, CAPTION_LINE = 9, 9, 11
LABEL_SIZE, LABEL_LINE = 9, 11
LANE_WIDTH, LANE_SIZE, LANE_LINE, LANE_GAP = 112, 11, 14, 4
COUNT_SIZE, COUNT_LINE = 9, 11
POOL_HEIGHT = 27
OFF_PAGE_SIZE, OFF_PAGE_HEIGHT = 9, 20
CELL_WIDTH, CELL_HEIGHT = 140, 64
GUEST_PITCH, GUEST_FOOT = 78, 10
"""The part of a card's lower edge that a boundary event needs, and the room above it."""
