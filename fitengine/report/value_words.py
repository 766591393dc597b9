"""The words that every report about value shares: rounded figures, cases, assumptions, swings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import floor, inf, log10

from fitengine.model.estimate import Estimate
from fitengine.model.value import Assumption, Case, Figures, Swing, Total, Value
from fitengine.report.display import clean
from fitengine.report.words import count_words, listed

__all__ = [
    "BAND_NOTE",
    "CASE_NOTE",
    "NO_MONEY",
    "UNKNOWN",
    "Row",
    "assumption_words",
    "case_rows",
    "estimate_words",
    "figure_words",
    "headline_words",
    "incomplete_words",
    "span_words",
    "swing_title",
    "swing_words",
    "total_words",
]

CASE_NOTE = (
    "Low case: every assumption at its worse end; high case: at its better end. Likely is what was stated, else the middle "
    "of the range. Figures are rounded to three digits. Fewer errors, better quality and the time of building are not counted."
)
BAND_NOTE = (
    "Of a range of build days that goes for a verdict, simple steps take the lower half, complex ones the upper half and others "
    "the middle half [house-default]."
)
NO_MONEY = "Money is unknown: the file gives no rates and costs under `value` of its initiative."
UNKNOWN = "unknown"
_DIGITS = 3
_MONEY = ("hourly_rate", "day_rate", "run_cost_month")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure in its three cases, in words."""

    label: str
    low: str
    likely: str
    high: str


def case_rows(value: Value) -> Iterator[Row]:
    """The total by figure; money only where the file names a currency."""
    money = clean(value.currency)
    labels = {
        "hours": "Hours a month today",
        "cost": f"{money} a month today",
        "hours_saved": "Hours saved a month",
        "build_days": "Person-days to build",
        "benefit": f"{money} saved a month",
        "run_cost": f"{money} a month to run",
        "net_month": f"{money} a month left",
        "build_cost": f"{money} to build",
        "payback": "Payback in months",
        "net_value": f"{money} net in {figure_words(value.horizon_months)} months",
    }
    for name, label in labels.items():
        if money or name in ("hours", "hours_saved", "build_days"):
            figures = [getattr(value.total.cases[case], name) for case in Case]
            yield Row(label, *map(figure_words, figures))


def figure_words(figure: float | None) -> str:
    """Three digits: `1,230`, `45.6`; `unknown`, and `never` for a payback that does not come."""
    if figure is None:
        return UNKNOWN
    if figure == inf:
        return "never"
    if figure == 0:
        return "0"
    places = _DIGITS - 1 - floor(log10(abs(figure)))
    text = f"{round(figure, places):,.{min(max(places, 0), _DIGITS)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def span_words(cases: Mapping[Case, Figures], name: str) -> str:
    """`20 (14 to 26)`: a figure as is likely, and from the least to the most; one number where they are equal."""
    figures = [getattr(cases[case], name) for case in Case]
    if any(figure is None for figure in figures):
        return UNKNOWN
    likely, (low, *_, high) = figure_words(figures[1]), map(figure_words, sorted(figures))
    return likely if low == high else f"{likely} ({low} to {high})"


def total_words(total: Total) -> str:
    """How much of the process the total covers."""
    if not total.planned:
        return "no step is planned to change"
    steps = count_words(total.planned, "step")
    parts = [f"{steps} of {total.steps} to be changed"]
    if total.known < total.planned:
        parts.append(f"savings are known of {total.known}")
    if 0 < total.complete < total.planned:
        parts.append(f"costs and savings of {total.complete}: those alone are set against each other")
    if not total.complete:
        parts.append("costs and savings are known together of none")
    return "; ".join(parts)


def headline_words(value: Value) -> str:
    """The whole in a sentence: `saves 670 (528 to 812) hours a month and leaves GBP 14,600 (9,630 to 20,200) a month; paid back
    in 3.91 (1.87 to 9.39) months`."""
    if not value.total.planned:
        return total_words(value.total)
    saved = span_words(value.total.cases, "hours_saved")
    hours = "hours saved are unknown" if saved == UNKNOWN else f"saves {saved} hours a month"
    money, payback = (span_words(value.total.cases, name) for name in ("net_month", "payback"))
    if not value.currency or money == UNKNOWN:
        return f"{hours}; money is unknown"
    paid = "does not pay back as is likely" if value.never else f"paid back in {payback} months"
    part = f" (of {value.total.complete} of {count_words(value.total.planned, 'step')})"
    of = part if value.total.complete < value.total.planned else ""
    return f"{hours} and leaves {clean(value.currency)} {money} a month; {paid}{of}"


def incomplete_words(value: Value) -> list[tuple[str, list[str]]]:
    """What is missing, and the names of the steps that miss it; rates and costs only where the file speaks of money."""
    groups: dict[str, list[str]] = {}
    for step in value.steps:
        names = [name for name in step.missing if value.currency or name not in _MONEY]
        if step.planned and names:
            groups.setdefault(listed([clean(name) for name in names]), []).append(
                clean(step.name) or clean(step.step)
            )
    return list(groups.items())


def estimate_words(estimate: Estimate, unit: str) -> str:
    """`60% to 90%, middle 75%`; shares in per cent."""
    percent = unit == "part of 1"
    low, likely, high = (
        f"{figure_words(100 * number)}%" if percent else figure_words(number)
        for number in (estimate.low, estimate.likely, estimate.high)
    )
    tail = "" if percent else f" {clean(unit)}".rstrip()
    if estimate.exact:
        return f"{low}{tail}"
    return f"{low} to {high}{tail}, {'middle' if estimate.midpoint else 'likely'} {likely}"


def assumption_words(one: Assumption) -> tuple[str, str, str]:
    """The assumption, its figures, and what they rest on."""
    return clean(one.label), estimate_words(one.estimate, one.unit), one.basis


def swing_words(swing: Swing, value: Value) -> tuple[str, str, str, str, str]:
    """The assumption, the total at its low end and at its high end, how far these are apart, and whether that decides."""
    figures = (figure_words(number) for number in (swing.at_low, swing.at_high, swing.size))
    decides = "gain or loss" if swing.tips and value.measure == "net value" else ""
    low, high, size = figures
    return clean(swing.label), low, high, size, decides


def swing_title(value: Value) -> str:
    """What the swings are of."""
    measure = (
        "hours saved a month"
        if value.measure == "hours saved"
        else f"{value.measure} in {clean(value.currency)}"
    )
    return f"Which assumption matters most: {measure}, one moved at a time"
