"""The rooms of the product as they are: from the import contract and the imports themselves."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import networkx

__all__ = ["imports", "layers", "layers_dot"]

_ROOT = Path(__file__).parents[2]
_SOURCE = _ROOT / "fitengine"
_LOOK = (
    '  graph [rankdir=TB, ranksep=0.35, nodesep=0.5, bgcolor="white"]',
    '  node [shape=box, style="rounded,filled", fillcolor="#eef4fa", color="#005a9e"]',
    '  node [fontname="Helvetica", fontsize=13, height=0.4]',
    '  edge [color="#667080", arrowsize=0.7]',
)


def layers() -> tuple[tuple[str, ...], ...]:
    """The layers of the contract from top to bottom, each with the rooms that stand side by side in it."""
    contract = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    rows = contract["contracts"][0]["layers"]
    return tuple(tuple(room.strip() for room in row.split("|")) for row in rows)


def imports() -> networkx.DiGraph:
    """Which room imports from which, at start-up or inside a function."""
    graph = networkx.DiGraph()
    rooms = {room for row in layers() for room in row}
    graph.add_nodes_from(sorted(rooms))
    for path in sorted(_SOURCE.rglob("*.py")):
        room = path.relative_to(_SOURCE).parts[0].removesuffix(".py")
        for name in _imported(path):
            other = name.split(".")[1] if name.startswith("fitengine.") else ""
            if room in rooms and other in rooms and other != room:
                graph.add_edge(room, other)
    return graph


def layers_dot() -> str:
    """The picture of docs/architecture.md: a row a layer, an arrow where a room imports another and no way leads there
    through a third."""
    rows = [f"  {{rank=same; {'; '.join(row)}}}" for row in layers()]
    order = [
        f"  {above[0]} -> {below[0]} [style=invis]"
        for above, below in zip(layers(), layers()[1:], strict=False)
    ]
    arrows = [f"  {one} -> {other}" for one, other in sorted(networkx.transitive_reduction(imports()).edges)]
    return "\n".join(["digraph rooms {", *_LOOK, *rows, *order, *arrows, "}"]) + "\n"


def _imported(path: Path) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return found
