"""The process graph: what can follow what, and what that says about steps."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from fitengine.facts.graph import (
    case_ends,
    case_starts,
    components,
    feeding_steps,
    first_groups,
    last_groups,
    leading_to,
    loops,
    process_graph,
    reachable_from,
    reading_order,
    upstream_steps,
)
from fitengine.model.process import (
    Event,
    EventKind,
    Process,
    SequenceFlow,
    SubProcess,
    SubProcessKind,
    Task,
)
from tests.helpers.sketch import node_of, sketch


def edges(process: Process) -> set[tuple[str, str]]:
    return set(process_graph(process).edges)


def boundary(id_: str, host: str, trigger: str = "") -> Event:
    return Event(id_, "", EventKind.BOUNDARY, trigger, host)


class TestEdges:
    def test_a_flow_is_an_edge_and_nodes_keep_the_order_of_the_file(self) -> None:
        graph = process_graph(sketch("s_1 -> b -> a -> e_1", "b -> a"))
        assert list(graph) == ["s_1", "b", "a", "e_1"]
        assert list(graph.edges) == [("s_1", "b"), ("b", "a"), ("a", "e_1")]

    def test_an_activity_leads_to_its_boundary_events(self) -> None:
        process = sketch("s_1 -> a -> e_1", "late -> b", nodes=[boundary("late", "a", "timer")])
        assert ("a", "late") in edges(process)

    def test_flows_pass_through_a_subprocess(self) -> None:
        process = sketch(
            "s_1 -> sub -> b -> e_1",
            "s_in -> a -> e_in",
            nodes=[SubProcess("sub", "")],
            inside={"s_in": "sub", "a": "sub", "e_in": "sub"},
        )
        assert edges(process) == {
            ("s_1", "sub"), ("sub", "s_in"), ("s_in", "a"), ("a", "e_in"), ("e_in", "b"), ("b", "e_1"),
        }  # fmt: skip

    def test_a_subprocess_without_events_starts_and_ends_where_no_flow_goes(self) -> None:
        process = sketch(
            "s_1 -> sub -> e_1",
            "a -> b",
            "c",
            nodes=[SubProcess("sub", "")],
            inside={"a": "sub", "b": "sub", "c": "sub"},
        )
        assert {("sub", "a"), ("sub", "c"), ("b", "e_1"), ("c", "e_1")} <= edges(process)
        assert not {("a", "e_1"), ("sub", "b"), ("sub", "e_1")} & edges(process)

    def test_a_subprocess_that_is_one_loop_starts_at_its_first_node(self) -> None:
        process = sketch(
            "s_1 -> sub", "a -> b -> a", nodes=[SubProcess("sub", "")], inside={"a": "sub", "b": "sub"}
        )
        assert edges(process) == {("s_1", "sub"), ("sub", "a"), ("a", "b"), ("b", "a")}

    def test_nested_ends_lead_out_of_all_subprocesses_they_end(self) -> None:
        process = sketch(
            "outer -> z",
            "s_in -> a -> e_in",
            nodes=[SubProcess("outer", ""), SubProcess("inner", "", parent="outer")],
            inside={"s_in": "inner", "a": "inner", "e_in": "inner"},
        )
        assert {("outer", "inner"), ("inner", "s_in"), ("e_in", "z")} <= edges(process)

    def test_an_inner_error_leads_to_the_event_that_catches_it(self) -> None:
        process = sketch(
            "sub -> z",
            "wrong -> y",
            "s_in -> x_in -> e_in",
            "x_in -> bad",
            nodes=[
                SubProcess("sub", ""),
                boundary("wrong", "sub", "error"),
                boundary("late", "sub", "timer"),
                Event("bad", "", EventKind.END, "error"),
            ],
            inside={"s_in": "sub", "x_in": "sub", "e_in": "sub", "bad": "sub"},
        )
        assert {("e_in", "z"), ("bad", "wrong"), ("sub", "late")} <= edges(process)
        assert not {("bad", "z"), ("bad", "late"), ("e_in", "wrong")} & edges(process)

    def test_an_inner_error_that_nothing_catches_takes_the_way_out(self) -> None:
        process = sketch(
            "sub -> z", "a -> bad", nodes=[SubProcess("sub", ""), Event("bad", "", EventKind.END, "error")],
            inside={"a": "sub", "bad": "sub"},
        )  # fmt: skip
        assert ("bad", "z") in edges(process)

    def test_an_event_subprocess_starts_by_itself(self) -> None:
        process = sketch(
            "s_1 -> a -> e_1",
            "s_in -> h -> e_in",
            nodes=[SubProcess("sub", "", SubProcessKind.EVENT)],
            inside={"s_in": "sub", "h": "sub", "e_in": "sub"},
        )
        assert not process_graph(process).in_edges("s_in")
        assert case_starts(process) == ("s_1", "s_in")
        assert case_ends(process) == ("e_1", "e_in")

    def test_inner_starts_and_ends_are_none_of_the_case(self) -> None:
        process = sketch(
            "s_1 -> sub -> e_1",
            "s_in -> a -> e_in",
            "a -> bad",
            nodes=[SubProcess("sub", ""), Event("bad", "", EventKind.END, "error")],
            inside={"s_in": "sub", "a": "sub", "e_in": "sub", "bad": "sub"},
        )
        assert case_starts(process) == ("s_1",)
        assert case_ends(process) == ("bad", "e_1")

    def test_a_compensation_handler_need_not_lead_on(self) -> None:
        process = sketch("s_1 -> a -> e_1", "back -> undo", nodes=[boundary("back", "a", "compensate")])
        assert case_ends(process) == ("e_1", "undo")


class TestUpstream:
    def test_the_nearest_steps_count_through_gateways_and_events(self) -> None:
        process = sketch("s_1 -> a -> x_1 -> b -> x_2 -> c_1 -> d -> e_1", "x_1 -> c -> x_2", "a -> x_2")
        upstream = upstream_steps(process, process_graph(process))
        assert upstream == {"a": (), "b": ("a",), "c": ("a",), "d": ("a", "b", "c")}

    def test_they_count_through_the_bounds_of_subprocesses_and_from_boundary_events(self) -> None:
        process = sketch(
            "s_1 -> a -> sub -> d -> e_1",
            "s_in -> b -> e_in",
            "late -> c -> e_1",
            nodes=[SubProcess("sub", ""), boundary("late", "b")],
            inside={"s_in": "sub", "b": "sub", "e_in": "sub", "late": "sub"},
        )
        upstream = upstream_steps(process, process_graph(process))
        assert upstream == {"a": (), "b": ("a",), "d": ("b",), "c": ("b",)}

    def test_a_step_does_not_feed_itself(self) -> None:
        process = sketch("s_1 -> a -> x_1 -> b -> a", "x_1 -> a", "b -> b")
        assert upstream_steps(process, process_graph(process)) == {"a": ("b",), "b": ("a",)}


class TestReadingOrder:
    def order(self, process: Process) -> str:
        return " ".join(reading_order(process, process_graph(process)))

    def test_one_branch_is_read_before_the_next(self) -> None:
        assert (
            self.order(sketch("s_1 -> a -> x_1 -> b -> c -> x_2 -> f -> e_1", "x_1 -> d -> e -> x_2"))
            == "a b c d e f"
        )

    def test_the_order_of_the_file_does_not_matter_to_a_chain(self) -> None:
        nodes = [node_of(id_) for id_ in ("c", "b", "e_1", "a", "s_1")]
        assert self.order(sketch("s_1 -> a -> b -> c -> e_1", nodes=nodes)) == "a b c"

    def test_a_loop_begins_where_it_is_entered(self) -> None:
        nodes = [node_of(id_) for id_ in ("c", "b", "a")]
        assert self.order(sketch("s_1 -> a -> b -> c -> x_1 -> e_1", "x_1 -> a", nodes=nodes)) == "a b c"

    def test_what_no_start_reaches_comes_last_unless_something_waits_for_it(self) -> None:
        nodes = [node_of(id_) for id_ in ("early", "loose")]
        assert (
            self.order(sketch("s_1 -> a -> b -> e_1", "early -> b", "loose", nodes=nodes))
            == "a early b loose"
        )

    def test_a_loop_stands_together_before_what_follows_it(self) -> None:
        assert self.order(sketch("s_1 -> a -> x_1 -> z -> e_1", "x_1 -> b -> c -> a")) == "a b c z"

    def test_the_normal_way_is_read_before_the_exception(self) -> None:
        process = sketch("s_1 -> a -> b -> e_1", "late -> z -> e_1", nodes=[boundary("late", "a")])
        assert self.order(process) == "a b z"


KINDS = ("t", "x", "p", "c", "s", "e")


@st.composite
def step_graphs(draw: st.DrawFn) -> Process:
    """Up to nine nodes of all kinds in any order, with any flows between them."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=9))
    nodes = [
        node_of(f"{kind}{number}" if kind == "t" else f"{kind}_{number}") for number, kind in enumerate(kinds)
    ]
    ids = [node.id for node in nodes]
    pairs = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=18))
    flows = tuple(SequenceFlow(f"f{number}", *pair) for number, pair in enumerate(pairs))
    return Process("p", "", {node.id: node for node in nodes}, flows)


