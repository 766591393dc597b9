"""The drawing program is found, named and run; what goes wrong is said with its remedy."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from fitengine.errors import DrawingFault
from fitengine.render import program
from fitengine.render.program import DrawingProgram, drawing_program, run_program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs made up here are shell scripts")
TINY = 'digraph { a [pos="10,10"]; b [pos="90,10"]; a -> b [pos="e,80,10 20,10 40,10 50,10 70,10"] }'


def make_program(folder: Path, body: str, name: str = "dot") -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_the_program_that_comes_with_the_package_is_found() -> None:
    found = drawing_program()
    assert found.path.is_file()
    assert "raphviz" in found.version


def test_it_draws_with_fixed_places() -> None:
    assert b"<svg" in run_program(drawing_program(), TINY, "svg")
    assert run_program(drawing_program(), TINY, "png", 72).startswith(b"\x89PNG")


def test_a_program_of_ones_own_is_used(tmp_path: Path) -> None:
    own = make_program(tmp_path, 'echo "dot - graphviz version 2.43.0 (0)" >&2')
    assert drawing_program(own) == DrawingProgram(own, "dot - graphviz version 2.43.0 (0)", "graphviz")


def test_without_any_program_the_message_names_the_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(program.sysconfig, "get_path", lambda _: str(tmp_path))
    monkeypatch.setattr(program.sys, "executable", str(tmp_path / "python"))
    with pytest.raises(DrawingFault, match="no program that draws maps was found") as caught:
        drawing_program()
    assert "pip install graphviz-pure" in caught.value.problems[0].help


def test_dot_on_the_search_path_is_the_last_resort(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = make_program(tmp_path, 'echo "dot - graphviz version 9.0.0 (0)" >&2')
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin")
    monkeypatch.setattr(program.sysconfig, "get_path", lambda _: str(tmp_path / "nowhere"))
    monkeypatch.setattr(program.sys, "executable", str(tmp_path / "nowhere" / "python"))
    assert drawing_program().path == own


@pytest.mark.parametrize("name", ["not-there", "not-a-program.txt"])
def test_a_path_that_cannot_be_run_is_a_fault(tmp_path: Path, name: str) -> None:
    (tmp_path / "not-a-program.txt").write_text("hello")
    with pytest.raises(DrawingFault, match="is not a program that can be run"):
        drawing_program(tmp_path / name)


def test_some_other_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DrawingFault, match="does not answer like Graphviz"):
        drawing_program(make_program(tmp_path, "echo 'GNU tar 1.34'"))


def test_a_program_that_fails_is_quoted(tmp_path: Path) -> None:
    failing = make_program(tmp_path, "echo 'Error: syntax error in line 1' >&2; exit 1")
    with pytest.raises(DrawingFault, match="could not draw the map: Error: syntax error in line 1"):
        run_program(DrawingProgram(failing, "x", "graphviz"), TINY, "svg")


def test_a_program_that_says_nothing_is_a_fault(tmp_path: Path) -> None:
    silent = make_program(tmp_path, "exit 0")
    with pytest.raises(DrawingFault, match="it ended with code 0 and no word"):
        run_program(DrawingProgram(silent, "x", "graphviz"), TINY, "svg")


def test_a_program_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = make_program(tmp_path, "exec sleep 60")
    monkeypatch.setattr(program, "_TIME_LIMIT", 0.2)
    with pytest.raises(DrawingFault, match=r"took longer than 0\.2 seconds"):
        run_program(DrawingProgram(hanging, "x", "graphviz"), TINY, "svg")


def test_a_program_that_is_gone_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(DrawingFault, match="could not be started"):
        run_program(DrawingProgram(tmp_path / "gone", "x", "graphviz"), TINY, "svg")
