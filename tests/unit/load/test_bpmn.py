"""BPMN 2.0 files become one process: every element kind, everything that real files get wrong, and every refusal."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitengine.errors import InputError
from fitengine.load.bpmn import read_bpmn
from fitengine.model.facts import OneOf, Origin
from fitengine.model.process import (
    Event,
    EventKind,
    Gateway,
    GatewayKind,
    Lane,
    Process,
    SubProcess,
    SubProcessKind,
    Task,
    TaskKind,
)

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def definitions(body: str, prefix: str = "bpmn", attributes: str = 'id="d"') -> str:
    declared = f'xmlns:{prefix}="{MODEL}"' if prefix else f'xmlns="{MODEL}"'
    name = f"{prefix}:definitions" if prefix else "definitions"
    return f"<{name} {declared} {attributes}>\n{body}\n</{name}>"


def process(body: str, attributes: str = 'id="p" name="Order"') -> str:
    return f"<bpmn:process {attributes}>\n{body}\n</bpmn:process>"


def read(body: str, attributes: str = 'id="p" name="Order"') -> Process:
    return read_bpmn(definitions(process(body, attributes)).encode(), "order.bpmn")


def read_all(body: str) -> Process:
    return read_bpmn(definitions(body).encode(), "order.bpmn")


def refusal(raw: str | bytes) -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        read_bpmn(raw.encode() if isinstance(raw, str) else raw, "order.bpmn")
    (problem,) = caught.value.problems
    return problem.code, problem.message


def warnings(result: Process) -> list[tuple[str, str]]:
    return [(warning.code, warning.message) for warning in result.warnings]


def flows(result: Process) -> list[tuple[str, str]]:
    return [(flow.source, flow.target) for flow in result.flows]


def lanes(result: Process) -> dict[str, str]:
    """The lane's name by node."""
    return {node.id: result.lanes[node.lane].name for node in result.nodes.values() if node.lane is not None}


TWO_STEPS = """<bpmn:startEvent id="s"/><bpmn:task id="a" name="Check"/><bpmn:task id="b" name="Pay"/><bpmn:endEvent id="e"/>
<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a"/><bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="b"/>
<bpmn:sequenceFlow id="f3" sourceRef="b" targetRef="e"/>"""


