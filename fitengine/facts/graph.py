"""The process as a graph: which node can follow which, and what that says about steps.

Everything comes in the file's order. networkx is imported when a graph is first built, because importing it takes longer than
assessing a small process.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from fitengine.facts.edges import Wiring, is_breaking_off, is_event
from fitengine.model.process import EventKind, Node, Process, SubProcess, SubProcessKind, Task

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "case_ends",
    "case_starts",
    "components",
    "feeding_steps",
    "first_groups",
    "last_groups",
    "leading_to",
    "loops",
    "process_graph",
    "reachable_from",
    "reading_order",
    "upstream_steps",
]


def process_graph(process: Process) -> nx.DiGraph[str]:
    """Nodes by id; an edge from each node to those that can follow it.

    A subprocess stands for the moment it is entered: flows into it lead to its node and on to its inner starts, and its inner
    ends lead to what follows it. An activity leads to its boundary events; an inner error or cancel end leads to the boundary
    event that catches it. Event subprocesses start by themselves, so nothing leads into them.
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(process.nodes)
    graph.add_edges_from(Wiring(process).edges())
    return graph


def case_starts(process: Process) -> tuple[str, ...]:
    """The start events at which a case begins or an event subprocess sets in; those inside other subprocesses are no starts."""
    return tuple(id_ for id_, node in process.nodes.items() if _is_outer(process, node, EventKind.START))


def case_ends(process: Process) -> tuple[str, ...]:
    """The nodes after which nothing need follow: end events outside of subprocesses, errors and cancels wherever they are, and
    what makes up for a step (its compensation handler)."""
    handlers = {flow.target for flow in process.flows if _compensates(process.nodes[flow.source])}
    return tuple(
        id_
        for id_, node in process.nodes.items()
        if _is_outer(process, node, EventKind.END) or id_ in handlers or is_breaking_off(node)
    )


def reachable_from(graph: nx.DiGraph[str], sources: Iterable[str]) -> frozenset[str]:
    """The sources and everything that can follow them."""
    return _spread(graph.successors, sources)


def leading_to(graph: nx.DiGraph[str], targets: Iterable[str]) -> frozenset[str]:
    """The targets and everything that can come before them."""
    return _spread(graph.predecessors, targets)


def components(graph: nx.DiGraph[str]) -> tuple[tuple[str, ...], ...]:
    """The parts that no edge connects, whatever its direction."""
    import networkx as nx

    return _in_file_order(graph, nx.weakly_connected_components(graph))


def loops(graph: nx.DiGraph[str]) -> tuple[tuple[str, ...], ...]:
    """The groups of nodes from each of which a case can come back to it."""
    import networkx as nx

    groups = (
        group for group in nx.strongly_connected_components(graph) if len(group) > 1 or _repeats(graph, group)
    )
    return _in_file_order(graph, groups)


