"""The tests that rule authors write beside their rules: what each kind of fault is told as."""

from __future__ import annotations

import pytest

from fitengine.decide.decider import Decider
from fitengine.decide.rule_tests import run_tests
from tests.helpers.rules import table_from_text

WHY = "because: So it is., cite: house-default"
TABLES = f"""
decision: ways
version: '1'
question: Which?
hit_policy: first
verdicts: [not_ready, ready]
rules:
- {{id: W1, when: {{exception_rate: over 20}}, then: not_ready, {WHY}}}
- {{id: W2, when: {{standardised: at least mostly}}, then: ready, {WHY}}}
- {{id: W3, when: {{}}, then: not_ready, {WHY}}}
tests: [WAYS]
---
decision: chores
version: '1'
question: What else?
hit_policy: collect
requires: [ways]
verdicts: [tidy, ask]
rules:
- {{id: C1, when: {{ways: not_ready}}, then: tidy, {WHY}}}
- {{id: C2, when: {{applications: over 3}}, then: ask, {WHY}}}
tests: [CHORES]
"""


def faults(ways: str = "", chores: str = "") -> list[tuple[bool, str]]:
    book = table_from_text(TABLES.replace("WAYS", ways).replace("CHORES", chores))
    return [(result.passed, result.message) for result in run_tests(Decider(book, "plain"))]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("given: {exception_rate: 30}, expect: not_ready, by: [W1]", ""),
        ("given: {exception_rate: 30}, expect: ready", "expected `ready`, got `not_ready`"),
        (
            "given: {exception_rate: 30}, expect: not_ready, by: [W3]",
            "expected rule `W3` to decide, but `W1` did",
        ),
        ("given: {exception_rate: 3}, expect: [not_ready, ready], ask_next: standardised", ""),
        (
            "given: {exception_rate: 3}, expect: [not_ready, ready], ask_next: exception_rate",
            "expected to ask for `exception_rate` next, but `standardised` is asked",
        ),
        (
            "given: {exception_rate: 30}, expect: ready, by: [W2]",
            "expected `ready`, got `not_ready` and expected rule `W2` to decide, but `W1` did",
        ),
        (
            "given: {exception_rate: 30}, expect: not_ready, ask_next: standardised",
            "expected to ask for `standardised` next, but `nothing` is asked",
        ),
    ],
)
def test_a_table_that_decides(written: str, message: str) -> None:
    assert faults(ways=f"{{name: t, {written}}}") == [(not message, message)]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("given: {applications: 5, ways: ready}, expect: [ask], by: [C2]", ""),
        ("given: {applications: 5, ways: not_ready}, expect: [tidy, ask]", ""),
        ("given: {applications: 2, ways: ready}, expect: []", ""),
        ("given: {applications: 2, ways: ready}, expect: [ask]", "expected `ask`, got nothing"),
        ("given: {applications: 5, ways: ready}, expect: [ask], by: [C1]", "expected rule `C1` to hold"),
    ],
)
def test_a_table_that_collects(written: str, message: str) -> None:
    (found,) = faults(chores=f"{{name: t, {written}}}")
    assert found == (not message, message)
