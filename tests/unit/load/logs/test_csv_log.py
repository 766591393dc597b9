"""Logs as tables, clean and dirty."""

from __future__ import annotations

import gzip

import pytest

from fitengine.errors import InputError
from fitengine.load.logs import LogOptions
from fitengine.model.log import MISSING, NOBODY
from tests.helpers.logs import log_of

PLAIN = "case,activity,start,end,resource\n1,Check,2026-01-01 10:00,2026-01-01 10:05,ann\n1,Pay,,2026-01-02 10:00,\n"


def events(log):
    """Case, activity, minutes from start to end (None where one is missing), resource."""
    rows = zip(log.case, log.activity, log.start, log.end, log.resource, strict=True)
    return [
        (
            log.cases[case],
            log.activities[activity],
            None if MISSING in (start, end) else (end - start) / 60e6,
            None if resource == NOBODY else log.resources[resource],
        )
        for case, activity, start, end, resource in rows
    ]


def issues(log):
    return {issue.code: issue.count for issue in log.issues}


EXPECTED = [("1", "Check", 5.0, "ann"), ("1", "Pay", None, None)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(separator, line_end):
    log = log_of(PLAIN.replace(",", separator).replace("\n", line_end).encode())
    assert (events(log), issues(log)) == (EXPECTED, {})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding):
    log = log_of(PLAIN.replace("Check", "Prüfung – ñ").encode(encoding))
    assert (log.activities[0], issues(log)) == ("Prüfung – ñ", {})


def test_what_is_not_utf_8_is_read_as_windows_1252_and_noted():
    log = log_of(PLAIN.replace("Check", "Prüfung – fünf").encode("cp1252"))
    assert (log.activities[0], issues(log)) == ("Prüfung – fünf", {"encoding": 1})


def test_a_file_of_two_encodings_keeps_its_letters():
    rest = "2,Prüfung,2026-01-01 10:00,2026-01-01 10:05,ann\n"
    log = log_of(PLAIN.replace("Check", "Prüfung").encode() + rest.encode("cp1252"))
    assert log.activities == ("Prüfung", "Pay")


def test_gzip_is_told_by_its_contents():
    assert events(log_of(gzip.compress(PLAIN.encode()))) == EXPECTED


def test_the_separator_that_a_spreadsheet_announces():
    log = log_of("sep=;\n" + PLAIN.replace(",", ";"))
    assert events(log) == EXPECTED


def test_quoted_line_ends_and_separators_stay_in_their_cells():
    text = 'case;activity;time\n1;"Check\nand ""sign""; twice";2026-01-01 10:00\n'
    assert log_of(text).activities == ('Check and "sign"; twice',)


def test_names_that_differ_in_blanks_are_one():
    text = "case,activity,time\n1, Check  invoice,2026-01-01\n2,Check invoice ,2026-01-02\n"
    assert log_of(text).activities == ("Check invoice",)


def test_blank_lines_and_an_index_column_do_no_harm():
    text = "\n\n,case,activity,time\n\n17,1,Check,2026-01-01 10:00\n\n18,1,Pay,2026-01-01 11:00\n\n"
    assert len(log_of(text)) == 2


def test_decimal_commas_do_not_split_semicolons():
    text = (
        "case;activity;time;amount\n1;Check;2026-01-01 10:00:00,5;12,50\n1;Pay;2026-01-01 11:00:00,25;7,20\n"
    )
    log = log_of(text)
    assert (log.columns["end"], log.end[1] - log.end[0]) == ("time", 3_599_750_000)


def test_rows_of_another_width_are_counted():
    text = (
        PLAIN
        + "2,Check\n2,Pay,2026-01-01 10:00,2026-01-01 10:01,bob,surplus\n2,Sign,2026-01-01 10:00,2026-01-01 10:01,bob,,\n"
    )
    log = log_of(text)
    assert issues(log) == {"ragged-row": 2}
    assert events(log)[2:] == [
        ("2", "Check", None, None),
        ("2", "Pay", 1.0, "bob"),
        ("2", "Sign", 1.0, "bob"),
    ]


def test_rows_that_say_nothing_of_case_or_activity_are_left_out():
    text = (
        PLAIN + ",Check,2026-01-01,2026-01-01,x\n3,,2026-01-01,2026-01-01,x\n3,NaN,2026-01-01,2026-01-01,x\n"
    )
    assert issues(log_of(text)) == {"no-case": 1, "no-activity": 2}


def test_a_header_in_the_middle_is_left_out():
    log = log_of(PLAIN + PLAIN)
    assert (len(log), issues(log)) == (4, {"repeated-header": 1})


def test_times_that_cannot_be_read_are_missing_and_shown():
    rows = "2,Check,yesterday,2026-01-01 10:00,x\n2,Pay,today,2026-01-01 10:00,x\n"
    log = log_of(PLAIN + PLAIN.partition("\n")[2] * 2 + rows)
    [issue] = log.issues
    assert (issue.code, issue.count) == ("unreadable-time", 2)
    assert issue.message == "2 times in `start` cannot be read, as `yesterday`; taken as missing"


