"""Which elements of a process are drawn: subprocesses folded into one card, or unfolded so that only their contents show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fitengine.model.facts import Range
from fitengine.model.process import Event, EventKind, Node, Process, SequenceFlow, SubProcess, Task

__all__ = ["VisibleFlow", "VisibleProcess", "join_parallel", "select_visible"]


@dataclass(frozen=True, slots=True)
class VisibleFlow:
    """A flow between visible nodes. `guest` is the boundary event it leaves from, whose host is `source`; a `loose` flow ties
    the boundary event of an unfolded subprocess to its first element."""

    id: str
    source: str
    target: str
    condition: str = ""
    share: float | Range | None = None
    default: bool = False
    guest: str = ""
    loose: bool = False


@dataclass(frozen=True, slots=True)
class VisibleProcess:
    """Nodes in the file's order; `guests` are boundary events by host; `lane` is the lane of each node; `contents` the steps
    inside each folded subprocess; `opened` the nodes inside each unfolded one, at any depth."""

    nodes: Mapping[str, Node]
    flows: tuple[VisibleFlow, ...]
    guests: Mapping[str, tuple[Event, ...]]
    lane: Mapping[str, str | None]
    contents: Mapping[str, tuple[Task, ...]]
    opened: Mapping[str, tuple[str, ...]]


def select_visible(process: Process, unfold: bool = False) -> VisibleProcess:
    """What to draw of `process`."""
    ancestors = {name: _ancestors(process.nodes, name) for name in process.nodes}
    shown, flows = (_unfold if unfold else _fold)(process, ancestors)
    hosts = {
        event.id: event.attached_to
        for event in shown.values()
        if isinstance(event, Event) and isinstance(shown.get(event.attached_to or ""), Task | SubProcess)
    }
    guests: dict[str, list[Event]] = {}
    for name, host in hosts.items():
        event = shown[name]
        assert isinstance(event, Event), "only events have a host"
        guests.setdefault(host or "", []).append(event)
    nodes = {name: node for name, node in shown.items() if name not in hosts}
    return VisibleProcess(
        nodes,
        tuple(_leave_from_hosts(flows, hosts, nodes)),
        {host: tuple(events) for host, events in guests.items()},
        {name: _lane(process.nodes, name, ancestors[name]) for name in nodes},
        _contents(process, ancestors, nodes),
        _opened(process, ancestors, nodes) if unfold else {},
    )


def join_parallel(visible: VisibleProcess) -> VisibleProcess:
    """With one flow for all flows between the same two places; it says all their conditions."""
    together: dict[tuple[str, str, str], list[VisibleFlow]] = {}
    for flow in visible.flows:
        together.setdefault((flow.source, flow.guest, flow.target), []).append(flow)
    flows = tuple(group[0] if len(group) == 1 else _join(group) for group in together.values())
    return replace(visible, flows=flows)


def _ancestors(nodes: Mapping[str, Node], name: str) -> tuple[str, ...]:
    """From the inside out; a parent that is no subprocess or comes round again ends the list."""
    found: list[str] = []
    parent = nodes[name].parent
    while (
        parent is not None
        and isinstance(nodes.get(parent), SubProcess)
        and parent != name
        and parent not in found
    ):
        found.append(parent)
        parent = nodes[parent].parent
    return tuple(found)


def _lane(nodes: Mapping[str, Node], name: str, ancestors: tuple[str, ...]) -> str | None:
    """Its own, else that of a subprocess around it, else that of the activity it is attached to."""
    node = nodes[name]
    host = node.attached_to if isinstance(node, Event) else None
    around = (name, *ancestors, *((host,) if host is not None and host in nodes else ()))
    return next((lane for place in around if (lane := nodes[place].lane) is not None), None)


def _contents(
    process: Process, ancestors: Mapping[str, tuple[str, ...]], nodes: Mapping[str, Node]
) -> dict[str, tuple[Task, ...]]:
    inside: dict[str, list[Task]] = {name: [] for name, node in nodes.items() if isinstance(node, SubProcess)}
    for task in process.tasks():
        for ancestor in ancestors[task.id]:
            if ancestor in inside:
                inside[ancestor].append(task)
    return {name: tuple(tasks) for name, tasks in inside.items()}


def _opened(
    process: Process, ancestors: Mapping[str, tuple[str, ...]], nodes: Mapping[str, Node]
) -> dict[str, tuple[str, ...]]:
    """The outer ones first."""
    inside: dict[str, list[str]] = {}
    for name in nodes:
        for ancestor in ancestors[name]:
            inside.setdefault(ancestor, []).append(name)
    place = {name: number for number, name in enumerate(process.nodes)}
    order = sorted(inside, key=lambda name: (len(ancestors[name]), place[name]))
    return {name: tuple(inside[name]) for name in order}


def _leave_from_hosts(
    flows: Iterable[VisibleFlow], hosts: Mapping[str, str | None], nodes: Mapping[str, Node]
) -> Iterator[VisibleFlow]:
    """Flows that leave from a boundary event become flows of its host; what leads nowhere is left out."""
    for flow in flows:
        guest = flow.source if flow.source in hosts else ""
        source = hosts[guest] if guest else flow.source
        target = hosts.get(flow.target, flow.target)
        if source in nodes and target in nodes:
            yield VisibleFlow(
                flow.id,
                source or "",
                target or "",
                flow.condition,
                flow.share,
                flow.default,
                guest,
                flow.loose,
            )


def _join(group: Sequence[VisibleFlow]) -> VisibleFlow:
    words = dict.fromkeys(flow.condition.strip() for flow in group if flow.condition.strip())
    shares = [flow.share for flow in group if flow.share is not None]
    return replace(
        group[0],
        condition=" or ".join(words),
        share=_add(shares) if len(shares) == len(group) else None,
        default=any(flow.default for flow in group),
        loose=all(flow.loose for flow in group),
    )


def _add(shares: Sequence[float | Range]) -> float | Range:
    low = sum(share.low if isinstance(share, Range) else share for share in shares)
    high = sum(share.high if isinstance(share, Range) else share for share in shares)
    return low if low == high else Range(low, high)


def _fold(
    process: Process, ancestors: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, Node], list[VisibleFlow]]:
    """Every outermost subprocess stands for all that is inside."""
    shown = {name: node for name, node in process.nodes.items() if not ancestors[name]}
    stand_in = {name: found[-1] if found else name for name, found in ancestors.items()}
    flows = []
    for flow in process.flows:
        source, target = stand_in.get(flow.source, ""), stand_in.get(flow.target, "")
        if source != target or (source == flow.source and target == flow.target):
            flows.append(_visible(flow, source, target))
    return shown, flows


def _unfold(
    process: Process, ancestors: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, Node], list[VisibleFlow]]:
    """Subprocesses that hold something give way to what they hold; plain starts and ends inside join the flow around."""
    opened = _Opened(process, ancestors)
    shown = {
        name: node
        for name, node in process.nodes.items()
        if name not in opened.inside and name not in opened.joints
    }
    flows = []
    for flow in process.flows:
        if flow.source in opened.joints or flow.target in opened.joints:
            continue
        for source, last in opened.exits(flow.source):
            for target in opened.entries(flow.target):
                words = last if last and last.condition and not flow.condition else flow
                flows.append(_visible(words, source, target))
    for event in shown.values():
        if isinstance(event, Event) and event.attached_to in opened.inside:
            for entry in opened.entries(event.attached_to or "")[:1]:
                flows.append(VisibleFlow(event.id, entry, event.id, loose=True))  # noqa: PERF401 - a plain loop reads better
    return shown, flows


def _visible(flow: SequenceFlow, source: str, target: str) -> VisibleFlow:
    return VisibleFlow(flow.id, source, target, flow.condition, flow.share, flow.default)


class _Opened:
    """Unfolded subprocesses: `inside` lists their children, `joints` the plain starts and ends that vanish."""

    def __init__(self, process: Process, ancestors: Mapping[str, tuple[str, ...]]) -> None:
        self.inside: dict[str, list[str]] = {}
        for name, found in ancestors.items():
            if found:
                self.inside.setdefault(found[0], []).append(name)
        self._nodes = process.nodes
        self._leaving: dict[str, list[SequenceFlow]] = {}
        self._entering: dict[str, list[SequenceFlow]] = {}
        for flow in process.flows:
            self._leaving.setdefault(flow.source, []).append(flow)
            self._entering.setdefault(flow.target, []).append(flow)
        self.joints = {child for parent in self.inside for child in self._plain_ends(parent)}

    def entries(self, name: str, seen: frozenset[str] = frozenset()) -> list[str]:
        """The visible elements where a flow into `name` arrives."""
        if name in seen:
            return []
        seen |= {name}
        if name in self.joints:
            return [
                entry for flow in self._leaving.get(name, ()) for entry in self.entries(flow.target, seen)
            ]
        if name not in self.inside:
            return [name]
        first = self._children(name, EventKind.START) or [
            child for child in self._flow_children(name) if child not in self._entering
        ]
        found = [entry for child in first for entry in self.entries(child, seen)]
        return found or self.entries(self.inside[name][0], seen)

    def exits(self, name: str, seen: frozenset[str] = frozenset()) -> list[tuple[str, SequenceFlow | None]]:
        """The visible elements where a flow out of `name` starts, with the flow into the end that vanished there."""
        if name in seen:
            return []
        seen |= {name}
        if name in self.joints:
            return [
                (source, inner or flow)
                for flow in self._entering.get(name, ())
                for source, inner in self.exits(flow.source, seen)
            ]
        if name not in self.inside:
            return [(name, None)]
        last = self._children(name, EventKind.END) or [
            child for child in self._flow_children(name) if child not in self._leaving
        ]
        found = [leaving for child in last for leaving in self.exits(child, seen)]
        return found or self.exits(self.inside[name][0], seen)

    def _plain_ends(self, parent: str) -> Iterator[str]:
        if parent in self._entering:
            yield from (
                child
                for child in self._children(parent, EventKind.START)
                if self._is_plain(child) and child in self._leaving
            )
        if parent in self._leaving:
            yield from (
                child
                for child in self._children(parent, EventKind.END)
                if self._is_plain(child) and child in self._entering
            )

    def _children(self, parent: str, kind: EventKind) -> list[str]:
        return [
            child
            for child in self.inside[parent]
            if isinstance(node := self._nodes[child], Event) and node.kind is kind
        ]

    def _flow_children(self, parent: str) -> list[str]:
        """Children that take part in the flow: no boundary events."""
        return [
            child
            for child in self.inside[parent]
            if not (isinstance(node := self._nodes[child], Event) and node.kind is EventKind.BOUNDARY)
        ]

    def _is_plain(self, name: str) -> bool:
        node = self._nodes[name]
        return isinstance(node, Event) and not node.trigger
