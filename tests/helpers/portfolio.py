"""Processes as a group of companies may have them, as many as are wanted: the same number always gives the same process.

Each has ten steps in two to four lanes, with branches and now and then a way back. A fifth of the facts that a verdict may look
at is missing; some are known in part or doubted. A share has an initiative with measures.
"""

from __future__ import annotations

import json
import random
from functools import lru_cache
from pathlib import Path

from fitengine.decide.compile import fact_inputs
from fitengine.load.rules.rulebook import load_rules
from fitengine.model.rules import FactDefinition, FactType

__all__ = ["document_text", "process_data", "write_ndjson", "write_parquet"]

STEPS = 10
MISSING = 0.2
_VERBS = (
    "Check", "Enter", "Approve", "Match", "Send", "Collect", "Review", "Archive", "Compare", "Classify", "Answer", "Plan",
    "Record", "Clear", "Report", "Draft",
)  # fmt: skip
_OBJECTS = (
    "invoice", "order", "claim", "contract", "complaint", "application", "delivery note", "credit limit", "master data",
    "travel expense", "timesheet", "quotation", "warranty case", "return", "payment run", "stock level", "tax form", "policy",
    "customer letter", "sensor reading", "work permit", "inspection", "loan file", "price list", "account",
)  # fmt: skip
_DETAILS = (
    "",
    "",
    "",
    " of supplier",
    " by telephone",
    " in the portal",
    " for the auditor",
    " after month end",
)
_LANES = (
    "Front office",
    "Back office",
    "Finance",
    "Purchasing",
    "Claims team",
    "Compliance",
    "Service desk",
    "Field team",
)
_OWNERS = (
    "Head of finance",
    "Head of purchasing",
    "Head of claims",
    "Service director",
    "Chief operating officer",
)
_PHASES = ("idea", "pilot", "production", "scaled")
_BY_PROCESS = ("process_stable_months", "systems_stable_months", "access_allowed")


def process_data(number: int, seed: int = 7) -> dict[str, object]:
    """One process file as plain data."""
    rng = random.Random(seed * 1_000_003 + number)
    lanes = {f"l{at}": name for at, name in enumerate(rng.sample(_LANES, rng.randint(2, 4)))}
    data: dict[str, object] = {
        "process": f"p{number:07}",
        "name": f"{rng.choice(_OBJECTS).capitalize()} handling {number}",
        "owner": rng.choice(_OWNERS),
        "lanes": lanes,
        "defaults": _facts(rng, _BY_PROCESS, MISSING),
        "steps": _steps(rng, list(lanes)),
    }
    if rng.random() < 0.02:
        data["initiative"] = _initiative(rng)
    return data


def document_text(number: int, seed: int = 7) -> str:
    """The same as one line of JSON."""
    return json.dumps(process_data(number, seed), separators=(",", ":"), ensure_ascii=False)


def write_ndjson(path: Path, numbers: range, seed: int = 7) -> None:
    """A file with a process a line."""
    with path.open("w", encoding="utf-8") as file:
        for number in numbers:
            file.write(document_text(number, seed) + "\n")


