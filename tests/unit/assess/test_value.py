"""What changes are worth, by figures worked out by hand."""

from math import inf

import pytest

from fitengine.api import load_rules
from fitengine.assess.value import assess_value
from fitengine.decide.decider import Decider
from fitengine.model.value import Case
from tests.helpers.initiatives import GOOD_DATA, PATTERN, assessed, initiative, steps

ROBOT = (
    "rule_based: fully, standardised: uniform, exception_rate: 2, error_cost: low, input_digital: digital, "
    "input_structure: structured, api_available: false, applications: 2"
)
"""One driver of effort, the missing interface: medium complexity."""
SIMPLE = ROBOT.replace("api_available: false", "api_available: true")
BLOCK = """
    currency: EUR
    hourly_rate: 40
    day_rate: 700 to 900
    build_days: {rpa: 15 to 40}
    run_cost_month: {rpa: 100 to 300}
    automated_share: {rpa: 60% to 90%}
    horizon_months: 36
"""


@pytest.fixture(scope="module")
def decider():
    return Decider(load_rules(), "plain")


def read(decider, text):
    found = assessed(text)
    return assess_value(found.process, found.steps, decider)


def worth(decider, block=BLOCK, facts="", extra="", **more):
    given = {"enter": f"{ROBOT}, volume: 3000, handling_minutes: 3{facts}", **more}
    return read(decider, initiative(f"{extra}value:\n{block}", **given))


def case(value, which=Case.LIKELY):
    return value.total.cases[which]


def test_three_cases_by_hand(decider):
    """150 hours a month. Medium complexity takes the middle half of 15 to 40 build days: 21.25 to 33.75.

    Low case: 150 * 0.6 * 40 = 3,600 saved, less 300 to run; 33.75 * 900 = 30,375 to build; 36 * 3,300 - 30,375 = 88,425.
    Likely:   150 * 0.75 * 40 = 4,500, less 200; 27.5 * 800 = 22,000; 36 * 4,300 - 22,000 = 132,800.
    High:     150 * 0.9 * 40 = 5,400, less 100; 21.25 * 700 = 14,875; 36 * 5,300 - 14,875 = 175,925.
    """
    value = worth(decider)
    rows = {
        "hours": (150, 150, 150),
        "cost": (6000, 6000, 6000),
        "hours_saved": (90, 112.5, 135),
        "benefit": (3600, 4500, 5400),
        "run_cost": (300, 200, 100),
        "build_days": (33.75, 27.5, 21.25),
        "build_cost": (30375, 22000, 14875),
        "net_month": (3300, 4300, 5300),
        "payback": (30375 / 3300, 22000 / 4300, 14875 / 5300),
        "net_value": (88425, 132800, 175925),
    }
    for name, expected in rows.items():
        found = [getattr(case(value, which), name) for which in Case]
        assert found == pytest.approx(expected), name
    (step,) = value.steps
    assert (step.complexity, step.drivers) == (("medium",), ("no interfaces",))
    assert step.complete


def test_each_assumption_is_moved_alone_and_the_greatest_swing_comes_first(decider):
    """Share: 36 * (3,600 - 200) - 22,000 = 100,400 to 36 * (5,400 - 200) - 22,000 = 165,200, and so on."""
    value = worth(decider)
    assert value.measure == "net value"
    assert [(swing.key, swing.at_low, swing.at_high) for swing in value.swings] == [
        ("automated_share.rpa", pytest.approx(100_400), pytest.approx(165_200)),
        ("build_days.rpa", pytest.approx(137_800), pytest.approx(127_800)),
        ("run_cost_month.rpa", pytest.approx(136_400), pytest.approx(129_200)),
        ("day_rate", pytest.approx(135_550), pytest.approx(130_050)),
    ]
    assert not any(swing.tips for swing in value.swings)


def test_what_decides_between_gain_and_loss_is_marked(decider):
    """2 hours a month at 40 bring 48 to 72 a month, 60 likely; running it costs 20 to 70, 45 likely."""
    block = BLOCK.replace("100 to 300", "20 to 70").replace("15 to 40", "0")
    value = worth(decider, block, enter=f"{ROBOT}, volume: 120, handling_minutes: 1")
    tips = [swing.key for swing in value.swings if swing.tips]
    assert tips == ["run_cost_month.rpa"]


