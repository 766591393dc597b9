"""The results of a portfolio run: which files there are, and which columns they have.

    RESULTS/manifest.json                 versions, digests of rules and shards, sources, options, counts
    RESULTS/processes/part-00000.parquet  one row a document, readable or not
    RESULTS/steps/part-00000.parquet      one row a step of an assessed process
    RESULTS/findings/part-00000.parquet   one row a finding
    RESULTS/facts/part-00000.parquet      row for row beside the steps: what is known of them, to decide again

A part is one shard. Its four files are written under other names and renamed, `processes` last: a shard is finished when its file
of processes is there. pyarrow comes with the extra `portfolio`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from fitengine.model.rules import FactDefinition, FactRole

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "FORMAT",
    "HIGH",
    "LOW",
    "TABLES",
    "DocumentStatus",
    "Layout",
    "code_bits",
    "doubt_code",
    "facts_schema",
    "findings_schema",
    "processes_schema",
    "steps_schema",
    "stored_facts",
]

FORMAT = 1
"""Of the results; another number means other columns."""
TABLES = ("steps", "facts", "findings", "processes")
"""In the order of writing: the last one says that the shard is finished."""
LOW, HIGH = ".low", ".high"
"""Ends of the two columns of a number."""


class DocumentStatus(StrEnum):
    """What became of one document."""

    ASSESSED = "assessed"
    REFUSED = "refused"
    """It cannot be used; `code` and `message` say why."""
    CRASHED = "crashed"
    """The program that read it died."""
    TIMEOUT = "timeout"
    """It took longer than the limit."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things lie in a folder of results."""

    folder: Path

    @property
    def manifest(self) -> Path:
        return self.folder / "manifest.json"

    @property
    def lock(self) -> Path:
        """Locked while somebody writes; empty, and harmless when left behind."""
        return self.folder / ".lock"

    def part(self, table: str, shard: int) -> Path:
        """The file of one shard."""
        return self.folder / table / f"part-{shard:05}.parquet"

    def parts(self, table: str) -> list[Path]:
        """The files there are, in the order of shards."""
        return sorted(
            (self.folder / table).glob("part-*.parquet"), key=lambda path: (len(path.name), path.name)
        )

    def pattern(self, table: str) -> str:
        """All files of a table, as DuckDB and pyarrow read them."""
        return str(self.folder / table / "part-*.parquet")


def processes_schema() -> pa.Schema:
    """Columns of `processes`.

    `source` is the file, with `:LINE` (NDJSON), `#ROW` (Parquet, from 0) or `!ENTRY` (zip). `process`, `name` and `owner` are
    null where they are not known. `area` is the folder below the source, or the column or key `area` beside the document; null
    where there is none. `phase` is the answer of the initiative; `delivers` says whether some measure of it is better than its
    baseline since the go-live, null where nobody measured. Counts are 0 for documents that are not assessed.
    """
    import pyarrow as pa

    text, count = pa.string(), pa.int32()
    return pa.schema(
        [
            pa.field("source", text, nullable=False),
            ("process", text),
            ("name", text),
            pa.field("status", text, nullable=False),
            ("code", text),
            ("message", text),
            ("area", text),
            ("owner", text),
            ("initiative", pa.bool_()),
            ("phase", text),
            ("delivers", pa.bool_()),
            ("steps", count),
            ("settled", count),
            ("presumed", count),
            ("open", count),
            ("findings", count),
        ]
    )


