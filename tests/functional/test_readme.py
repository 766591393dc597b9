"""What the README says can be typed as it stands."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def first_look() -> str:
    return next(block for block in blocks("sh") if block.startswith("fitengine init"))


def environment() -> dict[str, str]:
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "100",
    }


def test_the_first_look_works_as_written(tmp_path: Path) -> None:
    """Every command of the first look, one after the other in one folder."""
    for line in first_look().splitlines():
        words = shlex.split(line, comments=True)
        done = subprocess.run(
            words, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        assert "internal error" not in done.stderr


def test_the_python_example_works_as_written(tmp_path: Path) -> None:
    subprocess.run(
        ["fitengine", "init", "-o", "mine.yaml"],
        cwd=tmp_path,
        env=environment(),
        check=True,
        capture_output=True,
    )
    code = blocks("python")[0]
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Register request rpa presumed" in done.stdout


@pytest.mark.parametrize("path", re.findall(r"\]\((?!http)([^)#]+)\)", README.read_text(encoding="utf-8")))
def test_every_place_to_read_on_is_there(path: str) -> None:
    assert (README.parent / path).exists(), path
