"""What is weak in the structure of a process: starts, ends, branches, shares, names.

A broken file never gets here: these are remarks on a process that can be assessed as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fitengine.assess.remarks import SEVERITY, count, remark, title
from fitengine.assess.ways import check_ways
from fitengine.facts.edges import Wiring
from fitengine.facts.graph import reachable_from
from fitengine.model.decision import Finding
from fitengine.model.facts import Range
from fitengine.model.process import Gateway, GatewayKind, Node, Process, SequenceFlow, SubProcess, Task

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["check_structure"]

_CHOOSING = (GatewayKind.EXCLUSIVE, GatewayKind.INCLUSIVE)
_SYNCHRONISING = (GatewayKind.PARALLEL, GatewayKind.INCLUSIVE, GatewayKind.COMPLEX)
_ONE_BRANCH = (GatewayKind.EXCLUSIVE, GatewayKind.EVENT_BASED)
_TOLERANCE = 0.01
"""Shares may miss 1 by this much: they are often written as whole per cent."""


def check_structure(process: Process, graph: nx.DiGraph[str]) -> tuple[Finding, ...]:
    """All remarks, what the loader dropped or mended first, then by code in the order of `SEVERITY`, then as in the file."""
    wiring = Wiring(process)
    found = [
        *check_ways(process, graph),
        *_splits(wiring),
        *_merges(wiring, graph),
        *_branches(wiring),
        *_shares(wiring),
        *_names(process),
        *_lanes(process),
    ]
    ranks = {code: number for number, code in enumerate(SEVERITY)}
    loaded = [
        Finding(item.code, item.severity, process.id, item.message, item.help, item.span)
        for item in process.warnings
    ]
    return (*loaded, *sorted(found, key=lambda finding: ranks[finding.code]))


def _splits(wiring: Wiring) -> Iterator[Finding]:
    for id_, node in wiring.process.nodes.items():
        outgoing = wiring.outgoing[id_]
        if isinstance(node, Gateway):
            if len(wiring.incoming[id_]) == len(outgoing) == 1:
                message = f"the gateway {title(node)} has one flow in and one out"
                yield remark("superfluous-gateway", node, message, "delete it, or draw the missing branch")
        elif _forks(node, outgoing):
            number = sum(_is_unconditional(flow) for flow in outgoing)
            message = f"{number} flows leave {title(node)} without a condition, so all are taken at once"
            yield remark(
                "implicit-split", node, message, "say with a gateway whether all are meant or one of them"
            )


def _merges(wiring: Wiring, graph: nx.DiGraph[str]) -> Iterator[Finding]:
    """Steps at which ways meet that one case may take at once; where it takes one of them, nothing is unclear."""
    at_once = _after_forks(wiring, graph)
    for id_, node in wiring.process.nodes.items():
        number = sum(flow.source in at_once for flow in wiring.incoming[id_])
        if number > 1 and isinstance(node, Task | SubProcess):
            message = (
                f"{number} flows meet at {title(node)} without a gateway, and one case may take them all"
            )
            yield remark("implicit-merge", node, message, "a gateway before it says whether it waits for all")


def _after_forks(wiring: Wiring, graph: nx.DiGraph[str]) -> frozenset[str]:
    """What a case may pass while it is under way elsewhere too: from each fork up to the gateways that wait for all."""
    nodes = wiring.process.nodes.values()
    forks = [node.id for node in nodes if _forks(node, wiring.outgoing[node.id])]
    joins = [node.id for node in nodes if _synchronises(node) and len(wiring.incoming[node.id]) > 1]
    ways = graph.copy()
    ways.remove_edges_from(list(graph.in_edges(joins)))
    return reachable_from(ways, forks)


def _forks(node: Node, outgoing: list[SequenceFlow]) -> bool:
    """Whether a case can go on in several ways from here at once."""
    if isinstance(node, Gateway):
        return _synchronises(node) and len(outgoing) > 1
    return sum(_is_unconditional(flow) for flow in outgoing) > 1


def _synchronises(node: Node) -> bool:
    return isinstance(node, Gateway) and node.kind in _SYNCHRONISING


def _is_unconditional(flow: SequenceFlow) -> bool:
    return not flow.condition and not flow.default


def _branches(wiring: Wiring) -> Iterator[Finding]:
    for node in wiring.process.nodes.values():
        outgoing = wiring.outgoing[node.id]
        if isinstance(node, Gateway) and node.kind in _CHOOSING and len(outgoing) > 1:
            unlabelled = sum(_is_unconditional(flow) for flow in outgoing)
            if unlabelled:
                message = f"{unlabelled} of the {len(outgoing)} branches of {title(node)} have neither condition nor default"
                yield remark("unlabelled-branches", node, message, "write on each branch when it is taken")


def _shares(wiring: Wiring) -> Iterator[Finding]:
    for node in wiring.process.nodes.values():
        if not isinstance(node, Gateway):
            continue
        outgoing = wiring.outgoing[node.id]
        if node.kind in _ONE_BRANCH and not _adds_up(outgoing):
            message = f"the shares behind {title(node)} add up to {_total(outgoing)}, not to 100 %"
            yield remark(
                "shares-do-not-add-up", node, message, "each case takes one branch: correct the shares"
            )
        if node.kind is GatewayKind.PARALLEL and len(outgoing) > 1:
            for flow in outgoing:
                if flow.share not in (None, 1):
                    target = title(wiring.process.nodes[flow.target])
                    message = f"the branch from {title(node)} to {target} has a share, but every case takes all branches there"
                    yield remark(
                        "share-on-parallel",
                        node,
                        message,
                        "delete the share, or use another gateway",
                        flow.span,
                    )


def _adds_up(flows: list[SequenceFlow]) -> bool:
    """Whether the shares can add up to 1; a branch without a share takes what is left."""
    low, high = _sums(flows)
    complete = all(flow.share is not None for flow in flows)
    return not flows or (low <= 1 + _TOLERANCE and (not complete or high >= 1 - _TOLERANCE))


def _sums(flows: list[SequenceFlow]) -> tuple[float, float]:
    bounds = [
        (flow.share.low, flow.share.high) if isinstance(flow.share, Range) else (flow.share, flow.share)
        for flow in flows
        if flow.share is not None
    ]
    return sum(low for low, _ in bounds), sum(high for _, high in bounds)


def _total(flows: list[SequenceFlow]) -> str:
    low, high = (f"{round(100 * total, 1):g}" for total in _sums(flows))
    return f"{low} %" if low == high else f"{low} to {high} %"


def _names(process: Process) -> Iterator[Finding]:
    same: dict[str, list[Task]] = {}
    for task in process.tasks():
        if task.name:
            same.setdefault(task.name.casefold(), []).append(task)
        else:
            message = f"the step `{task.id}` has no name"
            yield remark(
                "unnamed-step", task, message, "name what is done and to what, as in `check invoice`"
            )
    for tasks in same.values():
        if len(tasks) > 1:
            ids = ", ".join(f"`{task.id}`" for task in tasks)
            message = f"{count(len(tasks), 'step')} are called `{tasks[0].name}`: {ids}"
            yield remark(
                "duplicate-name",
                tasks[0],
                message,
                "name them apart, so that everybody knows which one is meant",
            )


def _lanes(process: Process) -> Iterator[Finding]:
    tasks = process.tasks()
    if any(task.lane for task in tasks):
        for task in tasks:
            if not task.lane:
                message = f"{title(task)} is in no lane, although other steps are"
                yield remark("no-lane", task, message, "put it into the lane that does the work")
