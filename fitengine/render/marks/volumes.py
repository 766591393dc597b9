"""How much runs along each flow: in cases a month where the facts tell, and as a rough weight everywhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fitengine.model.facts import OneOf, Range, Unknown
from fitengine.model.process import Gateway, GatewayKind, Node, Task
from fitengine.render.layout.columns import find_back_links
from fitengine.render.marks.visible import VisibleProcess

__all__ = ["FlowVolume", "flow_volumes", "middle"]


@dataclass(frozen=True, slots=True)
class FlowVolume:
    """`weight` tells heavy flows from light ones; `cases` a month is None where nobody knows; `back` marks rework."""

    weight: float
    cases: float | None
    back: bool


_EXCEPTION = 0.1
"""What leaves by a boundary event, as long as nobody says how much."""


_ENOUGH = 0.5
"""The part of the flows whose cases must be known."""


def middle(value: object) -> float | None:
    """A number out of a known fact: itself, or the middle of its range."""
    match value:
        case bool() | str() | Unknown() | OneOf() | None:
            return None
        case Range(low, high):
            return (low + high) / 2
        case int() | float():
            return float(value)
        case _:
            return None


def flow_volumes(visible: VisibleProcess) -> list[FlowVolume]:
    """For each flow, in order. Cases start where nothing comes in and divide at gateways by the shares of their branches, or
    evenly; stated volumes of steps correct them on the way. What goes back as rework is left out. Where few volumes are known,
    none is told: a single wide arrow would say more than the facts do."""
    volumes = _Propagation(visible).run()
    known = sum(volume.cases is not None for volume in volumes)
    if known >= _ENOUGH * len(volumes):
        return volumes
    return [replace(volume, cases=None) for volume in volumes]


class _Propagation:
    def __init__(self, visible: VisibleProcess) -> None:
        self._names = list(visible.nodes)
        self._nodes = [visible.nodes[name] for name in self._names]
        self._flows = visible.flows
        number = {name: at for at, name in enumerate(self._names)}
        self._pairs = [(number[flow.source], number[flow.target]) for flow in visible.flows]
        self._back = find_back_links(len(self._names), self._pairs)
        self._leaving: list[list[int]] = [[] for _ in self._names]
        self._entering: list[list[int]] = [[] for _ in self._names]
        for at, (source, target) in enumerate(self._pairs):
            self._leaving[source].append(at)
            if at not in self._back:
                self._entering[target].append(at)
        stated = [_stated(node) for node in self._nodes]
        self._stated = stated
        self._start = max((volume for volume in stated if volume is not None), default=1.0) or 1.0
        self._result = [FlowVolume(0.0, None, False)] * len(self._pairs)

    def run(self) -> list[FlowVolume]:
        for box in self._order():
            amount, known = self._amount(box)
            self._divide(box, amount, known)
        return self._result

    def _order(self) -> list[int]:
        waiting = [len(found) for found in self._entering]
        order = [box for box, count in enumerate(waiting) if not count]
        for box in order:
            for at in self._leaving[box]:
                if at not in self._back:
                    target = self._pairs[at][1]
                    waiting[target] -= 1
                    if not waiting[target]:
                        order.append(target)
        return order

    def _amount(self, box: int) -> tuple[float, bool]:
        stated = self._stated[box]
        if stated is not None:
            return stated, True
        coming = [self._result[at] for at in self._entering[box]]
        if not coming:
            return self._start, False
        gather = max if _is_parallel(self._nodes[box]) else sum
        return gather(volume.weight for volume in coming), all(volume.cases is not None for volume in coming)

    def _divide(self, box: int, amount: float, known: bool) -> None:
        leaving = self._leaving[box]
        shares = self._shares(box, leaving)
        for at, (share, certain) in zip(leaving, shares, strict=True):
            target = self._pairs[at][1]
            stated = self._stated[target] if self._entering[target] == [at] else None
            weight = amount * share if stated is None else stated
            is_known = stated is not None or (known and certain)
            self._result[at] = FlowVolume(weight, weight if is_known else None, at in self._back)

    def _shares(self, box: int, leaving: Sequence[int]) -> list[tuple[float, bool]]:
        """The part of the cases on each branch, and whether that is more than a guess."""
        if _is_parallel(self._nodes[box]):
            return [(1.0, True)] * len(leaving)
        given = [middle(self._flows[at].share) for at in leaving]
        open_branches = sum(
            share is None and not self._flows[at].guest for share, at in zip(given, leaving, strict=True)
        )
        rest = max(0.0, 1.0 - sum(share for share in given if share is not None))
        return [
            (share, True) if share is not None
            else (_EXCEPTION, False) if self._flows[at].guest
            else (rest / open_branches, open_branches == 1)
            for share, at in zip(given, leaving, strict=True)
        ]  # fmt: skip


def _stated(node: Node) -> float | None:
    return middle(node.facts.values.get("volume")) if isinstance(node, Task) else None


def _is_parallel(node: Node) -> bool:
    return isinstance(node, Gateway) and node.kind is GatewayKind.PARALLEL