def closure(process: Process, through: frozenset[str]) -> set[tuple[str, str]]:
    """Pairs with a way of one or more flows between them that only passes `through`: Warshall's algorithm."""
    found = {(flow.source, flow.target) for flow in process.flows}
    for middle in through:
        found |= {
            (one, other)
            for one, other in product(process.nodes, repeat=2)
            if (one, middle) in found and (middle, other) in found
        }
    return found


class TestAgainstBruteForce:
    @settings(max_examples=200, deadline=None)
    @given(step_graphs(), st.data())
    def test_reachability(self, process: Process, data: st.DataObject) -> None:
        graph = process_graph(process)
        ways = closure(process, frozenset(process.nodes))
        some = set(data.draw(st.lists(st.sampled_from(sorted(process.nodes)))))
        after = some | {target for source, target in ways if source in some}
        before = some | {source for source, target in ways if target in some}
        assert reachable_from(graph, some) == after
        assert leading_to(graph, some) == before

    @settings(max_examples=200, deadline=None)
    @given(step_graphs())
    def test_nearest_upstream_steps(self, process: Process) -> None:
        steps = {task.id for task in process.tasks()}
        ways = closure(process, frozenset(process.nodes) - steps)
        expected = {
            step: tuple(
                other for other in process.nodes if other in steps and other != step and (other, step) in ways
            )
            for step in steps
        }
        assert upstream_steps(process, process_graph(process)) == expected

    @settings(max_examples=200, deadline=None)
    @given(step_graphs())
    def test_loops_and_parts(self, process: Process) -> None:
        graph = process_graph(process)
        ways = closure(process, frozenset(process.nodes))
        in_loops = {id_ for loop in loops(graph) for id_ in loop}
        assert in_loops == {id_ for id_ in process.nodes if (id_, id_) in ways}
        assert all((one, other) in ways for loop in loops(graph) for one, other in product(loop, repeat=2))
        part_of = {id_: number for number, part in enumerate(components(graph)) for id_ in part}
        assert sorted(part_of) == sorted(process.nodes)
        assert all(part_of[flow.source] == part_of[flow.target] for flow in process.flows)
        assert [part[0] for part in components(graph)] == sorted(
            (part[0] for part in components(graph)), key=list(process.nodes).index
        )

    @settings(max_examples=200, deadline=None)
    @given(step_graphs(), st.data())
    def test_first_and_last_groups(self, process: Process, data: st.DataObject) -> None:
        some = set(data.draw(st.lists(st.sampled_from(sorted(process.nodes)))))
        inner = Process(
            "p", "", {id_: process.nodes[id_] for id_ in process.nodes if id_ in some},
            tuple(flow for flow in process.flows if {flow.source, flow.target} <= some),
        )  # fmt: skip
        ways = closure(inner, frozenset(some))
        first = {id_ for id_ in some if all((id_, other) in ways for other, target in ways if target == id_)}
        last = {id_ for id_ in some if all((other, id_) in ways for source, other in ways if source == id_)}
        graph = process_graph(process)
        assert {id_ for group in first_groups(graph, some) for id_ in group} == first
        assert {id_ for group in last_groups(graph, some) for id_ in group} == last

    @settings(max_examples=200, deadline=None)
    @given(step_graphs())
    def test_reading_order_names_each_step_once_and_never_against_a_way_without_return(
        self, process: Process
    ) -> None:
        order = reading_order(process, process_graph(process))
        assert sorted(order) == sorted(task.id for task in process.tasks())
        ways = closure(process, frozenset(process.nodes))
        rank = {step: number for number, step in enumerate(order)}
        for one, other in product(order, repeat=2):
            if (one, other) in ways and (other, one) not in ways:
                assert rank[one] < rank[other]


def test_a_long_chain_and_a_wide_fan_need_no_recursion() -> None:
    chain = " -> ".join(["s_1", *(f"t{number}" for number in range(5_000)), "e_1"])
    process = sketch(chain, *(f"t0 -> u{number} -> e_1" for number in range(500)))
    graph = process_graph(process)
    assert len(reading_order(process, graph)) == 5_500
    assert upstream_steps(process, graph)["t4999"] == ("t4998",)


def test_the_graph_of_nothing_is_empty() -> None:
    process = Process("p", "", {})
    graph = process_graph(process)
    assert reading_order(process, graph) == ()
    assert components(graph) == ()


def test_steps_alone_are_read_as_in_the_file() -> None:
    process = Process("p", "", {id_: Task(id_, id_) for id_ in ("b", "a", "c")})
    assert reading_order(process, process_graph(process)) == ("b", "a", "c")


def test_a_rework_loop_does_not_feed_what_it_goes_back_to() -> None:
    """`check` sends work back to `enter`, but has not come before it."""
    process = sketch("s_1 -> enter -> check -> e_1", "check -> enter")
    assert feeding_steps(process, process_graph(process)) == {"enter": (), "check": ("enter",)}
