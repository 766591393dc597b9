"""docs/messages.md explains every code that a message can carry, and no other."""

from __future__ import annotations

from collections import Counter

import pytest
from click.testing import CliRunner

from fitengine.assess import measures, remarks, value_findings
from fitengine.cli.main import program
from tests.helpers.docs import DOCS, blocks
from tests.helpers.messages import documented, in_source, other_words_in_source


def test_every_code_is_explained() -> None:
    missing = in_source() - set(documented())
    assert not missing, f"explain these codes in docs/messages.md: {sorted(missing)}"


def test_no_code_is_explained_that_nothing_sends() -> None:
    stale = set(documented()) - in_source()
    assert not stale, f"nothing sends these codes of docs/messages.md: {sorted(stale)}"


def test_each_code_is_explained_once() -> None:
    assert [code for code, times in Counter(documented()).items() if times > 1] == []


def test_words_that_are_no_codes_are_still_in_use() -> None:
    """The list of exceptions does not outlive its reasons."""
    excepted, found = other_words_in_source()
    assert excepted <= found, sorted(excepted - found)


@pytest.mark.parametrize(
    ("code", "severity"),
    [*remarks.SEVERITY.items(), *measures.SEVERITY.items(), *value_findings.SEVERITY.items()],
)
def test_the_page_names_the_severity_of_a_finding(code: str, severity: str) -> None:
    text = (DOCS / "messages.md").read_text(encoding="utf-8")
    assert f"`{code}` | {severity}: " in text


def test_the_example_is_what_is_printed(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "letters.yaml").write_text(
        "process: letters\nname: Letters\nsteps:\n  sort:\n    name: Sort letters\n    facts:\n      standardized: mostly\n"
    )
    printed = CliRunner().invoke(program, ["assess", "letters.yaml"])
    assert printed.exit_code == 2
    assert printed.stderr.strip() == blocks("messages.md")[0].text.strip()
