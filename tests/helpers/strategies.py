"""What Hypothesis draws, in one place: processes and their facts, rule packs with facts for them, and event logs.

`processes` and `some_facts` come from tests/helpers/processes.py, over the shipped dictionary; packs bring a small dictionary
of their own, with a fact of every type.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.sax.saxutils import quoteattr

from hypothesis import strategies as st

from fitengine.load.rules.rulebook import RuleText, read_rulebook
from fitengine.model.facts import Scalar
from fitengine.model.rules import Rulebook
from tests.helpers.processes import processes, some_facts
from tests.helpers.rules import REFERENCES, SMALL_FACTS

__all__ = [
    "LogRow",
    "as_csv",
    "as_xes",
    "conditions",
    "event_logs",
    "known_cases",
    "packed",
    "packs",
    "processes",
    "some_facts",
]

_LEVELS = ("ad_hoc", "varies", "mostly", "uniform")
_KINDS = ("rules", "knowledge", "random")


def _written(operator: str, *operands: object) -> str:
    return f"{operator} {operands[0]}" if len(operands) == 1 else f"{operands[0]} {operator} {operands[1]}"


def _bounds(values: st.SearchStrategy[object]) -> st.SearchStrategy[str]:
    return st.builds(_written, st.sampled_from(["at least", "at most", "not"]), values)


def _ordered(values: Sequence[object]) -> st.SearchStrategy[object]:
    one = st.sampled_from(values)
    ends = st.lists(st.integers(0, len(values) - 1), min_size=2, max_size=2, unique=True).map(sorted)
    between = ends.map(lambda pair: _written("to", values[pair[0]], values[pair[1]]))
    return one | _bounds(one) | between | st.lists(one, min_size=2, max_size=3, unique=True)


_TESTS: dict[str, st.SearchStrategy[object]] = {
    "standardised": _ordered(_LEVELS),
    "exception_rate": _ordered([0, 2.5, 20, 99.9, 100]),
    "stable_months": _ordered([1, 6, 12, 36]),
    "applications": _ordered([0, 1, 2, 5, 1000]),
    "physical": st.booleans() | st.sampled_from(["not true", "not false"]),
    "exception_kind": st.sampled_from(_KINDS) | st.sampled_from([f"not {kind}" for kind in _KINDS])
    | st.lists(st.sampled_from(_KINDS), min_size=2, max_size=2, unique=True),
}  # fmt: skip
"""What a rule may say about each of the small facts."""

_VALUES: dict[str, st.SearchStrategy[Scalar]] = {
    "standardised": st.sampled_from(_LEVELS),
    "exception_rate": st.sampled_from([0, 2, 2.5, 3, 20, 50, 99.9, 100]) | st.floats(0, 100),
    "stable_months": st.sampled_from([0, 1, 6, 7, 36, 120]) | st.floats(0, 120),
    "applications": st.sampled_from([0, 1, 2, 3, 5, 1000]) | st.integers(0, 1000),
    "physical": st.booleans(),
    "exception_kind": st.sampled_from(_KINDS),
}


def conditions() -> st.SearchStrategy[dict[str, object]]:
    """Conditions over the small facts, as they stand in a file: mappings of tests, `all`, `any` and `not`."""
    plain = st.lists(st.sampled_from(list(_TESTS)), min_size=1, max_size=3, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: _TESTS[name] for name in names})
    )

    def nested(inner: st.SearchStrategy[dict[str, object]]) -> st.SearchStrategy[dict[str, object]]:
        several = st.lists(inner, min_size=1, max_size=3)
        return (
            several.map(lambda parts: {"all": parts})
            | several.map(lambda parts: {"any": parts})
            | inner.map(lambda part: {"not": part})
        )

    return st.recursive(plain, nested, max_leaves=5)


@st.composite
def packs(draw: st.DrawFn) -> Rulebook:
    """A table `t` of up to eight rules, of which the first that holds decides; the last one always does."""
    outcomes = [f"o{number}" for number in range(draw(st.integers(2, 4)))]
    whens: list[dict[str, object]] = [*draw(st.lists(conditions(), max_size=8)), {}]
    rules = [
        {
            "id": f"R{number}",
            "when": when,
            "then": draw(st.sampled_from(outcomes)),
            "because": "So.",
            "cite": "house-default",
        }
        for number, when in enumerate(whens)
    ]
    table = {
        "decision": "t",
        "version": "1",
        "question": "Which?",
        "hit_policy": "first",
        "verdicts": outcomes,
        "rules": rules,
    }
    texts = {"t.yaml": json.dumps(table), "facts.yaml": SMALL_FACTS, "references.yaml": REFERENCES}
    return read_rulebook(RuleText(name, text, "drawn") for name, text in texts.items())


def known_cases() -> st.SearchStrategy[dict[str, Scalar]]:
    """Every small fact, exactly known."""
    return st.fixed_dictionaries(_VALUES)


# --- Event logs ---


@dataclass(frozen=True, slots=True)
class LogRow:
    """An event as every form of log can carry it."""

    case: str
    activity: str
    start: datetime
    end: datetime
    resource: str


@st.composite
def event_logs(draw: st.DrawFn, most: int = 20) -> list[LogRow]:
    """Events of a few cases, each case in one piece; activities that look like values or markup, and runs of no length."""
    names = st.sampled_from(
        ["A", "b", "start", "Größe", 'x "y": {z', "- no", "no", "1e5", "a,b;c", "<a&b>", "=1+1", "end"]
    )
    users = st.sampled_from(["ann", "bob", "112", "O'Neil", "ünï"])
    rows, now = [], datetime(2026, 1, 1, 8)
    for case in range(draw(st.integers(1, 5))):
        for _ in range(draw(st.integers(1, max(1, most // 5)))):
            now += timedelta(minutes=draw(st.integers(1, 5000)))
            end = now + timedelta(minutes=draw(st.integers(0, 300)))
            rows.append(LogRow(f"case {case}", draw(names), now, end, draw(users)))
    return rows


def as_csv(rows: Sequence[LogRow], separator: str = ",", encoding: str = "utf-8") -> bytes:
    """A table with every cell in quotation marks."""
    lines = [["case", "activity", "start", "end", "resource"]]
    lines += [
        [row.case, row.activity, f"{row.start:%Y-%m-%d %H:%M}", f"{row.end:%Y-%m-%d %H:%M}", row.resource]
        for row in rows
    ]
    text = "\n".join(separator.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    return (text + "\n").encode(encoding)


def as_xes(rows: Sequence[LogRow]) -> bytes:
    """The same in XES; start and end are attributes of one event."""
    traces: dict[str, list[str]] = {}
    for row in rows:
        said = {"concept:name": row.activity, "org:resource": row.resource}
        times = {"start": row.start, "end": row.end}
        inner = "".join(
            f"<string key={quoteattr(key)} value={quoteattr(value)}/>" for key, value in said.items()
        )
        inner += "".join(
            f'<date key="{key}" value="{value:%Y-%m-%dT%H:%M:%S}"/>' for key, value in times.items()
        )
        traces.setdefault(row.case, []).append(f"<event>{inner}</event>")
    body = "".join(
        f'<trace><string key="concept:name" value={quoteattr(case)}/>{"".join(events)}</trace>'
        for case, events in traces.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><log>{body}</log>'.encode()


def packed(raw: bytes) -> bytes:
    """With gzip, the same bytes at any time of day."""
    return gzip.compress(raw, mtime=0)
