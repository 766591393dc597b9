"""`fitengine report` as a user types it."""

import pytest


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
