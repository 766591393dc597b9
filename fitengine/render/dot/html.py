"""Graphviz's HTML-like labels. Every text goes through `markup`; nothing else in a label comes from the user."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from math import ceil

from fitengine.render.palette import VerdictStyle
from fitengine.render.sizes import CHIP_HEIGHT, CHIP_SIZE, FIGURE_SIZE, ICON_SIZE
from fitengine.render.text import replace_unfit, text_width

__all__ = ["cell", "chip", "flush_left", "font", "lines_of", "markup", "row", "spacer", "table"]

_CHIP_INSET = 8


def markup(text: str) -> str:
    """Text as HTML-like markup."""
    return escape(replace_unfit(text), quote=True)


def font(text: str, size: float, colour: str, bold: bool = False) -> str:
    """Text in one size and colour; `text` is plain. Graphviz takes no element without content."""
    if not text:
        return ""
    inner = f"<B>{markup(text)}</B>" if bold else markup(text)
    return f'<FONT POINT-SIZE="{size:g}" COLOR="{colour}">{inner}</FONT>'


def lines_of(lines: Iterable[str], size: float, colour: str, bold: bool = False, align: str = "LEFT") -> str:
    """Lines below each other; `lines` are plain."""
    return "".join(f'{font(line, size, colour, bold)}<BR ALIGN="{align}"/>' for line in lines)


def table(rows: Sequence[str], width: float = 0, height: float = 0, look: str = 'BORDER="0"') -> str:
    """A table without gaps, of a fixed size where one is given."""
    size = f'FIXEDSIZE="TRUE" WIDTH="{ceil(width)}" HEIGHT="{ceil(height)}" ' if width else ""
    return f'<TABLE ALIGN="LEFT" {size}{look} CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{"".join(rows)}</TABLE>'


def row(*cells: str) -> str:
    return f"<TR>{''.join(cells)}</TR>"


def cell(
    content: str, width: float = 0, height: float = 0, align: str = "LEFT", valign: str = "MIDDLE"
) -> str:
    """A cell; its content keeps to one side."""
    size = (f' WIDTH="{ceil(width)}"' if width else "") + (f' HEIGHT="{ceil(height)}"' if height else "")
    return f'<TD{size} ALIGN="{align}" BALIGN="{align}" VALIGN="{valign}">{content}</TD>'


def flush_left(words: str, width: float, height: float) -> str:
    """Lines at the left of a field."""
    return table([row(cell(words))], width, height)


def spacer(height: float) -> str:
    """A thin empty line between lines."""
    return f'<FONT POINT-SIZE="{height:g}"> </FONT><BR/>'


def chip(style: VerdictStyle, words: str, figure: str, width: float) -> str:
    """A rounded bar in a verdict's colour: icon and words at the left, a figure at the right."""
    right = text_width(figure, FIGURE_SIZE, bold=True) + _CHIP_INSET if figure else 0.0
    icon = font(style.icon, ICON_SIZE, style.chip_text)
    label = icon + font(f" {words}", CHIP_SIZE, style.chip_text, bold=True)
    cells = [cell("", _CHIP_INSET), cell(label, width - _CHIP_INSET - right - 3)]
    if figure:
        cells.append(cell(font(figure, FIGURE_SIZE, style.chip_text, bold=True), right))
    look = f'BORDER="1" COLOR="{style.outline}" BGCOLOR="{style.chip}" STYLE="ROUNDED"'
    return table([row(*cells)], width, CHIP_HEIGHT, look)
