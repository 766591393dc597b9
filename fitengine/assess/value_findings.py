"""What is odd about the value of a process: a payback without costs, a return that is expected too soon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import inf
from typing import Literal

from fitengine.assess.figures import estimate_of
from fitengine.errors import SourceSpan
from fitengine.model.facts import format_known
from fitengine.model.finding import Finding
from fitengine.model.process import Process
from fitengine.model.value import Case, StepValue, Total
from fitengine.model.wording import join_words

__all__ = ["SEVERITY", "months_words", "value_findings"]

_EXPECTED = "payback_months_expected"
SEVERITY: dict[str, Literal["warning", "info"]] = {
    "payback-unknown": "info",
    "return-expected-too-soon": "warning",
}
_FACTS = ("volume", "handling_minutes")


def value_findings(process: Process, values: Iterable[StepValue], total: Total) -> tuple[Finding, ...]:
    """Only where the file says something about value, or what the sponsor expects."""
    return (*_unknown_payback(process, values, total), *_expected_too_soon(process, total))


def months_words(payback: float | None) -> str:
    """`14 months`, `never`, `unknown`."""
    if payback is None:
        return "unknown"
    return "never" if payback == inf else f"{payback:.3g} months"


def _unknown_payback(process: Process, values: Iterable[StepValue], total: Total) -> Iterator[Finding]:
    inputs = process.initiative.value if process.initiative else None
    if inputs is None or total.complete or not total.planned:
        return
    planned = [value for value in values if value.planned]
    lacking = dict.fromkeys(name for value in planned for name in value.missing if name not in _FACTS)
    help_ = "state the volume and the minutes of the steps"
    reason = "of no step both volume and minutes are known"
    if lacking:
        verb = "is" if len(lacking) == 1 else "are"
        reason = f"{join_words([f'`{name}`' for name in lacking], 'and')} {verb} not given"
        help_ = "say what time, building and running cost under `value`"
    yield _finding("payback-unknown", f"payback is unknown: {reason}", help_, inputs.span)


def _expected_too_soon(process: Process, total: Total) -> Iterator[Finding]:
    if process.initiative is None:
        return
    stated = process.initiative.facts.values.get(_EXPECTED)
    expected, likely = estimate_of(stated), total.cases[Case.LIKELY].payback
    if stated is None or expected is None or likely is None or likely <= expected.high:
        return
    low, high = (months_words(total.cases[case].payback) for case in (Case.LOW, Case.HIGH))
    message = (
        f"the sponsor expects the return in {format_known(stated)} months; the likely case gives "
        f"{months_words(likely)} (low case {low}, high case {high})"
    )
    span = process.initiative.facts.origin(_EXPECTED).span or process.initiative.span
    yield _finding("return-expected-too-soon", message, "agree on the runway with the sponsor", span)


def _finding(code: str, message: str, help_: str, span: SourceSpan | None) -> Finding:
    return Finding(code, SEVERITY[code], "value", message, help_, span)