def test_a_column_called_start_that_is_no_time_is_left_out_and_told():
    log = log_of("case,activity,start,end\n1,A,monday,2026-01-01 10:00\n1,B,tuesday,2026-01-01 10:00\n")
    assert "start" not in log.columns
    assert issues(log) == {"unread-column": 1}
    options = LogOptions(start="start")
    assert issues(log_of("case,activity,start,end\n1,A,monday,2026-01-01 10:00\n", options)) == {
        "unreadable-time": 1
    }


def test_ids_of_ten_digits_are_cases_although_they_read_as_times():
    text = (
        "case id,activity,resource,time\n4500012345,A,20260101,2026-01-01\n4500012346,A,20260101,2026-01-01\n"
    )
    log = log_of(text)
    assert (log.cases, log.resources) == (("4500012345", "4500012346"), ("20260101",))


def test_times_with_and_without_zone_are_noted():
    log = log_of(PLAIN + "2,Check,2026-01-01T10:00+01:00,2026-01-01T10:05+01:00,x\n")
    assert issues(log) == {"mixed-zones": 1} | {}
    assert [issue.message for issue in log.issues if issue.count == 1] == [
        "`start` mixes 1 times with a time zone and 1 without, which were taken as UTC",
        "`end` mixes 1 times with a time zone and 2 without, which were taken as UTC",
    ]


def test_different_offsets_are_no_mixture():
    text = "case,activity,time\n1,A,2026-03-28T10:00+01:00\n1,B,2026-03-29T10:00+02:00\n"
    log = log_of(text)
    assert (issues(log), (log.end[1] - log.end[0]) / 3600e6) == ({}, 23)


def test_dates_that_could_be_either_way_round_are_noted():
    text = "case,activity,date\n1,A,03/04/2026\n1,B,05/04/2026\n"
    [issue] = log_of(text).issues
    assert (issue.code, issue.count, issue.help) == ("ambiguous-dates", 2, "`--dates` settles it")
    assert log_of(text, LogOptions(dates="month-first")).end[1] - log_of(text).end[1] != 0


def test_a_late_date_turns_all_earlier_ones_round():
    """The first 2,000 rows leave it open, and the last one settles that the month comes first."""
    early = "".join(f"{n},A,0{1 + n % 9}/05/2026 10:00\n" for n in range(3000))
    log = log_of(f"case,activity,time\n{early}x,B,02/28/2026 10:00\n")
    assert issues(log) == {}
    months = {(log.end[n] - log.end[-1]) // 86_400_000_000 for n in range(9)}
    assert min(months) == -54  # 5 January is 54 days before 28 February
    assert len(log) == 3001


def test_a_column_that_stands_there_twice_is_read_once():
    log = log_of("case,activity,activity,time\n1,A,B,2026-01-01\n")
    assert (log.activities, issues(log)) == (("A",), {"doubled-column": 2})


def test_the_columns_are_shown_by_role():
    assert log_of(PLAIN).columns == {
        "case": "case", "activity": "activity", "start": "start", "end": "end", "resource": "resource"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-log"),
        ("\n\n", "no-table"),
        ("case,activity,time\n", "empty-log"),
        ("case,activity,time\n,,\n", "no-time-column"),
        ("case,activity,time\n,A,2026-01-01\n", "empty-log"),
        ("a single line of text\n", "no-table"),
        ("order,what,when\n1,A,2026-01-01\n", "no-case-column"),
        ("# Invoices, as they come in\nprocess: invoices\nsteps:\n" + 9 * "  - one\n", "no-table"),
        ("ocel:eid,ocel:activity,ocel:timestamp,ocel:type:order\ne1,A,2026-01-01,o1\n", "object-centric"),
        ("a,b\n1,\"2\n" + "x" * 200_000, "broken-table"),
    ],
)  # fmt: skip
def test_tables_that_are_no_logs(text, code):
    with pytest.raises(InputError) as caught:
        log_of(text)
    assert caught.value.problems[0].code == code


UI_LOG = "caseID,eventType,timeStamp,source,Sheet,FileName,Url,Label,Value,Column,Row\n0,openFile,2026-01-01,Excel,1,a.xls,,,,,\n"


def test_recordings_of_screens_are_refused_with_the_reason():
    with pytest.raises(InputError) as caught:
        log_of(UI_LOG)
    [problem] = caught.value.problems
    assert problem.code == "user-interface-log"
    assert "records clicks and keystrokes" in problem.message


def test_a_recording_is_read_on_purpose_when_its_columns_are_named():
    log = log_of(UI_LOG, LogOptions(case="caseID", activity="eventType"))
    assert log.activities == ("openFile",)


def test_a_case_log_with_a_few_such_columns_is_none():
    text = "case,activity,time,url,value,label,application\n1,A,2026-01-01,x,y,z,w\n"
    assert len(log_of(text)) == 1


def test_an_activity_column_of_ids_is_no_activity():
    rows = "".join(f"{n},id-{n},2026-01-01\n" for n in range(10_001))
    with pytest.raises(InputError) as caught:
        log_of("case,activity,time\n" + rows)
    assert caught.value.problems[0].code == "too-many-activities"


def test_an_endless_line_is_refused_before_it_fills_the_memory():
    with pytest.raises(InputError) as caught:
        log_of(b"case,activity,time\n1,A," + b"9" * 5_000_000)
    assert caught.value.problems[0].code == "endless-line"
