"""The worked examples of the documentation do what they say: their commands are run and their output compared."""

import re
import shlex
import shutil

import pytest
from click.testing import CliRunner

from fitengine.cli.main import program
from tests.helpers.docs import DOCS, blocks, matches

PAGES = sorted(f"examples/{path.name}" for path in (DOCS / "examples").glob("*.md"))
EXIT = re.compile(r"  # exits with (\d)$")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A copy of the files of the examples, 100 columns wide."""
    for path in (DOCS / "examples").glob("*.yaml"):
        shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")


def run(line):
    """What the command prints; its exit code is the one that the line names, else 0."""
    found = EXIT.search(line)
    words = shlex.split(line, comments=True)
    assert words[0] == "fitengine"
    result = CliRunner().invoke(program, words[1:])
    assert result.exit_code == (int(found[1]) if found else 0), (line, result.output)
    return result.stdout


@pytest.mark.parametrize("page", PAGES)
def test_an_example_does_what_it_says(page):
    printed, compared = "", 0
    for block in blocks(page):
        match block.language:
            case "sh":
                printed = [run(line) for line in block.text.splitlines()][-1]
            case "text":
                assert matches(block.text, printed), (block.line, printed)
                compared += 1
            case language:
                assert language == "python"
                exec(compile(block.text, page, "exec"), {})
    assert compared >= 4


def test_the_example_after_the_data_work_differs_in_two_facts_alone():
    before, after = ((DOCS / "examples" / f"claims-triage{part}.yaml").read_text() for part in ("", "-after"))
    changed = before.replace(
        "labelled_examples: 140, feedback: false", "labelled_examples: 2600, feedback: true"
    )
    assert changed.replace("version: 1", "version: 2").splitlines()[1:] == after.splitlines()[1:]


@pytest.mark.parametrize("page", PAGES)
def test_links_of_an_example_lead_somewhere(page):
    text = (DOCS / page).read_text()
    for target in re.findall(r"\]\(([^)#]+)", text):
        assert ((DOCS / page).parent / target).exists(), target
