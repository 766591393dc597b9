"""A log and a process put together."""

from __future__ import annotations

import pytest

from fitengine.assess.measuring import draw_process, measure_process
from fitengine.errors import InputError
from fitengine.model.process import Event, EventKind, Process, SequenceFlow, Task
from tests.helpers.logs import COUNTED_BY_HAND, log_of

NODES = {"c": Task("c", "C"), "b": Task("b", "B"), "a": Task("a", "A"), "D": Event("D", "D", EventKind.END)}


def process(*flows):
    return Process("p", "P", NODES, tuple(SequenceFlow(flow, *flow) for flow in flows))


def measured(model=None, **more):
    return measure_process(log_of(COUNTED_BY_HAND), model or process(), **more)


def test_figures_come_in_the_order_of_the_process():
    measurement = measured()
    assert [(figures.step, figures.name) for figures in measurement.steps] == [
        ("c", "C"),
        ("b", "B"),
        ("a", "A"),
    ]


def test_an_activity_that_is_no_step_still_counts_as_a_way_on():
    measurement = measured()
    assert measurement.matching.activities == ("D",)
    assert measurement.steps[0].ways == (("", 5), ("D (no step)", 1))


def test_branches_of_the_process_are_no_exceptions():
    by_step = {figures.step: figures.exceptions for figures in measured().steps}
    assert by_step == {"a": 16.67, "b": 0, "c": 16.67}
    by_step = {figures.step: figures.exceptions for figures in measured(process("ab", "ac", "bc")).steps}
    assert by_step == {"a": 0, "b": 0, "c": 16.67}


def test_what_the_map_names_and_the_log_lacks_is_told():
    measurement = measured(mapped={"D": "b", "Z": "c"})
    assert measurement.steps[1].runs == 8
    assert [issue.message for issue in measurement.issues][
        -1
    ] == "the log has no activity `Z`, which the map names"


def test_a_process_drawn_is_named_after_its_log():
    assert draw_process(log_of(COUNTED_BY_HAND)).process.id == "input"


def test_more_activities_than_a_process_can_have_steps():
    rows = "".join(f"{n % 5},step {n},2026-01-01\n" for n in range(1001))
    with pytest.raises(InputError) as caught:
        draw_process(log_of("case,activity,time\n" + rows))
    assert caught.value.problems[0].code == "too-many-activities"
