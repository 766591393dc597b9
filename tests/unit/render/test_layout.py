"""The layout keeps lanes in order, runs from left to right, and never draws through anything."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from fitengine.render.layout import Box, Guest, LaneSpec, Layout, Link, Outline, Size, find_columns, layout
from fitengine.render.layout.columns import assign_columns, find_back_links
from fitengine.render.marks import make_scene
from fitengine.render.options import MapOptions
from fitengine.render.scene import Part
from tests.helpers.maps import (
    Blemishes,
    accounts_payable,
    boundary_process,
    claims_process,
    find_blemishes,
    random_process,
    rework_process,
)

CARD, DIAMOND = Size(150, 70), Size(44, 44)
LANES = [LaneSpec(40), LaneSpec(40), LaneSpec(40)]


def card(name: str, lane: int = 0) -> Box:
    return Box(name, lane, CARD)


def gateway(name: str, lane: int = 0) -> Box:
    return Box(name, lane, DIAMOND, Outline.DIAMOND, Size(60, 11))


def links(*ends: str) -> list[Link]:
    return [Link(f"e{number}", *pair.split(">")) for number, pair in enumerate(ends, 1)]


def whole(assessment: object) -> Part:
    (part,) = make_scene(assessment, MapOptions(columns=0)).parts  # type: ignore[arg-type]
    return part


def place(part: Part) -> Layout:
    return layout(part.boxes, part.links, part.lanes, part.head)


# --- loops and columns ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [[(0, 1), (1, 2), (2, 0), (2, 3)], [(2, 3), (2, 0), (1, 2), (0, 1)]])
def test_the_link_that_closes_a_loop_goes_back_whatever_the_order_of_the_file(
    order: list[tuple[int, int]],
) -> None:
    entry = (4, 0)
    found = find_back_links(5, [*order, entry])
    assert [order[number] for number in found] == [(2, 0)]


def test_a_link_to_its_own_source_goes_back() -> None:
    assert find_back_links(1, [(0, 0)]) == {0}


def test_columns_follow_the_longest_way() -> None:
    assert assign_columns([0] * 4, [(0, 1), (1, 2), (2, 3), (0, 3)]) == [0, 1, 2, 3]


def test_a_late_start_stands_next_to_what_it_feeds() -> None:
    assert assign_columns([0] * 5, [(0, 1), (1, 2), (2, 3), (4, 3)]) == [0, 1, 2, 3, 2]


def test_parts_in_one_lane_follow_each_other_and_parts_in_other_lanes_start_at_the_left() -> None:
    assert assign_columns([0, 0, 0, 0, 0, 1], [(0, 1), (1, 2), (2, 3)]) == [0, 1, 2, 3, 0, 0]
    wide = assign_columns([0] * 50, [])
    assert 5 <= max(wide) + 1 <= 15


# --- shape ---------------------------------------------------------------------------------------------------------


def test_flow_runs_from_left_to_right() -> None:
    placed = layout([card("a"), card("b"), card("c", 1)], links("a>b", "b>c"), LANES)
    assert placed.boxes["a"][0] < placed.boxes["b"][0] < placed.boxes["c"][0]


def test_the_heavy_branch_is_a_straight_line() -> None:
    boxes = [gateway("g"), card("light"), card("heavy"), card("z")]
    heavy = [
        Link("e1", "g", "light", 1),
        Link("e2", "g", "heavy", 9),
        Link("e3", "light", "z", 1),
        Link("e4", "heavy", "z", 9),
    ]
    placed = layout(boxes, heavy, LANES)
    assert placed.boxes["g"][1] == placed.boxes["heavy"][1] == placed.boxes["z"][1]
    assert len(placed.routes["e2"].points) == len(placed.routes["e4"].points) == 2


def test_lanes_stay_in_the_order_given_and_keep_their_least_height() -> None:
    placed = layout(
        [card("a", 2), card("b", 0)], links("a>b"), [LaneSpec(40), LaneSpec(200), LaneSpec(300, gap=25)]
    )
    tops = [band.top for band in placed.bands]
    assert tops == sorted(tops)
    assert placed.bands[1].bottom - placed.bands[1].top == 200
    assert placed.bands[2].top == placed.bands[1].bottom + 25
    assert placed.bands[0].bottom < placed.boxes["a"][1] < placed.bands[2].bottom


def test_rework_goes_back_over_the_top() -> None:
    placed = layout([card("a"), card("b")], links("a>b", "b>a"), LANES)
    assert placed.routes["e2"].back
    assert min(y for _, y in placed.routes["e2"].points) < placed.boxes["a"][1] - CARD.height / 2


def test_a_step_that_follows_itself_gets_a_loop_of_its_own() -> None:
    placed = layout([card("a")], links("a>a"), LANES)
    assert len(placed.routes["e1"].points) == 5


def test_a_link_that_is_known_to_go_back_is_believed() -> None:
    placed = layout([card("a"), card("b")], [Link("e1", "b", "a", back=True)], LANES)
    assert placed.routes["e1"].back


def test_two_links_between_the_same_boxes_do_not_cover_each_other() -> None:
    placed = layout([card("a"), card("b")], links("a>b", "a>b"), LANES)
    assert placed.routes["e1"].points != placed.routes["e2"].points


def test_all_routes_run_across_and_down_only() -> None:
    for route in place(whole(random_process(60, 1))).routes.values():
        for (x0, y0), (x1, y1) in zip(route.points, route.points[1:], strict=False):
            assert x0 == x1 or y0 == y1


def test_routes_end_on_the_outline_of_their_boxes() -> None:
    part = whole(random_process(60, 2))
    placed = place(part)
    boxes = {box.id: box for box in part.boxes}
    for link in part.links:
        box, end = boxes[link.target], placed.routes[link.id].points[-1]
        dx, dy = (abs(a - b) for a, b in zip(end, placed.boxes[box.id], strict=True))
        half_width, half_height = box.size.width / 2, box.size.height / 2
        match box.outline:
            case Outline.RECTANGLE:
                assert dx == pytest.approx(half_width) or dy == pytest.approx(half_height)
            case Outline.DIAMOND:
                assert dx / half_width + dy / half_height == pytest.approx(1)
            case Outline.ELLIPSE:
                assert (dx / half_width) ** 2 + (dy / half_height) ** 2 == pytest.approx(1)


def test_arrows_have_room_for_their_heads() -> None:
    placed = place(whole(random_process(80, 3)))
    for route in placed.routes.values():
        (x0, y0), (x1, y1) = route.points[-2:]
        assert abs(x1 - x0) + abs(y1 - y0) >= 12


def test_boundary_events_sit_on_the_lower_edge_with_the_deepest_link_at_the_left() -> None:
    host = replace(card("h"), guests=(Guest("shallow", 12), Guest("deep", 12)))
    flows = [Link("e0", "h", "z"), Link("e1", "h", "a", guest="shallow"), Link("e2", "h", "b", guest="deep")]
    placed = layout([host, card("z"), card("a", 1), card("b", 2)], flows, LANES)
    edge = placed.boxes["h"][1] + CARD.height / 2
    assert placed.guests["deep"][1] == placed.guests["shallow"][1] == edge
    assert placed.guests["deep"][0] < placed.guests["shallow"][0]
    assert placed.routes["e2"].points[0] == (placed.guests["deep"][0], edge + 12)


def test_given_columns_are_kept() -> None:
    boxes = [card("a"), card("b", 1), card("c", 1)]
    placed = layout(boxes, links("a>b", "b>c", "c>a"), LANES[:2], columns=[0, 0, 1])
    assert placed.boxes["a"][0] == placed.boxes["b"][0] < placed.boxes["c"][0]
    (x0, _), (x1, _) = placed.routes["e1"].points
    assert x0 == x1


def test_nothing_at_all_can_be_laid_out() -> None:
    placed = layout([], [], [LaneSpec(40)])
    assert (placed.boxes, placed.routes, len(placed.bands)) == ({}, {}, 1)
    assert find_columns([], []) == []


# --- nothing meets anything ----------------------------------------------------------------------------------------

CASES = {
    "accounts payable": accounts_payable,
    "rework": rework_process,
    "boundary events": boundary_process,
    "sixty steps": claims_process,
    "three hundred steps": lambda: claims_process(300, 11, 7),
    **{f"random {seed}": (lambda seed=seed: random_process(30 + 30 * seed, seed)) for seed in range(10)},
}


@pytest.mark.parametrize("case", CASES)
def test_no_route_or_label_meets_anything_else(case: str) -> None:
    part = whole(CASES[case]())
    found = find_blemishes(part, place(part))
    assert {field.name: getattr(found, field.name) for field in fields(Blemishes)} == {
        field.name: () for field in fields(Blemishes)
    }


@pytest.mark.parametrize("case", CASES)
def test_the_same_input_gives_the_same_numbers(case: str) -> None:
    part = whole(CASES[case]())
    assert place(part) == place(part)


def test_the_checks_see_what_is_wrong() -> None:
    part = whole(accounts_payable())
    good = place(part)
    first, second = [link.id for link in part.links if link.label][:2]

    def spoil(**changes: object) -> Blemishes:
        return find_blemishes(part, replace(good, **changes))  # type: ignore[arg-type]

    def reroute(name: str, **changes: object) -> dict[str, object]:
        return {**good.routes, name: replace(good.routes[name], **changes)}  # type: ignore[arg-type]

    a, b = good.boxes["n2"], good.boxes["n4"]
    assert ("e1", "n3") in spoil(routes=reroute("e1", points=(a, b))).through_boxes
    assert spoil(routes=reroute(first, label=a)).labels_on_boxes == ((first, "n2"),)
    assert spoil(routes=reroute(first, label=good.routes[second].label)).labels_on_labels
    assert spoil(routes=reroute(first, label=good.routes[second].points[0])).labels_on_lines
    assert spoil(routes=reroute("e9", points=good.routes["e1"].points)).on_each_other == (("e1", "e9"),)
    assert spoil(boxes={**good.boxes, "n2": (0.0, 0.0)}).outside == ("n2",)
    assert spoil(boxes={**good.boxes, "n2": (a[0], good.bands[1].bottom - 50)}).out_of_lane == ("n2",)
