"""Units that people write in place of the one a fact is kept in: `1.5 h` for minutes, `40 a week` for cases a month."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

__all__ = ["conversion", "daily", "other_units"]

_PERIOD_IN_MONTHS = {
    "day": Fraction(12, 365),
    "week": Fraction(12, 52),
    "month": Fraction(1),
    "quarter": Fraction(3),
    "year": Fraction(12),
}
_TIME_IN_MINUTES = {"second": Fraction(1, 60), "minute": Fraction(1), "hour": Fraction(60)}
_WORDS = {
    "s": "second", "sec": "second", "secs": "second", "seconds": "second",
    "min": "minute", "mins": "minute", "minutes": "minute",
    "h": "hour", "hr": "hour", "hrs": "hour", "hours": "hour",
    "d": "day", "days": "day", "wk": "week", "weeks": "week",
    "mo": "month", "mos": "month", "months": "month", "quarters": "quarter",
    "y": "year", "yr": "year", "yrs": "year", "years": "year",
    "percent": "%", "pct": "%", "per cent": "%",
    "daily": "/day", "weekly": "/week", "monthly": "/month", "yearly": "/year", "annually": "/year",
}  # fmt: skip
_RATE = re.compile(r"(?:([^\W\d]+) ?)?(?:/|(?<!\w)(?:per|an?|each|every) )(\w+)\Z").match
_ANY_CASE = ("", "case")


class _Measure(NamedTuple):
    dimension: str
    factor: Fraction
    counted: str = ""
    """What a rate counts: `case`, `hour`."""


def conversion(unit: str, into: str) -> Fraction | None:
    """What a number in `unit` is multiplied by to stand in `into`; None where they measure different things."""
    if _plain(unit) == _plain(into):
        return Fraction(1)
    given, wanted = _measure(unit), _measure(into)
    if given is None or wanted is None or given.dimension != wanted.dimension:
        return None
    if given.counted != wanted.counted and not _same_counted(given.counted, wanted.counted):
        return None
    return given.factor / wanted.factor


def daily(unit: str) -> bool:
    """Whether `unit` is a rate by the day or shorter: how many of these a month has depends on the working days."""
    rate = _RATE(_plain(unit))
    return rate is not None and _word(rate[2]) in ("day", *_TIME_IN_MINUTES)


def other_units(unit: str) -> tuple[str, ...]:
    """What may be written beside `unit`."""
    measure = _measure(unit)
    match measure.dimension if measure else "":
        case "time":
            return tuple(f"{word}s" for word in _TIME_IN_MINUTES if f"{word}s" != unit)
        case "period":
            return tuple(f"{word}s" for word in _PERIOD_IN_MONTHS if f"{word}s" != unit)
        case "rate":
            return tuple(f"/{word}" for word in ("week", "month", "quarter", "year"))
        case _:
            return ()


def _measure(unit: str) -> _Measure | None:
    plain = _plain(unit)
    if rate := _RATE(plain):
        period = _word(rate[2])
        if daily(plain) or period not in _PERIOD_IN_MONTHS:
            return None
        return _Measure("rate", 1 / _PERIOD_IN_MONTHS[period], _word((rate[1] or "").removesuffix("s")))
    word = _word(plain)
    if word in _TIME_IN_MINUTES:
        return _Measure("time", _TIME_IN_MINUTES[word])
    if word in _PERIOD_IN_MONTHS:
        return _Measure("period", _PERIOD_IN_MONTHS[word])
    return _Measure("share", Fraction(1)) if word == "%" else None


def _same_counted(given: str, wanted: str) -> bool:
    """A case may go by any name (`40 invoices a week`), but an hour is no case."""
    return not given or (wanted in _ANY_CASE and given not in _TIME_IN_MINUTES)


def _plain(unit: str) -> str:
    plain = re.sub(r"\s*/\s*", "/", " ".join(unit.casefold().split()))
    return _WORDS[plain] if plain.endswith("ly") and plain in _WORDS else plain


def _word(plain: str) -> str:
    return _WORDS.get(plain, plain)
