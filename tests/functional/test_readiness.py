"""`fitengine readiness` as a user types it."""

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest

from fitengine.report.display import display_width
from fitengine.report.readiness_schema import gate_schema, readiness_schema

FOLDER = Path(__file__).parents[2] / "processes"
EXAMPLES = sorted(path.name for path in FOLDER.iterdir() if not path.name.endswith(".facts.yaml"))
DIGEST = re.compile(r"\b[0-9a-f]{12}\b")


def masked(text):
    """Without the digests of the packs: they change with every word of the rules."""
    return DIGEST.sub("0" * 12, text)


@pytest.mark.parametrize("columns", ["80", "120"])
def test_text_is_what_people_saw_last(invoke, monkeypatch, check_golden, columns):
    monkeypatch.setenv("COLUMNS", columns)
    check_golden(f"readiness/parcels-{columns}.txt", masked(invoke("readiness", "parcels.yaml").stdout))


@pytest.mark.parametrize(("form", "ending"), [("json", "json"), ("markdown", "md")])
def test_other_formats_are_what_people_read_last(invoke, check_golden, form, ending):
    result = invoke("readiness", "parcels.yaml", "--format", form)
    check_golden(f"readiness/parcels.{ending}", masked(result.stdout_bytes.decode()))


@pytest.mark.parametrize("name", [*EXAMPLES, "parcels.yaml", "letters.yaml", "model.bpmn"])
def test_the_json_of_every_example_follows_the_schema(invoke, name):
    path = FOLDER / name if name in EXAMPLES else name
    result = invoke("readiness", path, "--format", "json", "-q")
    assert (result.exit_code, result.stderr) == (0, "")
    data = json.loads(result.stdout)
    assert [str(error) for error in jsonschema_rs.validator_for(readiness_schema()).iter_errors(data)] == []
    for gate in data["gates"]:
        one = invoke("readiness", path, "--gate", gate["id"], "--format", "json", "-q")
        assert one.exit_code == (0 if gate["passed"] else 1)
        found = json.loads(one.stdout)
        assert [str(error) for error in jsonschema_rs.validator_for(gate_schema()).iter_errors(found)] == []
        assert found["gate"] == gate


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_text_of_every_example_keeps_the_width(invoke, monkeypatch, name):
    monkeypatch.setenv("COLUMNS", "60")
    for words in (("readiness", FOLDER / name), ("readiness", FOLDER / name, "--gate", "scaled")):
        lines = invoke(*words).stdout.splitlines()
        assert max(map(display_width, lines)) <= 60


def test_a_gate_that_is_not_passed_lists_what_is_missing_and_exits_with_1(invoke):
    result = invoke("readiness", "parcels.yaml", "--gate", "pilot")
    assert result.exit_code == 1
    assert "the gate pilot is not passed: 6 missing or not answered" in result.stderr
    text = " ".join(result.stdout.split())
    assert "proof of concept: G05 Profile the data. [data_profiled no]" in text
    assert "missing G09 Bring the missing side in. [operations_involved no]" in text
    assert "missing G28" in text
    assert "unanswered G11 Was the escalation path defined before go-live? (escalation_defined)" in text
    assert "Read the report" in text, "the step whose data keeps the gate shut"


def test_a_gate_that_is_passed_exits_with_0(invoke):
    result = invoke("readiness", FOLDER / "insurance-claims.yaml", "--gate", "proof_of_concept")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "proof of concept: passed, 5 of 5 criteria met" in result.stdout


@pytest.mark.parametrize(
    "word", ["proof-of-concept", "Proof of Concept", "prof_of_concept", "poof of concept"]
)
def test_a_gate_that_does_not_exist_gets_a_near_name_and_exits_with_2(invoke, word):
    result = invoke("readiness", "parcels.yaml", "--gate", word)
    assert (result.exit_code, result.stdout) == (2, "")
    assert (
        result.stderr
        == f"unknown-gate no gate is called `{word}`\n  help: did you mean `proof_of_concept`?\n"
    )


def test_a_gate_nothing_resembles_gets_the_list(invoke):
    result = invoke("readiness", "parcels.yaml", "--gate", "zzz")
    assert "there are `proof_of_concept`, `pilot`, `production`, `scaled`" in result.stderr


def test_without_an_initiative_the_data_is_shown_and_no_gate_passes(invoke):
    result = invoke("readiness", "letters.yaml")
    assert result.exit_code == 0
    assert "Sort by topic" in result.stdout
    assert "The file describes no initiative" in result.stdout
    assert invoke("readiness", "letters.yaml", "--gate", "proof_of_concept").exit_code == 1


def test_a_blocked_step_says_what_must_come_first(invoke):
    lines = [line.strip() for line in invoke("readiness", "parcels.yaml").stdout.splitlines()]
    assert "1 pattern step: not ready 1; 1 AI-suitable step is blocked until its data is done" in lines
    row = next(line for line in lines if line.startswith("Read the report"))
    assert "blocked: not" in row
    assert "first: Label past cases; start with" in row


def test_an_unusable_file_exits_with_2(invoke):
    assert invoke("readiness", "broken.yaml").exit_code == 2
