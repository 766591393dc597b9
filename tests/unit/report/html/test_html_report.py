"""The report as a file: what it holds, that it needs nothing else, and that no text gets out of its place."""

import base64
import hashlib
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from fitengine import api
from fitengine.decide.decider import Decider
from fitengine.model.facts import Facts, Origin, Provenance
from fitengine.model.process import Event, EventKind, Lane, Process, SequenceFlow, Task
from fitengine.report.html import decision_data
from tests.helpers.office import office_process, office_rules
from tests.helpers.report_page import page_data

PROCESSES = Path(__file__).parents[4] / "processes"
HOSTILE = [
    "<b>bold</b>",
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style></div><img src=x onerror=alert(1)>",
    '" onload="alert(1)',
    "' onclick='alert(1)",
    "</title><body>",
    "--><!-- ]]> <![CDATA[",
    "&lt;&amp;&#x3c;&evil;",
    "{{ 7 * 7 }}{% raw %}",
    "${alert(1)}`;//",
    "javascript:alert(1)",
    "\u202egpj.exe \u2066mixed\u2069 שלום",
    "a\x00b\x01c\x1bd\x7fe",
    "a\ud800b",
    "line\u2028and\u2029paragraph",
    "__proto__",
    "x" * 10_000,
    "word " * 2_000,
    " \t\r\n ",
]
VOID = {"meta", "input", "br", "img", "link", "hr", "base"}
DRAWING = {"svg", "g", "title", "polygon", "polyline", "path", "ellipse", "text", "a"}
WRITING = {
    "html", "head", "meta", "title", "body", "style", "script", "div", "header", "main", "footer", "nav", "section", "article",
    "h1", "h2", "h3", "h4", "p", "span", "b", "em", "code", "a", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td",
    "button", "label", "input", "details", "summary", "br",
}  # fmt: skip


