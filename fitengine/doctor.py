"""What is installed, in use and missing on this machine."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Literal

from fitengine.data import rules_folder
from fitengine.decide.executor import executor_status
from fitengine.errors import FitengineError
from fitengine.load.plugins import LOADERS, installed_plugins
from fitengine.render.program import drawing_program

__all__ = ["DoctorLine", "examine"]

_NOT_FOR_USERS = ("bench", "dev", "docs", "fuzz", "mutation", "rete")
"""Extras of those who work on fitengine; of `rete` the line about the executor says more."""
_COMPILER_HELP = (
    "optional: the plain executor decides the same; durable-rules needs Python below 3.13 and a C compiler"
)


@dataclass(frozen=True, slots=True)
class DoctorLine:
    """One thing looked at. `missing` is essential, `optional` is not."""

    name: str
    value: str
    status: Literal["ok", "missing", "optional"]
    help: str = ""


def examine() -> tuple[DoctorLine, ...]:
    """Versions, the executor and the drawing program in use, the rule packs, and what extras would add."""
    return (
        DoctorLine("python", f"{platform.python_version()} on {sys.platform} {platform.machine()}", "ok"),
        DoctorLine("fitengine", _version("fitengine") or "not installed as a package", "ok"),
        *_packages(),
        _executor(),
        _drawing(),
        _rules(),
        *_plugins(),
    )


def _packages() -> Iterator[DoctorLine]:
    for name, extra in _requirements():
        found = _version(name)
        if found:
            yield DoctorLine(name, found, "ok")
        elif extra:
            yield DoctorLine(name, "not installed", "optional", f"`pip install 'fitengine[{extra}]'`")
        elif name == "durable-rules":
            yield DoctorLine(name, "not installed", "optional", _COMPILER_HELP)
        else:
            yield DoctorLine(name, "not installed", "missing", f"`pip install {name}`")


def _requirements() -> Iterator[tuple[str, str]]:
    """Name and extra (empty for core) of every declared dependency of users, each name once."""
    try:
        declared = requires("fitengine") or []
    except PackageNotFoundError:
        declared = []
    seen = set()
    for line in declared:
        match = re.match(r"[A-Za-z0-9._-]+", line)
        extra = re.search(r"extra == ['\"]([^'\"]+)['\"]", line)
        if match and match[0].lower() not in seen and not (extra and extra[1] in _NOT_FOR_USERS):
            seen.add(match[0].lower())
            yield match[0], extra[1] if extra else ""


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _executor() -> DoctorLine:
    status = executor_status()
    if status.name == "plain":
        return DoctorLine("executor", f"plain: {status.detail}", "optional", _COMPILER_HELP)
    return DoctorLine("executor", f"{status.name} on {status.detail}", "ok")


def _drawing() -> DoctorLine:
    try:
        program = drawing_program()
    except FitengineError as error:
        problem = error.problems[0]
        return DoctorLine("drawing program", problem.message, "missing", problem.help)
    return DoctorLine("drawing program", f"{program.version} ({program.path})", "ok")


def _rules() -> DoctorLine:
    from fitengine.load.rules.rulebook import load_rules

    try:
        packs = load_rules().packs
    except FitengineError as error:
        return DoctorLine("rules", error.problems[0].message, "missing", "install fitengine again")
    words = ", ".join(f"{pack.name} {pack.version} ({pack.digest})" for pack in packs)
    return DoctorLine("rules", f"{words} in {rules_folder()}", "ok")


def _plugins() -> Iterator[DoctorLine]:
    for group, name, whose in installed_plugins():
        kind = "reader" if group == LOADERS else "pack"
        what = f"`.{name}` files" if group == LOADERS else f"`--rules {name}`"
        yield DoctorLine(kind, f"{what}, by {whose.strip('`')}", "ok")
