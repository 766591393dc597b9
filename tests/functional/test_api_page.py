"""docs/api.md is what the code says, and the how-to on embedding does what it says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from fitengine.service.answers import read_request
from tests.functional.conftest import clean_environment
from tests.helpers.api_page import api_page
from tests.helpers.docs import DOCS, blocks, matches

PAGE = "how-to/embed.md"


def test_the_page_of_the_api_is_made_from_the_code(request: pytest.FixtureRequest) -> None:
    page = DOCS / "api.md"
    if request.config.getoption("--update-golden"):
        page.write_text(api_page(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == api_page(), (
        "pytest --update-golden makes it anew: read the difference first"
    )


def test_every_function_says_what_it_does_and_every_type_has_its_place() -> None:
    text = api_page()
    sections = re.split(r"^#{3,4} ", text, flags=re.MULTILINE)[1:]
    silent = [one.splitlines()[0] for one in sections if one.startswith("`") and "```\n\n\n" in one]
    assert silent == []
    assert "<" not in re.sub(r"<!--.*?-->|`[^`]*`|```.*?```", "", text, flags=re.DOTALL)


def test_the_integration_runs_and_prints_what_the_page_says(tmp_path: Path) -> None:
    found = blocks(PAGE)
    for block in found:
        if block.language == "python":
            name = block.text.splitlines()[0].removeprefix("# ")
            (tmp_path / name).write_text(block.text, encoding="utf-8")
    run = subprocess.run([sys.executable, "-W", "error", "use.py"], cwd=tmp_path, env=clean_environment({}),
                         capture_output=True, text=True, timeout=120, check=False)  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    (expected,) = [block for block in found if block.language == "text"]
    assert matches(expected.text, run.stdout), run.stdout
    assert (tmp_path / "map.svg").read_bytes().startswith(b"<svg")
    assert "</html>" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_integration_is_about_forty_lines() -> None:
    (code,) = [block.text for block in blocks(PAGE) if block.text.startswith("# adviser.py")]
    assert len([line for line in code.splitlines() if line.strip()]) <= 45


def test_the_other_ways_in_are_as_the_page_says() -> None:
    by = {block.language: block.text for block in blocks(PAGE)}
    settings = json.loads(by["json"])["mcpServers"]["fitengine"]
    assert [settings["command"], *settings["args"]] == ["fitengine", "mcp"]
    asked = re.search(r"--json '(.*)' http://127.0.0.1:\d+/(\S+)", by["sh"])
    assert asked
    assert read_request("next-question", json.loads(asked[1])).process.startswith("process: x")
    assert asked[2] == "next-question"
    points = tomllib.loads(by["toml"])["project"]["entry-points"]
    assert set(points) == {"fitengine.loaders", "fitengine.packs"}
