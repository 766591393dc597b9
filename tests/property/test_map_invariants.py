"""Whatever the process, its map is sound: nothing runs through anything, lanes keep their order, nothing leaves the page."""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import fields
from pathlib import Path
from subprocess import run

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitengine.model.decision import UNDETERMINED, Assessment
from fitengine.model.process import Event, EventKind, GatewayKind, Lane, SubProcess
from fitengine.render import draw_map
from fitengine.render.layout import layout
from fitengine.render.marks import make_scene
from fitengine.render.options import MapOptions
from fitengine.render.svg import check_svg
from tests.helpers.large_maps import large_process
from tests.helpers.maps import (
    Blemishes,
    MapBuilder,
    check_frames,
    claims_process,
    find_blemishes,
    random_process,
)

SEEDS = int(os.environ.get("FITENGINE_MAP_SEEDS", "12"))
KINDS = ["task", "task", "task", "gateway", "event", "guest", "subprocess", "inner"]


@st.composite
def processes(draw: st.DrawFn) -> Assessment:
    """Any graph of up to 14 elements of all kinds, in up to three lanes and two pools."""
    lanes = [
        Lane(f"l{at}", f"Lane {at}", draw(st.sampled_from(["", "Shop"])))
        for at in range(draw(st.integers(0, 3)))
    ]
    b = MapBuilder("Generated", lanes)
    of_lane = st.sampled_from([None, *(lane.id for lane in lanes)])
    names: list[str] = []
    for number in range(draw(st.integers(0, 14))):
        name = f"x{number}"
        kind, lane = draw(st.sampled_from(KINDS)), draw(of_lane)
        words = draw(
            st.sampled_from(["", "A", "Check the incoming invoice for completeness and register it"])
        )
        match kind:
            case "gateway":
                b.gateway(name, words, lane, draw(st.sampled_from(list(GatewayKind))))
            case "event":
                event = draw(st.sampled_from([kind for kind in EventKind if kind is not EventKind.BOUNDARY]))
                b.event(name, words, event, lane, trigger=draw(st.sampled_from(["", "timer", "message"])))
            case "guest" if names:
                b.add(
                    Event(name, words, EventKind.BOUNDARY, "error", attached_to=draw(st.sampled_from(names)))
                )
            case "subprocess":
                b.add(SubProcess(name, words, lane=lane))
            case "inner" if names:
                b.task(name, words, lane, "keep-human", parent=draw(st.sampled_from(names)))
            case _:
                verdict = draw(st.sampled_from(["rpa", "ai-suitable", UNDETERMINED]))
                volume = draw(st.sampled_from([None, 5, 9000]))
                b.task(
                    name,
                    words,
                    lane,
                    verdict,
                    volume=volume,
                    stage=draw(st.sampled_from([None, "One", "Two"])),
                )
        names.append(name)
    for _ in range(draw(st.integers(0, 22)) if names else 0):
        source, target = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        condition = draw(st.sampled_from(["", "yes", "if the amount is larger than agreed"]))
        b.flow(source, target, condition, draw(st.sampled_from([None, 0.25])), draw(st.booleans()))
    return b.build()


def check_sound(assessment: Assessment, view: MapOptions) -> None:
    """Routes and boxes must be right. A label may find no free place in a crowd; then it stands on a line at worst."""
    for part in make_scene(assessment, view).parts:
        placed = layout(part.boxes, part.links, part.lanes, part.head, part.columns)
        found = find_blemishes(part, placed)
        wrong = {
            field.name: meetings for field in fields(Blemishes) if (meetings := getattr(found, field.name))
        }
        wrong.pop("labels_on_lines", None)
        assert not wrong
        check_frames(part, placed)
        tops = [band.top for band in placed.bands]
        assert tops == sorted(tops)
        assert all(
            above.bottom <= below.top for above, below in zip(placed.bands, placed.bands[1:], strict=False)
        )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(processes(), st.booleans(), st.sampled_from([None, 0, 3]))
