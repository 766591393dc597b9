"""Workbooks as people send them back: what is forgiven, and what is refused, by cell."""

import io
import sys
import zipfile

import pytest

from fitengine.api import load_rules
from fitengine.errors import FitengineError, InputError
from fitengine.load.workbook.process import read_workbook
from fitengine.model.facts import OneOf, Origin, Range, Unknown
from tests.helpers.books import book

RATINGS = {"nature": ("judgement", "rules", "pattern")}
FLOWS = [["from", "to", "when", "share"], ["a", "b", "yes", "94%"]]


def steps(*columns, **cells):
    """Two steps; `cells` are those of the first."""
    names = ["id", "name", *columns, *cells]
    return [names, ["a", "Enter", *(None for _ in columns), *cells.values()], ["b", "Leave"]]


def read(raw):
    return read_workbook(raw, "book.xlsx", load_rules().dictionary, RATINGS)


def problems(raw):
    with pytest.raises(InputError) as caught:
        read(raw)
    return [(str(one.span.cell) if one.span else "", one.code) for one in caught.value.problems]


def facts(**cells):
    return read(book(Steps=steps(**cells), Flows=FLOWS)).nodes["a"].facts


def test_values_are_read_as_people_type_them():
    known = facts(
        rule_based=" mostly or fully ",
        exception_rate="2 to 5",
        needed="unknown",
        applications=3,
        nature="rules",
    )
    assert known.values == {
        "rule_based": OneOf(("mostly", "fully")),
        "exception_rate": Range(2.0, 5.0),
        "needed": Unknown.UNKNOWN,
        "applications": 3,
    }
    assert known.ratings == {"nature": "rules"}


def test_booleans_and_percentages_of_excel_are_understood():
    def fill(made, sheets):
        sheets["Steps"].write_boolean(1, 2, True)
        sheets["Steps"].write_number(1, 3, 0.07, made.add_format({"num_format": "0.0%"}))
        sheets["Flows"].write_number(1, 3, 0.94, made.add_format({"num_format": 9}))

    process = read(book(fill, Steps=steps("needed", "exception_rate"), Flows=FLOWS))
    assert process.nodes["a"].facts.values == {"needed": True, "exception_rate": 7}
    assert process.flows[0].share == pytest.approx(0.94, abs=1e-12)


def test_moved_and_further_columns_sheets_and_empty_rows_do_not_matter():
    rows = [
        ["Remark", " Exception_Rate (%) ", "name", "ID"],
        [],
        ["why?", 4, " Enter ", " a "],
        [None, None, "Leave", "b"],
    ]
    process = read(book(Notes=[["x"]], Flows=FLOWS, **{" steps": rows}))
    assert process.nodes["a"].name == "Enter"
    assert process.nodes["a"].facts.values == {"exception_rate": 4}


def test_a_misspelt_column_is_a_warning_and_not_silence():
    process = read(book(Steps=steps(rule_basd="fully"), Flows=FLOWS))
    (warning,) = process.warnings
    assert (warning.code, warning.span.cell, warning.help) == (
        "unknown-column",
        "Steps!C1",
        "did you mean `rule_based`?",
    )


def test_a_value_that_repeats_a_default_stays_a_default():
    defaults = [["lane", "fact", "value"], [None, "applications", 3]]
    process = read(book(Steps=steps(applications=3), Flows=FLOWS, Defaults=defaults))
    assert process.nodes["a"].facts.origin("applications").origin is Origin.DEFAULT
    changed = read(book(Steps=steps(applications=4), Flows=FLOWS, Defaults=defaults))
    assert changed.nodes["a"].facts.values["applications"] == 4
    assert changed.nodes["a"].facts.origin("applications").origin is Origin.STATED


def test_text_that_looks_like_a_formula_is_text():
    rows = [["id", "name"], ["a", "=1+1"], ["b", "@x"]]
    process = read(book(Steps=rows, Flows=FLOWS))
    assert [node.name for node in process.nodes.values()] == ["=1+1", "@x"]


def test_numbers_in_text_columns_are_text():
    process = read(book(Steps=[["id", "name"], [10, 3.5], [20, True]], Flows=[["from", "to"], [10, 20]]))
    assert [(node.id, node.name) for node in process.nodes.values()] == [("10", "3.5"), ("20", "true")]


def test_all_problems_are_told_at_once_by_cell():
    rows = [
        ["id", "name", "lane", "rule_based", "exception_rate"],
        ["a", "Enter", "nowhere", "mostl", "5 to 2"],
        ["a", "Again"],
        [None, "No id"],
        ["b", "Leave", None, None, "5,5"],
    ]
    flows = [["from", "to", "share"], ["a", "c"], ["x", "a"], ["a", "b", "200%"]]
    assert problems(book(Steps=rows, Flows=flows)) == [
        ("Steps!C2", "unknown-lane"),
        ("Steps!D2", "illegal-value"),
        ("Steps!E2", "reversed-range"),
        ("Steps!A3", "duplicate-step"),
        ("Steps!B4", "missing-key"),
        ("Steps!E5", "number-format"),
        ("Flows!B2", "unknown-step"),
        ("Flows!A3", "unknown-step"),
        ("Flows!C4", "out-of-range"),
    ]


