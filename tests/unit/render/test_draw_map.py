"""Maps come out as SVG, PNG, PDF and DOT, the same bytes for the same input, and readable without Graphviz's ids."""

from __future__ import annotations

import os
import re
import stat
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from fitengine import typeset
from fitengine.errors import DrawingFault
from fitengine.model.decision import Assessment
from fitengine.model.process import GatewayKind, Lane
from fitengine.render import MapOptions, draw_map
from fitengine.render.draw import lay_out
from fitengine.render.program import drawing_program, run_program
from fitengine.render.svg import check_svg, finish_svg
from tests.helpers.maps import (
    MapBuilder,
    accounts_payable,
    boundary_process,
    claims_process,
    random_process,
    rework_process,
)

SVG = "{http://www.w3.org/2000/svg}"
ROOT = Path(__file__).parents[3]


def svg_of(assessment: Assessment, **options: object) -> ET.Element:
    text = draw_map(assessment, MapOptions(**options))  # type: ignore[arg-type]
    assert isinstance(text, str)
    return ET.fromstring(text)


def words_of(root: ET.Element) -> str:
    return " ".join(text.text or "" for text in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("make", [accounts_payable, rework_process, boundary_process, claims_process])
@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_every_map_is_a_checked_svg(make: object, theme: str) -> None:
    text = draw_map(make(), MapOptions(theme=theme))  # type: ignore[operator, arg-type]
    assert isinstance(text, str)
    check_svg(text)


def test_every_step_is_a_group_with_its_id_its_verdict_and_a_title() -> None:
    assessment = accounts_payable()
    groups = {
        group.get("data-step"): group
        for group in svg_of(assessment).iter(f"{SVG}g")
        if group.get("data-step")
    }
    assert set(groups) == {step.step.id for step in assessment.steps}
    for step in assessment.steps:
        group = groups[step.step.id]
        assert group.get("data-verdict") == step.decision.outcome
        title = group.find(f"{SVG}title")
        assert title is not None
        assert (title.text or "").startswith(f"{step.step.name}: ")


def test_every_card_links_to_the_anchor_of_its_step_and_nothing_links_elsewhere() -> None:
    root = svg_of(accounts_payable(), columns=0)
    links = {link.get("{http://www.w3.org/1999/xlink}href") for link in root.iter(f"{SVG}a")}
    assert links == {f"#step-s{number}" for number in range(1, 19)}


def test_verdicts_are_written_in_words_with_their_icons() -> None:
    words = words_of(svg_of(accounts_payable()))
    for sign in (
        "☼",
        "RPA",
        "♦",
        "AI-SUITABLE",
        "▲",
        "STANDARDISE",
        "☻",
        "KEEP HUMAN",
        "?",
        "UNDETERMINED",
        "! no labels",
    ):
        assert sign in words


def test_title_version_packs_and_legend_are_on_every_map() -> None:
    for options in ({}, {"overview": True}, {"stage": "Triage"}, {"lane": "l1"}):
        words = words_of(svg_of(claims_process(), **options))
        for part in (
            "Motor claims: notice to settlement",
            "version 3",
            "technology-fit 1.0.0 (9f2c41d07a1b)",
            "60 steps",
        ):
            assert part in words


def test_the_legend_explains_the_marks_that_are_there_and_no_others() -> None:
    everything = words_of(svg_of(accounts_payable()))
    assert "blocks the build" in everything
    assert "rework" in everything
    b = MapBuilder("plain")
    b.task("a", "A")
    plain = words_of(svg_of(b.build()))
    assert "settled by the known facts" in plain
    assert "blocks the build" not in plain
    assert "rework" not in plain


def test_generated_ids_are_never_shown_as_titles() -> None:
    titles = {title.text for title in svg_of(rework_process()).iter(f"{SVG}title")}
    assert not {title for title in titles if title and title.strip("eng0123456789m->x") == ""}


def test_markers_belong_to_their_shape() -> None:
    root = svg_of(rework_process(), columns=0)
    gateways = [group for group in root.iter(f"{SVG}g") if "gateway" in group.get("class", "")]
    assert len(gateways) == 7
    assert all(group.find(f"{SVG}path") is not None for group in gateways)
    assert not [group for group in root.iter(f"{SVG}g") if "marker" in group.get("class", "")]


@pytest.mark.parametrize("kind", list(GatewayKind))
def test_every_kind_of_gateway_has_a_marker_of_its_own(kind: GatewayKind) -> None:
    def strokes(kind: GatewayKind) -> list[str]:
        b = MapBuilder("p")
        b.gateway("g", "", kind=kind)
        b.task("a", "A")
        b.flow("g", "a")
        gateway = next(
            group for group in svg_of(b.build()).iter(f"{SVG}g") if "gateway" in group.get("class", "")
        )
        return [path.get("d", "") for path in gateway.findall(f"{SVG}path")]

    assert all(strokes(kind) != strokes(other) for other in GatewayKind if other is not kind)


# --- sameness ------------------------------------------------------------------------------------------------------


def test_the_same_assessment_gives_the_same_bytes_whatever_the_hash_seed() -> None:
    code = (
        "from tests.helpers.maps import random_process; from fitengine.render import draw_map; import hashlib;"
        "print(hashlib.sha256(draw_map(random_process(60, 4)).encode()).hexdigest())"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**environment, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_the_order_in_which_facts_and_lanes_were_put_together_does_not_matter() -> None:
    assessment = accounts_payable()
    process = assessment.process
    lanes = {name: process.lanes[name] for name in ("intake", "ap", "appr", "tre")}
    again = replace(assessment, process=replace(process, nodes=dict(process.nodes), lanes=lanes))
    assert draw_map(assessment) == draw_map(again)


def test_no_date_is_on_a_map_unless_it_is_given() -> None:
    assert "assessed" not in words_of(svg_of(accounts_payable()))
    assert "assessed 2026-11-21" in words_of(svg_of(accounts_payable(), date="2026-11-21"))


# --- formats -------------------------------------------------------------------------------------------------------


def png_size(drawn: bytes) -> tuple[int, int]:
    return struct.unpack(">II", drawn[16:24])  # type: ignore[return-value]


def test_png_has_the_resolution_asked_for() -> None:
    small, large = (draw_map(boundary_process(), MapOptions(dpi=dpi), format="png") for dpi in (48, 96))
    assert isinstance(small, bytes)
    assert isinstance(large, bytes)
    assert png_size(large)[0] == pytest.approx(2 * png_size(small)[0], abs=2)


def test_a_png_that_needs_too_much_memory_is_refused_before_it_is_drawn() -> None:
    with pytest.raises(DrawingFault, match="and need more than 1 GiB of memory") as caught:
        draw_map(claims_process(300, 1), MapOptions(dpi=1200), format="png")
    assert "SVG" in caught.value.problems[0].help


def test_pdf_comes_from_the_extra_where_the_program_writes_none() -> None:
    drawn = draw_map(boundary_process(), format="pdf")
    assert isinstance(drawn, bytes)
    (page,) = PdfReader(BytesIO(drawn)).pages
    assert "Confirm the order" in " ".join(page.extract_text().split())
    assert drawn == draw_map(boundary_process(), format="pdf")


def test_without_either_the_message_names_both_ways_to_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "find_spec", lambda _: None)
    with pytest.raises(DrawingFault, match="does not write PDF") as caught:
        draw_map(boundary_process(), format="pdf")
    for way in ("pip install 'fitengine[pdf]'", "--dot", "SVG"):
        assert way in caught.value.problems[0].help


@pytest.mark.skipif(sys.platform == "win32", reason="the program made up here is a shell script")
def test_pdf_comes_from_graphviz_where_it_is_named(tmp_path: Path) -> None:
    own = tmp_path / "dot"
    own.write_text(
        "#!/bin/sh\ncase \"$*\" in *-V*) echo 'dot - graphviz version 9.0.0 (0)' ;; *-Tpdf*) echo '%PDF-1.7' ;; esac\n"
    )
    own.chmod(own.stat().st_mode | stat.S_IXUSR)
    assert draw_map(boundary_process(), format="pdf", dot=own) == b"%PDF-1.7\n"


def test_dot_text_needs_no_drawing_program(tmp_path: Path) -> None:
    text = draw_map(boundary_process(), format="dot", dot=tmp_path / "nothing")
    assert isinstance(text, str)
    assert text.startswith("digraph process {")


# --- the ends of the range -----------------------------------------------------------------------------------------


def test_a_process_without_anything_is_a_heading_and_an_empty_band() -> None:
    root = svg_of(MapBuilder("Nothing yet").build())
    assert "Nothing yet" in words_of(root)


def test_lanes_that_nothing_stands_in_are_drawn() -> None:
    words = words_of(svg_of(MapBuilder("Empty", [Lane("a", "Sales"), Lane("b", "Stock")]).build()))
    assert "Sales" in words
    assert "Stock" in words


@pytest.mark.parametrize("steps", [420, 1000])
def test_a_large_map_drawn_in_pieces_is_the_same_as_drawn_at_once(steps: int) -> None:
    assessment = claims_process(steps, 3, 5)
    scene, text = lay_out(assessment, MapOptions())
    assert len(scene.parts) > 2
    assert sum(len(part.boxes) for part in scene.parts) > 400
    whole = ET.fromstring(finish_svg([run_program(drawing_program(), text.source, "svg")], scene))
    pieces = svg_of(assessment)
    assert list(map(look_of, whole.iter())) == list(map(look_of, pieces.iter()))
    assert numbers_of(whole) == pytest.approx(numbers_of(pieces), abs=0.02)
    assert whole.attrib == pieces.attrib


def look_of(element: ET.Element) -> tuple[str, ...]:
    """All of an element but its place."""
    names = (
        "id",
        "class",
        "fill",
        "stroke",
        "stroke-width",
        "data-step",
        "{http://www.w3.org/1999/xlink}href",
    )
    return element.tag, (element.text or "").strip(), *(element.get(name, "") for name in names)


def numbers_of(root: ET.Element) -> list[float]:
    """Every coordinate, in the order of the drawing."""
    places = (
        element.get(name, "") for element in root.iter() for name in ("points", "d", "x", "y", "cx", "cy")
    )
    return [float(number) for place in places for number in re.findall(r"-?[0-9.]+", place)]


def test_a_random_process_of_three_hundred_elements_is_drawn() -> None:
    check_svg(str(draw_map(random_process(300, 12, 6))))
