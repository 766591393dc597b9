"""Which node can follow which: sequence flows, seen through subprocesses and boundary events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

from fitengine.model.process import Event, EventKind, Node, Process, SequenceFlow, SubProcess, SubProcessKind

__all__ = ["Wiring", "is_breaking_off", "is_event"]

_BREAKING_OFF = ("error", "cancel")
"""Triggers of an end event that leave its subprocess by a boundary event rather than by the way out."""


class Wiring:
    """The nodes of a process by container and its flows by node, all in the file's order."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.inside: dict[str | None, list[Node]] = {}
        self.boundary: dict[str, list[Event]] = {}
        self.outgoing: dict[str, list[SequenceFlow]] = {id_: [] for id_ in process.nodes}
        self.incoming: dict[str, list[SequenceFlow]] = {id_: [] for id_ in process.nodes}
        self._exits: dict[str, tuple[str, ...]] = {}
        for node in process.nodes.values():
            self.inside.setdefault(node.parent, []).append(node)
            if is_event(node, EventKind.BOUNDARY) and node.attached_to:
                self.boundary.setdefault(node.attached_to, []).append(node)
        for flow in process.flows:
            self.outgoing[flow.source].append(flow)
            self.incoming[flow.target].append(flow)

    def edges(self) -> Iterator[tuple[str, str]]:
        """Pairs of a node and one that can follow it; see `process_graph`."""
        for flow in self.process.flows:
            for leaving in self.exits(flow.source):
                yield leaving, flow.target
        for node in self.process.nodes.values():
            if isinstance(node, SubProcess) and node.kind is not SubProcessKind.EVENT:
                yield from ((node.id, entry) for entry in self.entries(node.id))
            yield from ((node.id, event.id) for event in self.boundary.get(node.id, ()))
            yield from ((node.id, event.id) for event in self.caught_by(node))

    def entries(self, container: str | None) -> tuple[str, ...]:
        """Where a subprocess, or the process itself (None), starts: its start events, else the nodes that nothing leads to."""
        children = self._in_turn(container)
        starts = [child for child in children if is_event(child, EventKind.START)]
        free = [child for child in children if not self.incoming[child.id]]
        return tuple(child.id for child in starts or free or children[:1])

    def exits(self, id_: str) -> tuple[str, ...]:
        """The nodes after which the flows that leave `id_` are taken: itself, or the inner ends of a subprocess."""
        if id_ not in self.inside:
            return (id_,)
        if id_ not in self._exits:
            children = self._in_turn(id_)
            ends: list[Node] = [child for child in children if is_event(child, EventKind.END)]
            last = ends or [child for child in children if not self.outgoing[child.id]]
            normal = [child for child in last if not self.caught_by(child)]
            self._exits[id_] = tuple(leaf for child in normal for leaf in self.exits(child.id))
        return self._exits[id_]

    def caught_by(self, node: Node) -> tuple[Event, ...]:
        """The boundary events that an inner error or cancel end leads to."""
        if not is_breaking_off(node) or node.parent is None:
            return ()
        return tuple(event for event in self.boundary.get(node.parent, ()) if event.trigger == node.trigger)

    def _in_turn(self, container: str | None) -> list[Node]:
        """The nodes of a container that are reached by its flows: no boundary events and no event subprocesses."""
        return [
            node
            for node in self.inside.get(container, ())
            if not is_event(node, EventKind.BOUNDARY)
            and not (isinstance(node, SubProcess) and node.kind is SubProcessKind.EVENT)
        ]


def is_breaking_off(node: Node) -> TypeGuard[Event]:
    """Whether the node ends its subprocess by an error or a cancel."""
    return is_event(node, EventKind.END) and node.trigger in _BREAKING_OFF


def is_event(node: Node, kind: EventKind) -> TypeGuard[Event]:
    """Whether the node is an event of this kind."""
    return isinstance(node, Event) and node.kind is kind
