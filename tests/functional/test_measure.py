"""`measure` and `import` as a user types them."""

import gzip
import json
from pathlib import Path

import jsonschema_rs
import pytest

from fitengine import api
from fitengine.assess.measured import check_measured
from fitengine.load.yaml.events import read_yaml
from fitengine.report.measured_json import measurement_schema

LOG = Path(__file__).parent / "logs" / "letters.csv"
"""Sixty invented letters: two scanners, a robot called 112 that sorts, spreadsheet dates, semicolons."""

CASES = "case,activity,time\n1,A,2026-01-01\n1,B,2026-02-01\n"


def test_measure_shows_a_row_a_step_and_says_how_it_read_the_log(invoke):
    result = invoke("measure", LOG, "--process", "letters.yaml", "--software-user", "112")
    assert result.exit_code == 0
    rows = {line.split("  ")[0]: line for line in result.stdout.splitlines()}
    assert {"Scan the letter", "Sort by topic"} <= rows.keys()
    assert (
        "columns: case `Case ID`, activity `Activity`, start `Start Time`, end `Complete Time`"
        in result.stderr
    )
    assert "proposal: `Answer letter` may be `answer` (87% alike)" in result.stderr
    assert "activities without a step: `Answer letter`, `Archive`" in result.stderr
    assert "steps without an activity: `answer`" in result.stderr


def test_quiet_says_nothing_but_the_figures(invoke):
    result = invoke("measure", LOG, "--process", "letters.yaml", "-q")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout


def test_measure_as_json_follows_its_schema(invoke):
    result = invoke("measure", LOG, "--process", "letters.yaml", "--software-user", "112", "--format", "json")
    data = json.loads(result.stdout)
    assert jsonschema_rs.is_valid(measurement_schema(), data)
    steps = {step["id"]: step for step in data["steps"]}
    assert list(steps) == ["scan", "sort", "enter"]
    assert steps["sort"]["facts"]["measured_rework"] == 10
    assert steps["sort"]["figures"]["software_share"] == 100
    assert "measured_minutes_p50" not in steps["sort"]["facts"]
    assert steps["enter"]["facts"]["measured_minutes_p50"] == 25
    assert data["matches"][0] == {
        "activity": "scan the letter",
        "likeness": 1,
        "precision": "spelling",
        "step": "scan",
    }


def test_measured_facts_reach_an_assessment_by_a_facts_file(invoke, tmp_path):
    target = tmp_path / "letters.facts.yaml"
    result = invoke("measure", LOG, "--process", "letters.yaml", "-o", target)
    assert result.exit_code == 0
    assert f"wrote {target}" in result.stderr
    assert invoke("assess", "letters.yaml", "--facts", target).exit_code == 0
    process = api.load_process(Path("letters.yaml"), facts=target)
    facts = process.nodes["enter"].facts
    assert (facts.values["measured_minutes_p50"], facts.values["handling_minutes"]) == (25, 6)
    assert facts.origin("measured_minutes_p50").detail == "letters.csv, 2026-03-02 to 2026-03-29, 60 cases"
    told = [(finding.subject, finding.message.split(" is stated")[0]) for finding in check_measured(process)]
    assert told == [
        ("scan", "`volume`"),
        ("sort", "`volume`"),
        ("enter", "`volume`"),
        ("enter", "`handling_minutes`"),
    ]


def test_measuring_again_changes_nothing_in_the_file(invoke, tmp_path):
    target = tmp_path / "letters.facts.yaml"
    invoke("measure", LOG, "--process", "letters.yaml", "-o", target)
    once = target.read_bytes()
    invoke("measure", LOG, "--process", "letters.yaml", "-o", target)
    assert target.read_bytes() == once


def test_a_model_keeps_its_facts_when_they_are_measured(invoke, tmp_path):
    model = tmp_path / "order.bpmn"
    model.write_bytes(Path("model.bpmn").read_bytes())
    invoke("init", model)
    facts = tmp_path / "order.facts.yaml"
    before = facts.read_text()
    names = [task.name for task in api.load_process(model).tasks()]
    log = tmp_path / "log.csv"
    log.write_text(
        "case,activity,time\n" + "".join(f'1,"{name}",2026-01-{1 + n:02}\n' for n, name in enumerate(names))
    )
    result = invoke("measure", log, "--process", model, "-o", facts)
    assert result.exit_code == 0, result.stderr
    after = facts.read_text().splitlines()
    assert all(line in after for line in before.splitlines())
    measured = [task.facts.values.get("measured_variants") for task in api.load_process(model).tasks()]
    assert measured == [1] * len(names)


def test_a_facts_file_on_standard_output_comes_alone(invoke):
    result = invoke("measure", LOG, "--process", "letters.yaml", "-o", "-", "-q")
    data = read_yaml(result.stdout, "out").data
    assert data["model"] == "letters.yaml"
    assert set(data["steps"]) == {"scan", "sort", "enter"}


def test_a_map_says_which_activity_is_which_step(invoke, tmp_path):
    names = tmp_path / "map.yaml"
    names.write_text("Answer letter: answer\nArchive: null\n")
    result = invoke("measure", LOG, "--process", "letters.yaml", "--map", names, "--format", "json")
    data = json.loads(result.stdout)
    assert [step["id"] for step in data["steps"]] == ["scan", "sort", "enter", "answer"]
    assert (data["unmatched_activities"], data["unmatched_steps"], data["proposals"]) == ([], [], [])
    names.write_text("Answer letter: anser\n")
    result = invoke("measure", LOG, "--process", "letters.yaml", "--map", names)
    assert result.exit_code == 2
    assert "did you mean `answer`?" in result.stderr


