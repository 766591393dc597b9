"""Figures as short as a card has room for."""

from __future__ import annotations

from collections.abc import Callable

from fitengine.model.facts import Known, OneOf, Range, format_known

__all__ = ["format_count", "format_percent", "format_share"]


def format_count(value: Known | None) -> str:
    """A number of cases: `9,600`, `0.5`, `1.2m`, `2–5`; empty where nobody knows."""
    return _format(value, _count)


def format_percent(value: Known | None) -> str:
    """A number of percent: `35%`, `2–5%`; empty where nobody knows."""
    text = _format(value, lambda number: f"{number:.3g}")
    return f"{text}%" if text else ""


def format_share(share: float | Range | None) -> str:
    """A part of the whole, 0 to 1, in percent."""
    if isinstance(share, Range):
        return format_percent(Range(share.low * 100, share.high * 100))
    return format_percent(None if share is None else share * 100)


def _format(value: Known | None, number: Callable[[float], str]) -> str:
    match value:
        case Range(low, high) if low != high:
            return f"{number(low)}–{number(high)}"
        case Range(low, _):
            return number(low)
        case OneOf(values):
            return "/".join(_format(item, number) for item in values)
        case bool():
            return ""
        case int() | float():
            return number(value)
        case str():
            return format_known(value)
        case _:
            return ""


def _count(number: float) -> str:
    if number >= 1_000_000:
        return f"{number / 1_000_000:.3g}m"
    return f"{number:,.0f}" if number >= 10 else f"{number:.3g}"
