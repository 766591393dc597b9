"""The values of facts as people write them: `mostly`, `[varies, mostly]`, `2% to 5%`, `40 a week`, `unknown`."""

from __future__ import annotations

import re
from fractions import Fraction
from math import isfinite

from fitengine.load.units import conversion, daily, other_units
from fitengine.load.yaml.fields import hint, quoted
from fitengine.model.facts import Known, OneOf, Range, Scalar, Unknown
from fitengine.model.rules import FactDefinition, FactType

__all__ = ["ValueProblem", "read_value", "shown", "unit_choices"]

_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_QUANTITY = re.compile(rf"({_NUMBER})(?![\d.,'_ ]*\d)\s*(.*)\Z", re.DOTALL | re.ASCII).match
_TO = re.compile(r"\s+to\s+", re.IGNORECASE).split
_DASHED = re.compile(rf"({_NUMBER})\s*(?:-|–|\.\.+|…)\s*({_NUMBER})\s*(.*)\Z", re.DOTALL | re.ASCII).match
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:[,.'_ \u00a0\u202f]\d{3})+(?!\d)", re.ASCII).match
_DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+(?!\d)", re.ASCII).match
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
_AS_NUMBER = "write a number or a range, as `10 to 25`"
_LONGEST_SHOWN = 60


class ValueProblem(Exception):
    """Why a value cannot be read: a code, a sentence, and what to write instead."""

    def __init__(self, code: str, message: str, help: str = "") -> None:  # noqa: A002 - the field's name
        super().__init__(message)
        self.code = code
        self.message = message
        self.help = help


def read_value(definition: FactDefinition, raw: object) -> Known:
    """What `raw`, as YAML gives it, says about a fact, in the unit of the fact. Raises ValueProblem."""
    if isinstance(raw, list):
        return _read_list(definition, raw)
    if isinstance(raw, str) and raw.strip().casefold() == "unknown":
        return Unknown.UNKNOWN
    return _read_one(definition, raw)


def unit_choices(definition: FactDefinition) -> tuple[str, ...]:
    """The units a number of this fact may be written in, its own first; none for a fact without a unit."""
    return (definition.unit, *other_units(definition.unit)) if definition.unit else ()


def shown(raw: object) -> str:
    """A value in a message: short, on one line, in backticks; containers by their kind."""
    if isinstance(raw, list):
        return "a list"
    if isinstance(raw, dict):
        return "a mapping"
    if raw is None:
        return "nothing"
    text = str(raw).lower() if isinstance(raw, bool) else str(raw)[: _LONGEST_SHOWN + 1]
    text = " ".join(text.replace("`", "'").split())
    return f"`{text[:_LONGEST_SHOWN]}…`" if len(text) > _LONGEST_SHOWN else f"`{text}`"


def _read_one(definition: FactDefinition, raw: object) -> Scalar | Range:
    if raw is None:
        help_ = "leave the line out, or write `unknown` for a doubt"
        raise ValueProblem("no-value", f"`{definition.name}` has no value", help_)
    if not isinstance(raw, bool | int | float | str):
        raise ValueProblem("wrong-type", f"`{definition.name}` cannot be {shown(raw)}", _legal(definition))
    if definition.type is FactType.BOOL:
        return _read_bool(definition, raw)
    if not definition.type.numeric:
        return _read_word(definition, raw)
    if isinstance(raw, bool):
        raise _no_number(definition, raw)
    if not isinstance(raw, str):
        return _checked(definition, raw, raw)
    low, *high = _TO(raw.strip(), 1)
    return _read_range(definition, raw, low, high[0]) if high else _read_number(definition, raw, low)


def _read_list(definition: FactDefinition, raw: list[object]) -> Known:
    if not raw:
        raise ValueProblem("empty-list", f"`{definition.name}` lists no value", _legal(definition))
    values = {_read_item(definition, item) for item in raw}
    if len(values) == 1:
        return values.pop()
    order = definition.values
    ordered = sorted(values, key=lambda value: order.index(value) if isinstance(value, str) else value)
    return OneOf(tuple(ordered))


def _read_item(definition: FactDefinition, raw: object) -> Scalar:
    if isinstance(raw, str) and raw.strip().casefold() == "unknown":
        message = f"`unknown` cannot be one of several values of `{definition.name}`"
        raise ValueProblem("illegal-value", message, "write `unknown` alone, or leave it out of the list")
    if definition.type.numeric and isinstance(raw, str) and len(_TO(raw.strip())) > 1:
        message = f"a list of values of `{definition.name}` cannot hold the range {shown(raw)}"
        raise ValueProblem("illegal-value", message, "write one range from the lowest to the highest value")
    value = _read_one(definition, raw)
    assert not isinstance(value, Range)
    return value


def _read_bool(definition: FactDefinition, raw: Scalar) -> bool:
    if isinstance(raw, bool):
        return raw
    answer = _YES_NO.get(raw.strip().casefold()) if isinstance(raw, str) else None
    if answer is None:
        message = f"`{definition.name}` is yes or no, not {shown(raw)}"
        raise ValueProblem("wrong-type", message, _legal(definition))
    return answer


def _read_word(definition: FactDefinition, raw: Scalar) -> str:
    word = str(raw).lower() if isinstance(raw, bool) else str(raw)
    if word in definition.values:
        return word
    message = f"{shown(raw)} is not a value of `{definition.name}`"
    parts = _TO(word.strip(), 1)
    if len(parts) == 2 and all(part in definition.values for part in parts):
        ends = sorted(definition.values.index(part) for part in parts)
        between = ", ".join(definition.values[ends[0] : ends[1] + 1])
        raise ValueProblem("illegal-value", message, f"write the list `[{between}]`")
    raise ValueProblem("illegal-value", message, hint(word, definition.values))


def _read_number(definition: FactDefinition, raw: str, text: str) -> int | float:
    number, unit = _split(definition, raw, text)
    return _checked(definition, _converted(definition, raw, number, unit), raw)


def _read_range(definition: FactDefinition, raw: str, first: str, second: str) -> Scalar | Range:
    low_number, low_unit = _split(definition, raw, first)
    high_number, high_unit = _split(definition, raw, second)
    if low_unit and not high_unit and conversion(low_unit, definition.unit) not in (None, 1):
        message = f"{shown(raw)} leaves the unit of {shown(second)} open"
        raise ValueProblem("wrong-unit", message, f"write `{first} to {second} {low_unit}`")
    low = _checked(definition, _converted(definition, raw, low_number, low_unit or high_unit), raw)
    high = _checked(definition, _converted(definition, raw, high_number, high_unit or low_unit), raw)
    if low > high:
        message = f"the range {shown(raw)} of `{definition.name}` falls"
        raise ValueProblem("reversed-range", message, f"write `{second} to {first}`")
    return low if low == high else Range(float(low), float(high))


def _split(definition: FactDefinition, raw: str, text: str) -> tuple[str, str]:
    """The number and the unit of one quantity."""
    found = _QUANTITY(text)
    if found is None:
        raise _number_format(definition, raw, text)
    return found[1], found[2].strip()


def _converted(definition: FactDefinition, raw: str, number: str, unit: str) -> int | float:
    factor = conversion(unit, definition.unit) if unit else Fraction(1)
    if factor is None:
        if found := _DASHED(raw.strip()):
            raise _no_number(definition, raw, f"write `{found[1]} to {found[2]}{found[3]}`")
        raise _wrong_unit(definition, raw, number, unit)
    value = int(number) if number.lstrip("+-").isdecimal() and len(number) < _LONGEST_SHOWN else float(number)
    return value if factor == 1 else value * factor.numerator / factor.denominator


def _checked(definition: FactDefinition, value: int | float, raw: object) -> int | float:
    """The value, if it is legal. `low` equal to `high` in the definition is no limit above."""
    if isinstance(value, float) and not isfinite(value):
        raise _no_number(definition, raw)
    if value < definition.low or (value > definition.high > definition.low):
        unit = f" {definition.unit}" if definition.unit else ""
        ends = f"{definition.low:.10g} to {definition.high:.10g}"
        raise ValueProblem("out-of-range", f"`{definition.name}` goes from {ends}{unit}, not {shown(raw)}")
    if definition.type is not FactType.COUNT:
        return value
    if value != int(value):
        message = f"`{definition.name}` is a whole number, not {shown(raw)}"
        raise ValueProblem(
            "not-whole", message, f"write `{int(value)}` or `{int(value)} to {int(value) + 1}`"
        )
    return int(value)


def _wrong_unit(definition: FactDefinition, raw: str, number: str, unit: str) -> ValueProblem:
    if daily(unit) and conversion("/week", definition.unit) is not None:
        message = f"{shown(raw)} is no fixed number in {definition.unit}: working days differ"
        return ValueProblem("wrong-unit", message, "write it by the week, month or year, as `40/week`")
    if not definition.unit:
        message = f"`{definition.name}` has no unit, not {shown(unit)}"
        return ValueProblem("wrong-unit", message, f"write `{number}`")
    message = f"`{definition.name}` is given in {definition.unit}, not in {shown(unit)}"
    return ValueProblem("wrong-unit", message, f"write the number alone or with {_units(definition)}")


def _number_format(definition: FactDefinition, raw: str, text: str) -> ValueProblem:
    """Numbers that are nearly right say how they are written."""
    if found := _THOUSANDS(text):
        plain = re.sub(r"[^-+\d]", "", found[0])
        return ValueProblem("number-format", f"{shown(raw)} has a thousands separator", f"write `{plain}`")
    if found := _DECIMAL_COMMA(text):
        plain = found[0].replace(",", ".")
        return ValueProblem("number-format", f"{shown(raw)} has a decimal comma", f"write `{plain}`")
    return _no_number(definition, raw)


def _no_number(definition: FactDefinition, raw: object, help_: str = "") -> ValueProblem:
    unit = f" in {definition.unit}" if definition.unit else ""
    message = f"`{definition.name}` is a number{unit}, not {shown(raw)}"
    return ValueProblem("wrong-type", message, help_ or _AS_NUMBER)


def _units(definition: FactDefinition) -> str:
    return " or ".join(f"`{unit}`" for unit in unit_choices(definition))


def _legal(definition: FactDefinition) -> str:
    match definition.type:
        case FactType.BOOL:
            return "write `yes` or `no`"
        case FactType.LEVEL | FactType.CHOICE:
            return f"write one of {quoted(definition.values)}"
        case _:
            return _AS_NUMBER
