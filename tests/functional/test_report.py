"""`fitengine report` as a user types it."""

import pytest

from tests.helpers.docs import DOCS


def test_the_report_goes_into_the_file(invoke, tmp_path):
    out = tmp_path / "letters.html"
    result = invoke("report", "letters.yaml", "-o", out)
    assert result.exit_code == 0
    html = out.read_text(encoding="utf-8")
    assert html.startswith("<!DOCTYPE html>\n")
    assert html.endswith("</html>\n")
    assert f"wrote {out}" in result.stderr


def test_markdown_goes_to_standard_output(invoke):
    result = invoke("report", "letters.yaml", "--format", "markdown")
    assert result.exit_code == 0
    assert result.stdout.startswith("# ")


def test_a_fragment_in_the_dark_theme(invoke):
    result = invoke("report", "letters.yaml", "--fragment", "--theme", "dark")
    assert result.exit_code == 0
    assert "<!DOCTYPE" not in result.stdout
    assert 'data-theme="dark"' in result.stdout


def test_a_bpmn_model_has_a_report(invoke, tmp_path):
    out = tmp_path / "model.html"
    assert invoke("report", "model.bpmn", "-o", out, "-q").exit_code == 0
    assert "<svg" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words", [["--format", "markdown", "--fragment"], ["--theme", "pink"], ["--format", "doc"]]
)
def test_what_does_not_go_together_is_wrong_usage(invoke, words):
    result = invoke("report", "letters.yaml", *words)
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr


def test_a_broken_file_is_told_with_its_place(invoke):
    result = invoke("report", "broken.yaml")
    assert result.exit_code == 2
    assert "broken.yaml:" in result.stderr
    assert not result.stdout


INITIATIVE = DOCS / "examples" / "accounts-payable-initiative.yaml"
SECTIONS = ("fe-ready", "fe-value", "fe-roadmap", "fe-tracking")


def test_the_initiative_has_its_sections_on_the_day_that_is_asked_for(invoke):
    result = invoke("report", INITIATIVE, "--on", "2026-10-05")
    assert result.exit_code == 0
    for section in SECTIONS:
        assert f'id="{section}"' in result.stdout
    assert "On 2026-10-05: off track" in result.stdout
    again = invoke("report", INITIATIVE, "--on", "2026-10-05")
    assert again.stdout == result.stdout


def test_in_markdown_as_well(invoke):
    result = invoke("report", INITIATIVE, "--format", "markdown", "--on", "2026-10-05")
    for heading in ("# Readiness", "# Value", "# Roadmap", "# Tracking", "## Wave 2", "## Review by people"):
        assert f"\n{heading}\n" in result.stdout
    assert "cycle time: 7.8 on 2026-06-30, 7.5 on 2026-07-31" in result.stdout


def test_where_nothing_is_known_of_an_initiative_nothing_is_said(invoke):
    html = invoke("report", "letters.yaml").stdout
    text = invoke("report", "letters.yaml", "--format", "markdown").stdout
    for section in SECTIONS[1:]:
        assert f'id="{section}"' not in html
    for heading in ("# Value", "# Roadmap", "# Tracking", "## Profile of the initiative", "## Phase gates"):
        assert f"\n{heading}\n" not in text


def test_a_day_that_is_none_is_refused(invoke):
    result = invoke("report", INITIATIVE, "--on", "yesterday")
    assert result.exit_code == 2
    assert "`yesterday` is no date: write it as 2026-09-30" in result.stderr
