"""The licences of everything that is installed with the product or used to build and test it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

__all__ = [
    "NOT_FOR_USERS",
    "PERMISSIVE",
    "WITH_CONDITIONS",
    "Part",
    "atoms",
    "licence",
    "locked",
    "parts",
    "reached",
]

ROOT = Path(__file__).parents[2]
NOT_FOR_USERS = frozenset({"bench", "dev", "docs", "fuzz", "mutation"})
"""Extras of those who work on the product."""

PERMISSIVE = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "ISC",
        "MIT",
        "MIT-0",
        "PSF-2.0",
        "Zlib",
    }
)
WITH_CONDITIONS = {
    "EPL-2.0": "graphviz-pure is a program of its own that is started, not linked; changes to it would have to be published",
    "MPL-2.0": "used unchanged; changes to its own files would have to be published",
    "OFL-1.1": "fonts inside graphviz-pure, used to measure text; they may not be sold by themselves",
}
"""Not permissive in every respect, and why they are acceptable: nothing of the product falls under their conditions."""

_WORDS = {
    "3-clause bsd license": "BSD-3-Clause", "apache 2.0": "Apache-2.0", "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause", "bsd 2-clause license": "BSD-2-Clause", "bsd license": "BSD-3-Clause", "mit licence": "MIT",
    "mit license": "MIT", "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0", "psfl": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
}  # fmt: skip
"""How older packages put it, as an SPDX identifier."""
_READ_FROM_ITS_FILE = {"atheris": "Apache-2.0"}
"""Packages whose metadata are silent: read from the licence file they bring."""
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One package of the lock file: where it is needed, and its licence as far as it is installed here."""

    name: str
    version: str
    use: str
    licence: str | None


def parts() -> list[Part]:
    """Everything that CI installs, by name."""
    plain, extras = reached(frozenset()), reached(NOT_FOR_USERS, all_extras=True)
    return [
        Part(
            name,
            version,
            "always" if name in plain else "extra" if name in extras else "development",
            licence(name),
        )
        for name, version in sorted(locked(".ci/requirements.lock").items())
    ]


def locked(path: str) -> dict[str, str]:
    """Names and versions of a lock file; of several versions for several Pythons all are named."""
    found: dict[str, str] = {}
    for name, version in _LOCKED.findall((ROOT / path).read_text(encoding="utf-8")):
        key = canonicalize_name(name)
        found[key] = f"{found[key]}, {version}" if key in found else version
    return found


def reached(leave_out: frozenset[str], *, all_extras: bool = False) -> set[str]:
    """What the product requires, directly or by way of others, plain or with its extras; only what is installed here."""
    ahead = [
        need for need, extra in _needs("fitengine") if not extra or (all_extras and extra not in leave_out)
    ]
    found: set[str] = set()
    while ahead:
        name = ahead.pop()
        if name not in found and _installed(name):
            found.add(name)
            ahead += [need for need, extra in _needs(name) if not extra]
    return found


def licence(name: str) -> str | None:
    """Its SPDX expression, or None where it is not installed."""
    package = _installed(name)
    if package is None:
        return None
    told = package.metadata
    classified = [
        line.split("::")[-1].strip()
        for line in told.get_all("Classifier") or []
        if line.startswith("License ")
    ]
    said = told.get("License-Expression") or _short(told.get("License")) or " AND ".join(classified)
    return _READ_FROM_ITS_FILE.get(name) or _WORDS.get(said.lower(), said)


def atoms(expression: str) -> set[str]:
    """The licences of an SPDX expression that must be met: of alternatives the first permissive one."""
    kept: set[str] = set()
    for part in re.split(r" AND ", re.sub(r"[()]", "", expression)):
        choices = part.split(" OR ")
        kept.add(next((choice for choice in choices if choice in PERMISSIVE), choices[0]))
    return kept


def _short(text: str | None) -> str:
    """Some packages put the whole text of their licence here."""
    return text if text and len(text) < 60 and "\n" not in text else ""


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _asked() -> Iterator[tuple[str, str]]:
    """What pyproject.toml asks for, and the extra that does; an installation may be older than the file."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for extra, lines in {"": project["dependencies"], **project["optional-dependencies"]}.items():
        yield from ((canonicalize_name(Requirement(line).name), extra) for line in lines)


def _needs(name: str) -> Iterator[tuple[str, str]]:
    """What an installed package requires here, and the extra that asks for it."""
    for line in (distribution(name).requires or ()) if _installed(name) else ():
        need = Requirement(line)
        extra = re.search(r"extra == ['\"]([^'\"]+)", line)
        if need.marker is None or need.marker.evaluate({"extra": extra[1] if extra else ""}):
            yield canonicalize_name(need.name), extra[1] if extra else ""
