"""What cards, gateways, events, arrows and lanes say."""

from __future__ import annotations

import pytest

from fitengine.model.decision import UNDETERMINED, Assessment, Certainty
from fitengine.model.facts import Known, OneOf, Range, Unknown
from fitengine.model.process import Event, EventKind, GatewayKind, Lane, SubProcess, TaskKind
from fitengine.render.insights import Insights
from fitengine.render.marks import make_scene
from fitengine.render.marks.figures import format_count, format_percent, format_share
from fitengine.render.options import MapOptions
from fitengine.render.scene import CardMark, EventMark, GatewayMark, Note, Part, Scene
from tests.helpers.maps import MapBuilder, boundary_process


def scene_of(assessment: Assessment, **view: object) -> tuple[Scene, Part]:
    scene = make_scene(assessment, MapOptions(**view))  # type: ignore[arg-type]
    (part,) = scene.parts
    return scene, part


def card_of(**step: object) -> CardMark:
    b = MapBuilder("p")
    b.task("a", **{"name": "Check the invoice", **step})  # type: ignore[arg-type]
    scene, _ = scene_of(b.build())
    mark = scene.marks["n1"]
    assert isinstance(mark, CardMark)
    return mark


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (9600, "9,600"), (0.5, "0.5"), (22, "22"), (1_250_000, "1.25m"), (Range(2, 5), "2–5"),
        (Range(3, 3), "3"), (OneOf((10, 20)), "10/20"), (Unknown.UNKNOWN, ""), (True, ""),
    ],
)  # fmt: skip
def test_counts_are_short(value: Known | None, text: str) -> None:
    assert format_count(value) == text


def test_percentages_are_short() -> None:
    assert [format_percent(2.5), format_percent(Range(8, 14)), format_percent(None)] == ["2.5%", "8–14%", ""]
    assert [format_share(0.94), format_share(0.005), format_share(Range(0.1, 0.2))] == [
        "94%",
        "0.5%",
        "10–20%",
    ]


def test_the_small_line_gives_number_volume_and_exceptions_where_known() -> None:
    assert card_of(volume=9600, exceptions=Range(2, 5)).meta == "#1  9,600/mo  2–5% exc."
    assert card_of().meta == "#1"


def test_the_type_of_a_task_is_named_where_there_is_room() -> None:
    assert card_of(kind=TaskKind.USER).kind == "user"
    assert card_of(kind=TaskKind.SERVICE, volume=Range(12_000, 14_000), exceptions=Range(12, 14)).kind == ""


@pytest.mark.parametrize(
    ("verdict", "certainty", "figure"),
    [("rpa", Certainty.SETTLED, "●"), ("rpa", Certainty.PRESUMED, "○"), (UNDETERMINED, Certainty.OPEN, "")],
)
def test_the_chip_tells_settled_from_presumed(verdict: str, certainty: Certainty, figure: str) -> None:
    assert card_of(verdict=verdict, certainty=certainty).figure == figure


def test_a_stability_is_shown_where_it_is_given() -> None:
    b = MapBuilder("p")
    b.task("a", "A")
    mark = make_scene(b.build(), insights=Insights({"a": 0.934})).marks["n1"]
    assert isinstance(mark, CardMark)
    assert mark.figure == "93% ●"


def test_the_first_blocker_that_holds_is_named_and_the_others_counted() -> None:
    mark = card_of(blockers=["no labels", "no owner", "no baseline"])
    assert (mark.notes, mark.blocked) == ((Note("! no labels +2", "alert"),), 1)


def test_an_open_verdict_says_what_it_may_become() -> None:
    mark = card_of(
        verdict=UNDETERMINED, possible=[("rpa", 0.6), ("keep-human", 0.3), ("standardise-first", 0.1)]
    )
    assert mark.notes == (Note("RPA, human or standardise?"),)


def test_the_title_of_a_card_says_everything_in_words() -> None:
    mark = card_of(certainty=Certainty.PRESUMED, volume=580, blockers=["no template"])
    assert mark.tooltip == "Check the invoice: RPA, presumed; 580 cases a month; blocked by: no template"


def test_a_step_without_a_name_says_so() -> None:
    assert card_of(name="").title == ("(no name)",)


def test_a_folded_subprocess_counts_the_verdicts_inside() -> None:
    scene, _ = scene_of(boundary_process())
    folded = next(mark for mark in scene.marks.values() if isinstance(mark, CardMark) and mark.step == "pick")
    assert (folded.outcome, folded.counts, folded.meta) == (
        "",
        (("rpa", 1), ("keep-human", 2)),
        "3 steps inside",
    )


def test_unfolding_shows_the_steps_inside() -> None:
    scene, _ = scene_of(boundary_process(), unfold=True)
    shown = {mark.step for mark in scene.marks.values() if isinstance(mark, CardMark)}
    assert {"find", "scan", "wrap"} <= shown
    assert "pick" not in shown


