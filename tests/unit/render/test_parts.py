"""Long maps are folded into strips, and one stage or lane can be drawn by itself; off-page marks say where arrows go on."""

from __future__ import annotations

import pytest

from fitengine.errors import InputError
from fitengine.model.process import Lane
from fitengine.render.layout import find_columns
from fitengine.render.marks import make_scene
from fitengine.render.options import MapOptions
from fitengine.render.scene import CardMark, CellMark, OffPageMark, Part, Scene
from tests.helpers.maps import MapBuilder, accounts_payable, claims_process, rework_process


def off_page(scene: Scene, part: Part) -> dict[str, str]:
    return {box.id: mark.text for box in part.boxes if isinstance(mark := scene.marks[box.id], OffPageMark)}


def steps(scene: Scene, part: Part) -> set[str]:
    return {mark.step for box in part.boxes if isinstance(mark := scene.marks[box.id], CardMark)}


def test_a_map_that_fits_on_a_page_stays_in_one_part() -> None:
    b = MapBuilder("short")
    for number in range(10):
        b.task(f"s{number}", "Step")
    b.path(*(f"s{number}" for number in range(10)))
    assert len(make_scene(b.build()).parts) == 1


def test_a_long_map_is_folded_into_even_strips() -> None:
    scene = make_scene(claims_process())
    assert len(scene.parts) >= 5
    for part in scene.parts:
        assert max(find_columns(part.boxes, part.links)) + 1 <= 20
    assert [part.title for part in scene.parts][:2] == ["Part 1 of 6", "Part 2 of 6"]


def test_every_step_is_in_exactly_one_strip() -> None:
    assessment = claims_process()
    scene = make_scene(assessment)
    found = [step for part in scene.parts for step in steps(scene, part)]
    assert sorted(found) == sorted(step.step.id for step in assessment.steps)


@pytest.mark.parametrize("columns", [5, 8, 30])
def test_the_width_of_strips_can_be_chosen(columns: int) -> None:
    scene = make_scene(claims_process(), MapOptions(columns=columns))
    assert len(scene.parts) == pytest.approx(71 / columns, abs=2)


def test_zero_columns_never_fold() -> None:
    assert len(make_scene(claims_process(), MapOptions(columns=0)).parts) == 1


def test_both_ends_of_a_cut_arrow_name_each_other() -> None:
    scene = make_scene(claims_process(), MapOptions(columns=12))
    first, second = scene.parts[:2]
    assert "to part 2" in off_page(scene, first).values()
    assert "from part 1" in off_page(scene, second).values()


def test_rework_into_an_earlier_strip_says_back_and_stays_red() -> None:
    scene = make_scene(rework_process())
    last = scene.parts[-1]
    back = {name for name, text in off_page(scene, last).items() if text == "back to part 1"}
    assert back
    assert all(scene.arrows[link.id].is_rework for link in last.links if link.target in back)


def test_the_label_of_a_cut_arrow_stands_at_its_beginning_only() -> None:
    scene = make_scene(rework_process())
    ids = {link.id: link for part in scene.parts for link in part.links}
    cut = [name for name in ids if name.endswith("i")]
    assert cut
    assert all(ids[name].label is None and not scene.arrows[name].label for name in cut)


def test_strips_show_the_lanes_they_need_in_their_order_and_count_what_they_hold() -> None:
    scene = make_scene(accounts_payable())
    names = [[lane.tooltip for lane in part.lane_marks] for part in scene.parts]
    assert names == [
        ["Invoice intake (shared services)", "AP accounting", "Cost-centre approvers"],
        ["AP accounting", "Treasury"],
    ]
    assert scene.parts[1].lane_marks[0].counts == ("1 open",)


def test_one_stage_by_itself() -> None:
    scene = make_scene(claims_process(), MapOptions(stage="Triage"))
    (part,) = scene.parts
    assert part.title == "2. Triage"
    assert steps(scene, part) == {f"s{number}" for number in range(13, 25)}
    assert set(off_page(scene, part).values()) == {"from 1. Notify", "to 3. Assess"}


