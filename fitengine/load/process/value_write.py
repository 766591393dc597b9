"""What a file says about value, as YAML holds it: the way back from `ValueInputs`."""

from __future__ import annotations

from collections.abc import Mapping

from fitengine.load.plain import plain_scalar
from fitengine.model.estimate import Estimate, ValueInputs
from fitengine.model.facts import Scalar

__all__ = ["value_tree"]

Figure = Scalar | Mapping[str, Scalar]
ByStep = Mapping[str, "Figure | Mapping[str, Figure]"]

_SHARE = "automated_share"
_PERCENT = 0.01
_BY_VERDICT = ("build_days", "run_cost_month", _SHARE)


def value_tree(value: ValueInputs) -> dict[str, Figure | Mapping[str, Figure] | ByStep]:
    """The block `value`, each figure in the shortest form that is read back as the same numbers."""
    tree: dict[str, Figure | Mapping[str, Figure] | ByStep] = {}
    if value.currency:
        tree["currency"] = value.currency
    for key, figure in (("hourly_rate", value.hourly_rate), ("day_rate", value.day_rate)):
        if figure is not None:
            tree[key] = _figure(key, figure)
    for key in _BY_VERDICT:
        figures: Mapping[str, Estimate] = getattr(value, key)
        tree[key] = {verdict: _figure(key, figure) for verdict, figure in figures.items()}
    tree["steps"] = {
        step: {key: _figure(key, figure) for key, figure in figures.items()}
        for step, figures in value.steps.items()
    }
    if value.horizon_months is not None:
        tree["horizon_months"] = plain_scalar(value.horizon_months)
    return tree


def _figure(key: str, estimate: Estimate) -> Figure:
    share = key == _SHARE
    low, likely, high = (
        _percent(part) if share else plain_scalar(part)
        for part in (estimate.low, estimate.likely, estimate.high)
    )
    if not (estimate.exact or estimate.midpoint):
        return {"low": low, "likely": likely, "high": high}
    unit = "%" if share else ""
    if estimate.exact:
        return f"{low}%" if share else low
    return f"{low}{unit} to {high}{unit}"


def _percent(part: float) -> Scalar:
    """The percentage that is read as this part of 1: the one with the fewest digits."""
    for digits in range(18):
        percent = float(f"{part * 100:.{digits}f}")
        if percent * _PERCENT == part:
            return plain_scalar(percent)
    return part * 100
