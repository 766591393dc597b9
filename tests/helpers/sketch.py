"""Processes for tests, sketched in a line: `s_1 -> check -> x_ok -yes-> pay -> e_1`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from fitengine.model.facts import Facts, Known
from fitengine.model.process import (
    Event,
    EventKind,
    Gateway,
    GatewayKind,
    Lane,
    Node,
    Process,
    SequenceFlow,
    Task,
)

__all__ = ["node_of", "sketch"]

_ARROW = re.compile(r"\s+-(?:([^>]*)-)?>\s+")
_GATEWAYS = {
    "x": GatewayKind.EXCLUSIVE,
    "p": GatewayKind.PARALLEL,
    "o": GatewayKind.INCLUSIVE,
    "v": GatewayKind.EVENT_BASED,
}
_EVENTS = {"s": EventKind.START, "e": EventKind.END, "c": EventKind.CATCH}


def node_of(id_: str) -> Node:
    """A node by its id: `s_…` start, `e_…` end, `c_…` catch, `x_…`, `p_…`, `o_…`, `v_…` gateways, else a step."""
    kind, mark, _ = id_.partition("_")
    if mark and kind in _EVENTS:
        return Event(id_, "", _EVENTS[kind])
    if mark and kind in _GATEWAYS:
        return Gateway(id_, "", _GATEWAYS[kind])
    return Task(id_, id_)


def sketch(
    *chains: str,
    nodes: Iterable[Node] = (),
    inside: Mapping[str, str] | None = None,
    lanes: Mapping[str, str] | None = None,
    facts: Mapping[str, Mapping[str, Known]] | None = None,
) -> Process:
    """`nodes` are the ones that an id does not tell, and come first; `inside` and `lanes` give parent and lane by node."""
    found = {node.id: node for node in nodes}
    flows = []
    for chain in chains:
        source, *rest = _ARROW.split(chain)
        found.setdefault(source, node_of(source))
        for label, target in zip(rest[::2], rest[1::2], strict=True):
            found.setdefault(target, node_of(target))
            flows.append(SequenceFlow(f"f{len(flows)}", source, target, label or ""))
            source = target
    for id_, parent in (inside or {}).items():
        found[id_] = replace(found[id_], parent=parent)
    for id_, lane in (lanes or {}).items():
        found[id_] = replace(found[id_], lane=lane)
    for id_, values in (facts or {}).items():
        node = found[id_]
        assert isinstance(node, Task)
        found[id_] = replace(node, facts=Facts(values))
    used = dict.fromkeys((lanes or {}).values())
    return Process("p", "Sketch", found, tuple(flows), {lane: Lane(lane, lane) for lane in used})
