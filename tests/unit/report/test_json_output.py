"""The JSON of an assessment, a contract with other programs."""

import json
from dataclasses import replace

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitengine.model.decision import Certainty
from fitengine.report.json_output import findings_to_json, to_dict, to_json
from fitengine.report.schemas import findings_schema, output_schema


@pytest.fixture(scope="module")
def validator():
    return jsonschema_rs.validator_for(output_schema())


def test_json_is_what_programs_read_last(assessment, check_golden):
    check_golden("assess/by-hand.json", to_json(assessment))


def test_json_follows_its_schema(assessment, validator):
    assert [str(error) for error in validator.iter_errors(json.loads(to_json(assessment)))] == []


def test_json_of_an_empty_strict_assessment_follows_its_schema(assessment, validator):
    empty = replace(assessment, steps=(), findings=(), totals=(), packs=(), strict=True)
    assert validator.is_valid(json.loads(to_json(empty)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(name=st.text())
def test_any_name_comes_back_unchanged(assessment, rename, validator, name):
    data = json.loads(to_json(rename(assessment, name)))
    assert validator.is_valid(data)
    assert data["process"]["name"] == name
    assert data["steps"][0]["lane"] == name


def test_a_lone_surrogate_survives_the_way_through_utf_8(assessment, rename):
    """YAML and JSON files can name one; written as bytes it becomes the JSON escape for itself."""
    data = to_json(rename(assessment, "a\ud800b")).encode("utf-8", "backslashreplace")
    assert json.loads(data)["process"]["name"] == "a\ud800b"


def test_the_schema_is_itself_valid():
    jsonschema_rs.meta.validate(output_schema())
    jsonschema_rs.meta.validate(findings_schema())


@pytest.mark.parametrize(
    "path",
    [
        ("extra",),
        ("process", "extra"),
        ("steps", 0, "extra"),
        ("steps", 0, "rules", 0, "extra"),
        ("findings", 0, "place", "extra"),
    ],
)
def test_the_schema_knows_every_key(assessment, validator, path):
    """An added key without a place in the schema would be a silent change of the contract."""
    data = to_dict(assessment)
    target = data
    for part in path[:-1]:
        target = target[part]
    target[path[-1]] = 1
    assert not validator.is_valid(data)


@pytest.mark.parametrize("key", ["verdict", "certainty", "missing", "next_question", "hours_per_month"])
def test_the_schema_asks_for_every_key(assessment, validator, key):
    data = to_dict(assessment)
    del data["steps"][0][key]
    assert not validator.is_valid(data)


def test_weights_have_six_digits(assessment):
    possible = to_dict(assessment)["steps"][1]["possible"]
    assert possible == {"rpa": 0.901235, "keep-human": 0.098765}
    question = to_dict(assessment)["steps"][2]["next_question"]
    assert (question["gain"], question["settles"]) == (0.918296, 0.701235)


def test_possible_verdicts_keep_their_order(assessment):
    data = json.loads(to_json(assessment))
    assert list(data["steps"][2]["possible"]) == ["rpa", "standardise-first", "keep-human"]


def test_every_certainty_has_its_word(assessment):
    assert [step["certainty"] for step in to_dict(assessment)["steps"]] == [
        "settled",
        "presumed",
        "open",
        "settled",
    ]
    assert {str(grade) for grade in Certainty} == set(
        output_schema()["$defs"]["step"]["properties"]["certainty"]["enum"]
    )


def test_findings_alone_follow_their_schema(assessment):
    data = json.loads(findings_to_json(assessment.process, assessment.findings))
    assert jsonschema_rs.is_valid(findings_schema(), data)
    assert [finding["code"] for finding in data["findings"]] == ["dead-end", "contradictory-facts"]
