"""Dependencies may be used in closed products, are pinned with hashes, and are listed in docs/licences.md."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.helpers.docs import DOCS
from tests.helpers.licences import (
    NOT_FOR_USERS,
    PERMISSIVE,
    ROOT,
    WITH_CONDITIONS,
    atoms,
    licence,
    locked,
    parts,
)

PAGE = DOCS / "licences.md"
ROW = re.compile(r"^\| ([a-z0-9.-]+) \| [^|]+ \| (always|extra|development) \| ([^|]+) \|$", re.MULTILINE)
HEAD = """\
# Licences and parts

<!-- Made by the tests: `pytest --update-golden tests/functional/test_licences.py` makes it anew. -->

fitengine itself is under Apache-2.0. This is everything else, as pinned with its hashes in `requirements.lock` (what a plain
installation brings) and `.ci/requirements.lock` (what CI tests and builds with). *always* comes with every installation,
*extra* with an extra of your choice, *development* never reaches users. Licences are read from the installed packages; a test
compares them with the list of those that are acceptable.

Permissive: {permissive}. With conditions that touch nothing of ours:

{conditions}

`.ci/lock` makes the lock files anew, and `.ci/sbom` writes the list of parts of a plain installation as CycloneDX JSON.
durable-rules comes as source alone: it is compiled on your machine, with the setuptools that pip picks for the build.

| package | version | use | licence |
|---|---|---|---|
"""


def requirements() -> dict[str, list[Requirement]]:
    """What pyproject.toml asks for, by extra; the plain ones under the empty name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"": project["dependencies"], **project["optional-dependencies"]}
    return {extra: [Requirement(line) for line in lines] for extra, lines in groups.items()}


def page() -> str:
    """The licence of a package that is not installed here stays as it was told."""
    before = {name: told for name, _, told in ROW.findall(PAGE.read_text(encoding="utf-8"))}
    uses = {name: use for name, use, _ in ROW.findall(PAGE.read_text(encoding="utf-8"))}
    rows = [
        f"| {part.name} | {part.version} | {part.use if part.licence else uses.get(part.name, part.use)} "
        f"| {part.licence or before.get(part.name, 'not installed')} |\n"
        for part in parts()
    ]
    conditions = "\n".join(f"- {name}: {why}." for name, why in WITH_CONDITIONS.items())
    return HEAD.format(permissive=", ".join(sorted(PERMISSIVE)), conditions=conditions) + "".join(rows)


@pytest.fixture(autouse=True)
def made_anew(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden"):
        PAGE.write_text(page(), encoding="utf-8")


@pytest.mark.parametrize("name", locked(".ci/requirements.lock"))
def test_every_licence_is_on_the_list(name: str) -> None:
    told = licence(name)
    if told is None:
        pytest.skip("not installed here")
    assert atoms(told) <= PERMISSIVE | set(WITH_CONDITIONS), f"{name} is under {told}"


def test_the_page_lists_every_pinned_package_with_its_licence() -> None:
    listed = {name: told for name, _, told in ROW.findall(PAGE.read_text(encoding="utf-8"))}
    assert set(listed) == set(locked(".ci/requirements.lock")), "make it anew: pytest --update-golden"
    installed = {name: told for name in listed if (told := licence(name)) is not None}
    assert {name: listed[name] for name in installed} == installed
    assert all(atoms(told) <= PERMISSIVE | set(WITH_CONDITIONS) for told in listed.values())


@pytest.mark.parametrize("extra", sorted(set(requirements()) - {"bench", "fuzz", "mutation"}))
def test_what_is_asked_for_is_pinned(extra: str) -> None:
    """`.ci/lock` was run after the last change of a dependency."""
    pinned = locked(".ci/requirements.lock")
    for need in requirements()[extra]:
        name = canonicalize_name(need.name)
        assert name in pinned, f"run .ci/lock: {need.name} is not in .ci/requirements.lock"
        assert all(
            need.specifier.contains(version, prereleases=True) for version in pinned[name].split(", ")
        ), name


def test_a_plain_installation_brings_what_the_lock_file_says() -> None:
    plain, everything = locked("requirements.lock"), locked(".ci/requirements.lock")
    assert {canonicalize_name(need.name) for need in requirements()[""]} <= set(plain)
    assert {name: everything[name] for name in plain} == plain


@pytest.mark.parametrize("path", ["requirements.lock", ".ci/requirements.lock"])
def test_every_pin_has_a_hash(path: str) -> None:
    pins = re.split(r"^(?=[A-Za-z0-9._-]+==)", (ROOT / path).read_text(encoding="utf-8"), flags=re.MULTILINE)[
        1:
    ]
    assert len(pins) >= len(locked(path))
    assert all("--hash=sha256:" in pin for pin in pins)


def test_tests_need_no_extra_that_ci_does_not_install() -> None:
    """What users can install is tested: every package of their extras is in `dev` too, but for the ones it cannot have."""
    groups = requirements()
    dev = {canonicalize_name(need.name) for need in groups["dev"] + groups[""]}
    asked = {
        canonicalize_name(need.name)
        for extra, needs in groups.items()
        if extra not in NOT_FOR_USERS
        for need in needs
    }
    assert asked <= dev
