"""What was found out as the tables of a shard."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from fitengine.assess.complexity import LEVELS
from fitengine.decide.vector import OPEN, PRESUMED, SETTLED
from fitengine.model.decision import UNDETERMINED, Certainty
from fitengine.model.rules import FactDefinition, FactRole
from fitengine.portfolio.decisions import StepColumns
from fitengine.portfolio.fact_columns import FactColumns, other_text
from fitengine.portfolio.missing import mix
from fitengine.portfolio.tables import HIGH, LOW, facts_schema, steps_schema

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from fitengine.decide.vector import Masks

__all__ = ["StepNames", "facts_table", "grade_columns", "name_prints", "steps_table"]

_AMOUNTS = frozenset({"volume", "handling_minutes"})
"""How often and how long: steps are the same work whatever these are."""
_CERTAINTIES = {SETTLED: Certainty.SETTLED, PRESUMED: Certainty.PRESUMED, OPEN: Certainty.OPEN}


@dataclass(frozen=True, slots=True)
class StepNames:
    """The columns that name steps, in the order of the table; `prints` are fingerprints of their names."""

    columns: Mapping[str, pa.Array]
    prints: NDArray[np.uint64]


def steps_table(
    names: StepNames, facts: FactColumns, found: StepColumns, definitions: Mapping[str, FactDefinition]
) -> pa.Table:
    """The table `steps`."""
    import numpy
    import pyarrow as pa

    verdict, certainty = grade_columns(found.verdict, found.certainty, found.verdicts)
    gap = (*found.verdicts, UNDETERMINED)
    possible = numpy.array([found.possible & (1 << bit) != 0 for bit in range(len(gap))])
    columns = {
        **names.columns,
        "verdict": verdict,
        "certainty": certainty,
        "possible": _lists(gap, possible),
        "technique": _words(found.techniques, found.technique),
        "hours_low": _numbers(found.hours[0]),
        "hours_likely": _numbers(found.hours[1]),
        "hours_high": _numbers(found.hours[2]),
        "complexity": _words(LEVELS, found.complexity),
        "hours_saved": _numbers(found.hours_saved),
        "missing": _lists(found.missing_names, found.missing),
        "next_question": pa.array(found.next_question, pa.string()),
        "blockers": _lists(found.blocker_names, found.blockers),
        "blockers_open": _lists(found.blocker_names, found.blockers_open),
        "rules": _lists(found.rule_names, found.rules),
        "signature": pa.array(_signatures(names.prints, facts, definitions)),
    }
    schema = steps_schema()
    return pa.table([columns[name] for name in schema.names], schema=schema)


def grade_columns(
    verdict: NDArray[np.int16], certainty: NDArray[np.uint8], outcomes: Sequence[str]
) -> tuple[pa.Array, pa.Array]:
    """Verdicts and how certain they are, in words."""
    import numpy

    grades = [str(_CERTAINTIES[grade]) for grade in sorted(_CERTAINTIES)]
    index = numpy.where(verdict < 0, len(outcomes), verdict)
    return _words((*outcomes, UNDETERMINED), index), _words(grades, certainty)


def facts_table(
    facts: FactColumns,
    feeding: pa.Array,
    shares: Mapping[int, Mapping[str, float]],
    definitions: Mapping[str, FactDefinition],
) -> pa.Table:
    """The table `facts`; `feeding` is its column of that name."""
    import pyarrow as pa

    schema = facts_schema(definitions.values())
    columns: dict[str, pa.Array] = {
        "feeding": feeding,
        "other": _texts(facts.count, {row: other_text(other) for row, other in facts.other.items()}),
        "share": _texts(facts.count, {row: json.dumps(own, sort_keys=True) for row, own in shares.items()}),
    }
    for name, definition in definitions.items():
        if definition.type.numeric:
            low, high = facts.numbers[name]
            columns[name + LOW], columns[name + HIGH] = _numbers(low), _numbers(high)
        else:
            codes, kind = facts.codes[name], schema.field(name).type
            columns[name] = _nullable(codes, codes != 0, kind)
    return pa.table([columns[name] for name in schema.names], schema=schema)


def name_prints(names: pa.Array) -> NDArray[np.uint64]:
    """Fingerprints of names, the same for names that differ in case and spaces alone."""
    import numpy

    different = names.dictionary_encode()
    prints = numpy.fromiter(map(_print, different.dictionary.to_pylist()), numpy.uint64)
    found: NDArray[np.uint64] = prints[different.indices.to_numpy()]
    return found


@lru_cache(maxsize=100_000)
def _print(name: str) -> int:
    plain = " ".join(name.casefold().split())
    return int.from_bytes(blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _signatures(
    prints: NDArray[np.uint64], facts: FactColumns, definitions: Mapping[str, FactDefinition]
) -> NDArray[np.uint64]:
    """Fingerprints of the name and what is known of each fact that says what the work is; their order does not matter."""
    import numpy

    total = mix(prints)
    for name, definition in definitions.items():
        stored = name in facts.codes or name in facts.numbers
        if not stored or name in _AMOUNTS or definition.role is FactRole.DERIVED:
            continue
        own = numpy.full(1, _print(name), numpy.uint64)
        if definition.type.numeric:
            low, high = facts.numbers[name]
            value = mix(low.view(numpy.uint64)) + high.view(numpy.uint64)
            total += numpy.where(numpy.isnan(low), numpy.uint64(0), mix(value + own))
        else:
            total += _code_prints(facts.codes[name], own)
    for row, other in facts.other.items():
        total[row : row + 1] += numpy.uint64(_print(other_text(other)))
    return total


def _code_prints(codes: Masks, own: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Fingerprints of masks, worked out once for each that there is; nothing for a fact of which nobody spoke."""
    import numpy

    most = int(codes.max(initial=0))
    if most > len(codes):
        return numpy.where(codes == 0, numpy.uint64(0), mix(codes.astype(numpy.uint64) + own))
    prints = mix(numpy.arange(most + 1, dtype=numpy.uint64) + own)
    prints[0] = 0
    found: NDArray[np.uint64] = prints[codes]
    return found


