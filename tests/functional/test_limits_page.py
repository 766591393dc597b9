"""docs/limits.md names the limits that hold."""

from __future__ import annotations

import re

import pytest

from fitengine.decide import boxes, diagram, vector
from fitengine.load import atomic, defects
from fitengine.load.logs import builder, source, text, xes_log
from fitengine.load.markup import refusals
from fitengine.load.workbook import archive
from fitengine.load.yaml import events
from fitengine.render import draw, program
from tests.helpers.docs import DOCS

MIB, GIB = 2**20, 2**30
LIMITS = {
    "a process file, rules, BPMN or DMN model": (events.MAX_BYTES, MIB, "MiB"),
    "nesting in YAML and JSON": (events.MAX_DEPTH, 1, "levels"),
    "nesting in BPMN and DMN": (refusals.MAX_DEPTH, 1, "levels"),
    "an event log, unpacked": (source.MAX_BYTES, GIB, "GiB"),
    "a line of a CSV log": (text._LONGEST_LINE, MIB, "MiB"),
    "an element of an XES log": (xes_log._LONGEST_TAG, MIB, "MiB"),
    "different activities in a log": (builder._MOST_ACTIVITIES, 1, ""),
    "a workbook, unpacked": (archive._MOST_BYTES, MIB, "MiB"),
    "rows of a sheet": (archive._MOST_ROWS, 1, ""),
    "columns of a sheet": (archive._MOST_COLUMNS, 1, ""),
    "problems told of one input": (defects._MOST_TOLD, 1, ""),
    "separate cases that one condition comes apart into": (boxes.MOST_BOXES, 1, ""),
    "states of a decision diagram, beyond which a solver answers": (diagram.MAX_STATES, 1, ""),
    "values of a fact, or ranges of a number, that the rules of a portfolio tell apart": (
        vector.MOST_CELLS,
        1,
        "",
    ),
    "memory of a PNG map": (draw._MOST_MEMORY, GIB, "GiB"),
    "time of one drawing": (program._TIME_LIMIT, 1, "seconds"),
    "time to wait for another run that writes the same file": (atomic._LONGEST_WAIT, 1, "seconds"),
}
STATED = dict(
    re.findall(r"^\| ([a-z].+) \| ([\d,]+[^|]*) \|$", (DOCS / "limits.md").read_text(), re.MULTILINE)
)


@pytest.mark.parametrize(("what", "limit"), LIMITS.items())
def test_a_limit_is_the_one_that_holds(what: str, limit: tuple[float, int, str]) -> None:
    number, unit, word = limit
    assert STATED[what] == f"{number / unit:,.0f} {word}".strip()


def test_every_limit_of_the_page_is_compared() -> None:
    assert set(STATED) == set(LIMITS)
