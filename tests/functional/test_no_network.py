"""Nothing that an analyst runs reaches for the network: the interpreter itself is asked to refuse."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUARD = """\
import sys
def guard(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.client.", "ftplib.", "smtplib.")):
        raise RuntimeError(f"NETWORK {event} {arguments}")
sys.addaudithook(guard)
from fitengine.cli.main import main
sys.argv = ["fitengine", *sys.argv[1:]]
main()
"""
OUTSIDE = """\
<?xml version="1.0"?>
<!DOCTYPE definitions SYSTEM "http://example.org/outside.dtd" [<!ENTITY out SYSTEM "http://example.org/out">]>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><task id="a" name="&out;"/></process>
</definitions>
"""


def guarded(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", GUARD, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    "line",
    [
        "assess {yaml}",
        "assess {bpmn} --format json",
        "explain {yaml} register",
        "map {yaml} -o map.svg",
        "report {yaml} -o report.html",
        "export {yaml} -o out.bpmn",
        "rules check",
        "import {log} -o drawn.yaml",
        "roadmap {yaml}",
        "value {yaml}",
        "readiness {yaml}",
        "track {yaml}",
        "compare {yaml} {yaml}",
        "check {yaml} --format sarif",
        "export {yaml} -o out.xlsx",
        "report {yaml} -o report.pdf",
        "init -o new.yaml",
        "schema",
        "rules show ways",
        "rules test",
        "doctor",
    ],
)
def test_a_command_asks_nobody(line: str, tmp_path: Path) -> None:
    shipped = {
        "yaml": ROOT / "processes" / "accounts-payable.yaml",
        "bpmn": ROOT / "processes" / "order-to-cash.bpmn",
        "log": ROOT / "tests" / "functional" / "logs" / "letters.csv",
    }
    done = guarded(tmp_path, *line.format(**shipped).split())
    assert "NETWORK" not in done.stderr
    assert done.returncode == 0, done.stderr


def test_what_an_input_points_to_is_not_fetched(tmp_path: Path) -> None:
    (tmp_path / "outside.bpmn").write_text(OUTSIDE)
    done = guarded(tmp_path, "assess", "outside.bpmn")
    assert "NETWORK" not in done.stderr
    assert done.returncode == 2
    assert "external-entity" in done.stderr


def test_the_guard_would_notice(tmp_path: Path) -> None:
    code = (
        GUARD.split("from fitengine", maxsplit=1)[0]
        + "import socket; socket.create_connection(('127.0.0.1', 9))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "NETWORK socket." in done.stderr
