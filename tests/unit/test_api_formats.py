"""The public functions that take from other tools and give to them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

import fitengine
from fitengine.data import examples_folder
from tests.helpers.books import book


@pytest.fixture(scope="module")
def invoices():
    return fitengine.load_process(examples_folder() / "accounts-payable.yaml")


def test_a_process_goes_to_a_workbook_and_back(invoices):
    back = fitengine.import_workbook(io.BytesIO(fitengine.export_workbook(fitengine.assess(invoices))))
    assert list(back.nodes) == list(invoices.nodes)
    assert fitengine.assess(back).totals == fitengine.assess(invoices).totals


def test_a_process_goes_to_bpmn_and_back(invoices, tmp_path: Path):
    (tmp_path / "out.bpmn").write_bytes(fitengine.export_bpmn(fitengine.assess(invoices)))
    back = fitengine.load_process(tmp_path / "out.bpmn")
    assert {task.name for task in back.tasks()} == {task.name for task in invoices.tasks()}


def test_rules_go_to_dmn_and_back():
    raw = fitengine.export_dmn(decision="ways")
    pack = fitengine.import_dmn(io.BytesIO(raw))
    assert list(pack.decisions.values()) == ["ways-2"]
    assert fitengine.export_dmn() != raw
    with pytest.raises(fitengine.InputError, match="did you mean `ways`"):
        fitengine.export_dmn(decision="way")


def test_a_worksheet_becomes_a_pack():
    rows = [["U", "age", "loan"], [1, ">= 18", "yes"], [2, "< 18", "no"]]
    pack = fitengine.import_dmn(io.BytesIO(book(Loan=rows)), otherwise={})
    assert set(pack.files) == {"facts.yaml", "loan.yaml"}


def test_a_log_is_measured_and_drawn():
    log = b"case,activity,timestamp\n1,Check,2026-01-01 08:00\n1,Pay,2026-01-01 09:00\n2,Check,2026-01-02 08:00\n"
    drawn = fitengine.import_log(io.BytesIO(log))
    assert [task.name for task in drawn.process.tasks()] == ["Check", "Pay"]
    measured = fitengine.measure_log(io.BytesIO(log), drawn.process)
    assert [(figures.name, figures.runs) for figures in measured.steps] == [("Check", 2), ("Pay", 1)]
