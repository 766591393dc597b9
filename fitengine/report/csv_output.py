"""An assessment as CSV (RFC 4180) that a spreadsheet program cannot mistake for formulas."""

from __future__ import annotations

import csv
import io

from fitengine.model.decision import Assessment
from fitengine.report.records import FIELDS, to_records

__all__ = ["harmless", "to_csv"]

_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""What makes a spreadsheet program compute a cell (OWASP, CSV injection), fullwidth signs included."""


def to_csv(assessment: Assessment) -> str:
    """A header and one row a step, lines ending in CR LF; what starts like a formula gets an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(FIELDS)
    writer.writerows([harmless(value) for value in record.values()] for record in to_records(assessment))
    return text.getvalue()


def harmless(value: str | float | None) -> str | float | None:
    """A cell that no spreadsheet program computes."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