class TestElements:
    def test_a_plain_process_keeps_ids_names_flows_and_order(self) -> None:
        result = read(TWO_STEPS)
        assert (result.id, result.name, result.source) == ("p", "Order", "order.bpmn")
        assert list(result.nodes) == ["s", "a", "b", "e"]
        assert [task.name for task in result.tasks()] == ["Check", "Pay"]
        assert flows(result) == [("s", "a"), ("a", "b"), ("b", "e")]
        assert result.warnings == ()

    @pytest.mark.parametrize(
        ("tag", "kind"),
        [
            ("task", TaskKind.TASK),
            ("userTask", TaskKind.USER),
            ("manualTask", TaskKind.MANUAL),
            ("serviceTask", TaskKind.SERVICE),
            ("scriptTask", TaskKind.SCRIPT),
            ("businessRuleTask", TaskKind.BUSINESS_RULE),
            ("sendTask", TaskKind.SEND),
            ("receiveTask", TaskKind.RECEIVE),
            ("callActivity", TaskKind.CALL),
            ("subProcess", TaskKind.SUBPROCESS),
            ("adHocSubProcess", TaskKind.SUBPROCESS),
            ("transaction", TaskKind.SUBPROCESS),
        ],
    )
    def test_every_activity_is_a_step_of_its_kind(self, tag: str, kind: TaskKind) -> None:
        """A subprocess without a node inside is a step: nobody has said more about it."""
        node = read(
            f'<bpmn:{tag} id="a" name="Do it"><bpmn:documentation>x</bpmn:documentation></bpmn:{tag}>'
        ).nodes["a"]
        assert isinstance(node, Task)
        assert (kind, "Do it") == (node.kind, node.name)

    @pytest.mark.parametrize(
        ("tag", "kind"),
        [
            ("exclusiveGateway", GatewayKind.EXCLUSIVE),
            ("parallelGateway", GatewayKind.PARALLEL),
            ("inclusiveGateway", GatewayKind.INCLUSIVE),
            ("eventBasedGateway", GatewayKind.EVENT_BASED),
            ("complexGateway", GatewayKind.COMPLEX),
        ],
    )
    def test_every_gateway_keeps_its_kind(self, tag: str, kind: GatewayKind) -> None:
        node = read(f'<bpmn:{tag} id="g" name="Complete?"/>').nodes["g"]
        assert isinstance(node, Gateway)
        assert (kind, "Complete?") == (node.kind, node.name)

    @pytest.mark.parametrize(
        ("tag", "definition", "kind", "trigger"),
        [
            ("startEvent", "", EventKind.START, ""),
            ("startEvent", "message", EventKind.START, "message"),
            ("endEvent", "terminate", EventKind.END, "terminate"),
            ("endEvent", "error", EventKind.END, "error"),
            ("intermediateCatchEvent", "timer", EventKind.CATCH, "timer"),
            ("intermediateCatchEvent", "conditional", EventKind.CATCH, "conditional"),
            ("intermediateThrowEvent", "signal", EventKind.THROW, "signal"),
            ("intermediateThrowEvent", "escalation", EventKind.THROW, "escalation"),
            ("endEvent", "cancel", EventKind.END, "cancel"),
            ("intermediateThrowEvent", "compensate", EventKind.THROW, "compensate"),
            ("intermediateThrowEvent", "link", EventKind.THROW, "link"),
        ],
    )
    def test_every_event_keeps_kind_and_trigger(
        self, tag: str, definition: str, kind: EventKind, trigger: str
    ) -> None:
        inner = f"<bpmn:{definition}EventDefinition/>" if definition else ""
        node = read(f'<bpmn:{tag} id="e" name="Now">{inner}</bpmn:{tag}>').nodes["e"]
        assert isinstance(node, Event)
        assert (kind, trigger) == (node.kind, node.trigger)

    def test_several_triggers_are_told_as_multiple(self) -> None:
        two = "<bpmn:messageEventDefinition/><bpmn:timerEventDefinition/>"
        result = read(
            f'<bpmn:startEvent id="one">{two}</bpmn:startEvent>'
            f'<bpmn:startEvent id="all" parallelMultiple="true">{two}</bpmn:startEvent>'
        )
        assert [node.trigger for node in result.nodes.values()] == ["multiple", "parallel-multiple"]  # type: ignore[union-attr]

    def test_an_event_definition_may_be_shared_and_referred_to(self) -> None:
        event = '<bpmn:startEvent id="s"><bpmn:eventDefinitionRef>x:t1</bpmn:eventDefinitionRef></bpmn:startEvent>'
        node = read_all(f'<bpmn:timerEventDefinition id="t1"/>{process(event)}').nodes["s"]
        assert isinstance(node, Event)
        assert node.trigger == "timer"

    def test_a_boundary_event_names_its_activity_and_whether_it_interrupts(self) -> None:
        result = read(
            '<bpmn:task id="a"/><bpmn:boundaryEvent id="b1" attachedToRef="a"><bpmn:timerEventDefinition/></bpmn:boundaryEvent>'
            '<bpmn:boundaryEvent id="b2" attachedToRef="a" cancelActivity="false"/>'
        )
        first, second = result.nodes["b1"], result.nodes["b2"]
        assert isinstance(first, Event)
        assert isinstance(second, Event)
        assert (first.attached_to, first.trigger, first.interrupting) == ("a", "timer", True)
        assert (second.attached_to, second.trigger, second.interrupting) == ("a", "", False)

    def test_a_boundary_event_on_no_activity_stays_with_a_warning(self) -> None:
        result = read(
            '<bpmn:exclusiveGateway id="g"/><bpmn:boundaryEvent id="a" attachedToRef="g"/>'
            '<bpmn:boundaryEvent id="b" attachedToRef="gone"/><bpmn:boundaryEvent id="c" name="Late"/><bpmn:task id="t"/>'
        )
        assert warnings(result) == [
            ("loose-boundary", "the boundary event `a` hangs on `g`, which is no activity of this file"),
            ("loose-boundary", "the boundary event `b` hangs on `gone`, which is no activity of this file"),
            ("loose-boundary", "the boundary event `Late` (`c`) hangs on no activity"),
        ]
        assert [node.attached_to for node in result.nodes.values() if isinstance(node, Event)] == [None] * 3

    def test_names_lose_line_ends_and_runs_of_space(self) -> None:
        result = read(
            '<bpmn:task id="a" name=" Check&#10;the  invoice&#xD;&#10;"/><bpmn:task id="b" name=""/><bpmn:task id="c"/>'
        )
        assert [task.name for task in result.tasks()] == ["Check the invoice", "", ""]

    def test_nodes_know_their_place_in_the_file(self) -> None:
        span = read('<bpmn:task id="x"/>\n  <bpmn:task id="a"/>').nodes["a"].span
        assert span is not None
        assert (
            span.source,
            span.line,
            span.column,
            span.end_line,
            span.end_column,
        ) == ("order.bpmn", 4, 3, 4, 13)


