"""Graphviz's HTML-like labels. Every text goes through `markup`; nothing else in a label comes from the user."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from math import ceil

from fitengine.render.palette import VerdictStyle
from fitengine.render.sizes import CHIP_HEIGHT, CHIP_SIZE, ICON_SIZE
from fitengine.render.text import replace_unfit, shorten, text_width

__all__ = [
    "cell",
    "chip",
    "filled_box",
    "filled_cell",
    "fixed_cell",
    "flush_left",
    "font",
    "lines_of",
    "markup",
    "row",
    "small_chip",
    "spacer",
    "table",
]

_INSET = 7


def markup(text: str) -> str:
    """Text as HTML-like markup."""
    return escape(replace_unfit(text), quote=True)


def font(text: str, size: int, colour: str, bold: bool = False) -> str:
    """Text in one size and colour; `text` is plain. Graphviz takes no element without content."""
    if not text:
        return ""
    inner = f"<B>{markup(text)}</B>" if bold else markup(text)
    return f'<FONT POINT-SIZE="{size}" COLOR="{colour}">{inner}</FONT>'


def lines_of(lines: Iterable[str], size: int, colour: str, bold: bool = False, align: str = "LEFT") -> str:
    """Lines below each other; `lines` are plain."""
    inner = "".join(f'{markup(line)}<BR ALIGN="{align}"/>' for line in lines)
    if not inner:
        return ""
    inner = f"<B>{inner}</B>" if bold else inner
    return f'<FONT POINT-SIZE="{size}" COLOR="{colour}">{inner}</FONT>'


def table(rows: Sequence[str], width: float = 0, height: float = 0, look: str = 'BORDER="0"') -> str:
    """A table without gaps, of a fixed size where one is given."""
    size = f'FIXEDSIZE="TRUE" WIDTH="{ceil(width)}" HEIGHT="{ceil(height)}" ' if width else ""
    borders = "" if 'BORDER="0"' in look else ' CELLBORDER="0"'
    return (
        f'<TABLE ALIGN="LEFT" {size}{look}{borders} CELLSPACING="0" CELLPADDING="0">{"".join(rows)}</TABLE>'
    )


def row(*cells: str) -> str:
    return f"<TR>{''.join(cells)}</TR>"


def cell(
    content: str, width: float = 0, height: float = 0, align: str = "LEFT", valign: str = "MIDDLE"
) -> str:
    """A cell; its content keeps to one side."""
    size = (f' WIDTH="{ceil(width)}"' if width else "") + (f' HEIGHT="{ceil(height)}"' if height else "")
    upright = f' VALIGN="{valign}"' if valign != "MIDDLE" else ""
    return f'<TD{size} ALIGN="{align}"{upright}>{content}</TD>'


def fixed_cell(content: str, width: float, height: float, valign: str = "MIDDLE") -> str:
    """A cell of text that does not push the others away, even in a font that is wider than it was measured."""
    size = f'FIXEDSIZE="TRUE" WIDTH="{ceil(width)}" HEIGHT="{ceil(height)}"'
    upright = f' VALIGN="{valign}"' if valign != "MIDDLE" else ""
    return f'<TD {size} ALIGN="LEFT"{upright}>{content}</TD>'


def filled_cell(content: str, width: float, height: float, style: VerdictStyle) -> str:
    """A field in a verdict's colour."""
    size = f'FIXEDSIZE="TRUE" WIDTH="{ceil(width)}" HEIGHT="{ceil(height)}"'
    return f'<TD {size} BGCOLOR="{style.chip}" BORDER="1" COLOR="{style.outline}">{content}</TD>'


def filled_box(content: str, width: float, height: float, colour: str) -> str:
    """A small table of one colour."""
    return table(
        [row(cell(content, width, height, align="CENTER"))], width, height, f'BORDER="0" BGCOLOR="{colour}"'
    )


def flush_left(words: str, width: float, height: float) -> str:
    """Lines at the left of a field."""
    return table([row(cell(words))], width, height)


def spacer(height: int) -> str:
    """A thin empty line between lines."""
    return f'<FONT POINT-SIZE="{height}"> </FONT><BR/>'


def small_chip(style: VerdictStyle, count: int, width: float) -> str:
    """A chip with no more than icon and count."""
    label = font(f"{style.icon} {count}", CHIP_SIZE, style.chip_text, bold=True)
    border = 2 * _has_border(style)
    cells = row(cell(label, width - border, CHIP_HEIGHT - border, align="CENTER"))
    return table([cells], width, CHIP_HEIGHT, _chip_look(style))


@lru_cache(maxsize=256)
def chip(style: VerdictStyle, words: str, figure: str, width: float) -> str:
    """A rounded bar in a verdict's colour: icon and words at the left, a figure at the right."""
    size = ICON_SIZE if len(figure) == 1 and not figure.isdigit() else CHIP_SIZE
    right = text_width(figure, size, bold=True) + _INSET if figure else 0.0
    room = width - _INSET - right - 3
    label = font(style.icon, ICON_SIZE, style.chip_text)
    shown = shorten(f" {words}", room - text_width(style.icon, ICON_SIZE) - 1, CHIP_SIZE, bold=True)
    label += font(shown, CHIP_SIZE, style.chip_text, bold=True)
    height = CHIP_HEIGHT - 2 * _has_border(style)
    cells = [cell("", _INSET), cell(label, room, height, valign="BOTTOM")]
    if figure:
        cells.append(cell(font(figure, size, style.chip_text, bold=True), right, height, valign="BOTTOM"))
    return table([row(*cells)], width, CHIP_HEIGHT, _chip_look(style))


def _has_border(style: VerdictStyle) -> bool:
    return style.outline != style.chip


def _chip_look(style: VerdictStyle) -> str:
    border = f'BORDER="1" COLOR="{style.outline}"' if _has_border(style) else 'BORDER="0"'
    return f'{border} BGCOLOR="{style.chip}" STYLE="ROUNDED"'
