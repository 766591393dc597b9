"""What is public is pinned: names with their parameters, and the JSON Schemas of all results. A change has to tell users."""

from __future__ import annotations

import hashlib
import inspect
from pathlib import Path

import pytest

import fitengine
from fitengine.cli.schema import _OUTPUTS
from tests.conftest import GOLDEN, CheckGolden

ROOT = Path(__file__).parents[2]
PINS = GOLDEN / "public.txt"
PINNED = {"names": "public-names.txt", **{name: f"schemas/{name}.json" for name in ("process", *_OUTPUTS)}}


def pins() -> dict[str, tuple[str, str]]:
    """Of each pinned thing its digest and where users are told of its last change."""
    lines = (
        line for line in PINS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    )
    return {name: (digest, told) for name, digest, told in (line.split() for line in lines)}


def digest(name: str) -> str:
    return hashlib.sha256((GOLDEN / PINNED[name]).read_bytes()).hexdigest()[:12]


def test_public_names_are_those_that_were_agreed(check_golden: CheckGolden) -> None:
    lines = []
    for name in sorted(fitengine.__all__):
        thing = getattr(fitengine, name)
        kind = "class" if inspect.isclass(thing) else "def"
        shown = "" if inspect.isclass(thing) else str(inspect.signature(thing))
        lines.append(f"{kind} {name}{shown}\n")
    check_golden(PINNED["names"], "".join(lines))


@pytest.mark.parametrize("name", ["process", *_OUTPUTS])
def test_a_schema_is_the_one_that_was_agreed(name: str, invoke, check_golden: CheckGolden) -> None:
    result = invoke("schema", *([] if name == "process" else ["--output", name]))
    assert result.exit_code == 0
    check_golden(PINNED[name], result.stdout)


@pytest.mark.parametrize("name", PINNED)
def test_a_change_of_what_is_public_tells_users(name: str) -> None:
    """Whoever changes one of them writes a fragment for the changelog and names it in tests/golden/public.txt."""
    assert name in pins(), f"add to {PINS.name}: {name} {digest(name)} FRAGMENT"
    was, told = pins()[name]
    assert digest(name) == was, (
        f"`{name}` has changed: tell users in changelog.d, then write in {PINS.name}: {name} {digest(name)} FRAGMENT"
    )
    gathered = f"## {told}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert gathered or (ROOT / "changelog.d" / told).is_file(), f"changelog.d/{told} is missing"


def test_nothing_is_pinned_that_is_not_there() -> None:
    assert set(pins()) == set(PINNED)
