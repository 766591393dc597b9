"""What is written in one form and read again says the same."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitengine.api import load_rules
from fitengine.load.bpmn.imported import imported_facts
from fitengine.load.process.file import read_process
from fitengine.load.process.sidecar import read_sidecar
from fitengine.load.process.write import write_process, write_sidecar
from fitengine.load.workbook.process import read_workbook
from fitengine.model.decision import Assessment
from fitengine.model.facts import Facts, Origin, Provenance
from fitengine.model.process import Node, Process, Task
from fitengine.report.workbook import write_sheets
from fitengine.report.workbook_sheets import process_sheets
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
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@FEW
@given(processes(TEXTS))
def test_a_process_file_loads_to_the_process_it_was_written_from(process: Process) -> None:
    text = write_process(process)
    read = read_process(text, "p.yaml", load_rules().dictionary, RATINGS)
    assert bare(read) == bare(process)


@FEW
@given(processes(TEXTS))
def test_a_sidecar_gives_an_empty_model_all_that_was_known(process: Process) -> None:
    """Lanes are those of the model; where a default comes from is told by them too. Where the type of a task says something else,
    the default is stated for the task."""
    nodes = {
        name: replace(node, facts=Facts()) if isinstance(node, Task) else node
        for name, node in process.nodes.items()
    }
    empty = replace(process, nodes=nodes, initiative=None, version="", owner="")
    text = write_sidecar(process, "model.bpmn")
    read = read_sidecar(text, "model.facts.yaml", empty, load_rules().dictionary, RATINGS)
    assert not read.warnings
    assert bare(read) == bare(_stated_beside_types(process))
    assert "measured" in text or not any(
        origin.origin is Origin.MEASURED
        for task in process.tasks()
        for origin in task.facts.provenance.values()
    )


CARRIED = st.text(st.characters(exclude_categories=["Cs", "Cn"]), min_size=1, max_size=12).map(
    str.strip
).filter(bool) | st.sampled_from(
    ["no", "010", "1:30", "=1+1", "@x", "+1", "-1", "#N/A", "http://x.y", "_x0041_", "2 or 3", "5%"]
)


@settings(FEW, max_examples=15)
@given(processes(CARRIED))
def test_a_workbook_loses_nothing_that_it_can_carry(process: Process) -> None:
    """Names that are no empty text; a stated value that equals the default comes back as that default."""
    process = replace(process, version=process.version or "1", owner=process.owner or "me")
    book = export(process)
    read = read_workbook(book, "book.xlsx", load_rules().dictionary, RATINGS)
    assert not read.warnings
    assert bare(_without_repeats(read)) == bare(_without_repeats(process))
    assert export(process) == book


def export(process: Process) -> bytes:
    assessment = Assessment(process, (), (), (), ())
    return write_sheets(process_sheets(assessment, load_rules(), RATINGS))


def _without_repeats(process: Process) -> Process:
    """All defaults as if they were stated: verdicts are the same."""
    nodes = {
        name: replace(node, facts=Facts(node.facts.values, _measured(node), node.facts.ratings))
        if isinstance(node, Task)
        else node
        for name, node in process.nodes.items()
    }
    return replace(process, nodes=nodes)


def _measured(task: Task) -> dict[str, Provenance]:
    origins = task.facts.provenance
    return {name: origin for name, origin in origins.items() if origin.origin is not Origin.DEFAULT}


def _stated_beside_types(process: Process) -> Process:
    return replace(process, nodes={name: _stated_beside_type(node) for name, node in process.nodes.items()})


def _stated_beside_type(node: Node) -> Node:
    if not isinstance(node, Task):
        return node
    said = imported_facts(node.kind).values
    provenance = {
        name: origin
        for name, origin in node.facts.provenance.items()
        if origin.origin is not Origin.DEFAULT or name not in said
    }
    return replace(node, facts=replace(node.facts, provenance=provenance))
