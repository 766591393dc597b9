"""What the measures of an initiative say about it, and what is wrong with them.

Some answers about an initiative can be read off its measures; then the measures decide, and a stated answer that says
otherwise is a finding: a success criterion that nobody wrote down as a number is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Literal

from fitengine.errors import SourceSpan
from fitengine.model.decision import Finding
from fitengine.model.facts import Facts, Origin, Provenance, format_known
from fitengine.model.initiative import Actual, Initiative, Kpi

__all__ = ["SEVERITY", "derived_answers", "measure_findings", "overlay"]

SEVERITY: dict[str, Literal["warning", "info"]] = {
    "contradicts-measures": "warning",
    "month-six-only": "warning",
    "no-baseline": "warning",
    "no-criterion": "info",
    "criterion-no-better": "warning",
    "criteria-out-of-order": "warning",
    "stop-within-criterion": "warning",
    "baseline-after-go-live": "warning",
    "figure-before-baseline": "warning",
    "figure-before-go-live": "info",
    "no-go-live": "info",
}
_Answer = tuple[bool, str]


def derived_answers(initiative: Initiative) -> Mapping[str, _Answer]:
    """Yes or no, and the words for why, for every answer that the measures give; nothing where there are none.

    - `baseline_measured`: some measure has a baseline, and none that is to reach a figure lacks it.
    - `criteria_month_1`, `criteria_month_6`: some measure has a figure for that month.
    - `tracked`: some measure has a baseline and figures from after it.
    - `stop_criteria`: some measure says from which figure on to stop; without one they may be written down elsewhere.
    """
    kpis = initiative.kpis
    if not kpis:
        return {}
    stop = {"stop_criteria": (True, "a measure has a figure to stop at")}
    return {
        "baseline_measured": _baseline(kpis),
        "criteria_month_1": _criteria([kpi.month_1 for kpi in kpis], "one"),
        "criteria_month_6": _criteria([kpi.month_6 for kpi in kpis], "six"),
        "tracked": _tracked(kpis),
        **(stop if any(kpi.stop is not None for kpi in kpis) else {}),
    }


def overlay(facts: Facts, derived: Mapping[str, _Answer]) -> Facts:
    """The facts with the derived ones, which go before stated ones."""
    values = {name: answer for name, (answer, _) in derived.items()}
    origins = {name: Provenance(Origin.DERIVED, words) for name, (_, words) in derived.items()}
    return replace(facts, values={**facts.values, **values}, provenance={**facts.provenance, **origins})


def measure_findings(initiative: Initiative) -> tuple[Finding, ...]:
    """Answers that the measures contradict, then what is weak in each measure."""
    return (
        *_contradictions(initiative),
        *(finding for kpi in initiative.kpis for finding in _weaknesses(kpi, initiative.go_live)),
        *_without_go_live(initiative),
    )


def _baseline(kpis: tuple[Kpi, ...]) -> _Answer:
    lacking = [kpi for kpi in kpis if kpi.baseline is None and _has_criterion(kpi)]
    if lacking:
        return False, f"the measure `{lacking[0].name}` has figures to reach and no baseline"
    if any(kpi.baseline is not None for kpi in kpis):
        return True, "every measure with a figure to reach has a baseline"
    return False, "no measure has a baseline"


def _criteria(figures: list[float | None], month: str) -> _Answer:
    if any(figure is not None for figure in figures):
        return True, f"a measure has a figure for month {month}"
    return False, f"no measure has a figure for month {month}"


def _tracked(kpis: tuple[Kpi, ...]) -> _Answer:
    if any(kpi.baseline is not None and _after_baseline(kpi) for kpi in kpis):
        return True, "a measure has a baseline and figures from after it"
    return False, "no measure has both a baseline and figures from after it"


def _after_baseline(kpi: Kpi) -> list[Actual]:
    return [actual for actual in kpi.actuals if kpi.baseline_on is None or actual.on > kpi.baseline_on]


def _has_criterion(kpi: Kpi) -> bool:
    return kpi.month_1 is not None or kpi.month_6 is not None


def _contradictions(initiative: Initiative) -> Iterator[Finding]:
    for name, (answer, words) in derived_answers(initiative).items():
        stated = initiative.facts.values.get(name)
        if isinstance(stated, bool) and stated is not answer:
            message = f"`{name}` is stated as {format_known(stated)}, but {words}"
            span = initiative.facts.origin(name).span or initiative.span
            help_ = "the measures decide; complete them, or correct the answer"
            yield _finding("contradicts-measures", name, message, help_, span)


def _weaknesses(kpi: Kpi, go_live: date | None) -> Iterator[Finding]:
    for code, message, help_ in (*_criterion_flaws(kpi), *_date_flaws(kpi, go_live)):
        yield _finding(code, kpi.name, f"the measure `{kpi.name}` {message}", help_, kpi.span)


def _criterion_flaws(kpi: Kpi) -> Iterator[tuple[str, str, str]]:
    criteria = {"month one": kpi.month_1, "month six": kpi.month_6}
    known = {month: figure for month, figure in criteria.items() if figure is not None}
    if not known:
        yield "no-criterion", "has no figure to reach", "set one for month one and one for month six"
    if known and kpi.month_1 is None:
        help_ = "whoever waits half a year learns too late: set a figure for month one as well"
        yield "month-six-only", "has a figure for month six and none for month one", help_
    if known and kpi.baseline is None:
        yield "no-baseline", "has figures to reach and no baseline", "measure today's figure first"
    for month, figure in known.items():
        if kpi.baseline is not None and not kpi.better(figure, kpi.baseline):
            message = f"should be {_figure(figure, kpi)} in {month}, which is no better than {_figure(kpi.baseline, kpi)} today"
            yield "criterion-no-better", message, f"better is {kpi.direction} for this measure"
        if kpi.stop is not None and kpi.better(kpi.stop, figure):
            message = f"would stop at {_figure(kpi.stop, kpi)}, which is better than its figure for {month}"
            yield (
                "stop-within-criterion",
                message,
                "stop at a figure that is worse than what should be reached",
            )
    if kpi.month_1 is not None and kpi.month_6 is not None and kpi.better(kpi.month_1, kpi.month_6):
        message = f"should be {_figure(kpi.month_1, kpi)} in month one and only {_figure(kpi.month_6, kpi)} in month six"
        yield "criteria-out-of-order", message, "ask for more later, not for less"


def _date_flaws(kpi: Kpi, go_live: date | None) -> Iterator[tuple[str, str, str]]:
    if kpi.baseline_on and go_live and kpi.baseline_on > go_live:
        message = f"has a baseline of {kpi.baseline_on}, after the go-live on {go_live}"
        yield "baseline-after-go-live", message, "a baseline shows how it was before"
    early = [actual for actual in kpi.actuals if kpi.baseline_on and actual.on <= kpi.baseline_on]
    if early:
        message = f"has a figure of {early[0].on}, which is no later than its baseline of {kpi.baseline_on}"
        yield "figure-before-baseline", message, "it shows no effect and is left out"
    early = [actual for actual in _after_baseline(kpi) if go_live and actual.on < go_live]
    if early:
        message = f"has a figure of {early[-1].on}, before the go-live on {go_live}"
        yield "figure-before-go-live", message, "it counts for no criterion"


def _without_go_live(initiative: Initiative) -> Iterator[Finding]:
    phase = initiative.facts.values.get("phase")
    live = phase in ("production", "scaled") and initiative.go_live is None
    if live and any(_has_criterion(kpi) for kpi in initiative.kpis):
        message = f"the phase is {phase} and `go_live` is missing: no criterion has a date"
        yield _finding("no-go-live", "go_live", message, "state the day of the go-live", initiative.span)


def _figure(value: float, kpi: Kpi) -> str:
    return f"{value:g} {kpi.unit}"


def _finding(code: str, subject: str, message: str, help_: str, span: SourceSpan | None) -> Finding:
    return Finding(code, SEVERITY[code], subject, message, help_, span)
