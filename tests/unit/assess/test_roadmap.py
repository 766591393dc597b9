"""The order of the work: quadrants, waves, what comes before what, and what is left out."""

import pytest

from fitengine.api import load_rules
from fitengine.assess.priority import find_quadrant
from fitengine.assess.roadmap import assess_roadmap
from fitengine.data import examples_folder
from fitengine.decide.decider import Decider
from fitengine.model.roadmap import ItemKind
from fitengine.model.value import Figures
from tests.helpers.initiatives import GOOD_DATA, PATTERN, assessed, initiative, steps

ROBOT = (
    "rule_based: fully, standardised: uniform, exception_rate: 2, error_cost: low, input_digital: digital, "
    "input_structure: structured, api_available: true, applications: 2, documented: full"
)
MESSY = "rule_based: mostly, judgement: low, pattern_task: false, standardised: varies, ways_of_working: 5, error_cost: low"
TALK = "interpersonal: high, judgement: high, standardised: mostly, error_cost: low, volume: 90, handling_minutes: 9"
READ = f"{PATTERN}, " + ", ".join(f"{name}: {value}" for name, value in GOOD_DATA.items())
MUCH = "volume: 6000, handling_minutes: 3"
LITTLE = "volume: 60, handling_minutes: 3"


@pytest.fixture(scope="module")
def decider():
    return Decider(load_rules(), "plain")


def read(decider, text):
    found = assessed(text)
    return assess_roadmap(found.process, found.steps, decider)


def road(decider, **facts):
    return read(decider, steps(**facts))


def waves(roadmap):
    return [[item.id for item in wave] for wave in roadmap.waves]


def item(roadmap, id_):
    return next(one for one in roadmap.items if one.id == id_)


@pytest.mark.parametrize(
    ("hours", "complexity", "net", "expected"),
    [
        (20, ("low",), None, "quick-win"), (19.9, ("low",), None, "fill-in"), (20, ("medium",), None, "big-bet"),
        (20, ("high",), 1.0, "big-bet"), (19, ("medium",), None, "leave"), (500, ("low",), -1.0, "leave"),
        (500, ("low",), 0.0, "quick-win"), (500, ("medium", "high"), None, "big-bet"),
    ],
)  # fmt: skip
def test_value_against_complexity(decider, hours, complexity, net, expected):
    found = find_quadrant(Figures(hours_saved=hours, net_value=net), complexity, decider)
    assert (found.id, found.possible) == (expected, (expected,))
    assert found.because
    assert found.rules[0].startswith("P0")


def test_a_quadrant_is_open_where_value_or_complexity_is(decider):
    assert find_quadrant(Figures(), ("low",), decider).possible == ("fill-in", "quick-win")
    assert find_quadrant(Figures(hours_saved=40), ("low", "medium"), decider).possible == (
        "big-bet",
        "quick-win",
    )


def test_quick_wins_come_before_big_bets_and_these_before_fill_ins(decider):
    hard = ROBOT.replace("applications: 2", "applications: 6")
    roadmap = road(decider, a=f"{ROBOT}, {LITTLE}", t=TALK, b=f"{hard}, {MUCH}", u=TALK, c=f"{ROBOT}, {MUCH}")
    assert waves(roadmap) == [["automate:c"], ["automate:b"], ["automate:a"]]
    assert not any(one.delayed for one in roadmap.items)
    assert item(roadmap, "automate:c").reasons == ("quick win: it saves much and is simple to build",)


def test_robots_that_follow_one_another_become_one_automation(decider):
    roadmap = road(decider, a=f"{ROBOT}, {MUCH}", b=f"{ROBOT}, {LITTLE}", t=TALK, c=f"{ROBOT}, {MUCH}")
    assert [one.steps for one in roadmap.items] == [("a", "b"), ("c",)]
    assert item(roadmap, "automate:a").title == "Automate: a, b"
    both = item(roadmap, "automate:a").total
    assert (both.planned, both.known) == (2, 2)


