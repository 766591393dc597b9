"""What a log says, as text and as JSON."""

from __future__ import annotations

import json

import jsonschema_rs
import pytest

from fitengine.assess.measuring import draw_process, measure_process
from fitengine.model.process import Process, Task
from fitengine.report.measured_json import discovery_to_json, measurement_schema, measurement_to_json
from fitengine.report.measured_text import data_lines, discovery_words, measurement_text
from tests.helpers.logs import COUNTED_BY_HAND, log_of

PROCESS = Process(
    "p",
    "P",
    {"a": Task("a", "A"), "b": Task("b", "b"), "cc": Task("cc", "C c"), "x": Task("x", "Never done")},
)


@pytest.fixture(scope="module")
def measurement():
    return measure_process(log_of(COUNTED_BY_HAND.replace(",C,", ",C cc,")), PROCESS, software_users=["sys"])


def test_a_row_a_step_with_figures_people_read(measurement):
    lines = measurement_text(measurement, width=120).splitlines()
    assert lines[0].startswith(
        "input: 20 events, 6 cases, 2026-01-01 to 2026-03-02; 5 variants, the commonest in 33%"
    )
    [row] = [line.split() for line in lines if line.startswith("b ")]
    assert row == ["b", "3", "25", "min", "25", "min", "20%", "0%", "3", "67%", "2", "0%", "·"]
    [below] = [lines[number + 1].split() for number, line in enumerate(lines) if line.startswith("b ")]
    assert below == ["30", "min", "45", "min", "67%", "83%"]


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_no_line_is_wider_than_the_page(measurement, width):
    assert max(map(len, measurement_text(measurement, width=width).splitlines())) <= width


def test_long_times_are_hours_and_days():
    rows = "case,activity,start,end\n1,A,2026-01-01 00:00,2026-01-01 03:30\n1,B,2026-01-05 00:00,2026-01-09 00:00\n"
    text = measurement_text(draw_process(log_of(rows)).measurement, width=120)
    assert "3.5 h" in text
    assert "4 d" in text


def test_what_was_read_and_what_was_wrong_is_told(measurement):
    lines = list(data_lines(measurement))
    assert lines == [
        "columns: case `case`, activity `activity`, start `start`, end `end`, resource `resource`",
        "zero-duration: 1 of 20 runs end when they start: not averaged into handling time",
        "proposal: `C cc` may be `cc` (86% alike); it is not used: confirm it in a `--map`, or take all with `--accept-similar`",
        "activities without a step: `C cc`, `D`",
        "steps without an activity: `cc`, `x`",
    ]
    assert list(data_lines(measurement, process=False)) == lines[:2]


def test_accepted_similar_names_are_told_too():
    log = log_of(COUNTED_BY_HAND.replace(",C,", ",C cc,"))
    lines = list(data_lines(measure_process(log, PROCESS, accept_similar=True)))
    assert "similar: `C cc` counts as `cc` (86% alike)" in lines


def test_names_of_a_hostile_log_are_shown_as_one_safe_line():
    text = 'case,activity,time\n1,"a\x1b[31m\nb",2026-01-01\n1,c,2026-03-01\n'
    drawn = draw_process(log_of(text))
    shown = measurement_text(drawn.measurement, width=100) + "".join(data_lines(drawn.measurement))
    assert "\x1b" not in shown


def test_nothing_in_common_is_said():
    process = Process("p", "P", {"x": Task("x", "Something else")})
    assert "no activity of the log is a step" in measurement_text(
        measure_process(log_of(COUNTED_BY_HAND), process), width=80
    )


def test_json_follows_its_schema(measurement):
    data = json.loads(measurement_to_json(measurement))
    assert jsonschema_rs.is_valid(measurement_schema(), data)
    assert data["steps"][1]["facts"]["measured_rework"] == 20
    assert data["steps"][1]["ways"] == [
        {"to": "C cc", "times": 4},
        {"to": "b", "times": 1},
        {"to": "D", "times": 1},
    ]
    assert data["proposals"][0]["activity"] == "C cc"
    assert data["issues"] == [
        {"code": "zero-duration", "count": 1, "help": "",
         "message": "1 of 20 runs end when they start: not averaged into handling time"}
    ]  # fmt: skip
    assert {"usual_share", "volume_factor"} <= {setting["name"] for setting in data["settings"]}


def test_json_of_a_drawn_process_says_what_was_not_drawn():
    drawn = draw_process(log_of(COUNTED_BY_HAND), min_share=0.5)
    data = json.loads(discovery_to_json(drawn))
    # Of 26 moves: A to C, B to B, B to D, C to D, and one of D's two ways, which are equally common, stays.
    assert data["not_drawn"] == {"ways": drawn.dropped, "moves": drawn.dropped_moves, "of_moves": 26}
    assert (drawn.dropped, drawn.dropped_moves) == (3, 3)
    assert discovery_words(drawn) == (
        "4 steps drawn; they show 88.5% of the 26 moves from step to step, and 3 kinds of moves were too rare"
    )
