"""Sheets as an Excel workbook: the one place that knows the library that writes them (extra `excel`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from fitengine.errors import FitengineError, InputError
from fitengine.model.facts import Scalar

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["Column", "Entry", "Sheet", "write_sheets"]

_CREATED = datetime(2020, 1, 1)
_LONGEST_TEXT = 32_767
_LONGEST_LIST = 255
_A4 = 9
"""As Excel numbers sizes of paper."""
_ROOM_BELOW = 500
"""Empty rows that get dropdowns too."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its header. `comment` explains it, `options` make a dropdown that warns of other values and lets them pass."""

    header: str
    width: float
    comment: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a cell; `grey` where it only repeats what stands elsewhere. `fill` and `ink` are colours as `#1d2733`, `number`
    is how Excel shows a number."""

    value: Scalar
    grey: bool = False
    fill: str = ""
    ink: str = ""
    bold: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of at least one column; None is an empty cell. The first `frozen` columns stay in sight."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Entry | None, ...], ...]
    frozen: int = 1
    read_only: bool = False
    """Results: typing over them would change nothing, so it is refused."""
    filtered: bool = False
    """Whether rows can be picked by what stands in a column."""


def write_sheets(sheets: Sequence[Sheet]) -> bytes:
    """The workbook; the same bytes for the same sheets. Whatever looks like a formula or an address stays text. Raises
    FitengineError where the library is missing, InputError for a text that no cell can hold."""
    try:
        import xlsxwriter
    except ImportError:
        help_ = "install it with `pip install 'fitengine[excel]'`"
        raise FitengineError.single(
            "not-installed", "workbooks are written with XlsxWriter, which is not installed", help_
        ) from None
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        head = book.add_format(
            {"bold": True, "bg_color": "#E8EDF2", "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        styles = _Styles(book)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, head, styles)
    return file.getvalue()


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[object, ...], Format] = {}

    def of(self, entry: Entry) -> Format:
        key = (entry.grey, entry.fill, entry.ink, entry.bold, entry.number)
        if key not in self._made:
            look: dict[str, object] = {"text_wrap": True, "valign": "top"}
            look |= {"font_color": "#808080", "italic": True} if entry.grey else {}
            look |= {"bg_color": entry.fill, "font_color": entry.ink, "bold": True} if entry.fill else {}
            look |= {"bold": True} if entry.bold else {}
            look |= {"num_format": entry.number} if entry.number else {}
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def _write_sheet(target: Worksheet, sheet: Sheet, head: Format, styles: _Styles) -> None:
    target.freeze_panes(1, sheet.frozen)
    target.set_landscape()
    target.set_paper(_A4)
    target.fit_to_pages(1, 0)
    target.repeat_rows(0)
    if sheet.read_only:
        target.protect()
    if sheet.filtered and sheet.rows:
        target.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    for number, column in enumerate(sheet.columns):
        target.set_column(number, number, column.width)
        target.write_string(0, number, column.header, head)
        if column.comment:
            target.write_comment(0, number, column.comment, {"author": "", "x_scale": 2.5, "y_scale": 2})
        _add_dropdown(target, number, column, len(sheet.rows))
    for row, entries in enumerate(sheet.rows, 1):
        for number, entry in enumerate(entries):
            if entry is not None:
                _write(target, row, number, entry, styles.of(entry))


def _add_dropdown(target: Worksheet, number: int, column: Column, rows: int) -> None:
    """Excel takes a short list only, and commas separate it."""
    options = list(column.options)
    if not options or len(",".join(options)) > _LONGEST_LIST or any("," in option for option in options):
        return
    rule = {
        "validate": "list",
        "source": options,
        "error_type": "warning",
        "error_title": "Not one of the usual values",
        "error_message": "Also possible: several values, as `a or b`; a range, as `2 to 5`; unknown for a doubt.",
    }
    target.data_validation(1, number, rows + _ROOM_BELOW, number, rule)


def _write(target: Worksheet, row: int, column: int, entry: Entry, style: Format) -> None:
    value = entry.value
    if isinstance(value, bool):
        target.write_string(row, column, "yes" if value else "no", style)
    elif isinstance(value, int | float) and float(f"{value:.16G}") == value:
        target.write_number(row, column, value, style)
    else:
        target.write_string(row, column, _text(value), style)


def _text(value: Scalar) -> str:
    """The text of a cell; lone surrogates, which no file can hold, are written out."""
    text = str(value).encode("utf-8", "backslashreplace").decode()
    if len(text.encode("utf-16-le")) // 2 > _LONGEST_TEXT:
        message = f"a text of {len(text):,} characters fits into no cell of a workbook"
        raise InputError.single("too-long", message, f"the limit is {_LONGEST_TEXT:,}")
    return text
