"""What a file says about value: rates, days, costs, shares; every defect at its place."""

import pytest

from fitengine.api import load_process
from fitengine.errors import InputError
from fitengine.model.estimate import Estimate, ValueInputs
from tests.helpers.initiatives import initiative, process_from


def read(text):
    return process_from(initiative(f"value: {text}")).initiative.value


def problems(text):
    with pytest.raises(InputError) as caught:
        read(text)
    return [(str(one.span), one.code, one.message, one.help) for one in caught.value.problems]


def test_a_whole_block():
    value = read("""
      currency: EUR
      hourly_rate: 38 to 45
      day_rate: {low: 700, likely: 750, high: 900}
      build_days: {rpa: 15 to 40, ai-suitable: 40}
      run_cost_month: {rpa: 150 EUR}
      automated_share: {rpa: 60% to 90%}
      steps: {work: {automated_share: 80, build_days: 12}}
      horizon_months: 36
    """)
    assert value.currency == "EUR"
    assert value.hourly_rate == Estimate(38, 41.5, 45, midpoint=True)
    assert value.day_rate == Estimate(700, 750, 900)
    assert value.build_days == {
        "rpa": Estimate(15, 27.5, 40, midpoint=True),
        "ai-suitable": Estimate.exactly(40),
    }
    assert value.run_cost_month == {"rpa": Estimate.exactly(150)}
    assert value.automated_share == {"rpa": Estimate(0.6, 0.75, 0.9, midpoint=True)}
    assert value.steps == {
        "work": {"automated_share": Estimate.exactly(0.8), "build_days": Estimate.exactly(12)}
    }
    assert value.horizon_months == 36


def test_a_share_of_one_per_cent_or_less_is_clear_with_its_sign():
    value = read(
        "{automated_share: {rpa: 1%, ai-suitable: 0.4% to 0.8%}, steps: {work: {automated_share: 0.5 %}}}"
    )
    assert value.automated_share == {
        "rpa": Estimate.exactly(0.01), "ai-suitable": Estimate.between(0.4 * 0.01, 0.8 * 0.01),
    }  # fmt: skip
    assert value.steps == {"work": {"automated_share": Estimate.exactly(0.5 * 0.01)}}
    assert [code for _, code, *_ in problems("{automated_share: {rpa: 0.6}}")] == ["ambiguous-share"]
    assert [code for _, code, *_ in problems("{automated_share: {rpa: 0.2 to 0.6}}")] == ["ambiguous-share"]


def test_what_is_not_said_or_doubted_stays_unknown():
    value = read("{currency: EUR, hourly_rate: unknown, build_days: {rpa: unknown}}")
    assert value == ValueInputs(currency="EUR", span=value.span)


@pytest.mark.parametrize(
    ("written", "months"),
    [
        ("6000 a year", 500),
        ("6000 EUR/year", 500),
        ("1500 EUR per quarter", 500),
        ("500 /month", 500),
        ("EUR 500", 500),
    ],
)
def test_costs_by_the_year_become_costs_by_the_month(written, months):
    value = read(f"{{currency: EUR, run_cost_month: {{rpa: {written}}}}}")
    assert value.run_cost_month == {"rpa": Estimate.exactly(months)}


