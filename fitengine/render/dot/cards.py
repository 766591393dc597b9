"""The inside of a card."""

from __future__ import annotations

from fitengine.render.dot.html import (
    cell,
    chip,
    filled_box,
    filled_cell,
    fixed_cell,
    font,
    lines_of,
    row,
    small_chip,
    table,
)
from fitengine.render.grades import style_of
from fitengine.render.palette import Theme
from fitengine.render.scene import CardMark, CellMark
from fitengine.render.sizes import (
    CARD_PADDING,
    CELL_WIDTH,
    CHIP_GAP,
    CHIP_HEIGHT,
    CHIP_SIZE,
    META_LINE,
    META_SIZE,
    NOTE_LINE,
    NOTE_SIZE,
    TAG_SIZE,
    TITLE_LINE,
    TITLE_SIZE,
)
from fitengine.render.text import text_width

__all__ = ["card_label", "cell_label"]

_SMALL_CHIP = 34.0
_SMALL_GAP = 3
_CELL_TITLE, _BAR = 18, 18
_NARROWEST, _WITH_ICON = 20.0, 24.0


def card_label(mark: CardMark, theme: Theme) -> str:
    """The HTML-like label of a card: small line, name, chip and note."""
    width = mark.width - 2 * CARD_PADDING
    title = TITLE_LINE * len(mark.title) + CHIP_GAP
    rows = [
        row(fixed_cell(_meta(mark, theme, width), width, META_LINE)),
        row(fixed_cell(lines_of(mark.title, TITLE_SIZE, theme.ink, bold=True), width, title)),
        row(cell(_chips(mark, theme, width), height=CHIP_HEIGHT)),
    ]
    height = META_LINE + title + CHIP_HEIGHT
    tones = {"plain": theme.mute, "strong": theme.ink, "alert": theme.alert}
    for note in mark.notes:
        words = font(note.text, NOTE_SIZE, tones[note.tone], note.tone != "plain")
        rows.append(row(cell(words, width, NOTE_LINE, valign="BOTTOM")))
        height += NOTE_LINE
    if mark.foot:
        rows.append(row(cell("", width, mark.foot)))
        height += mark.foot
    return table(rows, width, height)


def _meta(mark: CardMark, theme: Theme, width: float) -> str:
    meta = font(mark.meta, META_SIZE, theme.mute)
    if mark.tag:
        right = text_width(mark.tag, TAG_SIZE, bold=True) + 8
        tag = filled_box(font(mark.tag, TAG_SIZE, theme.paper, bold=True), right, META_LINE - 1, theme.ink)
        return table([row(cell(meta, width - right), cell(tag, right, align="RIGHT"))], width, META_LINE)
    if not mark.kind:
        return meta
    right = text_width(mark.kind, META_SIZE) + 2
    kind = font(mark.kind, META_SIZE, theme.mute)
    return table([row(cell(meta, width - right), cell(kind, right, align="RIGHT"))], width, META_LINE)


def _chips(mark: CardMark, theme: Theme, width: float) -> str:
    """The verdict; for a folded subprocess a small chip for each verdict inside."""
    if mark.category:
        style = style_of(theme, mark.category)
        return chip(style, style.word, mark.figure, width)
    if not mark.counts:
        return ""
    size = min(_SMALL_CHIP, (width - 16) / len(mark.counts) - _SMALL_GAP)
    cells = []
    for outcome, count in mark.counts:
        cells += [cell(small_chip(style_of(theme, outcome), count, size)), cell("", _SMALL_GAP)]
    return table([row(*cells)], (size + _SMALL_GAP) * len(mark.counts), CHIP_HEIGHT)


def cell_label(mark: CellMark, theme: Theme) -> str:
    """The HTML-like label of a cell of the overview: how many steps, how many are blocked, and a bar of their verdicts."""
    width = CELL_WIDTH - 2 * CARD_PADDING
    total = sum(count for _, count in mark.counts)
    words = font(f"{total} step{'' if total == 1 else 's'}", TITLE_SIZE, theme.ink, bold=True)
    if mark.blocked:
        words += font(f"  ! {mark.blocked} blocked", NOTE_SIZE, theme.alert, bold=True)
    rows = [
        row(cell(words, width, _CELL_TITLE)),
        row(cell("", width, CHIP_GAP)),
        row(cell(_bar(mark, theme, width), width, _BAR)),
    ]
    return table(rows, width, _CELL_TITLE + CHIP_GAP + _BAR)


def _bar(mark: CellMark, theme: Theme, width: float) -> str:
    """Fields as wide as their share, but none too narrow for its figure."""
    total = sum(count for _, count in mark.counts)
    spare = width - _NARROWEST * len(mark.counts)
    ends = [0]
    done = 0
    cells = []
    for number, (outcome, count) in enumerate(mark.counts, 1):
        done += count
        ends.append(round(_NARROWEST * number + spare * done / total))
        style = style_of(theme, outcome)
        words = f"{style.icon} {count}" if ends[-1] - ends[-2] >= _WITH_ICON else str(count)
        figure = font(words, CHIP_SIZE, style.chip_text, bold=True)
        cells.append(filled_cell(figure, ends[-1] - ends[-2], _BAR, style))
    return table([row(*cells)], width, _BAR)