class TestSubprocesses:
    INNER = '<bpmn:startEvent id="is"/><bpmn:task id="it"/><bpmn:sequenceFlow id="if" sourceRef="is" targetRef="it"/>'

    @pytest.mark.parametrize(
        ("tag", "attributes", "kind"),
        [
            ("subProcess", "", SubProcessKind.EMBEDDED),
            ("subProcess", 'triggeredByEvent="true"', SubProcessKind.EVENT),
            ("adHocSubProcess", "", SubProcessKind.AD_HOC),
            ("transaction", "", SubProcessKind.TRANSACTION),
        ],
    )
    def test_a_filled_subprocess_is_a_container(
        self, tag: str, attributes: str, kind: SubProcessKind
    ) -> None:
        result = read(f'<bpmn:{tag} id="sub" name="Handle" {attributes}>{self.INNER}</bpmn:{tag}>')
        container = result.nodes["sub"]
        assert isinstance(container, SubProcess)
        assert (kind, "Handle") == (container.kind, container.name)
        assert {id_: node.parent for id_, node in result.nodes.items()} == {
            "sub": None,
            "is": "sub",
            "it": "sub",
        }
        assert flows(result) == [("is", "it")]

    def test_subprocesses_nest(self) -> None:
        result = read(
            f'<bpmn:subProcess id="one"><bpmn:subProcess id="two">{self.INNER}</bpmn:subProcess></bpmn:subProcess>'
        )
        assert {id_: node.parent for id_, node in result.nodes.items()} == {
            "one": None,
            "two": "one",
            "is": "two",
            "it": "two",
        }

    def test_the_start_of_an_event_subprocess_may_leave_the_rest_running(self) -> None:
        start = '<bpmn:startEvent id="s" isInterrupting="false"/>'
        node = read(f'<bpmn:subProcess id="sub" triggeredByEvent="true">{start}</bpmn:subProcess>').nodes["s"]
        assert isinstance(node, Event)
        assert not node.interrupting


