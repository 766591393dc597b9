"""One document as a portfolio needs it: its steps and tokens of their facts, what its graph says, and what to remark."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from fitengine.assess.criteria import counting
from fitengine.assess.measured import check_measured
from fitengine.assess.measures import measure_findings
from fitengine.assess.structure import check_structure
from fitengine.facts.derived import derived_facts
from fitengine.facts.graph import feeding_steps, process_graph
from fitengine.model.facts import Known
from fitengine.model.finding import Finding
from fitengine.model.initiative import Initiative
from fitengine.model.process import Process
from fitengine.portfolio.fact_columns import Other, Tokens

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "NO",
    "NOT_SAID",
    "YES",
    "Document",
    "FindingRow",
    "GraphView",
    "InitiativeRow",
    "finding_rows",
    "graph_view",
    "initiative_row",
    "process_document",
]

NOT_SAID, NO, YES = 0, 0b01, 0b10
"""A bool as it is stored."""

_SHARE = "automated_share"


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding; `step` is the element it is about, None for one about the process."""

    step: str | None
    code: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class InitiativeRow:
    """What is told of an initiative. `shares` are parts of the time of a step that verdicts take over, by step (any, where it is
    empty) and verdict (any, where it is empty)."""

    phase: str | None
    delivers: bool | None
    findings: tuple[FindingRow, ...]
    shares: Mapping[str, Mapping[str, float]]


class GraphView(NamedTuple):
    """What the graph says, by step: the steps that feed it (counted from it, backwards negative; those of one step after those of
    the other) and how many these are, and codes of bools."""

    feeding: array[int]
    feeding_counts: array[int]
    handover: bytes
    in_loop: bytes
    on_critical_path: bytes


class Document(NamedTuple):
    """A readable process; `ratings` are direct answers by step number."""

    process: str
    name: str
    owner: str
    steps: Sequence[str]
    names: Sequence[str]
    lanes: Sequence[str | None]
    facts: NDArray[np.int32]
    """Tokens by fact and step."""
    graph: GraphView
    findings: Sequence[FindingRow] = ()
    initiative: InitiativeRow | None = None
    ratings: Mapping[int, Other] = MappingProxyType({})


def process_document(process: Process, tokens: Tokens) -> Document:
    """The document of a process that was read by its loader."""
    graph = process_graph(process)
    tasks = process.tasks()
    return Document(
        process.id,
        process.name,
        process.owner,
        [task.id for task in tasks],
        [task.name for task in tasks],
        [
            process.lanes[task.lane].name if task.lane is not None and task.lane in process.lanes else None
            for task in tasks
        ],
        tokens.rows([task.facts.values for task in tasks]),
        graph_view(process, graph),
        finding_rows(process, (*check_structure(process, graph), *check_measured(process))),
        initiative_row(process, process.initiative) if process.initiative else None,
        {at: {"ratings": dict(task.facts.ratings)} for at, task in enumerate(tasks) if task.facts.ratings},
    )


def graph_view(process: Process, graph: nx.DiGraph[str]) -> GraphView:
    """What the graph says about the steps."""
    derived = derived_facts(process, graph)
    place = {task.id: at for at, task in enumerate(process.tasks())}
    feeding = feeding_steps(process, graph)
    return GraphView(
        array("i", [place[before] - at for step, at in place.items() for before in feeding[step]]),
        array("i", [len(feeding[step]) for step in place]),
        *(
            bytes([_code(derived[step].get(name)) for step in place])
            for name in ("handover", "in_loop", "on_critical_path")
        ),
    )


def finding_rows(process: Process, findings: Iterable[Finding]) -> list[FindingRow]:
    """Findings as rows."""
    return [
        FindingRow(
            finding.subject if finding.subject in process.nodes else None,
            finding.code,
            finding.severity,
            finding.message,
        )
        for finding in findings
    ]


def initiative_row(process: Process, initiative: Initiative) -> InitiativeRow:
    """What a portfolio tells of an initiative."""
    phase = initiative.facts.values.get("phase")
    return InitiativeRow(
        phase if isinstance(phase, str) else None,
        _delivers(initiative),
        tuple(finding_rows(process, measure_findings(initiative))),
        _shares(initiative),
    )


def _code(value: Known | None) -> int:
    return (YES if value else NO) if isinstance(value, bool) else NOT_SAID


def _delivers(initiative: Initiative) -> bool | None:
    """Whether the last figure of some measure since the go-live is better than its baseline."""
    found = None
    for kpi in initiative.kpis:
        figures = counting(kpi, initiative.go_live, date.max)
        if kpi.baseline is not None and figures:
            found = bool(found) or kpi.better(figures[-1].value, kpi.baseline)
    return found


def _shares(initiative: Initiative) -> dict[str, dict[str, float]]:
    if initiative.value is None:
        return {}
    general = {verdict: share.likely for verdict, share in initiative.value.automated_share.items()}
    shares = {"": general} if general else {}
    for step, own in initiative.value.steps.items():
        if _SHARE in own:
            shares[step] = {"": own[_SHARE].likely}
    return shares