def test_one_lane_by_itself_by_id_or_name() -> None:
    by_name = make_scene(accounts_payable(), MapOptions(lane="Treasury"))
    assert by_name == make_scene(accounts_payable(), MapOptions(lane="tre"))
    assert steps(by_name, by_name.parts[0]) == {f"s{number}" for number in range(14, 19)}


@pytest.mark.parametrize(
    ("view", "message", "advice"),
    [
        (MapOptions(stage="Triag"), "the process `claims` has no stage `Triag`", "did you mean `Triage`?"),
        (
            MapOptions(lane="zzz"),
            "the process `claims` has no lane `zzz`",
            "its lanes are `l0`, `l1`, `l2`, `l3`",
        ),
    ],
)
def test_an_unknown_stage_or_lane_is_an_input_error(view: MapOptions, message: str, advice: str) -> None:
    with pytest.raises(InputError) as caught:
        make_scene(claims_process(), view)
    assert (caught.value.problems[0].message, caught.value.problems[0].help) == (message, advice)


@pytest.mark.parametrize("view", [MapOptions(stage="x"), MapOptions(overview=True)])
def test_a_process_without_stages_says_so(view: MapOptions) -> None:
    with pytest.raises(InputError, match="the process `accounts-payable` names no stages"):
        make_scene(accounts_payable(), view)


def test_elements_without_a_stage_stand_with_those_before_them() -> None:
    b = MapBuilder("p", [Lane("l", "L")])
    b.task("a", "A", "l", stage="one")
    b.gateway("g", "?", "l")
    b.task("c", "C", "l", stage="two")
    b.path("a", "g", "c")
    scene = make_scene(b.build(), MapOptions(stage="one"))
    assert {box.id for box in scene.parts[0].boxes} == {"n1", "n2", "n2to2"}


# --- overview ------------------------------------------------------------------------------------------------------


def test_the_overview_counts_every_step_once() -> None:
    assessment = claims_process(300, 11, 7)
    scene = make_scene(assessment, MapOptions(overview=True))
    cells = [mark for mark in scene.marks.values() if isinstance(mark, CellMark)]
    assert sum(count for cell in cells for _, count in cell.counts) == 300
    blocked = sum(bool(step.blockers) for step in assessment.steps)
    assert sum(cell.blocked for cell in cells) == blocked


def test_cells_stand_in_the_column_of_their_stage_and_the_band_of_their_lane() -> None:
    scene = make_scene(claims_process(), MapOptions(overview=True))
    (part,) = scene.parts
    assert part.column_titles == ("1. Notify", "2. Triage", "3. Assess", "4. Settle", "5. Recover")
    for box, column in zip(part.boxes, part.columns, strict=True):
        assert box.id == f"c{column + 1}x{box.lane + 1}"


def test_handovers_between_cells_are_joined_into_one_arrow_each() -> None:
    (part,) = make_scene(claims_process(300, 11, 7), MapOptions(overview=True)).parts
    assert all(link.source != link.target for link in part.links)
    scene = make_scene(claims_process(300, 11, 7), MapOptions(overview=True))
    kinds = [(link.source, link.target, scene.arrows[link.id].is_rework) for link in part.links]
    assert len(kinds) == len(set(kinds))


def test_a_flow_through_a_cell_without_steps_is_followed_to_where_it_ends() -> None:
    b = MapBuilder("p", [Lane("top", "Top"), Lane("middle", "Middle"), Lane("low", "Low")])
    b.task("a", "A", "top", stage="one")
    b.gateway("g", "?", "middle")
    b.task("c", "C", "low", stage="two")
    b.path("a", "g", "c")
    (part,) = make_scene(b.build(), MapOptions(overview=True)).parts
    assert [(link.source, link.target) for link in part.links] == [("c1x1", "c2x3")]
