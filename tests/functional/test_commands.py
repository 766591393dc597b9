"""`check`, `map`, `rules`, `schema`, `init` and `doctor` as a user types them."""

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest

from fitengine.doctor import DoctorLine
from fitengine.report.schemas import findings_schema, output_schema

PROCESSES = Path(__file__).parent / "processes"


def test_check_finds_what_leads_nowhere(invoke):
    result = invoke("check", "dead-end.yaml", "--fail-on", "warning")
    assert result.exit_code == 1
    assert "lost" in result.stdout
    assert invoke("check", "dead-end.yaml", "--fail-on", "never").exit_code == 0


def test_check_as_json_follows_its_schema(invoke):
    result = invoke("check", "dead-end.yaml", "--format", "json", "--fail-on", "never")
    data = json.loads(result.stdout)
    assert jsonschema_rs.is_valid(findings_schema(), data)
    assert data["findings"]


def test_check_is_silent_about_a_sound_process(invoke):
    result = invoke("check", "letters.yaml", "--fail-on", "warning")
    assert (result.exit_code, result.stderr) == (0, "")


def test_map_draws_what_the_ending_says(invoke, tmp_path):
    for ending, start in ((".svg", b"<"), (".png", b"\x89PNG"), (".dot", b"digraph")):
        target = tmp_path / f"letters{ending}"
        result = invoke("map", "letters.yaml", "-o", target)
        assert (result.exit_code, result.stdout) == (0, "")
        assert target.read_bytes().lstrip().startswith(start)


def test_map_writes_svg_to_standard_output(invoke):
    result = invoke("map", "letters.yaml", "-q")
    assert result.exit_code == 0
    assert "</svg>" in result.stdout


def test_map_refuses_an_ending_it_cannot_draw(invoke, tmp_path):
    result = invoke("map", "letters.yaml", "-o", tmp_path / "letters.docx")
    assert result.exit_code == 2
    assert "`.docx`" in result.stderr
    assert not list(tmp_path.iterdir())


def test_map_without_its_program_is_a_drawing_fault(invoke, tmp_path):
    result = invoke("map", "letters.yaml", "-o", tmp_path / "letters.svg", "--dot", tmp_path / "no-dot")
    assert result.exit_code == 3
    assert "no-dot" in result.stderr
    assert "internal" not in result.stderr
    assert not list(tmp_path.iterdir())


def test_rules_list_names_every_table_with_its_pack(invoke):
    result = invoke("rules", "list")
    assert result.exit_code == 0
    assert all(name in result.stdout for name in ("technology-fit", "ways", "blockers"))
    assert re.search(r"Packs: .*\([0-9a-f]{12}\)", result.stdout, re.DOTALL)


def test_rules_show_gives_a_rule_in_words_and_its_source(invoke):
    result = invoke("rules", "show", "N1")
    assert result.exit_code == 0
    assert "physical is yes" in result.stdout
    assert "Brynjolfsson" in result.stdout
    assert invoke("rules", "show", "n1").stdout == result.stdout


def test_rules_show_gives_a_whole_table(invoke):
    result = invoke("rules", "show", "ways")
    assert result.exit_code == 0
    assert "W1 " in result.stdout
    assert "outcomes" in result.stdout


def test_rules_show_proposes_a_name(invoke):
    result = invoke("rules", "show", "technologyfit")
    assert result.exit_code == 2
    assert "did you mean `technology-fit`?" in result.stderr


def test_the_shipped_rules_pass_their_proofs_and_tests(invoke):
    assert invoke("rules", "check").exit_code == 0
    result = invoke("rules", "test")
    assert result.exit_code == 0
    assert "passed" in result.stdout


def test_a_failing_test_of_a_pack_is_shown(invoke, tmp_path):
    pack = tmp_path / "mine"
    pack.mkdir()
    (pack / "taste.yaml").write_text(
        "decision: taste\nversion: 1.0.0\nquestion: Is it needed?\nsubject: step\nhit_policy: priority\n"
        "verdicts: [yes_it_is, no_it_is_not]\ntiers: [fit]\nrules:\n"
        "- {id: X1, tier: fit, when: {needed: true}, then: yes_it_is, because: It is., cite: house-default}\n"
        "- {id: X2, tier: fit, when: {needed: false}, then: no_it_is_not, because: It is not., cite: house-default}\n"
        "tests:\n- {name: needed, given: {needed: true}, expect: no_it_is_not}\n"
    )
    result = invoke("rules", "test", "--rules", pack)
    assert result.exit_code == 1, result.stderr
    assert "taste: needed" in result.stdout
    assert "1 failed" in result.stdout


def test_the_schema_of_process_files_accepts_ours_and_refuses_a_misspelt_fact(invoke):
    schema = json.loads(invoke("schema").stdout)
    jsonschema_rs.meta.validate(schema)
    step = {"name": "First", "facts": {"rule_based": "fully"}}
    assert jsonschema_rs.is_valid(schema, {"process": "p", "steps": {"first": step}})
    assert not jsonschema_rs.is_valid(
        schema, {"process": "p", "steps": {"first": {**step, "facts": {"rule_bsed": "fully"}}}}
    )


def test_the_schema_of_results_is_the_one_results_follow(invoke):
    assert json.loads(invoke("schema", "--output").stdout) == output_schema()


def test_init_writes_a_process_that_can_be_assessed(invoke, tmp_path):
    target = tmp_path / "new.yaml"
    assert invoke("init", "-o", target).exit_code == 0
    result = invoke("assess", target, "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["steps"]


def test_init_does_not_overwrite_unless_forced(invoke, tmp_path):
    target = tmp_path / "new.yaml"
    target.write_text("mine")
    result = invoke("init", "-o", target)
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert target.read_text() == "mine"
    assert invoke("init", "-o", target, "--force").exit_code == 0
    assert target.read_text() != "mine"


def test_init_writes_the_facts_file_beside_a_model(invoke, tmp_path):
    model = tmp_path / "model.bpmn"
    model.write_bytes((PROCESSES / "model.bpmn").read_bytes())
    assert invoke("init", model).exit_code == 0
    assert "sort" in (tmp_path / "model.facts.yaml").read_text()
    assert invoke("assess", model).exit_code == 0


@pytest.mark.parametrize("word", ["python", "fitengine", "networkx", "executor", "drawing"])
def test_doctor_names_what_matters(invoke, word):
    result = invoke("doctor")
    assert result.exit_code == 0
    assert word in result.stdout.lower()


def test_doctor_fails_where_something_essential_is_missing(invoke, monkeypatch):
    lines = (
        DoctorLine("networkx", "not installed", "missing", "`pip install networkx`"),
        DoctorLine("durable-rules", "not installed", "optional", "the plain executor decides the same"),
    )
    monkeypatch.setattr("fitengine.api.doctor", lambda: lines)
    result = invoke("doctor")
    assert result.exit_code == 1
    assert "pip install networkx" in result.stdout
    monkeypatch.setattr("fitengine.api.doctor", lambda: lines[1:])
    assert invoke("doctor").exit_code == 0