def test_similar_names_can_be_accepted(invoke):
    result = invoke("measure", LOG, "--process", "letters.yaml", "--accept-similar", "--format", "json")
    assert {
        "activity": "Answer letter",
        "step": "answer",
        "precision": "similar",
        "likeness": 0.867,
    } in json.loads(result.stdout)["matches"]


def test_columns_can_be_named(invoke):
    result = invoke(
        "measure",
        LOG,
        "--process",
        "letters.yaml",
        "--case",
        "letter",
        "--timestamp",
        "Complete Time",
        "--resource",
        "USER",
    )
    assert result.exit_code == 0
    assert "case `Letter`" in result.stderr
    result = invoke("measure", LOG, "--process", "letters.yaml", "--case", "Leter")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no column `Leter` for `--case`" in result.stderr
    assert "did you mean `Letter`?" in result.stderr


def test_a_log_on_standard_input(invoke):
    result = invoke("measure", "-", "--process", "letters.yaml", "-q", stdin=gzip.compress(LOG.read_bytes()))
    assert (result.exit_code, result.stdout.split(":")[0]) == (0, "standard input")


def test_dirty_data_are_told_on_standard_error_and_in_json(invoke, tmp_path):
    log = tmp_path / "log.csv"
    lines = LOG.read_text().splitlines()
    log.write_text("\n".join([*lines, lines[5], "9;;Scan the letter;02.03.2026 08:00;02.03.2026 08:01;ann"]))
    result = invoke("measure", log, "--process", "letters.yaml", "--format", "json")
    assert "no-case: 1 row without a case: left out" in result.stderr
    issues = {issue["code"]: issue["count"] for issue in json.loads(result.stdout)["issues"]}
    assert issues["no-case"] == 1


@pytest.mark.parametrize(
    ("raw", "options", "code"),
    [
        (b"", [], "empty-log"),
        (b"order,activity,time\n1,A,2026-01-01\n", [], "no-case-column"),
        (b'{"ocel:global-log": {}}', [], "object-centric"),
        (b"case,timeStamp,targetApp,eventType,url,target.innerText\n", [], "user-interface-log"),
        (gzip.compress(CASES.encode() * 1000, mtime=0)[:60], [], "truncated"),
        (gzip.compress(CASES.encode() * 100_000, mtime=0), ["--max-bytes", "1M"], "too-large"),
        (b'<!DOCTYPE log [<!ENTITY a "b">]><log/>', [], "entity"),
        (bytes(500), [], "binary"),
    ],
)
def test_what_is_no_case_log_is_refused_with_one_reason(invoke, tmp_path, raw, options, code):
    log = tmp_path / "log"
    log.write_bytes(raw)
    for command in (["measure", log, "--process", "letters.yaml"], ["import", log]):
        result = invoke(*command, *options)
        assert (result.exit_code, result.stdout) == (2, "")
        assert code in result.stderr
        assert "Traceback" not in result.stderr
        assert sum(line[:1] not in (" ", "") for line in result.stderr.splitlines()) == 1


def test_log_and_process_cannot_both_come_from_standard_input(invoke):
    result = invoke("measure", "-", "--process", "-", stdin=CASES)
    assert result.exit_code == 2
    assert "cannot both come from standard input" in result.stderr


def test_wrong_options_are_usage_errors(invoke):
    for words in (
        ["--max-bytes", "much"],
        ["--dates", "american"],
        ["--min-share", "150%"],
        ["--min-share", "few"],
    ):
        result = invoke("import", LOG, *words)
        assert result.exit_code == 2
        assert words[0] in result.stderr


def test_import_draws_a_process_that_can_be_assessed_and_measured(invoke, tmp_path):
    target = tmp_path / "drawn.yaml"
    result = invoke("import", LOG, "-o", target)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "5 steps drawn; they show 100.0% of the 309 moves from step to step\n" in result.stderr
    assert invoke("check", target, "--fail-on", "error").exit_code == 0
    assert invoke("assess", target).exit_code == 0
    assert invoke("map", target, "-o", tmp_path / "drawn.svg").exit_code == 0
    process = api.load_process(target)
    assert [task.name for task in process.tasks()] == [
        "scan the letter", "Sort by topic", "Enter the case data", "Answer letter", "Archive"
    ]  # fmt: skip
    assert process.nodes["sort_by_topic"].facts.values["measured_rework"] == 10
    again = invoke("measure", LOG, "--process", target, "-o", target, "-q")
    assert again.exit_code == 0
    assert api.load_process(target).nodes.keys() == process.nodes.keys()


def test_import_writes_the_same_bytes_whatever_the_hash_seed(shell):
    outputs = {shell("import", LOG, PYTHONHASHSEED=seed).stdout for seed in ("0", "1", "7")}
    assert len(outputs) == 1
    assert outputs.pop().startswith(b"# Drawn from the event log letters.csv: 60 cases")


def test_rare_moves_are_left_out_on_request(invoke):
    shares = {share: invoke("import", LOG, "--min-share", share, "-q").stdout for share in ("0", "20%")}
    assert "{to: before_sort_by_topic" in shares["0"]
    assert "{to: before_sort_by_topic" not in shares["20%"]


def test_import_as_json_needs_a_file_for_the_process(invoke, tmp_path):
    assert invoke("import", LOG, "--format", "json").exit_code == 2
    target = tmp_path / "drawn.yaml"
    result = invoke("import", LOG, "--format", "json", "-o", target)
    data = json.loads(result.stdout)
    assert data["not_drawn"]["of_moves"] == 309
    assert data["events"] == 249
    assert target.exists()
