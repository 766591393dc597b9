"""The report in a browser: everything a reader can do with it, by mouse and by keyboard."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from fitengine import api
from tests.helpers.browser import CHROMIUM, browser

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on the path: the report is not tried in a browser"
)
PROCESS = Path(__file__).parents[2] / "processes" / "accounts-payable.yaml"


@cache
def process():
    return api.load_process(PROCESS)


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(api.write_report(api.assess(process())), encoding="utf-8")
    return path


@pytest.fixture
def tab(chromium, page):
    opened = chromium.open(page)
    yield opened
    assert opened.complaints() == []


def count(tab, outcome):
    return int(tab.run(f"document.querySelector('[data-count=\"{outcome}\"]').textContent"))


def try_out(tab, fact, value):
    tab.run(
        f"""(() => {{ const input = document.querySelector('article.chosen [data-fact="{fact}"]'); input.value = {value!r};
        input.dispatchEvent(new Event('change')); }})()"""
    )


def choose(tab, step):
    tab.run(f"document.querySelector('a[href=\"#step-{step}\"]').click()")


def test_a_card_opens_its_step_with_enter_and_escape_leads_back(tab):
    tab.run("document.querySelector('[data-step=capture] a').focus()")
    tab.press("Enter")
    assert tab.run("document.querySelector('article.chosen').id") == "step-capture"
    assert tab.run("document.activeElement.textContent") == "Capture invoice header and lines"
    assert tab.run("getComputedStyle(document.querySelector('#step-register')).display") == "none"
    tab.press("Escape")
    assert tab.run("document.activeElement.closest('[data-step]').dataset.step") == "capture"


def test_what_is_tried_out_changes_verdict_map_table_and_totals_at_once_and_back(tab):
    (change,) = api.what_if(process(), api.read_changes(process(), ["register.rule_based=none"])).changed()
    before = count(tab, change.old), count(tab, change.new)
    choose(tab, "register")
    try_out(tab, "rule_based", "none")
    assert (count(tab, change.old), count(tab, change.new)) == (before[0] - 1, before[1] + 1)
    card = "document.querySelector('.map:not(.printed) [data-step=register]')"
    assert tab.run(f"{card}.dataset.verdict") == change.new
    assert change.new_certainty in tab.run(f"{card}.querySelector('title').textContent")
    assert tab.run("document.querySelector('[data-row=\"0\"]').dataset.verdict") == change.new
    assert change.new_certainty in tab.run("document.querySelector('article.chosen .answer').textContent")
    assert tab.run("document.querySelector('article.chosen .answer').getAttribute('role')") == "status"
    tab.run("document.querySelector('[data-reset-all]').click()")
    assert (count(tab, change.old), count(tab, change.new)) == before
    assert tab.run(f"{card}.dataset.verdict") == change.old


def test_a_value_that_cannot_be_read_is_refused_beside_the_field(tab):
    choose(tab, "register")
    try_out(tab, "exception_rate", "9 to 3")
    assert (
        tab.run(
            "document.querySelector('article.chosen [data-fact=exception_rate]').getAttribute('aria-invalid')"
        )
        == "true"
    )
    assert "lower" in tab.run(
        "document.querySelector('article.chosen [data-fact=exception_rate] + .note').textContent"
    )


def test_a_verdict_filters_map_and_table(tab):
    wanted = count(tab, "rpa")
    tab.run("document.querySelector('[data-filter=rpa]').click()")
    assert (
        tab.run("document.querySelectorAll('.map:not(.printed) [data-step]:not(.dimmed)').length") == wanted
    )
    assert tab.run("document.querySelectorAll('[data-row]:not([hidden])').length") == wanted
    assert tab.run("document.querySelector('[data-filter=rpa]').getAttribute('aria-pressed')") == "true"
    assert str(wanted) in tab.run("document.querySelector('[data-status]').textContent")


def test_the_table_sorts_both_ways_and_finds(tab):
    names = "[...document.querySelectorAll('[data-row] th')].map((cell) => cell.textContent)"
    tab.run("document.querySelectorAll('[data-sort]')[1].click()")
    rising = tab.run(names)
    assert rising == sorted(rising, key=str.casefold)
    tab.run("document.querySelectorAll('[data-sort]')[1].click()")
    assert tab.run(names) == rising[::-1]
    tab.run(
        "(() => { const find = document.querySelector('[data-find]'); find.value = 'VAT'; find.oninput(); })()"
    )
    assert tab.run("document.querySelectorAll('[data-row]:not([hidden])').length") == 1


def test_the_map_zooms_by_keyboard_and_starts_readable(tab):
    width = "document.querySelector('.map svg').getBoundingClientRect().width"
    letters = (
        "document.querySelector('.map [data-step] text[font-weight=bold]').getBoundingClientRect().height"
    )
    assert tab.run(letters) >= 12
    start = tab.run(width)
    tab.run("document.querySelector('.map').focus()")
    tab.press("+")
    assert tab.run(width) > start
    tab.press("-")
    assert tab.run(width) == pytest.approx(start)
    tab.run("document.querySelector('[data-zoom=fit]').click()")
    assert tab.run(
        "(() => { const map = document.querySelector('.map'); return map.scrollWidth <= map.clientWidth; })()"
    )


def test_every_control_has_a_name(tab):
    choose(tab, "register")
    tab.run("document.querySelector('article.chosen details').open = true")
    nodes = tab.call("Accessibility.getFullAXTree")["nodes"]
    controls = [
        node
        for node in nodes
        if node.get("role", {}).get("value")
        in {"button", "link", "textbox", "searchbox", "combobox", "region", "navigation"}
        and not node["ignored"]
    ]
    assert len(controls) > 60
    assert [node for node in controls if not node.get("name", {}).get("value")] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_reader_and_the_switch_turns_it(chromium, page, scheme):
    tab = chromium.open(page, scheme)
    paper = "getComputedStyle(document.querySelector('.fe')).backgroundColor"
    card = "getComputedStyle(document.querySelector('[data-step] path')).fill"
    first = tab.run(paper), tab.run(card)
    assert (first[0] == "rgb(255, 255, 255)") == (scheme == "light")
    tab.run("document.querySelector('[data-toggle-theme]').click()")
    second = tab.run(paper), tab.run(card)
    assert first[0] != second[0]
    assert first[1] != second[1]
    assert tab.complaints() == []


def test_on_paper_every_step_is_told_in_light_colours(chromium, page):
    tab = chromium.open(page, "dark")
    choose(tab, "register")
    tab.call("Emulation.setEmulatedMedia", media="print")
    shown = (
        "[...document.querySelectorAll('article[data-index]')].filter((step) => step.offsetHeight > 0).length"
    )
    assert tab.run(shown) == len(process().tasks())
    assert tab.run("getComputedStyle(document.querySelector('.fe')).backgroundColor") == "rgb(255, 255, 255)"
    for there, shown in ((".printed", True), (".map:not(.printed)", False)):
        assert (tab.run(f"document.querySelector('{there}').offsetHeight") > 100) == shown
    assert tab.run("getComputedStyle(document.querySelector('.printed svg')).visibility") == "visible"
    assert tab.complaints() == []


def test_without_its_script_the_page_tells_every_step(chromium, page, tmp_path):
    """What a mail program or a strict reader shows."""
    html = page.read_text(encoding="utf-8")
    bare = tmp_path / "bare.html"
    bare.write_text(html[: html.rindex("<script>")] + html[html.rindex("</script>") + 9 :], encoding="utf-8")
    tab = chromium.open(bare)
    shown = "[...document.querySelectorAll('article')].filter((step) => step.offsetHeight > 0).length"
    assert tab.run(shown) == len(process().tasks())
    assert tab.run("document.querySelector('[data-find]').offsetParent") is None
