"""A summary as tables of plain values: for CSV, and for the sheets of a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isinf

from fitengine.portfolio.summary_model import Counts, Summary
from fitengine.portfolio.summary_words import process_reason, saving_steps, step_reason
from fitengine.report.csv_output import harmless
from fitengine.report.workbook import Column, Entry, Sheet, write_sheets

__all__ = ["TABLES", "summary_to_csv", "summary_workbook"]

Value = str | int | float | None
Rows = Iterator[tuple[Value, ...]]
_EXCEL_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class _Table:
    """Columns by name; `verdicts` says that one a verdict follows, in the order of the summary."""

    title: str
    columns: tuple[str, ...]
    rows: Callable[[Summary], Rows]
    verdicts: bool = False

    def header(self, summary: Summary) -> list[str]:
        names = [one.verdict for one in summary.total.verdicts] if self.verdicts else []
        return [*self.columns, *names]


def summary_to_csv(summary: Summary, table: str) -> str:
    """One of `TABLES` as CSV (RFC 4180): a header and its rows, lines ending in CR LF; what starts like a formula gets an
    apostrophe."""
    chosen = TABLES[table]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(chosen.header(summary))
    writer.writerows([harmless(_plain(value)) for value in row] for row in chosen.rows(summary))
    return text.getvalue()


def summary_workbook(summary: Summary) -> bytes:
    """All tables, a sheet each. Raises FitengineError where the library that writes workbooks is missing."""
    return write_sheets([_sheet(summary, table) for table in TABLES.values()])


def _sheet(summary: Summary, table: _Table) -> Sheet:
    header = table.header(summary)
    rows = []
    for number, row in enumerate(table.rows(summary)):
        if number == _EXCEL_ROWS:
            break
        rows.append(tuple(None if (value := _plain(one)) is None else Entry(value) for one in row))
    columns = tuple(Column(name, _WIDTHS.get(name, 12)) for name in header)
    return Sheet(table.title, columns, tuple(rows), frozen=1)


def _plain(value: Value) -> Value:
    """What is without an end is left empty: no cell holds it."""
    return None if isinstance(value, float) and isinf(value) else value


def _verdict_rows(summary: Summary) -> Rows:
    yield from _count_rows("all", "", summary.documents.assessed, summary.total)
    for by, groups, _ in summary.groups:
        for group in groups:
            yield from _count_rows(by, group.name, group.processes, group.counts)


def _count_rows(by: str, name: str, processes: int, counts: Counts) -> Rows:
    for one in counts.verdicts:
        yield (
            by, name, processes, one.verdict, one.steps, one.presumed, one.hours_low, one.hours_likely, one.hours_high,
            one.unknown_hours, one.saved,
        )  # fmt: skip


def _process_rows(summary: Summary) -> Rows:
    for number, one in enumerate(summary.processes, 1):
        yield (
            number, one.name, one.id, one.source, one.area, one.owner, process_reason(one), one.counts.steps,
            one.counts.hours, one.counts.saved, one.quick_wins, one.quick_saved, one.blocked,
            *(count.steps for count in one.counts.verdicts),
        )  # fmt: skip


def _step_rows(summary: Summary) -> Rows:
    for one in saving_steps(summary):
        yield (
            one.quadrant_label, one.name, one.process_name, one.lane, one.owner, one.verdict, one.technique, one.saved,
            one.complexity, step_reason(one, summary), "; ".join(one.blockers), one.place.source, one.place.process,
            one.place.step,
        )  # fmt: skip


def _blocker_rows(summary: Summary) -> Rows:
    for one in summary.blockers:
        yield one.id, one.label, one.holds, one.open, one.processes, one.hours


def _question_rows(summary: Summary) -> Rows:
    for number, one in enumerate(summary.questions, 1):
        yield number, one.fact, one.text, one.missing, one.settles, one.next, one.alone, one.settled


def _phase_rows(summary: Summary) -> Rows:
    for phase, count in summary.initiatives.phases:
        yield phase or "(not said)", count, count / summary.initiatives.total
    total = summary.initiatives.total
    for name in ("production", "measured", "delivering") if total else ():
        count = getattr(summary.initiatives, name)
        yield _REACHED[name], count, count / total


def _duplicate_rows(summary: Summary) -> Rows:
    for one in summary.duplicates:
        where = "; ".join(f"{place.source} {place.step}" for place in one.places)
        yield one.name, one.verdict, one.steps, one.processes, one.hours, one.saved, where


def _document_rows(summary: Summary) -> Rows:
    yield "assessed", summary.documents.assessed
    yield from summary.documents.refused


_REACHED = {
    "production": "reached production",
    "measured": "measured since the go-live",
    "delivering": "deliver a measured gain",
}
TABLES = {
    "verdicts": _Table(
        "Verdicts",
        ("group", "name", "processes", "verdict", "steps", "presumed", "hours_low", "hours_likely", "hours_high",
         "unknown_hours", "hours_saved"),
        _verdict_rows,
    ),
    "processes": _Table(
        "Processes",
        ("rank", "name", "process", "source", "area", "owner", "reason", "steps", "hours", "hours_saved", "quick_wins",
         "quick_saved", "blocked"),
        _process_rows,
        verdicts=True,
    ),
    "steps": _Table(
        "Steps",
        ("quadrant", "name", "process_name", "lane", "owner", "verdict", "technique", "hours_saved", "complexity", "reason",
         "blockers", "source", "process", "step"),
        _step_rows,
    ),
    "blockers": _Table("Blockers", ("blocker", "name", "holds", "open", "processes", "hours"), _blocker_rows),
    "questions": _Table(
        "Questions", ("order", "fact", "question", "steps", "settles", "asked_next", "alone", "settled"), _question_rows
    ),
    "duplicates": _Table(
        "Duplicates", ("name", "verdict", "steps", "processes", "hours", "hours_saved", "where"), _duplicate_rows
    ),
    "initiatives": _Table("Initiatives", ("phase", "initiatives", "share"), _phase_rows),
    "documents": _Table("Documents", ("outcome", "documents"), _document_rows),
}  # fmt: skip
"""By the name that `--table` takes."""
_WIDTHS = {
    "name": 34, "process_name": 30, "reason": 60, "question": 50, "where": 60, "source": 30, "blockers": 30, "rank": 6,
    "order": 6,
    "quadrant": 14, "group": 8, "process": 22, "step": 22, "lane": 20, "owner": 20, "area": 20, "phase": 26, "outcome": 22,
    "technique": 24, "verdict": 18,
}  # fmt: skip
