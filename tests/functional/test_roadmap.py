"""`fitengine roadmap` as a user types it."""

import csv
import io
import json
import re
from pathlib import Path

import jsonschema_rs
import pytest

from fitengine.report.display import display_width
from fitengine.report.roadmap_csv import ROADMAP_FIELDS
from fitengine.report.roadmap_schema import roadmap_schema

FOLDER = Path(__file__).parents[2] / "processes"
EXAMPLES = sorted(path.name for path in FOLDER.iterdir() if not path.name.endswith(".facts.yaml"))
DIGEST = re.compile(r"\b[0-9a-f]{12}\b")


def masked(text):
    """Without the digests of the packs: they change with every word of the rules."""
    return DIGEST.sub("0" * 12, text)


@pytest.mark.parametrize("columns", ["80", "120"])
def test_text_is_what_people_saw_last(invoke, monkeypatch, check_golden, columns):
    monkeypatch.setenv("COLUMNS", columns)
    check_golden(f"roadmap/parcels-{columns}.txt", masked(invoke("roadmap", "parcels.yaml").stdout))


@pytest.mark.parametrize(("form", "ending"), [("json", "json"), ("markdown", "md"), ("csv", "csv")])
def test_other_formats_are_what_people_read_last(invoke, check_golden, form, ending):
    result = invoke("roadmap", "parcels.yaml", "--format", form)
    check_golden(f"roadmap/parcels.{ending}", masked(result.stdout_bytes.decode()))


@pytest.mark.parametrize("name", [*EXAMPLES, "parcels.yaml", "letters.yaml", "model.bpmn"])
def test_json_follows_the_schema_and_text_keeps_the_width(invoke, monkeypatch, name):
    path = FOLDER / name if name in EXAMPLES else name
    result = invoke("roadmap", path, "--format", "json", "-q")
    assert (result.exit_code, result.stderr) == (0, "")
    found = jsonschema_rs.validator_for(roadmap_schema()).iter_errors(json.loads(result.stdout))
    assert [str(error) for error in found] == []
    monkeypatch.setenv("COLUMNS", "72")
    assert max(map(display_width, invoke("roadmap", path, "-q").stdout.splitlines())) <= 72


def test_rows_for_a_planning_tool_name_their_predecessors(invoke):
    text = invoke("roadmap", FOLDER / "accounts-payable.yaml", "--format", "csv", "-q").stdout_bytes.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == ROADMAP_FIELDS
    assert [row["order"] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    waves = {row["id"]: int(row["wave"]) for row in rows}
    pairs = [(before, row) for row in rows for before in row["depends_on"].split("; ") if before]
    assert pairs
    assert all(waves[before] < int(row["wave"]) for before, row in pairs)


def test_a_delay_says_what_it_waits_for(invoke):
    text = " ".join(
        invoke("roadmap", FOLDER / "accounts-payable.yaml", "--format", "markdown").stdout.split()
    )
    assert (
        "quick win: it saves much and is simple to build; waits for 6; so it is wave 2 instead of 1" in text
    )


def test_a_process_with_nothing_to_do_says_so(invoke):
    text = "process: p\nsteps:\n  s: {type: start, next: a}\n  a: {facts: {physical: yes}, next: e}\n  e: {type: end}\n"
    result = invoke("roadmap", "-", stdin=text)
    assert result.exit_code == 0
    assert "no work; 1 step stays as it is" in result.stdout
    assert invoke("roadmap", "-", "--format", "csv", stdin=text).stdout.count("\n") == 1


def test_a_picture_goes_to_a_file_or_a_pipe(invoke, tmp_path):
    assert invoke("roadmap", "parcels.yaml", "--format", "svg").stdout.startswith("<svg")
    assert invoke("roadmap", "parcels.yaml", "--format", "dot").stdout.startswith("digraph")
    target = tmp_path / "plan.png"
    assert invoke("roadmap", "parcels.yaml", "--format", "png", "-o", target).exit_code == 0
    assert target.read_bytes().startswith(b"\x89PNG")


def test_without_a_drawing_program_the_fault_is_said(invoke):
    result = invoke("roadmap", "parcels.yaml", "--format", "svg", "--dot", "no-such-dot")
    assert result.exit_code == 3
    assert "no-drawing-program" in result.stderr
