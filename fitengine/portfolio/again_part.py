"""One part of stored steps decided again: what a worker does of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fitengine.errors import FitengineError, Problem
from fitengine.portfolio.changes import EXAMPLES, ChangedStep, Grade
from fitengine.portfolio.decisions import StepColumns
from fitengine.portfolio.documents import FindingRow
from fitengine.portfolio.fact_columns import FactColumns
from fitengine.portfolio.parts import PartNote, PartWriter
from fitengine.portfolio.results import CONTRADICTIONS, certainty_counts, contradiction_rows
from fitengine.portfolio.stored import fact_column_names, stored_feeding, stored_shares, unpack_facts
from fitengine.portfolio.tables import Layout, findings_schema
from fitengine.portfolio.tabulate import StepNames, grade_columns, name_prints, steps_table
from fitengine.portfolio.work import RulesChoice, rules_tools

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq
    from numpy.typing import NDArray

__all__ = ["AgainJob", "AgainOutcome", "decide_part"]

Key = tuple[Grade, Grade]


@dataclass(frozen=True, slots=True)
class AgainJob:
    """A part of the results; `out` is None where nothing is to be written."""

    part: int
    results: str
    out: str | None
    rules: RulesChoice


@dataclass(frozen=True, slots=True)
class AgainOutcome:
    """Transitions of the part with their first steps."""

    part: int
    steps: int = 0
    counts: Mapping[Key, int] = field(default_factory=dict)
    examples: Mapping[Key, list[ChangedStep]] = field(default_factory=dict)
    problem: Problem | None = None


def decide_part(job: AgainJob) -> AgainOutcome:
    """Decides the steps of a part. What goes wrong comes back as a value."""
    import pyarrow as pa

    try:
        return _Part(job).run()
    except FitengineError as error:
        return AgainOutcome(job.part, problem=error.problems[0])
    except (OSError, pa.ArrowException) as error:
        words = " ".join(str(error).split())[:300]
        problem = Problem("cannot-read", f"part {job.part} cannot be read or written: {words}")
        return AgainOutcome(job.part, problem=problem)


class _Part:
    def __init__(self, job: AgainJob) -> None:
        self.job = job
        self.decider = rules_tools(job.rules)[1]
        self.layout = Layout(Path(job.results))
        self.steps = 0
        self.counts: dict[Key, int] = {}
        self.examples: dict[Key, list[ChangedStep]] = {}

    def run(self) -> AgainOutcome:
        import pyarrow.parquet as pq

        with (
            pq.ParquetFile(self.layout.part("steps", self.job.part)) as steps,
            pq.ParquetFile(self.layout.part("facts", self.job.part)) as facts,
        ):
            if self.job.out is None:
                for group in range(steps.num_row_groups):
                    self.look(steps, facts, group)
            else:
                self.write(steps, facts)
        return AgainOutcome(self.job.part, self.steps, self.counts, self.examples)

    def look(self, steps: pq.ParquetFile, facts: pq.ParquetFile, group: int) -> None:
        """The verdicts alone, of some rows."""
        names = fact_column_names(self.decider.verdict_facts, self.decider.definitions)
        there = set(facts.schema_arrow.names)
        columns = [name for name in ("other", *names) if name in there]
        known = self.unpack(facts.read_row_group(group, columns=columns, use_threads=False))
        before = steps.read_row_group(group, columns=["verdict", "certainty"], use_threads=False)
        verdict, certainty = grade_columns(*self.decider.verdicts(known), self.decider.fit.diagram.outcomes)

        def named(rows: list[int]) -> pa.Table:
            names = ["source", "process", "step", "name"]
            return steps.read_row_group(group, columns=names, use_threads=False).take(rows)

        self.compare(before, verdict, certainty, named)

    def write(self, steps: pq.ParquetFile, facts: pq.ParquetFile) -> None:
        """Everything, as a part of the new results; the facts are those of the old ones."""
        assert self.job.out is not None
        remarks: list[tuple[str, str, FindingRow]] = []
        certainties = []
        with PartWriter(Layout(Path(self.job.out)), self.job.part) as part:
            part.share("facts", self.layout.part("facts", self.job.part))
            for group in range(steps.num_row_groups):
                old = steps.read_row_group(group, use_threads=False)
                table = facts.read_row_group(group, use_threads=False)
                known = self.unpack(table)
                found = self.decider.decide(known, stored_feeding(table), stored_shares(table))
                names = {name: old[name].combine_chunks() for name in _NAMES}
                prints = name_prints(names["name"])
                new = steps_table(StepNames(names, prints), known, found, self.decider.definitions)
                part.write({"steps": new})
                self.compare(old, new["verdict"], new["certainty"], new.take)
                remarks += self.remarks(new, known, found)
                certainties.append(found.certainty)
            processes, findings = self.about_processes(remarks, certainties)
            part.write({"findings": findings, "processes": processes})
            statuses = dict(Counter(processes["status"].to_pylist()))
            part.sign(PartNote("", processes.num_rows, self.steps, statuses, ""))

    def unpack(self, table: pa.Table) -> FactColumns:
        return unpack_facts(table, self.decider.definitions, self.decider.decider.rulebook)

    def compare(
        self, before: pa.Table, verdict: pa.Array, certainty: pa.Array, named: Callable[[list[int]], pa.Table]
    ) -> None:
        """Counts the transitions of some rows, and keeps their first steps."""
        import numpy

        columns = [before["verdict"], before["certainty"], verdict, certainty]
        codes, words = zip(*(_numbered(column) for column in columns), strict=True)
        self.steps += len(codes[0])
        cases, where = _patterns(codes)
        for at, case in enumerate(cases):
            old_verdict, old_certainty, new_verdict, new_certainty = (
                word[number] for word, number in zip(words, case, strict=True)
            )
            key = (Grade(old_verdict, old_certainty), Grade(new_verdict, new_certainty))
            rows = numpy.flatnonzero(where == at)
            self.counts[key] = self.counts.get(key, 0) + len(rows)
            known = self.examples.setdefault(key, [])
            if key[0] != key[1] and len(known) < EXAMPLES:
                found = named(rows[: EXAMPLES - len(known)].tolist()).select(
                    ["source", "process", "step", "name"]
                )
                known += [ChangedStep(**row) for row in found.to_pylist()]

    def remarks(
        self, new: pa.Table, known: FactColumns, found: StepColumns
    ) -> list[tuple[str, str, FindingRow]]:
        """What is contradictory, with source and process."""
        rows = {row: (new["step"][row].as_py(), new["name"][row].as_py()) for row in found.contradictions}
        return [
            (new["source"][row].as_py(), new["process"][row].as_py(), remark)
            for row, remarks in contradiction_rows(rows, known, found, self.decider).items()
            for remark in remarks
        ]

    def about_processes(
        self, remarks: list[tuple[str, str, FindingRow]], certainties: list[NDArray[np.uint8]]
    ) -> tuple[pa.Table, pa.Table]:
        """The tables of processes and findings, with what the new rules change of them."""
        import numpy
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        processes = pq.read_table(self.layout.part("processes", self.job.part), use_threads=False)
        old = pq.read_table(self.layout.part("findings", self.job.part), use_threads=False)
        kept = old.filter(pc.invert(pc.is_in(old["code"], pa.array(CONTRADICTIONS))))
        rows = [
            (source, process, one.step, one.code, one.severity, one.message)
            for source, process, one in remarks
        ]
        columns = list(zip(*rows, strict=True)) or [()] * len(old.schema)
        fresh = pa.table([pa.array(column, pa.string()) for column in columns], schema=findings_schema())
        both = pa.concat_tables([kept.cast(findings_schema()), fresh])
        place = pc.index_in(both["source"], processes["source"].combine_chunks()).to_numpy()
        findings = both.take(numpy.argsort(place, kind="stable"))
        counts = {
            **certainty_counts(
                processes["steps"].to_numpy(), numpy.concatenate([numpy.zeros(0, numpy.uint8), *certainties])
            ),
            "findings": numpy.bincount(place, minlength=processes.num_rows).astype(numpy.int32),
        }
        for name, values in counts.items():
            at = processes.schema.get_field_index(name)
            processes = processes.set_column(at, processes.schema.field(name), pa.array(values))
        return processes, findings


_NAMES = ("source", "process", "step", "name", "lane", "owner")


def _numbered(column: pa.ChunkedArray | pa.Array) -> tuple[NDArray[np.int32], list[str]]:
    """A column of words as numbers, and the words."""
    import pyarrow as pa

    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    encoded = whole.dictionary_encode()
    return encoded.indices.to_numpy(), encoded.dictionary.to_pylist()


def _patterns(columns: Sequence[NDArray[np.generic]]) -> tuple[list[list[int]], NDArray[np.intp]]:
    """The different rows of some columns, and which of them each row is."""
    import numpy

    number = numpy.zeros(len(columns[0]), dtype=numpy.int64)
    for column in columns:
        wide = column.astype(numpy.int64)
        wide -= wide.min(initial=0)
        _, number = numpy.unique(number * (int(wide.max(initial=0)) + 1) + wide, return_inverse=True)
    _, first, where = numpy.unique(number, return_index=True, return_inverse=True)
    return [[int(column[row]) for column in columns] for row in first], where
