"""A process drawn from a log."""

from __future__ import annotations

import pytest

from fitengine.assess.structure import check_structure
from fitengine.facts.discover import discover_process
from fitengine.facts.graph import process_graph
from fitengine.facts.measured import measure_log
from fitengine.model.facts import Origin
from fitengine.model.process import Gateway, GatewayKind, Task
from tests.helpers.logs import COUNTED_BY_HAND, log_of, random_rows, table


def traces(*words):
    """A log with these traces, a letter a step, each as often as its number says: `3*ABC`."""
    rows, case = [], 0
    for word in words:
        times, _, steps = word.partition("*")
        for _ in range(int(times)):
            case += 1
            rows += [
                (case, step, "", f"2026-01-{1 + case % 28:02} 10:{place:02}", "")
                for place, step in enumerate(steps)
            ]
    return table(rows)


def drawn(text, min_share=0.05):
    measurement, runs = measure_log(log_of(text))
    return discover_process(measurement, runs, "drawn", min_share)


def shares(found):
    """Ways from step to step with their shares, seen through the gateways."""
    process = found.process
    onwards = {}
    for flow in process.flows:
        onwards.setdefault(flow.source, []).append(flow)

    def ways(id_, share):
        for flow in onwards.get(id_, ()):
            here = share * (1 if flow.share is None else flow.share)
            if isinstance(process.nodes[flow.target], Gateway):
                yield from ways(flow.target, here)
            else:
                yield flow.target, here

    return {
        id_: {target: round(share, 3) for target, share in ways(id_, 1.0)}
        for id_, node in process.nodes.items()
        if not isinstance(node, Gateway)
    }


def test_a_sequence_is_drawn_without_gateways():
    found = drawn(traces("10*ABC"))
    assert list(found.process.nodes) == ["start", "a", "b", "c", "end"]
    assert shares(found) == {"start": {"a": 1}, "a": {"b": 1}, "b": {"c": 1}, "c": {"end": 1}, "end": {}}


def test_branches_have_their_shares_and_meet_again():
    found = drawn(traces("3*ABD", "1*ACD"))
    assert shares(found)["a"] == {"b": 0.75, "c": 0.25}
    kinds = {id_: node.kind for id_, node in found.process.nodes.items() if isinstance(node, Gateway)}
    assert kinds == {"after_a": GatewayKind.EXCLUSIVE, "before_d": GatewayKind.EXCLUSIVE}


def test_rare_moves_are_left_out_and_counted():
    found = drawn(traces("95*ABC", "5*AC"), 0.1)
    assert shares(found)["a"] == {"b": 1}
    assert (found.dropped, found.dropped_moves, found.moves) == (1, 5, 95 * 4 + 5 * 3)


def test_a_step_of_rare_moves_stays_in_reach():
    found = drawn(traces("96*ABC", "4*AXC"), 0.1)
    assert shares(found)["a"] == {"b": 0.96, "x": 0.04}
    assert shares(found)["x"] == {"c": 1}


def test_loops_are_kept_as_rework():
    found = drawn(traces("6*ABC", "2*ABBC", "2*ABABC"))
    assert shares(found)["b"]["b"] == pytest.approx(1 / 7, abs=0.001)
    assert shares(found)["b"].keys() == {"a", "b", "c"}


def test_shares_add_up_to_one_exactly():
    found = drawn(traces("1*AB", "1*AC", "1*AD", "1*AE", "1*AF", "1*AG", "1*AH"))
    assert sum(flow.share for flow in found.process.flows if flow.source == "after_a") == pytest.approx(
        1, abs=1e-9
    )


def test_steps_come_in_the_order_of_the_work_whatever_the_order_of_the_log():
    rows = traces("5*ABCD", "2*ACBD").splitlines()
    turned = "\n".join([rows[0], *reversed(rows[1:])])
    tasks = [node.name for node in drawn(turned).process.tasks()]
    assert tasks == ["A", "B", "C", "D"]


def test_measured_facts_come_with_their_log():
    found = drawn(COUNTED_BY_HAND)
    task = found.process.nodes["b"]
    assert isinstance(task, Task)
    assert task.facts.values["measured_minutes_p50"] == 25
    origin = task.facts.origin("measured_rework")
    assert (origin.origin, origin.detail) == (Origin.MEASURED, "input, 2026-01-01 to 2026-03-02, 5 cases")


def test_names_become_ids_that_differ():
    names = ["Check!", "check?", "START", "after check", "Größe prüfen", "---", "end"]
    rows = [(1, name, "", f"2026-01-01 10:{place:02}", "") for place, name in enumerate(names)]
    ids = [task.id for task in drawn(table(rows)).process.tasks()]
    assert ids == ["check", "check_2", "start_2", "after_check_3", "größe_prüfen", "step", "end_2"]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("min_share", [0.0, 0.05, 0.3, 1.0])
def test_whatever_is_drawn_has_no_errors(seed, min_share):
    found = drawn(table(random_rows(seed, 25)), min_share)
    findings = check_structure(found.process, process_graph(found.process))
    assert [finding for finding in findings if finding.severity == "error"] == []
    for node in found.process.nodes.values():
        leaving = [flow.share for flow in found.process.flows if flow.source == node.id]
        assert len(leaving) == 1 or (not leaving and node.id == "end") or sum(leaving) == pytest.approx(1)


def test_no_share_left_out_keeps_every_move():
    found = drawn(table(random_rows(2)), 0.0)
    assert (found.dropped, found.dropped_moves) == (0, 0)
