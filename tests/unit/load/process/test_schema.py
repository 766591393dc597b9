"""The JSON Schema of process files: made from the dictionary, and of one mind with the loader."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitengine.load.process.file import read_process
from fitengine.load.process.schema import process_schema, shapes, sidecar_schema
from fitengine.load.process.starter import starter_process
from fitengine.load.rules.rulebook import load_rules
from fitengine.load.values import ValueProblem, read_value
from fitengine.load.yaml.events import read_yaml
from fitengine.model.process import EventKind, GatewayKind, TaskKind
from tests.helpers.dictionary import DICTIONARY, OUTCOMES

SCHEMA = process_schema(DICTIONARY, OUTCOMES)
PROCESSES = Path(__file__).parents[4] / "processes"


def facts_of(subject):
    return SCHEMA["$defs"][f"{subject}_facts"]["properties"]


@pytest.mark.parametrize("make", [process_schema, sidecar_schema])
def test_the_schema_is_a_legal_one_and_the_same_every_time(make):
    schema = make(DICTIONARY, OUTCOMES)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.meta.validate(schema)
    assert json.dumps(schema) == json.dumps(make(dict(DICTIONARY), dict(OUTCOMES)))


def test_every_fact_that_can_be_stated_is_described_where_it_belongs():
    assert list(facts_of("process")) == ["goal_linked", "phase"]
    assert "in_loop" not in facts_of("step")
    assert facts_of("step")["standardized"] == facts_of("step")["standardised"]
    assert facts_of("step")["nature"]["enum"] == ["people", "rules", "pattern"]
    minutes = facts_of("step")["handling_minutes"]
    assert minutes["title"] == "handling_minutes"
    assert minutes["description"] == "How long? In minutes; `seconds`, `hours` are converted."
    assert facts_of("step")["rule_based"]["anyOf"][0]["enum"] == [
        "none",
        "partly",
        "mostly",
        "fully",
        "unknown",
    ]


def test_every_type_of_step_of_the_model_can_be_written():
    types = SCHEMA["$defs"]["step"]["properties"]["type"]["enum"]
    assert {*TaskKind, *GatewayKind, *EventKind} <= {*types}
    for word in types:
        steps = f"  a: {{type: {word}, {'attached_to: b' if word == 'boundary' else ''}}}\n  b: {{}}\n"
        assert "a" in read_process(f"process: p\nsteps:\n{steps}", "f", DICTIONARY).nodes


_RAW = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["mostly", "fully", "unknown", "Unknown", "yes", "NO", "random", "3 systems", " 7 "])
    | st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]) | st.just(" "))
    | st.from_regex(r"[-+0-9.e]{1,6} ?(%|min|h|a week|/ year|cases/month)?( to [0-9.]{1,4} ?[%h]?)?", fullmatch=True),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=3,
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.sampled_from([name for name in DICTIONARY if name != "in_loop"]), _RAW)
def test_what_the_loader_takes_the_schema_takes(fact, raw):
    try:
        read_value(DICTIONARY[fact], raw)
    except ValueProblem:
        return
    schema = facts_of(DICTIONARY[fact].subject)[fact]
    assert jsonschema_rs.Draft202012Validator(schema).is_valid(raw)


@pytest.mark.parametrize(
    ("fact", "raw"),
    [
        ("rule_based", "fuly"), ("rule_based", []), ("rule_based", ["unknown"]), ("reversible", "y"),
        ("reversible", 1), ("exception_rate", 101), ("exception_rate", "9,600"), ("exception_rate", "5-10"),
        ("exception_rate", "about 5"), ("applications", 2.5), ("applications", True), ("exception_rate", None),
        ("exception_kind", {"is": "rules"}),
    ],
)  # fmt: skip
def test_what_the_schema_refuses_the_loader_refuses(fact, raw):
    assert not jsonschema_rs.Draft202012Validator(facts_of("step")[fact]).is_valid(raw)
    with pytest.raises(ValueProblem):
        read_value(DICTIONARY[fact], raw)


def test_the_shipped_processes_keep_to_the_schema_of_the_shipped_rules():
    rules = load_rules()
    outcomes = {id_: table.outcomes for id_, table in rules.tables.items()}
    validators = {
        False: jsonschema_rs.Draft202012Validator(process_schema(rules.dictionary, outcomes)),
        True: jsonschema_rs.Draft202012Validator(sidecar_schema(rules.dictionary, outcomes)),
    }
    files = sorted(PROCESSES.glob("*.yaml"))
    assert files
    for file in files:
        data = read_yaml(file.read_bytes(), file.name).data
        errors = validators[file.name.endswith(".facts.yaml")].iter_errors(data)
        assert [(error.instance_path, error.message) for error in errors] == []


def test_the_loader_validates_by_the_shape_that_editors_are_told():
    """The same schema, its facts left to the reading of values."""
    data = read_yaml(starter_process(DICTIONARY), "f").data
    assert jsonschema_rs.Draft202012Validator(SCHEMA).is_valid(data)
    assert shapes().head.is_valid(data)
    assert shapes().schema["$defs"]["step"] == SCHEMA["$defs"]["step"]
    assert shapes().schema["properties"] == SCHEMA["properties"]
    assert shapes() is shapes()