def test_the_initiative_is_checked_by_cell_too():
    sheets = {
        "Initiative": [["fact", "value"], ["goal_linked", "perhaps"], ["phase", None]],
        "Measures": [
            ["name", "unit", "direction", "baseline"],
            ["time", "days", "sideways", 9],
            ["cost", "EUR", "down", "a"],
        ],
        "Actuals": [["measure", "on", "value"], ["tme", "2026-01-02", 3], ["cost", "2026-13-01", 3]],
    }
    assert problems(book(Steps=steps(), Flows=FLOWS, **sheets)) == [
        ("Initiative!B2", "wrong-type"),
        ("Measures!C2", "illegal-value"),
        ("Measures!D3", "wrong-type"),
        ("Actuals!A2", "unknown-measure"),
        ("Actuals!B3", "bad-date"),
    ]


def test_formulas_and_error_values_are_refused_where_they_are_read():
    def fill(made, sheets):
        sheets["Steps"].write_formula("C2", "=1+1", None, 2)
        sheets["Steps"].write_formula("D2", "=1/0", None, "#DIV/0!")

    raw = book(fill, Steps=steps("applications", "exception_rate"), Flows=FLOWS)
    assert problems(raw) == [("Steps!C2", "formula"), ("Steps!D2", "formula")]
    assert read(book(fill, Steps=steps("mine", "own"), Flows=FLOWS)).nodes["a"].facts.values == {}


def test_merged_cells_are_refused_in_sheets_that_are_read():
    def fill(made, sheets):
        sheets["Steps"].merge_range("C2:C3", "x")

    assert ("Steps!C2", "merged-cells") in problems(book(fill, Steps=steps("stage"), Flows=FLOWS))


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ({"Steps": steps()}, "missing-sheet"),
        ({"Flows": FLOWS}, "missing-sheet"),
        ({"Steps": [["name"], ["x"]], "Flows": FLOWS}, "missing-column"),
        ({"Steps": steps(), "Flows": [["from"], ["a"]]}, "missing-column"),
        ({"Steps": [], "Flows": FLOWS}, "missing-column"),
        ({"Steps": [["id", "name", "NAME"], ["a"]], "Flows": FLOWS}, "duplicate-column"),
    ],
)
def test_what_must_be_there_is_named(sheets, code):
    assert code in [found for _, found in problems(book(**sheets))]


def with_part(raw, name, contents):
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        new.writestr(name, contents)
    return file.getvalue()


SOUND = book(Steps=steps(), Flows=FLOWS)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "not-a-workbook"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"", "not-a-workbook"),
        (b"PK\x03\x04", "broken-file"),
        (b"not a zip", "not-a-workbook"),
        (SOUND[: len(SOUND) // 2], "broken-file"),
        (SOUND[:-30], "broken-file"),
        (with_part(SOUND, "xl/vbaProject.bin", b"x"), "macros"),
        (with_part(SOUND, "xl/workbook.xml", b"<workbook"), "broken-file"),
        (with_part(SOUND, "xl/styles.xml", b'<?xml version="1.0" encoding="U"?><a/>'), "broken-file"),
        (with_part(SOUND, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"), "broken-file"),
        (with_part(SOUND, "xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook/>'), "broken-file"),
        (with_part(SOUND, "mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), "not-a-workbook"),
        (with_part(SOUND, "xl/media/bomb.bin", b"\0" * (130 * 1024 * 1024)), "too-large"),
    ],
    ids=["old", "encrypted", "empty", "head", "text", "half", "no-end", "macros", "xml", "encoding", "sheet", "entity",
         "ods", "bomb"],
)  # fmt: skip
def test_what_is_no_sound_workbook_is_refused_with_its_reason(raw, code):
    assert problems(raw) == [("", code)]


def test_a_lone_cell_far_away_does_not_fill_the_memory():
    far = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert problems(with_part(SOUND, "xl/worksheets/sheet1.xml", far)) == [("", "too-large")]


def test_an_archive_that_lies_about_its_size_is_refused():
    raw = bytearray(with_part(SOUND, "xl/media/a.bin", b"\0" * 100_000))
    at = raw.rfind(b"PK\x01\x02", 0, raw.rfind(b"xl/media/a.bin"))
    raw[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert problems(bytes(raw)) == [("", "broken-file")]


def test_without_the_library_the_command_to_install_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(FitengineError, match=r"pip install 'fitengine\[excel\]'"):
        read(SOUND)
