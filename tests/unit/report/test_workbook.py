"""What a person finds in an exported workbook."""

import io
import sys
import zipfile

import pytest
import python_calamine

from fitengine import api
from fitengine.errors import FitengineError, InputError, Problem, SourceSpan
from fitengine.report.workbook import Column, Entry, Sheet, write_sheets
from fitengine.report.workbook_sheets import problem_sheet, process_sheets
from tests.helpers.office import office_process, office_rules

RATINGS = {"nature": ("judgement", "rules", "pattern"), "ways": ("not_ready", "ready")}


@pytest.fixture
def office(tmp_path):
    rules = office_rules()
    assessment = api.assess(office_process(tmp_path, rules=rules), rules=rules)
    return {sheet.name: sheet for sheet in process_sheets(assessment, rules, RATINGS)}


def opened(raw):
    return python_calamine.load_workbook(io.BytesIO(raw))


def values(sheet):
    return [[None if entry is None else entry.value for entry in row] for row in sheet.rows]


def test_steps_have_a_column_a_fact_with_unit_question_and_legal_values(office):
    columns = {column.header: column for column in office["Steps"].columns}
    assert list(columns)[:6] == ["id", "name", "type", "lane", "stage", "rule_based"]
    assert "exception_rate (%)" in columns
    assert (
        columns["rule_based"].comment
        == "How much of the work can be written as rules?\nfully: every decision."
    )
    assert columns["rule_based"].options == ("none", "partly", "mostly", "fully", "unknown")
    assert columns["needed"].options == ("yes", "no", "unknown")
    assert columns["nature"].options == RATINGS["nature"]
    assert columns["lane"].options == ("desk", "clerks")


def test_defaults_are_grey_and_stated_values_are_not(office):
    headers = [column.header for column in office["Steps"].columns]
    enter = dict(zip(headers, office["Steps"].rows[0], strict=True))
    assert enter["access_allowed"] == Entry(True, grey=True)
    assert enter["rule_based"] == Entry("mostly or fully")
    assert enter["exception_rate (%)"] == Entry("2 to 5")
    assert enter["needed"] is None
    assert values(office["Defaults"]) == [
        [None, "access_allowed", True],
        ["clerks", "standardised", "mostly"],
    ]


def test_verdicts_and_packs_are_there_to_read(office):
    assert [row[5] for row in values(office["Verdicts"])].count("rpa") >= 1
    assert any(line.startswith("Rules: office 1.0.0 (") for (line,) in values(office["About"]))


def test_only_what_is_read_again_can_be_typed_into(office):
    raw = write_sheets(tuple(office.values()))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        sheets = [archive.read(f"xl/worksheets/sheet{number}.xml") for number in range(1, 13)]
    assert [b"<sheetProtection" in sheet for sheet in sheets] == [False] * 10 + [True, True]


def test_a_workbook_opens_with_its_sheets_in_order_and_the_same_bytes(office):
    raw = write_sheets(tuple(office.values()))
    assert opened(raw).sheet_names == ["Steps", "Flows", "Lanes", "Defaults", "Measured", "Process", "Initiative",
                                       "Measures", "Actuals", "Value", "Verdicts", "About"]  # fmt: skip
    assert write_sheets(tuple(office.values())) == raw
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2020-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_dropdowns_warn_and_do_not_stop(office):
    with zipfile.ZipFile(io.BytesIO(write_sheets(tuple(office.values())))) as archive:
        steps = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'errorStyle="warning"' in steps
    assert '<formula1>"none,partly,mostly,fully,unknown"</formula1>' in steps.replace("&quot;", '"')
    assert 'state="frozen"' in steps


def test_nothing_becomes_a_formula_an_address_or_another_number():
    texts = [
        "=1+1",
        "@x",
        "+1",
        "{=A1}",
        "http://example.org",
        "007",
        "1e5",
        0.1 + 0.2,
        2**60 + 1,
        "a\x01b",
        "_x0001_",
    ]
    raw = write_sheets([Sheet("S", (Column("h", 9),), tuple((Entry(text),) for text in texts))])
    rows = opened(raw).get_sheet_by_name("S").to_python()
    assert [row[0] for row in rows[1:]] == [str(text) for text in texts]
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_text_too_long_for_a_cell_is_refused_rather_than_cut():
    with pytest.raises(InputError, match="too-long"):
        write_sheets([Sheet("S", (Column("h", 9),), ((Entry("x" * 32_768),),))])


def test_problems_are_listed_by_cell():
    span = SourceSpan("book.xlsx", 7, 8, 7, 9, "Steps!H7")
    sheet = problem_sheet(
        [Problem("illegal-value", "`x` is no value", "write `y`", span), Problem("formula", "a formula")]
    )
    assert sheet.name == "Problems"
    assert values(sheet) == [
        ["Steps!H7", "illegal-value", "`x` is no value", "write `y`"],
        [None, "formula", "a formula", None],
    ]


def test_without_the_library_the_command_to_install_it_is_named(office, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(FitengineError, match=r"pip install 'fitengine\[excel\]'"):
        write_sheets(tuple(office.values()))
