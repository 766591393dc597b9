"""The one door to the `graphviz` package: graphs, clusters, nodes and edges.

The package writes an attribute as it is when it starts with `<` and ends with `>`, and takes backslashes for escapes, so that the
name of a step could become structure. Therefore the only attributes with words of the user's are HTML-like labels, whose texts
were escaped one by one, and the anchor of a step, which is percent-encoded. Everything else is plain, or refused here. With that
settled, clusters, nodes and edges are written into the body of the graph without the package looking at each line again: it
halves the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import graphviz  # type: ignore[import-untyped]
from graphviz.quoting import quote  # type: ignore[import-untyped]

from fitengine.errors import DrawingFault, Problem

__all__ = ["Canvas", "inches"]

_REPORT = "please report this with the process file"
_PLAIN = re.compile(r"[-#%.,:;~+ _A-Za-z0-9]*").fullmatch


def inches(points: float) -> str:
    return f"{points / 72:.4f}"


class Canvas:
    """A directed graph, or a cluster of one, that is drawn into."""

    def __init__(self, graph: Any, body: list[str]) -> None:
        self._graph = graph
        self._body = body

    @classmethod
    def new(cls, graph: Mapping[str, str], node: Mapping[str, str], edge: Mapping[str, str]) -> Canvas:
        """An empty graph with attributes of its own and defaults for nodes and edges."""
        made = graphviz.Digraph("process", engine="neato", graph_attr=graph, node_attr=node, edge_attr=edge)
        return cls(made, made.body)

    @property
    def source(self) -> str:
        """The DOT text of the whole graph."""
        return str(self._graph.source)

    @contextmanager
    def cluster(self, name: str, attributes: Mapping[str, str]) -> Iterator[Canvas]:
        """A part with a background; what is drawn into it belongs to it."""
        look = {**attributes, "id": name}
        written = " ".join(f"{key}={quote(_plain(look[key]))}" for key in sorted(look))
        inside = [f"\tgraph [{written}]\n"]
        yield Canvas(self._graph, inside)
        self._body += [
            f"\tsubgraph {_plain(f'cluster_{name}')} {{\n",
            *(f"\t{line}" for line in inside),
            "\t}\n",
        ]

    def node(self, name: str, attributes: Mapping[str, str]) -> None:
        """A node; its id in the drawing is its name."""
        self._body.append(f"\t{_quote(name)} [{_attributes(name, attributes)}]\n")

    def edge(self, name: str, source: str, target: str, attributes: Mapping[str, str]) -> None:
        """An edge whose id in the drawing is `name`."""
        self._body.append(f"\t{_quote(source)} -> {_quote(target)} [{_attributes(name, attributes)}]\n")


def _attributes(name: str, attributes: Mapping[str, str]) -> str:
    written = [f"id={_quote(name)}"]
    for key, value in attributes.items():
        if key == "label" and value[:1] == "<" and value[-1:] == ">":  # markup
            written.append(f"{key}={value}")
        else:
            written.append(f'{key}="{value if _PLAIN(value) else _plain(value)}"')
    return " ".join(written)


def _quote(value: str) -> str:
    return f'"{_plain(value)}"'


def _plain(value: str) -> str:
    """Refuses what no attribute of a map needs; it never comes from the user, so this is a fault of the drawing."""
    if not _PLAIN(value):
        problem = Problem(
            "unsafe-dot", f"the map was not drawn: `{value[:60]}` is not a plain attribute", _REPORT
        )
        raise DrawingFault([problem])
    return value
