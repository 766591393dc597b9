"""Processes in a repository, guarded: SARIF and GitHub annotations, several files at once, hooks and the how-to."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from fitengine.report.meanings import meanings
from tests.helpers.docs import blocks, matches, write_file
from tests.helpers.messages import documented
from tests.helpers.sarif import validate

ROOT = Path(__file__).parents[2]
PAGE = "how-to/guard-a-repository.md"
HOSTILE = """\
process: hostile
name: x
steps:
  start: {type: start, name: Begin, next: end}
  end: {type: end, name: Done}
  evil: {name: "100%,\\n::error file=/etc/passwd,line=1::taken over\\r\\e[31m"}
"""


def sarif(result):
    document = json.loads(result.stdout)
    validate(document)
    return document["runs"][0]


@pytest.mark.parametrize("command", ["check", "assess"])
def test_sarif_has_a_result_with_its_place_for_each_finding(invoke, command):
    run = sarif(invoke(command, "dead-end.yaml", "--format", "sarif"))
    found = next(one for one in run["results"] if one["ruleId"] == "disconnected")
    assert found["level"] == "error"
    assert run["tool"]["driver"]["rules"][found["ruleIndex"]]["id"] == "disconnected"
    location = found["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "dead-end.yaml"
    assert location["physicalLocation"]["region"] == {
        "startLine": 6, "startColumn": 3, "endLine": 6, "endColumn": 7,
    }  # fmt: skip
    assert location["logicalLocations"] == [{"name": "lost", "kind": "element"}]
    assert run["invocations"] == [{"executionSuccessful": True}]


def test_a_file_that_cannot_be_used_is_a_result_and_hides_nothing(invoke):
    result = invoke("check", "broken.yaml", "dead-end.yaml", "gone.yaml", "--format", "sarif")
    assert result.exit_code == 2
    run = sarif(result)
    assert run["invocations"] == [{"executionSuccessful": False}]
    found = {
        (one["ruleId"], one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        for one in run["results"]
    }
    assert {
        ("unknown-fact", "broken.yaml"),
        ("disconnected", "dead-end.yaml"),
        ("no-such-file", "gone.yaml"),
    } <= found
    assert "broken.yaml:5:30: unknown-lane" in result.stderr


def test_assess_reports_undecided_and_blocked_steps(invoke):
    run = sarif(invoke("assess", "letters.yaml", "--format", "sarif"))
    levels = {one["ruleId"]: one["level"] for one in run["results"]}
    assert levels == {"undetermined": "note", "blocked": "warning"}


def test_every_code_is_described_and_has_a_name_of_its_own(invoke):
    """Code hosts show the description and the help beside a result."""
    rules = sarif(invoke("check", "broken.yaml", "dead-end.yaml", "--format", "sarif"))["tool"]["driver"][
        "rules"
    ]
    told = {rule["id"]: rule for rule in rules}
    assert told["unknown-lane"] == {
        "id": "unknown-lane",
        "name": "UnknownLane",
        "shortDescription": {"text": "Something names a lane that is not there."},
        "fullDescription": {"text": "Something names a lane that is not there."},
        "help": {"text": "The help proposes one."},
    }
    assert all(rule.get("name", "").lower() != rule["id"] for rule in rules)
    assert not any(mark in str(rule) for rule in rules for mark in ("](", "<a ", "warning: "))


def test_every_documented_code_has_a_meaning():
    known = meanings()
    assert set(known) == set(documented())
    assert all(meaning.matter and meaning.help for meaning in known.values())


@pytest.mark.parametrize("text", ["", "\0", "<a", "process: x\nsteps: {a: {name: A}}\n" * 2, "[" * 500])
@pytest.mark.parametrize("name", ["a.yaml", "a.bpmn", "a.json", "ü %20#?.yaml"])
def test_whatever_is_wrong_with_a_file_the_output_is_sarif(invoke, tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    result = invoke("check", tmp_path / name, "--format", "sarif")
    assert sarif(result)["results"]
    assert result.exit_code == 2


SHIPPED = [path for path in sorted((ROOT / "processes").iterdir()) if not path.name.endswith(".facts.yaml")]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_shipped_process_gives_sarif(invoke, path):
    assert sarif(invoke("assess", path, "--format", "sarif"))["results"]


def test_a_fingerprint_stays_when_lines_move(invoke, tmp_path):
    text = (ROOT / "tests/functional/processes/dead-end.yaml").read_text(encoding="utf-8")
    path = tmp_path / "moved.yaml"
    prints = []
    for head in ("", "# one more line\n"):
        path.write_text(head + text, encoding="utf-8")
        run = sarif(invoke("check", path, "--format", "sarif"))
        prints.append([one["partialFingerprints"] for one in run["results"]])
    assert prints[0] == prints[1]


def test_places_are_relative_to_the_working_folder_and_escaped(invoke, tmp_path, monkeypatch):
    shutil.copy(ROOT / "tests/functional/processes/dead-end.yaml", tmp_path / "a b%.yaml")
    monkeypatch.chdir(tmp_path)
    for name in ("a b%.yaml", tmp_path / "a b%.yaml"):
        run = sarif(invoke("check", name, "--format", "sarif"))
        uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri == "a%20b%25.yaml"
        assert "::error file=a b%25.yaml,line=6" in invoke("check", name, "--format", "github").stdout


def test_github_shows_each_remark_beside_its_line(invoke):
    result = invoke("check", "dead-end.yaml", "--format", "github")
    assert result.exit_code == 1
    assert result.stdout == (
        "::error file=dead-end.yaml,line=6,endLine=6,col=3,endColumn=7,title=fitengine%3A disconnected::"
        "`Lost` (`lost`) stands apart: no start event and no flow leads there. Connect it in the model, or delete it.\n"
    )


@pytest.mark.parametrize("command", ["check", "assess"])
def test_no_text_can_begin_a_command_of_its_own(invoke, tmp_path, command):
    path = tmp_path / "hostile.yaml"
    path.write_text(HOSTILE, encoding="utf-8")
    result = invoke(command, path, "--format", "github")
    lines = result.stdout.splitlines()
    assert lines
    assert all(line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in lines)
    assert "file=/etc" not in "".join(line.split("::", 2)[1] for line in lines)
    assert "\x1b" not in result.stdout
    assert "100%25" in result.stdout
    sarif(invoke(command, path, "--format", "sarif"))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["check", "dead-end.yaml", "--fail-on", "never"], 0),
        (["check", "dead-end.yaml", "--fail-on", "error"], 1),
        (["check", "letters.yaml", "dead-end.yaml"], 1),
        (["check", "letters.yaml", "parcels.yaml"], 0),
        (["check", "letters.yaml", "broken.yaml", "--fail-on", "never"], 2),
        (["assess", "letters.yaml"], 0),
        (["assess", "letters.yaml", "--fail-on", "open"], 1),
        (["assess", "letters.yaml", "--fail-on", "blocked"], 1),
        (["assess", "letters.yaml", "broken.yaml", "--fail-on", "blocked"], 2),
    ],
)
@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_the_exit_code_is_the_same_in_every_format(invoke, words, code, form):
    assert invoke(*words, "--format", form).exit_code == code


def test_several_processes_are_told_apart(invoke):
    text = invoke("check", "letters.yaml", "dead-end.yaml").stdout
    assert text.startswith("letters.yaml\nnothing found\n\ndead-end.yaml\n")
    found = json.loads(invoke("check", "letters.yaml", "dead-end.yaml", "--format", "json").stdout)
    assert [one["process"]["id"] for one in found] == ["letters", "dead-end"]
    both = json.loads(invoke("assess", "letters.yaml", "dead-end.yaml", "--format", "json").stdout)
    assert [one["process"]["id"] for one in both] == ["letters", "dead-end"]


@pytest.mark.parametrize(
    "words",
    [
        ["assess", "letters.yaml", "parcels.yaml", "--format", "csv"],
        ["assess", "letters.yaml", "parcels.yaml", "--set", "scan.physical=no"],
        ["assess", "letters.yaml", "--format", "sarif", "--set", "scan.physical=no"],
        ["check", "letters.yaml", "model.bpmn", "--facts", "x.facts.yaml"],
        ["check"],
    ],
)
def test_what_is_about_one_process_takes_no_more(invoke, words):
    result = invoke(*words)
    assert result.exit_code == 2
    assert not result.stdout


def test_the_hooks_are_command_lines_that_are_understood(invoke):
    """As pre-commit runs them: entry, arguments, names of files."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {hook["id"] for hook in hooks} == {"fitengine-check", "fitengine-assess"}
    for hook in hooks:
        assert set(hook) >= {"id", "name", "entry", "language", "files"}
        words = [*shlex.split(hook["entry"])[1:], *hook["args"]]
        assert invoke(*words, "letters.yaml", "parcels.yaml").exit_code in (0, 1)
        assert invoke(*words, "broken.yaml").exit_code == 2


