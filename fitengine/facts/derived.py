"""What the graph and the other facts say about a step, so that nobody has to type it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from fitengine.facts.graph import loops, upstream_steps
from fitengine.facts.passage import passed_by_every_case
from fitengine.model.facts import Facts, Known, OneOf, Origin, Provenance, Range
from fitengine.model.process import Process, Task

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["derive_facts", "derived_facts"]

_DETAIL = {
    "handover": "lanes of the steps before",
    "in_loop": "process graph",
    "on_critical_path": "process graph",
    "hours_per_month": "volume and handling time",
}


def derive_facts(process: Process, graph: nx.DiGraph[str]) -> Process:
    """The process with the derived facts added to its steps, marked as derived."""
    derived = derived_facts(process, graph)
    nodes = {
        id_: replace(node, facts=_with_derived(node.facts, derived[id_])) if isinstance(node, Task) else node
        for id_, node in process.nodes.items()
    }
    return replace(process, nodes=nodes)


def derived_facts(process: Process, graph: nx.DiGraph[str]) -> Mapping[str, Mapping[str, Known]]:
    """Derived facts by step and name; a fact is absent where what it rests on is not known.

    - `handover`: a nearest step before this one is in another lane. Absent where lanes are missing.
    - `in_loop`: a case that passed the step can come back to it.
    - `on_critical_path`: every case passes the step, exceptions aside; see `passed_by_every_case`.
    - `hours_per_month`: volume times minutes, exact or a range, in hours a month.

    `upstream_unready` needs verdicts and is settled with them.
    """
    upstream = upstream_steps(process, graph)
    repeated = {id_ for loop in loops(graph) for id_ in loop}
    passed = passed_by_every_case(process, graph)
    return {
        task.id: _known(
            {
                "handover": _handover(task, upstream[task.id], process),
                "in_loop": task.id in repeated,
                "on_critical_path": passed.get(task.id),
                "hours_per_month": _hours(task.facts),
            }
        )
        for task in process.tasks()
    }


def _known(values: Mapping[str, Known | None]) -> dict[str, Known]:
    return {name: value for name, value in values.items() if value is not None}


def _with_derived(facts: Facts, derived: Mapping[str, Known]) -> Facts:
    provenance = {name: Provenance(Origin.DERIVED, _DETAIL[name]) for name in derived}
    return replace(facts, values={**facts.values, **derived}, provenance={**facts.provenance, **provenance})


def _handover(task: Task, upstream: tuple[str, ...], process: Process) -> bool | None:
    if not upstream:
        return False
    lanes = {process.nodes[step].lane for step in upstream}
    if task.lane is None or lanes == {None}:
        return None
    if lanes - {task.lane, None}:
        return True
    return None if None in lanes else False


def _hours(facts: Facts) -> float | Range | None:
    volume, minutes = (_bounds(facts.values.get(name)) for name in ("volume", "handling_minutes"))
    if volume is None or minutes is None:
        return None
    low, high = volume[0] * minutes[0] / 60, volume[1] * minutes[1] / 60
    return low if low == high else Range(low, high)


def _bounds(value: Known | None) -> tuple[float, float] | None:
    """Lowest and highest number that a fact may be, None where it is not known as a number."""
    match value:
        case bool() | str() | None:
            return None
        case int() | float():
            return value, value
        case Range():
            return value.low, value.high
        case OneOf():
            numbers = [number for number in value.values if isinstance(number, int | float)]
            return min(numbers), max(numbers)
        case _:
            return None
