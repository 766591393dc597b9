"""Conditions of the rule language as YAML text, from the tests that a row of a DMN table asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fitengine.load.dmn.feel import Interval
from fitengine.load.yaml.write import flow_text

__all__ = ["condition_text", "interval_tests", "number_text"]


def condition_text(asked: Iterable[tuple[str, Sequence[Sequence[str]]]]) -> str:
    """A condition in braces: for each name, pieces of which any must hold; the tests of one piece must hold together."""
    single: dict[str, Sequence[str]] = {}
    more: list[str] = []
    for name, pieces in asked:
        if name not in single and all(len(piece) == 1 for piece in pieces):
            single[name] = [piece[0] for piece in pieces]
        else:
            more.append(_any(flow_text(name), pieces))
    parts = [f"{flow_text(name)}: {_listed(tests)}" for name, tests in single.items()]
    parts += [f"all: [{', '.join(more)}]"] if more else []
    return f"{{{', '.join(parts)}}}"


def interval_tests(interval: Interval) -> list[str]:
    """Tests that hold together for exactly these numbers; at least one end must be there."""
    low, high = interval.low, interval.high
    if low is not None and low == high:
        return [number_text(low)]
    if low is not None and high is not None and not (interval.low_open or interval.high_open):
        return [f"{number_text(low)} to {number_text(high)}"]
    tests = []
    if low is not None:
        tests.append(f"{'over' if interval.low_open else 'at least'} {number_text(low)}")
    if high is not None:
        tests.append(f"{'under' if interval.high_open else 'at most'} {number_text(high)}")
    return tests


def number_text(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)


def _any(name: str, pieces: Sequence[Sequence[str]]) -> str:
    """The condition that any of the pieces holds, on a name by itself."""
    parts = []
    for piece in pieces:
        tests = [f"{{{name}: {test}}}" for test in piece]
        parts.append(tests[0] if len(tests) == 1 else f"{{all: [{', '.join(tests)}]}}")
    return parts[0] if len(parts) == 1 else f"{{any: [{', '.join(parts)}]}}"


def _listed(tests: Sequence[str]) -> str:
    return tests[0] if len(tests) == 1 else f"[{', '.join(tests)}]"