class TestFlows:
    def test_the_condition_is_the_name_and_else_the_expression(self) -> None:
        result = read(
            '<bpmn:exclusiveGateway id="g" default="f3"/><bpmn:task id="a"/>'
            '<bpmn:sequenceFlow id="f1" name="yes&#10; sure" sourceRef="g" targetRef="a">'
            "<bpmn:conditionExpression>x</bpmn:conditionExpression></bpmn:sequenceFlow>"
            '<bpmn:sequenceFlow id="f2" sourceRef="g" targetRef="a">'
            "<bpmn:conditionExpression>\n <![CDATA[${a < 1}]]>\n</bpmn:conditionExpression></bpmn:sequenceFlow>"
            '<bpmn:sequenceFlow id="f3" sourceRef="g" targetRef="a"/>'
        )
        assert [(flow.condition, flow.default) for flow in result.flows] == [
            ("yes sure", False),
            ("${a < 1}", False),
            ("", True),
        ]

    def test_a_step_may_have_a_default_too(self) -> None:
        result = read(
            '<bpmn:task id="a" default="f"/><bpmn:task id="b"/><bpmn:sequenceFlow id="f" sourceRef="a" targetRef="b"/>'
        )
        assert result.flows[0].default

    def test_dangling_flows_are_dropped_with_a_warning_each(self) -> None:
        result = read(
            '<bpmn:task id="a"/><bpmn:dataObject id="data"/>'
            '<bpmn:sequenceFlow id="f1" sourceRef="a" targetRef="gone"/>'
            '<bpmn:sequenceFlow id="f2" name="to data" sourceRef="a" targetRef="data"/>'
            '<bpmn:sequenceFlow sourceRef="gone"/>'
        )
        assert result.flows == ()
        assert warnings(result) == [
            ("dangling-flow", "the sequence flow `f1` was dropped: its target `gone` does not exist"),
            ("dangling-flow", "the sequence flow `to data` was dropped: its target `data` does not exist"),
            (
                "dangling-flow",
                "a sequence flow was dropped: its source `gone` does not exist and it names no target",
            ),
        ]
        assert {"warning"} == {warning.severity for warning in result.warnings}
        assert "<bpmn:sequenceFlow" in result.warnings[0].excerpt

    def test_references_may_carry_a_prefix(self) -> None:
        result = read(
            '<bpmn:task id="a"/><bpmn:task id="b"/><bpmn:sequenceFlow id="f" sourceRef="tns:a" targetRef="tns:b"/>'
        )
        assert flows(result) == [("a", "b")]

    def test_cycles_and_loops_are_kept(self) -> None:
        result = read(
            '<bpmn:task id="a"/><bpmn:task id="b"/><bpmn:sequenceFlow id="f" sourceRef="a" targetRef="b"/>'
            '<bpmn:sequenceFlow id="g" sourceRef="b" targetRef="a"/><bpmn:sequenceFlow id="h" sourceRef="a" targetRef="a"/>'
        )
        assert flows(result) == [("a", "b"), ("b", "a"), ("a", "a")]

    def test_flows_without_an_id_get_one_each(self) -> None:
        result = read(
            '<bpmn:task id="flow_1"/><bpmn:task id="b"/>'
            '<bpmn:sequenceFlow sourceRef="flow_1" targetRef="b"/><bpmn:sequenceFlow sourceRef="b" targetRef="flow_1"/>'
        )
        assert [flow.id for flow in result.flows] == ["flow_2", "flow_3"]
        assert result.warnings == ()

    def test_a_pair_of_link_events_is_a_flow(self) -> None:
        result = read(
            '<bpmn:intermediateThrowEvent id="out"><bpmn:linkEventDefinition name="A"/></bpmn:intermediateThrowEvent>'
            '<bpmn:intermediateCatchEvent id="in"><bpmn:linkEventDefinition name="A"/></bpmn:intermediateCatchEvent>'
            '<bpmn:intermediateCatchEvent id="other"><bpmn:linkEventDefinition name="B"/></bpmn:intermediateCatchEvent>'
        )
        assert flows(result) == [("out", "in")]

    def test_a_compensation_leads_to_its_handler(self) -> None:
        result = read(
            '<bpmn:task id="book"/><bpmn:task id="undo" isForCompensation="true"/><bpmn:textAnnotation id="note"/>'
            '<bpmn:boundaryEvent id="back" attachedToRef="book"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>'
            '<bpmn:association id="x" sourceRef="back" targetRef="undo"/>'
            '<bpmn:association id="y" sourceRef="book" targetRef="note"/>'
        )
        assert flows(result) == [("back", "undo")]


class TestIds:
    def test_missing_ids_are_made_up_with_a_warning(self) -> None:
        result = read('<bpmn:task name="A"/><bpmn:task/><bpmn:task id="task_1"/>')
        assert list(result.nodes) == ["task_2", "task_3", "task_1"]
        assert warnings(result) == [
            ("missing-id", "`A` (`task_2`) has no id and was given this one"),
            ("missing-id", "`task_3` has no id and was given this one"),
        ]

    def test_an_id_that_stands_twice_becomes_two(self) -> None:
        result = read('<bpmn:task id="a" name="A"/><bpmn:task id="a" name="B"/><bpmn:task id="a" name="C"/>')
        assert {node.id: node.name for node in result.nodes.values()} == {"a": "A", "a_2": "B", "a_3": "C"}
        assert warnings(result)[0] == (
            "duplicate-id",
            "the id `a` stands twice, and the later node became `B` (`a_2`)",
        )

    def test_flows_find_the_nearest_of_two_nodes_with_one_id(self) -> None:
        """Exports of several processes number their nodes anew in each."""
        one = process(
            '<bpmn:task id="a"/><bpmn:task id="b"/><bpmn:sequenceFlow id="f" sourceRef="a" targetRef="b"/>',
            'id="p"',
        )
        two = process(
            '<bpmn:task id="a"/><bpmn:task id="b"/><bpmn:sequenceFlow id="f" sourceRef="a" targetRef="b"/>',
            'id="q"',
        )
        result = read_all(one + two)
        assert flows(result) == [("a", "b"), ("a_2", "b_2")]
        assert len({flow.id for flow in result.flows}) == 2


def lane_set(*each: str) -> str:
    return f'<bpmn:laneSet id="ls">{"".join(each)}</bpmn:laneSet>'


def lane(id_: str, name: str, *nodes: str, inner: str = "") -> str:
    references = "".join(f"<bpmn:flowNodeRef> {node} </bpmn:flowNodeRef>" for node in nodes)
    child = f"<bpmn:childLaneSet>{inner}</bpmn:childLaneSet>" if inner else ""
    return f'<bpmn:lane id="{id_}" name="{name}">{references}{child}</bpmn:lane>'


