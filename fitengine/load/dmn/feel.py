"""FEEL's unary tests in their simple form, and literals; whatever else stands in a cell is refused by what it is.

Flowable writes `==` for equality and texts in single quotes; both can mean one thing only, and are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from fitengine.model.facts import Scalar

__all__ = ["Cell", "FeelProblem", "Interval", "inverse", "read_cell", "read_literal"]

_STRING = r'"(?:[^"\\]|\\.)*"|\'[^\'\\]*\''
_NUMBER = r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)"
_LARGEST = 1e15
"""Up to here whole numbers are told apart, with room for a range around them."""
_LITERAL = re.compile(rf"{_STRING}|{_NUMBER}|true|false")
_COMPARED = re.compile(r"(<=|>=|!=|==|<|>|=)\s*(.+)\Z", re.DOTALL)
_RANGE = re.compile(rf"([\[\](])\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*([\])\[])\Z")
_NOT = re.compile(r"not\s*\((.*)\)\Z", re.DOTALL)
_PIECE = re.compile(rf"{_STRING}|,|[^\"',]+|[\"']")
_FOREIGN = (
    (r"null\Z", "null-value", "`null`, and a fact that is not known never decides here"),
    (r'@"|(?<!\w)(date|time|duration|date and time|(years and months|days and time) duration)\s*\(', "date",
     "a date or a duration"),
    (r"[A-Za-z_][\w .]*\(", "function", "a call of a function"),
    (r"\{", "context", "a context"),
    (r"==|&&|\|\||!", "not-feel", "an operator that FEEL does not have"),
    (r"'", "not-feel", "a text in single quotes, and FEEL's are double"),
    (r"(<=|>=|<|>|=|!=)?\s*[A-Za-z_][\w .]*\Z", "variable", "the name of a variable"),
)  # fmt: skip


class FeelProblem(Exception):
    """Why a cell cannot be expressed: a code and what it holds."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(what)
        self.code = code
        self.what = what


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers between two ends, of which None is no end."""

    low: float | None = None
    high: float | None = None
    low_open: bool = False
    high_open: bool = False

    def holds(self, number: float) -> bool:
        above = self.low is None or number > self.low or (number == self.low and not self.low_open)
        return above and (
            self.high is None or number < self.high or (number == self.high and not self.high_open)
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell asks for: any of these literals and intervals or, negated, none of them."""

    tests: tuple[Scalar | Interval, ...]
    negated: bool = False

    @property
    def literals(self) -> list[Scalar]:
        return [test for test in self.tests if not isinstance(test, Interval)]

    @property
    def numbers(self) -> list[float]:
        """Every number that is named."""
        ends = [end for test in self.tests if isinstance(test, Interval) for end in (test.low, test.high)]
        named = [test for test in self.literals if _is_number(test)]
        return [float(number) for number in (*ends, *named) if number is not None]

    @property
    def kinds(self) -> set[type]:
        """`str`, `bool` or `float`, for each kind of value that is named."""
        return {
            float if isinstance(test, Interval) or _is_number(test) else type(test) for test in self.tests
        }

    def holds(self, value: Scalar) -> bool:
        return any(_passes(test, value) for test in self.tests) != self.negated

    def intervals(self) -> list[Interval]:
        """The numbers it asks for, as intervals."""
        found = [
            test if isinstance(test, Interval) else Interval(float(test), float(test)) for test in self.tests
        ]
        return inverse(found) if self.negated else found


def read_cell(text: str) -> Cell | None:
    """The unary tests of an input entry; None where anything goes (`-`, or nothing at all). Raises FeelProblem."""
    text = text.strip()
    if text in ("", "-"):
        return None
    if found := _NOT.match(text):
        return Cell(tuple(_read_tests(found[1])), negated=True)
    if (found := _COMPARED.match(text)) and found[1] == "!=" and _LITERAL.fullmatch(found[2].strip()):
        return Cell((read_literal(found[2]),), negated=True)
    return Cell(tuple(_read_tests(text)))


def read_literal(text: str) -> Scalar:
    """A text, number or truth value. Raises FeelProblem for every other expression."""
    text = text.strip()
    if not _LITERAL.fullmatch(text):
        raise _explain(text)
    if text[0] in "\"'":
        return _read_text(text)
    if text in ("true", "false"):
        return text == "true"
    number = _read_number(text)
    return int(number) if number.is_integer() else number


