"""Subprocesses are drawn as one card, or give way to what they hold."""

from __future__ import annotations

import pytest

from fitengine.model.process import (
    Event,
    EventKind,
    Node,
    Process,
    SequenceFlow,
    SubProcess,
    Task,
)
from fitengine.render.marks.visible import VisibleProcess, join_parallel, select_visible


def make(nodes: list[Node], *flows: str) -> Process:
    """A process with flows written as `a>b`, or `a>b:condition`."""
    made = []
    for number, flow in enumerate(flows, 1):
        ends, _, condition = flow.partition(":")
        source, target = ends.split(">")
        made.append(SequenceFlow(f"f{number}", source, target, condition))
    return Process("p", "p", {node.id: node for node in nodes}, tuple(made))


def pairs(visible: VisibleProcess) -> set[str]:
    return {f"{flow.source}>{flow.target}" for flow in visible.flows}


NESTED = make(
    [
        Event("start", "", EventKind.START),
        SubProcess("outer", "Outer", lane="l"),
        Event("in", "", EventKind.START, parent="outer"),
        Task("a", "A", parent="outer"),
        SubProcess("inner", "Inner", parent="outer"),
        Task("b", "B", parent="inner"),
        Event("out", "", EventKind.END, parent="outer"),
        Event("timer", "late", EventKind.BOUNDARY, "timer", attached_to="outer"),
        Event("fault", "wrong", EventKind.BOUNDARY, "error", attached_to="a", parent="outer"),
        Task("late", "Late"),
        Task("end", "End"),
    ],
    "start>outer",
    "in>a",
    "a>inner",
    "inner>out:done",
    "outer>end",
    "timer>late",
    "fault>out",
)


def test_a_folded_subprocess_stands_for_all_that_is_inside() -> None:
    visible = select_visible(NESTED)
    assert list(visible.nodes) == ["start", "outer", "late", "end"]
    assert pairs(visible) == {"start>outer", "outer>end", "outer>late"}
    assert [task.id for task in visible.contents["outer"]] == ["a", "b"]


def test_a_boundary_event_is_a_guest_of_its_host() -> None:
    visible = select_visible(NESTED)
    assert [event.id for event in visible.guests["outer"]] == ["timer"]
    assert [flow.guest for flow in visible.flows if flow.target == "late"] == ["timer"]


def test_an_unfolded_subprocess_gives_way_to_what_it_holds() -> None:
    visible = select_visible(NESTED, unfold=True)
    assert list(visible.nodes) == ["start", "a", "b", "timer", "late", "end"]
    assert {"start>a", "a>b", "b>end", "timer>late"} <= pairs(visible)


def test_the_words_on_a_flow_into_a_vanished_end_are_kept() -> None:
    visible = select_visible(NESTED, unfold=True)
    assert [flow.condition for flow in visible.flows if (flow.source, flow.target) == ("b", "end")] == [
        "done"
    ]


def test_the_boundary_event_of_an_unfolded_subprocess_is_tied_to_its_first_element() -> None:
    visible = select_visible(NESTED, unfold=True)
    assert [(flow.source, flow.target) for flow in visible.flows if flow.loose] == [("a", "timer")]


def test_boundary_events_inside_an_unfolded_subprocess_keep_their_host() -> None:
    visible = select_visible(NESTED, unfold=True)
    assert [event.id for event in visible.guests["a"]] == ["fault"]
    assert [(flow.guest, flow.target) for flow in visible.flows if flow.guest] == [("fault", "end")]


def test_nodes_inside_stand_in_the_lane_of_their_subprocess() -> None:
    assert select_visible(NESTED, unfold=True).lane["b"] == "l"


def test_a_boundary_event_without_a_lane_stands_in_that_of_its_host() -> None:
    assert select_visible(NESTED, unfold=True).lane["timer"] == "l"


def test_ends_that_wait_for_something_stay() -> None:
    process = make(
        [
            SubProcess("s", "S"),
            Event("go", "", EventKind.START, "message", parent="s"),
            Task("a", "A", parent="s"),
            Task("z", "Z"),
        ],
        "go>a",
        "s>z",
        "z>s",
    )
    assert list(select_visible(process, unfold=True).nodes) == ["go", "a", "z"]
    assert pairs(select_visible(process, unfold=True)) == {"go>a", "a>z", "z>go"}


@pytest.mark.parametrize("unfold", [False, True])
def test_a_subprocess_without_contents_is_a_card(unfold: bool) -> None:
    process = make([SubProcess("s", "S"), Task("a", "A")], "s>a")
    visible = select_visible(process, unfold)
    assert list(visible.nodes) == ["s", "a"]
    assert visible.contents == {"s": ()}


@pytest.mark.parametrize("unfold", [False, True])
def test_flows_and_parents_that_lead_nowhere_are_survived(unfold: bool) -> None:
    nodes: list[Node] = [
        Task("a", "A", parent="nobody"),
        SubProcess("s", "S", parent="t"),
        SubProcess("t", "T", parent="s"),
        Task("b", "B", parent="s"),
        Event("e", "", EventKind.BOUNDARY, attached_to="nobody"),
    ]
    visible = select_visible(make(nodes, "a>gone", "gone>a", "a>e", "e>a", "s>a", "b>b"), unfold)
    assert all(flow.source in visible.nodes and flow.target in visible.nodes for flow in visible.flows)


def test_a_subprocess_whose_parts_go_round_is_entered_at_its_first_element() -> None:
    process = make(
        [Task("x", "X"), SubProcess("s", "S"), Task("a", "A", parent="s"), Task("b", "B", parent="s")],
        "x>s",
        "a>b",
        "b>a",
    )
    assert "x>a" in pairs(select_visible(process, unfold=True))


def test_flows_between_the_same_elements_become_one_arrow_with_all_their_words() -> None:
    process = make([Task("a", "A"), Task("b", "B")], "a>b:yes", "a>b:no", "a>b:yes", "b>a")
    assert [
        (flow.source, flow.target, flow.condition) for flow in join_parallel(select_visible(process)).flows
    ] == [
        ("a", "b", "yes or no"),
        ("b", "a", ""),
    ]
