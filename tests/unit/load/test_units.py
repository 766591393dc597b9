"""Units that people write, and what a number in one is in another."""

from __future__ import annotations

from fractions import Fraction

import pytest

from fitengine.load.units import conversion, daily, other_units


@pytest.mark.parametrize(
    ("unit", "into", "factor"),
    [
        ("minutes", "minutes", 1),
        ("hours", "minutes", 60),
        ("minutes", "hours", Fraction(1, 60)),
        ("h", "minutes", 60),
        ("days", "minutes", None),
        ("years", "months", 12),
        ("months", "years", Fraction(1, 12)),
        ("quarter", "years", Fraction(1, 4)),
        ("/year", "cases/month", Fraction(1, 12)),
        ("/month", "cases/year", 12),
        ("/quarter", "/year", 4),
        ("invoices a quarter", "cases/month", Fraction(1, 3)),
        ("invoices per year", "invoices/quarter", Fraction(1, 4)),
        ("each month", "cases/month", 1),
        ("/week", "hours/week", 1),
        ("/month", "hours/month", 1),
        ("hours/month", "cases/month", None),
        ("invoices/month", "orders/month", None),
        ("/day", "cases/month", None),
        ("/fortnight", "cases/month", None),
        ("percent", "%", 1),
        ("%", "minutes", None),
        ("months", "minutes", None),
        ("€", "minutes", None),
        ("minutes", "€", None),
        ("monthly", "/month", 1),
        ("Cases / Month", "cases/month", 1),
    ],
)
def test_conversions(unit: str, into: str, factor: Fraction | int | None) -> None:
    assert conversion(unit, into) == factor


def test_there_and_back_is_where_one_was() -> None:
    for one in ("minutes", "hours", "months", "quarters", "years", "/week", "/month", "/year"):
        for other in ("minutes", "hours", "months", "quarters", "years", "/week", "/month", "/year"):
            there, back = conversion(one, other), conversion(other, one)
            assert (there is None) is (back is None)
            assert there is None or back is None or there * back == 1


@pytest.mark.parametrize(("unit", "by_the_day"), [("/day", True), ("a day", True), ("daily", True), ("per hour", True),
                                                 ("/week", False), ("minutes", False), ("days", False)])  # fmt: skip
def test_rates_by_the_day_depend_on_the_working_days(unit: str, by_the_day: bool) -> None:
    assert daily(unit) is by_the_day


def test_what_may_stand_instead() -> None:
    assert other_units("minutes") == ("seconds", "hours")
    assert "months" not in other_units("months")
    assert "years" in other_units("months")
    assert other_units("cases/month") == ("/week", "/month", "/quarter", "/year")
    assert other_units("%") == other_units("furlongs") == other_units("") == ()
