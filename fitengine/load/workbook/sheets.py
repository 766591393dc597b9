"""The sheets of an Excel workbook as tables: the one place that knows the library that reads them (extra `excel`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import TypeAlias

from fitengine.errors import FitengineError, InputError, Problem, SourceSpan
from fitengine.load.workbook.archive import SheetMarks, open_parts, packed, read_marks

__all__ = ["Cell", "Content", "Grid", "Row", "Table", "read_grids", "read_tables"]

Content: TypeAlias = "str | int | float | bool"
_BIGGEST_WHOLE = 1e15


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell: text without spaces around it; whole numbers without a point; percentages as `5%`, dates as `2026-09-30`."""

    value: Content
    place: SourceSpan
    formula: bool = False
    error: bool = False

    @property
    def text(self) -> str:
        return str(self.value).lower() if isinstance(self.value, bool) else str(self.value)


Row = Mapping[str, Cell]
"""The filled cells by the word in their column's header."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as it stands: the filled rows, each as its number and the filled cells by the number of their column, from 0."""

    name: str
    rows: tuple[tuple[int, Mapping[int, Cell]], ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose first filled row names the columns; `rows` leaves out empty ones."""

    name: str
    columns: Mapping[str, Cell]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read_tables(raw: bytes, source: str, wanted: Sequence[str]) -> dict[str, Table]:
    """The wanted sheets that are there, by their wanted names; upper case and spaces around names do not matter. Raises
    InputError for what is no sound workbook, FitengineError where the library is missing."""
    return {name: _table(grid) for name, grid in read_grids(raw, source, wanted).items()}


def read_grids(raw: bytes, source: str, wanted: Sequence[str] | None = None) -> dict[str, Grid]:
    """The wanted sheets that are there, or all of them, cell by cell. Raises as `read_tables` does."""
    parts = open_parts(raw, source)
    marks = read_marks(parts, source)
    by_name = {name.strip().casefold(): name for name in reversed(list(marks))}
    names = list(marks) if wanted is None else [name for name in wanted if name.casefold() in by_name]
    present = {name: name if wanted is None else by_name[name.casefold()] for name in names}
    contents = _contents(packed(parts), source, list(present.values()))
    return {
        name: _grid(name, contents[sheet][0], contents[sheet][1], marks[sheet], source)
        for name, sheet in present.items()
    }


def _contents(
    file: BytesIO, source: str, sheets: Sequence[str]
) -> dict[str, tuple[list[list[object]], list[tuple[int, int]]]]:
    """Rows of values and the first cells of merged ones, by sheet."""
    try:
        import python_calamine
    except ImportError:
        help_ = "install it with `pip install 'fitengine[excel]'`"
        raise FitengineError.single(
            "not-installed", "workbooks are read with python-calamine, which is not installed", help_
        ) from None
    try:
        book = python_calamine.load_workbook(file)
        found = {}
        for name in sheets:
            sheet = book.get_sheet_by_name(name)
            rows: list[list[object]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
            found[name] = rows, [first for first, _ in sheet.merged_cell_ranges or ()]
    except python_calamine.CalamineError as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise InputError.single("broken-file", f"`{source}` is damaged: {reason}", "save it anew") from None
    return found


def _grid(
    name: str, rows: list[list[object]], merged: list[tuple[int, int]], marks: SheetMarks, source: str
) -> Grid:
    sheet = _Sheet(name, source, marks)
    filled = [(number, cells) for number, row in enumerate(rows) if (cells := sheet.cells(number, row))]
    help_ = "take the merge apart and fill each cell"
    problems = [Problem("merged-cells", "cells are merged here", help_, sheet.place(*at)) for at in merged]
    return Grid(name, tuple(filled), tuple(problems))


def _table(grid: Grid) -> Table:
    problems = list(grid.problems)
    if not grid.rows:
        return Table(grid.name, {}, (), grid.problems)
    _, head = grid.rows[0]
    columns: dict[int, str] = {}
    for number, cell in head.items():
        word = _column_word(cell.text)
        if word in columns.values():
            message = f"the column `{word}` stands twice"
            problems.append(Problem("duplicate-column", message, "keep one of them", cell.place))
        columns[number] = word
    body = tuple(
        {columns[number]: cell for number, cell in cells.items() if number in columns}
        for _, cells in grid.rows[1:]
    )
    named = {columns[number]: cell for number, cell in head.items()}
    return Table(grid.name, named, tuple(row for row in body if row), tuple(problems))


def _column_word(header: str) -> str:
    """`Volume (cases a month)` is the column `volume`."""
    return header.partition("(")[0].partition("[")[0].strip().casefold().replace(" ", "_")


class _Sheet:
    def __init__(self, name: str, source: str, marks: SheetMarks) -> None:
        self.name = name
        self.source = source
        self.formulas = frozenset(marks.formulas)
        self.errors = frozenset(marks.errors)
        self.percents = marks.percents

    def cells(self, row: int, values: list[object]) -> dict[int, Cell]:
        """The filled cells of a row, by the number of their column."""
        return {column: cell for column, value in enumerate(values) for cell in self.cell(row, column, value)}

    def cell(self, row: int, column: int, value: object) -> Iterator[Cell]:
        address = f"{_letters(column)}{row + 1}"
        formula, error = address in self.formulas, address in self.errors
        content = _content(value, address in self.percents)
        if content != "" or formula or error:
            yield Cell(content, self.place(row, column), formula, error)

    def place(self, row: int, column: int) -> SourceSpan:
        cell = f"{self.name}!{_letters(column)}{row + 1}"
        return SourceSpan(self.source, row + 1, column + 1, row + 1, column + 2, cell)


def _content(value: object, percent: bool) -> Content:
    match value:
        case bool():
            return value
        case int() | float() if percent:
            return f"{value * 100:.12g}%"
        case float() if value.is_integer() and abs(value) < _BIGGEST_WHOLE:
            return int(value)
        case int() | float():
            return value
        case datetime():
            return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
        case date():
            return value.isoformat()
        case _:
            return str(value).strip()


def _letters(column: int) -> str:
    """`A` for 0, `AA` for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
