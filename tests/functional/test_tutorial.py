"""The tutorial does what it says, from the first command to the report, and its pictures are of what it draws."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fitengine.cli.main import program
from tests.helpers.docs import DOCS, Block, blocks, matches, write_file

PAGE = "tutorial.md"
PICTURE = DOCS / "pictures" / "expenses.svg"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def run(line: str, typed: str | None = None) -> Result:
    words = shlex.split(line)
    assert words[0] == "fitengine"
    result = CliRunner().invoke(program, words[1:], input=typed)
    assert result.exit_code == 0, (line, result.output)
    return result


def converse(block: Block) -> str:
    """What a conversation prints when the answers after `>` are typed."""
    command, *lines = block.text.splitlines()
    typed = "".join(f"{line[2:]}\n" for line in lines if line.startswith("> "))
    return f"{command}\n{run(command[2:], typed).stdout}"


def follow(folder: Path) -> int:
    """Everything in its order; the number of outputs that were compared."""
    printed, compared = "", 0
    for block in blocks(PAGE):
        if block.language == "yaml":
            assert write_file(block, folder)
        elif block.language == "sh" and block.kind != "install":
            printed = [run(line).stdout for line in block.text.splitlines()][-1]
        elif block.language in ("text", "console"):
            printed = converse(block) if block.language == "console" else printed
            assert matches(block.text, printed), (block.line, printed)
            compared += 1
    return compared


def test_the_tutorial_leads_from_nothing_to_a_report(folder: Path) -> None:
    assert follow(folder) == 6
    page = (folder / "expenses.html").read_text(encoding="utf-8")
    assert all(name in page for name in ("Travel expenses", "Read receipts", "Keep human"))
    assert "<svg" in page


def test_the_picture_of_the_tutorial_is_what_its_command_draws(
    folder: Path, request: pytest.FixtureRequest
) -> None:
    """`--update-golden` draws it anew: then take the screenshot of the report anew too."""
    follow(folder)
    drawn = (folder / "expenses.svg").read_bytes()
    if request.config.getoption("--update-golden"):
        PICTURE.write_bytes(drawn)
    assert drawn == PICTURE.read_bytes()
