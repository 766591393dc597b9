"""Processes as YAML: a process file, or a sidecar, that loads to the same process again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from fitengine.load.bpmn.imported import imported_facts
from fitengine.load.plain import plain_known, plain_scalar
from fitengine.load.process.schema import CONTAINERS
from fitengine.load.process.value_write import value_tree
from fitengine.load.yaml.write import flow_text
from fitengine.model.facts import Facts, Known, Origin, Range, Scalar
from fitengine.model.initiative import Initiative, Kpi
from fitengine.model.measured import log_words
from fitengine.model.process import (
    Event,
    EventKind,
    GatewayKind,
    Lane,
    LogFigures,
    Node,
    Process,
    SequenceFlow,
    SubProcess,
    Task,
    TaskKind,
)

__all__ = ["TYPES", "Shared", "share_text", "type_word", "write_process", "write_sidecar"]

Tree: TypeAlias = "Scalar | Sequence[Scalar] | Mapping[str, Tree] | list[Mapping[str, Tree]]"

TYPES = tuple(
    dict.fromkeys(str(word) for kinds in (TaskKind, GatewayKind, EventKind, CONTAINERS) for word in kinds)
)
"""What a process file may call the type of a step."""

_TYPE_WORDS = {kind: word for word, kind in CONTAINERS.items()}
_MEASURED = re.compile(r"(.*), (\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d), ([\d,]+) cases?", re.DOTALL)


def write_process(process: Process) -> str:
    """A process file. What holds for all steps, or for those of a lane, stands there once; facts imported from the types of
    a model's elements become stated ones. Source, places and warnings are not part of it."""
    shared = Shared(process)
    leaving: dict[str, list[SequenceFlow]] = {}
    for flow in process.flows:
        leaving.setdefault(flow.source, []).append(flow)
    tree = {
        "process": process.id,
        **_about(process),
        "lanes": {lane.id: _lane(lane) for lane in process.lanes.values()},
        **shared.tree(),
        "initiative": _initiative(process.initiative),
        "steps": {
            node.id: _step(node, shared) | _next(leaving.get(node.id, ())) for node in process.nodes.values()
        },
    }
    return _text(tree)


def write_sidecar(process: Process, model_name: str) -> str:
    """What is known about the elements of the BPMN model in the file `model_name`, by their ids. Facts that were imported
    from the types of elements are left to the model."""
    shared = Shared(process)
    steps = {
        task.id: {"name": task.name, **_facts(task, shared, imported=False)}
        for task in process.tasks()
        if _facts(task, shared, imported=False)
    }
    tree = {
        "model": model_name,
        **_about(process),
        **shared.tree(),
        "initiative": _initiative(process.initiative),
    }
    return _text({**tree, "steps": steps})


def share_text(share: float | Range) -> Scalar:
    """The part of the cases that take a branch, in percent where that says exactly the same: `94%`, `0.1 to 0.3`."""
    ends = [share.low, share.high] if isinstance(share, Range) else [share]
    percents = [f"{end * 100:.10g}" for end in ends]
    if all(float(percent) / 100 == end for percent, end in zip(percents, ends, strict=True)):
        return " to ".join(f"{percent}%" for percent in percents)
    plain = plain_known(share)
    assert not isinstance(plain, tuple)
    return plain


def type_word(node: Node) -> str:
    """What a process file calls the type of a step."""
    return _TYPE_WORDS[node.kind] if isinstance(node, SubProcess) else str(node.kind)


class Shared:
    """What goes without saying: the facts that every step has by default, and those that every step of a lane has."""

    def __init__(self, process: Process) -> None:
        self._tasks = process.tasks()
        self.common = self._agreed("defaults", self._tasks)
        self.by_lane = {lane: self._agreed(None, self._of(lane)) for lane in process.lanes}

    def covers(self, task: Task, name: str) -> bool:
        """Whether the value of a fact need not be written at the step."""
        origin = task.facts.origin(name)
        if origin.origin is not Origin.DEFAULT:
            return False
        return name in (self.common if origin.detail == "defaults" else self.by_lane.get(task.lane or "", {}))

    def tree(self) -> dict[str, Tree]:
        lanes = {lane: _plain(values) for lane, values in self.by_lane.items() if values}
        return {"defaults": _plain(self.common), "lane_defaults": lanes}

    def _of(self, lane: str) -> tuple[Task, ...]:
        return tuple(task for task in self._tasks if task.lane == lane)

    def _agreed(self, detail: str | None, tasks: tuple[Task, ...]) -> dict[str, Known]:
        """Defaults of these tasks that none of them lacks and none has otherwise by default."""
        found: dict[str, list[Known]] = {}
        for task in tasks:
            for name, value in task.facts.values.items():
                origin = task.facts.origin(name)
                common = origin.detail == "defaults"
                if origin.origin is Origin.DEFAULT and common == (detail == "defaults"):
                    found.setdefault(name, []).append(value)
        return {
            name: values[0]
            for name, values in found.items()
            if all(value == values[0] for value in values)
            and all(name in task.facts.values for task in tasks)
        }


def _about(process: Process) -> dict[str, Tree]:
    named = {"name": process.name} if process.name != process.id else {}
    return {**named, **{key: text for key, text in _head(process) if text}}


def _head(process: Process) -> tuple[tuple[str, str], ...]:
    return ("version", process.version), ("owner", process.owner)


def _lane(lane: Lane) -> Tree:
    return {"name": lane.name, "pool": lane.pool} if lane.pool else lane.name


