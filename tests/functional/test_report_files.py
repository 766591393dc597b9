"""`fitengine report -o report.xlsx` and `-o report.pdf` as a user types them."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdf
import pytest
import python_calamine

PROCESSES = Path(__file__).parents[2] / "processes"
HOSTILE = {
    "formula": '=HYPERLINK("http://evil.example","click")',
    "plus": "+1+1",
    "at": "@SUM(A1)",
    "minus": "-2+3",
    "markup": '#import "x.typ" #sys.inputs $x$ *bold* <label> @ref \\ `raw` [',
    "html": "<script>alert(1)</script>",
    "address": "mailto:x@evil.example",
    "right-to-left": "\u202egnp.\u05d0\u05d1\u05d2 \U0001f600",
}


def hostile_process(folder: Path) -> Path:
    lines = ["process: hostile", "name: '=cmd|calc'", "steps:"]
    for number, (key, text) in enumerate(HOSTILE.items()):
        quoted = "'" + text.replace("'", "''") + "'"
        lines.append(f"  {key}: {{name: {quoted}, facts: {{rule_based: fully, volume: {number}}}}}")
    path = folder / "hostile.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def workbook(raw: bytes) -> dict[str, list[list[object]]]:
    book = python_calamine.load_workbook(io.BytesIO(raw))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def pdf_text(raw: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(raw)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_a_workbook_says_everything_sheet_by_sheet(invoke, tmp_path):
    out = tmp_path / "report.xlsx"
    assert invoke("report", PROCESSES / "accounts-payable.yaml", "-o", out).exit_code == 0
    sheets = workbook(out.read_bytes())
    assert list(sheets) == [
        "Summary", "Steps", "Reasons", "Other verdicts", "Facts", "Questions", "Before the build", "Findings", "Readiness",
        "Value", "Roadmap", "Measures", "Method and versions",
    ]  # fmt: skip
    head, *rows = sheets["Steps"]
    first = dict(zip(head, rows[0], strict=True))
    assert len(rows) == 22
    assert first["Step"] == "Register incoming invoice"
    assert first["Verdict"] == "RPA"
    assert 0 < first["Stability"] < 1
    assert first["Hours a month, at least"] == pytest.approx(252.5)
    assert {row[0] for row in sheets["Reasons"][1:]} == {row[1] for row in rows}
    assert any("[" in row[5] for row in sheets["Reasons"][1:])
    assert sheets["Questions"][1][0].endswith("?")
    versions = " ".join(str(cell) for row in sheets["Method and versions"] for cell in row)
    assert "fitengine" in versions
    assert re.search(r"technology-fit \S+, digest [0-9a-f]{12}", versions)


def test_without_an_initiative_its_sheets_are_left_out(invoke, tmp_path):
    out = tmp_path / "letters.xlsx"
    assert invoke("report", "letters.yaml", "-o", out).exit_code == 0
    assert "Measures" not in workbook(out.read_bytes())


def test_what_looks_like_a_formula_or_an_address_is_text_in_a_workbook(invoke, tmp_path):
    out = tmp_path / "hostile.xlsx"
    assert invoke("report", hostile_process(tmp_path), "-o", out).exit_code == 0
    raw = out.read_bytes()
    sheets = workbook(raw)
    names = {row[1] for row in sheets["Steps"][1:]}
    assert {HOSTILE["formula"], HOSTILE["plus"], HOSTILE["at"], HOSTILE["minus"]} <= names
    import zipfile

    parts = zipfile.ZipFile(io.BytesIO(raw))
    inside = b"".join(parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/"))
    assert b"<f>" not in inside
    assert b"hyperlink" not in inside


def test_a_pdf_has_every_section_and_the_map(invoke, tmp_path):
    out = tmp_path / "report.pdf"
    assert invoke("report", PROCESSES / "accounts-payable.yaml", "-o", out).exit_code == 0
    raw = out.read_bytes()
    assert raw.startswith(b"%PDF-")
    reader = pypdf.PdfReader(io.BytesIO(raw))
    assert reader.metadata.title == "Accounts payable: invoice to payment"
    assert "/CreationDate" not in reader.metadata
    text = pdf_text(raw)
    for title in ("Ask next", "Contents", "Map", "All steps", "Before the build starts", "Readiness", "Phase gates", "Value",
                  "Roadmap", "Measures", "Findings about the process", "Steps and reasons", "Method and sources"):  # fmt: skip
        assert title in text
    assert text.count("Register incoming invoice") >= 3
    assert "86345776ba62" in text or re.search(r"technology-fit \S+ [0-9a-f]{12}", text)
    assert reader.outline
    wide = max(float(page.mediabox.width) for page in reader.pages)
    assert wide > 1000


def test_nothing_from_outside_is_markup_or_a_link_in_a_pdf(invoke, tmp_path):
    out = tmp_path / "hostile.pdf"
    result = invoke("report", hostile_process(tmp_path), "-o", out)
    assert result.exit_code == 0, result.stderr
    text = pdf_text(out.read_bytes())
    assert "#import" in text
    assert "#sys.inputs" in text
    assert "<script>alert(1)</script>" in text
    pages = pypdf.PdfReader(out).pages
    links = [one.get_object() for page in pages for one in page.get("/Annots", [])]
    assert not [one for one in links if "/URI" in one.get("/A", {})]


@pytest.mark.parametrize("ending", ["pdf", "xlsx"])
def test_the_same_report_has_the_same_bytes(shell, tmp_path, ending):
    made = []
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.{ending}"
        run = shell("report", "letters.yaml", "-o", out, PYTHONHASHSEED=seed)
        assert run.returncode == 0, run.stderr
        made.append(out.read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("ending", "module", "extra"), [("pdf", "typst", "pdf"), ("xlsx", "xlsxwriter", "excel")]
)
def test_without_the_library_the_message_names_the_extra(
    invoke, monkeypatch, tmp_path, ending, module, extra
):
    import sys

    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setattr("fitengine.typeset.find_spec", lambda _: None)
    result = invoke("report", "letters.yaml", "-o", tmp_path / f"x.{ending}")
    assert result.exit_code == 2
    assert f"pip install 'fitengine[{extra}]'" in result.stderr
    assert not (tmp_path / f"x.{ending}").exists()


def test_a_model_with_nothing_said_has_a_pdf_too(invoke, tmp_path):
    out = tmp_path / "model.pdf"
    assert invoke("report", "model.bpmn", "-o", out, "-q").exit_code == 0
    assert "Ask next" in pdf_text(out.read_bytes())


def test_an_unknown_ending_names_what_there_is(invoke, tmp_path):
    result = invoke("report", "letters.yaml", "-o", tmp_path / "report.docx")
    assert result.exit_code == 2
    assert "choose from html, markdown, xlsx, pdf" in result.stderr


def test_markdown_goes_by_the_ending(invoke, tmp_path):
    out = tmp_path / "report.md"
    assert invoke("report", "letters.yaml", "-o", out).exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("# ")
