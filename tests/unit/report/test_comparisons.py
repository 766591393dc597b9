"""Comparisons of two versions of a process, and of what would be, as text, Markdown and JSON."""

import json

import jsonschema_rs
import pytest

from fitengine.api import compare, read_changes, what_if
from fitengine.report.compared import compared
from fitengine.report.comparison_json import comparison_schema, comparison_to_json
from fitengine.report.comparison_markdown import comparison_markdown
from fitengine.report.comparison_text import comparison_text
from fitengine.report.display import display_width
from tests.helpers.office import CHANGED, STRICTER, office_process, office_rules

RULES = office_rules()
CHANGES = ("enter.standardised=varies", "lane:Front desk.access_allowed=no", "process.exception_rate=5 to 8")


@pytest.fixture
def versions(tmp_path):
    """Two versions of the process: a step is gone, one is new, one is decided otherwise."""
    old = office_process(tmp_path, rules=RULES)
    return compare(old, office_process(tmp_path, CHANGED, RULES), rules=RULES)


@pytest.fixture
def tried(tmp_path):
    """What would be if some facts were so."""
    process = office_process(tmp_path, rules=RULES)
    return what_if(process, read_changes(process, CHANGES, rules=RULES), rules=RULES)


@pytest.mark.parametrize("width", [80, 120, 200])
def test_text_about_versions_is_what_people_saw_last(versions, check_golden, width):
    shown = comparison_text(versions, RULES, RULES, width=width)
    check_golden(f"compare/versions-{width}.txt", shown)
    assert max(map(display_width, shown.splitlines())) <= width


@pytest.mark.parametrize("width", [80, 120, 200])
def test_text_of_a_what_if_is_what_people_saw_last(tried, check_golden, width):
    shown = comparison_text(tried, RULES, RULES, width=width, changes=CHANGES)
    check_golden(f"compare/what-if-{width}.txt", shown)
    assert max(map(display_width, shown.splitlines())) <= width


def test_markdown_is_what_people_read_last(versions, tried, check_golden):
    check_golden("compare/versions.md", comparison_markdown(versions, RULES, RULES))
    check_golden("compare/what-if.md", comparison_markdown(tried, RULES, RULES, changes=CHANGES))


def test_json_is_what_programs_read_last_and_follows_its_schema(versions, tried, check_golden):
    validator = jsonschema_rs.validator_for(comparison_schema())
    for name, shown in (
        ("versions", comparison_to_json(versions)),
        ("what-if", comparison_to_json(tried, CHANGES)),
    ):
        check_golden(f"compare/{name}.json", shown)
        assert [str(error) for error in validator.iter_errors(json.loads(shown))] == []


def test_the_summary_counts_every_kind_of_change(versions):
    both = compared(versions, RULES, RULES)
    assert both.summary() == "1 step decided otherwise, 1 step added, 1 step removed, 4 the same."


def test_only_the_facts_that_turned_the_verdict_are_named_as_its_cause(versions):
    both = compared(versions, RULES, RULES)
    (change,) = both.of("changed")
    assert both.cause(change) == "exception_rate now 25% (was 2 to 5%)"
    assert both.others(change) == "pattern_task now no (was not known)"


def test_a_certainty_turns_by_all_the_facts(tmp_path):
    process = office_process(tmp_path, rules=RULES)
    changes = ("enter.needed=yes", "enter.pattern_task=no")
    comparison = what_if(process, read_changes(process, changes, rules=RULES), rules=RULES)
    both = compared(comparison, RULES, RULES)
    (change,) = both.of("changed")
    assert (change.old, change.new) == ("rpa", "rpa")
    assert "needed now yes (was not known)" in both.cause(change)
    assert "pattern_task now no (was not known)" in both.cause(change)


def test_other_rules_are_named_as_the_cause(tmp_path):
    stricter = office_rules(STRICTER)
    text = "process: p\nsteps:\n  a: {facts: {rule_based: fully, standardised: mostly, exception_rate: 15}}\n"
    process = office_process(tmp_path, text, RULES)
    both = compared(compare(process, process, rules=stricter, old_rules=RULES), RULES, stricter)
    (change,) = both.of("changed")
    assert both.cause(change) == "the rules decide otherwise"
    before, after = both.sides(change)
    assert (before.label, after.label) == ("RPA", "Standardise first")
    assert after.why == "One case in ten is an exception. [T3, W1]"
    assert "Decided before by office 1.0.0" in both.packs()


def test_a_process_compared_with_itself_does_not_change(tmp_path):
    process = office_process(tmp_path, rules=RULES)
    comparison = compare(process, process, rules=RULES)
    shown = comparison_text(comparison, RULES, RULES, width=100)
    assert "Nothing changes: all 6 verdicts stay the same." in shown
    assert "Totals" not in shown
    assert compared(comparison, RULES, RULES).totals() == []


def test_hours_may_change_where_no_verdict_does(versions):
    rows = {row.label: row for row in compared(versions, RULES, RULES).totals()}
    assert rows["RPA"].steps == ("1", "0")
    assert rows["all"].steps == ("6", "6")


def test_a_renamed_step_is_followed_by_its_name(tmp_path):
    old = office_process(tmp_path, "process: p\nsteps:\n  a: {name: Post it, facts: {needed: true}}\n", RULES)
    new = office_process(
        tmp_path, "process: p\nsteps:\n  b: {name: Post it, facts: {needed: false}}\n", RULES
    )
    both = compared(compare(old, new, rules=RULES), RULES, RULES)
    (change,) = both.of("changed")
    before, after = both.sides(change)
    assert (change.old_step, change.step) == ("a", "b")
    assert (before.label, after.label) == ("Undetermined", "Standardise first")