def test_robots_of_different_lanes_are_different_automations(decider):
    text = steps(a=f"{ROBOT}, {MUCH}", b=f"{ROBOT}, {MUCH}")
    text = text.replace("steps:", "lanes: {x: X, y: Y}\nsteps:", 1)
    text = text.replace("a: {name: a,", "a: {name: a, lane: x,").replace(
        "b: {name: b,", "b: {name: b, lane: y,"
    )
    assert [one.steps for one in read(decider, text).items] == [("a",), ("b",)]


def test_a_gateway_between_two_robots_does_not_part_them(decider):
    process = f"""
      process: p
      steps:
        s: {{type: start, next: a}}
        a: {{facts: {{{ROBOT}, {MUCH}}}, next: g}}
        g: {{type: exclusive, next: [{{to: b, when: 'yes'}}, {{to: e, when: 'no'}}]}}
        b: {{facts: {{{ROBOT}, {MUCH}}}, next: e}}
        e: {{type: end}}
      """
    assert [one.steps for one in read(decider, process).items] == [("a", "b")]


def test_what_feeds_an_automation_is_standardised_first_and_the_delay_is_said(decider):
    roadmap = road(decider, tidy=f"{MESSY}, {LITTLE}", t=TALK, a=f"{ROBOT}, {MUCH}")
    assert waves(roadmap) == [["automate:a"]], "a step in between: nothing feeds it directly"
    roadmap = road(decider, tidy=f"{MESSY}, {LITTLE}", a=f"{ROBOT}, {MUCH}")
    assert waves(roadmap) == [["standardise:tidy"], ["automate:a"]]
    later, first = item(roadmap, "automate:a"), item(roadmap, "standardise:tidy")
    assert (later.wanted, later.wave, later.delayed) == (1, 2, True)
    assert (later.depends_on, first.unlocks) == (("standardise:tidy",), ("automate:a",))
    assert first.quadrant.id == "leave", "it saves little by itself and is kept for what it unlocks"
    assert first.reasons == ()


def test_preparing_a_big_bet_need_not_delay_it(decider):
    hard = ROBOT.replace("applications: 2", "applications: 6")
    roadmap = road(decider, tidy=f"{MESSY}, {LITTLE}", b=f"{hard}, {MUCH}", t=TALK, c=f"{ROBOT}, {MUCH}")
    assert waves(roadmap) == [["automate:c", "standardise:tidy"], ["automate:b"]]
    assert not item(roadmap, "automate:b").delayed


def test_a_step_that_is_dropped_holds_nobody_up(decider):
    roadmap = road(decider, slides=f"{MESSY}, needed: no, {MUCH}", a=f"{ROBOT}, {MUCH}")
    assert waves(roadmap) == [["drop:slides", "automate:a"]]
    assert item(roadmap, "drop:slides").title == "Drop: slides"


@pytest.mark.parametrize(
    ("facts", "title", "work"),
    [
        (
            {"labelled_examples": "50"},
            "Prepare the data: r",
            "Label past cases; start with the two hundred most recent.",
        ),
        ({"feedback": "unknown"}, "Profile the data: r", "Answer what is open: feedback, drift."),
    ],
)
def test_data_work_comes_before_ai(decider, facts, title, work):
    given = {**GOOD_DATA, **facts}
    step = f"{PATTERN}, " + ", ".join(f"{name}: {value}" for name, value in given.items())
    roadmap = road(decider, r=f"{step}, {MUCH}")
    assert waves(roadmap) == [["data-work:r"], ["ai:r"]]
    data = item(roadmap, "data-work:r")
    assert (data.title, data.work, data.quadrant) == (title, (work,), None)
    assert item(roadmap, "ai:r").depends_on == ("data-work:r",)


def test_data_work_beside_the_build_is_part_of_it(decider):
    roadmap = road(decider, r=f"{READ.replace('history_months: 24', 'history_months: 6')}, {MUCH}")
    assert [one.kind for one in roadmap.items] == [ItemKind.AI]
    assert "Keep history from now on; narrow the case to what the history covers." in roadmap.items[0].work