class TestLanes:
    NODES = '<bpmn:task id="a" name="A"/><bpmn:task id="b"/><bpmn:task id="c"/>'

    def test_nodes_are_in_their_lane_and_may_be_in_none(self) -> None:
        result = read(lane_set(lane("l1", "Sales", "a"), lane("l2", "Stock", "b", "gone")) + self.NODES)
        assert lanes(result) == {"a": "Sales", "b": "Stock"}
        assert {"l1": Lane("l1", "Sales"), "l2": Lane("l2", "Stock")} == result.lanes
        assert result.nodes["c"].lane is None

    def test_the_innermost_lane_wins_and_an_empty_outer_one_is_left_out(self) -> None:
        inner = lane("in1", "Clerk", "a") + lane("in2", "Head", "b")
        result = read(lane_set(lane("out", "Sales", "a", "b", inner=inner)) + self.NODES)
        assert lanes(result) == {"a": "Clerk", "b": "Head"}
        assert list(result.lanes) == ["in1", "in2"]
        assert result.warnings == ()

    def test_an_outer_lane_with_work_of_its_own_stays(self) -> None:
        result = read(lane_set(lane("out", "Sales", "a", "b", inner=lane("in", "Clerk", "a"))) + self.NODES)
        assert lanes(result) == {"a": "Clerk", "b": "Sales"}

    def test_unnamed_lanes_are_numbered(self) -> None:
        result = read(
            lane_set(lane("l1", "", "a"), lane("l2", "Stock", "b"), lane("", " ", "c")) + self.NODES
        )
        assert lanes(result) == {"a": "Lane 1", "b": "Stock", "c": "Lane 3"}
        assert list(result.lanes) == ["l1", "l2", "lane_1"]

    def test_a_node_in_two_lanes_stays_in_the_first_with_a_warning(self) -> None:
        result = read(lane_set(lane("l1", "Sales", "a", "a"), lane("l2", "Stock", "a")) + self.NODES)
        assert lanes(result) == {"a": "Sales"}
        message = "`A` (`a`) is in the lanes `Sales` and `Stock`, and stays in the first"
        assert [("two-lanes", message)] == warnings(result)

    def test_what_no_lane_names_follows_its_subprocess_or_its_activity(self) -> None:
        sub = f'<bpmn:subProcess id="sub">{self.NODES}</bpmn:subProcess><bpmn:boundaryEvent id="late" attachedToRef="a"/>'
        result = read(lane_set(lane("l1", "Sales", "sub")) + sub)
        assert lanes(result) == {"sub": "Sales", "a": "Sales", "b": "Sales", "c": "Sales", "late": "Sales"}

    def test_one_pool_alone_gives_no_lane(self) -> None:
        pool = '<bpmn:collaboration id="c"><bpmn:participant id="x" name="Sales" processRef="p"/></bpmn:collaboration>'
        result = read_all(pool + process(self.NODES, 'id="p"'))
        assert (result.lanes, lanes(result)) == ({}, {})
        assert (result.id, result.name) == ("p", "Sales")


class TestPools:
    POOLS = (
        '<bpmn:collaboration id="c" name="Buying"><bpmn:participant id="x" name="Buyer" processRef="tns:p"/>'
        '<bpmn:participant id="y" name="Seller" processRef="q"/><bpmn:participant id="z" name="Bank"/></bpmn:collaboration>'
    )

    def test_pools_are_merged_and_one_without_lanes_becomes_a_lane(self) -> None:
        buyer = process(lane_set(lane("l1", "Clerk", "a")) + '<bpmn:task id="a"/>', 'id="p"')
        seller = process('<bpmn:task id="b"/>', 'id="q"')
        result = read_all(self.POOLS + buyer + seller)
        assert {"l1": Lane("l1", "Clerk", "Buyer"), "y": Lane("y", "Seller", "Seller")} == result.lanes
        assert lanes(result) == {"a": "Clerk", "b": "Seller"}
        assert (result.id, result.name) == ("c", "Buying")

    def test_beside_a_black_box_the_only_process_becomes_a_lane(self) -> None:
        result = read_all(self.POOLS + process('<bpmn:task id="a"/>', 'id="p" name="Buy"'))
        assert lanes(result) == {"a": "Buyer"}
        assert (result.id, result.name) == ("p", "Buy")

    def test_processes_without_pools_are_lanes_under_their_own_names(self) -> None:
        result = read_all(
            process('<bpmn:task id="a"/>', 'id="p" name="Buy"')
            + process('<bpmn:task id="b"/>', 'id="q"')
            + process("", 'id="r"')
        )
        assert lanes(result) == {"a": "Buy", "b": "q"}
        assert (result.id, result.name) == ("d", "order")


