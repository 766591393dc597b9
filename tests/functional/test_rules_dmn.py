"""`rules import` and `rules export` as a user types them."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from tests.helpers.books import book
from tests.helpers.dmn import decision, model, table
from tests.helpers.docs import blocks, matches

LOAN = [[">= 18", '"low"', '"yes"'], ["< 18", "-", '"no"']]


@pytest.fixture
def loan(tmp_path: Path) -> Path:
    path = tmp_path / "loan.dmn"
    path.write_bytes(model(decision("Loan", table([("Age", "number"), ("Risk", "string")], LOAN))))
    return path


def test_a_gap_is_shown_with_a_case_and_a_way_out(invoke, loan, tmp_path):
    result = invoke("rules", "import", loan, "-o", tmp_path / "pack")
    assert result.exit_code == 1
    assert "[gap]" in result.stdout
    assert "for example: age" in result.stdout
    assert "--otherwise OUTCOME" in result.stderr
    assert (tmp_path / "pack" / "loan.yaml").exists()


@pytest.mark.parametrize("word", ["refer", "loan=refer"])
def test_an_imported_pack_is_proved_beside_the_shipped_rules(invoke, loan, tmp_path, word):
    result = invoke("rules", "import", loan, "-o", tmp_path / "pack", "--otherwise", word)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "check: `risk_2`: `other` stands for every text that no test names" in result.stderr
    checked = invoke("rules", "check", "--rules", tmp_path / "pack")
    assert checked.exit_code == 0, checked.output
    assert "refer" in invoke("rules", "show", "loan", "--rules", tmp_path / "pack").stdout


def test_otherwise_leaves_tables_without_a_gap_alone(invoke, tmp_path):
    whole = decision("Whole", table([("n", "number")], [["< 5", '"a"'], [">= 5", '"b"']]))
    part = decision("Part", table([("n", "number")], [["< 5", '"a"']]))
    (tmp_path / "m.dmn").write_bytes(model(whole, part))
    result = invoke("rules", "import", tmp_path / "m.dmn", "-o", tmp_path / "pack", "--otherwise", "c")
    assert result.exit_code == 0, result.output
    texts = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "pack").iterdir()}
    assert {name for name, text in texts.items() if "part-otherwise" in text} == {"part.yaml"}


def test_names_of_the_shipped_rules_are_not_taken_over(invoke, tmp_path):
    rows = [["< 5", '"a"'], [">= 5", '"b"']]
    (tmp_path / "m.dmn").write_bytes(model(decision("value", table([("volume", "number")], rows))))
    assert invoke("rules", "import", tmp_path / "m.dmn", "-o", tmp_path / "pack").exit_code == 0
    assert "decision: value-2" in (tmp_path / "pack" / "value-2.yaml").read_text(encoding="utf-8")
    assert invoke("rules", "check", "--rules", tmp_path / "pack").exit_code == 0


def test_the_same_import_again_replaces_and_never_a_file_of_ones_own(invoke, loan, tmp_path):
    words = ("rules", "import", loan, "-o", tmp_path / "pack", "--otherwise", "refer")
    assert invoke(*words).exit_code == 0
    first = (tmp_path / "pack" / "loan.yaml").read_bytes()
    assert invoke(*words).exit_code == 0
    assert (tmp_path / "pack" / "loan.yaml").read_bytes() == first
    (tmp_path / "pack" / "loan.yaml").write_text("decision: mine\n", encoding="utf-8")
    result = invoke(*words)
    assert (result.exit_code, "not-ours" in result.stderr) == (2, True)
    assert (tmp_path / "pack" / "loan.yaml").read_text(encoding="utf-8") == "decision: mine\n"


def test_what_cannot_be_expressed_is_refused_and_nothing_written(invoke, tmp_path):
    rows = [["count(n) > 5", '"a"'], ["-", "n + 1"]]
    (tmp_path / "m.dmn").write_bytes(model(decision("D", table([("n", "number")], rows))))
    result = invoke("rules", "import", tmp_path / "m.dmn", "-o", tmp_path / "pack")
    assert result.exit_code == 2
    assert "rule 1, input `n`: the cell holds `count(n) > 5`: a call of a function" in result.stderr
    assert "rule 2, output: the cell holds `n + 1`: an expression" in result.stderr
    assert not (tmp_path / "pack").exists()


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("m.dmn", b"hello", "not-xml"),
        ("m.dmn", b"<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'/>", "not-dmn"),
        ("m.dmn", model(before='<!DOCTYPE d SYSTEM "file:///etc/passwd">'), "external-entity"),
        ("m.dmn", model(decision("D", table([("n", "number")], []))), "empty-table"),
        ("missing.dmn", None, "no-such-file"),
    ],
)
def test_bad_input_ends_with_one_plain_message(invoke, tmp_path, name, raw, code):
    if raw is not None:
        (tmp_path / name).write_bytes(raw)
    result = invoke("rules", "import", tmp_path / name, "-o", tmp_path / "pack")
    assert (result.exit_code, code in result.stderr, "Traceback" in result.output) == (2, True, False)


def test_a_worksheet_becomes_a_pack_that_decides(invoke, tmp_path):
    rows = [
        ["U", "Age", "Risk", "Loan"],
        [1, ">= 18", "low", "yes"],
        [2, ">= 18", "not(low)", "no"],
        [3, "< 18", None, "no"],
    ]
    (tmp_path / "loan.xlsx").write_bytes(book(Loan=rows))
    result = invoke("rules", "import", tmp_path / "loan.xlsx", "-o", tmp_path / "pack")
    assert (result.exit_code, result.stdout) == (0, ""), result.output
    assert invoke("rules", "check", "--rules", tmp_path / "pack").exit_code == 0
    assert "at least 18" in invoke("rules", "show", "loan", "--rules", tmp_path / "pack").stdout


def test_a_worksheet_is_refused_by_cell_and_nothing_written(invoke, tmp_path):
    rows = [["C+", "Age", "Loan"], [1, "count(Age) > 5", "yes"], [2, "< 18", "today()"]]
    (tmp_path / "loan.xlsx").write_bytes(book(Loan=rows))
    result = invoke("rules", "import", tmp_path / "loan.xlsx", "-o", tmp_path / "pack")
    assert result.exit_code == 2
    lines = [
        line.partition("loan.xlsx:")[2][:20] for line in result.stderr.splitlines() if "loan.xlsx:" in line
    ]
    assert lines == ["Loan!A1: aggregation", "Loan!B2: function de", "Loan!C3: function de"]
    assert "rule 1, input `Age`: the cell holds `count(Age) > 5`: a call of a function" in result.stderr
    assert not (tmp_path / "pack").exists()


def test_without_the_extra_for_workbooks_it_is_named(invoke, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    (tmp_path / "loan.xlsx").write_bytes(book(Loan=[["U", "Age", "Loan"], [1, "> 5", "yes"]]))
    result = invoke("rules", "import", tmp_path / "loan.xlsx", "-o", tmp_path / "pack")
    assert (result.exit_code, "pip install 'fitengine[excel]'" in result.stderr) == (2, True)


def test_otherwise_without_an_outcome_is_a_usage_error(invoke, loan, tmp_path):
    result = invoke("rules", "import", loan, "-o", tmp_path / "pack", "--otherwise", "loan=")
    assert result.exit_code == 2


def test_an_exported_decision_brings_what_it_requires_and_is_read_again(invoke, tmp_path):
    target = tmp_path / "fit.dmn"
    assert invoke("rules", "export", "technology-fit", "-o", target).exit_code == 0
    result = invoke("rules", "import", target, "-o", tmp_path / "pack")
    written = {path.stem for path in (tmp_path / "pack").iterdir()}
    assert written >= {"technology-fit-2", "nature-2", "ways-2", "facts"}, result.output


def test_an_export_without_a_file_goes_to_standard_output(invoke):
    result = invoke("rules", "export", "ways")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith('<?xml version="1.0" encoding="UTF-8"?>')
    assert result.stdout.count("<decision ") == 1


def test_an_unknown_decision_is_told_with_the_nearest(invoke):
    result = invoke("rules", "export", "way")
    assert (result.exit_code, "did you mean `ways`?" in result.stderr) == (2, True)


def test_the_how_to_does_what_it_says(invoke, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    printed, codes = "", []
    for block in blocks("how-to/dmn.md"):
        if block.language == "xml":
            name = re.match(r"<!-- (\S+) -->", block.text)
            assert name
            (tmp_path / name[1]).write_text(block.text, encoding="utf-8")
        elif block.language == "text":
            assert matches(block.text, printed), printed
        else:
            for line in block.text.splitlines():
                result = invoke(*shlex.split(line)[1:])
                printed = result.stdout
                codes.append(result.exit_code)
    assert codes == [1, 0, 0, 0, 0]
    assert "Of age, and good for it." in (tmp_path / "loan-rules" / "lend.yaml").read_text("utf-8")