def inverse(intervals: list[Interval]) -> list[Interval]:
    """All numbers outside of these intervals."""
    left = [Interval()]
    for taken in intervals:
        left = [rest for piece in left for rest in _without(piece, taken)]
    return left


def _read_tests(text: str) -> Iterator[Scalar | Interval]:
    for part in _parts(text):
        if found := _RANGE.match(part):
            opening, low, high, closing = found.groups()
            yield _read_range(opening, low, high, closing, part)
        elif (found := _COMPARED.match(part)) and _LITERAL.fullmatch(found[2]):
            yield from _compare(found[1], read_literal(found[2]), part)
        else:
            yield read_literal(part)


def _parts(text: str) -> list[str]:
    """The text split at commas outside of quotes."""
    parts = [""]
    for piece in _PIECE.findall(text):
        if piece == ",":
            parts.append("")
        else:
            parts[-1] += piece
    return [part.strip() for part in parts]


def _read_number(text: str) -> float:
    number = float(text)
    if abs(number) > _LARGEST:
        raise FeelProblem("too-large", f"`{text[:20]}…`, a number beyond {_LARGEST:g}")
    return number


def _read_text(text: str) -> str:
    """What stands between quotes. Escapes are JSON's; one that JSON does not have stays as it is."""
    try:
        found = str(json.loads(text, strict=False)) if text[0] == '"' else text[1:-1]
    except ValueError:
        found = text[1:-1]
    if not found.strip():
        raise FeelProblem("empty-text", "an empty text, and a value needs a word")
    if found.strip().casefold() == "unknown":
        raise FeelProblem("reserved-name", f"`{found}`, which here voices a doubt and is no value")
    if not found.isprintable():
        raise FeelProblem("control-character", "a text with a character that cannot be printed")
    return found


def _read_range(opening: str, low: str, high: str, closing: str, part: str) -> Interval:
    first, last = _read_number(low), _read_number(high)
    interval = Interval(first, last, opening != "[", closing != "]")
    if first > last or (first == last and (interval.low_open or interval.high_open)):
        raise FeelProblem("empty-range", f"`{part}`, a range that holds no number")
    return interval


def _compare(operator: str, value: Scalar, part: str) -> Iterator[Scalar | Interval]:
    if operator in ("=", "=="):
        yield value
        return
    if not _is_number(value):
        raise FeelProblem("no-order", f"`{part}`, and only numbers are compared")
    number = float(value)
    match operator:
        case "<" | "<=":
            yield Interval(high=number, high_open=operator == "<")
        case ">" | ">=":
            yield Interval(low=number, low_open=operator == ">")
        case _:
            yield from inverse([Interval(number, number)])


def _passes(test: Scalar | Interval, value: Scalar) -> bool:
    if isinstance(test, Interval):
        return _is_number(value) and test.holds(float(value))
    return isinstance(test, bool) == isinstance(value, bool) and test == value


def _is_number(value: Scalar) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _without(piece: Interval, taken: Interval) -> Iterator[Interval]:
    """What of `piece` lies below, and what lies above `taken`."""
    if taken.low is not None:
        below = _meet(piece, Interval(high=taken.low, high_open=not taken.low_open))
        yield from below
    if taken.high is not None:
        yield from _meet(piece, Interval(low=taken.high, low_open=not taken.high_open))


def _meet(one: Interval, other: Interval) -> Iterator[Interval]:
    """What both share, where that is anything at all."""
    lows = [
        (end, opened)
        for end, opened in ((one.low, one.low_open), (other.low, other.low_open))
        if end is not None
    ]
    highs = [
        (-end, opened)
        for end, opened in ((one.high, one.high_open), (other.high, other.high_open))
        if end is not None
    ]
    low, low_open = max(lows, default=(None, False))
    high, high_open = max(highs, default=(None, False))
    high = None if high is None else -high
    if low is None or high is None or low < high or (low == high and not (low_open or high_open)):
        yield Interval(low, high, low_open, high_open)


def _explain(text: str) -> FeelProblem:
    shown = " ".join(text.split()).replace("`", "'")
    shown = shown[:59] + "…" if len(shown) > 60 else shown
    if not shown:
        return FeelProblem("empty-cell", "nothing")
    for pattern, code, what in _FOREIGN:
        if re.match(pattern, text) or (code in ("date", "not-feel", "function") and re.search(pattern, text)):
            return FeelProblem(code, f"`{shown}`: {what}")
    return FeelProblem("expression", f"`{shown}`: an expression")
