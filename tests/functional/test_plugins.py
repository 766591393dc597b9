"""Distributions of others that read further files and bring packs of rules: installed into a folder on the path."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from fitengine import api
from tests.functional.conftest import PROCESSES, clean_environment

READER = """
from fitengine.errors import InputError
from fitengine.model.facts import Facts
from fitengine.model.process import Process, SequenceFlow, Task

def read(raw, name):
    lines = raw.decode().split()
    if lines[:1] == ["BROKEN"]:
        raise InputError.single("bad-steps", "`BROKEN` is no step")
    if lines[:1] == ["CRASH"]:
        raise KeyError("no such\\nthing")
    if lines[:1] == ["NOTHING"]:
        return None
    tasks = {line: Task(line, line.title(), facts=Facts({"rule_based": "fully"})) for line in lines}
    flows = tuple(SequenceFlow(f"{a}-{b}", a, b) for a, b in zip(lines, lines[1:]))
    return Process("listed", "Listed", tasks, flows, source=name)
"""
PACK = """
decision: ways
extends: ways
version: 1.0.1
disable: [W5]
"""


def install(folder: Path, name: str, points: str, **files: str) -> None:
    """As an installer leaves it: the code, and beside it what it says about itself."""
    for path, text in files.items():
        target = folder / path.replace("__", "/", 1)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    info = folder / f"{name.replace('-', '_')}-2.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 2.1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(points, encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "acme_lists").mkdir()
    (folder / "acme_lists" / "__init__.py").write_text(READER, encoding="utf-8")
    (folder / "acme_rules").mkdir()
    (folder / "acme_rules" / "__init__.py").write_text(
        "raise SystemExit('no code of a pack runs')\n", encoding="utf-8"
    )
    (folder / "acme_rules" / "ways.yaml").write_text(PACK, encoding="utf-8")
    points = "[fitengine.loaders]\nsteps = acme_lists:read\n[fitengine.packs]\nacme = acme_rules\n"
    install(folder, "acme-tools", points)
    return folder


def run(site: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """The command, with that folder on the path as an installed one is."""
    environment = clean_environment({})
    environment["PYTHONPATH"] += f":{site}"
    return subprocess.run([sys.executable, "-m", "fitengine", *map(str, words)], cwd=PROCESSES, env=environment,
                          capture_output=True, text=True, timeout=60, check=False)  # fmt: skip


def listed(folder: Path, text: str) -> Path:
    path = folder / "work.steps"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_a_new_ending_is_read_and_its_facts_come_from_beside_it(site, tmp_path):
    path = listed(tmp_path, "take sort send")
    (tmp_path / "work.facts.yaml").write_text(
        "model: work.steps\nsteps: {sort: {facts: {volume: 700}}}\n", encoding="utf-8"
    )
    done = run(site, "assess", path, "--format", "json")
    assert done.returncode == 0, done.stderr
    steps = json.loads(done.stdout)["steps"]
    assert [step["id"] for step in steps] == ["take", "sort", "send"]
    assert done.stderr == ""


def test_a_pack_is_used_by_name_and_none_of_its_code_runs(site):
    done = run(site, "assess", "letters.yaml", "--rules", "acme", "--format", "json")
    assert done.returncode == 0, done.stderr
    packs = {pack["name"]: pack["version"] for pack in json.loads(done.stdout)["packs"]}
    assert packs["acme_rules"] == "1.0.1"
    plain = run(site, "assess", "letters.yaml", "--format", "json")
    assert "acme_rules" not in plain.stdout


def test_a_folder_of_that_name_goes_first(site, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "acme").mkdir()
    assert {pack.name for pack in api.load_rules("acme").packs}.isdisjoint({"acme_rules"})


def test_doctor_says_what_is_added_and_by_whom(site):
    told = run(site, "doctor").stdout
    assert "`.steps` files, by acme-tools 2.1" in told
    assert "`--rules acme`, by acme-tools 2.1" in told


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("BROKEN", "bad-steps", "`BROKEN` is no step"),
        ("CRASH", "broken-plug-in", "`acme-tools 2.1` reads `.steps`, and failed on"),
        ("NOTHING", "broken-plug-in", "gave no process"),
    ],
)
def test_what_goes_wrong_in_a_reader_is_one_message(site, tmp_path, text, code, words):
    done = run(site, "assess", listed(tmp_path, text))
    assert done.returncode == 2
    assert done.stderr.startswith(code)
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 2


@pytest.mark.parametrize("code", ["raise ImportError('gone')", "def read(", "1/0", "other = 1"])
def test_a_reader_that_cannot_be_loaded_is_told_with_its_distribution(site, tmp_path, code):
    (site / "acme_lists" / "__init__.py").write_text(code, encoding="utf-8")
    path = listed(tmp_path, "take")
    done = run(site, "assess", path)
    assert done.returncode == 2
    assert (
        "broken-plug-in `acme-tools 2.1` reads `.steps`, but `acme_lists:read` cannot be loaded"
        in done.stderr
    )
    assert "acme-tools" in done.stderr.splitlines()[-1]
    assert run(site, "assess", "letters.yaml").returncode == 0


def test_a_pack_without_its_package_is_told_with_its_distribution(site):
    (site / "acme_rules" / "ways.yaml").unlink()
    (site / "acme_rules" / "__init__.py").unlink()
    (site / "acme_rules").rmdir()
    done = run(site, "assess", "letters.yaml", "--rules", "acme")
    assert done.returncode == 2
    assert "broken-plug-in `acme-tools 2.1` has the pack `acme`" in done.stderr


def test_two_distributions_for_one_ending_are_told_apart_by_nobody(site, tmp_path):
    install(site, "other-tools", "[fitengine.loaders]\nsteps = acme_lists:read_too\n")
    done = run(site, "assess", listed(tmp_path, "take"))
    assert done.returncode == 2
    assert "ambiguous-plug-in" in done.stderr
    assert "`acme-tools 2.1`" in done.stderr
    assert "`other-tools 2.1`" in done.stderr


def test_our_own_endings_are_taken_over_by_nobody(site):
    install(site, "greedy", "[fitengine.loaders]\nyaml = acme_lists:read\nbpmn = acme_lists:read\n")
    assert "Letters" in run(site, "assess", "letters.yaml").stdout


def test_a_name_that_is_neither_folder_nor_pack_is_told(invoke):
    result = invoke("assess", "letters.yaml", "--rules", "nowhere")
    assert result.exit_code == 2
    assert "`nowhere` cannot be read" in result.stderr


def test_the_library_is_silent_until_somebody_asks(caplog):
    code = "from fitengine import api; api.assess(api.load_process('letters.yaml'))"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROCESSES, env=clean_environment({}), capture_output=True,
                          text=True, timeout=60, check=True)  # fmt: skip
    assert (done.stdout, done.stderr) == ("", "")
    with caplog.at_level(logging.DEBUG, "fitengine"):
        api.assess(
            api.load_process(PROCESSES / "letters.yaml", rules=(rules := api.load_rules())), rules=rules
        )
    assert [record.name for record in caplog.records] == ["fitengine"] * 3
    assert "process `letters`: 4 steps" in caplog.text
    assert "technology-fit" in caplog.text
