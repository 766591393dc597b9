"""`fitengine explain` as a user types it."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from fitengine.report.display import display_width
from fitengine.report.explanation_schema import explanation_schema

FOLDER = Path(__file__).parents[2] / "processes"
EXAMPLES = sorted(
    path.name
    for path in FOLDER.iterdir()
    if path.suffix in (".yaml", ".bpmn") and not path.name.endswith(".facts.yaml")
)


@pytest.mark.parametrize("step", ["enter", "Enter the case data"])
def test_a_step_goes_by_its_id_or_its_name(invoke, step):
    result = invoke("explain", "letters.yaml", step)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Enter the case data (enter)\n")
    assert "What it rests on" in result.stdout


def test_an_open_step_gets_what_to_ask_and_where_answers_lead(invoke):
    text = invoke("explain", "letters.yaml", "answer").stdout
    for words in (
        "Undetermined, open",
        "Ask next",
        "Leads to",
        "Missing, and still able to change the verdict",
    ):
        assert words in text


def test_without_a_step_every_step_gets_a_paragraph(invoke):
    text = invoke("explain", "letters.yaml").stdout
    for name in (
        "Scan the letter (scan)",
        "Sort by topic (sort)",
        "Enter the case data (enter)",
        "Answer the letter",
    ):
        assert f"\n{name}" in text


@pytest.mark.parametrize(
    ("step", "meant"), [("entr", "enter"), ("Enter the case date", "Enter the case data")]
)
def test_a_misspelt_step_gets_a_proposal(invoke, step, meant):
    result = invoke("explain", "letters.yaml", step)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"unknown-step `letters` has no step `{step}`\n  help: did you mean `{meant}`?\n"


def test_a_step_that_resembles_nothing_gets_the_list(invoke):
    result = invoke("explain", "letters.yaml", "xyz")
    assert result.exit_code == 2
    assert "the steps are `scan`, `sort`, `enter`, `answer`" in result.stderr


def test_an_event_is_no_step(invoke):
    assert "unknown-step" in invoke("explain", "letters.yaml", "start").stderr


def test_strict_presumes_nothing(invoke):
    usual = json.loads(invoke("explain", "letters.yaml", "--format", "json").stdout)
    strict = json.loads(invoke("explain", "letters.yaml", "--strict", "--format", "json").stdout)
    assert any(reason["assumed"] for step in usual["steps"] for reason in step["why"])
    assert not any(reason["assumed"] for step in strict["steps"] for reason in step["why"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_explained_and_its_json_follows_the_schema(invoke, name):
    result = invoke("explain", FOLDER / name, "--format", "json", "-q")
    assert (result.exit_code, result.stderr) == (0, "")
    data = json.loads(result.stdout)
    assert [str(error) for error in jsonschema_rs.validator_for(explanation_schema()).iter_errors(data)] == []
    for step in data["steps"]:
        decided = step["certainty"] != "open"
        assert decided == (step["stability"] is not None)
        assert decided or step["answers"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_text_of_every_example_keeps_the_width(invoke, monkeypatch, name):
    monkeypatch.setenv("COLUMNS", "80")
    data = json.loads(invoke("explain", FOLDER / name, "--format", "json", "-q").stdout)
    texts = [invoke("explain", FOLDER / name, "-q").stdout]
    texts += [invoke("explain", FOLDER / name, step["id"], "-q").stdout for step in data["steps"][:3]]
    assert all(max(map(display_width, text.splitlines())) <= 80 for text in texts)


def test_what_is_called_a_change_does_change_the_verdict(invoke):
    """The way to another verdict, tried with --set, leads there."""
    data = json.loads(invoke("explain", "letters.yaml", "enter", "--format", "json").stdout)
    (step,) = data["steps"]
    tried = 0
    for other in step["why_not"]:
        moves = other["change"]["moves"] if other["change"] else []
        if moves and all(" " not in move["then"] for move in moves):
            words = [word for move in moves for word in ("--set", f"enter.{move['fact']}={move['then']}")]
            after = json.loads(invoke("assess", "letters.yaml", *words, "--format", "json").stdout)
            changed = {change["id"]: change["after"]["verdict"] for change in after["steps"]}
            assert changed["enter"] == other["verdict"]
            tried += 1
    assert tried


def test_markdown_and_output_files(invoke, tmp_path):
    target = tmp_path / "why.md"
    result = invoke("explain", "letters.yaml", "enter", "--format", "markdown", "-o", target)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"wrote {target}\n")
    assert target.read_text().startswith("# Enter the case data (enter)\n")
    whole = invoke("explain", "letters.yaml", "--format", "markdown").stdout
    assert whole.count("\n## ") == 4


@pytest.mark.parametrize("seed", ["0", "1"])
def test_output_does_not_depend_on_the_hash_seed(shell, invoke, seed):
    run = shell("explain", "letters.yaml", "enter", COLUMNS="100", PYTHONHASHSEED=seed)
    assert (run.returncode, run.stderr) == (0, b"")
    assert run.stdout == invoke("explain", "letters.yaml", "enter").stdout_bytes


def test_colours_are_shown_on_a_terminal_only(terminal, shell):
    assert "\x1b[" in terminal("explain", "letters.yaml", "enter", COLUMNS="100")
    assert b"\x1b" not in shell("explain", "letters.yaml", "enter").stdout


def test_a_process_without_steps_says_so(invoke, tmp_path):
    path = tmp_path / "empty.yaml"
    path.write_text("process: empty\nsteps:\n  start: {type: start, next: end}\n  end: {type: end}\n")
    for form in ("text", "markdown"):
        assert "There are no steps to explain." in invoke("explain", path, "--format", form).stdout
    assert json.loads(invoke("explain", path, "--format", "json").stdout)["steps"] == []
    assert "Nothing to compare: there are no steps." in invoke("compare", path, path).stdout


def test_a_dash_reads_standard_input(shell, invoke):
    text = (Path(__file__).parent / "processes" / "letters.yaml").read_bytes()
    run = shell("explain", "-", "enter", stdin=text, COLUMNS="100")
    assert run.stdout == invoke("explain", "letters.yaml", "enter").stdout_bytes