def test_low_risk_goes_first_where_there_is_any(decider):
    grave = ROBOT.replace("error_cost: low", "error_cost: high")
    roadmap = road(decider, a=f"{grave}, {MUCH}", t=TALK, b=f"{ROBOT}, {MUCH}")
    assert waves(roadmap) == [["automate:b"], ["automate:a"]]
    assert (
        item(roadmap, "automate:a").reasons[-1]
        == "an error would cost much (high): work of lower risk goes first"
    )
    alone = road(decider, a=f"{grave}, {MUCH}", t=TALK, b=f"{grave}, {MUCH}")
    assert waves(alone) == [["automate:a", "automate:b"]], "where all is grave, nothing gives way"


def test_a_weighty_effect_on_a_person_is_grave(decider):
    roadmap = road(decider, a=f"{ROBOT}, affects_person: yes, {MUCH}", t=TALK, b=f"{ROBOT}, {MUCH}")
    assert item(roadmap, "automate:a").risk == "high"


def test_what_is_not_worth_it_and_what_stays_is_left_out_with_the_reason(decider):
    hard = ROBOT.replace("applications: 2", "applications: 6")
    roadmap = road(decider, tidy=f"{MESSY}, {LITTLE}", a=f"{hard}, {LITTLE}", t=TALK, open_="volume: 90")
    assert roadmap.items == ()
    assert [(one.step, one.reason) for one in roadmap.left] == [
        ("tidy", "not worth it now"), ("a", "not worth it now"), ("t", "stays with people"), ("open_", "not decided yet"),
    ]  # fmt: skip
    assert roadmap.left[1].detail == "It saves little and is not simple to build."
    assert roadmap.left[3].detail.endswith("?")


def test_a_change_that_costs_more_than_it_brings_is_left_out(decider):
    block = "value: {currency: EUR, hourly_rate: 30, day_rate: 800, run_cost_month: {rpa: 50000}}"
    roadmap = read(decider, initiative(block, a=f"{ROBOT}, {MUCH}"))
    assert roadmap.items == ()
    assert roadmap.left[0].detail == "In the likely case it costs more than it brings within the horizon."


def test_unknown_value_waits_for_last_and_says_so(decider):
    roadmap = road(decider, a=f"{ROBOT}, volume: 100", t=TALK, b=f"{ROBOT}, {MUCH}")
    assert waves(roadmap) == [["automate:b"], ["automate:a"]]
    assert item(roadmap, "automate:a").reasons == ("fill-in or quick win: what it saves is not known",)


def test_steps_in_a_loop_are_ordered_as_well(decider):
    process = f"""
      process: p
      steps:
        s: {{type: start, next: tidy}}
        tidy: {{facts: {{{MESSY}, {LITTLE}}}, next: a}}
        a: {{facts: {{{ROBOT}, {MUCH}}}, next: g}}
        g: {{type: exclusive, next: [{{to: more, when: 'yes'}}, {{to: e, when: 'no'}}]}}
        more: {{facts: {{{MESSY}, {LITTLE}}}, next: tidy}}
        e: {{type: end}}
      """
    roadmap = read(decider, process)
    assert waves(roadmap) == [["standardise:tidy"], ["automate:a"]]


@pytest.mark.parametrize("name", ["accounts-payable", "customer-complaints", "insurance-claims"])
def test_every_step_is_on_the_roadmap_or_left_out_once_and_nothing_precedes_what_it_waits_for(decider, name):
    found = read(decider, (examples_folder() / f"{name}.yaml").read_text())
    planned = [step for one in found.items if one.kind is not ItemKind.DATA for step in one.steps]
    tasks = [task.id for task in found.process.tasks()]
    assert sorted([*planned, *(one.step for one in found.left)]) == sorted(tasks)
    numbers = {one.id: one.wave for one in found.items}
    assert all(numbers[before] < one.wave for one in found.items for before in one.depends_on)
    assert {one.wave for one in found.items} == set(range(1, len(found.waves) + 1))
