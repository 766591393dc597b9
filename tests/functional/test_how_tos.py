"""The how-tos do what they say, command by command."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from fitengine.cli.main import program
from tests.helpers.docs import blocks, matches, write_file


@pytest.mark.parametrize(
    "page",
    ["how-to/map.md", "how-to/own-rules.md", "how-to/bpmn.md", "how-to/excel.md", "how-to/portfolio.md"],
)
def test_a_how_to_does_what_it_says(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    for block in blocks(page):
        write_file(block, tmp_path)
    printed, ran = ("", ""), 0
    for block in blocks(page):
        write_file(block, tmp_path)  # a page may change a file that it showed before
        match block.language:
            case "sh":
                for line in block.text.splitlines():
                    result = CliRunner().invoke(program, shlex.split(line)[1:])
                    assert result.exit_code == 0, (line, result.output)
                    printed, ran = (result.stdout, result.stderr), ran + 1
            case "text":
                assert any(matches(block.text, one) for one in printed), (block.line, printed)
            case "python":
                exec(compile(block.text, page, "exec"), {})
                ran += 1
            case language:
                assert language in ("yaml", "xml")
    assert ran > 3
