"""`fitengine compare` and `fitengine assess --set` as a user types them."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from fitengine.report.comparison_json import comparison_schema

FOLDER = Path(__file__).parent
STRICTER = FOLDER / "rules" / "stricter"


@pytest.fixture
def newer(tmp_path):
    """A second version of the letters: entering is done in several ways now, scanning is gone, calling is new."""
    text = (FOLDER / "processes" / "letters.yaml").read_text()
    text = text.replace("rule_based: fully, standardised: uniform", "rule_based: fully, standardised: ad_hoc")
    scan = text.index("  scan:\n")
    text = text[:scan] + text[text.index("  sort:\n") :]
    text = text.replace("lane: desk, next: scan", "lane: desk, next: sort").replace(
        "version: 2", "version: 3"
    )
    text = text.replace(
        "next: answer\n", "next: call\n  call: {name: Call back, lane: clerks, next: answer}\n"
    )
    path = tmp_path / "letters-3.yaml"
    path.write_text(text)
    return path


def test_two_versions_of_a_process(invoke, newer):
    result = invoke("compare", "letters.yaml", newer)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "1 step decided otherwise, 1 step added, 1 step removed, 2 the same." in result.stdout
    assert "standardised now ad_hoc (was uniform)" in result.stdout
    for words in ("Changed\n", "Added\n", "Removed\n", "Totals\n"):
        assert words in result.stdout


@pytest.mark.parametrize(("level", "code"), [("never", 0), ("changed", 1)])
def test_fail_on_changed_sets_the_exit_code(invoke, newer, level, code):
    result = invoke("compare", "letters.yaml", newer, "--fail-on", level)
    assert result.exit_code == code
    assert ("failed on 3 changed steps" in result.stderr) == bool(code)


def test_nothing_fails_where_nothing_changed(invoke):
    result = invoke("compare", "letters.yaml", "letters.yaml", "--fail-on", "changed")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Nothing changes: all 4 verdicts stay the same." in result.stdout


def test_json_follows_its_schema_and_names_causes(invoke, newer):
    data = json.loads(invoke("compare", "letters.yaml", newer, "--format", "json").stdout)
    assert [str(error) for error in jsonschema_rs.validator_for(comparison_schema()).iter_errors(data)] == []
    by_id = {step["id"]: step for step in data["steps"]}
    assert by_id["enter"]["causes"] == ["standardised"]
    assert (by_id["scan"]["kind"], by_id["scan"]["after"]) == ("removed", None)
    assert (by_id["call"]["kind"], by_id["call"]["before"]) == ("added", None)


def test_markdown_is_written_to_a_file(invoke, newer, tmp_path):
    target = tmp_path / "changes.md"
    assert invoke("compare", "letters.yaml", newer, "--format", "markdown", "-o", target).exit_code == 0
    assert "| Enter the case data (enter) | RPA, presumed |" in target.read_text()


def test_one_process_under_two_sets_of_rules(invoke, tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text(
        "process: p\nsteps:\n  a: {facts: {rule_based: fully, standardised: mostly, exception_rate: 15, error_cost: low,\n"
        "    input_digital: digital, input_structure: structured, documented: full, volume: 900}}\n"
    )
    data = json.loads(invoke("compare", path, "--rules-new", STRICTER, "--format", "json").stdout)
    (step,) = data["steps"]
    assert (step["before"]["verdict"], step["after"]["verdict"]) == ("rpa", "standardise-first")
    assert (step["facts"], step["causes"]) == ([], [])
    assert data["before"]["packs"] != data["after"]["packs"]
    back = json.loads(invoke("compare", path, "--rules-old", STRICTER, "--format", "json").stdout)
    assert back["steps"][0]["after"]["verdict"] == "rpa"
    both = json.loads(invoke("compare", path, path, "--rules", STRICTER, "--format", "json").stdout)
    assert both["steps"][0]["kind"] == "same"


def test_one_process_under_two_settings(invoke, tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text(
        "process: p\nsteps:\n  a: {facts: {rule_based: fully, standardised: uniform, applications: 9, api_available: false,\n"
        "    error_cost: low, input_digital: digital, input_structure: structured, volume: 900}}\n"
    )
    data = json.loads(
        invoke("compare", path, "--setting-new", "many_systems=benefit", "--format", "json").stdout
    )
    verdicts = [(step["before"]["verdict"], step["after"]["verdict"]) for step in data["steps"]]
    assert verdicts == [("standardise-first", "rpa")]


def test_a_bpmn_model_with_two_sidecars(invoke, tmp_path):
    for name, needed in (("old", "true"), ("new", "false")):
        text = f"model: model.bpmn\nsteps:\n  sort: {{facts: {{needed: {needed}}}}}\n"
        (tmp_path / f"{name}.yaml").write_text(text)
    sides = ("--facts-old", tmp_path / "old.yaml", "--facts-new", tmp_path / "new.yaml")
    data = json.loads(invoke("compare", "model.bpmn", *sides, "--format", "json").stdout)
    assert [step["causes"] for step in data["steps"]] == [["needed"]]


@pytest.mark.parametrize("words", [["letters.yaml"], ["-"], ["-", "-"], ["-", "--rules-new", "x"]])
def test_a_comparison_with_nothing_to_compare_is_a_usage_error(invoke, words):
    result = invoke("compare", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage:" in result.stderr


def test_set_shows_only_what_becomes_otherwise(invoke):
    result = invoke("assess", "letters.yaml", "--set", "enter.standardised=[ad_hoc, varies]")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[:3] == [
        "Letters to the office",
        "What if enter.standardised=[ad_hoc, varies]?",
        "1 step decided otherwise, 3 the same.",
    ]
    assert "Assumed, because nobody said otherwise" not in result.stdout


@pytest.mark.parametrize("lane", ["clerks", "Clerks"])
def test_set_goes_for_a_lane_whatever_its_steps_say(invoke, lane):
    words = ("--set", f"lane:{lane}.volume=3", "--set", f"lane:{lane}.handling_minutes=5", "--format", "json")
    data = json.loads(invoke("assess", "letters.yaml", *words).stdout)
    changed = {step["id"]: step["after"]["verdict"] for step in data["steps"] if step["kind"] == "changed"}
    assert changed == {"enter": "keep-human", "answer": "keep-human"}


def test_set_goes_for_the_whole_process_and_may_rate(invoke):
    words = (
        "--set",
        "process.access_allowed=unknown",
        "--set",
        "answer.nature=judgement",
        "--format",
        "json",
    )
    data = json.loads(invoke("assess", "letters.yaml", *words).stdout)
    assert data["changes"] == ["process.access_allowed=unknown", "answer.nature=judgement"]
    facts = {step["id"]: [fact["fact"] for fact in step["facts"]] for step in data["steps"]}
    assert facts["answer"] == ["access_allowed", "nature"]
    assert facts["scan"] == ["access_allowed"]
    assert jsonschema_rs.is_valid(comparison_schema(), data)


def test_the_last_of_two_changes_to_one_fact_counts(invoke):
    words = ("--set", "process.needed=no", "--set", "enter.needed=yes", "--format", "json")
    data = json.loads(invoke("assess", "letters.yaml", *words).stdout)
    after = {step["id"]: step["after"]["verdict"] for step in data["steps"]}
    assert (after["enter"], after["scan"]) == ("rpa", "standardise-first")


def test_all_problems_of_all_changes_are_said_at_once(invoke):
    words = ("--set", "entr.rule_bsed=fuly", "--set", "lane:desc.volume=3", "--set", "scan.rule_based=fuly")
    result = invoke("assess", "letters.yaml", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    for meant in ("enter", "rule_based", "desk", "fully"):
        assert f"did you mean `{meant}`?" in result.stderr
    assert [line.split()[0] for line in result.stderr.splitlines() if line.startswith("--set")] == [
        "--set:1:1:",
        "--set:1:6:",
        "--set:2:1:",
        "--set:3:17:",
    ]


def test_set_cannot_be_csv(invoke):
    result = invoke("assess", "letters.yaml", "--set", "scan.needed=no", "--format", "csv")
    assert result.exit_code == 2
    assert "not csv" in result.stderr


def test_fail_on_looks_at_what_would_be(invoke):
    words = ("assess", "letters.yaml", "--fail-on", "open", "--set")
    assert invoke(*words, "scan.volume=900").exit_code == 1
    assert invoke(*words, "answer.needed=no").exit_code == 0
