"""What the report says of an initiative: figures in three cases, trends drawn to scale, silence where nothing is known."""

import re
from dataclasses import replace
from datetime import date

import pytest

from fitengine import api
from fitengine.report.html.charts import swing_chart, trend_chart
from tests.helpers.docs import DOCS
from tests.helpers.initiatives import GOOD_DATA, PATTERN, assessed, initiative, steps

DAY = date(2026, 10, 5)
SECTIONS = ("fe-ready", "fe-value", "fe-roadmap", "fe-tracking")


@pytest.fixture(scope="module")
def process():
    return api.load_process(DOCS / "examples" / "accounts-payable-initiative.yaml")


@pytest.fixture(scope="module")
def html(process):
    return api.write_report(api.assess(process), on=DAY)


def section(html, name):
    """The words of one section, without its marks."""
    start = html.index(f'id="{name}"')
    words = re.sub(r"<[^>]+>", " ", html[start : html.index("</section>", start)])
    return " ".join(words.split())


def points(chart):
    return [
        (float(x), float(y))
        for x, y in re.findall(r'<circle class="point" cx="([\d.]+)" cy="([\d.]+)"', chart)
    ]


def test_value_is_told_in_three_cases_and_never_as_one_number(html):
    words = section(html, "fe-value")
    assert "GBP net in 36 months 256,000 469,000 690,000" in words
    assert "Payback in months 9.39 3.91 1.87" in words
    assert "Which assumption matters most: net value in GBP" in words


def test_the_roadmap_says_why_something_has_to_wait(html):
    words = section(html, "fe-roadmap")
    assert "waits for 4; so it is wave 2 instead of 1" in words
    assert "<svg" in html[html.index('id="fe-roadmap"') :].split("</section>")[0]


def test_tracking_says_on_and_off_track_gates_and_the_review(html):
    words = section(html, "fe-tracking")
    assert "off track 8.2 on 2026-09-30 against 8, the criterion of month 1" in words
    assert "on track 38 on 2026-09-30 against 25" in words
    assert "Next: 50% of the outputs after 3 more periods in a row within the limits" in words
    assert "pilot : passed, 7 of 7 criteria met" in section(html, "fe-ready")


def test_without_an_initiative_there_is_none_of_it(process):
    html = api.write_report(api.assess(replace(process, initiative=None)))
    for name in SECTIONS[1:]:
        assert f'id="{name}"' not in html
    assert "Where initiatives stall" not in html


def test_what_nobody_said_of_the_data_is_not_told_without_an_initiative():
    asked = "rule_based: partly, judgement: low, pattern_task: true, standardised: mostly, error_cost: low"
    assert 'id="fe-ready"' not in api.write_report(assessed(steps(read=asked)))
    assert 'id="fe-ready"' in api.write_report(assessed(steps(read=f"{PATTERN}, labelled_examples: 20")))


def test_what_is_unknown_is_called_unknown_and_not_nothing():
    facts = ", ".join([PATTERN, *(f"{name}: {value}" for name, value in GOOD_DATA.items())])
    html = api.write_report(assessed(initiative("facts: {phase: pilot}", read=facts)))
    words = section(html, "fe-value")
    assert "Hours saved are unknown" in words
    assert "What is unknown" in words
    assert "Hours saved a month unknown unknown unknown" in words


def test_a_trend_is_drawn_to_scale(process):
    """Later is further right, more is higher up, and equal steps are equally far apart."""
    tracking = api.track(process, on=DAY)
    for one in tracking.kpis:
        places = points(trend_chart(one, tracking))
        assert len(places) == len(one.kpi.actuals)
        assert [x for x, _ in places] == sorted(x for x, _ in places)
        figures = [actual.value for actual in one.kpi.actuals]
        slope = (places[-1][1] - places[0][1]) / (figures[-1] - figures[0])
        assert slope < 0
        for (_, y), figure in zip(places, figures, strict=True):
            assert y == pytest.approx(places[0][1] + slope * (figure - figures[0]), abs=0.11)


def test_one_figure_or_equal_figures_can_be_drawn(process):
    tracking = api.track(process, on=DAY)
    one = tracking.kpis[0]
    first = one.kpi.actuals[0]
    flat = replace(one.kpi, baseline=first.value, month_1=None, month_6=None, actuals=(first,))
    assert len(points(trend_chart(replace(one, kpi=flat, criteria=()), tracking))) == 1
    assert trend_chart(replace(one, kpi=replace(one.kpi, actuals=())), tracking) == ""


def test_bars_reach_from_the_low_end_to_the_high_end(process):
    value = api.value(process)
    widths = [
        float(width) for width in re.findall(r'<rect class="bar" [^>]*width="([\d.]+)"', swing_chart(value))
    ]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] / widths[1] == pytest.approx(value.swings[0].size / value.swings[1].size, rel=0.01)
