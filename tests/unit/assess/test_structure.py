"""Remarks on the structure of a process: each code, when it is due and when it is not."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitengine.assess.remarks import SEVERITY
from fitengine.assess.structure import check_structure
from fitengine.errors import Problem, SourceSpan
from fitengine.facts.graph import process_graph
from fitengine.model.decision import Finding
from fitengine.model.facts import Range
from fitengine.model.process import (
    Event,
    EventKind,
    Gateway,
    GatewayKind,
    Process,
    SequenceFlow,
    SubProcess,
    SubProcessKind,
    Task,
)
from tests.helpers.sketch import node_of, sketch


def check(process: Process) -> tuple[Finding, ...]:
    return check_structure(process, process_graph(process))


def said(process: Process, *codes: str) -> list[tuple[str, str, str]]:
    """Code, subject and message of the findings, all or those with one of the codes."""
    return [
        (item.code, item.subject, item.message) for item in check(process) if not codes or item.code in codes
    ]


def test_a_sound_process_gives_no_remark() -> None:
    process = sketch(
        "s_1 -> a -> x_1 -yes-> b -> p_1 -> c -> p_2 -> x_2 -> d -> e_1",
        "p_1 -> e -> p_2",
        "x_1 -no-> sub -> x_2",
        "s_in -> f -> e_in",
        "late -> g -> e_2",
        "s_ev -> h -> e_ev",
        nodes=[
            SubProcess("sub", "Handle"),
            SubProcess("ev", "On call", SubProcessKind.EVENT),
            Event("late", "", EventKind.BOUNDARY, "timer", "a"),
        ],
        inside={"s_in": "sub", "f": "sub", "e_in": "sub", "s_ev": "ev", "h": "ev", "e_ev": "ev"},
    )
    assert check(process) == ()


class TestWays:
    def test_a_process_needs_a_start_and_an_end(self) -> None:
        assert said(sketch("a -> b")) == [
            ("no-start", "p", "the process has no start event"),
            ("no-end", "p", "the process has no end event"),
        ]

    def test_starts_and_ends_inside_a_subprocess_do_not_do(self) -> None:
        process = sketch(
            "s_1 -> a -> e_1", nodes=[SubProcess("sub", "")], inside={"s_1": "sub", "a": "sub", "e_1": "sub"}
        )
        assert [code for code, *_ in said(process)] == ["no-start", "no-end"]

    def test_a_part_without_a_start_is_disconnected(self) -> None:
        process = sketch("s_1 -> a -> e_1", "x_9 -> b -> c", "d")
        assert said(process, "disconnected", "unreachable", "no-way-out") == [
            (
                "disconnected",
                "b",
                "`b` (`b`) and 2 elements around it stand apart: no start event and no flow leads there",
            ),
            ("disconnected", "d", "`d` (`d`) stands apart: no start event and no flow leads there"),
        ]

    def test_where_nothing_starts_all_but_the_largest_part_are_disconnected(self) -> None:
        assert [subject for _, subject, _ in said(sketch("a", "b -> c -> e_1", "d"), "disconnected")] == [
            "a",
            "d",
        ]

    def test_two_pools_with_a_start_each_are_not_disconnected(self) -> None:
        assert said(sketch("s_1 -> a -> e_1", "s_2 -> b -> e_2")) == []

    def test_the_first_step_that_no_start_reaches_is_named_with_what_is_behind_it(self) -> None:
        process = sketch("s_1 -> a -> x_1 -> e_1", "b -> c -> d -> x_1")
        message = "`b` (`b`) cannot be reached from a start, nor can what comes behind it"
        assert said(process, "unreachable") == [("unreachable", "b", message)]

    def test_a_loop_that_no_start_reaches_is_named_once(self) -> None:
        process = sketch("s_1 -> a -> e_1", "b -> c -> b", "c -> a")
        assert [subject for _, subject, _ in said(process, "unreachable")] == ["b"]

    def test_a_dead_end_is_named(self) -> None:
        process = sketch("s_1 -> x_1 -a-> a -> b", "x_1 -c-> c -> e_1")
        assert said(process, "no-way-out") == [
            ("no-way-out", "b", "nothing follows `b` (`b`), and it is no end event")
        ]

    def test_a_loop_without_a_way_out_is_named(self) -> None:
        process = sketch("s_1 -> x_1 -a-> a -> b -> a", "x_1 -c-> c -> e_1")
        message = "no way leads out of the loop of 2 elements with `a` (`a`)"
        assert said(process, "no-way-out") == [("no-way-out", "a", message)]

    def test_a_subprocess_that_leads_nowhere_is_a_dead_end(self) -> None:
        process = sketch(
            "s_1 -> x_1 -a-> sub",
            "x_1 -b-> e_1",
            "s_in -> a -> e_in",
            nodes=[SubProcess("sub", "Handle")],
            inside={"s_in": "sub", "a": "sub", "e_in": "sub"},
        )
        message = "nothing follows `Handle` (`sub`), and it is no end event"
        assert said(process) == [("no-way-out", "sub", message)]

    def test_compensation_and_inner_errors_are_no_dead_ends(self) -> None:
        process = sketch(
            "s_1 -> sub -> e_1",
            "s_in -> x_in -ok-> e_in",
            "x_in -bad-> bad",
            "back -> undo",
            nodes=[
                SubProcess("sub", ""),
                Event("bad", "", EventKind.END, "error"),
                Event("back", "", EventKind.BOUNDARY, "compensate", "sub"),
            ],
            inside={"s_in": "sub", "x_in": "sub", "e_in": "sub", "bad": "sub"},
        )
        assert said(process) == []


class TestSplitsAndMerges:
    def test_unconditional_flows_out_of_a_step_split(self) -> None:
        process = sketch("s_1 -> a -> e_1", "a -> b -> e_1", "a -big-> c -> e_1")
        message = "2 flows leave `a` (`a`) without a condition, so all are taken at once"
        assert said(process, "implicit-split") == [("implicit-split", "a", message)]

    def test_one_unconditional_flow_beside_conditions_does_not(self) -> None:
        assert said(sketch("s_1 -> a -> e_1", "a -big-> b -> e_1"), "implicit-split") == []

    @pytest.mark.parametrize("gateway", ["p_1", "o_1"])
    def test_ways_that_a_case_may_take_at_once_merge_at_a_step(self, gateway: str) -> None:
        process = sketch(f"s_1 -> {gateway} -a-> a -> c -> e_1", f"{gateway} -b-> b -> c", "b -> e_1")
        message = "2 flows meet at `c` (`c`) without a gateway, and one case may take them all"
        assert said(process, "implicit-merge") == [("implicit-merge", "c", message)]

    def test_after_a_gateway_that_waits_for_all_a_case_is_in_one_place(self) -> None:
        process = sketch("s_1 -> p_1 -> a -> p_2 -> b -> x_1 -yes-> e_1", "p_1 -> c -> p_2", "x_1 -no-> b")
        assert said(process) == []

    def test_branches_of_a_choice_and_a_way_back_may_meet_anywhere(self) -> None:
        process = sketch(
            "s_1 -> x_1 -a-> a -> b -> x_2 -yes-> e_1", "x_1 -b-> b", "x_2 -no-> b", "x_1 -c-> e_1"
        )
        assert said(process) == []

    def test_a_gateway_with_one_flow_in_and_out_is_superfluous(self) -> None:
        message = "the gateway `x_1` has one flow in and one out"
        assert said(sketch("s_1 -> x_1 -> a -> e_1")) == [("superfluous-gateway", "x_1", message)]


class TestBranches:
    @pytest.mark.parametrize("gateway", ["x_1", "o_1"])
    def test_branches_of_a_choice_need_a_condition_or_the_default(self, gateway: str) -> None:
        process = sketch(
            f"s_1 -> {gateway} -> a -> e_1", f"{gateway} -> b -> e_1", f"{gateway} -no-> c -> e_1"
        )
        message = f"2 of the 3 branches of `{gateway}` have neither condition nor default"
        assert said(process) == [("unlabelled-branches", gateway, message)]

    def test_the_default_needs_no_condition(self) -> None:
        process = sketch("s_1 -> x_1 -> a -> e_1", "x_1 -yes-> b -> e_1")
        flows = tuple(replace(flow, default=flow.target == "a") for flow in process.flows)
        assert check(replace(process, flows=flows)) == ()

    @pytest.mark.parametrize("gateway", ["p_1", "v_1"])
    def test_other_gateways_need_no_conditions(self, gateway: str) -> None:
        assert said(sketch(f"s_1 -> {gateway} -> a -> e_1", f"{gateway} -> b -> e_1")) == []


def with_shares(gateway: GatewayKind, *shares: float | Range | None) -> Process:
    nodes = [node_of("s_1"), Gateway("g", "Complete?", gateway), node_of("e_1")]
    nodes += [Task(f"t{number}", f"Do {number}") for number in range(len(shares))]
    flows = [SequenceFlow("f", "s_1", "g")]
    for number, share in enumerate(shares):
        flows.append(SequenceFlow(f"f{number}", "g", f"t{number}", f"c{number}", share))
        flows.append(SequenceFlow(f"g{number}", f"t{number}", "e_1"))
    return Process("p", "", {node.id: node for node in nodes}, tuple(flows))


class TestShares:
    @pytest.mark.parametrize("kind", [GatewayKind.EXCLUSIVE, GatewayKind.EVENT_BASED])
    @pytest.mark.parametrize(
        "shares",
        [
            (0.94, 0.06),
            (0.33, 0.33, 0.33),
            (0.5, None),
            (None, None),
            (Range(0.9, 0.95), Range(0.02, 0.08)),
            (Range(0.1, 0.3), None),
            (1.0, 0.0),
        ],
    )
    def test_shares_that_can_add_up_are_fine(
        self, kind: GatewayKind, shares: tuple[float | Range | None, ...]
    ) -> None:
        assert check(with_shares(kind, *shares)) == ()

    @pytest.mark.parametrize(
        ("shares", "total"),
        [
            ((0.9, 0.2), "110 %"),
            ((0.5, 0.4), "90 %"),
            ((0.8, 0.3, None), "110 %"),
            ((Range(0.1, 0.2), Range(0.3, 0.405)), "40 to 60.5 %"),
            ((Range(0.8, 0.9), 0.3), "110 to 120 %"),
        ],
    )
    def test_shares_that_cannot_are_named(self, shares: tuple[float | Range | None, ...], total: str) -> None:
        message = f"the shares behind `Complete?` (`g`) add up to {total}, not to 100 %"
        assert said(with_shares(GatewayKind.EXCLUSIVE, *shares)) == [("shares-do-not-add-up", "g", message)]

    def test_several_branches_of_an_inclusive_gateway_may_be_taken(self) -> None:
        assert check(with_shares(GatewayKind.INCLUSIVE, 0.9, 0.8)) == ()

    def test_a_parallel_gateway_has_no_shares(self) -> None:
        message = "the branch from `Complete?` (`g`) to `Do 0` (`t0`) has a share, but every case takes all branches there"
        assert said(with_shares(GatewayKind.PARALLEL, 0.5, 1.0, None)) == [
            ("share-on-parallel", "g", message)
        ]


class TestNamesAndLanes:
    def test_unnamed_steps_are_named_by_their_id(self) -> None:
        process = sketch("s_1 -> a -> e_1", nodes=[Task("a", "")])
        assert said(process) == [("unnamed-step", "a", "the step `a` has no name")]

    def test_steps_of_one_name_are_one_remark(self) -> None:
        process = sketch(
            "s_1 -> a -> b -> c -> e_1", nodes=[Task("a", "Check"), Task("b", "check"), Task("c", "Pay")]
        )
        assert said(process) == [("duplicate-name", "a", "2 steps are called `Check`: `a`, `b`")]

    def test_a_step_outside_of_the_lanes_is_named_once_there_are_lanes(self) -> None:
        assert said(sketch("s_1 -> a -> b -> e_1", lanes={"a": "Sales"})) == [
            ("no-lane", "b", "`b` (`b`) is in no lane, although other steps are")
        ]


class TestFindings:
    def test_what_the_loader_mended_comes_first_and_keeps_its_place(self) -> None:
        span = SourceSpan("x.bpmn", 3, 1, 3, 9)
        warning = Problem(
            "dangling-flow", "the flow `f` was dropped", "connect it", span, "<flow/>", "warning"
        )
        first, *_ = check(replace(sketch("a"), warnings=(warning,)))
        assert first == Finding(
            "dangling-flow", "warning", "p", "the flow `f` was dropped", "connect it", span
        )

    def test_every_remark_has_help_and_the_place_of_its_subject(self) -> None:
        span = SourceSpan("x.bpmn", 7, 1, 7, 9)
        process = sketch("s_1 -> a -> e_1", nodes=[Task("a", "", span=span)])
        (finding,) = check(process)
        assert finding.span == span
        assert all(item.help for item in check(sketch("a -> b -> a", "b -> x_1 -> c", "x_1 -> d", "f")))

    def test_remarks_are_ordered_by_code_and_then_as_in_the_file(self) -> None:
        process = sketch("b -> x_1 -> a", "s_1 -> e_1", "c -> c", nodes=[Task("b", ""), Task("a", "")])
        codes = [item.code for item in check(process)]
        assert codes == sorted(codes, key=list(SEVERITY).index)
        assert [item.subject for item in check(process) if item.code == "unnamed-step"] == ["b", "a"]

    @settings(max_examples=200, deadline=None)
    @given(st.data())
    def test_a_process_is_free_of_errors_only_if_a_start_leads_to_every_element(
        self, data: st.DataObject
    ) -> None:
        kinds = data.draw(st.lists(st.sampled_from(("t", "x", "s", "e")), min_size=1, max_size=8))
        ids = [f"{kind}{number}" if kind == "t" else f"{kind}_{number}" for number, kind in enumerate(kinds)]
        pairs = data.draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=14))
        flows = tuple(SequenceFlow(f"f{number}", *pair) for number, pair in enumerate(pairs))
        process = Process("p", "", {id_: node_of(id_) for id_ in ids}, flows)
        ways = set(pairs) | {(id_, id_) for id_ in ids}
        for middle in ids:
            ways |= {
                (one, two)
                for one, two in product(ids, repeat=2)
                if (one, middle) in ways and (middle, two) in ways
            }
        starts = [id_ for id_ in ids if id_.startswith("s_")]
        ends = [id_ for id_ in ids if id_.startswith("e_")]
        sound = bool(ends) and all(any((start, id_) in ways for start in starts) for id_ in ids)
        found = {item.code for item in check(process)}
        assert sound == (not found & {code for code, severity in SEVERITY.items() if severity == "error"})
        if sound:
            stuck = [id_ for id_ in ids if not any((id_, end) in ways for end in ends)]
            assert bool(stuck) == ("no-way-out" in found)
