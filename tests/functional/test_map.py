"""`fitengine map` as a user types it: what the colour stands for, what changed, large processes, drawing programs."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import xml.etree.ElementTree as ET

import pytest

from fitengine import MapOptions, assess, draw_map, load_process
from fitengine.data import examples_folder
from fitengine.errors import InputError
from fitengine.render import program
from fitengine.render.svg import check_svg

PAYABLE = examples_folder() / "accounts-payable.yaml"
ONBOARDING = examples_folder() / "employee-onboarding.yaml"
SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
SUBPROCESS = """
process: orders
name: Orders
lanes: {stock: {name: Warehouse}}
steps:
  start: {type: start, lane: stock, next: pick}
  pick: {name: Pick and pack, type: subprocess, lane: stock, next: ship}
  find: {name: Find the goods, parent: pick, lane: stock, next: wrap}
  wrap: {name: Wrap them, parent: pick, lane: stock}
  ship: {name: Ship, lane: stock}
"""


def words_of(text: str) -> str:
    found = " ".join(element.text or "" for element in ET.fromstring(text).iter(f"{SVG}text"))
    return " ".join(found.split())


def links_of(text: str) -> set[str]:
    return {element.get(f"{XLINK}href") or "" for element in ET.fromstring(text).iter(f"{SVG}a")}


def large_process(folder, steps=80):
    lines = ["process: large", "name: Large", "lanes: {a: {name: Desk}, b: {name: Clerks}}", "steps:"]
    lines += [
        f"  s{n}: {{name: Step {n}, lane: {'ab'[n % 2]}, stage: {('Take in', 'Settle')[n > steps / 2]}"
        + (f", next: s{n + 1}}}" if n < steps else "}")
        for n in range(1, steps + 1)
    ]
    path = folder / "large.yaml"
    path.write_text("\n".join(lines))
    return path


def test_the_verdict_comes_with_its_stability_and_what_must_come_first(invoke):
    result = invoke("map", PAYABLE, "-q")
    assert result.exit_code == 0
    words = words_of(result.stdout)
    assert "stability: the chance that a verdict holds" in words
    assert "74% ○" in words
    assert "FIRST" in words
    assert "agree one way of doing it" in words
    assert "INSTEAD drop the step" in words
    assert "data readiness not answered" in words


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ("readiness", ["colour: how ready the data of a step is for AI", "NOT ANSWERED", "NO DATA NEEDED"]),
        ("hours", ["colour: hands-on hours a month", "UP TO 40 H", "OVER 160 H", "673 h"]),
        ("stability", ["FIRM", "FRAGILE", "OPEN", "74%"]),
    ],
)
def test_the_colour_stands_for_something_else_and_says_so_in_words(invoke, colour, expected):
    words = words_of(invoke("map", PAYABLE, "-q", "--colour", colour).stdout)
    for part in (*expected, "☼ RPA ○", "▲ STANDARDISE ●", "? UNDETERMINED"):
        assert part in words


def test_an_unknown_colour_is_refused(invoke):
    result = invoke("map", PAYABLE, "--colour", "mood")
    assert result.exit_code == 2
    assert "'mood' is not one of 'verdict', 'readiness', 'hours', 'stability'" in result.stderr


def test_data_that_stops_ai_is_a_note_of_what_comes_first(invoke, tmp_path):
    text = ONBOARDING.read_text()
    start = text.index("    name: Sort comments of the 30-day survey")
    at = text.index("facts: {", start) + len("facts: {")
    path = tmp_path / "onboarding.yaml"
    path.write_text(text[:at] + "data_representative: false, " + text[at:])
    words = words_of(invoke("map", path, "-q").stdout)
    assert "! data not ready" in words
    assert "FIRST Draw the sample from live" in words
    graded = words_of(invoke("map", path, "-q", "--colour", "readiness").stdout)
    assert "NOT READY" in graded


def test_what_changed_since_an_earlier_version_is_marked(invoke, tmp_path):
    old = tmp_path / "old.yaml"
    text = PAYABLE.read_text().replace("version: 3", "version: 2")
    text = text.replace("standardised: [mostly, uniform]", "standardised: ad_hoc, ways_of_working: 8")
    text = text.replace("  remittance:", "  advice:").replace("next: remittance", "next: advice")
    text = text.replace("name: Send remittance advice", "name: Mail a remittance advice")
    old.write_text(text)
    result = invoke("map", PAYABLE, "-q", "--before", old)
    assert (result.exit_code, result.stderr) == (0, "")
    words = words_of(result.stdout)
    assert "Compared with accounts-payable, version 2: 1 decided otherwise, 1 new, 1 gone" in words
    assert "Mail a remittance advice (was ☼ RPA)" in words
    assert "CHANGED verdict that was another one before" in words
    assert "was ▲ STANDARDISE" in words
    assert "NEW step that was not there before" in words


def test_nothing_changed_is_said_too(invoke):
    words = words_of(invoke("map", PAYABLE, "-q", "--before", PAYABLE).stdout)
    assert "version 3: 0 decided otherwise, 0 new, 0 gone" in words
    assert "CHANGED" not in words


def test_an_earlier_version_that_cannot_be_read_is_told_as_any_other(invoke):
    result = invoke("map", PAYABLE, "--before", "nowhere.yaml")
    assert result.exit_code == 2
    assert "nowhere.yaml" in result.stderr


def test_a_large_process_is_an_overview_with_its_stages_below_that_link_to_each_other(invoke, tmp_path):
    drawn = invoke("map", large_process(tmp_path), "-q").stdout
    check_svg(drawn)
    words = words_of(drawn)
    for part in ("Overview", "1a. Take in (1 of 4)", "2d. Settle (4 of 4)", "to 2a", "from 1d"):
        assert part in words
    anchors = {group.get("id") for group in ET.fromstring(drawn).iter(f"{SVG}g")}
    wanted = {link.removeprefix("#") for link in links_of(drawn) if link.startswith("#part-")}
    assert wanted == {f"part-{number}" for number in range(2, 10)}
    assert wanted <= anchors


def test_one_stage_of_a_large_process_comes_in_strips(invoke, tmp_path):
    words = words_of(invoke("map", large_process(tmp_path), "-q", "--stage", "Settle").stdout)
    assert "2a. Settle (1 of 4)" in words
    assert "1a. Take in" not in words


def test_every_step_on_one_map_where_it_is_asked_for(invoke, tmp_path):
    drawn = invoke("map", large_process(tmp_path), "-q", "--columns", "0").stdout
    assert drawn.count("data-step=") == 80
    assert "Overview" not in words_of(drawn)


def test_a_subprocess_is_folded_and_unfolds_into_a_frame(invoke, tmp_path):
    path = tmp_path / "orders.yaml"
    path.write_text(SUBPROCESS)
    folded, unfolded = (invoke("map", path, "-q", *more).stdout for more in ((), ("--unfold",)))
    assert "2 steps inside" in words_of(folded)
    assert "Find the goods" not in words_of(folded)
    assert "Pick and pack" in words_of(unfolded)
    assert "Find the goods" in words_of(unfolded)
    frames = [
        group
        for group in ET.fromstring(unfolded).iter(f"{SVG}g")
        if "frame" in group.get("class", "").split()
    ]
    assert len(frames) == 1


# --- drawing programs ----------------------------------------------------------------------------------------------


@pytest.fixture
def only_path(monkeypatch, tmp_path):
    """graphviz-pure is not installed, and the search path holds one folder, which is given."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(program.sysconfig, "get_path", lambda _: str(tmp_path / "nowhere"))
    monkeypatch.setattr(program.sys, "executable", str(tmp_path / "nowhere" / "python"))
    monkeypatch.setattr(program, "find_spec", lambda _: None)
    return folder


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_without_a_drawing_program_the_message_names_the_fix(invoke, only_path, tmp_path, ending):
    result = invoke("map", "letters.yaml", "-o", tmp_path / f"letters.{ending}")
    assert result.exit_code == 3
    assert "no program that draws maps was found" in result.stderr
    assert "pip install graphviz-pure" in result.stderr
    assert not (tmp_path / f"letters.{ending}").exists()


