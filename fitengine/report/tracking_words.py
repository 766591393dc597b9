"""The words that every report about tracking shares."""

from __future__ import annotations

from fitengine.assess.oversight import TAPER
from fitengine.assess.tracking import TRACKING
from fitengine.model.tracking import CriterionState, CriterionTrack, KpiTrack, Oversight, Period, Tracking
from fitengine.report.display import clean
from fitengine.report.words import count_words, listed, percent

__all__ = [
    "HOUSE_WORDS",
    "NO_MEASURES",
    "criterion_words",
    "figure_words",
    "gained_words",
    "latest_words",
    "period_words",
    "plan_words",
    "review_words",
    "summary_words",
]

NO_MEASURES = "Nothing to track: the file names no measures under `kpis` of its initiative."
HOUSE_WORDS = (
    f"A criterion is judged by the figure nearest to its day, at most {TRACKING.window_days} days from it; a figure older "
    f"than {TRACKING.stale_days} days says nothing of today; {TRACKING.stop_after} figures in a row without a gain after "
    "month one, or beyond the criterion after month six, call for thought; the review goes down a level "
    f"({', '.join(f'{100 * level:g}%' for level in TAPER.levels)}) after {TAPER.periods} periods in a row within the limits "
    "and back to everything after one that is not [house-default]."
)


def summary_words(tracking: Tracking) -> str:
    """`on 2026-11-21: off track; live since 2026-05-01`."""
    live = ""
    if tracking.go_live:
        verb = "live since" if tracking.go_live <= tracking.on else "to go live on"
        live = f"; {verb} {tracking.go_live}"
    return f"On {tracking.on}: {tracking.standing}{live}"


def figure_words(figure: float | None) -> str:
    """A figure of a measure as it was given."""
    return "" if figure is None else f"{figure:,.10g}"


def criterion_words(one: CriterionTrack) -> tuple[str, str]:
    """What was asked for and by when, and what became of it."""
    if one.figure is None:
        return "none set", ""
    due = f" by {one.due}" if one.due else ""
    judged = f": {figure_words(one.actual.value)} on {one.actual.on}" if one.actual else ""
    state = "" if one.state is CriterionState.NOT_DUE else f"{one.state}{judged}"
    return f"{figure_words(one.figure)}{due}", state


def latest_words(one: KpiTrack) -> str:
    """The last figure that counts, and its day."""
    return f"{figure_words(one.latest.value)} on {one.latest.on}" if one.latest else "none"


def gained_words(one: KpiTrack) -> str:
    """How far it has come from its baseline to its farthest criterion."""
    if one.gained is None:
        return ""
    if one.gained < 0:
        return "worse than the baseline"
    return f"{percent(min(one.gained, 1))} of the way" if one.gained < 1 else "all the way"


def review_words(review: float | None) -> str:
    """`all outputs`, `50% of the outputs`, `none`."""
    if review is None:
        return "unknown"
    return {1.0: "all outputs", 0.0: "none"}.get(review, f"{100 * review:g}% of the outputs")


def plan_words(oversight: Oversight) -> list[str]:
    """What is planned, what the figures allow, and what comes next."""
    plan = clean(oversight.plan.replace("_", " ")) or "not answered (oversight)"
    words = [
        f"planned: {plan}",
        f"reviewed now: {review_words(oversight.review)}; {clean(oversight.because)}",
    ]
    if oversight.next_review is not None:
        more = count_words(oversight.periods_left, "more period")
        words.append(f"next: {review_words(oversight.next_review)} after {more} in a row within the limits")
    return words


def period_words(period: Period) -> tuple[str, str, str]:
    """The day, whether the figures were within their limits, and the review from then on."""
    out = f"behind: {listed([clean(name) for name in period.out])}"
    return str(period.on), "within" if period.within else out, review_words(period.review)
