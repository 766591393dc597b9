"""Where a log disagrees with what somebody stated."""

from __future__ import annotations

import pytest

from fitengine.assess.measured import check_measured
from fitengine.facts.cutoffs import Cutoffs
from fitengine.model.facts import Facts, OneOf, Origin, Provenance, Range, Unknown
from fitengine.model.process import Process, Task

LOG = Provenance(Origin.MEASURED, "a.csv, 2026-01-01 to 2026-06-30, 1,200 cases")


def findings(values, provenance=None, cutoffs=None):
    origins = {name: LOG for name in values if name.startswith("measured_")} | (provenance or {})
    task = Task("a", "A", facts=Facts(values, origins))
    return check_measured(Process("p", "P", {"a": task}), *([cutoffs] if cutoffs else []))


@pytest.mark.parametrize(
    ("stated", "measured", "value", "near", "far"),
    [
        ("volume", "measured_volume", 100, [67, 100, 150], [66, 151, 0]),
        ("volume", "measured_volume", Range(50, 200), [34, 120, 300], [33, 301]),
        ("volume", "measured_volume", OneOf((50, 200)), [34, 300], [33, 301]),
        ("handling_minutes", "measured_minutes_p50", 10, [5, 20], [4.9, 20.1]),
        ("rework_rate", "measured_rework", 12, [2, 22], [1.9, 22.1]),
        ("exception_rate", "measured_exception_rate", Range(2, 5), [0, 15], [15.1, 90]),
    ],
)
def test_how_far_is_too_far(stated, measured, value, near, far):
    assert all(findings({stated: value, measured: number}) == () for number in near)
    assert all(len(findings({stated: value, measured: number})) == 1 for number in far)


def test_the_finding_says_both_values_and_where_they_come_from():
    [finding] = findings({"volume": Range(50, 60), "measured_volume": 203.5})
    assert (finding.code, finding.severity, finding.subject) == ("measured-differs", "warning", "a")
    assert finding.message == (
        "`volume` is stated as 50 to 60 a month, but the log says 203.5 (a.csv, 2026-01-01 to 2026-06-30, 1,200 cases)"
    )


def test_every_difference_of_a_step_is_told():
    values = {"volume": 1, "handling_minutes": 1, "rework_rate": 90, "exception_rate": 90}
    measured = {
        "measured_volume": 50,
        "measured_minutes_p50": 50,
        "measured_rework": 0,
        "measured_exception_rate": 0,
    }
    assert len(findings(values | measured)) == 4


@pytest.mark.parametrize(
    "values",
    [
        {"measured_volume": 50},
        {"volume": 50},
        {"volume": Unknown.UNKNOWN, "measured_volume": 50},
        {"volume": True, "measured_volume": 50},
        {"rule_based": "fully", "measured_volume": 50},
    ],
)
def test_nothing_is_said_where_one_side_is_not_known(values):
    assert findings(values) == ()


def test_a_default_counts_as_stated():
    default = {"volume": Provenance(Origin.DEFAULT, "defaults")}
    assert len(findings({"volume": 5, "measured_volume": 50}, default)) == 1


def test_how_far_is_a_setting():
    values = {"volume": 100, "measured_volume": 180}
    assert findings(values, cutoffs=Cutoffs(volume_factor=2)) == ()
