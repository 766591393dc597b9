"""`rules test --coverage` and `rules docs` as a user types them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.helpers.rules import REFERENCES, SMALL_FACTS

UNTESTED = """
decision: pets
version: 1.0.0
question: May it come in?
hit_policy: first
verdicts: [outside, inside]
rules:
- {id: Z1, when: {physical: true}, then: inside, because: it is so, cite: [house-default]}
- {id: Z2, when: {}, then: outside, because: it is so, cite: [house-default]}
tests:
- {name: a cat, given: {physical: true}, expect: inside, by: [Z1]}
"""


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "pets.yaml").write_text(UNTESTED, encoding="utf-8")
    return folder


@pytest.fixture
def small(pets: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A few rules in place of the shipped ones, whose pages take seconds."""
    (pets / "facts.yaml").write_text(SMALL_FACTS, encoding="utf-8")
    (pets / "references.yaml").write_text(REFERENCES, encoding="utf-8")
    monkeypatch.setattr("fitengine.load.rules.rulebook.rules_folder", lambda: pets)
    return pets


def test_coverage_of_the_shipped_rules_is_whole(invoke):
    result = invoke("rules", "test", "--coverage", "--fail-under", "100")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "branches covered: 100%" in result.stdout


def test_a_rule_without_a_test_fails_under_the_whole(invoke, pets):
    result = invoke("rules", "test", "--rules", pets, "--fail-under", "100")
    assert result.exit_code == 1
    assert "Z2: no case is decided by it" in result.stdout
    assert invoke("rules", "test", "--rules", pets, "--fail-under", "90").exit_code == 0
    assert invoke("rules", "test", "--rules", pets).exit_code == 0


def test_coverage_as_json_goes_to_a_file(invoke, pets, tmp_path):
    target = tmp_path / "coverage.json"
    result = invoke(
        "rules", "test", "--rules", pets, "--coverage", "--format", "json", "-o", target
    )  # fmt: skip
    assert (result.exit_code, result.stdout) == (0, "")
    rules = {rule["id"]: rule for rule in json.loads(target.read_text("utf-8"))["coverage"]["rules"]}
    assert (rules["Z1"]["tests"], rules["Z2"]["tests"]) == (["a cat"], [])


def test_a_share_over_the_whole_is_a_usage_error(invoke):
    result = invoke("rules", "test", "--fail-under", "101")
    assert result.exit_code == 2


def test_docs_are_written_once_and_then_fresh(invoke, small, tmp_path):
    folder = tmp_path / "docs"
    words = ("rules", "docs", "-o", folder)
    first = invoke(*words)
    assert (first.exit_code, first.stdout) == (0, "")
    assert (folder / "rules" / "pets" / "Z1.md").read_text("utf-8").startswith("<!-- Made by")
    assert (folder / "facts.md").exists()
    assert invoke(*words, "--check").exit_code == 0
    again = invoke(*words)
    assert re.fullmatch(r"0 of [0-9]+ pages written, 0 removed\n", again.stderr)


def test_docs_check_names_what_is_stale_missing_and_left_over(invoke, small, tmp_path):
    folder = tmp_path / "docs"
    words = ("rules", "docs", "-o", folder)
    invoke(*words, "-q")
    table = small / "pets.yaml"
    table.write_text(UNTESTED.replace("Z2", "Z3"), encoding="utf-8")
    result = invoke(*words, "--check")
    assert result.exit_code == 1
    found = set(result.stdout.splitlines())
    assert f"{folder / 'rules/pets/Z3.md'} is missing" in found
    assert f"{folder / 'rules/pets/Z2.md'} is about a rule that is gone" in found
    assert f"{folder / 'rules/pets/README.md'} is stale" in found
    assert not (folder / "rules/pets/Z3.md").exists()
    assert "1 removed" in invoke(*words).stderr
    assert invoke(*words, "--check").exit_code == 0


def test_docs_never_touch_what_somebody_else_wrote(invoke, small, tmp_path):
    folder = tmp_path / "docs"
    (folder / "rules" / "pets").mkdir(parents=True)
    (folder / "rules" / "pets" / "notes.md").write_text("mine", encoding="utf-8")
    (folder / "facts.md").write_text("mine too", encoding="utf-8")
    result = invoke("rules", "docs", "-o", folder)
    assert result.exit_code == 2
    assert "not-ours" in result.stderr
    (folder / "facts.md").unlink()
    assert invoke("rules", "docs", "-o", folder).exit_code == 0
    assert (folder / "rules" / "pets" / "notes.md").read_text("utf-8") == "mine"


def test_docs_into_a_file_are_an_unusable_input(invoke, small, tmp_path):
    target = tmp_path / "docs"
    target.write_text("a file", encoding="utf-8")
    result = invoke("rules", "docs", "-o", target)
    assert result.exit_code == 2
    assert "internal error" not in result.stderr
