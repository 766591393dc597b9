"""Logs as tables: one row an event, whatever the separator, the order of the columns and their names."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice

from fitengine.errors import InputError
from fitengine.load.logs.blocks import BLOCK, TableShape, block_reader
from fitengine.load.logs.builder import LogBuilder, left_out, time_issues
from fitengine.load.logs.columns import Columns, LogOptions, find_columns
from fitengine.load.logs.foreign import refuse_object_centric, refuse_user_interface
from fitengine.load.logs.source import LogFile
from fitengine.load.logs.text import LogText
from fitengine.load.logs.times import Clock, DateOrder, is_nothing
from fitengine.model.log import MISSING, DataIssue, EventLog

__all__ = ["read_csv_log"]

_SEPARATORS = ",;\t|"
_SAMPLE = 2000
"""Rows that separator, columns and formats are guessed from."""
_LEAST_ALIKE = 0.5
_FEW_ROWS = 10
"""So few may all be ragged, and still be a table."""
_Row = list[str]
_Fitness = tuple[bool, float, int, int]
"""How well a separator fits: whether it splits the header, the share of rows as wide as that, columns, and rows seen."""


def read_csv_log(file: LogFile, options: LogOptions) -> EventLog:
    """The events of a table. Raises InputError where it is none, or lacks a column that a log must have."""
    reading = _Reading(file, options, {})
    log = reading.read()
    swapped: dict[str, DateOrder] = {
        column: "day-first" if clock.month_first else "month-first"
        for column, clock in reading.clocks.items()
        if clock.refuted > clock.confirmed and options.dates == "auto"
    }
    return _Reading(file, options, swapped).read() if swapped else log


class _Reading:
    """One pass over the rows. `orders` says of columns how their dates must be read, which a first pass has shown."""

    def __init__(self, file: LogFile, options: LogOptions, orders: dict[str, DateOrder]) -> None:
        self.file = file
        self.options = options
        self.text = LogText(file.chunks(), file.head, file.name)
        self.rows = self.find_rows()
        self.header = self.read_header()
        self.positions = {name: index for index, name in reversed(list(enumerate(self.header))) if name}
        sample = list(islice(self.rows, _SAMPLE))
        self.columns = self.find_columns(sample)
        self.clocks = {
            column: Clock(self.values(sample, column), orders.get(column, options.dates))
            for column in (self.columns.start, self.columns.end)
            if column
        }
        self.rows = chain(sample, self.rows)
        self.builder = LogBuilder(file.name)
        self.ragged = self.without_case = self.repeated = 0

    def read(self) -> EventLog:
        self.take_rows()
        return self.builder.log(self.columns.found(), self.builder.cases, self.issues())

    def find_rows(self) -> Iterator[_Row]:
        """The rows that are not blank, split by the separator that fits the first of them best."""
        lines = self.text.lines()
        first = list(islice(lines, 100))
        said = first[0].strip().casefold() if first else ""
        self.separator_said = said.startswith("sep=") and len(said) <= 5
        if self.separator_said:
            self.separator, first = said[4:] or "\t", first[1:]
        else:
            self.separator = max(_SEPARATORS, key=lambda one: _fitness(first, one))
        self.refuse_prose(_fitness(first, self.separator))
        return self.split(chain(first, lines))

    def refuse_prose(self, fitness: _Fitness) -> None:
        several, alike, _, rows = fitness
        if not several or (alike < _LEAST_ALIKE and rows >= _FEW_ROWS):
            message = f"`{self.file.name}` is no table: its lines are not split alike by `,`, `;` or tabs"
            raise InputError.single("no-table", message, "an event log has one row an event, with a header")

    def read_header(self) -> _Row:
        header = [" ".join(cell.split()) for cell in next(self.rows, [])]
        if sum(column.casefold().startswith("ocel:") for column in header) > 1:
            refuse_object_centric(self.file.name)
        return header

    def find_columns(self, sample: Sequence[_Row]) -> Columns:
        if not self.options.on_purpose():
            refuse_user_interface(self.positions, self.file.name)
        if not sample:
            raise InputError.single("empty-log", f"`{self.file.name}` has a header and no events")
        values = {column: self.values(sample, column) for column in self.positions}
        return find_columns(values, self.options, self.file.name)

    def values(self, rows: Iterable[_Row], column: str) -> list[str]:
        position = self.positions[column]
        return [row[position] for row in rows if len(row) > position]

    def take_rows(self) -> None:
        """All rows; those of a long table block by block, where that is possible."""
        first = list(islice(self.rows, BLOCK))
        reader = (
            block_reader(self.shape(), self.builder, self.clocks_by_role()) if len(first) == BLOCK else None
        )
        lines = self.lines_of_rows() if reader else None
        if reader is None or lines is None:
            self.take(chain(first, self.rows))
            return
        del first  # read again in blocks
        while len(block := list(islice(lines, BLOCK))) == BLOCK and not any('"' in line for line in block):
            if not reader.take(block):
                self.take(self.split(block))
        self.take(self.split(chain(block, lines)))

    def lines_of_rows(self) -> Iterator[str] | None:
        """The lines behind the header, from the start again; None where the header may be more than a line."""
        text = LogText(self.file.chunks(), self.file.head, self.file.name)
        lines = text.lines()
        if self.separator_said:
            next(lines)
        if '"' in next(line for line in lines if line != "\n"):
            return None
        self.text = text
        return lines

    def split(self, lines: Iterable[str]) -> Iterator[_Row]:
        rows = csv.reader(lines, delimiter=self.separator, skipinitialspace=True)
        return _refusing((row for row in rows if row), self.file.name)

    def shape(self) -> TableShape:
        found = self.columns.found()
        positions = {role: self.positions[name] for role, name in found.items()}
        return TableShape(self.separator, len(self.header), positions, self.columns.case)

    def clocks_by_role(self) -> dict[str, Clock]:
        found = self.columns.found()
        return {role: self.clocks[found[role]] for role in ("start", "end") if role in found}

    def take(self, rows: Iterable[_Row]) -> None:
        columns, width, add, cases = self.columns, len(self.header), self.builder.add, self.builder.cases
        case_at, activity_at, end_at = (
            self.positions[name] for name in (columns.case, columns.activity, columns.end)
        )
        start_at, resource_at, transition_at = (
            self.positions.get(name, width) for name in (columns.start, columns.resource, columns.lifecycle)
        )  # an empty cell stands behind every row
        read_end = self.clocks[columns.end].read
        read_start = self.clocks[columns.start].read if columns.start else _no_time
        for row in rows:
            if len(row) != width:
                row = self.mended(row, width)
            row.append("")
            case = row[case_at].strip()
            if not case or (case == columns.case and row == [*self.header, ""]):
                self.repeated += bool(case)
                self.without_case += not case
                continue
            number = cases.setdefault(case, len(cases))
            add(
                number,
                row[activity_at],
                read_start(row[start_at]),
                read_end(row[end_at]),
                row[resource_at],
                row[transition_at],
            )

    def mended(self, row: _Row, width: int) -> _Row:
        """Cells that are missing at the end are empty; cells behind the last column go. Empty ones do no harm."""
        self.ragged += len(row) < width or not all(map(is_nothing, row[width:]))
        return [*row, *[""] * (width - len(row))][:width]

    def issues(self) -> list[DataIssue]:
        return [
            *self.text.issues(),
            *self.doubled_columns(),
            *left_out("no-case", self.without_case, "row", "a case"),
            *left_out("no-activity", self.builder.without_activity, "row", "an activity"),
            *self.ragged_rows(),
            *left_out("repeated-header", self.repeated, "row", "an event, which repeat the header"),
            *time_issues(self.columns, self.clocks),
        ]

    def ragged_rows(self) -> list[DataIssue]:
        if not self.ragged:
            return []
        rows = f"{self.ragged:,} row has" if self.ragged == 1 else f"{self.ragged:,} rows have"
        message = f"{rows} more or fewer cells than the header; missing ones were taken as empty"
        return [
            DataIssue("ragged-row", self.ragged, message, "a separator or a quotation mark may be missing")
        ]

    def doubled_columns(self) -> list[DataIssue]:
        doubled = [name for name in self.columns.found().values() if self.header.count(name) > 1]
        message = "the column `{}` stands there twice; the first was read"
        return [
            DataIssue("doubled-column", self.header.count(name), message.format(name)) for name in doubled
        ]


def _no_time(_text: str) -> int:
    return MISSING


def _fitness(lines: Sequence[str], separator: str) -> _Fitness:
    rows: list[_Row] = []
    with suppress(csv.Error):  # reading on will tell
        rows.extend(csv.reader(lines, delimiter=separator, skipinitialspace=True))
    header, *others = list(filter(None, rows)) or [[]]
    alike = sum(len(row) == len(header) for row in others)
    return len(header) > 1, alike / len(others) if others else 1.0, len(header), len(others)


def _refusing(rows: Iterator[_Row], name: str) -> Iterator[_Row]:
    """The rows; what the reader of tables chokes on becomes an InputError."""
    try:
        yield from rows
    except csv.Error as error:
        message = f"`{name}` is broken: {error}"
        raise InputError.single("broken-table", message, "a quotation mark may be missing") from None
