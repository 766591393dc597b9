"""Whether the initiative keeps what it promised, as the page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fitengine.model.tracking import KpiTrack, Standing, Tracking
from fitengine.report.display import clean
from fitengine.report.html.charts import trend_chart
from fitengine.report.tracking_words import (
    HOUSE_WORDS,
    NO_MEASURES,
    criterion_words,
    figure_words,
    gained_words,
    latest_words,
    period_words,
    plan_words,
    summary_words,
)

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["Course", "Measure"]

_MARKS = {
    Standing.ON: "✓",
    Standing.OFF: "✗",
    Standing.STOP: "‼",
    Standing.UNMEASURED: "?",
    Standing.WAITING: "○",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure."""

    name: str
    unit: str
    standing: str
    mark: str
    alert: bool
    because: str
    figures: list[tuple[str, str]]
    """What is held against what: label and words."""
    chart: Markup


@dataclass(frozen=True, slots=True)
class Course:
    """Tracking as templates ask for it."""

    tracking: Tracking

    @property
    def summary(self) -> str:
        return f"{summary_words(self.tracking)}." if self.tracking.kpis else NO_MEASURES

    @property
    def note(self) -> str:
        return HOUSE_WORDS

    def measures(self) -> list[Measure]:
        return [_measure(one, self.tracking) for one in self.tracking.kpis]

    def review(self) -> list[str]:
        return [f"{words[:1].upper()}{words[1:]}." for words in plan_words(self.tracking.oversight)]

    def periods(self) -> list[tuple[str, str, str]]:
        return [period_words(period) for period in self.tracking.oversight.periods]


def _measure(one: KpiTrack, tracking: Tracking) -> Measure:
    from markupsafe import Markup

    kpi = one.kpi
    since = f" on {kpi.baseline_on}" if kpi.baseline_on else ""
    figures = [("baseline", f"{figure_words(kpi.baseline)}{since}" if kpi.baseline is not None else "none")]
    figures += [
        (f"month {part.month}", ", ".join(filter(None, criterion_words(part)))) for part in one.criteria
    ]
    figures += [("stop at", figure_words(kpi.stop))] if kpi.stop is not None else []
    figures.append(("latest", ", ".join(filter(None, (latest_words(one), gained_words(one))))))
    return Measure(
        clean(kpi.name),
        f"{clean(kpi.unit)}, better {kpi.direction}",
        str(one.standing),
        _MARKS[one.standing],
        one.standing in (Standing.OFF, Standing.STOP),
        clean(one.because),
        figures,
        Markup(trend_chart(one, tracking)),  # noqa: S704 - every text in it is escaped there
    )
