"""Many rows of a table at a time, with pyarrow (extra `logs`). Only blocks in which nothing is odd are read so; whatever needs
mending, counting or leaving out is left to the reader that goes row by row. Both give the same events.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fitengine.load.logs.builder import LogBuilder
from fitengine.load.logs.times import Clock, is_nothing
from fitengine.model.log import MISSING, NOBODY

__all__ = ["BLOCK", "BlockReader", "TableShape", "block_reader"]

BLOCK = 20_000
"""Lines of a block; a table that has fewer does not repay importing pyarrow."""

_LONGEST_LINE = 100_000
"""In characters; Python's reader of tables refuses cells of more than 131,072."""


@dataclass(frozen=True, slots=True)
class TableShape:
    """How the lines of a table are split, and at which position each role stands, where there is a column for it."""

    separator: str
    width: int
    positions: Mapping[str, int]
    header_of_case: str


def block_reader(shape: TableShape, builder: LogBuilder, clocks: Mapping[str, Clock]) -> BlockReader | None:
    """A reader that adds to `builder`; `clocks` read the roles `start` and `end`. None where pyarrow is not installed."""
    try:
        import numpy
        import pyarrow
        import pyarrow.compute
        import pyarrow.csv
    except ImportError:
        return None
    return BlockReader(shape, builder, clocks, pyarrow, numpy)


class BlockReader:
    """Takes blocks of lines without quotation marks, one after the other."""

    def __init__(
        self,
        shape: TableShape,
        builder: LogBuilder,
        clocks: Mapping[str, Clock],
        arrow: Any,
        numpy: Any,
    ) -> None:
        self.shape = shape
        self.builder = builder
        self.clocks = clocks
        self.arrow = arrow
        self.numpy = numpy

    def take(self, lines: Sequence[str]) -> bool:
        """Whether the events of these lines were added; if not, nothing was."""
        table = self._table(lines)
        if table is None:
            return False
        words = {role: self._encoded(table, role) for role in ("case", "activity", "resource", "lifecycle")}
        cases = [case.strip() for case in words["case"][1]]
        if (
            not all(cases)
            or self.shape.header_of_case in cases
            or any(map(_says_nothing, words["activity"][1]))
        ):
            return False
        builder, numbers = self.builder, self.builder.cases
        case = [numbers.setdefault(id_, len(numbers)) for id_ in cases]
        activity = [builder.activities.number(word) for word in words["activity"][1]]
        resource = [builder.resources.number(word) if word else NOBODY for word in words["resource"][1]]
        transition = [int(builder.transition_of(word)) for word in words["lifecycle"][1]]
        self._extend(builder.case, words["case"][0], case)
        self._extend(builder.activity, words["activity"][0], activity)
        self._extend(builder.resource, words["resource"][0], resource)
        self._extend(builder.transition, words["lifecycle"][0], transition)
        for role, column in (("start", builder.start), ("end", builder.end)):
            column.frombytes(self._times(table, role).astype("int64").tobytes())
        return True

    def _table(self, lines: Sequence[str]) -> Any:
        """The columns as texts; None where a row is not as wide as the header, or a reader might see something else in it."""
        text, separator = "".join(lines), self.shape.separator
        if f"{separator} " in text or "\n " in text or text.startswith(" "):
            return None  # Python's reader leaves blanks out that stand before a cell
        if max(map(len, lines)) > _LONGEST_LINE:
            return None
        csv, string = self.arrow.csv, self.arrow.string()
        names = [str(position) for position in range(self.shape.width)]
        wanted = sorted({str(position) for position in self.shape.positions.values()})
        try:
            return csv.read_csv(
                self.arrow.py_buffer(text.encode()),
                csv.ReadOptions(use_threads=False, column_names=names, block_size=4 * len(text) + 1),
                csv.ParseOptions(delimiter=separator, quote_char=False),
                csv.ConvertOptions(
                    include_columns=wanted,
                    column_types=dict.fromkeys(wanted, string),
                    strings_can_be_null=False,
                ),
            ).combine_chunks()
        except (self.arrow.ArrowInvalid, UnicodeEncodeError):
            return None

    def _column(self, table: Any, role: str) -> Any:
        column = table.column(str(self.shape.positions[role]))
        return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)

    def _encoded(self, table: Any, role: str) -> tuple[Any, list[str]]:
        """For each row the number of its word, and the words in the order they are met."""
        if role not in self.shape.positions:
            return self.numpy.zeros(table.num_rows, dtype="int32"), [""]
        encoded = self._column(table, role).dictionary_encode()
        return encoded.indices.to_numpy(), encoded.dictionary.to_pylist()

    def _extend(self, column: array[int], indices: Any, numbers: Sequence[int]) -> None:
        values = self.numpy.array(numbers, dtype=f"i{column.itemsize}")
        column.frombytes(values[indices].tobytes())

    def _times(self, table: Any, role: str) -> Any:
        """Microseconds since 1970; ISO times are read at once, all others one by one."""
        clock = self.clocks.get(role)
        if clock is None:
            return self.numpy.full(table.num_rows, MISSING, dtype="int64")
        column = self._column(table, role)
        found = None if clock.numeric else self._iso(column, clock)
        return (
            found
            if found is not None
            else self.numpy.array([clock.read(text) for text in column.to_pylist()])
        )

    def _iso(self, column: Any, clock: Clock) -> Any:
        arrow, compute = self.arrow, self.arrow.compute
        said = compute.if_else(compute.equal(column, ""), None, column)
        for zone in ("UTC", None):
            try:
                said.slice(0, _FEW).cast(arrow.timestamp("us", zone))  # refusing a whole column takes long
                times = said.cast(arrow.timestamp("us", zone)).cast(arrow.int64())
            except arrow.ArrowInvalid:
                continue
            if (first := compute.min(times).as_py()) is not None and first < _FIRST_YEAR:
                return None
            count = len(times) - times.null_count
            clock.zoned += count if zone else 0
            clock.naive += 0 if zone else count
            return times.fill_null(MISSING).to_numpy()
        return None


_FEW = 20
_FIRST_YEAR = -62_135_596_800_000_000
"""The first of January of the year 1 in microseconds since 1970: Python knows no time before."""


def _says_nothing(word: str) -> bool:
    return is_nothing(" ".join(word.split()))
