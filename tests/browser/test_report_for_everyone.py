"""The report for every reader: seen in light and dark, by keyboard alone, on paper, and with texts that mean harm."""

from __future__ import annotations

import base64
import io
import json
import random
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from fitengine import api
from fitengine.assess.answers import apply_answers
from fitengine.decide.decider import Decider
from fitengine.model.decision import UNDETERMINED
from tests.helpers.axe import AXE, axe_findings
from tests.helpers.browser import CHROMIUM, browser
from tests.helpers.report_page import page_data

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on the path: the report is not tried in a browser"
)
needs_axe = pytest.mark.skipif(
    AXE is None,
    reason="axe-core is neither in node_modules nor on NODE_PATH: accessibility is not checked by it",
)
ROOT = Path(__file__).parents[2]
CONTRAST = (ROOT / "tests" / "helpers" / "contrast.js").read_text(encoding="utf-8")
FULL = ROOT / "docs" / "examples" / "accounts-payable-initiative.yaml"
BLOCKED = ROOT / "docs" / "examples" / "claims-triage.yaml"
OPEN_STEPS = ROOT / "processes" / "customer-complaints.yaml"
MODEL = ROOT / "processes" / "order-to-cash.bpmn"
DAY = date(2026, 10, 5)
OPEN_ALL = "for (const part of document.querySelectorAll('details')) part.open = true; 0"
CHOOSE_FIRST = "document.querySelector('[data-row] a').click(); 0"


@cache
def report(path):
    return api.write_report(api.assess(api.load_process(path)), on=DAY)


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture
def opened(chromium, tmp_path):
    """Opens a page; in the end nobody may have complained, asked for anything but the file, or opened a dialogue."""
    tabs = []

    def open_page(html, scheme="light"):
        path = tmp_path / f"report{len(tabs)}.html"
        path.write_text(html, encoding="utf-8")
        tabs.append(chromium.open(path, scheme))
        return tabs[-1]

    yield open_page
    for tab in tabs:
        assert tab.complaints() == []
        tab.call("Page.close")


def everything_shown(tab):
    tab.run(CHOOSE_FIRST)
    tab.run(OPEN_ALL)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [FULL, BLOCKED, OPEN_STEPS, MODEL], ids=lambda path: path.stem)
def test_every_text_stands_out_from_what_is_behind_it(opened, path, scheme):
    """4.5 to 1, 3 to 1 for large letters, in drawings too, where axe-core cannot tell."""
    tab = opened(report(path), scheme)
    everything_shown(tab)
    found = tab.run(CONTRAST)
    assert found["seen"] > 300
    assert found["weak"] == []


@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [FULL, OPEN_STEPS], ids=lambda path: path.stem)
def test_axe_finds_nothing(opened, path, scheme):
    """What axe-core leaves to a person is contrast alone, in drawings and icons, which is computed in the test above."""
    tab = opened(report(path), scheme)
    everything_shown(tab)
    found = axe_findings(tab)
    assert found["violations"] == {}
    assert set(found["incomplete"]) <= {"color-contrast"}


def test_the_tab_key_reaches_every_step_and_every_control(opened):
    tab = opened(report(FULL))
    everything_shown(tab)
    wanted = tab.run(
        """(() => { const all = [...document.querySelectorAll('a[href], svg a, button, input, select, summary, [tabindex="0"]')]
        .filter((one) => one.getClientRects().length && getComputedStyle(one).visibility !== 'hidden');
        all.forEach((one, at) => one.dataset ? one.setAttribute('data-at', at) : 0);
        document.activeElement.blur(); scrollTo(0, 0); return all.length; })()"""
    )
    reached = set()
    for _ in range(wanted + 20):
        tab.press("Tab")
        reached.add(tab.run("document.activeElement.getAttribute('data-at')"))
    assert wanted > 100
    assert {str(at) for at in range(wanted)} - reached == set()


def test_focus_is_seen(opened):
    """Whatever has the focus by keyboard has an outline of its own."""
    tab = opened(report(FULL))
    for _ in range(30):
        tab.press("Tab")
        style = tab.run("getComputedStyle(document.activeElement).outlineStyle")
        assert style != "none"


def test_printed_it_has_every_section_and_every_step(opened):
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed: the printed report is not read")
    tab = opened(report(FULL), "dark")
    printed = base64.b64decode(tab.call("Page.printToPDF", preferCSSPageSize=True)["data"])
    pages = pypdf.PdfReader(io.BytesIO(printed)).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    for heading in (
        "Steps and reasons", "All steps", "Ask next", "Before the build starts", "Readiness", "Data of the pattern steps",
        "Where initiatives stall", "Phase gates", "Value", "What it rests on", "Priority and roadmap", "Wave 2", "Tracking",
        "Review by people", "Findings about the process", "Method and sources", "Versions",
    ):  # fmt: skip
        assert heading in words
    for task in api.load_process(FULL).tasks():
        assert task.name in words
    assert "Test with branching cases, incomplete data and real users" in words, (
        "what is folded on the screen is told"
    )


@pytest.mark.parametrize("size", [(842, 595), (1191, 842)], ids=["A4", "A3"])
def test_nothing_runs_off_the_paper(opened, size):
    """The page as wide as landscape paper without its margins, in points of 1/96 inch."""
    tab = opened(report(FULL))
    tab.call("Emulation.setEmulatedMedia", media="print")
    width = round((size[0] - 68) * 96 / 72)
    tab.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    wide = """[...document.querySelectorAll('.fe table, .fe svg, .fe p')]
        .filter((one) => one.getClientRects().length && getComputedStyle(one).visibility !== 'hidden')
        .filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML.slice(0, 80))"""
    assert tab.run(wide) == []