def first_groups(graph: nx.DiGraph[str], nodes: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """The nodes, of those given, to which none of the others leads; a loop counts as one."""
    return _outermost(graph, nodes, graph.predecessors)


def last_groups(graph: nx.DiGraph[str], nodes: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """The nodes, of those given, which lead to none of the others; a loop counts as one."""
    return _outermost(graph, nodes, graph.successors)


def upstream_steps(process: Process, graph: nx.DiGraph[str]) -> Mapping[str, tuple[str, ...]]:
    """The nearest steps that feed each step, through gateways, events and the bounds of subprocesses; never the step itself."""
    steps = {task.id for task in process.tasks()}
    rank = {id_: number for number, id_ in enumerate(graph)}
    return {
        step: tuple(sorted(_feeding(graph, step, steps), key=rank.__getitem__))
        for step in rank
        if step in steps
    }


def feeding_steps(process: Process, graph: nx.DiGraph[str]) -> Mapping[str, tuple[str, ...]]:
    """The nearest steps that feed each step and come before it in reading order: what a rework loop sends back does not have
    to be ready first."""
    place = {step: number for number, step in enumerate(reading_order(process, graph))}
    return {
        step: tuple(before for before in feeding if place[before] < place[step])
        for step, feeding in upstream_steps(process, graph).items()
    }


def reading_order(process: Process, graph: nx.DiGraph[str]) -> tuple[str, ...]:
    """The steps in the order of the work: each after all that lead to it, and one branch after the other.

    The steps of a loop stand together, before what follows the loop, and begin where a walk from the starts enters it.
    """
    unfed = [id_ for id_, degree in graph.in_degree() if not degree]
    walk = _walk(graph, [*case_starts(process), *unfed, *graph])
    rank = {id_: number for number, id_ in enumerate(walk)}
    return tuple(id_ for id_ in _sorted_by_flow(graph, rank) if isinstance(process.nodes[id_], Task))


def _is_outer(process: Process, node: Node, kind: EventKind) -> bool:
    if not is_event(node, kind):
        return False
    container = process.nodes.get(node.parent) if node.parent else None
    return container is None or (isinstance(container, SubProcess) and container.kind is SubProcessKind.EVENT)


def _compensates(node: Node) -> bool:
    return is_event(node, EventKind.BOUNDARY) and node.trigger == "compensate"


def _spread(neighbours: Callable[[str], Iterable[str]], sources: Iterable[str]) -> frozenset[str]:
    found = set(sources)
    pending = list(found)
    while pending:
        for node in neighbours(pending.pop()):
            if node not in found:
                found.add(node)
                pending.append(node)
    return frozenset(found)


def _outermost(
    graph: nx.DiGraph[str], nodes: Collection[str], neighbours: Callable[[str], Iterable[str]]
) -> tuple[tuple[str, ...], ...]:
    import networkx as nx

    inside = frozenset(nodes)
    groups = (
        group
        for group in nx.strongly_connected_components(graph.subgraph(inside))
        if all(other in group or other not in inside for node in group for other in neighbours(node))
    )
    return _in_file_order(graph, groups)


def _in_file_order(graph: nx.DiGraph[str], groups: Iterable[Collection[str]]) -> tuple[tuple[str, ...], ...]:
    rank = {id_: number for number, id_ in enumerate(graph)}
    return tuple(
        sorted(
            (tuple(sorted(group, key=rank.__getitem__)) for group in groups), key=lambda group: rank[group[0]]
        )
    )


def _repeats(graph: nx.DiGraph[str], group: Iterable[str]) -> bool:
    return any(graph.has_edge(id_, id_) for id_ in group)


def _feeding(graph: nx.DiGraph[str], step: str, steps: Collection[str]) -> set[str]:
    """The steps met first on the way back from `step`."""
    found: set[str] = set()
    seen = {step}
    pending = [step]
    while pending:
        for node in graph.predecessors(pending.pop()):
            if node in seen:
                continue
            seen.add(node)
            if node in steps:
                found.add(node)
            else:
                pending.append(node)
    return found


def _walk(graph: nx.DiGraph[str], roots: Iterable[str]) -> list[str]:
    """Depth first from each root; a node stands before what follows it, but for the edges that lead back to where a walk is."""
    order: list[str] = []
    seen: set[str] = set()
    for root in roots:
        if root in seen:
            continue
        seen.add(root)
        finished: list[str] = []
        stack = [(root, _last_first(graph, root))]
        while stack:
            node, following = stack[-1]
            target = next((target for target in following if target not in seen), None)
            if target is None:
                stack.pop()
                finished.append(node)
            else:
                seen.add(target)
                stack.append((target, _last_first(graph, target)))
        order += reversed(finished)
    return order


def _last_first(graph: nx.DiGraph[str], node: str) -> Iterator[str]:
    # Nodes are listed as their walk ends, and the list is turned round: so the first branch is walked last.
    return iter(list(graph.successors(node))[::-1])


def _sorted_by_flow(graph: nx.DiGraph[str], rank: Mapping[str, int]) -> Iterator[str]:
    """All nodes, loop by loop; a loop after all that lead to it, and the one of lowest rank first where there is a choice."""
    import networkx as nx

    members = [sorted(group, key=rank.__getitem__) for group in nx.strongly_connected_components(graph)]
    loop_of = {id_: number for number, group in enumerate(members) for id_ in group}
    links = {
        (loop_of[source], loop_of[target])
        for source, target in graph.edges
        if loop_of[source] != loop_of[target]
    }
    following: dict[int, list[int]] = {}
    waiting = [0] * len(members)
    for before, after in links:
        following.setdefault(before, []).append(after)
        waiting[after] += 1
    ready = [(rank[group[0]], number) for number, group in enumerate(members) if not waiting[number]]
    heapify(ready)
    while ready:
        _, number = heappop(ready)
        yield from members[number]
        for after in following.get(number, ()):
            waiting[after] -= 1
            if not waiting[after]:
                heappush(ready, (rank[members[after][0]], after))