class TestFiles:
    @pytest.mark.parametrize("prefix", ["", "bpmn", "bpmn2", "semantic", "x"])
    def test_elements_are_told_by_namespace_and_not_by_prefix(self, prefix: str) -> None:
        tag = f"{prefix}:" if prefix else ""
        body = f'<{tag}process id="p"><{tag}task id="a"/><task xmlns="urn:other" id="b"/></{tag}process>'
        assert list(read_bpmn(definitions(body, prefix).encode(), "x").nodes) == ["a"]

    @pytest.mark.parametrize(
        ("declared", "encoding"),
        [
            ("UTF-8", "utf-8"),
            ("utf-8", "utf-8-sig"),
            ("UTF-16", "utf-16"),
            ("UTF-8", "utf-16"),
            ("UTF-16", "utf-8"),
            ("UTF-16LE", "utf-16-le"),
            ("UTF-16BE", "utf-16-be"),
            ("windows-1252", "cp1252"),
            ("ISO-8859-1", "cp1252"),
            ("windows-1251", "cp1251"),
        ],
    )
    def test_files_are_read_in_the_encoding_they_are_in(self, declared: str, encoding: str) -> None:
        """Whatever the declaration says where a byte order mark or the bytes themselves say otherwise."""
        name = "Проверка" if encoding == "cp1251" else "Prüfen “jetzt”"
        text = f'<?xml version="1.0" encoding="{declared}"?>\n' + definitions(
            process(f'<bpmn:task id="a" name="{name}"/>')
        )
        result = read_bpmn(text.encode(encoding), "x")
        assert name == result.nodes["a"].name
        assert result.warnings == ()

    def test_windows_text_that_says_it_is_utf_8_is_read_with_a_warning(self) -> None:
        text = definitions(process('<bpmn:task id="a" name="Prüfen"/>'))
        result = read_bpmn(text.encode("cp1252"), "x")
        assert result.nodes["a"].name == "Prüfen"
        assert warnings(result) == [
            ("encoding", "the file does not hold to its encoding and was read as windows-1252")
        ]

    def test_ids_and_text_are_the_same_for_each_reading(self) -> None:
        text = definitions(process(TWO_STEPS + "<bpmn:task/><bpmn:task/>")).encode()
        assert read_bpmn(text, "x") == read_bpmn(text, "x")

    def test_a_plain_doctype_does_no_harm(self) -> None:
        assert list(
            read_bpmn(("<!DOCTYPE x>" + definitions(process('<bpmn:task id="a"/>'))).encode(), "x").nodes
        ) == ["a"]

    def test_a_choreography_beside_a_process_is_left_out_with_a_warning(self) -> None:
        result = read_all('<bpmn:choreography id="ch"/>' + process('<bpmn:task id="a"/>'))
        assert warnings(result) == [("choreography", "the choreography beside the process was left out")]

    def test_events_and_gateways_alone_are_read_with_a_warning(self) -> None:
        result = read('<bpmn:startEvent id="s"/><bpmn:endEvent id="e"/>')
        message = "the process has events and gateways but no step, so there is nothing to assess"
        assert [("no-steps", message)] == warnings(result)

    def test_an_unnamed_process_is_called_by_its_file(self) -> None:
        result = read_bpmn(definitions(process('<bpmn:task id="a"/>', "")).encode(), "in/claims.v2.bpmn")
        assert (result.id, result.name) == ("claims.v2", "claims.v2")

    @settings(max_examples=150, deadline=None)
    @given(st.data())
    def test_any_damage_to_a_file_is_an_input_error_or_still_a_process(self, data: st.DataObject) -> None:
        raw = bytearray(definitions(process(lane_set(lane("l", "L", "a")) + TWO_STEPS)).encode())
        for _ in range(data.draw(st.integers(1, 6))):
            position = data.draw(st.integers(0, len(raw) - 1))
            raw[position : position + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        try:
            result = read_bpmn(bytes(raw), "x")
        except InputError:
            return
        assert all({flow.source, flow.target} <= set(result.nodes) for flow in result.flows)
        assert all(node.lane is None or node.lane in result.lanes for node in result.nodes.values())
        assert all(node.parent is None or node.parent in result.nodes for node in result.nodes.values())


class TestImportedFacts:
    def test_only_what_the_type_says_is_imported(self) -> None:
        types = ("businessRuleTask", "scriptTask", "serviceTask", "manualTask", "sendTask", "receiveTask")
        result = read("".join(f'<bpmn:{tag} id="{tag}"/>' for tag in types))
        facts = {task.id: dict(task.facts.values) for task in result.tasks()}
        rules = OneOf(("mostly", "fully"))
        passing_on = {"judgement": OneOf(("none", "low"))}
        assert {
            "businessRuleTask": {
                "rule_based": rules,
                "physical": False,
                "input_digital": "digital",
                "input_structure": OneOf(("mixed", "structured")),
            },
            "scriptTask": {"rule_based": rules, "physical": False, "input_digital": "digital"},
            "serviceTask": {"physical": False, "input_digital": OneOf(("mixed", "digital"))},
            "manualTask": {"input_digital": OneOf(("paper", "mixed")), "applications": 0},
            "sendTask": passing_on,
            "receiveTask": passing_on,
        } == facts

    def test_imported_facts_say_where_they_come_from(self) -> None:
        task = read('<bpmn:businessRuleTask id="a"/>').tasks()[0]
        origin = task.facts.origin("rule_based")
        assert (Origin.IMPORTED, "BPMN type business rule task", task.span) == (
            origin.origin,
            origin.detail,
            origin.span,
        )

    @pytest.mark.parametrize("tag", ["task", "userTask", "callActivity", "subProcess"])
    def test_other_types_say_nothing(self, tag: str) -> None:
        assert dict(read(f'<bpmn:{tag} id="a"/>').tasks()[0].facts.values) == {}


class TestRefusals:
    @pytest.mark.parametrize(
        ("raw", "code", "message"),
        [
            ("", "empty", "the file is empty"),
            (" \n\t ", "empty", "the file is empty"),
            (b"\xef\xbb\xbf", "empty", "the file is empty"),
            ("steps: {}", "not-xml", "the file is not XML, and a BPMN 2.0 file is"),
            ('{"nodes": []}', "not-xml", "this is JSON, and a BPMN 2.0 file is XML"),
            (definitions("<b>"), "broken-xml", "this is broken XML: mismatched tag"),
            (definitions("<b>")[:80], "broken-xml", "the XML stops before its last element is closed"),
            (
                definitions('<bpmn:process id="p"><q:task/></bpmn:process>'),
                "broken-xml",
                "this is broken XML: unbound prefix",
            ),
            (
                b"PK\x03\x04....",
                "binary",
                "the file is a ZIP archive, as Visio, Word and packed models are, not a BPMN 2.0 file",
            ),
            (
                b"\xd0\xcf\x11\xe0....",
                "binary",
                "the file is an old Office or Visio document, not a BPMN 2.0 file",
            ),
            (b"\x1f\x8b....", "binary", "the file is compressed with gzip, not a BPMN 2.0 file"),
            (
                '<?xml version="1.0" encoding="rot13"?><a/>',
                "unknown-encoding",
                "the encoding `rot13` is not known",
            ),
            (
                '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
                "dmn",
                "this is a DMN decision model, not a BPMN process",
            ),
            (
                '<c:definitions xmlns:c="http://www.omg.org/spec/CMMN/20151109/MODEL"/>',
                "cmmn",
                "this is a CMMN case model, not a BPMN process",
            ),
            (
                '<Package xmlns="http://www.wfmc.org/2009/XPDL2.2"/>',
                "xpdl",
                "this is an XPDL process, not a BPMN 2.0 file",
            ),
            (
                '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI"/>',
                "xmi",
                "this is an XMI exchange file, not a BPMN 2.0 file",
            ),
            (
                '<m:Model xmlns:m="urn:uml" xmlns:xmi="http://www.omg.org/spec/XMI/20131001" xmi:version="2.5"/>',
                "xmi",
                "this is an XMI exchange file, not a BPMN 2.0 file",
            ),
            (
                '<log xmlns="http://www.xes-standard.org/"/>',
                "event-log",
                "this is an event log, not a process model",
            ),
            (
                '<definitions xmlns="http://schema.omg.org/spec/BPMN/2.0"/>',
                "bpmn-version",
                "this is BPMN of another version than 2.0",
            ),
            (
                '<b:BpmnDiagram xmlns:b="http://stp.eclipse.org/bpmn" xmlns:x="http://www.omg.org/XMI" x:version="2.0"/>',
                "bpmn-version",
                "this is BPMN of another version than 2.0",
            ),
            ("<mxfile/>", "drawing", "this is a draw.io drawing, not a BPMN 2.0 file"),
            (
                '<svg xmlns="http://www.w3.org/2000/svg"/>',
                "drawing",
                "this is an SVG picture, not a BPMN 2.0 file",
            ),
            (
                "<!DOCTYPE html><html><p>not closed</html>",
                "web-page",
                "this is a web page, not a BPMN 2.0 file",
            ),
            (
                "<definitions/>",
                "not-bpmn",
                f"the root is `definitions` without a namespace, and a BPMN 2.0 file starts with `definitions` in `{MODEL}`",
            ),
            (
                f'<process xmlns="{MODEL}"/>',
                "not-bpmn",
                f"the root is `process` in the namespace `{MODEL}`, and a BPMN 2.0 file starts with `definitions` in `{MODEL}`",
            ),
            (
                definitions('<bpmn:choreography id="c"><bpmn:startEvent id="s"/></bpmn:choreography>'),
                "choreography",
                "this is a choreography: it shows messages between partners and nobody's steps",
            ),
            (definitions(""), "no-process", "the file has no process"),
            (definitions(process("")), "no-steps", "the process has no step"),
            (
                definitions(process("", 'id="p"') + process("", 'id="q"')),
                "no-steps",
                "none of the 2 processes has a step",
            ),
            (
                definitions(
                    '<bpmn:collaboration id="c"><bpmn:participant id="x" name="Bank"/></bpmn:collaboration>'
                ),
                "black-boxes",
                "all pools are black boxes, so there is nothing to assess",
            ),
        ],
    )
    def test_what_is_no_bpmn_process_is_refused_with_its_reason(
        self, raw: str | bytes, code: str, message: str
    ) -> None:
        assert (code, message) == refusal(raw)

    def test_a_refusal_shows_the_line(self) -> None:
        with pytest.raises(InputError) as caught:
            read_bpmn(definitions("  <b>\n  </c>").encode(), "order.bpmn")
        assert str(caught.value).splitlines() == [
            "order.bpmn:3:5: broken-xml this is broken XML: mismatched tag",
            "  3 |   </c>",
            "    |     ^",
            "  help: save the file again from the modelling tool",
        ]

    def test_a_model_that_only_imports_says_which_files_to_read(self) -> None:
        pool = '<bpmn:collaboration id="c"><bpmn:participant id="x" processRef="m:p"/></bpmn:collaboration>'
        with pytest.raises(InputError) as caught:
            read_bpmn(
                definitions(
                    f'<bpmn:import location="part.bpmn"/><bpmn:import location="x.xsd"/>{pool}'
                ).encode(),
                "x",
            )
        assert caught.value.problems[0].help == "read what it imports: `part.bpmn`"

    @pytest.mark.parametrize(
        ("doctype", "code", "message"),
        [
            ('[<!ENTITY a "b">]', "entity", "the entity `a` is declared, and entities are not read"),
            ('[<!ENTITY % a "b">]', "entity", "the entity `a` is declared, and entities are not read"),
            (
                '[<!ENTITY a SYSTEM "file:///etc/passwd">]',
                "external-entity",
                "the entity `a` points to `file:///etc/passwd`, and nothing outside the file is read",
            ),
            (
                'SYSTEM "http://example.org/x.dtd"',
                "external-entity",
                "the DOCTYPE points to `http://example.org/x.dtd`, and nothing outside the file is read",
            ),
        ],
    )
    def test_entities_are_refused_where_they_are_declared(
        self, doctype: str, code: str, message: str
    ) -> None:
        body = definitions(process('<bpmn:task id="a" name="&a;"/>'))
        assert (code, message) == refusal(f"<!DOCTYPE definitions {doctype}>{body}")

    def test_a_bomb_of_nested_entities_does_not_go_off(self) -> None:
        levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
        body = definitions(process('<bpmn:task id="a" name="&l29;"/>'))
        assert refusal(f'<!DOCTYPE d [<!ENTITY l0 "ha">{levels}]>{body}') == (
            "entity",
            "the entity `l0` is declared, and entities are not read",
        )

    def test_very_deep_nesting_is_refused_and_does_no_harm(self) -> None:
        depth = 50_000
        deep = '<bpmn:subProcess id="s">' * depth + "</bpmn:subProcess>" * depth
        assert refusal(definitions(process(deep))) == (
            "too-deep",
            "elements are nested deeper than 200 levels",
        )
        foreign = "<x>" * depth + "</x>" * depth
        assert list(read('<bpmn:task id="a"/>' + foreign).nodes) == ["a"]
