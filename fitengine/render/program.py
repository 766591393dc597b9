"""The program that draws: graphviz-pure, which comes with this package, or Graphviz's own `dot`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from fitengine.errors import DrawingFault

__all__ = ["DrawingProgram", "drawing_program", "run_program"]

_PURE, _DOT = "graphviz-pure", "dot"
_TIME_LIMIT = 120.0
"""Seconds for one drawing; two thousand steps take about one."""
_VERSION_TIME_LIMIT = 10.0
_HELP = (
    "install graphviz-pure (`pip install graphviz-pure`), or install Graphviz and name its `dot` with --dot"
)


@dataclass(frozen=True, slots=True)
class DrawingProgram:
    """A program that was found. `version` is what it says of itself, in one line."""

    path: Path
    version: str
    kind: Literal["graphviz-pure", "graphviz"]


def drawing_program(dot: Path | None = None) -> DrawingProgram:
    """The program that maps are drawn with: `dot` where it is given, else graphviz-pure, else `dot` from the search path.
    Raises DrawingFault when there is none that runs."""
    if dot is not None:
        return _identify(_resolve(dot))
    for path in _candidates():
        if path.is_file() and os.access(path, os.X_OK):
            return _identify(path)
    raise DrawingFault.single("no-drawing-program", "no program that draws maps was found", _HELP)


def run_program(program: DrawingProgram, source: str, format: str, dpi: int | None = None) -> bytes:  # noqa: A002 - the field's name
    """What the program makes of DOT text whose places are fixed. Raises DrawingFault when it fails or takes too long."""
    command = [str(program.path), "-Kneato", "-n2", f"-T{format}", *([f"-Gdpi={dpi}"] if dpi else [])]
    done = _run(command, source.encode("utf-8", "replace"), _TIME_LIMIT)
    if done.returncode or not done.stdout:
        raise DrawingFault.single(
            "drawing-failed", f"`{program.path.name}` could not draw the map: {_last_words(done)}", _HELP
        )
    return done.stdout


def _candidates() -> Iterator[Path]:
    """The scripts folder of this interpreter, then beside the package itself, then the search path."""
    suffix = ".exe" if sys.platform == "win32" else ""
    yield Path(sysconfig.get_path("scripts")) / f"{_PURE}{suffix}"
    yield Path(sys.executable).parent / f"{_PURE}{suffix}"
    package = find_spec("graphviz_pure")
    for folder in (package.submodule_search_locations or ()) if package else ():
        yield Path(folder) / f"{_PURE}{suffix}"
        yield Path(folder) / "bin" / f"{_PURE}{suffix}"
    for name in (_PURE, _DOT):
        found = shutil.which(name)
        if found:
            yield Path(found)


def _resolve(dot: Path) -> Path:
    found = shutil.which(str(dot))
    if not found:
        raise DrawingFault.single("no-drawing-program", f"`{dot}` is not a program that can be run", _HELP)
    return Path(found)


def _identify(path: Path) -> DrawingProgram:
    done = _run([str(path), "-V"], b"", _VERSION_TIME_LIMIT)
    words = (done.stdout + done.stderr).decode("utf-8", "replace").strip().splitlines()
    if done.returncode or not words or "graphviz" not in words[0].lower():
        raise DrawingFault.single(
            "no-drawing-program", f"`{path}` does not answer like Graphviz's `dot`", _HELP
        )
    return DrawingProgram(path, words[0], "graphviz-pure" if _PURE in words[0].lower() else "graphviz")


def _run(command: list[str], text: bytes, limit: float) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(command, input=text, capture_output=True, timeout=limit, check=False)  # noqa: S603 - no shell
    except subprocess.TimeoutExpired as slow:
        raise DrawingFault.single(
            "drawing-too-slow",
            f"`{command[0]}` took longer than {limit:g} seconds",
            "draw a part of the process",
        ) from slow
    except OSError as broken:
        raise DrawingFault.single(
            "drawing-failed", f"`{command[0]}` could not be started: {broken.strerror}", _HELP
        ) from broken


def _last_words(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    errors = [line for line in lines if "warning" not in line.lower()]
    return (errors or lines or [f"it ended with code {done.returncode} and no word"])[-1][:200]
