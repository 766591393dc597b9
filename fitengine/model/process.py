"""A business process as a graph of BPMN elements. One `Process` holds everything of a file: pools are flattened into lanes,
nested elements name their subprocess as `parent`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from fitengine.errors import Problem, SourceSpan
from fitengine.model.facts import Facts, Range, Scalar
from fitengine.model.initiative import Initiative

__all__ = [
    "Event",
    "EventKind",
    "Gateway",
    "GatewayKind",
    "Lane",
    "LogFigures",
    "Node",
    "Process",
    "SequenceFlow",
    "SubProcess",
    "SubProcessKind",
    "Task",
    "TaskKind",
]


class TaskKind(StrEnum):
    """BPMN's activity types; `task` is the untyped one. `subprocess` is one that the model leaves empty."""

    TASK = "task"
    USER = "user"
    MANUAL = "manual"
    SERVICE = "service"
    SCRIPT = "script"
    BUSINESS_RULE = "business-rule"
    SEND = "send"
    RECEIVE = "receive"
    CALL = "call"
    SUBPROCESS = "subprocess"


class GatewayKind(StrEnum):
    EXCLUSIVE = "exclusive"
    PARALLEL = "parallel"
    INCLUSIVE = "inclusive"
    EVENT_BASED = "event-based"
    COMPLEX = "complex"


class EventKind(StrEnum):
    START = "start"
    END = "end"
    CATCH = "catch"
    THROW = "throw"
    BOUNDARY = "boundary"


class SubProcessKind(StrEnum):
    EMBEDDED = "embedded"
    AD_HOC = "ad-hoc"
    TRANSACTION = "transaction"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Lane:
    """Who does the work. `pool` is the participant's name where the model has several."""

    id: str
    name: str
    pool: str = ""


@dataclass(frozen=True, slots=True)
class LogFigures:
    """What an event log says of a step beyond its facts, as `waiting_minutes_p50`: for people, nothing decides by it. `log` is
    what the figures rest on, in the words of the facts' provenance."""

    log: str
    values: Mapping[str, Scalar]


@dataclass(frozen=True, slots=True)
class Task:
    """A step: what gets a verdict."""

    id: str
    name: str
    kind: TaskKind = TaskKind.TASK
    lane: str | None = None
    stage: str | None = None
    parent: str | None = None
    facts: Facts = field(default_factory=Facts)
    span: SourceSpan | None = None
    figures: LogFigures | None = None


@dataclass(frozen=True, slots=True)
class Gateway:
    id: str
    name: str
    kind: GatewayKind
    lane: str | None = None
    stage: str | None = None
    parent: str | None = None
    span: SourceSpan | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """`trigger` is BPMN's event definition (`message`, `timer`, `error`, …), empty where there is none; a boundary event
    names its activity in `attached_to`."""

    id: str
    name: str
    kind: EventKind
    trigger: str = ""
    attached_to: str | None = None
    interrupting: bool = True
    lane: str | None = None
    stage: str | None = None
    parent: str | None = None
    span: SourceSpan | None = None


@dataclass(frozen=True, slots=True)
class SubProcess:
    """A container: the nodes inside name it as their `parent`. It gets no verdict of its own."""

    id: str
    name: str
    kind: SubProcessKind = SubProcessKind.EMBEDDED
    lane: str | None = None
    stage: str | None = None
    parent: str | None = None
    span: SourceSpan | None = None


Node = Task | Gateway | Event | SubProcess


@dataclass(frozen=True, slots=True)
class SequenceFlow:
    """`condition` is the words on a branch; `share` the part of the cases that take it, 0 to 1, exact or a range."""

    id: str
    source: str
    target: str
    condition: str = ""
    share: float | Range | None = None
    default: bool = False
    span: SourceSpan | None = None


@dataclass(frozen=True, slots=True)
class Process:
    """A process as read from one file. `nodes` and `lanes` keep the file's order; `warnings` is what the loader dropped or
    mended and the reader should know."""

    id: str
    name: str
    nodes: Mapping[str, Node]
    flows: tuple[SequenceFlow, ...] = ()
    lanes: Mapping[str, Lane] = field(default_factory=dict)
    version: str = ""
    owner: str = ""
    initiative: Initiative | None = None
    source: str = ""
    warnings: tuple[Problem, ...] = ()
    span: SourceSpan | None = None

    def tasks(self) -> tuple[Task, ...]:
        """The steps, in the file's order."""
        return tuple(node for node in self.nodes.values() if isinstance(node, Task))