def _words(words: Sequence[str], index: NDArray[np.generic]) -> pa.Array:
    """Words by number; null where it is negative."""
    import numpy
    import pyarrow as pa

    number = index.astype(numpy.int32)
    return pa.array(list(words), pa.string()).take(pa.array(number, mask=number < 0))


def _lists(words: Sequence[str], flags: NDArray[np.bool_]) -> pa.Array:
    """By step, the words whose flag is set; `flags` has a row a word."""
    import numpy
    import pyarrow as pa

    offsets = numpy.zeros(flags.shape[1] + 1, dtype=numpy.int32)
    numpy.cumsum(flags.sum(axis=0), out=offsets[1:])
    word = numpy.flatnonzero(flags.T) % max(len(words), 1)
    return pa.ListArray.from_arrays(
        pa.array(offsets), pa.array(list(words), pa.string()).take(pa.array(word))
    )


def _numbers(values: NDArray[np.float64]) -> pa.Array:
    import numpy
    import pyarrow as pa

    return _nullable(values, ~numpy.isnan(values), pa.float64())


def _nullable(values: NDArray[np.generic], there: NDArray[np.bool_], kind: pa.DataType) -> pa.Array:
    """Values that may be null, as `pa.array` makes them with a mask, in a third of its time."""
    import numpy
    import pyarrow as pa

    bits = pa.py_buffer(numpy.packbits(there, bitorder="little"))
    return pa.Array.from_buffers(kind, len(values), [bits, pa.py_buffer(values)])


def _texts(count: int, texts: Mapping[int, str]) -> pa.Array:
    import pyarrow as pa

    if not texts:
        return pa.nulls(count, pa.string())
    return pa.array([texts.get(row) for row in range(count)], pa.string())
