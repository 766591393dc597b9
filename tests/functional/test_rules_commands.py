"""`rules test --coverage` and `rules docs` as a user types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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
