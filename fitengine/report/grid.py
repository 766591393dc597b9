"""Columns of folded text with headings between the rows, for terminals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fitengine.report.display import Style, display_width, fold, pad, paint

__all__ = ["Cell", "Column", "Row", "cell", "grid_lines"]

_GAP = 2


@dataclass(frozen=True, slots=True)
class Column:
    """`least` is the width it is never folded below; what is left of the page goes out by `weight`."""

    title: str
    least: int = 4
    weight: int = 1
    right: bool = False


Cell = tuple[tuple[str, Style], ...]
"""Paragraphs, each with its style; every paragraph starts a new line."""

Row = tuple[Cell, ...] | str
"""One cell a column, or a heading over all columns."""


def cell(*paragraphs: str | tuple[str, Style]) -> Cell:
    """A cell from clean texts; empty ones are left out."""
    styled = ((part, Style.PLAIN) if isinstance(part, str) else part for part in paragraphs)
    return tuple((text, style) for text, style in styled if text)


def grid_lines(columns: Sequence[Column], rows: Iterable[Row], width: int, colour: bool) -> Iterator[str]:
    """Title line, rule and rows, no line wider than `width` if the columns' least widths allow it."""
    rows = list(rows)
    widths = _fit(columns, rows, width)
    titles = tuple(cell((column.title, Style.BOLD)) for column in columns)
    yield from _row_lines(columns, widths, titles, colour)
    yield "  ".join("─" * size for size in widths)
    for index, row in enumerate(rows):
        if isinstance(row, str):
            yield from ([""] if index else [])
            yield from (paint(line, Style.BOLD, colour) for line in fold(row, width))
        else:
            yield from _row_lines(columns, widths, row, colour)


def _row_lines(
    columns: Sequence[Column], widths: Sequence[int], row: tuple[Cell, ...], colour: bool
) -> Iterator[str]:
    folded = [_cell_lines(part, size) for part, size in zip(row, widths, strict=True)]
    for index in range(max(map(len, folded))):
        line, blanks = "", 0
        for column, size, lines in zip(columns, widths, folded, strict=True):
            text, style = lines[index] if index < len(lines) else ("", Style.PLAIN)
            shown = pad(text, size, right=True) if column.right and text else text
            line += " " * blanks + paint(shown, style, colour) if shown else ""
            blanks = (0 if shown else blanks) + size - display_width(shown) + _GAP
        yield line


def _cell_lines(part: Cell, size: int) -> list[tuple[str, Style]]:
    return [(line, style) for text, style in part for line in fold(text, size)]


def _fit(columns: Sequence[Column], rows: Iterable[Row], width: int) -> list[int]:
    """Column widths: what the texts ask for, cut down to `width` but not under the columns' least."""
    wanted = [display_width(column.title) for column in columns]
    for row in rows:
        if not isinstance(row, str):
            for index, part in enumerate(row):
                wanted[index] = max([wanted[index], *(display_width(text) for text, _ in part)])
    sizes = [min(want, column.least) for want, column in zip(wanted, columns, strict=True)]
    spare = width - _GAP * (len(columns) - 1) - sum(sizes)
    while spare > 0 and (open_columns := [i for i, want in enumerate(wanted) if sizes[i] < want]):
        spare = _share_out(columns, wanted, sizes, open_columns, spare)
    return sizes


def _share_out(
    columns: Sequence[Column], wanted: Sequence[int], sizes: list[int], open_columns: list[int], spare: int
) -> int:
    """Gives each open column its part of `spare`, at least one; returns what is left."""
    weights = sum(columns[index].weight for index in open_columns)
    for index in open_columns:
        part = min(max(1, spare * columns[index].weight // weights), wanted[index] - sizes[index])
        given = min(part, spare)
        sizes[index] += given
        spare -= given
    return spare
