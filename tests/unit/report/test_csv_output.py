"""The CSV of an assessment, opened in spreadsheet programs."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitengine.report.csv_output import to_csv
from fitengine.report.records import FIELDS, to_records


def rows(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_csv_is_what_people_opened_last(assessment, check_golden):
    check_golden("assess/by-hand.csv", to_csv(assessment))


def test_there_is_one_row_a_step_and_lines_end_as_the_standard_says(assessment):
    text = to_csv(assessment)
    assert text.splitlines(keepends=True)[0] == ",".join(FIELDS) + "\r\n"
    assert [row["step"] for row in rows(text)] == ["register", "match", "approve", "archive"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_text_starts_like_a_formula(assessment, rename, start):
    row = rows(to_csv(rename(assessment, f'{start}HYPERLINK("http://example.org")')))[0]
    assert row["name"] == f'\'{start}HYPERLINK("http://example.org")'
    assert row["lane"].startswith("'")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(name=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_name_is_read_back(assessment, rename, name):
    """Quotes, commas and line ends inside a cell stay inside the cell."""
    assert {row["name"].removeprefix("'") for row in rows(to_csv(rename(assessment, name)))} == {
        name.removeprefix("'")
    }


def test_numbers_stay_numbers_and_the_unknown_stays_empty(assessment):
    table = rows(to_csv(assessment))
    assert [row["hours_low"] for row in table] == ["310.0", "", "", "4.25"]


def test_records_are_flat_rows_with_the_same_keys(assessment):
    records = to_records(assessment)
    assert [tuple(record) for record in records] == [FIELDS] * 4
    assert records[0]["blockers"] == "no-escalation"
    assert records[0]["open_blockers"] == "no-monitoring"
    assert records[1]["assumptions"] == "access_allowed yes; applications at most 7"
    assert records[2]["next_question"] == "Is there one procedure that people follow?"
    assert records[2]["hours_high"] is None
