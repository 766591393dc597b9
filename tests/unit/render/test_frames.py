"""Frames of unfolded subprocesses hold their own boxes and no others, and their names stand free."""

from __future__ import annotations

from itertools import combinations

import pytest

from fitengine.model.decision import Assessment
from fitengine.model.process import Lane, SubProcess
from fitengine.render.frames import PlacedFrame, place_frames
from fitengine.render.layout import Layout, Rect, layout
from fitengine.render.marks import make_scene
from fitengine.render.options import MapOptions
from fitengine.render.scene import Part
from tests.helpers.maps import MapBuilder, boundary_process, check_frames


def placed_of(assessment: Assessment) -> tuple[Part, Layout, tuple[PlacedFrame, ...]]:
    (part,) = make_scene(assessment, MapOptions(unfold=True, columns=0)).parts
    placed = layout(part.boxes, part.links, part.lanes, part.head, part.columns)
    return part, placed, place_frames(part, placed)


def nested_process() -> Assessment:
    b = MapBuilder("Nested", [Lane("a", "Desk"), Lane("b", "Clerks")])
    b.add(SubProcess("outer", "Handle the case", lane="a"))
    b.add(SubProcess("inner", "Check it", lane="a", parent="outer"))
    b.task("before", "Before", "a")
    b.task("one", "One", "a", parent="outer")
    b.task("two", "Two", "a", parent="inner")
    b.task("three", "Three", "b", parent="inner")
    b.task("after", "After", "b")
    b.path("before", "outer", "after")
    b.path("one", "inner")
    b.path("two", "three")
    return b.build()


def test_a_subprocess_in_one_row_has_one_frame_with_its_name() -> None:
    part, placed, frames = placed_of(boundary_process())
    (frame,) = frames
    assert frame.words == "Pick and pack"
    inside = {box.id for box in part.boxes if Rect.around(placed.boxes[box.id], box.size).overlap(frame.rect)}
    assert inside == part.frames[0].boxes


def test_a_frame_stands_around_the_frames_inside() -> None:
    part, placed, frames = placed_of(nested_process())
    check_frames(part, placed)
    outer, inner = (
        next(frame for frame in frames if frame.words == words) for words in ("Handle the case", "Check it")
    )
    assert outer.rect.left < inner.rect.left
    assert outer.rect.top < inner.rect.top
    assert outer.rect.right > inner.rect.right
    assert outer.title is not None
    assert inner.title is not None
    assert not outer.title.overlap(inner.title)


def test_a_frame_comes_in_pieces_where_another_step_stands_between() -> None:
    b = MapBuilder("Parallel", [Lane("a", "Desk"), Lane("b", "Clerks"), Lane("c", "Boss")])
    b.add(SubProcess("sub", "Both ends", lane="a"))
    b.task("top", "Top", "a", parent="sub")
    b.task("between", "Between", "b")
    b.task("bottom", "Bottom", "c", parent="sub")
    part, placed, frames = placed_of(b.build())
    assert [frame.words for frame in frames] == ["Both ends", "Both ends"]
    check_frames(part, placed)


def test_a_name_that_does_not_fit_is_cut() -> None:
    b = MapBuilder("Long")
    b.add(SubProcess("sub", "A name that is a good deal longer than the only step inside is wide"))
    b.task("only", "Only", parent="sub")
    _, _, (frame,) = placed_of(b.build())
    assert frame.words.endswith("…")
    assert frame.title is not None
    assert frame.rect.left < frame.title.left < frame.title.right < frame.rect.right


def test_folded_nothing_is_framed() -> None:
    (part,) = make_scene(nested_process()).parts
    assert part.frames == ()


@pytest.mark.parametrize("columns", [2, 3])
def test_a_frame_is_cut_with_its_strip(columns: int) -> None:
    for part in make_scene(nested_process(), MapOptions(unfold=True, columns=columns)).parts:
        placed = layout(part.boxes, part.links, part.lanes, part.head, part.columns)
        check_frames(part, placed)
        assert all(first.rect != second.rect for first, second in combinations(place_frames(part, placed), 2))
