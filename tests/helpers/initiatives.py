"""Small processes with an initiative, for tests: YAML text in, what the library says out."""

from __future__ import annotations

import io
from textwrap import dedent, indent

from fitengine.api import assess, load_process
from fitengine.model.decision import Assessment
from fitengine.model.process import Process

__all__ = ["GOOD_DATA", "PATTERN", "assessed", "initiative", "process_from", "steps"]

PATTERN = (
    "rule_based: partly, judgement: low, pattern_task: true, standardised: mostly, error_cost: low, "
    "input_digital: digital, input_structure: unstructured"
)
"""Facts of a step whose core is reading."""

GOOD_DATA = {
    "data_consistency": "good",
    "data_access": "unified",
    "labelled_examples": "5000",
    "history_months": "24",
    "data_representative": "yes",
    "feedback": "yes",
}
"""Facts that leave nothing to be done to the data, and nothing to ask."""


def process_from(text: str) -> Process:
    """The process that a YAML text describes."""
    return load_process(io.StringIO(dedent(text)))


def assessed(text: str) -> Assessment:
    """The same, assessed by the shipped rules."""
    return assess(process_from(text))


def steps(**facts: str) -> str:
    """A process of one line: start, these steps by id with their facts, end."""
    names = [*facts, "end"]
    lines = [
        f"  {name}: {{name: {name}, facts: {{{given}}}, next: {following}}}"
        for (name, given), following in zip(facts.items(), names[1:], strict=True)
    ]
    return "\n".join(["process: small", "steps:", f"  start: {{type: start, next: {names[0]}}}", *lines,
                      "  end: {type: end}", ""])  # fmt: skip


def initiative(text: str, **facts: str) -> str:
    """The same process with the block `initiative`."""
    return f"initiative:\n{indent(dedent(text).strip(), '  ')}\n{steps(**(facts or {'work': ''}))}"
