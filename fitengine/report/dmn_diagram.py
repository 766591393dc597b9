"""Where the decisions and inputs of a DMN file stand in its diagram: rows by what they require, inputs at the foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

__all__ = ["Node", "add_diagram"]

_SPACES = {
    "xmlns:dmndi": "https://www.omg.org/spec/DMN/20191111/DMNDI/",
    "xmlns:dc": "http://www.omg.org/spec/DMN/20180521/DC/",
    "xmlns:di": "http://www.omg.org/spec/DMN/20180521/DI/",
}
_WIDTH, _HEIGHT, _GAP, _RISE = 180, 80, 30, 180


@dataclass(frozen=True, slots=True)
class Node:
    """A decision, or an input, and the ids of what it requires."""

    id: str
    requires: tuple[str, ...]


def add_diagram(root: ET.Element, nodes: Sequence[Node]) -> None:
    """Adds the DMNDI part to a file; `nodes` are all that there is, required ones in any place."""
    for key, space in _SPACES.items():
        root.set(key, space)
    diagram = ET.SubElement(ET.SubElement(root, "dmndi:DMNDI"), "dmndi:DMNDiagram", {"id": "diagram"})
    corners = _corners(nodes)
    for node in nodes:
        left, top = corners[node.id]
        shape = ET.SubElement(diagram, "dmndi:DMNShape", {"id": f"shape_{node.id}", "dmnElementRef": node.id})
        bounds = {"height": _HEIGHT, "width": _WIDTH, "x": left, "y": top}
        ET.SubElement(shape, "dc:Bounds", {name: str(value) for name, value in bounds.items()})
    for node in nodes:
        for other in node.requires:
            need = f"{node.id}_needs_{other}"
            edge = ET.SubElement(diagram, "dmndi:DMNEdge", {"id": f"edge_{need}", "dmnElementRef": need})
            (left, top), (end_left, end_top) = corners[other], corners[node.id]
            _waypoint(edge, left + _WIDTH // 2, top)
            _waypoint(edge, end_left + _WIDTH // 2, end_top + _HEIGHT)


def _corners(nodes: Sequence[Node]) -> Mapping[str, tuple[int, int]]:
    """Left and top of every node, a row for each depth."""
    by_id = {node.id: node for node in nodes}
    depths: dict[str, int] = {}

    def depth(key: str) -> int:
        if key not in depths:
            depths[key] = max((depth(other) + 1 for other in by_id[key].requires), default=0)
        return depths[key]

    tallest = max((depth(node.id) for node in nodes), default=0)
    filled = [0] * (tallest + 1)
    corners = {}
    for node in nodes:
        row = depths[node.id]
        corners[node.id] = (_GAP + filled[row] * (_WIDTH + _GAP), _GAP + (tallest - row) * _RISE)
        filled[row] += 1
    return corners


def _waypoint(edge: ET.Element, left: int, top: int) -> None:
    ET.SubElement(edge, "di:waypoint", {"x": str(left), "y": str(top)})