class Page(HTMLParser):
    """The elements of a page, its text, and whether every element that opens also closes, in order."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.texts, self.stack, self.unbalanced = [], [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data):
        self.texts.append(data)


@cache
def rules():
    return office_rules()


@pytest.fixture
def office(tmp_path):
    return office_process(tmp_path, rules=rules())


def report(process, **options):
    return api.write_report(api.assess(process, rules=rules()), rules=rules(), **options)


def hostile_process(texts, title="Office"):
    """A step for each text, which is its id, its name, its stage, and where a fact of it comes from."""
    facts = Facts({"rule_based": "fully"}, {})
    nodes = {"start": Event("start", title, EventKind.START, lane="l")}
    for number, text in enumerate(texts):
        detailed = replace(facts, provenance={"rule_based": Provenance(Origin.MEASURED, text)})
        key = f"{text}{number}"
        nodes[key] = Task(key, text, lane="l", stage=text, facts=detailed)
    keys = list(nodes)
    flows = tuple(SequenceFlow(f"f{at}", one, two) for at, (one, two) in enumerate(pairwise(keys)))
    return Process("office", title, nodes, flows, {"l": Lane("l", title)}, version=title, owner=title)


def assert_harmless(html):
    page = Page(html)
    assert page.unbalanced == []
    assert page.stack == []
    assert {tag for tag, _ in page.elements} <= WRITING | DRAWING
    scripts = [attrs for tag, attrs in page.elements if tag == "script"]
    assert scripts == [{"type": "application/json", "class": "fe-data"}, {}]
    for _, attributes in page.elements:
        assert not any(name.startswith("on") or name in ("style", "src", "srcset") for name in attributes)
        for name in ("href", "xlink:href"):
            assert attributes.get(name, "#").startswith("#")


def test_hostile_texts_stay_text():
    html = report(hostile_process(HOSTILE))
    assert_harmless(html)
    html.encode("utf-8")
    assert "\u202e" not in html
    assert "\x1b" not in html
    words = "".join(Page(html).texts)
    assert "</script><script>alert(1)</script>" in words
    assert "{{ 7 * 7 }}{% raw %}" in words


@pytest.mark.parametrize("text", HOSTILE[:8] + HOSTILE[12:18], ids=lambda text: ascii(text[:20]))
def test_a_hostile_process_name_stays_text(text):
    html = report(hostile_process(["one"], title=text))
    assert_harmless(html)
    assert len(re.findall("(?s)<title>(.*?)</title>", html)[0]) < 1300


def test_links_of_cards_lead_to_their_steps():
    html = report(hostile_process(HOSTILE))
    page = Page(html)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = {attrs.get("xlink:href") or attrs.get("href") for tag, attrs in page.elements if tag == "a"}
    assert {link.removeprefix("#") for link in links if not link.startswith("#part-")} <= set(ids)


def test_the_policy_allows_this_style_and_this_script_and_nothing_else(office):
    html = report(office)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    policy = policy.replace("&#39;", "'")
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert allowed["default-src"] == "'none'"
    for directive, tag in (("style-src", "style"), ("script-src", "script")):
        (text,) = re.findall(rf"(?s)<{tag}>(.*?)</{tag}>", html)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert allowed[directive] == f"'sha256-{digest}'"
    assert set(allowed) == {"default-src", "style-src", "script-src", "base-uri", "form-action"}


def test_the_file_refers_to_nothing_outside(office):
    """The names of the SVG language are the only addresses; they are never fetched."""
    html = report(office)
    addresses = set(re.findall(r"https?://[^\s\"'<>]+", html))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert "url(" not in html
    assert "@import" not in html


def test_the_same_assessment_gives_the_same_bytes(office):
    assert report(office) == report(office)


def test_every_step_is_told_in_full(office):
    html = report(office)
    words = " ".join("".join(Page(html).texts).split())
    assessment = api.assess(office, rules=rules())
    for step in assessment.steps:
        assert step.step.name in words
        for hit in step.decision.rules:
            assert hit.because in words
            for key in hit.cite:
                assert rules().references[key].title in words
        for assumption in step.decision.assumptions:
            assert rules().dictionary[assumption.fact].question in words
        if step.decision.next_question:
            assert step.decision.next_question.text in words
    for pack in assessment.packs:
        assert pack.digest in words


def test_totals_stand_on_the_buttons_that_filter(office):
    assessment = api.assess(office, rules=rules())
    html = report(office)
    counts = dict(re.findall(r'data-count="([^"]*)">(\d+)<', html))
    assert counts == {total.verdict: str(total.steps) for total in assessment.totals}


def test_a_fragment_has_no_frame_and_the_same_contents(office):
    html, fragment = report(office), report(office, fragment=True)
    assert not re.search(r"<(html|head|body|meta)[\s>]|<!DOCTYPE", fragment)
    assert fragment.strip() in html


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_the_theme_is_written_on_the_page(office, theme):
    assert f'<div class="fe" data-theme="{theme}">' in report(office, theme=theme)


def test_markdown_holds_the_assessment_and_the_explanations(office):
    text = report(office, format="markdown")
    assert text.count("\n# ") + text.startswith("# ") == 2
    assert "Totals" in text


def test_rules_that_are_too_large_for_a_page_leave_it_readable(office, monkeypatch):
    """Without a diagram nothing can be tried out; everything else is there."""
    decider = Decider(rules(), "plain")
    saved, decision_data._MOST_CELLS = decision_data._MOST_CELLS, 1
    try:
        assert (
            decision_data.decision_data(api.assess(office, rules=rules()), decider, "technology-fit") is None
        )
        html = report(office)
    finally:
        decision_data._MOST_CELLS = saved
    assert page_data(html)["decision"] is None
    assert_harmless(html)


def test_a_process_without_steps_has_a_report():
    assert_harmless(report(Process("none", "Nothing", {})))


def test_readiness_is_told_where_there_is_an_initiative():
    """A shipped process with data needs and an initiative; the office has neither and no such section."""
    process = api.load_process(PROCESSES / "insurance-claims.yaml")
    found = api.readiness(process)
    words = " ".join("".join(Page(api.write_report(api.assess(process))).texts).split())
    assert found.data
    for one in found.data:
        assert f"{one.name}" in words
    for area in found.areas:
        assert area.label in words
    for gate in found.gates if found.areas else ():
        assert gate.label in words


def test_there_is_no_readiness_without_data_or_initiative(office):
    assert 'id="fe-ready"' not in report(office)
