"""Times as logs write them: ISO 8601, day or month first, names of months, seconds since 1970, days of a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta, timezone
from itertools import islice
from typing import Literal

from fitengine.model.log import MISSING

__all__ = ["Clock", "DateOrder", "is_nothing", "reads_as_time"]

DateOrder = Literal["auto", "day-first", "month-first"]

_EPOCH = datetime(1970, 1, 1)
_EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)
_NOTHING = frozenset({"", "-", "nan", "nat", "null", "none", "n/a", "na", "?"})
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan",
            "feb",
            "mar mär",
            "apr avr",
            "may mai",
            "jun",
            "jul",
            "aug",
            "sep",
            "oct okt",
            "nov",
            "dec dez",
        ),
        1,
    )
    for name in names.split()
}
_TIME = (
    r"(?:[T ,]+(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp])?(?(half)\.?[Mm]\.?)\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?\s*"
)
_NUMBERS = re.compile(rf"(?P<one>\d{{1,4}})[./-](?P<two>\d{{1,2}})[./-](?P<three>\d{{2,4}}){_TIME}").fullmatch
_NAMED = re.compile(
    rf"(?P<one>\d{{1,2}})[./ -]+(?P<month>[^\W\d]{{3,9}})[./, -]+(?P<three>\d{{2,4}}){_TIME}"
).fullmatch
_NAME_FIRST = re.compile(
    rf"(?P<month>[^\W\d]{{3,9}})\.? +(?P<one>\d{{1,2}}),? +(?P<three>\d{{4}}){_TIME}"
).fullmatch
_NUMBER = re.compile(r"(?P<whole>\d+)(?:[.,](?P<part>\d+))?").fullmatch
_SINCE_1970 = ((9, 10, 1_000_000), (13, 13, 1_000), (16, 16, 1))
"""Digits from and to, and what makes them microseconds."""
_STAMPS = {14: "%Y%m%d%H%M%S", 12: "%Y%m%d%H%M", 8: "%Y%m%d"}
_SPREADSHEET_EPOCH = datetime(1899, 12, 30)
_SPREADSHEET_DAYS = range(20_000, 80_000)
"""From 1954 to 2119: smaller and larger numbers are no dates."""
_MOST_DAYS = 20_000
_ENOUGH = 100


class Clock:
    """Reads the times of one column, and counts what a reader should know of them.

    `refuted` counts times that make sense only if day and month stand the other way round, `confirmed` those that make
    sense only as they were read, and `open` those that could be either.
    """

    def __init__(self, samples: Iterable[str], order: DateOrder = "auto") -> None:
        given = [text for text in samples if not is_nothing(text)]
        self.numeric = bool(given) and all(_NUMBER(text) for text in given)
        self.month_first = order == "month-first" or (order == "auto" and _month_comes_first(given))
        self.naive = self.zoned = 0
        self.refuted = self.confirmed = self.open = 0
        self.unreadable = 0
        self.example = ""
        self._days: dict[str, int] = {}
        """Microseconds since 1970 at midnight, by the days as they are written: most times of a log share few of them."""

    def read(self, text: str) -> int:
        """Microseconds since 1970 in UTC; MISSING for nothing, and for what is no time."""
        if self.numeric:
            return self._read_otherwise(text)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return self._read_otherwise(text)
        return self._count(moment)

    def _count(self, moment: datetime) -> int:
        try:
            if moment.tzinfo is None:
                self.naive += 1
                since = moment - _EPOCH
            else:
                self.zoned += 1
                since = moment - _EPOCH_UTC
        except OverflowError:
            return MISSING
        return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds

    def _read_otherwise(self, text: str) -> int:
        day, _, clock = text.partition(" ")
        if day in self._days and (since_midnight := _since_midnight(clock)) is not None:
            self.naive += 1
            return self._days[day] + since_midnight
        text = text.strip()
        if is_nothing(text):
            return MISSING
        if self.numeric and (number := _NUMBER(text)):
            since = _from_number(number["whole"], number["part"] or "")
            if since != MISSING:
                self.naive += 1
                return since
        moment = self._moment(text)
        if moment is not None:
            if moment.tzinfo is None and len(self._days) < _MOST_DAYS and _NUMBERS(day):
                self._days[day] = _since(datetime(moment.year, moment.month, moment.day))
            return self._count(moment)
        self.unreadable += 1
        self.example = self.example or text
        return MISSING

    def _moment(self, text: str) -> datetime | None:
        if found := _NUMBERS(text):
            return self._from_numbers(found)
        if found := _NAMED(text) or _NAME_FIRST(text):
            month = _MONTHS.get(found["month"][:3].casefold(), 0)
            return _moment(found, _year(found["three"]), month, int(found["one"]))
        try:
            return datetime.fromisoformat(text)  # with blanks around it, or in a column of numbers
        except ValueError:
            return None

    def _from_numbers(self, found: re.Match[str]) -> datetime | None:
        one, two, three = (int(found[part]) for part in ("one", "two", "three"))
        if len(found["one"]) == 4:
            return _moment(found, one, two, three)
        day, month = (two, one) if self.month_first else (one, two)
        if day <= 12 < month:
            self.refuted += 1
            return None
        if month <= 12 < day:
            self.confirmed += 1
        else:
            self.open += day != month
        return _moment(found, _year(found["three"]), month, day)


def reads_as_time(samples: Iterable[str]) -> bool:
    """Whether most of the first hundred samples that say something are times."""
    given = list(islice((text for text in samples if not is_nothing(text)), _ENOUGH))
    clock = Clock(given)
    readable = sum(clock.read(text) != MISSING for text in given)
    return bool(given) and 2 * readable > len(given)


def is_nothing(text: str) -> bool:
    """Whether a cell says nothing: empty, or one of the words that programs write for it."""
    return text.strip().casefold() in _NOTHING


def _month_comes_first(samples: list[str]) -> bool:
    """Whether some date has no sense but with the month first, and none but with the day first; day first in doubt."""
    found = [match for match in map(_NUMBERS, samples) if match and len(match["one"]) < 4]
    days_first = sum(int(match["one"]) > 12 for match in found)
    return sum(int(match["two"]) > 12 for match in found) > days_first


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (1900 if year >= 70 else 2000)


def _moment(found: re.Match[str], year: int, month: int, day: int) -> datetime | None:
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if half := found["half"]:
        hour = hour % 12 + (12 if half in "Pp" else 0)
    microsecond = int((found["fraction"] or "0").ljust(6, "0")[:6])
    try:
        return datetime(year, month, day, hour, minute, second, microsecond, _zone(found["zone"]))
    except ValueError:
        return None


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


def _from_number(whole: str, part: str) -> int:
    for shortest, longest, factor in _SINCE_1970:
        if shortest <= len(whole) <= longest:
            return int(whole) * factor + int((part or "0").ljust(6, "0")[:6]) * factor // 1_000_000
    if len(whole) == 19:  # nanoseconds
        return int(whole) // 1_000
    if len(whole) in _STAMPS and not part:
        return _since(_from_stamp(whole))
    if len(whole) == 5 and int(whole) in _SPREADSHEET_DAYS:
        return _since(
            _SPREADSHEET_EPOCH + timedelta(days=int(whole), seconds=round(float(f"0.{part or 0}") * 86_400))
        )
    return MISSING


def _from_stamp(digits: str) -> datetime | None:
    try:
        return datetime.strptime(digits, _STAMPS[len(digits)])
    except ValueError:
        return None


def _since_midnight(text: str) -> int | None:
    """Microseconds of a time of day without a zone; None for anything else."""
    try:
        clock = time.fromisoformat(text)
    except ValueError:
        return None
    if clock.tzinfo is not None:
        return None
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1_000_000 + clock.microsecond


def _since(moment: datetime | None) -> int:
    return MISSING if moment is None else (moment - _EPOCH) // timedelta(microseconds=1)
