"""The one door to the `graphviz` package: graphs, clusters, nodes and edges with typed attributes.

The package writes a label as it is when it starts with `<` and ends with `>`, so that a step's name could become structure.
Therefore texts come in as `plain` attributes, or as HTML-like labels whose texts were escaped one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import graphviz  # type: ignore[import-untyped]

from fitengine.render.text import clean

__all__ = ["Canvas", "inches", "plain"]


def plain(text: str) -> str:
    """The user's text as a plain attribute: never taken for HTML, nor for an escape sequence."""
    return str(graphviz.nohtml(graphviz.escape(clean(text, 1000))))


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
        with self._graph.subgraph(name=f"cluster_{name}", graph_attr={**attributes, "id": name}) as part:
            yield Canvas(part)

    def node(self, name: str, attributes: Mapping[str, str]) -> None:
        """A node; its id in the drawing is its name."""
        self._graph.node(name, id=name, **attributes)

    def edge(self, name: str, source: str, target: str, attributes: Mapping[str, str]) -> None:
        """An edge whose id in the drawing is `name`."""
        self._graph.edge(source, target, id=name, **attributes)
