"""Facts that nobody types in: handovers, loops, steps that every case passes, hours a month."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitengine.facts.derived import derive_facts, derived_facts
from fitengine.facts.graph import case_starts, process_graph
from fitengine.facts.passage import passed_by_every_case
from fitengine.model.facts import Facts, Known, OneOf, Origin, Provenance, Range, Unknown
from fitengine.model.process import Event, EventKind, Process, SequenceFlow, SubProcess, SubProcessKind, Task
from tests.helpers.sketch import node_of, sketch


def derived(process: Process, name: str) -> dict[str, Known]:
    found = derived_facts(process, process_graph(process))
    return {step: values[name] for step, values in found.items() if name in values}


def always(process: Process) -> str:
    """The steps that every case passes, then those that only some do."""
    passed = passed_by_every_case(process, process_graph(process))
    return (
        " ".join(step for step in passed if passed[step])
        + " | "
        + " ".join(step for step in passed if not passed[step])
    )


class TestHandover:
    def test_it_is_open_where_a_lane_is_not_named(self) -> None:
        process = sketch("s_1 -> a -> b -> c -> e_1", lanes={"b": "sales"})
        assert derived(process, "handover") == {"a": False}, (
            "neither from nowhere into a lane, nor out of one"
        )

    def test_the_lane_changes_on_the_way_in(self) -> None:
        process = sketch(
            "s_1 -> a -> x_1 -> b -> c -> e_1",
            "x_1 -> c",
            lanes={"a": "sales", "x_1": "stock", "b": "sales", "c": "stock"},
        )
        assert derived(process, "handover") == {"a": False, "b": False, "c": True}

    def test_one_of_several_steps_before_is_enough(self) -> None:
        process = sketch("a -> c", "b -> c", lanes={"a": "sales", "b": "stock", "c": "stock"})
        assert derived(process, "handover") == {"a": False, "b": False, "c": True}

    def test_a_missing_lane_leaves_it_open_unless_another_step_settles_it(self) -> None:
        process = sketch(
            "a -> b",
            "c -> d",
            "e -> d",
            "f -> g",
            "h -> g",
            lanes={"b": "x", "c": "x", "d": "y", "h": "x", "g": "x"},
        )
        assert derived(process, "handover") == {
            "a": False, "c": False, "e": False, "f": False, "h": False, "d": True,
        }  # fmt: skip


def test_a_step_in_a_cycle_is_in_a_loop() -> None:
    process = sketch("s_1 -> a -> b -> x_1 -> c -> e_1", "x_1 -> b", "c -> c")
    assert derived(process, "in_loop") == {"a": False, "b": True, "c": True}


class TestPassage:
    def test_a_choice_is_passed_by_some_cases(self) -> None:
        assert always(sketch("s_1 -> a -> x_1 -> b -> x_2 -> d -> e_1", "x_1 -> c -> x_2")) == "a d | b c"

    def test_a_skipped_step_is_passed_by_some_cases(self) -> None:
        assert always(sketch("s_1 -> a -> x_1 -> b -> x_2 -> c -> e_1", "x_1 -> x_2")) == "a c | b"

    def test_every_branch_of_a_parallel_gateway_is_passed(self) -> None:
        process = sketch(
            "s_1 -> p_1 -> a -> p_2 -> z -> e_1", "p_1 -> x_1 -> b -> x_2 -> c -> p_2", "x_1 -> x_2"
        )
        assert always(process) == "a z c | b"

    def test_unconditional_flows_fork_too_and_conditional_ones_do_not(self) -> None:
        assert always(sketch("s_1 -> a -> b -> e_1", "a -> c -> e_2", "a -big-> d -> e_3")) == "a b c | d"

    def test_an_inclusive_gateway_is_a_choice(self) -> None:
        assert always(sketch("s_1 -> o_1 -> a -> o_2 -> e_1", "o_1 -> b -> o_2")) == " | a b"

    def test_a_loop_back_does_not_make_a_step_optional(self) -> None:
        assert always(sketch("s_1 -> a -> x_1 -> b -> e_1", "x_1 -> c -> a")) == "a b | c"

    def test_exceptions_are_set_aside(self) -> None:
        process = sketch(
            "s_1 -> a -> b -> e_1",
            "late -> c -> e_2",
            "s_in -> d -> e_in",
            nodes=[
                Event("late", "", EventKind.BOUNDARY, "timer", "a"),
                SubProcess("sub", "", SubProcessKind.EVENT),
            ],
            inside={"s_in": "sub", "d": "sub", "e_in": "sub"},
        )
        assert always(process) == "a b | c d"

    def test_a_caught_error_inside_a_subprocess_is_an_exception(self) -> None:
        process = sketch(
            "s_1 -> sub -> z -> e_1",
            "wrong -> y -> e_2",
            "s_in -> a -> x_in -> b -> e_in",
            "x_in -> bad",
            nodes=[
                SubProcess("sub", ""),
                Event("wrong", "", EventKind.BOUNDARY, "error", "sub"),
                Event("bad", "", EventKind.END, "error"),
            ],
            inside=dict.fromkeys(["s_in", "a", "x_in", "b", "e_in", "bad"], "sub"),
        )
        assert always(process) == "z a b | y"

    def test_pools_are_looked_at_one_by_one(self) -> None:
        assert always(sketch("s_1 -> a -> e_1", "s_2 -> b -> x_1 -> c -> e_2", "x_1 -> e_3")) == "a b | c"

    def test_two_starts_are_a_choice_and_two_beginnings_without_events_are_not(self) -> None:
        assert always(sketch("s_1 -> a -> x_1 -> c -> e_1", "s_2 -> b -> x_1")) == "c | a b"
        assert always(sketch("a -> c", "b -> c")) == "a c b | "

    def test_the_parts_of_an_ad_hoc_subprocess_are_a_choice_and_those_of_another_are_not(self) -> None:
        for kind, expected in ((SubProcessKind.AD_HOC, "z | a b"), (SubProcessKind.EMBEDDED, "a b z | ")):
            process = sketch(
                "s_1 -> sub -> z -> e_1",
                nodes=[SubProcess("sub", "", kind), node_of("a"), node_of("b")],
                inside={"a": "sub", "b": "sub"},
            )
            assert always(process) == expected

    def test_steps_that_no_case_reaches_or_leaves_are_left_out(self) -> None:
        assert always(sketch("s_1 -> a -> x_1 -> b -> e_1", "x_1 -> c -> d -> c", "f -> b")) == "a b | "


@st.composite
def step_graphs(draw: st.DrawFn) -> Process:
    kinds = draw(st.lists(st.sampled_from(("t", "t", "x", "p", "e")), min_size=1, max_size=7))
    names = [f"{kind}{number}" if kind == "t" else f"{kind}_{number}" for number, kind in enumerate(kinds)]
    nodes = [node_of("s_0"), *map(node_of, names)]
    pairs = draw(st.lists(st.tuples(st.sampled_from(["s_0", *names]), st.sampled_from(names)), max_size=14))
    labels = draw(st.lists(st.sampled_from(["", "", "yes"]), min_size=len(pairs), max_size=len(pairs)))
    flows = tuple(
        SequenceFlow(f"f{number}", *pair, label)
        for number, (pair, label) in enumerate(zip(pairs, labels, strict=True))
    )
    return Process("p", "", {node.id: node for node in nodes}, flows)


def reach(process: Process, start: str, without: str = "") -> set[str]:
    found: set[str] = set()
    pending = [start] if start != without else []
    while pending:
        node = pending.pop()
        if node not in found:
            found.add(node)
            pending += [
                flow.target for flow in process.flows if flow.source == node and flow.target != without
            ]
    return found


@settings(max_examples=300, deadline=None)
@given(step_graphs())
def test_passage_agrees_with_taking_each_node_out(process: Process) -> None:
    """A node lies on all ways from another to an end when, without it, no end is reached any more."""
    (start,) = case_starts(process)
    sinks = {id_ for id_ in process.nodes if not any(flow.source == id_ for flow in process.flows)}
    ending = {id_ for id_ in process.nodes if reach(process, id_) & sinks}

    def ahead(node: str) -> set[str]:
        return {other for other in ending if other == node or not reach(process, node, other) & sinks}

    passed = ahead(start) if start in ending else set()
    while True:
        forced = {
            flow.target
            for flow in process.flows
            if flow.source in passed and flow.target in ending
            and (flow.source.startswith("p_") or (not flow.source.startswith("x_") and not flow.condition))
        }  # fmt: skip
        grown = passed.union(*(ahead(node) for node in forced))
        if grown == passed:
            break
        passed = grown
    reached = reach(process, start) & ending
    found = passed_by_every_case(process, process_graph(process))
    expected = {task.id: task.id in passed for task in process.tasks() if task.id in reached}
    assert {id_: value for id_, value in found.items() if id_ in reach(process, start)} == expected


class TestHours:
    @pytest.mark.parametrize(
        ("volume", "minutes", "hours"),
        [
            (9600, 2, 320.0),
            (0.5, 30, 0.25),
            (0, 30, 0.0),
            (Range(100, 200), 6, Range(10, 20)),
            (OneOf((60, 30, 120)), Range(1, 2), Range(0.5, 4)),
            (Range(60, 60), 1, 1.0),
        ],
    )
    def test_volume_times_minutes(self, volume: Known, minutes: Known, hours: Known) -> None:
        process = sketch("a", facts={"a": {"volume": volume, "handling_minutes": minutes}})
        assert derived(process, "hours_per_month") == {"a": hours}

    @pytest.mark.parametrize(
        "facts",
        [{}, {"volume": 10}, {"handling_minutes": 10}, {"volume": Unknown.UNKNOWN, "handling_minutes": 10}],
    )
    def test_unknown_work_gives_no_hours(self, facts: dict[str, Known]) -> None:
        assert derived(sketch("a", facts={"a": facts}), "hours_per_month") == {}


def test_derived_facts_join_the_others_and_say_what_they_are() -> None:
    process = sketch("s_1 -> a -> e_1", facts={"a": {"volume": 60, "handling_minutes": 1}})
    enriched = derive_facts(process, process_graph(process))
    facts = enriched.tasks()[0].facts
    assert dict(facts.values) == {
        "volume": 60, "handling_minutes": 1, "hours_per_month": 1.0,
        "handover": False, "in_loop": False, "on_critical_path": True,
    }  # fmt: skip
    assert facts.origin("hours_per_month") == Provenance(Origin.DERIVED, "volume and handling time")
    assert facts.origin("volume").origin is Origin.STATED
    assert enriched.flows == process.flows
    assert list(enriched.nodes) == list(process.nodes)


def test_what_was_imported_stays_marked_as_imported() -> None:
    imported = Provenance(Origin.IMPORTED, "BPMN type script task")
    task = Task("a", "A", facts=Facts({"physical": False}, {"physical": imported}))
    process = Process("p", "", {"a": task})
    assert derive_facts(process, process_graph(process)).tasks()[0].facts.origin("physical") == imported
