"""The one door to the `graphviz` package: graphs, clusters, nodes and edges with typed attributes.

The package writes an attribute as it is when it starts with `<` and ends with `>`, and takes backslashes for escapes, so that the
name of a step could become structure. Therefore the only attributes with words of the user's are HTML-like labels, whose texts
were escaped one by one, and the anchor of a step, which is percent-encoded; everything else is plain by `_checked`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import graphviz  # type: ignore[import-untyped]

__all__ = ["Canvas", "inches"]


def inches(points: float) -> str:
    return f"{points / 72:.4f}"


class Canvas:
    """A directed graph, or a cluster of one, that is drawn into."""

    def __init__(self, graph: Any) -> None:
        self._graph = graph

    @classmethod
    def new(cls, graph: Mapping[str, str], node: Mapping[str, str], edge: Mapping[str, str]) -> Canvas:
        """An empty graph with attributes of its own and defaults for nodes and edges."""
        return cls(
            graphviz.Digraph("process", engine="neato", graph_attr=graph, node_attr=node, edge_attr=edge)
        )

    @property
    def source(self) -> str:
        """The DOT text."""
        return str(self._graph.source)

    @contextmanager
    def cluster(self, name: str, attributes: Mapping[str, str]) -> Iterator[Canvas]:
        """A part with a background; what is drawn into it belongs to it."""
        with self._graph.subgraph(
            name=f"cluster_{name}", graph_attr={**_checked(attributes), "id": name}
        ) as part:
            yield Canvas(part)

    def node(self, name: str, attributes: Mapping[str, str]) -> None:
        """A node; its id in the drawing is its name."""
        self._graph.node(name, id=name, **_checked(attributes))

    def edge(self, name: str, source: str, target: str, attributes: Mapping[str, str]) -> None:
        """An edge whose id in the drawing is `name`."""
        self._graph.edge(source, target, id=name, **_checked(attributes))


_PLAIN = re.compile(r"[-#%.,:;~+ _A-Za-z0-9]*").fullmatch


def _checked(attributes: Mapping[str, str]) -> Mapping[str, str]:
    for name, value in attributes.items():
        assert name == "label" or _PLAIN(value), f"{name} is not a plain attribute"
    return attributes
