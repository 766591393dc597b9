"""Results in a notebook: what they show, and that they stay text and pictures."""

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from fitengine import api, notebook
from fitengine.errors import DrawingFault, Problem
from tests.helpers.docs import DOCS

HARM = '<script>alert(1)</script><img src=x onerror="alert(1)">'


@pytest.fixture(scope="module")
def process():
    return api.load_process(DOCS / "examples" / "accounts-payable-initiative.yaml")


class Parts(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        assert not any(name.startswith("on") or name == "src" for name, _ in attrs)

    def handle_data(self, data):
        self.words.append(data)


def results(process):
    return [
        api.assess(process),
        api.readiness(process),
        api.value(process),
        api.roadmap(process),
        api.track(process, on=date(2026, 10, 5)),
    ]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (0, ["Register the invoice", "AI-suitable", "gates", "saves 670"]),
        (1, ["data debt", "passed, 7 of 7 criteria met"]),
        (2, ["Payback in months", "3.91"]),
        (3, ["Automate: Match order, receipt and invoice", "waits for 4"]),
        (4, ["cycle time", "off track", "reviewed now: all outputs"]),
    ],
)
def test_each_result_is_told_in_a_table(process, at, words):
    parts = Parts(results(process)[at]._repr_html_())
    assert "table" in parts.tags
    text = " ".join(parts.words)
    for one in words:
        assert one in text


def test_an_assessment_and_a_roadmap_have_a_picture(process):
    for at in (0, 3):
        result = results(process)[at]
        assert ElementTree.fromstring(result._repr_svg_()).tag.endswith("svg")
        assert "svg" in Parts(result._repr_html_()).tags


def test_without_a_drawing_program_the_tables_are_there(process, monkeypatch):
    def refuse(*_, **__):
        raise DrawingFault([Problem("no-drawing-program", "there is none")])

    monkeypatch.setattr(notebook, "draw_map", refuse)
    assessment = api.assess(process)
    assert assessment._repr_svg_() is None
    assert "table" in Parts(assessment._repr_html_()).tags


def test_texts_that_mean_harm_stay_text(process):
    nodes = {id_: replace(node, name=HARM) for id_, node in process.nodes.items()}
    kpis = tuple(replace(kpi, name=HARM, unit=HARM) for kpi in process.initiative.kpis)
    harmful = replace(process, nodes=nodes, name=HARM, initiative=replace(process.initiative, kpis=kpis))
    for result in results(harmful):
        assert not {"script", "img"} & set(Parts(result._repr_html_()).tags)


def test_without_an_initiative_nothing_is_said_of_one(process):
    assert "profile" not in api.assess(replace(process, initiative=None))._repr_html_()
