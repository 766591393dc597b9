"""What one answer is worth over a whole portfolio, by the stored facts of open steps that are drawn evenly from all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fitengine.decide.case import Case
from fitengine.decide.decider import Decider
from fitengine.model.decision import Certainty
from fitengine.portfolio.fact_columns import row_facts
from fitengine.portfolio.stored import unpack_facts
from fitengine.portfolio.tables import stored_facts

__all__ = ["SAMPLE", "Worth", "weigh_answers"]

SAMPLE = 400
"""Open steps that are looked at, at most twice as many; where there are fewer, all of them are."""

_DECISION = "technology-fit"


@dataclass(frozen=True, slots=True)
class Worth:
    """Of the answers to one question alone: steps it is expected to settle, and bits of information on all verdicts."""

    settles: float = 0.0
    bits: float = 0.0


def weigh_answers(
    rows: Iterable[tuple[Path, list[int]]], decider: Decider, strict: bool, steps: int
) -> dict[str, Worth]:
    """By fact. `rows` are places of open steps in parts of the stored facts; `steps` is the number of all open steps, for which
    they stand. Raises InputError for stored values that the rules do not know."""
    import pyarrow.parquet as pq

    definitions = {one.name: one for one in stored_facts(decider.rulebook.dictionary.values())}
    sums: dict[str, list[float]] = {}
    memo: dict[str, list[tuple[str, float, float]]] = {}
    count = 0
    for path, places in rows:
        columns = unpack_facts(pq.read_table(path).take(places), definitions, decider.rulebook)
        for row in range(columns.count):
            facts = row_facts(columns, definitions, row)
            key = repr((sorted(facts.values.items()), sorted(facts.ratings.items())))
            if key not in memo:
                memo[key] = _gains(decider, decider.case(facts, strict=strict))
            count += 1
            for name, settles, bits in memo[key]:
                found = sums.setdefault(name, [0.0, 0.0])
                found[0] += settles
                found[1] += bits
    share = steps / count if count else 0.0
    return {name: Worth(settles * share, bits * share) for name, (settles, bits) in sums.items()}


def _gains(decider: Decider, case: Case) -> list[tuple[str, float, float]]:
    grade = decider.grade(_DECISION, case)
    if grade.certainty is not Certainty.OPEN:
        return []
    return [(grade.oracle.names[gain.level], gain.settles, gain.bits) for gain in decider.gains(grade, case)]
