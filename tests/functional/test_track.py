"""`fitengine track` as a user types it."""

import json
import re
from datetime import date
from pathlib import Path

import jsonschema_rs
import pytest

from fitengine.report.display import display_width
from fitengine.report.tracking_schema import tracking_schema

FOLDER = Path(__file__).parents[2] / "processes"
EXAMPLES = sorted(path.name for path in FOLDER.iterdir() if not path.name.endswith(".facts.yaml"))
PARCELS = Path(__file__).parent / "processes" / "parcels.yaml"


@pytest.mark.parametrize("columns", ["80", "120"])
def test_text_is_what_people_saw_last(invoke, monkeypatch, check_golden, columns):
    monkeypatch.setenv("COLUMNS", columns)
    check_golden(f"track/parcels-{columns}.txt", invoke("track", "parcels.yaml", "--on", "2026-08-15").stdout)


@pytest.mark.parametrize(("form", "ending"), [("json", "json"), ("markdown", "md")])
def test_other_formats_are_what_people_read_last(invoke, check_golden, form, ending):
    result = invoke("track", "parcels.yaml", "--on", "2026-08-15", "--format", form)
    check_golden(f"track/parcels.{ending}", result.stdout_bytes.decode())


@pytest.mark.parametrize(
    ("name", "on"),
    [*((name, "2026-11-21") for name in EXAMPLES), *(("parcels.yaml", f"{year}-06-15") for year in (2025, 2026, 2027)),
     ("letters.yaml", "2026-11-21"), ("model.bpmn", "2026-11-21")],
)  # fmt: skip
def test_json_follows_the_schema_and_text_keeps_the_width(invoke, monkeypatch, name, on):
    path = FOLDER / name if name in EXAMPLES else name
    result = invoke("track", path, "--on", on, "--format", "json", "-q")
    assert (result.exit_code, result.stderr) == (0, "")
    data = json.loads(result.stdout)
    assert [str(error) for error in jsonschema_rs.validator_for(tracking_schema()).iter_errors(data)] == []
    monkeypatch.setenv("COLUMNS", "80")
    assert max(map(display_width, invoke("track", path, "--on", on, "-q").stdout.splitlines())) <= 80


def test_without_a_day_it_is_today_and_the_output_says_which(invoke):
    before = date.today()
    data = json.loads(invoke("track", "parcels.yaml", "--format", "json").stdout)
    assert before <= date.fromisoformat(data["on"]) <= date.today()
    assert re.match(r"On \d{4}-\d\d-\d\d: ", invoke("track", "parcels.yaml").stdout.splitlines()[2])


def test_other_days_see_other_things(invoke):
    early = json.loads(invoke("track", "parcels.yaml", "--on", "2026-05-31", "--format", "json").stdout)
    assert early["kpis"][0]["latest"] == {"on": "2026-05-31", "value": 11.0}
    late = json.loads(invoke("track", "parcels.yaml", "--on", "2027-01-31", "--format", "json").stdout)
    assert (late["standing"], late["kpis"][0]["because"]) == (
        "no figures",
        "the last figure is of 2026-07-31",
    )


@pytest.mark.parametrize(("level", "code"), [("never", 0), ("stop", 0), ("off", 1)])
def test_a_measure_off_track_fails_where_that_is_asked(invoke, level, code):
    result = invoke("track", FOLDER / "insurance-claims.yaml", "--on", "2026-11-21", "--fail-on", level)
    assert result.exit_code == code
    assert ("failed on notice to settlement, claims leakage" in result.stderr) == bool(code)


def test_stop_and_think_fails_at_both_levels(invoke):
    text = PARCELS.read_text().replace("value: 9}]", "value: 9}], stop: 9")
    for level in ("off", "stop"):
        assert invoke("track", "-", "--on", "2026-08-15", "--fail-on", level, stdin=text).exit_code == 1
    assert "stop and think" in invoke("track", "-", "--on", "2026-08-15", stdin=text).stdout


def test_a_day_that_is_none_is_wrong_usage(invoke):
    result = invoke("track", "parcels.yaml", "--on", "yesterday")
    assert result.exit_code == 2
    assert "`yesterday` is no date: write it as 2026-09-30" in result.stderr


def test_nothing_to_track_says_so(invoke):
    result = invoke("track", "letters.yaml", "--on", "2026-08-15")
    assert result.exit_code == 0
    assert "Nothing to track" in result.stdout
