"""A process that is written as BPMN with a facts file beside it comes back as far as BPMN can carry it."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fitengine.api import load_rules
from fitengine.load.bpmn import read_bpmn
from fitengine.load.process.sidecar import read_sidecar
from fitengine.load.process.write import write_sidecar
from fitengine.model.decision import Assessment
from fitengine.model.facts import Facts, Origin
from fitengine.model.process import Event, Gateway, Node, Process, SubProcess, Task, TaskKind
from fitengine.render.bpmn.write import as_written, write_bpmn
from tests.helpers.processes import RATINGS, bare, processes

NAMES = st.text(
    st.characters(categories=["L", "N", "P", "S"], exclude_characters="\ufffd"), min_size=1, max_size=12
) | st.sampled_from(
    ["Enter order", "a & b < c", '"quoted"', "]]>", "&amp;", "Prüfung – fertig?", "no", "1:30"]
)
UNNAMED = re.compile(r"Lane \d+").fullmatch
"""Steps of no lane stand in one without a name, which gets one when it is read."""
FEW = settings(
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def there_and_back(process: Process) -> Process:
    raw = write_bpmn(Assessment(process, (), (), (), ()))
    model = read_bpmn(raw, "out.bpmn")
    facts = write_sidecar(as_written(process), "out.bpmn")
    return read_sidecar(facts, "out.facts.yaml", model, load_rules().dictionary, RATINGS)


def known(facts: Facts) -> object:
    """Values, and which of them were measured. What the type of a task says comes on top when the model is read."""
    values = {
        name: value
        for name, value in facts.values.items()
        if facts.origin(name).origin is not Origin.IMPORTED
    }
    measured = {
        name: facts.origin(name).detail for name in values if facts.origin(name).origin is Origin.MEASURED
    }
    return values, measured, facts.ratings


def seen(node: Node, lanes: dict[str, str]) -> object:
    lane = lanes.get(node.lane or "", "")
    lane = "" if UNNAMED(lane) else lane
    match node:
        case Task():
            kind = TaskKind.CALL if node.kind is TaskKind.SUBPROCESS else node.kind
            return node.name, str(kind), lane
        case Gateway():
            return node.name, str(node.kind), lane
        case Event():
            own = "" if node.attached_to else lane  # a boundary event stands where its host does
            return node.name, str(node.kind), node.trigger, node.attached_to, own
        case SubProcess():
            return node.name, str(node.kind)


@FEW
@given(processes(NAMES))
def test_what_bpmn_can_carry_comes_back(process: Process) -> None:
    """Stages, frames of subprocesses, flows into boundary events and shares as numbers are what it cannot carry; the command
    says so."""
    back = there_and_back(process)
    ids = dict(zip(process.nodes, as_written(process).nodes, strict=True))
    framed = any(isinstance(node, SubProcess) for node in process.nodes.values())
    lanes, new_lanes = ({lane.id: lane.name for lane in one.lanes.values()} for one in (process, back))
    for id_, node in process.nodes.items():
        if isinstance(node, SubProcess) or not _stands_on_a_task(node, process):
            continue
        host = ids.get(node.attached_to or "") if isinstance(node, Event) else None
        here = replace(node, attached_to=host) if isinstance(node, Event) else node
        assert seen(back.nodes[ids[id_]], new_lanes) == seen(here, lanes)
        if isinstance(node, Task):
            assert known(back.nodes[ids[id_]].facts) == known(node.facts)
            assert back.nodes[ids[id_]].figures == node.figures
    if not framed:
        assert len(back.nodes) == len(process.nodes)
        # nothing flows into a boundary event in BPMN: such a flow leads to the step that it stands on
        hosts = {
            id_: node.attached_to
            for id_, node in process.nodes.items()
            if isinstance(node, Event) and node.attached_to and _stands_on_a_task(node, process)
        }
        assert sorted((flow.source, flow.target) for flow in back.flows) == sorted(
            (ids[flow.source], ids[hosts.get(flow.target, flow.target)]) for flow in process.flows
        )
    written = as_written(process)
    assert bare(replace(back, nodes={}, flows=(), lanes={})).initiative == bare(written).initiative


def _stands_on_a_task(node: Node, process: Process) -> bool:
    """BPMN knows boundary events on activities only."""
    host = node.attached_to if isinstance(node, Event) else None
    return host is None or isinstance(process.nodes[host], Task)


@FEW
@given(processes(NAMES))
def test_the_same_process_gives_the_same_model(process: Process) -> None:
    assessment = Assessment(process, (), (), (), ())
    assert write_bpmn(assessment) == write_bpmn(assessment)
