"""Whether a case can get from a start to an end, and where it cannot."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from fitengine.assess.remarks import count, remark, title
from fitengine.facts.graph import (
    case_ends,
    case_starts,
    components,
    first_groups,
    last_groups,
    leading_to,
    reachable_from,
)
from fitengine.model.decision import Finding
from fitengine.model.process import Event, EventKind, Node, Process, SubProcess, SubProcessKind, Task

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["check_ways"]

_CONNECT = "connect it in the model, or delete it"


def check_ways(process: Process, graph: nx.DiGraph[str]) -> Iterator[Finding]:
    """One remark for each cause: the first node of what no start leads to, and the last of what leads to no end."""
    starts, ends = frozenset(case_starts(process)), case_ends(process)
    if not starts:
        yield remark("no-start", process, "the process has no start event", "say what sets it off")
    if not ends:
        yield remark("no-end", process, "the process has no end event", "say how it ends")
    parts = [part for part in components(graph) if not _only_holds(process, part)]
    apart = _apart(parts, starts)
    yield from (_disconnected(process, part) for part in apart)
    connected = {id_ for part in parts for id_ in part}.difference(*apart)
    if starts:
        yield from _unreachable(process, graph, connected - reachable_from(graph, starts))
    if ends:
        for group in last_groups(graph, connected - leading_to(graph, ends)):
            yield _no_way_out(process, group)


def _only_holds(process: Process, part: Collection[str]) -> bool:
    """Whether a part is the frame of an event subprocess, which nothing leads to."""
    nodes = [process.nodes[id_] for id_ in part]
    return len(nodes) == 1 and isinstance(nodes[0], SubProcess) and nodes[0].kind is SubProcessKind.EVENT


def _apart(parts: list[tuple[str, ...]], starts: frozenset[str]) -> list[tuple[str, ...]]:
    """The parts without a start; all but the largest where nothing starts at all."""
    if starts:
        return [part for part in parts if starts.isdisjoint(part)]
    main = max(parts, key=len, default=())
    return [part for part in parts if part is not main]


def _disconnected(process: Process, part: tuple[str, ...]) -> Finding:
    nodes = [process.nodes[id_] for id_ in part]
    first = next((node for node in nodes if isinstance(node, Task)), nodes[0])
    rest = f" and {count(len(nodes) - 1, 'element')} around it stand" if len(nodes) > 1 else " stands"
    message = f"{title(first)}{rest} apart: no start event and no flow leads there"
    return remark("disconnected", first, message, _CONNECT)


def _unreachable(process: Process, graph: nx.DiGraph[str], missed: Collection[str]) -> Iterator[Finding]:
    for group in first_groups(graph, missed):
        first = process.nodes[group[0]]
        followed = len(group) > 1 or any(
            id_ in missed and id_ != first.id for id_ in graph.successors(first.id)
        )
        rest = ", nor can what comes behind it" if followed else ""
        yield remark("unreachable", first, f"{title(first)} cannot be reached from a start{rest}", _CONNECT)


def _no_way_out(process: Process, group: tuple[str, ...]) -> Finding:
    node = _left(process, process.nodes[group[0]])
    if len(group) > 1:
        message = f"no way leads out of the loop of {count(len(group), 'element')} with {title(node)}"
    else:
        message = f"nothing follows {title(node)}, and it is no end event"
    return remark("no-way-out", node, message, "lead it on to an end event")


def _left(process: Process, node: Node) -> Node:
    """The node itself, but for the end event of a subprocess: what ends there is the subprocess."""
    if isinstance(node, Event) and node.kind is EventKind.END and node.parent:
        return process.nodes[node.parent]
    return node