def _step(node: Node, shared: Shared) -> dict[str, Tree]:
    word = type_word(node)
    tree: dict[str, Tree] = {"type": word} if word != "task" else {}
    if node.name != node.id:
        tree["name"] = node.name
    places = (("lane", node.lane), ("stage", node.stage), ("parent", node.parent))
    tree |= {key: text for key, text in places if text is not None}
    if isinstance(node, Event):
        tree |= _event(node)
    return tree | (_facts(node, shared) if isinstance(node, Task) else {})


def _event(event: Event) -> dict[str, Tree]:
    tree: dict[str, Tree] = {"trigger": event.trigger} if event.trigger else {}
    if event.attached_to is not None:
        tree["attached_to"] = event.attached_to
    return tree if event.interrupting else {**tree, "interrupting": False}


def _facts(task: Task, shared: Shared, imported: bool = True) -> dict[str, Tree]:
    left_out = {Origin.MEASURED, Origin.DERIVED} | (set() if imported else {Origin.IMPORTED})
    # Beside a model, what the type of the element says goes before a default: that has to be stated to hold.
    said = () if imported else imported_facts(task.kind).values
    stated = {
        name: value
        for name, value in task.facts.values.items()
        if task.facts.origin(name).origin not in left_out and (name in said or not shared.covers(task, name))
    }
    tree: dict[str, Tree] = {}
    if stated or task.facts.ratings:
        tree["facts"] = {**_plain(stated), **task.facts.ratings}
    return tree | _measured(task.facts, task.figures)


def _measured(facts: Facts, figures: LogFigures | None) -> dict[str, Tree]:
    values = {name: value for name, value in facts.values.items()
              if facts.origin(name).origin is Origin.MEASURED}  # fmt: skip
    if not values and figures is None:
        return {}
    words = facts.origin(next(iter(values))).detail if values else figures.log if figures else ""
    others = {name: plain_scalar(value) for name, value in figures.values.items()} if figures else {}
    return {"measured": {**_log(words), "facts": _plain(values), "figures": others}}


def _log(words: str) -> dict[str, Tree]:
    """The log, period and cases that make these words."""
    found = _MEASURED.fullmatch(words)
    if found:
        cases = int(found[4].replace(",", ""))
        if log_words(found[1], found[2], found[3], cases) == words:
            return {"log": found[1], "from": found[2], "to": found[3], "cases": cases}
    return {"log": words}


def _next(flows: Sequence[SequenceFlow]) -> dict[str, Tree]:
    if not flows:
        return {}
    if all(not (flow.condition or flow.default or flow.share is not None) for flow in flows):
        targets = tuple(flow.target for flow in flows)
        return {"next": targets[0] if len(targets) == 1 else targets}
    branches: list[Mapping[str, Tree]] = [_flow(flow) for flow in flows]
    return {"next": branches}


def _flow(flow: SequenceFlow) -> dict[str, Tree]:
    tree: dict[str, Tree] = {"to": flow.target}
    if flow.condition:
        tree["when"] = flow.condition
    if flow.share is not None:
        tree["share"] = share_text(flow.share)
    return {**tree, "default": True} if flow.default else tree


def _initiative(initiative: Initiative | None) -> Tree:
    if initiative is None:
        return {}
    tree: dict[str, Tree] = {"facts": _plain(initiative.facts.values)}
    if initiative.go_live:
        tree["go_live"] = initiative.go_live.isoformat()
    kpis: list[Mapping[str, Tree]] = [_kpi(kpi) for kpi in initiative.kpis]
    return {**tree, "kpis": kpis, "value": value_tree(initiative.value) if initiative.value else {}}


def _kpi(kpi: Kpi) -> dict[str, Tree]:
    tree: dict[str, Tree] = {"name": kpi.name, "unit": kpi.unit, "direction": kpi.direction}
    for key in ("baseline", "month_1", "month_6", "stop"):
        figure: float | None = getattr(kpi, key)
        if figure is not None:
            tree[key] = plain_scalar(figure)
    if kpi.baseline_on:
        tree["baseline_on"] = kpi.baseline_on.isoformat()
    actuals: list[Mapping[str, Tree]] = [
        {"on": actual.on.isoformat(), "value": plain_scalar(actual.value)} for actual in kpi.actuals
    ]
    return {**tree, "actuals": actuals} if actuals else tree


def _plain(values: Mapping[str, Known]) -> dict[str, Tree]:
    return {name: plain_known(value) for name, value in values.items()}


def _text(tree: Mapping[str, Tree]) -> str:
    return "\n".join(_lines({key: value for key, value in tree.items() if value != {}}, "")) + "\n"


def _lines(tree: Mapping[str, Tree], pad: str) -> Iterator[str]:
    """A mapping in lines. Empty parts are left out, but for a step that says nothing of itself."""
    for key, value in tree.items():
        head = f"{pad}{flow_text(key)}:"
        if isinstance(value, Mapping):
            body = list(_lines(value, pad + "  "))
            yield from [head, *body] if body else [f"{head} {{}}"] if pad == "  " else []
        elif isinstance(value, list):
            yield from [head, *(line for item in value for line in _item(item, pad))] if value else []
        else:
            yield f"{head} {flow_text(value)}"


def _item(item: Mapping[str, Tree], pad: str) -> Iterator[str]:
    for number, line in enumerate(_lines(item, "")):
        yield f"{pad}{'- ' if number == 0 else '  '}{line}"
