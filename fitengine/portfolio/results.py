"""A batch of documents to the tables of its shard."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from fitengine.assess.contradictions import contradictions
from fitengine.decide.vector import OPEN, PRESUMED, SETTLED
from fitengine.model.process import Task
from fitengine.portfolio.batch import Batch, Entry
from fitengine.portfolio.deciding import StepDecider
from fitengine.portfolio.decisions import Feeding, StepColumns
from fitengine.portfolio.documents import FindingRow
from fitengine.portfolio.fact_columns import FactColumns, row_facts
from fitengine.portfolio.tables import findings_schema, processes_schema
from fitengine.portfolio.tabulate import StepNames, facts_table, name_prints, steps_table

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["CONTRADICTIONS", "batch_tables", "certainty_counts", "contradiction_rows"]

CONTRADICTIONS = ("contradictory-facts", "rating-contradicted")
"""The remarks that depend on the rules; all others are about the document alone."""


def batch_tables(batch: Batch, decider: StepDecider) -> dict[str, pa.Table]:
    """The tables of a batch, by name."""
    import numpy
    import pyarrow as pa

    facts = batch.facts()
    counts, deltas = batch.feeding()
    target = numpy.repeat(numpy.arange(facts.count), counts)
    found = decider.decide(facts, Feeding(target + deltas, target), batch.shares)
    offsets = numpy.concatenate([numpy.zeros(1, numpy.int32), numpy.cumsum(counts, dtype=numpy.int32)])
    feeding = pa.ListArray.from_arrays(pa.array(offsets), pa.array(deltas))
    findings = _findings(batch, _contradictions(batch, facts, found, decider))
    return {
        "steps": steps_table(_step_names(batch), facts, found, decider.definitions),
        "facts": facts_table(facts, feeding, batch.shares, decider.definitions),
        "findings": _findings_table(findings),
        "processes": _processes_table(batch, found, findings),
    }


def contradiction_rows(
    steps: Mapping[int, tuple[str, str]], facts: FactColumns, found: StepColumns, decider: StepDecider
) -> dict[int, list[FindingRow]]:
    """By row, the remarks on facts that cannot both be, and on answers that the facts speak against; `steps` has the ids and
    names of the rows that were decided one by one."""
    stated = {name: decider.definitions[name] for name in decider.stated}
    rows: dict[int, list[FindingRow]] = {}
    for row, broken in found.contradictions.items():
        known = row_facts(facts, stated, row)
        task = Task(*steps[row], facts=known)
        case = decider.decider.case(known, strict=decider.strict)
        remarks = contradictions(task, case, broken, decider.decider)
        rows[row] = [FindingRow(one.subject, one.code, one.severity, one.message) for one in remarks]
    return rows


def certainty_counts(steps: NDArray[np.int32], certainty: NDArray[np.uint8]) -> dict[str, NDArray[np.int32]]:
    """How many steps of each entry are settled, presumed and open; `steps` says how many each has."""
    import numpy

    entry = numpy.repeat(numpy.arange(len(steps)), steps)
    grades = {"settled": SETTLED, "presumed": PRESUMED, "open": OPEN}
    return {
        name: numpy.bincount(entry[certainty == grade], minlength=len(steps)).astype(numpy.int32)
        for name, grade in grades.items()
    }


def _contradictions(
    batch: Batch, facts: FactColumns, found: StepColumns, decider: StepDecider
) -> dict[int, list[FindingRow]]:
    """The same by entry."""
    first = [0, *accumulate(batch.step_counts)]
    steps = {row: (batch.steps[row], batch.names[row]) for row in found.contradictions}
    by_entry: dict[int, list[FindingRow]] = {}
    for row, remarks in contradiction_rows(steps, facts, found, decider).items():
        by_entry.setdefault(bisect_right(first, row) - 1, []).extend(remarks)
    return by_entry


def _findings(
    batch: Batch, contradictory: Mapping[int, list[FindingRow]]
) -> list[tuple[Entry, list[FindingRow]]]:
    """Entries that have remarks, with these in the order in which `assess` lists them."""
    found = []
    for at, entry in enumerate(batch.entries):
        document = entry.document
        if document is not None and (document.findings or document.initiative or at in contradictory):
            own = document.initiative.findings if document.initiative else ()
            found.append((entry, [*document.findings, *contradictory.get(at, ()), *own]))
    return found


def _findings_table(findings: Sequence[tuple[Entry, list[FindingRow]]]) -> pa.Table:
    import pyarrow as pa

    rows = [
        (entry.source, entry.document.process, one.step, one.code, one.severity, one.message)
        for entry, remarks in findings
        if entry.document is not None
        for one in remarks
    ]
    schema = findings_schema()
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(column, pa.string()) for column in columns], schema=schema)


def _processes_table(
    batch: Batch, found: StepColumns, findings: Sequence[tuple[Entry, list[FindingRow]]]
) -> pa.Table:
    import numpy
    import pyarrow as pa

    entries = batch.entries
    documents = [entry.document for entry in entries]
    initiatives = [document.initiative if document else None for document in documents]
    remarks = {id(entry): len(own) for entry, own in findings}
    schema = processes_schema()
    columns = {
        "source": [entry.source for entry in entries],
        "process": [document.process if document else None for document in documents],
        "name": [document.name if document else None for document in documents],
        "status": [str(entry.status) for entry in entries],
        "code": [entry.code for entry in entries],
        "message": [entry.message for entry in entries],
        "area": [entry.area for entry in entries],
        "owner": [(document.owner or None) if document else None for document in documents],
        "initiative": [document.initiative is not None if document else None for document in documents],
        "phase": [one.phase if one else None for one in initiatives],
        "delivers": [one.delivers if one else None for one in initiatives],
        "steps": batch.step_counts,
        **certainty_counts(numpy.frombuffer(batch.step_counts, numpy.int32), found.certainty),
        "findings": [remarks.get(id(entry), 0) for entry in entries],
    }
    return pa.table([pa.array(columns[field.name], field.type) for field in schema], schema=schema)


def _step_names(batch: Batch) -> StepNames:
    import numpy
    import pyarrow as pa

    entry = pa.array(numpy.repeat(numpy.arange(len(batch.entries)), batch.step_counts))
    documents = [entry.document for entry in batch.entries]
    text = pa.string()
    names = pa.array(batch.names, text)
    return StepNames(
        {
            "source": pa.array([entry.source for entry in batch.entries], text).take(entry),
            "process": pa.array([one.process if one else None for one in documents], text).take(entry),
            "step": pa.array(batch.steps, text),
            "name": names,
            "lane": pa.array(batch.lanes, text),
            "owner": pa.array([(one.owner or None) if one else None for one in documents], text).take(entry),
        },
        name_prints(names),
    )
