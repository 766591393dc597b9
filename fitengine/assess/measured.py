"""Where an event log disagrees with what somebody stated. The stated value stands; somebody should look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fitengine.facts.cutoffs import CUTOFFS, Cutoffs
from fitengine.model.decision import Finding
from fitengine.model.facts import Known, OneOf, Origin, Range, format_known
from fitengine.model.process import Process, Task

__all__ = ["check_measured"]


@dataclass(frozen=True, slots=True)
class _Pair:
    """A fact that people state and the one that logs measure. `limits` widens what is stated, from low to high."""

    stated: str
    measured: str
    unit: str
    limits: Callable[[float, float, Cutoffs], tuple[float, float]]


def check_measured(process: Process, cutoffs: Cutoffs = CUTOFFS) -> tuple[Finding, ...]:
    """A warning `measured-differs` for each stated value that the log is far from, step by step.

    Far is a volume off by more than `volume_factor`, minutes at the median off by more than `minutes_factor`, rework or
    exceptions more than `rate_points` percentage points outside of what is stated: house-defaults. A range or several values
    are left only beyond their ends. Defaults count as stated; an unknown value is not compared.
    """
    return tuple(finding for task in process.tasks() for finding in _differences(task, cutoffs))


def _differences(task: Task, cutoffs: Cutoffs) -> Iterator[Finding]:
    values, facts = task.facts.values, task.facts
    for pair in _PAIRS:
        bounds = _bounds(values.get(pair.stated))
        measured = _bounds(values.get(pair.measured))
        if bounds is None or measured is None or facts.origin(pair.stated).origin is Origin.MEASURED:
            continue
        low, high = pair.limits(*bounds, cutoffs)
        if measured[1] < low or measured[0] > high:
            stated = format_known(values[pair.stated])
            said = format_known(values[pair.measured])
            source = facts.origin(pair.measured).detail or "an event log"
            yield Finding(
                "measured-differs",
                "warning",
                task.id,
                f"`{pair.stated}` is stated as {stated} {pair.unit}, but the log says {said} ({source})",
                "correct the stated value, or find out why the log differs; the verdict follows what is stated",
                task.span,
            )


def _bounds(value: Known | None) -> tuple[float, float] | None:
    """The lowest and the highest number that a fact may be; None where it is not known as a number."""
    match value:
        case bool() | str() | None:
            return None
        case int() | float():
            return value, value
        case Range():
            return value.low, value.high
        case OneOf():
            numbers = [number for number in value.values if isinstance(number, int | float)]
            return (min(numbers), max(numbers)) if numbers else None
        case _:
            return None


def _times_volume(low: float, high: float, cutoffs: Cutoffs) -> tuple[float, float]:
    return low / cutoffs.volume_factor, high * cutoffs.volume_factor


def _times_minutes(low: float, high: float, cutoffs: Cutoffs) -> tuple[float, float]:
    return low / cutoffs.minutes_factor, high * cutoffs.minutes_factor


def _plus_points(low: float, high: float, cutoffs: Cutoffs) -> tuple[float, float]:
    return low - cutoffs.rate_points, high + cutoffs.rate_points


_PAIRS = (
    _Pair("volume", "measured_volume", "a month", _times_volume),
    _Pair("handling_minutes", "measured_minutes_p50", "minutes", _times_minutes),
    _Pair("rework_rate", "measured_rework", "%", _plus_points),
    _Pair("exception_rate", "measured_exception_rate", "%", _plus_points),
)
