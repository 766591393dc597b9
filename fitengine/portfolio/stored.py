"""Stored facts back into columns, under other rules than those they were stored with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fitengine.errors import InputError
from fitengine.model.rules import FactDefinition, Rulebook
from fitengine.portfolio.decisions import Feeding
from fitengine.portfolio.fact_columns import FactColumns, Other
from fitengine.portfolio.tables import HIGH, LOW, code_bits, doubt_code

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from fitengine.decide.vector import Masks

__all__ = ["fact_column_names", "stored_feeding", "stored_shares", "unpack_facts"]


def fact_column_names(names: Sequence[str], definitions: Mapping[str, FactDefinition]) -> list[str]:
    """The columns that hold some facts, as far as they are stored at all."""
    numeric = [name for name in names if name in definitions and definitions[name].type.numeric]
    return [name for name in names if name in definitions and name not in numeric] + [
        name + end for name in numeric for end in (LOW, HIGH)
    ]


def unpack_facts(
    table: pa.Table, definitions: Mapping[str, FactDefinition], rulebook: Rulebook
) -> FactColumns:
    """The facts of a table, or those of its columns that were read. Raises InputError for values the rules do not know."""
    there = set(table.column_names)
    codes, numbers = {}, {}
    for name, definition in definitions.items():
        if definition.type.numeric:
            if name + LOW in there:
                numbers[name] = (_numbers(table[name + LOW]), _numbers(table[name + HIGH]))
        elif name in there:
            codes[name] = _codes(table, definition)
    return FactColumns(table.num_rows, codes, numbers, _other(table, rulebook))


def stored_feeding(table: pa.Table) -> Feeding:
    """Which steps feed which."""
    import numpy

    column = table["feeding"].combine_chunks()
    target = numpy.repeat(numpy.arange(table.num_rows), column.value_lengths().to_numpy(zero_copy_only=False))
    return Feeding(target + column.flatten().to_numpy(), target)


def stored_shares(table: pa.Table) -> dict[int, Mapping[str, float]]:
    """What files say that verdicts take over, by row."""
    return {row: json.loads(text) for row, text in _texts(table, "share").items()}


def _numbers(column: pa.ChunkedArray) -> NDArray[np.float64]:
    found: NDArray[np.float64] = column.to_numpy()  # null becomes not a number
    return found


def _codes(table: pa.Table, definition: FactDefinition) -> Masks:
    """The masks, over the values as they are now."""

    column = table[definition.name].combine_chunks()
    codes: Masks = column.fill_null(0).to_numpy()
    metadata = table.schema.field(definition.name).metadata or {}
    before = metadata.get(b"values", b"").decode().split("|")
    now = list(definition.values or ("no", "yes"))
    return codes if before == now else _translated(codes, before, now, definition, column.type.bit_width)


def _translated(
    codes: Masks, before: list[str], now: list[str], definition: FactDefinition, width: int
) -> Masks:
    import numpy

    doubt = 1 << (width - 1)
    found = numpy.zeros(len(codes), f"u{code_bits(definition) // 8}")
    found[codes == doubt] = doubt_code(definition)
    for at, word in enumerate(before):
        rows = (codes != doubt) & (codes & (1 << at) != 0)
        if word in now:
            found[rows] |= found.dtype.type(1 << now.index(word))
        elif rows.any():
            message = f"`{definition.name}` is stored as `{word}`, which these rules do not know"
            raise InputError.single("unknown-value", message, "run the portfolio again on its sources")
    return found


def _other(table: pa.Table, rulebook: Rulebook) -> dict[int, Other]:
    if "other" not in table.column_names:
        return {}
    found = {row: json.loads(text) for row, text in _texts(table, "other").items()}
    rateable = rulebook.rateable()
    for other in found.values():
        for name, outcome in other.get("ratings", {}).items():
            if outcome not in rateable.get(name, ()):
                message = f"`{name}` was answered with `{outcome}`, which these rules do not know"
                raise InputError.single("unknown-value", message, "run the portfolio again on its sources")
    return found


def _texts(table: pa.Table, name: str) -> dict[int, str]:
    """The texts of a column that is mostly null, by row."""
    import numpy
    import pyarrow.compute as pc

    column = table[name].combine_chunks()
    if column.null_count == len(column):
        return {}
    rows = numpy.flatnonzero(pc.is_valid(column).to_numpy(zero_copy_only=False))
    return dict(zip(rows.tolist(), column.drop_null().to_pylist(), strict=True))
