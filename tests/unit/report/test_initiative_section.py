"""The initiative in one short section of an assessment, and silence where there is none."""

import jsonschema_rs
import pytest

from fitengine.api import load_rules
from fitengine.report.display import display_width
from fitengine.report.json_output import to_dict
from fitengine.report.markdown import assessment_markdown
from fitengine.report.schemas import output_schema
from fitengine.report.table import assessment_text
from tests.helpers.initiatives import PATTERN, assessed, initiative, steps

FEW = f"{PATTERN}, data_consistency: good, data_access: unified, labelled_examples: 20"


@pytest.fixture(scope="module")
def rules():
    return load_rules()


@pytest.fixture(scope="module")
def found():
    return assessed(
        initiative(
            "facts: {phase: pilot, goal_linked: no, data_profiled: no, mlops_monitoring: no}", read=FEW
        )
    )


def test_the_section_says_what_is_blocked_found_and_passed(found, rules):
    text = assessment_text(found, rules, width=120)
    section = text.split("\nInitiative\n")[1].split("\n\n")[0]
    assert "1 AI-suitable step is blocked until its data is done" in section
    assert "read. First: Label past cases; start with the two hundred most recent." in section
    assert "found in data debt 1, strategic misalignment 1, pilot trap 1" in " ".join(section.split())
    assert "proof of concept not passed, 5 missing" in section
    assert len(section.splitlines()) <= 10


def test_all_forms_say_the_same(found, rules):
    markdown = assessment_markdown(found, rules)
    assert "## Initiative" in markdown
    assert "- blocked: read. First: Label past cases; start with the two hundred most recent." in markdown
    section = to_dict(found)["initiative"]
    assert section["data"][0]["first"] == ["Label past cases; start with the two hundred most recent."]
    assert [area["weaknesses"] for area in section["areas"][:3]] == [["F01"], ["F04"], ["F11"]]
    assert [gate["passed"] for gate in section["gates"]] == [False] * 4
    assert [
        str(error) for error in jsonschema_rs.validator_for(output_schema()).iter_errors(to_dict(found))
    ] == []


def test_without_an_initiative_all_forms_are_silent(rules):
    found = assessed(steps(read=FEW))
    assert found.readiness is None
    assert "Initiative" not in assessment_text(found, rules, width=120)
    assert "Initiative" not in assessment_markdown(found, rules)
    assert to_dict(found)["initiative"] is None


def test_what_is_wrong_with_measures_is_a_finding_of_the_assessment():
    found = assessed(
        initiative("kpis: [{name: a, unit: d, direction: up, baseline: 3, month_6: 5}]", read=FEW)
    )
    assert [finding.code for finding in found.findings] == ["month-six-only"]


def test_the_section_keeps_the_width(found, rules):
    text = assessment_text(found, rules, width=60)
    assert max(map(display_width, text.splitlines())) <= 60


WORTH = """
facts: {phase: pilot}
kpis: [{name: cycle time, unit: days, direction: down, baseline: 9, month_1: 8, month_6: 5}]
value: {currency: GBP, hourly_rate: 30, day_rate: 500, build_days: {ai-suitable: 20}, run_cost_month: {ai-suitable: 100},
        automated_share: {ai-suitable: 50%}}
"""


def test_what_it_is_worth_and_what_is_measured_is_said_in_all_forms(rules):
    """By hand: 600 runs of 10 minutes are 100 hours; half of them at 30 pounds are 1,500, less 100 to run it; 20 days of 500
    pounds are paid back in 10,000 / 1,400 months."""
    found = assessed(initiative(WORTH, read=f"{FEW}, volume: 600, handling_minutes: 10"))
    words = "saves 50 hours a month and leaves GBP 1,400 a month; paid back in 7.14 months"
    assert words in " ".join(assessment_text(found, rules, width=120).split())
    assert f"- value: {words}" in assessment_markdown(found, rules)
    assert "- measures: cycle time" in assessment_markdown(found, rules)
    section = to_dict(found)["initiative"]
    likely = section["value"]["total"]["cases"]["likely"]
    assert (likely["hours_saved"], likely["net_month"], likely["build_cost"]) == (50, 1400, 10000)
    assert section["measures"] == ["cycle time"]
    validator = jsonschema_rs.validator_for(output_schema())
    assert [str(error) for error in validator.iter_errors(to_dict(found))] == []


def test_an_initiative_without_figures_says_nothing_of_value(found, rules):
    assert found.value is None
    assert to_dict(found)["initiative"]["value"] is None
    assert (
        "value  " not in assessment_text(found, rules, width=120).split("\nInitiative\n")[1].split("\n\n")[0]
    )
