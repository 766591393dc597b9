"""Which steps every case passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fitengine.facts.edges import Wiring, is_event
from fitengine.facts.graph import case_starts, components, reachable_from
from fitengine.model.process import EventKind, Gateway, GatewayKind, Process, SubProcess, SubProcessKind

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["passed_by_every_case"]

_BEGIN, _FINISH = "\0begin", "\0finish"
"""Stand for any start and any end; no id of a file holds a control character."""


def passed_by_every_case(process: Process, graph: nx.DiGraph[str]) -> Mapping[str, bool]:
    """Whether each step lies on the way of every case that ends; steps that no case reaches or leaves are left out.

    A case passes what lies on all paths from its start to an end. Where the way forks without a choice, at a parallel gateway
    or by unconditional flows, it passes every branch and what lies on all paths of that branch. Exceptions are set aside: what
    only a boundary event or an event subprocess leads to is passed by some cases. Pools without a flow between them are
    looked at one by one. Where no event starts a case, it starts at all nodes that nothing leads to; where no event ends it,
    it ends where nothing follows.
    """
    wiring = Wiring(process)
    usual = _without_exceptions(process, graph)
    events = frozenset(case_starts(process))
    always = _always_followed(wiring)
    begun = set(events)
    found: dict[str, bool] = {}
    for part in components(usual):
        started = [id_ for id_ in part if id_ in events]
        unfed = [] if started else [id_ for id_ in part if not graph.in_degree(id_)]
        ends = [id_ for id_ in part if not usual.out_degree(id_) and not wiring.caught_by(process.nodes[id_])]
        found |= _passed(_backward(usual, started + unfed, ends), always, unfed)
        begun.update(unfed)
    aside = reachable_from(graph, begun) - reachable_from(usual, begun & usual.nodes)
    return {
        task.id: found.get(task.id, False) for task in process.tasks() if task.id in found or task.id in aside
    }


def _backward(usual: nx.DiGraph[str], starts: Sequence[str], ends: Sequence[str]) -> nx.DiGraph[str]:
    """What the starts reach, with every edge turned round and one node for all starts and one for all ends."""
    import networkx as nx

    reached = reachable_from(usual, starts)
    backward: nx.DiGraph[str] = nx.DiGraph()
    backward.add_node(_FINISH)
    backward.add_edges_from((target, source) for source in reached for target in usual.successors(source))
    backward.add_edges_from((start, _BEGIN) for start in starts)
    backward.add_edges_from((_FINISH, end) for end in ends if end in reached)
    return backward


def _passed(
    backward: nx.DiGraph[str], always: Mapping[str, Sequence[str]], unfed: Sequence[str]
) -> dict[str, bool]:
    """Whether every case passes a node, for the nodes from which a case can end."""
    import networkx as nx

    next_on_all_ways = nx.immediate_dominators(backward, _FINISH)
    passed: set[str] = set()
    pending = [_BEGIN, *unfed]
    while pending:
        node = pending.pop()
        while node in next_on_all_ways and node not in passed:
            passed.add(node)
            pending.extend(always.get(node, ()))
            node = next_on_all_ways[node]
    return {id_: id_ in passed for id_ in next_on_all_ways}


def _without_exceptions(process: Process, graph: nx.DiGraph[str]) -> nx.DiGraph[str]:
    usual = graph.copy()
    usual.remove_nodes_from([id_ for id_ in process.nodes if _is_exception(process, id_)])
    return usual


def _is_exception(process: Process, id_: str) -> bool:
    """Whether a node is a boundary event, or is inside an event subprocess."""
    node = process.nodes[id_]
    if is_event(node, EventKind.BOUNDARY):
        return True
    while True:
        if isinstance(node, SubProcess) and node.kind is SubProcessKind.EVENT:
            return True
        if node.parent is None:
            return False
        node = process.nodes[node.parent]


def _always_followed(wiring: Wiring) -> dict[str, list[str]]:
    """The nodes that follow each node in every case, without any choice."""
    followed: dict[str, list[str]] = {}
    for id_, node in wiring.process.nodes.items():
        parallel = isinstance(node, Gateway) and node.kind is GatewayKind.PARALLEL
        if parallel or not isinstance(node, Gateway):
            targets = [
                flow.target
                for flow in wiring.outgoing[id_]
                if parallel or not (flow.condition or flow.default)
            ]
            for leaving in wiring.exits(id_):
                followed.setdefault(leaving, []).extend(targets)
        if isinstance(node, SubProcess) and node.kind is not SubProcessKind.AD_HOC:
            entries = wiring.entries(id_)
            if not any(is_event(wiring.process.nodes[entry], EventKind.START) for entry in entries):
                followed.setdefault(id_, []).extend(entries)
    return followed