def test_without_a_drawing_program_dot_text_is_written_all_the_same(invoke, only_path):
    assert invoke("map", "letters.yaml", "-q", "--format", "dot").stdout.startswith("digraph")


@pytest.mark.skipif(sys.platform == "win32", reason="links to programs need rights there")
def test_with_the_dot_of_the_system_alone_everything_works(invoke, tmp_path, request):
    found = shutil.which("dot")
    if found is None:
        pytest.skip("Graphviz's own dot is not installed")
    folder = request.getfixturevalue("only_path")
    wrapper = folder / "dot"
    wrapper.write_text(f'#!/bin/sh\nPATH={os.defpath} exec {found} "$@"\n')
    wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
    for ending, start in (("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF")):
        target = tmp_path / f"letters.{ending}"
        result = invoke("map", "letters.yaml", "-o", target)
        assert result.exit_code == 0, result.stderr
        assert target.read_bytes().startswith(start)
    check_svg((tmp_path / "letters.svg").read_text())


# --- the library ---------------------------------------------------------------------------------------------------


def test_a_map_is_text_or_bytes():
    assessment = assess(load_process(PAYABLE))
    options = MapOptions(theme="dark", colour="hours")
    assert isinstance(draw_map(assessment, options), str)
    assert isinstance(draw_map(assessment, options, format="dot"), str)
    assert isinstance(draw_map(assessment, options, format="png"), bytes)


def test_a_notebook_shows_an_assessment_as_its_map():
    assessment = assess(load_process(PAYABLE))
    shown = assessment._repr_svg_()
    check_svg(shown)
    assert "Register incoming" in words_of(shown)


def test_an_assessment_made_with_other_rules_is_told_apart():
    from fitengine import load_rules

    rules = load_rules(examples_folder().parent / "tests" / "functional" / "rules" / "stricter")
    assessment = assess(load_process(PAYABLE, rules=rules), rules=rules)
    with pytest.raises(InputError, match="was made with other rules"):
        draw_map(assessment)
    assert draw_map(assessment, rules=rules)
