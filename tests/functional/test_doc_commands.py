"""No page shows a command that no test runs."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from fitengine.cli.main import program
from tests.helpers.commands import lay_out
from tests.helpers.docs import DOCS, blocks

ON_FILES_OF_YOUR_OWN = ["how-to/ask.md", "how-to/event-logs.md"]
"""Pages whose commands speak of files that the reader has: they are run on files of the same names."""
NOT_OF_THE_PROGRAM = {
    "contributing.md": "how to set up a place of work: .ci/run does that",
    "fuzzing.md": "tests/fuzz/test_fuzzing.py runs the fuzzer for some seconds",
    "mutation.md": "takes hours; the tests that it judges are run",
}
TESTS = Path(__file__).parent


@pytest.mark.parametrize("page", ON_FILES_OF_YOUR_OWN)
def test_a_page_about_files_of_your_own_can_be_followed(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lay_out(tmp_path)
    lines = [line for block in blocks(page) if block.language == "sh" for line in block.text.splitlines()]
    assert lines
    for line in lines:
        words = shlex.split(line, comments=True)
        result = CliRunner().invoke(program, words[1:], input="q\n" if "ask" in words else None)
        assert result.exit_code == 0, (line, result.output)


def test_every_page_with_commands_is_run_by_a_test() -> None:
    pages = [str(path.relative_to(DOCS)) for path in sorted(DOCS.rglob("*.md"))]
    shown = {
        page for page in pages if any(block.language in ("sh", "console", "python") for block in blocks(page))
    }
    sources = "".join(
        path.read_text(encoding="utf-8") for path in TESTS.glob("test_*.py") if path != Path(__file__)
    )
    run = {page for page in shown if f'"{page}"' in sources or page.startswith("examples/")}
    assert shown - run - set(ON_FILES_OF_YOUR_OWN) - set(NOT_OF_THE_PROGRAM) == set()


def test_no_command_hides_in_a_block_without_a_language() -> None:
    hidden = []
    for path in sorted(DOCS.rglob("*.md")):
        inside = False
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("```"):
                inside, bare = not inside, line == "```"
            elif inside and bare and line.startswith(("fitengine ", "$ fitengine ")):
                hidden.append(f"{path.relative_to(DOCS)}:{number}")
    assert hidden == []
