"""docs/decisions/README.md lists every record by its title."""

from __future__ import annotations

import re

import pytest

from tests.helpers.docs import DOCS

RECORDS = DOCS / "decisions"
INDEX = RECORDS / "README.md"
HEAD = """\
# Decisions

<!-- Made by the tests: `pytest --update-golden tests/functional/test_decisions_index.py` makes it anew. -->

What a newcomer would question, and why it is so. A record says what was decided in which situation, what was measured and
what was considered instead. It is not rewritten when the world changes: a later record takes its place and says so. Numbers
that are missing were never used.

| | decision |
|---|---|
"""


def index() -> str:
    rows = []
    for path in sorted(RECORDS.glob("[0-9]*.md")):
        title = path.read_text(encoding="utf-8").splitlines()[0]
        number, words = re.fullmatch(r"# (\d{4}):? (.+)", title).groups()
        assert path.name.startswith(number), path.name
        rows.append(f"| {number} | [{words}]({path.name}) |\n")
    return HEAD + "".join(rows)


def test_the_index_lists_every_record(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden"):
        INDEX.write_text(index(), encoding="utf-8")
    assert INDEX.read_text(encoding="utf-8") == index(), "make it anew: pytest --update-golden"


def test_a_record_says_what_was_decided_and_why() -> None:
    for path in RECORDS.glob("[0-9]*.md"):
        text = path.read_text(encoding="utf-8")
        assert len(text.split()) > 100, path.name
