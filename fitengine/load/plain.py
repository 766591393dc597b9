"""What is known as files hold it: the way back from `read_value`."""

from __future__ import annotations

from math import isfinite

from fitengine.errors import InputError
from fitengine.model.facts import Known, OneOf, Range, Scalar, Unknown

__all__ = ["plain_known", "plain_scalar"]

_LARGEST_WHOLE = 1e15
"""Floats are written as whole numbers up to here, where every one of them is exact."""


def plain_known(value: Known) -> Scalar | tuple[Scalar, ...]:
    """The value as YAML holds it: `mostly`, `[varies, mostly]`, `2 to 5`, `unknown`; whole numbers without a point. Raises
    InputError for what is no number that a fact can have."""
    match value:
        case OneOf():
            return tuple(plain_scalar(item) for item in value.values)
        case Range():
            return f"{plain_scalar(value.low)} to {plain_scalar(value.high)}"
        case Unknown():
            return value.value
        case _:
            return plain_scalar(value)


def plain_scalar(value: Scalar) -> Scalar:
    """Whole numbers without a point. Raises InputError for infinity and not-a-number."""
    if not isinstance(value, float):
        return value
    if not isfinite(value):
        raise InputError.single("illegal-value", f"`{value}` is no number that a fact can have")
    return int(value) if value.is_integer() and abs(value) < _LARGEST_WHOLE else value
