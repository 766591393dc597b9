"""`fitengine value` as a user types it."""

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest

from fitengine.report.display import display_width
from fitengine.report.value_schema import value_schema

FOLDER = Path(__file__).parents[2] / "processes"
EXAMPLES = sorted(path.name for path in FOLDER.iterdir() if not path.name.endswith(".facts.yaml"))
DIGEST = re.compile(r"\b[0-9a-f]{12}\b")


def masked(text):
    """Without the digests of the packs: they change with every word of the rules."""
    return DIGEST.sub("0" * 12, text)


@pytest.mark.parametrize("columns", ["80", "120"])
def test_text_is_what_people_saw_last(invoke, monkeypatch, check_golden, columns):
    monkeypatch.setenv("COLUMNS", columns)
    check_golden(f"value/parcels-{columns}.txt", masked(invoke("value", "parcels.yaml").stdout))


@pytest.mark.parametrize(("form", "ending"), [("json", "json"), ("markdown", "md")])
def test_other_formats_are_what_people_read_last(invoke, check_golden, form, ending):
    result = invoke("value", "parcels.yaml", "--format", form)
    check_golden(f"value/parcels.{ending}", masked(result.stdout_bytes.decode()))


@pytest.mark.parametrize("name", [*EXAMPLES, "parcels.yaml", "letters.yaml", "model.bpmn"])
def test_json_follows_the_schema_and_text_keeps_the_width(invoke, monkeypatch, name):
    path = FOLDER / name if name in EXAMPLES else name
    result = invoke("value", path, "--format", "json", "-q")
    assert (result.exit_code, result.stderr) == (0, "")
    found = jsonschema_rs.validator_for(value_schema()).iter_errors(json.loads(result.stdout))
    assert [str(error) for error in found] == []
    monkeypatch.setenv("COLUMNS", "66")
    assert max(map(display_width, invoke("value", path, "-q").stdout.splitlines())) <= 66


def test_a_file_without_rates_speaks_of_hours_alone_and_says_what_is_our_own(invoke):
    text = invoke("value", "letters.yaml").stdout
    assert "Money is unknown" in text
    assert "house-default" in text
    assert "hours saved a month, one moved at a time" in text
    assert not re.search(r"\b(EUR|GBP|USD)\b", text)


def test_unknown_is_null_in_json_and_a_payback_that_does_not_come_is_never(invoke):
    text = (Path(__file__).parent / "processes" / "parcels.yaml").read_text()
    dear = text.replace(
        "{rpa: 1800 a year, ai-suitable: 400 to 900}", "{rpa: 1800 a year, ai-suitable: 90000}"
    )
    data = json.loads(invoke("value", "-", "--format", "json", stdin=dear).stdout)
    steps = {step["id"]: step["cases"]["likely"] for step in data["steps"]}
    assert steps["notify"]["hours_saved"] is None
    assert steps["notify"]["payback"] is None
    assert steps["read"]["payback"] == "never"
    assert data["total"]["cases"]["likely"]["payback"] == "never"


def test_bad_figures_are_told_with_their_place(invoke):
    text = (Path(__file__).parent / "processes" / "parcels.yaml").read_text()
    result = invoke("value", "-", stdin=text.replace("34 to 38", "34 to 38 GBP"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "standard input:18:18: mixed-currencies `hourly_rate` is given in `GBP`" in result.stderr


def test_where_nothing_changes_there_is_nothing_to_add_up(invoke):
    text = "process: p\nsteps:\n  s: {type: start, next: a}\n  a: {facts: {physical: yes}, next: e}\n  e: {type: end}\n"
    result = invoke("value", "-", stdin=text)
    assert result.exit_code == 0
    assert "no step is planned to change" in result.stdout
    assert "unknown" not in result.stdout
    data = json.loads(invoke("value", "-", "--format", "json", stdin=text).stdout)
    assert (data["assumptions"], data["total"]["cases"]["likely"]["net_value"]) == ([], None)