def test_nothing_runs_through_anything(assessment: Assessment, unfold: bool, columns: int | None) -> None:
    check_sound(assessment, MapOptions(unfold=unfold, columns=columns))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(processes(), st.booleans())
def test_every_process_can_be_drawn(assessment: Assessment, unfold: bool) -> None:
    drawn = draw_map(assessment, MapOptions(unfold=unfold))
    assert isinstance(drawn, str)
    check_svg(drawn)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(processes())
def test_a_map_shows_every_step_once_or_says_where_it_is_folded(assessment: Assessment) -> None:
    unfolded, folded = (str(draw_map(assessment, MapOptions(unfold=unfold))) for unfold in (True, False))
    inside: Counter[str] = Counter()
    for step in assessment.steps:
        mark = f'data-step="{step.step.id}"'
        assert unfolded.count(mark) == 1
        hidden_in = outermost(assessment, step.step.id)
        inside[hidden_in] += 1
        assert folded.count(mark) == (not hidden_in)
    for name, count in inside.items():
        if name:
            assert folded.count(f'data-step="{name}"') == 1
            assert f"{count} step{'s' * (count != 1)} inside" in folded


def outermost(assessment: Assessment, node: str) -> str:
    """The subprocess around all others that a node is in; empty where it is in none. Other parents hold nothing."""
    nodes, found = assessment.process.nodes, ""
    while (parent := nodes[node].parent) is not None and isinstance(nodes[parent], SubProcess):
        found = node = parent
    return found


@pytest.mark.parametrize("seed", range(SEEDS))
def test_random_processes_of_every_size_are_sound(seed: int) -> None:
    size = (15, 40, 80, 150, 300)[seed % 5]
    for view in (MapOptions(columns=0), MapOptions()):
        check_sound(random_process(size, 1000 + seed, 1 + seed % 6), view)


@pytest.mark.parametrize("seed", range(SEEDS // 2))
def test_overviews_are_sound(seed: int) -> None:
    (part,) = make_scene(claims_process(40 + 40 * seed, seed, 3 + seed % 4), MapOptions(overview=True)).parts
    placed = layout(part.boxes, part.links, part.lanes, part.head, part.columns)
    found = find_blemishes(part, placed)
    assert (found.through_boxes, found.outside, found.out_of_lane) == ((), (), ())


@pytest.mark.parametrize(
    ("shape", "steps"),
    [("chain", 2000), ("wide", 2000), ("lanes", 1000), ("loops", 2000), ("claims", 2000), ("anything", 2000)],
)
def test_large_processes_of_every_shape_are_sound(shape: str, steps: int) -> None:
    """More seeds and sizes: tests/conformance/map_shapes.py."""
    assessment = large_process(shape, steps, 1)
    for view in (MapOptions(columns=0), MapOptions()):
        check_sound(assessment, view)


@pytest.mark.parametrize(
    ("steps", "seed", "columns"), [(600, 0, 0), (600, 3, 0), (1000, 1, None), (2000, 0, None)]
)
def test_subprocesses_in_subprocesses_are_sound_when_unfolded(
    steps: int, seed: int, columns: int | None
) -> None:
    """Among many boxes a frame comes in pieces; none of them cuts a box of another piece, and no name stands on a box."""
    check_sound(large_process("nested", steps, seed), MapOptions(unfold=True, columns=columns))


def test_large_maps_have_the_same_bytes_whatever_the_hash_seed() -> None:
    assert _digests("1") == _digests("2")


def _digests(hash_seed: str) -> str:
    """Of the DOT text of one map of each shape, made by a program of its own."""
    lines = [
        "from hashlib import sha256",
        "from fitengine.render.draw import lay_out",
        "from fitengine.render.options import MapOptions",
        "from tests.helpers.large_maps import SHAPES, large_process",
        "for shape in SHAPES:",
        "    scene, text = lay_out(large_process(shape, 600, 4), MapOptions(unfold=True))",
        "    print(shape, sha256(text.source.encode()).hexdigest())",
    ]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = run(
        [sys.executable, "-c", "\n".join(lines)],
        env=environment, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout
