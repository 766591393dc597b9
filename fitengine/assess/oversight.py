"""The review by people: it tapers only while the figures hold.

Everything is reviewed at first. After some periods in a row within the limits the review goes down one level; one period out of
them, and everything is reviewed again. A period is a day with figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fitengine.assess.criteria import counting, limit_on
from fitengine.model.initiative import Initiative, Kpi
from fitengine.model.tracking import Oversight, Period

__all__ = ["TAPER", "Taper", "plan_oversight"]


@dataclass(frozen=True, slots=True)
class Taper:
    """Settings of our own, each a house-default."""

    levels: tuple[float, ...] = (1.0, 0.5, 0.25, 0.1)
    """The part of the outputs that people check, level by level."""
    periods: int = 3
    """So many periods in a row within the limits lead to the next level."""


TAPER = Taper()
_FIXED = {
    "none": (0.0, "no review is planned after the go-live"),
    "until_launch": (0.0, "the review ended at the go-live"),
    "permanent": (1.0, "the review is permanent and is not reduced"),
}


def plan_oversight(initiative: Initiative, on: date) -> Oversight:
    """What is planned, and what the figures up to a day allow."""
    plan = initiative.facts.values.get("oversight")
    named = plan if isinstance(plan, str) else ""
    periods, level, held = _periods(initiative, on)
    if named in _FIXED:
        review, because = _FIXED[named]
        return Oversight(named, tuple(periods), review, None, 0, because)
    if not periods:
        because = "everything is reviewed until the first figures since the go-live"
        return Oversight(named, (), TAPER.levels[0], TAPER.levels[1], TAPER.periods, because)
    lowest = level + 1 == len(TAPER.levels)
    return Oversight(
        named,
        tuple(periods),
        TAPER.levels[level],
        None if lowest else TAPER.levels[level + 1],
        0 if lowest else TAPER.periods - held,
        _because(periods[-1], held, level),
    )


def _periods(initiative: Initiative, on: date) -> tuple[list[Period], int, int]:
    """The periods, the level after the last, and how many have held since it was reached."""
    go_live, level, held = initiative.go_live, 0, 0
    periods: list[Period] = []
    figures = {kpi: {one.on: one.value for one in counting(kpi, go_live, on)} for kpi in initiative.kpis}
    if go_live is None:
        return periods, level, held
    for day in sorted({day for known in figures.values() for day in known}):
        out = tuple(kpi.name for kpi, known in figures.items() if _is_out(kpi, go_live, day, known.get(day)))
        level, held = (0, 0) if out else (level, held + 1)
        if held == TAPER.periods and level + 1 < len(TAPER.levels):
            level, held = level + 1, 0
        periods.append(Period(day, out, TAPER.levels[level]))
    return periods, level, held


def _is_out(kpi: Kpi, go_live: date, day: date, figure: float | None) -> bool:
    """Whether the figure of a day falls behind what is in force; a measure without one is not out."""
    bound = limit_on(kpi, go_live, day)
    return figure is not None and bound is not None and not kpi.meets(figure, bound)


def _because(last: Period, held: int, level: int) -> str:
    if last.out:
        names = ", ".join(f"`{name}`" for name in last.out)
        return f"{names} fell behind on {last.on}: everything is reviewed again"
    if level == 0:
        return f"{held} of {TAPER.periods} periods in a row within the limits"
    return f"the figures have held: the review was reduced {level} of {len(TAPER.levels) - 1} times"
