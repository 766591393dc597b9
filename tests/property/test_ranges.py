"""Ranges go through the value of a process as ranges: whatever lies inside comes out inside, and what is unknown never becomes a
number."""

from dataclasses import fields, replace
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitengine.api import assess, load_rules
from fitengine.assess.house import HOUSE
from fitengine.assess.value import assess_value
from fitengine.decide.decider import Decider
from fitengine.model.estimate import Estimate, ValueInputs
from fitengine.model.facts import Facts, Range
from fitengine.model.initiative import Initiative
from fitengine.model.value import Case, Figures
from tests.helpers.initiatives import process_from, steps

VERDICTS = ("rpa", "standardise-first")
ROBOT = (
    "rule_based: fully, standardised: uniform, error_cost: low, input_digital: digital, api_available: false"
)
MESSY = "rule_based: mostly, judgement: low, pattern_task: false, standardised: varies, ways_of_working: 5"
RULES = load_rules()
DECIDER = Decider(RULES, "plain")
PROCESS = process_from(steps(enter=ROBOT, tidy=MESSY))
ASSESSED = {step.step.id: step for step in assess(PROCESS, rules=RULES, executor="plain").steps}

_PARTS = st.floats(0, 1)
_BAND = st.floats(*HOUSE.effort_bands["medium"])
"""Both steps are of medium complexity: of a range of build days that part counts."""


@st.composite
def estimates(draw, most):
    low, likely, high = sorted(draw(st.floats(0, most)) for _ in range(3))
    return Estimate(low, likely, high)


def by_verdict(most):
    return st.fixed_dictionaries({}, optional={verdict: estimates(most) for verdict in VERDICTS})


INPUTS = st.builds(
    ValueInputs,
    currency=st.just("EUR"),
    hourly_rate=st.none() | estimates(200),
    day_rate=st.none() | estimates(2000),
    build_days=by_verdict(100),
    run_cost_month=by_verdict(2000),
    automated_share=by_verdict(1),
    horizon_months=st.none() | st.floats(1, 60),
)
RANGES = st.none() | st.tuples(st.floats(0, 5000), st.floats(0, 5000)).map(lambda ends: Range(*sorted(ends)))
FACTS = st.fixed_dictionaries({step: st.tuples(RANGES, RANGES) for step in ASSESSED})


def value_of(inputs, facts):
    """The value with these figures, volumes and minutes; the verdicts stay as they are."""
    changed = []
    for id_, step in ASSESSED.items():
        values = dict(step.step.facts.values)
        values |= {
            name: figure
            for name, figure in zip(("volume", "handling_minutes"), facts[id_], strict=True)
            if figure is not None
        }
        changed.append(replace(step, step=replace(step.step, facts=Facts(values))))
    return assess_value(replace(PROCESS, initiative=Initiative(value=inputs)), changed, DECIDER)


def inside(estimate, part):
    return (
        None if estimate is None else Estimate.exactly(estimate.low + part * (estimate.high - estimate.low))
    )


def somewhere(inputs, facts, draw):
    """The same figures, each settled somewhere in its range."""
    settled = replace(
        inputs,
        hourly_rate=inside(inputs.hourly_rate, draw(_PARTS)),
        day_rate=inside(inputs.day_rate, draw(_PARTS)),
        **{
            name: {
                verdict: inside(estimate, draw(parts)) for verdict, estimate in getattr(inputs, name).items()
            }
            for name, parts in (
                ("build_days", _BAND),
                ("run_cost_month", _PARTS),
                ("automated_share", _PARTS),
            )
        },
    )
    exact = {
        id_: tuple(
            None if one is None else min(one.high, one.low + draw(_PARTS) * (one.high - one.low))
            for one in both
        )
        for id_, both in facts.items()
    }
    return settled, exact


def figures_of(value, case):
    return [value.total.cases[case], *(step.cases[case] for step in value.steps)]


@settings(max_examples=60, deadline=None)
@given(INPUTS, FACTS, st.data())
def test_whatever_lies_in_the_ranges_gives_a_value_between_the_cases(inputs, facts, data):
    value = value_of(inputs, facts)
    settled = value_of(*somewhere(inputs, facts, data.draw))
    bad, good = figures_of(value, Case.LOW), figures_of(value, Case.HIGH)
    for low, high, found in zip(bad, good, figures_of(settled, Case.LIKELY), strict=True):
        for field in fields(Figures):
            ends = [getattr(low, field.name), getattr(high, field.name)]
            one = getattr(found, field.name)
            assert (one is None) == (None in ends), field.name
            if one is not None:
                assert_between(min(ends), one, max(ends), field.name)


def assert_between(low, found, high, name):
    slack = 1e-6 * max([1.0, *(abs(end) for end in (low, high) if end != inf)])
    assert low - slack <= found <= high + slack, name


@settings(max_examples=60, deadline=None)
@given(INPUTS, FACTS)
def test_the_likely_case_lies_between_the_others_and_worse_is_never_better(inputs, facts):
    value = value_of(inputs, facts)
    for low, likely, high in zip(*(figures_of(value, case) for case in Case), strict=True):
        for name in ("hours_saved", "benefit", "net_month", "net_value"):
            ends = [getattr(figures, name) for figures in (low, likely, high)]
            assert ends == [None] * 3 or ends == pytest.approx(sorted(ends), abs=1e-6), name
        for name in ("run_cost", "build_cost", "payback"):
            ends = [getattr(figures, name) for figures in (high, likely, low)]
            assert ends == [None] * 3 or ends == pytest.approx(sorted(ends), abs=1e-6), name


@settings(max_examples=60, deadline=None)
@given(INPUTS, FACTS)
def test_what_is_not_given_never_becomes_a_number(inputs, facts):
    value = value_of(inputs, facts)
    for step in value.steps:
        figures = step.cases[Case.LIKELY]
        timed = None not in facts[step.step]
        assert (figures.hours is not None) == timed
        assert (figures.hours_saved is not None) == timed
        assert (figures.cost is not None) == (timed and inputs.hourly_rate is not None)
        runs = step.verdict in inputs.run_cost_month or step.verdict == "standardise-first"
        assert (figures.run_cost is not None) == runs
        assert (figures.build_cost is not None) == (inputs.day_rate is not None)
        complete = timed and runs and inputs.hourly_rate is not None and inputs.day_rate is not None
        assert (figures.net_value is not None) == (figures.payback is not None) == complete
        assert step.complete is complete
    total = value.total.cases[Case.LIKELY]
    assert (total.net_value is None) == (value.total.complete == 0)
    assert (total.hours is None) == all(None in both for both in facts.values())


@settings(max_examples=40, deadline=None)
@given(INPUTS, FACTS)
def test_a_swing_stays_within_the_cases_and_needs_a_range(inputs, facts):
    value = value_of(inputs, facts)
    attribute = value.measure.replace(" ", "_")
    for swing in value.swings:
        ends = [getattr(value.total.cases[case], attribute) for case in (Case.LOW, Case.HIGH)]
        for found in (swing.at_low, swing.at_high):
            assert_between(ends[0], found, ends[1], swing.key)
        assert swing.size > 0
        assert not next(one for one in value.assumptions if one.key == swing.key).estimate.exact
    sizes = [swing.size for swing in value.swings]
    assert sizes == sorted(sizes, reverse=True)