@pytest.mark.parametrize(
    ("left_out", "unknown"),
    [
        ("hourly_rate", {"cost", "benefit", "run_cost", "build_cost", "net_month", "payback", "net_value"}),
        ("day_rate", {"benefit", "run_cost", "build_cost", "net_month", "payback", "net_value"}),
        ("run_cost_month", {"benefit", "run_cost", "build_cost", "net_month", "payback", "net_value"}),
    ],
)
def test_what_is_not_given_leaves_unknown_what_depends_on_it_and_never_zero(decider, left_out, unknown):
    block = "\n".join(line for line in BLOCK.splitlines() if left_out not in line)
    value = worth(decider, block)
    figures = case(value)
    names = type(figures).__slots__
    assert {name for name in names if getattr(figures, name) is None} == unknown
    assert value.steps[0].missing == (left_out,)
    assert value.measure == "hours saved"


@pytest.mark.parametrize("facts", ["volume: 3000", "handling_minutes: 3", ""])
def test_without_volume_or_minutes_nothing_is_known_of_the_saving(decider, facts):
    value = read(decider, initiative(f"value:\n{BLOCK}", enter=f"{ROBOT}, {facts}".rstrip(", ")))
    figures = case(value)
    assert (figures.hours, figures.hours_saved, figures.net_value, value.measure) == (None, None, None, "")
    assert figures.build_days == 27.5
    assert (value.total.known, value.total.complete, value.total.planned) == (0, 0, 1)


def test_an_unknown_step_leaves_the_others_known_and_is_counted(decider):
    value = worth(decider, other=f"{ROBOT}, volume: 50")
    assert case(value).net_value == pytest.approx(132_800)
    assert (value.total.planned, value.total.known, value.total.complete) == (2, 1, 1)
    assert case(value).build_days == pytest.approx(55), "building the unknown step takes days as well"
    assert case(value).build_cost == pytest.approx(22_000), "but is not set against savings of another"


def test_ranges_of_volume_and_minutes_multiply_end_by_end(decider):
    value = read(decider, steps(enter=f"{ROBOT}, volume: 100 to 300, handling_minutes: [2, 6]"))
    hours = [value.total.cases[which].hours for which in Case]
    assert hours == pytest.approx([100 * 2 / 60, 200 * 4 / 60, 300 * 6 / 60])


def test_costs_that_eat_up_the_saving_never_pay_back(decider):
    value = worth(decider, BLOCK.replace("100 to 300", "9000"))
    assert (case(value).payback, value.never) == (inf, True)
    assert case(value).net_value == pytest.approx(36 * (4500 - 9000) - 22000)


def test_nothing_to_build_pays_back_at_once(decider):
    assert case(worth(decider, BLOCK.replace("15 to 40", "0"))).payback == 0


@pytest.mark.parametrize(
    ("facts", "level", "days"),
    [
        (SIMPLE, ("low",), (27.5, 21.25, 15)),
        (ROBOT, ("medium",), (33.75, 27.5, 21.25)),
        (f"{SIMPLE.replace('applications: 2', 'applications: 6')}", ("high",), (40, 33.75, 27.5)),
        (
            SIMPLE.replace("api_available: true", "api_available: unknown"),
            ("low", "medium"),
            (33.75, 24.375, 15),
        ),
    ],
)
def test_drivers_of_effort_choose_the_part_of_the_range_of_build_days(decider, facts, level, days):
    """Low complexity takes the lower half of 15 to 40, high the upper; a voiced doubt takes what both may be."""
    value = read(decider, initiative(f"value:\n{BLOCK}", enter=facts))
    assert value.steps[0].complexity == level
    assert [value.total.cases[which].build_days for which in Case] == pytest.approx(days)


def test_what_nobody_spoke_of_is_taken_as_usual_and_listed(decider):
    value = read(decider, initiative(f"value:\n{BLOCK}", enter=SIMPLE.replace(", api_available: true", "")))
    assert (value.steps[0].complexity, value.steps[0].undecided) == (("low",), ("api_available",))


