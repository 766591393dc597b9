"""The pages of a portfolio in a browser: nothing is asked of a network, nothing runs, and cards lead to reports."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from fitengine.cli.main import program
from tests.helpers.browser import CHROMIUM, browser

pytest.importorskip("duckdb")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on the path: pages are not tried in a browser"
)
SOURCES = Path(__file__).parents[1] / "functional" / "portfolio"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Results, summary and map of the portfolio that was counted by hand."""
    made = tmp_path_factory.mktemp("portfolio")
    for words in (
        ["run", SOURCES, "-o", made / "results", "--workers", "1"],
        ["summary", made / "results", "--format", "html", "-o", made / "summary.html"],
        ["map", made / "results", "--limit", "2", "--reports", made / "reports", "-o", made / "map.html"],
    ):
        result = CliRunner().invoke(program, ["portfolio", *map(str, words), "-q"])
        assert result.exit_code == 0, result.output
    return made


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_summary_follows_the_theme_and_complains_of_nothing(chromium, folder, scheme):
    tab = chromium.open(folder / "summary.html", scheme)
    paper = tab.run("getComputedStyle(document.querySelector('.fe')).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(17, 23, 29)"}[scheme]
    assert tab.run("document.querySelectorAll('.heat tbody tr').length") >= 11
    assert tab.run("document.querySelectorAll('.value-chart circle').length") == 11
    assert tab.run("document.documentElement.scrollWidth <= innerWidth")
    assert tab.complaints() == []


def test_a_card_of_the_map_leads_to_the_report_of_its_process(chromium, folder):
    tab = chromium.open(folder / "map.html")
    links = tab.run("[...document.querySelectorAll('svg a')].map(one => one.href.baseVal)")
    assert len(links) == 2
    assert tab.complaints() == []
    report = chromium.open(folder / links[0])
    assert report.run("document.querySelector('h1').textContent") == "Accounts payable"
    assert report.complaints() == []