@pytest.fixture
def repository(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """An empty folder, and an environment in which the commands of the page are found and git has its peace."""
    commands = tmp_path / "bin"
    commands.mkdir()
    for name, module in (("fitengine", "fitengine"), ("pre-commit", "pre_commit")):
        script = commands / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    environment = {
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT),
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b.example",
        "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b.example", "PRE_COMMIT_HOME": str(tmp_path / "cache"),
        "PRE_COMMIT_COLOR": "never", "COLUMNS": "100",
    }  # fmt: skip
    folder = tmp_path / "repository"
    folder.mkdir()
    return folder, environment


@pytest.mark.skipif(shutil.which("git") is None, reason="no git on the path: the how-to is not tried")
def test_the_how_to_does_what_it_says(repository):
    pytest.importorskip("pre_commit")
    folder, environment = repository
    for block in blocks(PAGE):
        write_file(block, folder)
    printed = ""
    for block in blocks(PAGE):
        if block.language == "sh":
            run = subprocess.run(["sh", "-e", "-c", block.text], cwd=folder, env=environment, capture_output=True,
                                 text=True, timeout=300, check=False)  # fmt: skip
            printed = run.stdout + run.stderr
            assert (run.returncode != 0) == (block.kind == "fails"), printed
        elif block.language == "text":
            assert matches(block.text, printed), printed
    log = subprocess.run(
        ["git", "log", "--format=%s"], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    assert log.stdout.splitlines() == ["The review stays", "Refunds, and the rules they stand under"]


def test_the_workflow_of_the_how_to_passes_on_the_files_of_the_how_to(repository):
    folder, environment = repository
    for block in blocks(PAGE):
        write_file(block, folder)
    workflow = yaml.safe_load((folder / ".github/workflows/processes.yaml").read_text(encoding="utf-8"))
    commands = [
        step["run"] for step in workflow["jobs"]["guard"]["steps"] if "fitengine " in step.get("run", "")
    ]
    commands = [command for command in commands if not command.startswith("pip ")]
    assert len(commands) == 5
    for command in commands:
        run = subprocess.run(["sh", "-e", "-c", command], cwd=folder, env=environment, capture_output=True, text=True,
                             timeout=120, check=False)  # fmt: skip
        assert run.returncode == 0, (command, run.stdout, run.stderr)
    assert json.loads((folder / "findings.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
