"""docs/promises.md names tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.helpers.docs import DOCS

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (?!promise|-)(.+?) \| (.+?) \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
PROMISES = ROW.findall((DOCS / "promises.md").read_text(encoding="utf-8"))


def test_there_are_promises() -> None:
    assert len(PROMISES) > 30


@pytest.mark.parametrize(("promise", "under", "shown"), PROMISES)
def test_a_promise_is_shown_by_tests_that_exist(promise: str, under: str, shown: str) -> None:
    named = TEST.findall(shown)
    assert named, promise
    assert TEST.sub("", shown).replace(",", "").strip() == ""
    for path, name in named:
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, (
            f"{path}::{name}"
        )