def test_gateways_and_events_keep_their_kind_and_words() -> None:
    b = MapBuilder("p")
    b.gateway("g", "Complete?", kind=GatewayKind.INCLUSIVE)
    b.event("e", "30 days", EventKind.CATCH, trigger="timer")
    scene, _ = scene_of(b.build())
    gateway, event = scene.marks["n1"], scene.marks["n2"]
    assert isinstance(gateway, GatewayMark)
    assert isinstance(event, EventMark)
    assert (gateway.kind, gateway.caption) == (GatewayKind.INCLUSIVE, ("Complete?",))
    assert (event.kind, event.trigger, event.caption) == (EventKind.CATCH, "timer", ("30 days",))
    assert event.tooltip == "30 days (intermediate event, timer)"


def test_a_card_with_many_boundary_events_is_wide_enough_for_them() -> None:
    b = MapBuilder("p")
    b.task("a", "A")
    for number in range(4):
        b.add(Event(f"e{number}", "late", EventKind.BOUNDARY, attached_to="a"))
    _, part = scene_of(b.build())
    assert len(part.boxes[0].guests) == 4
    assert part.boxes[0].size.width >= 4 * 60


@pytest.mark.parametrize(
    ("flow", "label"),
    [
        ({"condition": "yes", "share": 0.94}, ("yes  94%",)),
        ({"condition": "yes"}, ("yes",)),
        ({"share": Range(0.1, 0.2)}, ("10–20%",)),
        ({"default": True}, ("otherwise",)),
        ({}, ()),
        (
            {"condition": "if the amount is far too large", "share": 0.5},
            ("if the amount is far", "too large", "50%"),
        ),
    ],
)
def test_branches_say_condition_and_share(flow: dict[str, object], label: tuple[str, ...]) -> None:
    b = MapBuilder("p")
    b.gateway("g", "?")
    b.task("a", "A")
    b.flow("g", "a", **flow)  # type: ignore[arg-type]
    scene, part = scene_of(b.build())
    assert scene.arrows["e1"].label == label
    assert (part.links[0].label is None) is (label == ())


def test_arrows_grow_with_their_cases() -> None:
    b = MapBuilder("p")
    b.task("a", "A", volume=1000)
    b.gateway("g", "?")
    b.task("x", "X")
    b.task("y", "Y")
    b.flow("a", "g")
    b.flow("g", "x", share=0.9)
    b.flow("g", "y", share=0.1)
    scene, _ = scene_of(b.build())
    pens = [scene.arrows[name].pen for name in ("e1", "e2", "e3")]
    assert pens == sorted(pens, reverse=True)
    assert len(set(pens)) == 3


def test_without_volumes_all_arrows_are_alike() -> None:
    scene, _ = scene_of(boundary_process())
    assert len({arrow.pen for arrow in scene.arrows.values()}) == 1
    assert not scene.knows_volume


# --- lanes ---------------------------------------------------------------------------------------------------------


def test_lanes_keep_their_order_and_count_their_verdicts() -> None:
    b = MapBuilder("p", [Lane("z", "Zebra"), Lane("a", "Ape")])
    b.task("one", "One", "a", "rpa")
    b.task("two", "Two", "a", "keep-human")
    b.task("three", "Three", "z", "rpa")
    _, part = scene_of(b.build())
    assert [(lane.tooltip, lane.counts) for lane in part.lane_marks] == [
        ("Zebra", ("1 RPA",)),
        ("Ape", ("1 RPA · 1 human",)),
    ]


def test_what_has_no_lane_stands_in_a_band_of_its_own_below_the_others() -> None:
    b = MapBuilder("p", [Lane("l", "L")])
    b.task("a", "A", "l")
    b.task("b", "B", None)
    b.task("c", "C", "nobody")
    _, part = scene_of(b.build())
    assert [box.lane for box in part.boxes] == [0, 1, 1]
    assert part.lane_marks[1].name == ()


def test_a_process_without_lanes_is_one_band_without_a_head() -> None:
    b = MapBuilder("p")
    b.task("a", "A")
    _, part = scene_of(b.build())
    assert (len(part.lanes), part.lane_marks[0].name) == (1, ())
    assert part.head < 20


def test_pools_are_named_above_their_first_lane_and_not_twice() -> None:
    lanes = [Lane("a", "A", "Shop"), Lane("b", "B", "Shop"), Lane("c", "", "Bank"), Lane("d", "Tax", "Tax")]
    b = MapBuilder("p", lanes)
    _, part = scene_of(b.build())
    assert [(lane.tooltip, lane.pool) for lane in part.lane_marks] == [
        ("A", "Shop"),
        ("B", "Shop"),
        ("Bank", ""),
        ("Tax", ""),
    ]
    gaps = [lane.gap for lane in part.lanes]
    assert gaps[0] > gaps[2] > gaps[1] == 0


def test_steps_inside_a_folded_subprocess_count_for_its_lane() -> None:
    b = MapBuilder("p", [Lane("l", "L")])
    b.add(SubProcess("s", "S", lane="l"))
    b.task("a", "A", None, "rpa", parent="s")
    _, part = scene_of(b.build())
    assert part.lane_marks[0].counts == ("1 RPA",)


# --- heading -------------------------------------------------------------------------------------------------------


def test_the_heading_names_process_version_and_packs() -> None:
    scene, _ = scene_of(boundary_process(), date="2026-11-21")
    assert scene.title == "Order handling"
    assert scene.subtitle == (
        "process-1 · version 3 · assessed 2026-11-21 · rules technology-fit 1.0.0 (9f2c41d07a1b) · 9 steps in 4 lanes"
    )
