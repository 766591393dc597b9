"""A process drawn from an event log: which step directly follows which, with the shares of the cases.

It shows what happened in the order in which steps started. Work that went on side by side looks like a choice or a loop
there; it is a starting point for a model, not one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fitengine.facts.runs import Runs
from fitengine.model.measured import DiscoveredProcess, Measurement, measured_facts
from fitengine.model.process import Event, EventKind, Gateway, GatewayKind, Node, Process, SequenceFlow, Task

__all__ = ["discover_process"]

_START, _END = -2, -1
_NOT_IN_IDS = re.compile(r"[^\w.-]+")
_SHARE_DIGITS = 3
_Move = tuple[int, int]


def discover_process(
    measurement: Measurement, runs: Runs, id_: str, min_share: float = 0.05
) -> DiscoveredProcess:
    """The process that the runs of a measured log draw, called `id_`.

    A move from one step to the next is kept where it makes up at least `min_share` (0 to 1) of the moves from its step, loops
    among them; so is the commonest way out of each step, and what it takes to reach each step from the start and the
    end from each. Shares are those among the moves kept. The steps are in the order in which cases come to them.
    """
    moves = _moves(runs)
    kept = _kept(moves, min_share)
    order = _order(runs)
    drawing = _Drawing(measurement, runs.labels, order, {move: moves[move] for move in kept})
    process = drawing.process(id_)
    dropped = [move for move in moves if move not in kept]
    return DiscoveredProcess(
        process, measurement, len(dropped), sum(moves[move] for move in dropped), moves.total()
    )


def _moves(runs: Runs) -> Counter[_Move]:
    """How often each step directly follows each; cases come from START and go to END."""
    moves: Counter[_Move] = Counter()
    for case in runs.cases():
        moves.update(pairwise((_START, *runs.step[case.start : case.stop], _END)))
    return moves


def _order(runs: Runs) -> list[int]:
    """The steps by how many others a case has passed, on average, when it first comes to them."""
    before: Counter[int] = Counter()
    cases: Counter[int] = Counter()
    for case in runs.cases():
        passed = dict.fromkeys(runs.step[case.start : case.stop])
        cases.update(passed.keys())
        before.update({step: place for place, step in enumerate(passed)})
    return sorted(cases, key=lambda step: (before[step] / cases[step], step))


def _kept(moves: Counter[_Move], min_share: float) -> set[_Move]:
    leaving: Counter[int] = Counter()
    for (source, _), times in moves.items():
        leaving[source] += times
    ranked = sorted(moves, key=lambda move: (-moves[move], move))
    kept = {move for move in moves if moves[move] >= min_share * leaving[move[0]]}
    commonest: dict[int, _Move] = {}
    for move in ranked:
        commonest.setdefault(move[0], move)
    kept |= set(commonest.values())
    _connect(kept, ranked, forwards=True)
    _connect(kept, ranked, forwards=False)
    return kept


def _connect(kept: set[_Move], ranked: Sequence[_Move], forwards: bool) -> None:
    """Adds the commonest moves that are missing until everything can be reached from the start, or reaches the end.

    INVARIANT: all moves together connect everything, since every case goes from START to END.
    """
    tail, head = (0, 1) if forwards else (1, 0)
    nodes = {node for move in ranked for node in move}
    while True:
        reached = _reached(kept, _START if forwards else _END, tail, head)
        if reached == nodes:
            return
        kept.add(next(move for move in ranked if move[tail] in reached and move[head] not in reached))


def _reached(moves: Iterable[_Move], root: int, tail: int, head: int) -> set[int]:
    onwards: dict[int, list[int]] = {}
    for move in moves:
        onwards.setdefault(move[tail], []).append(move[head])
    reached, pending = {root}, [root]
    while pending:
        for node in onwards.get(pending.pop(), ()):
            if node not in reached:
                reached.add(node)
                pending.append(node)
    return reached


@dataclass(frozen=True, slots=True)
class _Ids:
    """The ids of the nodes that stand for a step: a gateway before it where ways meet, one behind it where they part."""

    task: str
    before: str
    behind: str


class _Drawing:
    """Nodes and flows of the process."""

    def __init__(
        self,
        measurement: Measurement,
        labels: Sequence[str],
        order: Sequence[int],
        moves: Mapping[_Move, int],
    ) -> None:
        self.measurement = measurement
        self.figures = {figures.step: figures for figures in measurement.steps}
        self.labels = labels
        self.order = order
        self.moves = moves
        self.ids = self.name_steps()
        self.outgoing = self.find_targets()
        self.incoming = Counter(target for _, target in moves)

    def name_steps(self) -> dict[int, _Ids]:
        taken = {"start", "end"}
        found: dict[int, _Ids] = {}
        for step in self.order:
            base = _NOT_IN_IDS.sub("_", self.labels[step].lower()).strip("_.-") or "step"
            number, id_ = 1, base
            while taken & {id_, f"before_{id_}", f"after_{id_}"}:
                number += 1
                id_ = f"{base}_{number}"
            found[step] = _Ids(id_, f"before_{id_}", f"after_{id_}")
            taken |= {id_, f"before_{id_}", f"after_{id_}"}
        found[_START] = _Ids("start", "", "after_start")
        found[_END] = _Ids("end", "before_end", "")
        return found

    def find_targets(self) -> dict[int, list[int]]:
        """Where cases go on to from each step, the commonest first."""
        rank = {step: place for place, step in enumerate((*self.order, _END))}
        targets: dict[int, list[int]] = {}
        for source, target in sorted(self.moves, key=lambda move: (-self.moves[move], rank[move[1]])):
            targets.setdefault(source, []).append(target)
        return targets

    def process(self, id_: str) -> Process:
        nodes: dict[str, Node] = {}
        flows: list[SequenceFlow] = []
        for step in (_START, *self.order, _END):
            ids = self.ids[step]
            if self.incoming[step] > 1:
                nodes[ids.before] = Gateway(ids.before, "", GatewayKind.EXCLUSIVE)
                flows.append(_flow(ids.before, ids.task))
            nodes[ids.task] = self.node(step)
            flows += self.flows(step, nodes)
        return Process(id_, id_, nodes, tuple(flows))

    def node(self, step: int) -> Node:
        id_ = self.ids[step].task
        if step == _START:
            return Event(id_, "Start", EventKind.START)
        if step == _END:
            return Event(id_, "End", EventKind.END)
        figures = self.figures[self.labels[step]]
        return Task(id_, figures.name, facts=measured_facts(self.measurement, figures))

    def flows(self, step: int, nodes: dict[str, Node]) -> list[SequenceFlow]:
        """What leaves a step: one flow, or one to a gateway and from there a flow for each way."""
        ids, targets = self.ids[step], self.outgoing.get(step, [])
        if len(targets) < 2:
            return [_flow(ids.task, self.entry(target)) for target in targets]
        nodes[ids.behind] = Gateway(ids.behind, "", GatewayKind.EXCLUSIVE)
        shares = _shares([self.moves[step, target] for target in targets])
        onwards = [
            _flow(ids.behind, self.entry(target), share)
            for target, share in zip(targets, shares, strict=True)
        ]
        return [_flow(ids.task, ids.behind), *onwards]

    def entry(self, step: int) -> str:
        """Where a flow to a step ends: at the gateway before it, if there is one."""
        return self.ids[step].before if self.incoming[step] > 1 else self.ids[step].task


def _flow(source: str, target: str, share: float | None = None) -> SequenceFlow:
    return SequenceFlow(f"{source}-{target}", source, target, share=share)


def _shares(times: Sequence[int]) -> list[float]:
    """Shares that add up to 1, rounded to a tenth of a per cent: the largest remainders are rounded up."""
    whole, total = 10**_SHARE_DIGITS, sum(times)
    parts = [part * whole // total for part in times]
    by_remainder = sorted(range(len(times)), key=lambda place: (-(times[place] * whole % total), place))
    for place in by_remainder[: whole - sum(parts)]:
        parts[place] += 1
    return [part / whole for part in parts]
