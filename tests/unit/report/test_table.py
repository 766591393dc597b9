"""The text of an assessment."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitengine.report.display import display_width
from fitengine.report.table import assessment_text

ANSI = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_text_is_what_people_saw_last(assessment, rulebook, check_golden, width):
    check_golden(f"assess/by-hand-{width}.txt", assessment_text(assessment, rulebook, width=width))


def test_verbose_text_is_what_people_saw_last(assessment, rulebook, check_golden):
    check_golden("assess/by-hand-verbose.txt", assessment_text(assessment, rulebook, width=100, verbose=True))


@pytest.mark.parametrize("verbose", [False, True])
def test_colours_add_nothing_but_colours(assessment, rulebook, verbose):
    plain = assessment_text(assessment, rulebook, width=90, verbose=verbose)
    coloured = assessment_text(assessment, rulebook, width=90, verbose=verbose, colour=True)
    assert ANSI.sub("", coloured) == plain
    assert coloured != plain
    assert "\x1b" not in plain


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(name=st.text(max_size=40), width=st.integers(60, 200), verbose=st.booleans())
def test_no_name_breaks_the_width_or_drives_the_terminal(assessment, rulebook, rename, name, width, verbose):
    text = assessment_text(rename(assessment, name), rulebook, width=width, verbose=verbose)
    lines = text.split("\n")
    assert all(display_width(line) <= width for line in lines)
    assert all(line == line.rstrip() for line in lines)
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text) is None


def test_a_page_narrower_than_sixty_columns_is_set_as_sixty(assessment, rulebook):
    assert assessment_text(assessment, rulebook, width=10) == assessment_text(assessment, rulebook, width=60)


def test_steps_are_grouped_by_lane_where_no_step_has_a_stage(assessment, rulebook):
    steps = tuple(replace(one, step=replace(one.step, stage=None)) for one in assessment.steps)
    lines = assessment_text(replace(assessment, steps=steps), rulebook, width=120).splitlines()
    assert [lines.index(lane) for lane in ("Invoice intake", "AP accounting", "Treasury")] == sorted(
        lines.index(lane) for lane in ("Invoice intake", "AP accounting", "Treasury")
    )
    assert "Receive" not in lines


def test_a_step_outside_every_lane_has_a_heading_of_its_own(assessment, rulebook):
    steps = tuple(replace(one, step=replace(one.step, stage=None)) for one in assessment.steps)
    steps = (replace(steps[0], lane=""), *steps[1:])
    assert "No lane" in assessment_text(replace(assessment, steps=steps), rulebook, width=120).splitlines()


def test_a_process_without_lanes_and_stages_has_no_headings(assessment, rulebook):
    steps = tuple(replace(one, step=replace(one.step, stage=None), lane="") for one in assessment.steps)
    lines = assessment_text(replace(assessment, steps=steps), rulebook, width=120).splitlines()
    assert "No lane" not in lines
    assert not any(line.startswith("Invoice intake") for line in lines)


def test_an_assessment_without_steps_says_so(assessment, rulebook):
    empty = replace(assessment, steps=(), totals=(), findings=())
    text = assessment_text(empty, rulebook, width=80)
    assert "0 steps: nothing to decide" in text
    assert "Blocks" not in text


def test_a_strict_assessment_says_so(assessment, rulebook):
    assert "strict" not in assessment_text(assessment, rulebook, width=120)
    assert "strict" in assessment_text(replace(assessment, strict=True), rulebook, width=120)


def test_equal_assumptions_take_one_entry_with_all_their_steps(assessment, rulebook):
    presumed = assessment.steps[1]
    steps = tuple(replace(presumed, step=replace(presumed.step, name=f"Step {n}")) for n in range(9))
    text = assessment_text(replace(assessment, steps=steps), rulebook, width=120)
    assert (
        "  9 steps    access_allowed yes, applications at most 7\n             Step 0, Step 1, Step 2, Step 3 and 5 more\n"
        in text
    )
    verbose = assessment_text(replace(assessment, steps=steps), rulebook, width=120, verbose=True)
    assert ", Step 7, Step 8\n" in verbose


def test_only_the_commonest_groups_are_shown_and_the_rest_is_counted(assessment, rulebook):
    settled = assessment.steps[0]
    blocker = settled.blockers[0]
    steps = tuple(replace(settled, blockers=(replace(blocker, label=f"blocker {n}"),)) for n in range(11))
    text = assessment_text(replace(assessment, steps=steps), rulebook, width=120)
    assert "blocker 7" in text
    assert "blocker 8" not in text
    assert "and 3 more, for 3 steps: --verbose shows all" in text
    assert "blocker 10" in assessment_text(
        replace(assessment, steps=steps), rulebook, width=120, verbose=True
    )
