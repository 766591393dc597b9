"""Workbooks made on the spot."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import xlsxwriter

__all__ = ["book"]

Rows = Sequence[Sequence[object]]


def book(fill: Callable[[Any, Mapping[str, Any]], None] | None = None, **sheets: Rows) -> bytes:
    """A workbook with these rows by sheet; texts stay texts. `fill` may do more to it."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as made:
        added = {}
        for name, rows in sheets.items():
            added[name] = made.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        added[name].write_string(number, column, value)
                    elif value is not None:
                        added[name].write(number, column, value)
        if fill:
            fill(made, added)
    return file.getvalue()
