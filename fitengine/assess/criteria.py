"""The days on which criteria fall due, the figures that count, and what is in force on a day."""

from __future__ import annotations

from datetime import date, timedelta

from fitengine.model.initiative import Actual, Kpi

__all__ = ["MONTHS", "add_months", "counting", "limit_on"]

MONTHS = (1, 6)
"""How many months after the go-live the criteria fall due."""


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last one of that month where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def counting(kpi: Kpi, go_live: date | None, on: date) -> tuple[Actual, ...]:
    """The figures since the go-live, up to a day."""
    if go_live is None:
        return ()
    known = kpi.baseline_on
    return tuple(
        actual
        for actual in kpi.actuals
        if go_live <= actual.on <= on and (known is None or actual.on > known)
    )


def limit_on(kpi: Kpi, go_live: date, day: date) -> float | None:
    """What the measure must not fall behind on a day: the last criterion that fell due, before the first one its baseline."""
    in_force = kpi.baseline
    for month, figure in zip(MONTHS, (kpi.month_1, kpi.month_6), strict=True):
        if figure is not None and add_months(go_live, month) <= day:
            in_force = figure
    return in_force
