"""Dates, measures and answers of an initiative as they are written, with every defect at its place."""

from datetime import date

import pytest

from fitengine.errors import InputError
from tests.helpers.initiatives import initiative, process_from


def read(text):
    return process_from(initiative(text)).initiative


def test_dates_and_the_figure_to_stop_at_are_read():
    one = read("""
        go_live: 2026-09-01
        kpis: [{name: time, unit: minutes, direction: down, baseline: 9, baseline_on: 2026-06-30, stop: 2 h}]
        """)
    (kpi,) = one.kpis
    assert (one.go_live, kpi.baseline_on, kpi.stop) == (date(2026, 9, 1), date(2026, 6, 30), 120)


def test_a_go_live_alone_makes_an_initiative():
    assert read("go_live: 2026-09-01").go_live == date(2026, 9, 1)


def test_answers_and_measures_know_their_places():
    one = read(
        "facts: {goal_linked: yes}\nkpis:\n- {name: a, unit: d, direction: up}\n- {name: b, unit: d, direction: up}"
    )
    assert str(one.facts.origin("goal_linked").span) == "input:2:11"
    assert [str(kpi.span) for kpi in one.kpis] == ["input:4:5", "input:5:5"]


@pytest.mark.parametrize(
    ("text", "place", "code", "message"),
    [
        ("go_live: soon", "2:12", "bad-date", "`soon` is no date"),
        ("go_live: 2026-02-30", "2:12", "bad-date", "`2026-02-30` is no date"),
        ("golive: 2026-02-01", "2:3", "unknown-key", "`golive` is not a key of an initiative"),
        ("kpis: [{name: n, unit: days, direction: up, month_1: soon}]", "2:56", "wrong-type",
         "`month_1` is a number in days, not `soon`"),
        ("kpis: [{name: n, unit: days, direction: up, month_6: 3 EUR}]", "2:56", "wrong-unit",
         "`month_6` is given in days, not in `EUR`"),
        ("kpis: [{name: n, unit: days, direction: up, stop: 3 to 4}]", "2:53", "wrong-type",
         "`stop` is one number, not `3 to 4`"),
        ("kpis: [{name: n, unit: days, direction: up, baseline_on: June}]", "2:60", "bad-date", "`June` is no date"),
        ("facts: {data_ready: yes}", "2:11", "derived-fact", "`data_ready` is worked out, never stated"),
    ],
)  # fmt: skip
def test_a_defect_is_told_with_its_place(text, place, code, message):
    with pytest.raises(InputError) as caught:
        read(text)
    assert [(str(one.span), one.code, one.message) for one in caught.value.problems] == [
        (f"input:{place}", code, message)
    ]


def test_negative_volumes_and_shares_over_one_are_refused():
    text = initiative("facts: {data_effort_share: 130%}", work="volume: -5")
    with pytest.raises(InputError) as caught:
        process_from(text)
    assert [one.message for one in caught.value.problems] == [
        "`data_effort_share` goes from 0 to 100 %, not `130%`",
        "`volume` goes from 0 to 10000000 cases/month, not `-5`",
    ]