def test_a_narrow_screen_scrolls_only_inside_tables_and_drawings(opened):
    tab = opened(report(FULL))
    tab.call("Emulation.setDeviceMetricsOverride", width=400, height=900, deviceScaleFactor=1, mobile=False)
    everything_shown(tab)
    assert tab.run("document.documentElement.scrollWidth") <= 400


HARM = [
    "<script>window.harmed = 1</script>",
    "<img src=x onerror='window.harmed = 1'>",
    "</script><script>window.harmed = 1</script>",
    '"><svg onload="window.harmed = 1">',
    "<a href='javascript:window.harmed = 1'>here</a>",
    "<link rel=stylesheet href=https://example.org/x.css>",
    "url(https://example.org/x.png)",
    "\u202egpj.exe \u2066שלום\u2069 مرحبا",
    "👩🏽\u200d🚒 🏳️\u200d🌈 e\u0301",
    "bell \x07 escape \x1b[31m null \x00",
    "x" * 10_000,
]


def harmful_process():
    """Every text that a process file can carry into the report, each of them meaning harm."""
    from dataclasses import replace

    process = api.load_process(FULL)
    texts = iter(HARM * 20)
    nodes = {
        id_: replace(node, name=next(texts), **({"stage": next(texts)} if hasattr(node, "stage") else {}))
        for id_, node in process.nodes.items()
    }
    lanes = {id_: replace(lane, name=next(texts)) for id_, lane in process.lanes.items()}
    kpis = tuple(replace(kpi, name=text, unit=text) for text in HARM for kpi in process.initiative.kpis[:1])
    value = replace(process.initiative.value, currency=HARM[0])
    initiative = replace(process.initiative, kpis=kpis, value=value)
    return replace(
        process, nodes=nodes, lanes=lanes, initiative=initiative, name=HARM[2], owner=HARM[1], version=HARM[3]
    )


@pytest.mark.parametrize("fragment", [False, True], ids=["page", "fragment"])
def test_texts_that_mean_harm_do_none(opened, fragment):
    html = api.write_report(api.assess(harmful_process()), on=DAY, fragment=fragment)
    tab = opened(html)
    everything_shown(tab)
    assert tab.run("window.harmed") is None
    assert tab.run("document.querySelectorAll('script').length") == 2
    assert tab.run("document.querySelectorAll('img, iframe, object, embed, link').length") == 0
    assert tab.run("document.querySelectorAll('.measure .chart').length") == len(HARM)
    assert tab.run(
        "[...document.querySelectorAll('a')].every((a) => (a.getAttribute('href') ?? '#').startsWith('#'))"
    )
    assert tab.run("document.querySelectorAll('article h3').length") == 6


TRIES = 520
TRY_ALL = """((tries) => tries.map(([step, changes]) => {
  const chosen = document.querySelector('article.chosen')?.dataset.index;
  if (chosen !== String(step)) document.querySelector(`[data-row="${step}"] a`).click();
  const article = document.querySelector('article.chosen');
  for (const [fact, text] of changes) {
    const input = article.querySelector(`[data-fact="${fact}"]`);
    input.value = text;
    input.dispatchEvent(new Event('change'));
    if (input.getAttribute('aria-invalid') === 'true') throw new Error(`${fact}: ${text} was refused`);
  }
  const row = document.querySelector(`[data-row="${step}"]`), card = document.querySelector('.map:not(.printed) .chosen');
  const found = [article.dataset.verdict, article.querySelector('[data-certainty]').textContent];
  const same = [row.dataset.verdict, row.querySelector('[data-certainty]').textContent];
  if (String(found) !== String(same) || card.dataset.verdict !== found[0]) throw new Error('the page contradicts itself');
  const undo = article.querySelector('details button');
  if (!undo.hidden) undo.click();
  return found;
}))"""


def random_text(rng, definition):
    """A value as a reader picks or types it."""
    if not definition.type.numeric:
        return (
            rng.choice([*definition.values, "unknown"])
            if definition.values
            else rng.choice(["yes", "no", "unknown"])
        )
    low, high = int(definition.low or 0), int(min(definition.high, 200))
    ends = sorted(rng.randint(low, high) for _ in range(2))
    return rng.choice([str(ends[0]), f"{ends[0]} to {ends[1]}", "unknown"])


def test_what_a_reader_tries_out_is_what_the_engine_decides(opened):
    """Random changes typed into the page, one to six facts of a step at a time."""
    rng = random.Random("tried in the browser")
    process, rules = api.load_process(FULL), api.load_rules()
    tab = opened(report(FULL))
    names = sorted(page_data(report(FULL))["decision"]["facts"])
    tasks, tries, answers = process.tasks(), [], []
    for number in range(TRIES):
        step = number * len(tasks) // TRIES
        changes = [
            (name, random_text(rng, rules.dictionary[name])) for name in rng.sample(names, rng.randint(1, 6))
        ]
        tries.append((step, changes))
        answers.append(decided(process, tasks[step].id, changes, rules))
    found = tab.run(f"{TRY_ALL}({json.dumps(tries)})")
    assert [tuple(one) for one in found] == answers
    assert len({outcome for outcome, _ in answers}) == 5
    assert {certainty for _, certainty in answers} == {"settled", "presumed", "open"}


def decided(process, step, changes, rules):
    texts = [f"{step}.{name}={text}" for name, text in changes]
    changed = apply_answers(process, api.read_changes(process, texts, rules=rules))
    (facts,) = (task.facts for task in changed.tasks() if task.id == step)
    decider = decider_of(rules)
    grade = decider.grade("technology-fit", decider.case(facts))
    return grade.outcome or UNDETERMINED, str(grade.certainty)


@cache
def decider_of(rules):
    return Decider(rules, "plain")
