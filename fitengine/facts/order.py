"""Putting work in order: what hangs together, and how early each piece can stand behind what it waits for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

__all__ = ["earliest_places", "linked_groups"]


def linked_groups(nodes: Sequence[str], links: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """The nodes in groups that links hold together, each group and all of them in the order of `nodes`. Links to other nodes
    count for nothing."""
    import networkx as nx

    rank = {node: number for number, node in enumerate(nodes)}
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((one, other) for one, other in links if one in rank and other in rank)
    groups = (tuple(sorted(group, key=rank.__getitem__)) for group in nx.connected_components(graph))
    return tuple(sorted(groups, key=lambda group: rank[group[0]]))


def earliest_places(wanted: Mapping[str, int], before: Iterable[tuple[str, str]]) -> Mapping[str, int]:
    """By node, the place it wants or, where that is too early, the first one behind all that must come before it. `before` are
    pairs of an earlier and a later node; they hold no circle."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(wanted)
    graph.add_edges_from(before)
    places: dict[str, int] = {}
    for node in nx.topological_sort(graph):
        places[node] = max([wanted[node], *(places[one] + 1 for one in graph.predecessors(node))])
    return places
