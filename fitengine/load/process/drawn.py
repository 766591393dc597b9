"""A process drawn from a log as a process file: what an analyst edits from there on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fitengine.load.process.measured_block import block_lines, measured_block
from fitengine.load.yaml.write import flow_text
from fitengine.model.measured import DiscoveredProcess, StepFigures
from fitengine.model.process import Event, Gateway, Node, SequenceFlow

__all__ = ["drawn_process"]

_HEAD = """\
# Drawn from the event log {log}: {cases:,} cases, {first} to {last}.
# It shows which step directly followed which, most often; work that went on side by side looks like a choice or a loop.
# Name the branches, put the steps into lanes, and state under `facts` what the log cannot know.
process: {id}
name: {name}
steps:"""


def drawn_process(drawn: DiscoveredProcess) -> str:
    """The YAML of the process, with the measured block of each step. It loads without a problem."""
    process, measurement = drawn.process, drawn.measurement
    head = _HEAD.format(
        log=" ".join(measurement.log.split()),
        cases=measurement.cases,
        first=measurement.first,
        last=measurement.last,
        id=flow_text(process.id),
        name=flow_text(process.name),
    )
    flows: dict[str, list[SequenceFlow]] = {id_: [] for id_ in process.nodes}
    for flow in process.flows:
        flows[flow.source].append(flow)
    figures = {one.name: one for one in measurement.steps}
    lines = [head]
    for id_, node in process.nodes.items():
        lines += _step(node, flows[id_], figures, drawn)
    return "\n".join(lines) + "\n"


def _step(
    node: Node, flows: Sequence[SequenceFlow], figures: Mapping[str, StepFigures], drawn: DiscoveredProcess
) -> Iterator[str]:
    if isinstance(node, Event | Gateway):
        onwards = f", next: {flow_text(flows[0].target)}" if len(flows) == 1 else ""
        head = f"  {flow_text(node.id)}: {{type: {node.kind}, name: {flow_text(node.name)}{onwards}"
        yield head + ("}" if len(flows) < 2 else ", next: [")
        if len(flows) > 1:
            parts = [f"    {{to: {flow_text(flow.target)}, share: {_share(flow)}}}" for flow in flows]
            yield from (f"{part}," for part in parts[:-1])
            yield f"{parts[-1]}]}}"
        return
    yield f"  {flow_text(node.id)}:"
    yield f"    name: {flow_text(node.name)}"
    yield from block_lines(measured_block(drawn.measurement, figures[node.name]), 4)
    yield from (f"    next: {flow_text(flow.target)}" for flow in flows)


def _share(flow: SequenceFlow) -> str:
    assert isinstance(flow.share, float), "a branch has a share"
    return f"{round(100 * flow.share, 1):g}%"