def write_parquet(path: Path, numbers: range, seed: int = 7, group: int = 1000) -> None:
    """The same with a process a row."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([("id", pa.string()), ("document", pa.string())])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for first in range(0, len(numbers), group):
            part = numbers[first : first + group]
            texts = [document_text(number, seed) for number in part]
            writer.write_table(pa.table([[f"p{number:07}" for number in part], texts], schema=schema))


def _steps(rng: random.Random, lanes: list[str]) -> dict[str, object]:
    """Ten tasks in a row; some of them behind a branch that skips or goes back."""
    steps: dict[str, object] = {"start": {"type": "start", "name": "Case arrives", "next": "s0"}}
    branches = {
        at: rng.choice((at + 2, at + 2, max(0, at - 2)))
        for at in rng.sample(range(1, STEPS - 2), rng.randint(0, 2))
    }
    lane = rng.choice(lanes)
    names: set[str] = set()
    for at in range(STEPS):
        lane = lane if rng.random() < 0.6 else rng.choice(lanes)
        following = f"g{at}" if at in branches else f"s{at + 1}" if at + 1 < STEPS else "end"
        steps[f"s{at}"] = {
            "name": _name(rng, names),
            "lane": lane,
            "facts": _step_facts(rng),
            "next": following,
        }
        if at in branches:
            share = rng.choice((80, 90, 95))
            ways = [
                {"to": f"s{at + 1}", "when": "yes", "share": f"{share}%"},
                {"to": f"s{branches[at]}", "when": "no", "share": f"{100 - share}%"},
            ]
            steps[f"g{at}"] = {"type": "exclusive", "name": "All well?", "lane": lane, "next": ways}
    steps["end"] = {"type": "end", "name": "Case closed"}
    return steps


def _name(rng: random.Random, taken: set[str]) -> str:
    while True:
        name = f"{rng.choice(_VERBS)} {rng.choice(_OBJECTS)}{rng.choice(_DETAILS)}"
        if name not in taken:
            taken.add(name)
            return name


def _step_facts(rng: random.Random) -> dict[str, object]:
    facts = _facts(rng, _names()[0], MISSING)
    if facts.get("pattern_task") is True:
        facts |= _facts(rng, _names()[1], 0.5)
    if facts.get("rule_based") == "fully":  # what is, takes no judgement and no learning from examples
        facts |= {
            name: value for name, value in (("judgement", "low"), ("pattern_task", False)) if name in facts
        }
    if facts.get("standardised") == "uniform" and "ways_of_working" in facts:
        facts["ways_of_working"] = 1
    return facts


def _facts(rng: random.Random, names: tuple[str, ...], missing: float) -> dict[str, object]:
    draws = _draws()
    return {name: _value(rng, draws[name]) for name in names if rng.random() >= missing}


def _value(rng: random.Random, draw: _Draw) -> object:
    """A value by the priors of the dictionary; now and then a part of one, or a doubt."""
    value = rng.choices(draw[1], cum_weights=draw[2])[0]
    odd = rng.random()
    if odd < 0.01:
        return "unknown"
    definition = draw[0]
    if isinstance(value, tuple):
        return _number(rng, definition, value, odd)
    if odd < 0.05 and definition.type is FactType.LEVEL:
        at = min(definition.values.index(value), len(definition.values) - 2)
        return list(definition.values[at : at + 2])
    return value


def _number(rng: random.Random, definition: FactDefinition, ends: tuple[float, float], odd: float) -> object:
    low, high = ends
    size = low * (max(high, 1.0) / low) ** rng.random() if low > 0 else high * rng.random()
    number = float(f"{min(max(size, low), high):.2g}")
    number = float(round(number)) if definition.type is FactType.COUNT else number
    if odd < 0.06:
        return f"{number:g} to {min(2 * number, definition.high or 2 * number):g}"
    return int(number) if number.is_integer() else number


_Draw = tuple[FactDefinition, list[object], list[float]]


@lru_cache(maxsize=1)
def _draws() -> dict[str, _Draw]:
    """By fact, its values or ranges and how often each comes."""
    draws = {}
    for name, definition in load_rules().dictionary.items():
        pieces = definition.prior
        values: list[object] = [
            piece.value if piece.low is None else (piece.low, piece.high) for piece in pieces
        ]
        total, weights = 0.0, []
        for piece in pieces:
            total += piece.weight
            weights.append(total)
        if values:
            draws[name] = (definition, values, weights)
    return draws


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The facts that a verdict may look at, and those that a learnt model needs beside them."""
    rulebook = load_rules()
    looked_at = [name for name in fact_inputs(rulebook, "technology-fit") if name not in _BY_PROCESS]
    looked_at += [name for name in ("volume", "handling_minutes") if name not in looked_at]
    beside = [
        name
        for name, one in rulebook.dictionary.items()
        if one.role == "arrangement" and one.subject == "step"
    ]
    draws = _draws()
    return tuple(name for name in looked_at if name in draws), tuple(name for name in beside if name in draws)


def _initiative(rng: random.Random) -> dict[str, object]:
    baseline = rng.randint(10, 90)
    measured = [
        {"on": f"2026-0{month}-15", "value": round(baseline * rng.uniform(0.7, 1.05), 1)}
        for month in (7, 8, 9)
    ]
    kpi = {"name": "cycle time", "unit": "hours", "direction": "down", "baseline": baseline}
    kpi |= {"month_1": baseline - 1, "month_6": round(baseline * 0.8, 1)}
    return {
        "facts": {"phase": rng.choice(_PHASES), "goal_linked": rng.random() < 0.8},
        "go_live": "2026-07-01",
        "kpis": [{**kpi, "actuals": measured[: rng.randint(0, 3)]}],
    }
