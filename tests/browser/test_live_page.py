"""The watched report in a browser: it loads itself anew, its script is allowed, and nothing else is."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from fitengine import api
from fitengine.errors import Problem, SourceSpan
from fitengine.service.live import LivePage, problem_page, served
from tests.helpers.browser import CHROMIUM, browser

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on the path: the report is not tried in a browser"
)
LETTERS = Path(__file__).parents[1] / "functional" / "processes" / "letters.yaml"
HOSTILE = "<script>document.title = 'broken into'</script></pre><img src=x onerror=\"document.title = 'broken into'\">"


TITLE = "document.readyState === 'complete' ? document.title + ' | ' + document.querySelector('h1')?.textContent : ''"


def title_becomes(tab, words):
    """Within ten seconds, and with the page loaded to its end."""
    for _ in range(200):
        with suppress(RuntimeError):  # the page went away while it was asked
            if words in str(tab.run(TITLE)):
                return True
        time.sleep(0.05)
    return False


def test_a_page_loads_itself_anew_through_broken_to_mended(tmp_path):
    report = api.write_report(api.assess(api.load_process(LETTERS)))
    problem = Problem("hostile", HOSTILE, "mend it", SourceSpan("letters.yaml", 1, 1, 1, 2), HOSTILE)
    live = LivePage(report)
    with served(live) as address, browser(tmp_path / "profile") as chromium:
        tab = chromium.open(SimpleNamespace(as_uri=lambda: address))
        assert title_becomes(tab, "Letters to the office")
        live.show(problem_page("letters.yaml", [problem]))
        assert title_becomes(tab, "letters.yaml: cannot be used")
        assert HOSTILE in tab.run("document.querySelector('pre').textContent")
        assert tab.run("document.querySelectorAll('script, img').length") == 1
        live.show(report)
        assert title_becomes(tab, "Letters to the office")
        assert tab.run("getComputedStyle(document.querySelector('.needs-script')).display") != "none"
        complaints = [one for one in tab.complaints() if "favicon" not in one and one != address]
        assert complaints == []
