"""What is written in one form and read again says the same."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitengine.api import load_rules
from fitengine.load.process_file import read_process
from fitengine.load.process_write import write_process, write_sidecar
from fitengine.load.sidecar import read_sidecar
from fitengine.model.facts import Facts, Origin
from fitengine.model.process import Process, Task
from tests.helpers.processes import RATINGS, bare, processes

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    [
        "no",
        "010",
        "1:30",
        "=1+1",
        "@x",
        "a: b # c",
        " x ",
        "2026-09-30",
        "null",
        "Prüfung – fertig?",
        "\u2028",
    ]
)
FEW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@FEW
@given(processes(TEXTS))
def test_a_process_file_loads_to_the_process_it_was_written_from(process: Process) -> None:
    text = write_process(process)
    read = read_process(text, "p.yaml", load_rules().dictionary, RATINGS)
    assert bare(read) == bare(process)
    assert write_process(read) == text


@FEW
@given(processes(TEXTS))
def test_a_sidecar_gives_an_empty_model_all_that_was_known(process: Process) -> None:
    """Lanes are those of the model; where a default comes from is told by them too."""
    nodes = {
        name: replace(node, facts=Facts()) if isinstance(node, Task) else node
        for name, node in process.nodes.items()
    }
    empty = replace(process, nodes=nodes, initiative=None, version="", owner="")
    text = write_sidecar(process, "model.bpmn")
    read = read_sidecar(text, "model.facts.yaml", empty, load_rules().dictionary, RATINGS)
    assert not read.warnings
    assert bare(read) == bare(process)
    assert "measured" in text or not any(
        origin.origin is Origin.MEASURED
        for task in process.tasks()
        for origin in task.facts.provenance.values()
    )