def test_a_stated_likely_figure_goes_before_the_middle(decider):
    block = BLOCK.replace("{rpa: 15 to 40}", "{rpa: {low: 15, likely: 22, high: 40}}")
    value = worth(decider, block)
    assert [value.total.cases[which].build_days for which in Case] == pytest.approx([33.75, 22, 21.25])
    assumption = next(one for one in value.assumptions if one.key == "build_days.rpa")
    assert not assumption.estimate.midpoint


def test_what_is_known_of_a_step_goes_before_its_verdict_and_that_before_our_own(decider):
    block = BLOCK + "    steps: {enter: {automated_share: 50%, build_days: 10}}\n"
    value = worth(decider, block)
    assert (case(value).hours_saved, case(value).build_days) == (75, 10)
    bases = {one.key: one.basis for one in value.assumptions}
    assert bases["automated_share.enter"] == bases["build_days.enter"] == "step"
    ours = read(decider, steps(enter=f"{ROBOT}, volume: 3000, handling_minutes: 3"))
    assert {one.key: one.basis for one in ours.assumptions} == {
        "automated_share.rpa": "house-default", "build_days.rpa": "house-default", "horizon_months": "house-default",
    }  # fmt: skip
    assert case(ours).hours_saved == pytest.approx(150 * 0.7)
    assert (ours.currency, ours.horizon_months, case(ours).cost) == ("", 36, None)


def test_a_step_that_stays_with_people_or_is_undecided_plans_no_saving(decider):
    talk = "interpersonal: high, judgement: high, volume: 60, handling_minutes: 30"
    value = worth(decider, talk=talk, open_="volume: 60, handling_minutes: 60")
    by_id = {step.step: step for step in value.steps}
    for name in ("talk", "open_"):
        assert not by_id[name].planned
        assert by_id[name].cases[Case.LIKELY].hours_saved is None
    assert case(value).hours == pytest.approx(150 + 30 + 60)
    assert case(value).hours_saved == pytest.approx(112.5)


def test_a_step_that_is_dropped_saves_all_of_its_time_and_runs_for_nothing(decider):
    value = read(decider, initiative(
        "value: {currency: EUR, hourly_rate: 40, day_rate: 800, build_days: {standardise-first: 2}}",
        slides="needed: no, volume: 4, handling_minutes: 150",
    ))  # fmt: skip
    assert (value.steps[0].technique, case(value).hours_saved) == ("eliminate", 10)
    assert case(value).net_value == pytest.approx(36 * 400 - 1600)


def test_ai_and_standardising_have_their_own_figures(decider):
    block = BLOCK.replace("{rpa: 60% to 90%}", "{rpa: 60%, ai-suitable: 40%, standardise-first: 10%}")
    much = "volume: 600, handling_minutes: 10"
    data = ", ".join(f"{name}: {value}" for name, value in GOOD_DATA.items())
    messy = (
        "rule_based: mostly, judgement: low, pattern_task: false, standardised: varies, ways_of_working: 5"
    )
    value = worth(decider, block, read=f"{PATTERN}, {data}, {much}", messy=f"{messy}, {much}")
    saved = {step.step: step.cases[Case.LIKELY].hours_saved for step in value.steps}
    assert saved == {"enter": pytest.approx(90), "read": pytest.approx(40), "messy": pytest.approx(10)}


def test_a_payback_without_costs_is_a_finding_that_names_what_is_missing(decider):
    block = "\n".join(
        line for line in BLOCK.splitlines() if "day_rate" not in line and "run_cost" not in line
    )
    (finding,) = worth(decider, block).findings
    assert (finding.code, finding.severity, str(finding.span)) == ("payback-unknown", "info", "input:2:3")
    assert finding.message == "payback is unknown: `day_rate` and `run_cost_month` are not given"


def test_a_return_expected_sooner_than_likely_is_a_finding(decider):
    (finding,) = worth(decider, extra="facts: {payback_months_expected: 2 to 4}\n").findings
    assert (finding.code, str(finding.span)) == ("return-expected-too-soon", "input:2:11")
    assert finding.message == (
        "the sponsor expects the return in 2 to 4 months; the likely case gives 5.12 months "
        "(low case 9.2 months, high case 2.81 months)"
    )
    assert worth(decider, extra="facts: {payback_months_expected: 2 to 6}\n").findings == ()
