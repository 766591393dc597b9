"""The elements of the BPMN 2.0 model namespace that a process is read from."""

from __future__ import annotations

from fitengine.model.process import EventKind, GatewayKind, SubProcessKind, TaskKind

__all__ = [
    "ACTIVITIES",
    "BPMN",
    "CONTAINERS",
    "EVENTS",
    "EVENT_DEFINITION",
    "FLOW_NODES",
    "GATEWAYS",
    "KEPT",
    "TASKS",
    "WITH_TEXT",
]

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"

TASKS = {
    "task": TaskKind.TASK,
    "userTask": TaskKind.USER,
    "manualTask": TaskKind.MANUAL,
    "serviceTask": TaskKind.SERVICE,
    "scriptTask": TaskKind.SCRIPT,
    "businessRuleTask": TaskKind.BUSINESS_RULE,
    "sendTask": TaskKind.SEND,
    "receiveTask": TaskKind.RECEIVE,
    "callActivity": TaskKind.CALL,
}
CONTAINERS = {
    "subProcess": SubProcessKind.EMBEDDED,
    "adHocSubProcess": SubProcessKind.AD_HOC,
    "transaction": SubProcessKind.TRANSACTION,
}
GATEWAYS = {
    "exclusiveGateway": GatewayKind.EXCLUSIVE,
    "parallelGateway": GatewayKind.PARALLEL,
    "inclusiveGateway": GatewayKind.INCLUSIVE,
    "eventBasedGateway": GatewayKind.EVENT_BASED,
    "complexGateway": GatewayKind.COMPLEX,
}
EVENTS = {
    "startEvent": EventKind.START,
    "endEvent": EventKind.END,
    "intermediateCatchEvent": EventKind.CATCH,
    "intermediateThrowEvent": EventKind.THROW,
    "implicitThrowEvent": EventKind.THROW,
    "boundaryEvent": EventKind.BOUNDARY,
}
ACTIVITIES = frozenset({*TASKS, *CONTAINERS})
FLOW_NODES = frozenset({*ACTIVITIES, *GATEWAYS, *EVENTS})

EVENT_DEFINITION = "EventDefinition"
"""The end of the local names of event definitions; what stands before it is the trigger."""
_TRIGGERS = (
    "message", "timer", "error", "escalation", "cancel", "compensate", "conditional", "link", "signal", "terminate",
)  # fmt: skip

WITH_TEXT = frozenset({"flowNodeRef", "conditionExpression", "eventDefinitionRef"})
KEPT = FLOW_NODES | WITH_TEXT | {f"{trigger}{EVENT_DEFINITION}" for trigger in _TRIGGERS} | {
    "association", "childLaneSet", "choreography", "collaboration", "definitions", "import", "lane", "laneSet", "participant",
    "process", "sequenceFlow",
}  # fmt: skip
