"""What the help of the commands shows can be typed, and docs/cli.md is that help."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from fitengine.cli.main import program
from tests.helpers.commands import examples, help_page, lay_out
from tests.helpers.docs import DOCS

PAGE = DOCS / "cli.md"
GO_ON_UNTIL_STOPPED = {
    "report --watch": "test_report_watch.py",
    "serve": "test_serve.py",
    "mcp": "test_mcp.py",
    "portfolio run --scheduler": "test_portfolio_faults.py",
}
"""What ends only when somebody stops it, or needs a scheduler, and the tests that see to it."""
LINES = sorted({line for _, line in examples()})


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        lay_out(folder)
    return folder


def goes_on(line: str) -> bool:
    return any(set(words.split()) <= set(line.split()) for words in GO_ON_UNTIL_STOPPED)


@pytest.mark.parametrize("line", [line for line in LINES if not goes_on(line)])
def test_an_example_of_the_help_does_its_work(
    line: str, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0, or 1 where it asks to fail on something: never unusable input, never a fault."""
    folder = tmp_path / "office"
    shutil.copytree(office, folder)
    monkeypatch.chdir(folder)
    words = shlex.split(line)
    if words[1] == "init":
        (folder / "invoices.yaml").unlink()
    elif words[1] == "export":
        for name in (words[-1], words[-1].replace(".bpmn", ".facts.yaml")):
            (folder / name).unlink(missing_ok=True)
    elif words[1:3] == ["portfolio", "run"]:
        shutil.rmtree(folder / "results")
    result = CliRunner().invoke(program, words[1:], input="q\n" if "ask" in words else None)
    assert result.exit_code in ((0, 1) if {"--fail-on", "--gate"} & set(words) else (0,)), result.output
    assert "internal error" not in result.output
    if "-o" in words:
        assert (folder / words[words.index("-o") + 1]).exists()


@pytest.mark.parametrize("module", GO_ON_UNTIL_STOPPED.values())
def test_what_goes_on_until_it_is_stopped_has_tests_of_its_own(module: str) -> None:
    assert (Path(__file__).parent / module).exists()


def test_the_page_of_commands_is_their_help(request: pytest.FixtureRequest) -> None:
    text = help_page()
    if request.config.getoption("--update-golden"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text, "make it anew: pytest --update-golden"
