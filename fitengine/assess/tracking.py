"""Whether the figures of an initiative keep to its criteria, on a day.

A criterion is judged by the figure measured nearest to its day. Between the days the last criterion that fell due stays in force;
before the first one no measure may be worse than its baseline. Figures from before the go-live, or no later than the baseline,
count for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fitengine.assess.criteria import MONTHS, add_months, counting, limit_on
from fitengine.assess.measures import measure_findings
from fitengine.assess.oversight import plan_oversight
from fitengine.model.initiative import Actual, Initiative, Kpi
from fitengine.model.process import Process
from fitengine.model.tracking import CriterionState, CriterionTrack, KpiTrack, Standing, Tracking

__all__ = ["TRACKING", "TrackingRules", "track_process"]

_GRAVITY = {standing: rank for rank, standing in enumerate(Standing)}


@dataclass(frozen=True, slots=True)
class TrackingRules:
    """Settings of our own, each a house-default."""

    window_days: int = 16
    """A figure this many days around the day of a criterion can judge it."""
    stale_days: int = 62
    """A figure older than this says nothing of today."""
    stop_after: int = 2
    """So many figures in a row no better than the baseline after month one, or beyond the criterion after month six: stop and
    think."""


TRACKING = TrackingRules()


def track_process(process: Process, on: date) -> Tracking:
    """How the initiative of a process stands on a day."""
    initiative = process.initiative or Initiative()
    kpis = tuple(_track(kpi, initiative.go_live, on) for kpi in initiative.kpis)
    standing = max((one.standing for one in kpis), key=_GRAVITY.__getitem__, default=Standing.WAITING)
    return Tracking(
        process,
        on,
        initiative.go_live,
        standing,
        kpis,
        plan_oversight(initiative, on),
        measure_findings(initiative),
    )


def _track(kpi: Kpi, go_live: date | None, on: date) -> KpiTrack:
    figures = counting(kpi, go_live, on)
    criteria = tuple(
        _criterion(month, figure, go_live, on, kpi, figures)
        for month, figure in zip(MONTHS, (kpi.month_1, kpi.month_6), strict=True)
    )
    latest = figures[-1] if figures else None
    standing, because = _standing(kpi, go_live, on, figures, criteria)
    return KpiTrack(kpi, criteria, latest, _gained(kpi, latest), standing, because)


def _criterion(
    month: int,
    figure: float | None,
    go_live: date | None,
    on: date,
    kpi: Kpi,
    figures: Sequence[Actual],
) -> CriterionTrack:
    due = add_months(go_live, month) if go_live else None
    if figure is None:
        return CriterionTrack(month, figure, due, CriterionState.NONE)
    if due is None or on < due:
        return CriterionTrack(month, figure, due, CriterionState.NOT_DUE)
    near = [one for one in figures if abs((one.on - due).days) <= TRACKING.window_days]
    if not near:
        return CriterionTrack(month, figure, due, CriterionState.UNMEASURED)
    judged = min(near, key=lambda one: (abs((one.on - due).days), -one.on.toordinal()))
    state = CriterionState.MET if kpi.meets(judged.value, figure) else CriterionState.MISSED
    return CriterionTrack(month, figure, due, state, judged)


def _standing(
    kpi: Kpi,
    go_live: date | None,
    on: date,
    figures: Sequence[Actual],
    criteria: Sequence[CriterionTrack],
) -> tuple[Standing, str]:
    if all(one.figure is None for one in criteria):
        return Standing.WAITING, "it has no figure to reach"
    if go_live is None:
        return Standing.WAITING, "no go-live is dated"
    if on < go_live:
        return Standing.WAITING, f"the go-live is on {go_live}"
    if stop := _stop_reason(kpi, go_live, figures):
        return Standing.STOP, stop
    due = [one for one in criteria if one.figure is not None and one.due is not None and one.due <= on]
    return _against_limit(kpi, go_live, on, figures, due)


def _against_limit(
    kpi: Kpi, go_live: date, on: date, figures: Sequence[Actual], due: Sequence[CriterionTrack]
) -> tuple[Standing, str]:
    """The latest figure against what is in force; a figure from long before that says nothing of it."""
    limit = limit_on(kpi, go_live, on)
    if not figures:
        return (
            (Standing.UNMEASURED, "nobody has measured since the go-live")
            if due
            else (
                Standing.WAITING,
                f"the first criterion is due on {_first_due(kpi, go_live)}",
            )
        )
    latest = figures[-1]
    if (on - latest.on).days > TRACKING.stale_days:
        return Standing.UNMEASURED, f"the last figure is of {latest.on}"
    if due and due[-1].due and latest.on < due[-1].due - timedelta(days=TRACKING.window_days):
        return (
            Standing.UNMEASURED,
            f"nobody has measured since month {due[-1].month} was due on {due[-1].due}",
        )
    if limit is None:
        return Standing.WAITING, "no criterion is due, and there is no baseline"
    name = f"the criterion of month {due[-1].month}" if due else "the baseline"
    words = f"{latest.value:g} on {latest.on} against {limit:g}, {name}"
    return (Standing.ON if kpi.meets(latest.value, limit) else Standing.OFF), words


def _first_due(kpi: Kpi, go_live: date) -> date:
    return add_months(go_live, MONTHS[0] if kpi.month_1 is not None else MONTHS[1])


def _stop_reason(kpi: Kpi, go_live: date, figures: Sequence[Actual]) -> str:
    """Why to stop and think; empty where nothing calls for it."""
    if figures and kpi.stop is not None and not kpi.better(figures[-1].value, kpi.stop):
        return f"{figures[-1].value:g} on {figures[-1].on} has reached the figure to stop at, {kpi.stop:g}"
    last = figures[-TRACKING.stop_after :]
    if len(last) < TRACKING.stop_after:
        return ""
    since_one = last[0].on >= add_months(go_live, MONTHS[0])
    if (
        since_one
        and kpi.baseline is not None
        and not any(kpi.better(one.value, kpi.baseline) for one in last)
    ):
        return f"the last {len(last)} figures are no better than the baseline of {kpi.baseline:g}"
    since_six = last[0].on >= add_months(go_live, MONTHS[1])
    if since_six and kpi.month_6 is not None and not any(kpi.meets(one.value, kpi.month_6) for one in last):
        return f"the last {len(last)} figures since month 6 miss its criterion of {kpi.month_6:g}"
    return ""


def _gained(kpi: Kpi, latest: Actual | None) -> float | None:
    goal = kpi.month_6 if kpi.month_6 is not None else kpi.month_1
    if latest is None or goal is None or kpi.baseline is None or goal == kpi.baseline:
        return None
    return (latest.value - kpi.baseline) / (goal - kpi.baseline)