def test_years_become_months_and_the_unit_of_a_rate_may_be_repeated():
    value = read(
        "{currency: CHF, hourly_rate: 50 CHF an hour to 60 CHF an hour, day_rate: 900 CHF/day, horizon_months: 3 years}"
    )
    assert (value.hourly_rate.high, value.day_rate.low, value.horizon_months) == (60, 900, 36)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{hourly_rate: 38}", ("input:2:24", "no-currency", "`hourly_rate` is money, and no currency is named",
                               "name it once, as `currency: EUR`")),
        ("{currency: euro}", ("input:2:21", "bad-currency", "`currency` is three capitals, not `euro`",
                              "write a code of ISO 4217, as `EUR`")),
        ("{currency: EUR, day_rate: 700 GBP}",
         ("input:2:36", "mixed-currencies", "`day_rate` is given in `GBP`, and this initiative counts in EUR",
          "currencies are never added up: convert it, or name the other currency")),
        ("{currency: EUR, day_rate: 80000 a year}",
         ("input:2:36", "wrong-unit", "`day_rate` is given in EUR/day, not in `a year`",
          "write the number alone or with `EUR/day`")),
        ("{currency: EUR, hourly_rate: -38}",
         ("input:2:39", "out-of-range", "`hourly_rate` goes from 0 to 1e+12 EUR/hour, not `-38`", "")),
        ("{automated_share: {rpa: 60% to 120%}}",
         ("input:2:34", "out-of-range", "`automated_share` goes from 0 to 100 %, not `60% to 120%`", "")),
        ("{automated_share: {rpa: 0.6}}",
         ("input:2:34", "ambiguous-share", "`0.6` may be a part of 1 or of 100", "write it with `%`, as `60%`")),
        ("{build_days: {ai: 40}}",
         ("input:2:24", "unknown-verdict", "`ai` is no verdict that `build_days` can be given for",
          "write one of `keep-human`, `standardise-first`, `rpa`, `ai-suitable`")),
        ("{build_days: {rpa: {low: 4, likely: 3, high: 5}}}",
         ("input:2:29", "reversed-range", "low, likely and high of `build_days` do not rise",
          "write the lowest first and the highest last")),
        ("{build_days: {rpa: {low: 4 to 5, likely: 6, high: 7}}}",
         ("input:2:29", "wrong-type", "low, likely and high of `build_days` are one number each", "")),
        ("{build_days: {rpa: {low: 4, high: 5}}}",
         ("input:2:29", "missing-key", "`likely` is missing in an estimate: a number, a range or `{low, likely, high}`", "")),
        ("{horizon_months: 24 to 36}",
         ("input:2:27", "wrong-type", "`horizon_months` is one number above zero, not `24 to 36`",
          "it is a choice: write `36`")),
        ("{horizon_months: 0}",
         ("input:2:27", "wrong-type", "`horizon_months` is one number above zero, not `0`", "it is a choice: write `36`")),
        ("{steps: {wrok: {build_days: 3}}}",
         ("input:2:19", "unknown-step", "`wrok` is no task of this process", "did you mean `work`?")),
        ("{steps: {end: {build_days: 3}}}", ("input:2:19", "unknown-step", "`end` is no task of this process",
                                             "write one of `work`")),
        ("{rate: 3}", ("input:2:11", "unknown-key", "`rate` is not a key of a value block",
                       ("write one of `currency`, `hourly_rate`, `day_rate`, `build_days`, `run_cost_month`, `automated_share`, "
                        "`steps`, `horizon_months`"))),
    ],
)  # fmt: skip
def test_a_defect_is_told_with_its_place_and_help(text, found):
    assert problems(text)[0] == found
    assert len(problems(text)) == 1


def test_all_defects_of_a_block_are_told_at_once():
    assert [one[1] for one in problems("{currency: EUR, hourly_rate: 3 GBP, day_rate: much, build_days: {rpa: '1,5'}}")] == [
        "mixed-currencies", "wrong-type", "number-format",
    ]  # fmt: skip


def test_the_sidecar_of_a_model_may_name_its_elements_alone(tmp_path):
    model = tmp_path / "m.bpmn"
    namespace = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    model.write_text(
        f'<definitions xmlns="{namespace}"><process id="p"><task id="t" name="T"/></process></definitions>'
    )
    sidecar = tmp_path / "m.facts.yaml"
    sidecar.write_text("model: m.bpmn\ninitiative: {value: {steps: {t: {build_days: 3}}}}\n")
    assert load_process(model).initiative.value.steps == {"t": {"build_days": Estimate.exactly(3)}}
    sidecar.write_text("model: m.bpmn\ninitiative: {value: {steps: {u: {build_days: 3}}}}\n")
    read = load_process(model)
    assert read.initiative.value.steps == {}
    assert [(one.message, one.severity) for one in read.warnings] == [
        ("`u` is no task of this process", "warning")
    ]
