"""Which steps the process itself lets come next: a prescribed branch is no exception."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fitengine.facts.edges import Wiring
from fitengine.model.process import Gateway, GatewayKind, Process, SubProcess

__all__ = ["following_steps"]

_AT_ONCE = (GatewayKind.PARALLEL, GatewayKind.INCLUSIVE)
_Successors = Mapping[str, Sequence[str]]


def following_steps(process: Process) -> Mapping[str, frozenset[str]]:
    """By step, the ids of the steps that may start next, empty for the end of the case.

    That is the nearest steps behind it, and those of branches that go on side by side with its own. The branches of a gateway
    that stands in a loop cannot be told apart in this way: there only the nearest steps count.
    """
    successors: dict[str, list[str]] = {id_: [] for id_ in process.nodes}
    for source, target in Wiring(process).edges():
        successors[source].append(target)
    steps = {task.id for task in process.tasks()}
    following = {step: _nearest(step, steps, successors, process) for step in steps}
    for node in process.nodes.values():
        if isinstance(node, Gateway) and node.kind in _AT_ONCE:
            for branch, others in _side_by_side(node.id, successors):
                for step in branch & steps:
                    following[step] |= others & steps
    return {step: frozenset(found) for step, found in following.items()}


def _nearest(step: str, steps: set[str], successors: _Successors, process: Process) -> set[str]:
    """The steps met first on the way from `step`, and the end where one is met before them."""
    found: set[str] = set()
    seen: set[str] = set()
    pending = [step]
    while pending:
        node = pending.pop()
        onwards = successors[node]
        if not onwards and not isinstance(process.nodes[node], SubProcess):
            found.add("")
        found |= steps.intersection(onwards)
        new = [other for other in onwards if other not in steps and other not in seen]
        seen.update(new)
        pending += new
    return found


def _side_by_side(gateway: str, successors: _Successors) -> Iterable[tuple[set[str], set[str]]]:
    """What each branch of a gateway has for itself, with what the other branches have."""
    branches = [_reachable(entry, successors) for entry in successors[gateway]]
    if len(branches) < 2:
        return
    common = set.intersection(*branches)
    for number, branch in enumerate(branches):
        others = set().union(*branches[:number], *branches[number + 1 :])
        yield branch - common, others - common


def _reachable(start: str, successors: _Successors) -> set[str]:
    seen, pending = {start}, [start]
    while pending:
        new = [other for other in successors[pending.pop()] if other not in seen]
        seen.update(new)
        pending += new
    return seen