def steps_schema() -> pa.Schema:
    """Columns of `steps`, in the order of sources and files.

    - `lane` is the lane's name, `owner` the process's; null where there is none.
    - `verdict` is `undetermined` where `certainty` is `open`; `possible` are the verdicts that the known facts leave, whatever
      is presumed.
    - `technique` is null where it is open or does not apply.
    - `hours_low`, `hours_likely`, `hours_high`: hands-on hours a month; null where nobody knows. Likely is the middle.
    - `complexity` is the greatest of the levels still possible; `hours_saved` a month in the likely case, by the shares that
      stand in where a file gives none: null where nothing is planned or known.
    - `missing` are facts that can still change an open verdict; `next_question` the fact to ask for, null where it was not
      worked out.
    - `blockers` hold, `blockers_open` may hold, as nobody has said yet. `rules` are those that decide.
    - `signature` is equal for steps of the same name (case and spaces aside) and the same facts, but for how often and how long.
    """
    import pyarrow as pa

    text, words, number = pa.string(), pa.list_(pa.string()), pa.float64()
    return pa.schema(
        [
            pa.field("source", text, nullable=False),
            pa.field("process", text, nullable=False),
            pa.field("step", text, nullable=False),
            pa.field("name", text, nullable=False),
            ("lane", text),
            ("owner", text),
            pa.field("verdict", text, nullable=False),
            pa.field("certainty", text, nullable=False),
            ("possible", words),
            ("technique", text),
            ("hours_low", number),
            ("hours_likely", number),
            ("hours_high", number),
            ("complexity", text),
            ("hours_saved", number),
            ("missing", words),
            ("next_question", text),
            ("blockers", words),
            ("blockers_open", words),
            ("rules", words),
            pa.field("signature", pa.uint64(), nullable=False),
        ]
    )


def findings_schema() -> pa.Schema:
    """Columns of `findings`; `step` is null for a finding about the process."""
    import pyarrow as pa

    text = pa.string()
    names = ("source", "process", "step", "code", "severity", "message")
    return pa.schema([pa.field(name, text, nullable=name == "step") for name in names])


def facts_schema(dictionary: Iterable[FactDefinition]) -> pa.Schema:
    """Columns of `facts`: row for row what is known of the steps.

    - A level, choice or bool: a mask over the values in the field's metadata `values` (split at `|`), bit 0 the first; one bit
      is a value known exactly, several one known in part. The topmost bit alone is a doubt that somebody voiced. Null is not
      said.
    - A number: the columns `NAME.low` and `NAME.high` in the unit of the fact, equal for a number known exactly; minus and plus
      infinity are a doubt. Null is not said.
    - `other`: JSON of what these columns cannot hold: `numbers` (lists of several numbers by fact) and `ratings`; null otherwise.
    - `feeding`: the steps that feed this one and come before it, as rows counted from this one (-1 is the row before).
    - `share`: the part of its time that the file says its verdict takes over, 0 to 1, by verdict as JSON; null where it says
      nothing.

    Facts derived from the graph and measured ones are stored as well.
    """
    import pyarrow as pa

    fields = [
        pa.field("feeding", pa.list_(pa.int32())),
        pa.field("other", pa.string()),
        pa.field("share", pa.string()),
    ]
    for definition in stored_facts(dictionary):
        if definition.type.numeric:
            fields += [pa.field(definition.name + end, pa.float64()) for end in (LOW, HIGH)]
        else:
            values = definition.values or ("no", "yes")
            kind = {8: pa.uint8(), 16: pa.uint16(), 32: pa.uint32(), 64: pa.uint64()}[code_bits(definition)]
            fields.append(pa.field(definition.name, kind, metadata={"values": "|".join(values)}))
    return pa.schema(fields)


def stored_facts(dictionary: Iterable[FactDefinition]) -> list[FactDefinition]:
    """The facts about steps that a file states or its graph says; what follows from them is worked out again."""
    return [
        definition
        for definition in dictionary
        if definition.subject == "step"
        and not (definition.role is FactRole.DERIVED and definition.name in _WORKED_OUT)
    ]


def doubt_code(definition: FactDefinition) -> int:
    """The mask that says: somebody voiced a doubt."""
    return 1 << (code_bits(definition) - 1)


_WORKED_OUT = frozenset({"upstream_unready", "hours_per_month", "hours_saved", "build_complexity", "pays"})


def code_bits(definition: FactDefinition) -> int:
    """Bits that a column needs for all values and the doubt."""
    needed = len(definition.values or ("no", "yes")) + 1
    return next(width for width in (8, 16, 32, 64) if needed <= width)
