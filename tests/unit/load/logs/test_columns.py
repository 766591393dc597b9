"""Which column of a table is what."""

from __future__ import annotations

import pytest

from fitengine.errors import InputError
from fitengine.load.logs.columns import Columns, LogOptions, find_columns, transition_of
from fitengine.model.log import Transition

TIMES = ["2026-01-01 10:00", "2026-01-02 11:00"]
WORDS = ["Check", "Pay"]


def found(*columns, options=None, **values):
    """Columns found among these; what has time or date in its name, or starts or ends something, holds times."""
    timely = ("time", "date", "start", "end", "begin", "complete", "finish")
    sample = {name: TIMES if any(word in name.lower() for word in timely) else WORDS for name in columns}
    return find_columns(sample | values, options or LogOptions(), "log.csv")


@pytest.mark.parametrize(
    ("columns", "roles"),
    [
        (("case_id", "activity", "timestamp"), ("case_id", "activity", "", "timestamp", "")),
        (("Case ID", "Activity", "Complete Timestamp", "Start Timestamp", "Resource"),
         ("Case ID", "Activity", "Start Timestamp", "Complete Timestamp", "Resource")),
        (("case:concept:name", "concept:name", "org:resource", "start_timestamp", "time:timestamp"),
         ("case:concept:name", "concept:name", "start_timestamp", "time:timestamp", "org:resource")),
        (("Resource", "Activity", "estimated_start_time", "end_time", "case_id"),
         ("case_id", "Activity", "", "end_time", "Resource")),
        (("case_id", "activity", "enable_time", "start_time", "end_time", "resource"),
         ("case_id", "activity", "start_time", "end_time", "resource")),
        (("TraceNumber", "TaskLabel", "FinishedOn date", "begin of work", "Performer name"),
         ("TraceNumber", "TaskLabel", "begin of work", "FinishedOn date", "Performer name")),
        (("Case ID", "Activity", "Start Date"), ("Case ID", "Activity", "", "Start Date", "")),
    ],
)  # fmt: skip
def test_columns_are_guessed_from_their_names(columns, roles):
    assert found(*columns) == Columns(*roles)


def test_a_column_of_durations_is_no_time():
    columns = found("case", "activity", "timestamp", time=["12", "15"])
    assert columns.end == "timestamp"


def test_a_date_beside_a_start_is_not_taken_for_the_end():
    """The day of an invoice says nothing of when its check ended."""
    columns = found("case", "activity", "start time", "invoice date")
    assert (columns.start, columns.end) == ("", "start time")


def test_named_columns_go_before_guesses():
    options = LogOptions(case="order", activity="what", end="date", start="time start", resource="who")
    columns = found(
        "case", "activity", "order", "what", "date", "time start", "time end", "who", "user", options=options
    )
    assert columns == Columns("order", "what", "time start", "date", "who", "")


def test_a_named_column_may_be_spelt_otherwise():
    assert found("Order No", "activity", "time", options=LogOptions(case="order_no")).case == "Order No"


def test_every_misnamed_column_is_told_at_once():
    with pytest.raises(InputError) as caught:
        found("case", "activity", "time", options=LogOptions(case="cases", resource="nobody"))
    first, second = caught.value.problems
    assert (first.code, first.message) == ("no-such-column", "the log has no column `cases` for `--case`")
    assert first.help == "did you mean `case`?"
    assert second.help == "its columns are `case`, `activity`, `time`"


def test_every_missing_column_is_told_at_once():
    with pytest.raises(InputError) as caught:
        found("colour", "size")
    assert [problem.code for problem in caught.value.problems] == [
        "no-case-column",
        "no-activity-column",
        "no-time-column",
    ]
    assert (
        caught.value.problems[0].message == "`log.csv` has no column that says which case an event belongs to"
    )
    assert caught.value.problems[2].help == "name it with `--timestamp`; the columns are `colour`, `size`"


def test_the_name_of_the_case_variant_is_no_case():
    with pytest.raises(InputError) as caught:
        found("case variant", "activity", "time")
    assert caught.value.problems[0].code == "no-case-column"


def test_a_status_that_starts_and_completes_is_the_lifecycle():
    assert found("case", "activity", "time", status=["start", "complete"]).lifecycle == "status"
    assert found("case", "activity", "time", status=["open", "paid"]).lifecycle == ""
    assert (
        found("case", "activity", "time", **{"lifecycle:transition": ["complete"]}).lifecycle
        == "lifecycle:transition"
    )


def test_transitions_of_xes_and_other_words():
    assert transition_of("START") is Transition.START
    assert transition_of("complete") is transition_of("") is transition_of("Awaiting") is Transition.COMPLETE
    assert transition_of("ate_abort") is transition_of("withdraw") is Transition.ABORT
    assert transition_of("schedule") is transition_of("resume") is Transition.OTHER
