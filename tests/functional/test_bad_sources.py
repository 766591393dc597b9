"""What is no usable log, workbook, model or decision table ends with exit code 2 and its reason, as a user types it."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from tests.helpers.books import book
from tests.helpers.dmn import decision, model, table

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CHOREOGRAPHY = (
    f'<definitions xmlns="{BPMN}"><choreography id="c"><choreographyTask id="t" name="Ask"/></choreography></definitions>'
).encode()
STEPS = [["id", "name", "volume"], ["a", "Enter", 5], ["b", "Leave", None]]
FLOWS = [["from", "to"], ["a", "b"]]
ROWS = b"case,activity,timestamp\n1,Check,2026-01-01 08:00\n"


def with_formula(_book, sheets):
    sheets["Steps"].write_formula("C2", "=2+3", None, 5)


def with_a_merge(_book, sheets):
    sheets["Steps"].merge_range("B3:C3", "Leave")


def with_macros() -> bytes:
    file = io.BytesIO(book(Steps=STEPS, Flows=FLOWS))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return file.getvalue()


def functions() -> bytes:
    return model(decision("D", table([("n", "number")], [["count(n) > 5", '"a"'], ["-", '"b"']])))


BAD = {
    "log without a case column": (b"order,activity,time\n1,A,2026-01-01\n", "log.csv", "import", "no-case-column"),
    "object-centric log": (b'{"ocel:global-log": {}, "ocel:events": {}}', "log.jsonocel", "import", "object-centric"),
    "user-interface log": (
        b"case,timeStamp,targetApp,eventType,url,target.innerText\n", "log.csv", "import", "user-interface-log"),
    "empty log": (b"", "log.csv", "import", "empty-log"),
    "log with a header only": (b"case,activity,timestamp\n", "log.csv", "import", "empty-log"),
    "truncated gzip": (gzip.compress(ROWS * 1000)[:60], "log.csv.gz", "import", "truncated"),
    "gzip bomb": (
        gzip.compress(ROWS + b"1,Check,2026-01-01 08:00\n" * 400_000), "log.csv.gz", "import --max-bytes 1M", "too-large"),
    "workbook with a formula": (book(with_formula, Steps=STEPS, Flows=FLOWS), "b.xlsx", "import", "Steps!C2: formula"),
    "workbook with macros": (with_macros(), "b.xlsx", "import", "macros"),
    "workbook with merged cells": (
        book(with_a_merge, Steps=STEPS, Flows=FLOWS), "b.xlsx", "import", "Steps!B3: merged-cells"),
    "choreography": (CHOREOGRAPHY, "c.bpmn", "assess", "choreography"),
    "table with FEEL functions": (functions(), "d.dmn", "rules import -o pack", "function"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_it_is_refused_with_its_reason_and_nothing_is_written(invoke, tmp_path: Path, name, monkeypatch):
    raw, file, command, code = BAD[name]
    monkeypatch.chdir(tmp_path)
    Path(file).write_bytes(raw)
    result = invoke(*command.split(), tmp_path / file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert code in result.stderr
    assert "Traceback" not in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == [file]
