"""`fitengine assess` as a user types it."""

import csv
import io
import json
import re
from pathlib import Path

import jsonschema_rs
import pytest

from fitengine.report.display import display_width
from fitengine.report.schemas import output_schema

EXAMPLES = sorted(
    path.name
    for path in (Path(__file__).parents[2] / "processes").iterdir()
    if path.suffix in (".yaml", ".bpmn") and not path.name.endswith(".facts.yaml")
)
FOLDER = Path(__file__).parents[2] / "processes"


DIGEST = re.compile(r"\b[0-9a-f]{12}\b")


def masked(text):
    """Without the digests of the packs: they change with every word of the rules."""
    return DIGEST.sub("0" * 12, text)


@pytest.mark.parametrize("columns", ["80", "120", "200"])
def test_text_is_what_people_saw_last(invoke, monkeypatch, check_golden, columns):
    monkeypatch.setenv("COLUMNS", columns)
    check_golden(f"assess/letters-{columns}.txt", masked(invoke("assess", "letters.yaml").stdout))


@pytest.mark.parametrize("form", ["json", "csv", "markdown"])
def test_other_formats_are_what_people_read_last(invoke, check_golden, form):
    endings = {"json": "json", "csv": "csv", "markdown": "md"}
    result = invoke("assess", "letters.yaml", "--format", form)
    check_golden(f"assess/letters.{endings[form]}", masked(result.stdout_bytes.decode()))


def test_verbose_text_is_what_people_saw_last(invoke, check_golden):
    check_golden("assess/letters-verbose.txt", masked(invoke("assess", "letters.yaml", "--verbose").stdout))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_assessed_and_its_json_follows_the_schema(invoke, name):
    result = invoke("assess", FOLDER / name, "--format", "json", "-q")
    assert (result.exit_code, result.stderr) == (0, "")
    data = json.loads(result.stdout)
    assert [str(error) for error in jsonschema_rs.validator_for(output_schema()).iter_errors(data)] == []
    assert data["steps"]
    assert sum(total["steps"] for total in data["totals"]) == len(data["steps"])


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("columns", [80, 200])
def test_the_text_of_every_example_keeps_the_width(invoke, monkeypatch, name, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = invoke("assess", FOLDER / name, "-q").stdout.splitlines()
    assert max(map(display_width, lines)) <= columns


def test_strict_presumes_nothing(invoke):
    usual = json.loads(invoke("assess", "letters.yaml", "--format", "json").stdout)
    strict = json.loads(invoke("assess", "letters.yaml", "--format", "json", "--strict").stdout)
    assert "presumed" in {step["certainty"] for step in usual["steps"]}
    assert "presumed" not in {step["certainty"] for step in strict["steps"]}
    assert (usual["strict"], strict["strict"]) == (False, True)


def test_executors_give_the_same_result(invoke):
    texts = {
        invoke("assess", "letters.yaml", "--format", "json", "--executor", name).stdout
        for name in ("auto", "plain")
    }
    assert len(texts) == 1


@pytest.mark.parametrize("seed", ["0", "1"])
def test_output_does_not_depend_on_the_hash_seed(shell, invoke, seed):
    for form in ("text", "json"):
        run = shell("assess", "letters.yaml", "--format", form, COLUMNS="100", PYTHONHASHSEED=seed)
        assert (run.returncode, run.stderr) == (0, b"")
        assert run.stdout == invoke("assess", "letters.yaml", "--format", form).stdout_bytes


def test_a_dash_reads_standard_input(invoke, shell):
    named = json.loads(invoke("assess", "letters.yaml", "--format", "json").stdout)
    text = (Path(__file__).parent / "processes" / "letters.yaml").read_bytes()
    run = shell("assess", "-", "--format", "json", stdin=text)
    piped = json.loads(run.stdout)
    assert run.returncode == 0
    assert piped["steps"] == named["steps"]


def test_out_writes_the_file_and_says_so(invoke, tmp_path):
    target = tmp_path / "letters.json"
    result = invoke("assess", "letters.yaml", "--format", "json", "-o", target)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"wrote {target}\n")
    assert target.read_bytes() == invoke("assess", "letters.yaml", "--format", "json").stdout_bytes
    assert invoke("assess", "letters.yaml", "-q", "-o", target).stderr == ""


def test_csv_has_one_row_a_step(invoke):
    text = invoke("assess", "letters.yaml", "--format", "csv").stdout_bytes.decode()
    assert [row["step"] for row in csv.DictReader(io.StringIO(text, newline=""))] == [
        "scan",
        "sort",
        "enter",
        "answer",
    ]


@pytest.mark.parametrize(
    ("levels", "code", "reason"),
    [
        (["never"], 0, ""),
        (["error"], 0, ""),
        (["open"], 1, "1 step without a verdict"),
        (["blocked"], 1, "blocked step"),
        (["error", "open"], 1, "1 step without a verdict"),
    ],
)
def test_fail_on_sets_the_exit_code_and_says_why(invoke, levels, code, reason):
    options = [word for level in levels for word in ("--fail-on", level)]
    result = invoke("assess", "letters.yaml", *options)
    assert result.exit_code == code
    assert reason in result.stderr
    assert "Letters to the office" in result.stdout


def test_every_problem_of_a_broken_file_is_shown_with_its_place(invoke):
    result = invoke("assess", "broken.yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    for word in ("desc", "fuly", "volum", "nowhere"):
        assert f"`{word}`" in result.stderr
    assert len(re.findall(r"^broken\.yaml:5:\d+: ", result.stderr, re.MULTILINE)) == 4
    assert "did you mean" in result.stderr


@pytest.mark.parametrize("name", ["missing.yaml", ".", "processes/none.bpmn"])
def test_a_file_that_cannot_be_read_is_named(invoke, name):
    result = invoke("assess", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"`{name}`" in result.stderr
    assert "Traceback" not in result.stderr
    assert "internal" not in result.stderr


def test_a_missing_folder_of_rules_is_named(invoke):
    result = invoke("assess", "letters.yaml", "--rules", "no-such-folder")
    assert result.exit_code == 2
    assert "no-such-folder" in result.stderr
    assert "internal" not in result.stderr


def test_a_bpmn_file_is_assessed_with_its_sidecar(invoke, tmp_path):
    sidecar = tmp_path / "facts.yaml"
    sidecar.write_text("model: model.bpmn\nsteps:\n  sort: {facts: {needed: false}}\n")
    data = json.loads(invoke("assess", "model.bpmn", "--facts", sidecar, "--format", "json").stdout)
    assert [step["verdict"] for step in data["steps"]] == ["standardise-first"]


def test_what_a_loader_mended_is_said_on_standard_error(invoke):
    result = invoke("assess", "dangling.bpmn", "--format", "csv")
    assert result.exit_code == 0
    assert "`gone`" in result.stderr
    assert "gone" not in result.stdout
    assert invoke("assess", "dangling.bpmn", "-q").stderr == ""
