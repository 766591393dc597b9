"""Cases divide at gateways, join again, and are only told where the facts tell them."""

from __future__ import annotations

import pytest

from fitengine.model.decision import Assessment
from fitengine.model.facts import Range
from fitengine.model.process import Event, EventKind, GatewayKind
from fitengine.render.marks.visible import select_visible
from fitengine.render.marks.volumes import FlowVolume, flow_volumes
from tests.helpers.maps import MapBuilder


def volumes(assessment: Assessment) -> dict[str, FlowVolume]:
    visible = select_visible(assessment.process)
    return {
        f"{flow.source}>{flow.target}": volume
        for flow, volume in zip(visible.flows, flow_volumes(visible), strict=True)
    }


def test_cases_divide_by_share_and_join_again() -> None:
    b = MapBuilder("p")
    b.task("a", "A", volume=1000)
    b.gateway("g", "?")
    b.task("x", "X")
    b.task("y", "Y")
    b.flow("a", "g")
    b.flow("g", "x", share=0.7)
    b.flow("g", "y")
    b.flow("x", "y")
    found = volumes(b.build())
    assert {flow: volume.cases for flow, volume in found.items()} == pytest.approx(
        {"a>g": 1000, "g>x": 700, "g>y": 300, "x>y": 700}
    )


def test_a_share_given_as_a_range_counts_by_its_middle() -> None:
    b = MapBuilder("p")
    b.task("a", "A", volume=100)
    b.task("x", "X")
    b.task("y", "Y")
    b.flow("a", "x", share=Range(0.2, 0.4))
    b.flow("a", "y")
    assert volumes(b.build())["a>x"].cases == pytest.approx(30)


def test_without_shares_branches_are_equal_and_unknown() -> None:
    b = MapBuilder("p")
    b.task("a", "A", volume=100)
    b.task("x", "X")
    b.task("y", "Y")
    b.flow("a", "x")
    b.flow("a", "y")
    assert volumes(b.build()) == {"a>x": FlowVolume(50, None, False), "a>y": FlowVolume(50, None, False)}


def test_parallel_branches_carry_all_cases_and_join_to_as_many() -> None:
    b = MapBuilder("p")
    b.task("a", "A", volume=100)
    b.gateway("fork", "", kind=GatewayKind.PARALLEL)
    b.task("x", "X")
    b.task("y", "Y")
    b.gateway("join", "", kind=GatewayKind.PARALLEL)
    b.task("z", "Z")
    b.path("a", "fork", "x", "join", "z")
    b.path("fork", "y", "join")
    assert {volume.cases for volume in volumes(b.build()).values()} == {100}


def test_rework_is_marked_and_not_counted_twice() -> None:
    b = MapBuilder("p")
    b.task("a", "A", volume=100)
    b.task("b", "B")
    b.task("c", "C")
    b.path("a", "b", "c")
    b.flow("b", "a", share=0.2)
    found = volumes(b.build())
    assert found["b>a"].back
    assert found["a>b"].cases == 100
    assert found["b>c"].cases == pytest.approx(80)


def test_a_single_known_volume_among_many_flows_is_not_told() -> None:
    b = MapBuilder("p")
    for name in "abcdef":
        b.task(name, name)
    b.task("z", "Z", volume=5)
    b.path("z", "a")
    b.flow("a", "b")
    b.flow("a", "c")
    b.path("b", "d")
    b.path("c", "e")
    assert all(volume.cases is None for volume in volumes(b.build()).values())


def test_what_leaves_by_a_boundary_event_is_a_small_part() -> None:
    b = MapBuilder("p")
    b.task("a", "A", volume=100)
    b.add(Event("e", "", EventKind.BOUNDARY, attached_to="a"))
    b.task("x", "X")
    b.task("y", "Y")
    b.flow("a", "x")
    b.flow("e", "y")
    found = volumes(b.build())
    assert found["a>x"].weight == 100
    assert found["a>y"].weight == 10
