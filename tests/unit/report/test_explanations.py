"""Explanations as text, Markdown and JSON."""

import json

import jsonschema_rs
import pytest

from fitengine.api import explain
from fitengine.report.display import display_width
from fitengine.report.explained import explained_steps
from fitengine.report.explanation_json import explanations_to_json
from fitengine.report.explanation_markdown import explanation_markdown, explanations_markdown
from fitengine.report.explanation_schema import explanation_schema
from fitengine.report.explanation_text import explanation_text, explanations_text
from tests.helpers.office import office_process, office_rules

RULES = office_rules()
STEPS = ("enter", "sort", "archive", "answer", "judge", "clash")


@pytest.fixture
def process(tmp_path):
    return office_process(tmp_path, rules=RULES)


@pytest.fixture
def text(process):
    """`text("enter", 100)`: the text about one step on one line, so that folding does not matter."""

    def one(step, width=100):
        (explanation,) = explain(process, step, rules=RULES)
        return " ".join(explanation_text(process, explanation, RULES, width=width).split())

    return one


@pytest.mark.parametrize(
    ("step", "width"),
    [
        *((step, 120) for step in STEPS),
        *((step, width) for step in ("enter", "answer") for width in (80, 200)),
    ],
)
def test_text_is_what_people_saw_last(process, check_golden, step, width):
    (explanation,) = explain(process, step, rules=RULES)
    shown = explanation_text(process, explanation, RULES, width=width)
    check_golden(f"explain/{step}-{width}.txt", shown)
    assert max(map(display_width, shown.splitlines())) <= width


@pytest.mark.parametrize("width", [80, 120, 200])
def test_all_steps_are_what_people_saw_last(process, check_golden, width):
    shown = explanations_text(process, explain(process, rules=RULES), RULES, width=width)
    check_golden(f"explain/all-{width}.txt", shown)
    assert max(map(display_width, shown.splitlines())) <= width


@pytest.mark.parametrize("step", STEPS)
def test_markdown_is_what_people_read_last(process, check_golden, step):
    (explanation,) = explain(process, step, rules=RULES)
    check_golden(f"explain/{step}.md", explanation_markdown(process, explanation, RULES))


def test_markdown_of_all_steps_is_what_people_read_last(process, check_golden):
    shown = explanations_markdown(process, explain(process, rules=RULES), RULES)
    check_golden("explain/all.md", shown)


def test_json_is_what_programs_read_last_and_follows_its_schema(process, check_golden):
    shown = explanations_to_json(process, explain(process, rules=RULES), RULES)
    check_golden("explain/all.json", shown)
    errors = jsonschema_rs.validator_for(explanation_schema()).iter_errors(json.loads(shown))
    assert [str(error) for error in errors] == []


def test_what_is_said_comes_before_what_is_assumed(text):
    shown = text("enter")
    assert shown.index("rule_based") < shown.index("assumed pattern_task no, needed yes")
    assert "2 assumptions hold" in shown


def test_a_value_is_shown_as_it_was_said_beside_what_is_enough(text):
    """The rules cut numbers at their thresholds; nobody said `at most 20`."""
    assert "2 to 5% (%)" not in text("enter")
    assert "2 to 5%" in text("enter")
    assert "enough: at most 20%" in text("enter")


def test_defaults_say_for_what_they_were_said(text):
    assert "said for the lane Clerks" in text("enter")
    assert "said for every step" in text("enter")


def test_facts_that_turn_the_verdict_alone_come_first(process):
    explanation = explain(process, "enter", rules=RULES)
    (one,) = explained_steps(process, explanation, RULES)
    turning = [bool(fact.turns) for fact in one.said()]
    assert turning == sorted(turning, reverse=True)


def test_costs_are_marked_as_assumptions(text):
    assert "rule_based becomes partly (now mostly or fully; 6 person-days)" in text("enter")
    assert "House defaults of the fact dictionary: person-days" in text("enter")


def test_what_nobody_knows_is_found_out_and_costs_nothing(text):
    assert "follows if it turns out that pattern_task is yes" in text("enter")


def test_what_no_change_can_reach_is_said_so(text):
    assert "shut out by needed no no change of what can be changed leads there" in text("archive")


def test_stability_says_what_it_means(text):
    meaning = (
        "when each fact that is exactly known may be one notch off, with a chance of 10% each (house default)"
    )
    assert meaning in text("enter")
    assert meaning not in text("answer")
    assert "ratings count as certain" in text("judge")


def test_an_open_step_says_where_each_answer_leads(text):
    shown = text("answer")
    assert "no 75% Keep human, presumed" in shown
    assert "yes 25% Keep human or AI-suitable possible" in shown
    assert "Doubted, so that nothing is assumed of it: access_allowed." in shown


def test_contradictory_facts_are_said(text):
    assert "The facts contradict each other: what is learned from examples is not fully rules." in text(
        "clash"
    )


def test_sources_are_cited_in_full(text):
    assert "Syed, R. et al. (2020). Robotic process automation: what next? A journal 115." in text("sort")


def test_no_name_of_ours_reaches_the_reader(text):
    """Plain words for somebody who never saw the code."""
    shown = " ".join(text(step) for step in STEPS)
    for word in ("None ", "True", "False", "Reason", "Counterfactual", "outcome", "mask", "{", "}"):
        assert word not in shown.replace("None of these", "")


def test_a_hostile_name_is_shown_harmlessly(tmp_path):
    name = "\\x1b[31m<img src=x>|`"
    hostile = f'process: p\nname: "{name}"\nsteps:\n  a: {{name: "{name}", facts: {{needed: false}}}}\n'
    process = office_process(tmp_path, hostile, RULES)
    (explanation,) = explain(process, "a", rules=RULES)
    assert "\x1b" not in explanation_text(process, explanation, RULES, width=100)
    shown = explanation_markdown(process, explanation, RULES)
    assert "<img" not in shown.replace("\\<img", "")
    assert "\x1b" not in shown
