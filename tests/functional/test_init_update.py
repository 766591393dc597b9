"""`init` on a model that has a facts file: yesterday's answers meet today's model."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.functional.conftest import PROCESSES


@pytest.fixture
def model(tmp_path: Path, invoke) -> Path:
    path = tmp_path / "letters.bpmn"
    path.write_bytes((PROCESSES / "model.bpmn").read_bytes())
    assert invoke("init", path).exit_code == 0
    sidecar = tmp_path / "letters.facts.yaml"
    text = sidecar.read_text().replace("# rule_based:", "rule_based: fully", 1)
    sidecar.write_text(text.replace("facts:\n", "facts:  # asked in May\n"))
    return path


def sidecar_of(model: Path) -> Path:
    return model.with_name("letters.facts.yaml")


def change(model: Path, old: str, new: str) -> None:
    text = model.read_text()
    assert old in text
    model.write_text(text.replace(old, new))


def test_an_unchanged_model_leaves_the_file_alone(invoke, model):
    before = sidecar_of(model).read_bytes()
    result = invoke("init", model)
    assert result.exit_code == 0
    assert "every step of the model has its entry" in result.stderr
    assert sidecar_of(model).read_bytes() == before


def test_another_id_keeps_its_facts_and_a_lost_step_is_kept_with_a_finding(invoke, model):
    change(model, '"sort"', '"Activity_7"')
    result = invoke("init", model)
    assert result.exit_code == 0
    assert "`sort` is called `Activity_7` now: its facts went along" in result.stderr
    assert "rule_based: fully" in sidecar_of(model).read_text()
    change(model, 'id="Activity_7" name="', 'id="Activity_8" name="Quite another ')
    result = invoke("init", model)
    assert result.exit_code == 0
    assert "kept the facts of `Activity_7` under `orphans`" in result.stderr
    assert "added `Activity_8` (Quite another" in result.stderr
    text = sidecar_of(model).read_text()
    assert text.index("rule_based: fully") > text.index("orphans:")
    assert text.count("# asked in May") == sidecar_of(model).read_text().count("asked in May")
    assessed = invoke("assess", model, "--format", "json")
    assert "orphans" in assessed.stderr
    assert '"code": "orphans"' in assessed.stdout


def test_standard_output_shows_what_would_become_of_the_file(invoke, model):
    change(model, '"sort"', '"Activity_7"')
    before = sidecar_of(model).read_bytes()
    result = invoke("init", model, "-o", "-")
    assert "  Activity_7:" in result.stdout
    assert sidecar_of(model).read_bytes() == before


def test_forced_it_begins_anew(invoke, model):
    assert invoke("init", model, "--force").exit_code == 0
    assert "asked in May" not in sidecar_of(model).read_text()


def test_the_facts_file_of_another_model_is_refused(invoke, model):
    text = sidecar_of(model).read_text().replace("model: letters.bpmn", "model: parcels.bpmn")
    sidecar_of(model).write_text(text)
    result = invoke("init", model)
    assert result.exit_code == 2
    assert "this sidecar belongs to `parcels.bpmn`, not to `letters.bpmn`" in result.stderr
    assert sidecar_of(model).read_text() == text


def test_a_broken_facts_file_is_refused_at_its_place(invoke, model):
    sidecar_of(model).write_text("steps: {sort: {facts: {rule_based: fuly}}}\n")
    result = invoke("init", model)
    assert result.exit_code == 2
    assert "letters.facts.yaml:1:36: illegal-value" in result.stderr


def test_answers_under_a_new_id_join_those_under_the_old_one(invoke, model, tmp_path):
    change(model, '"sort"', '"Activity_7"')
    answers = tmp_path / "answers.yaml"
    answers.write_text("steps: {Activity_7: {input_digital: digital}}\n")
    assert invoke("ask", model, "--answers", answers).exit_code in (0, 1)
    text = sidecar_of(model).read_text()
    assert "  Activity_7:" in text
    assert "  sort:" not in text
    assert "rule_based: fully" in text
    assert "input_digital: digital" in text


@pytest.mark.parametrize("delay", [0.25, 0.35, 0.45, 0.55])
def test_killed_while_it_writes_nothing_is_lost(start, model, delay):
    change(model, '"sort"', '"Activity_7"')
    before = sidecar_of(model).read_bytes()
    process: subprocess.Popen[bytes] = start("init", model)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    after = sidecar_of(model).read_bytes()
    assert after in (before, before.replace(b"  sort:", b"  Activity_7:"))
